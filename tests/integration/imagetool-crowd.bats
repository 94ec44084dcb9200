# Many processes at once on one store, and many images in one.

load helpers
load images
load registry

setup_file() {
  require_root
  require_commands useradd setpriv newuidmap strace
  start_registry "$BATS_FILE_TMPDIR/registry"
  FOLDER=$(mktemp -d /tmp/crowd.XXXXXX)  # bats' own are root's alone
  NAME=crowd$$
  export FOLDER NAME
  useradd --no-create-home --home-dir "$FOLDER/home" --shell /bin/sh "$NAME"
  mkdir "$FOLDER/home" "$FOLDER/bin"
  chown "$NAME:" "$FOLDER/home"
  install -m 755 "$BIN/imagetool" "$FOLDER/bin"
  chmod 755 "$FOLDER"
  # Three images that share their base.
  local work=$BATS_FILE_TMPDIR/made i
  mkdir -p "$work/base"
  head -c 300000 /dev/urandom >"$work/base/large"
  tar -C "$work/base" -cf "$work/base.tar" .
  for i in 1 2 3; do
    mkdir "$work/$i"
    echo "$i" >"$work/$i/own"
    tar -C "$work/$i" -cf "$work/$i.tar" .
    image "$work/layout" "x$i" '{"Cmd":["x"]}' "$work/base.tar" "$work/$i.tar"
    skopeo copy -q --dest-tls-verify=false "oci:$work/layout:x$i" "docker://$REGISTRY/x$i"
  done
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
  [ -z "$NAME" ] || userdel "$NAME" 2>/dev/null || true
  [ -z "$FOLDER" ] || rm -rf "$FOLDER"
}

# crowd STORE WORDS...: of `imagetool` behind WORDS; what each says that failed is printed
crowd() {
  local store=$1 i pids=()
  shift
  at_once() { "${prefix[@]}" imagetool --tls-verify=false --root "$store" "$@" >/dev/null 2>>"$BATS_TEST_TMPDIR/errors" 3>&- & pids+=($!); }
  local prefix=("$@")
  : >"$BATS_TEST_TMPDIR/errors"
  for i in 1 2 3 1 2 3; do
    at_once pull -q "$REGISTRY/x$i"
    at_once prune -f
    at_once images
  done
  for i in "${pids[@]}"; do wait "$i"; done
  pids=()
  # Names come and go; of what is removed meanwhile a tag may say so.
  for i in 1 2 3; do
    at_once tag "$REGISTRY/x$i" "kept:$i"
    at_once pull -q "$REGISTRY/x$i"
    at_once tag "$REGISTRY/x$i" "gone:$i"
    at_once prune -f
  done
  for i in "${pids[@]}"; do wait "$i"; done
  pids=()
  for i in 1 2 3; do
    at_once rmi "gone:$i"
    at_once rmi "$REGISTRY/x$i"
    at_once prune -f
    at_once inspect "kept:$i"
    at_once export -o /dev/null "kept:$i"
  done
  for i in "${pids[@]}"; do wait "$i"; done
  cat "$BATS_TEST_TMPDIR/errors"
}

# whole STORE WORDS...: fsck finds nothing, three names are left, and nothing that is half made
whole() {
  local store=$1
  shift
  run "$@" imagetool --root "$store" fsck
  assert_success
  assert_output --regexp '^3 images, 10 blobs .*: no problems$'
  assert_equal "$(find "$store/tmp" "$store/leases" -mindepth 1)" ""
  assert_equal "$(jq -r '.manifests[].annotations["org.opencontainers.image.ref.name"]' "$store/index.json" | sort | xargs)" \
    "docker.io/library/kept:1 docker.io/library/kept:2 docker.io/library/kept:3"
}

@test "many pulls, tags, removals and prunes at once: as root" {
  local store=$BATS_TEST_TMPDIR/store layer
  run crowd "$store" env
  assert_output ''
  local made=$BATS_FILE_TMPDIR/made/layout
  for layer in $(jq -r '.manifests[].digest[7:]' "$made/index.json" | xargs -I % jq -r '.layers[].digest' "$made/blobs/sha256/%" | sort -u); do
    assert_equal "$layer $(grep -c "\"GET /v2/x[1-3]/blobs/$layer" "$BATS_FILE_TMPDIR/registry/log")" "$layer 1"
  done
  whole "$store" env
}

@test "many pulls, tags, removals and prunes at once: as an ordinary user" {
  local as=(setpriv --reuid "$NAME" --regid "$NAME" --clear-groups env -i "PATH=$FOLDER/bin:/usr/sbin:/usr/bin:/sbin:/bin" "HOME=$FOLDER/home")
  cd "$FOLDER/home"
  run crowd "$FOLDER/home/store" "${as[@]}"
  assert_output ''
  whole "$FOLDER/home/store" "${as[@]}"
}

# calls WORDS...: the system calls of imagetool
calls() {
  strace -f -c -U calls,name -o "$BATS_TEST_TMPDIR/calls" "$BIN/imagetool" --tls-verify=false --root "$BATS_TEST_TMPDIR/store" "$@" >/dev/null
  awk '$2 == "total" { print $1 }' "$BATS_TEST_TMPDIR/calls"
}

# Whatever the machine's speed, this is what makes verbs slow.
@test "with 500 images a verb about one of them makes no more calls than with two" {
  local store=$BATS_TEST_TMPDIR/store after verb
  imagetool --tls-verify=false --root "$store" pull -q "$REGISTRY/x1"
  imagetool --tls-verify=false --root "$store" pull -q "$REGISTRY/x2"
  declare -A few
  for verb in "inspect $REGISTRY/x1" "tag $REGISTRY/x1 $REGISTRY/x1:same" "bundle $REGISTRY/x1 $BATS_TEST_TMPDIR/b" "pull -q $REGISTRY/x1" images "images -q"; do
    # shellcheck disable=SC2086 # words
    few[$verb]=$(calls $verb)
    rm -rf "$BATS_TEST_TMPDIR/b"
  done
  # The same image under other documents: 498 manifests and configs, and as many names.
  "$REPOSITORY/tests/integration/many_images.py" "$store" "$REGISTRY/x1" 498
  assert_equal "$(imagetool --root "$store" images -q | wc -l)" 500
  # images, which has just read them all, does not so again.
  for verb in "inspect $REGISTRY/x1" "bundle $REGISTRY/x1 $BATS_TEST_TMPDIR/b" "pull -q $REGISTRY/x1" images "images -q"; do
    # shellcheck disable=SC2086 # words
    after=$(calls $verb)
    echo "$verb: ${few[$verb]} calls with two images, $after with 500"
    # A larger index.json is read in more pieces.
    assert [ "$after" -le $((${few[$verb]} + 40)) ]
  done
}

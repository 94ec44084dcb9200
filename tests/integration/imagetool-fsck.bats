load helpers
load images
load registry

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  start_registry "$BATS_TEST_TMPDIR/registry"
  mkdir -p "$BATS_TEST_TMPDIR/tree/etc"
  echo one >"$BATS_TEST_TMPDIR/tree/etc/one"
  ln "$BATS_TEST_TMPDIR/tree/etc/one" "$BATS_TEST_TMPDIR/tree/etc/same"
  touch "$BATS_TEST_TMPDIR/tree/.wh.gone"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/one.tar" .
  image "$BATS_TEST_TMPDIR/layout" box '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/one.tar"
  skopeo copy -q --dest-tls-verify=false "oci:$BATS_TEST_TMPDIR/layout:box" "docker://$REGISTRY/box:1"
  imagetool --tls-verify=false pull -q "$REGISTRY/box:1"
}

teardown() {
  stop_registry "$BATS_TEST_TMPDIR/registry"
}

# blob manifest|config|layer: its path
blob() {
  local manifest digest
  manifest=$IMAGETOOL_ROOT/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$IMAGETOOL_ROOT/index.json")
  case $1 in
    manifest) echo "$manifest"; return ;;
    config) digest=$(jq -r .config.digest "$manifest") ;;
    layer) digest=$(jq -r '.layers[0].digest' "$manifest") ;;
  esac
  echo "$IMAGETOOL_ROOT/blobs/sha256/${digest#sha256:}"
}

# flip FILE: one bit in the middle is another
flip() {
  python3 - "$1" <<'PY'
import sys
path = sys.argv[1]
data = bytearray(open(path, "rb").read())
data[len(data) // 2] ^= 1
open(path, "r+b").write(data)
PY
}

@test "fsck: a good store has no problems" {
  run imagetool fsck
  assert_success
  assert_output --regexp '^1 image, 3 blobs \([0-9.]+k?B\), 1 unpacked layer: no problems$'
}

@test "fsck: a flipped bit in any blob is found, told with its image, and repaired from the registry" {
  local what path sum
  for what in manifest config layer; do
    path=$(blob "$what")
    sum=$(sha256sum <"$path")
    flip "$path"
    run imagetool fsck
    assert_failure 1
    assert_line --regexp "^sha256:$(basename "$path") \($REGISTRY/box:1\): the content's digest is sha256:[0-9a-f]{64}$"
    assert_line --partial ": 1 problem, 0 repaired"
    run imagetool --tls-verify=false fsck --repair
    assert_success
    assert_line --regexp "^sha256:$(basename "$path") .*: repaired$"
    assert_equal "$(sha256sum <"$path")" "$sum"
    run imagetool fsck
    assert_success
  done
}

@test "fsck: what is missing is told; what no registry has cannot be repaired" {
  local path
  path=$(blob layer)
  rm "$path"
  run imagetool fsck
  assert_failure 1
  assert_line "sha256:$(basename "$path") ($REGISTRY/box:1): missing"
  stop_registry "$BATS_TEST_TMPDIR/registry"
  run imagetool --tls-verify=false fsck --repair
  assert_failure 1
  assert_line --regexp "^sha256:$(basename "$path") .*: missing: cannot be repaired: .*"
  jq -c '.manifests[0].annotations = {"org.opencontainers.image.ref.name": "v1"}' "$IMAGETOOL_ROOT/index.json" >"$BATS_TEST_TMPDIR/index"
  cp "$BATS_TEST_TMPDIR/index" "$IMAGETOOL_ROOT/index.json"
  run imagetool fsck --repair
  assert_failure 1
  assert_line --partial "cannot be repaired: no name tells a registry that has it"
}

@test "fsck: unpacked layers are compared with their blobs, file by file, and unpacked again" {
  local layer change
  layer=$(echo "$IMAGETOOL_ROOT"/layers/diff/sha256/*/fs)
  for change in "flip $layer/etc/one:etc/one: other content" "rm $layer/etc/same:etc/same: missing" \
    "chmod 600 $layer/etc/one:etc/one: another mode" "touch $layer/more:more: not in the layer" \
    "touch $layer/etc/one:etc/one: another time" "truncate -s 9 $layer/etc/one:etc/one: another "; do
    local before
    before=$(stat -c '%y' "$layer/etc/one")
    ${change%%:*}
    [[ $change = flip* ]] && touch -d "$before" "$layer/etc/one"
    run imagetool fsck
    assert_failure 1
    assert_line --regexp "^diff:sha256:[0-9a-f]{64} \($REGISTRY/box:1\): ${change#*:}"
    run imagetool fsck --repair
    assert_success
    run imagetool fsck
    assert_success
    assert_equal "$(cat "$layer/etc/one")" one
  done
}

@test "fsck: a layer that was an overlay's upper folder is as good as an unpacked one" {
  require_root
  imagetool tag "$REGISTRY/box:1" base
  printf 'FROM base\nCOPY f /etc/\n' >"$BATS_TEST_TMPDIR/Dockerfile"
  echo f >"$BATS_TEST_TMPDIR/f"
  buildtool --root "$IMAGETOOL_ROOT" -q -t made -f "$BATS_TEST_TMPDIR/Dockerfile" "$BATS_TEST_TMPDIR"
  run imagetool fsck
  assert_success
  assert_output --partial "2 images"
}

@test "fsck: bad blobs that no image needs are removed" {
  local path=$IMAGETOOL_ROOT/blobs/sha256/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  echo x >"$path"
  run imagetool fsck
  assert_failure 1
  run imagetool fsck --repair
  assert_success
  assert_line --regexp '^sha256:2c26.*: repaired$'
  assert_file_not_exist "$path"
}

@test "fsck: --format json, for programs" {
  flip "$(blob layer)"
  run imagetool fsck --format json
  assert_failure 1
  echo "$output" | jq -e --arg image "$REGISTRY/box:1" '.images == 1 and .blobs == 3 and (.problems | length) == 1 and
    (.problems[0] | .kind == "blob" and .images == [$image] and .repaired == false)'
  run imagetool fsck --format yaml
  assert_failure 125
  assert_output --partial '--format: "yaml" is neither table nor json'
  run imagetool fsck now
  assert_failure 125
  assert_output --partial 'no argument is expected'
}

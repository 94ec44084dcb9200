# imagetool prune --blobs: layers that a registry has are here once, unpacked, and come back when their bytes are needed.

load helpers
load images
load registry

setup_file() {
  require_root
  start_registry "$BATS_FILE_TMPDIR/registry"
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/tree"
  tar -C "$work/tree" -cf "$work/one.tar" .
  mkdir "$work/change"
  echo two >"$work/change/two"
  tar -C "$work/change" -cf "$work/two.tar" .
  image "$work/layout" box '{"Cmd":["sh"]}' "$work/one.tar" "$work/two.tar"
  skopeo copy -q --dest-tls-verify=false "oci:$work/layout:box" "docker://$REGISTRY/me/box:1"
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

imagetool() { command imagetool --tls-verify=false "$@"; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  imagetool pull -q "$REGISTRY/me/box:1"
}

blobs() { find "$IMAGETOOL_ROOT/blobs" -type f | wc -l; }

# log_since LINE PATTERN: requests to the registry
requests() { grep -c "$1" "$BATS_FILE_TMPDIR/registry/log"; }

@test "prune --blobs: what the registry has goes, and the image serves on" {
  local size before
  size=$(imagetool images --format '{{.Size}}')
  assert_equal "$(blobs)" 4
  run imagetool prune -f --blobs
  assert_success
  assert_output --regexp '^Total reclaimed space: [1-9][0-9.]*[kM]B$'
  assert_equal "$(blobs)" 2
  assert_equal "$(imagetool images --format '{{.Size}}')" "$size"
  run imagetool fsck
  assert_success
  assert_output --partial 'no problems'
  before=$(requests '"GET /v2/me/box/blobs/')
  imagetool bundle "$REGISTRY/me/box:1" b cat /two
  imagetool mount "$REGISTRY/me/box:1" >point
  assert_equal "$(cat "$(cat point)/two")" two
  imagetool unmount -a
  imagetool export "$REGISTRY/me/box:1" | tar t two
  # Nor does a pull of what is there fetch them.
  run imagetool pull "$REGISTRY/me/box:1"
  assert_output --partial 'Image is up to date'
  assert_equal "$(requests '"GET /v2/me/box/blobs/')" "$before"
  assert_equal "$(blobs)" 2
}

@test "unpack, save and copy fetch them again" {
  local verb
  for verb in "unpack $REGISTRY/me/box:1 plain" "save -o saved.tar $REGISTRY/me/box:1" "copy -q $REGISTRY/me/box:1 dir:there"; do
    imagetool prune -f --blobs
    assert_equal "$(blobs)" 2
    # shellcheck disable=SC2086 # words
    run imagetool $verb
    assert_success
    assert_equal "$(blobs)" 4
  done
  assert_equal "$(cat plain/rootfs/two)" two
  run imagetool fsck
  assert_success
}

@test "push: to another repository they are mounted, to another registry fetched first" {
  local here=$REGISTRY before
  imagetool tag "$REGISTRY/me/box:1" "$REGISTRY/me/other:1"
  imagetool prune -f --blobs
  before=$(requests '"GET /v2/me/box/blobs/')
  run imagetool push "$REGISTRY/me/other:1"
  assert_success
  assert_output --partial 'Mounted from me/box'
  assert_equal "$(requests '"GET /v2/me/box/blobs/')" "$before"
  assert_equal "$(blobs)" 2
  start_registry "$BATS_TEST_TMPDIR/second"
  imagetool tag "$here/me/box:1" "$REGISTRY/me/box:1"
  run imagetool push "$REGISTRY/me/box:1"
  stop_registry "$BATS_TEST_TMPDIR/second"
  assert_success
  assert_equal "$(blobs)" 4
  REGISTRY=$here
}

@test "what no registry has, what is not unpacked and what cannot be asked for stays" {
  imagetool tag "$REGISTRY/me/box:1" 127.0.0.1:1/me/box:1
  imagetool rmi "$REGISTRY/me/box:1"
  run imagetool prune -f --blobs
  assert_success
  assert_line --partial 'imagetool prune: warning: 127.0.0.1:1/me/box:1 keeps its blobs: '
  assert_line 'Total reclaimed space: 0B'
  imagetool tag 127.0.0.1:1/me/box:1 "$REGISTRY/nobody/box:1"
  imagetool rmi 127.0.0.1:1/me/box:1
  run imagetool prune -f --blobs
  assert_output 'Total reclaimed space: 0B'
  imagetool tag "$REGISTRY/nobody/box:1" "$REGISTRY/me/box:1"
  rm -r "$IMAGETOOL_ROOT"/layers/diff/sha256
  run imagetool prune -f --blobs
  assert_output 'Total reclaimed space: 0B'
  assert_equal "$(blobs)" 4
}

@test "a layer that is lost after all comes with the blob; without the registry the error says from where" {
  imagetool prune -f --blobs
  rm -r "$IMAGETOOL_ROOT"/layers/diff/sha256
  imagetool bundle "$REGISTRY/me/box:1" b
  assert_exist b/layers/0/two
  rm -r b
  imagetool prune -f --blobs
  imagetool tag "$REGISTRY/me/box:1" kept
  sed -i "s|$REGISTRY|127.0.0.1:1|" "$IMAGETOOL_ROOT"/dropped/*
  run imagetool unpack kept plain
  assert_failure
  assert_output --regexp '^imagetool unpack: blob sha256:[0-9a-f]{64}: .*127.0.0.1:1'
  # With its last image a record goes.
  imagetool rmi kept "$REGISTRY/me/box:1"
  assert_equal "$(ls "$IMAGETOOL_ROOT/dropped")" ""
}

@test "pull: what is damaged here is fetched again where its bytes are needed, whatever its size" {
  local blob
  # The config and the manifest, and a layer that is not unpacked any more.
  rm -r "$IMAGETOOL_ROOT/layers/diff/sha256"
  for blob in "$IMAGETOOL_ROOT"/blobs/sha256/*; do
    printf '\xff' | dd of="$blob" bs=1 seek=$(($(stat -c %s "$blob") / 2)) conv=notrunc status=none
  done
  run imagetool fsck
  assert_failure
  run imagetool pull "$REGISTRY/me/box:1"
  assert_success
  run imagetool fsck
  assert_success
  imagetool bundle "$REGISTRY/me/box:1" b
  assert_exist b/layers/0/two
}

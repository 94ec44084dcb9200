#!/usr/bin/env bats
# imagetool export: the root file system of a bundle or an image as a tar.

load helpers
load images

setup_file() {
  require_root
  cd "$BATS_FILE_TMPDIR" || return
  busybox_tree tree
  mkdir -p tree/gone tree/opaque tree/kept
  touch tree/gone/a tree/opaque/old tree/kept/old tree/removed
  ln tree/etc/passwd tree/etc/linked
  tar --format=pax --sort=name -C tree -cf lower.tar .
  mkdir -p upper/opaque
  touch upper/.wh.removed upper/.wh.gone upper/opaque/.wh..wh..opq upper/opaque/new
  tar --format=pax --sort=name -C upper -cf upper.tar .
  image layout x '{"Cmd":["sh"]}' lower.tar upper.tar
  IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store imagetool copy -q oci:layout:x box:1
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
}

unpacked() { mkdir -p "$2" && tar -xf "$1" -C "$2"; }

@test "an image: all layers merged, what was taken away is not there" {
  imagetool export -o out.tar box:1
  unpacked out.tar out
  imagetool unpack box:1 bundle
  diff -r --no-dereference out bundle/rootfs
  assert_not_exists out/removed
  assert_not_exists out/gone
  assert_equal "$(ls out/opaque)" new
  assert_equal "$(ls out/kept)" old
  assert_equal "$(stat -c %i out/etc/passwd)" "$(stat -c %i out/etc/linked)"
  assert_equal "$(stat -c '%u:%g' out/home/app)" 1001:1002
  run tar -tf out.tar
  refute_output --partial .wh.
}

@test "a bundle: what a container wrote is in it" {
  imagetool bundle box:1 box sh -c 'echo made >/made; rm /kept/old; mkdir /fresh'
  runtime run --bundle box "export-$$"
  imagetool export box >out.tar
  unpacked out.tar out
  assert_equal "$(cat out/made)" made
  assert_not_exists out/kept/old
  assert_exists out/fresh
  assert_exists out/bin/busybox
  assert_not_exists out/removed
}

@test "a bundle with a plain copy" {
  imagetool unpack box:1 plain
  touch plain/rootfs/more
  imagetool export -o out.tar plain/
  unpacked out.tar out
  diff -r --no-dereference out plain/rootfs
}

@test "export and import again: the same files; the same bytes each time" {
  imagetool export -o a.tar box:1
  imagetool export -o b.tar box:1
  cmp a.tar b.tar
  imagetool --root store import a.tar again
  imagetool --root store export -o c.tar again
  cmp a.tar c.tar
}

@test "an ordinary user gets an image's files, too" {
  # Nobody else may enter bats's own folders.
  local dir
  dir=$(mktemp -d /tmp/export.XXXXXX)
  imagetool copy -q box:1 "oci:$dir/layout:x"
  chown -R 12345 "$dir"
  run setpriv --reuid 12345 --regid 12345 --clear-groups env IMAGETOOL_ROOT="$dir/store" TMPDIR="$dir" \
    sh -c "cd $dir && '$BIN/imagetool' load -q -i layout && '$BIN/imagetool' export -o out.tar x"
  cp "$dir/out.tar" . || true
  rm -rf "$dir"
  assert_success
  run tar -tf out.tar
  assert_line bin/busybox
  refute_line removed
}

@test "what cannot be exported is told" {
  run imagetool export nowhere
  assert_failure
  assert_output 'imagetool export: No such image: nowhere:latest (imagetool pull nowhere)'
  mkdir bad && echo '{}' >bad/config.json
  run imagetool export -o x.tar bad
  assert_failure
  assert_output --regexp '^imagetool export: bad: .*/bad/config.json: ociVersion: is missing$'
  assert_not_exists x.tar
  run script -qec 'imagetool export box:1' /dev/null
  assert_output --partial 'cowardly refusing to save to a terminal (use the -o flag or redirect)'
  run imagetool export
  assert_failure 125
  assert_output --partial 'a bundle or an image is expected'
  run imagetool export a b
  assert_failure 125
  assert_output --partial 'only one bundle or image is expected'
}

load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/base"
  tar -C "$work/base" -cf "$work/base.tar" .
  mkdir -p "$work/change/etc" "$work/change/srv"
  touch "$work/change/etc/.wh.group"
  echo served >"$work/change/srv/file"
  chown -R 0:0 "$work/change"
  tar -C "$work/change" -cf "$work/change.tar" .
  image "$work/layout" box '{"Cmd":["cat","/srv/file"],"User":"app","WorkingDir":"/srv","Env":["A=1"]}' \
    "$work/base.tar" "$work/change.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" box
  image "$work/layout" empty '{}' "$work/change.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" empty
}

setup() {
  require_root
  bundle=$BATS_TEST_TMPDIR/bundle
}

@test "unpack: a bundle with a plain copy of the files" {
  run imagetool unpack box "$bundle"
  assert_success
  assert_output ""
  assert_equal "$(cat "$bundle/rootfs/srv/file")" served
  assert_not_exist "$bundle/rootfs/etc/group"
  assert_not_exist "$bundle/upper"
  assert_equal "$(stat -c %u:%g:%a "$bundle/rootfs/home/app")" 1001:1002:755
  assert_equal "$(stat -c %a "$bundle/rootfs/tmp")" 1777
  assert_equal "$(stat -c %a "$bundle")" 700
  assert_equal "$(jq -c '[.process.args, .process.user.uid, .process.user.gid, .process.cwd, .root.path]' "$bundle/config.json")" \
    '[["cat","/srv/file"],1001,1002,"/srv","rootfs"]'
  assert_equal "$(jq '[.mounts[] | select(.destination == "/")] | length' "$bundle/config.json")" 0
}

@test "unpack: the copy equals umoci's" {
  require_commands umoci
  imagetool unpack box "$bundle"
  umoci unpack --image "$BATS_FILE_TMPDIR/made/layout:box" "$BATS_TEST_TMPDIR/umoci"
  local tree
  for tree in "$bundle" "$BATS_TEST_TMPDIR/umoci"; do
    tar --sort=name --numeric-owner -C "$tree/rootfs" -cf "$tree/tree.tar" .
  done
  cmp "$bundle/tree.tar" "$BATS_TEST_TMPDIR/umoci/tree.tar"
}

@test "unpack: every kind of file is what GNU tar makes of it, to the nanosecond, the hole and the xattr" {
  local work=$BATS_TEST_TMPDIR/made tree=$BATS_TEST_TMPDIR/made/tree
  mkdir -p "$tree/a/b" "$tree/deep/$(printf 'd%.0s/' {1..120})"
  printf x >"$tree/a/file"
  ln "$tree/a/file" "$tree/a/b/hard"
  ln -s ../file "$tree/a/link"
  mkfifo -m 640 "$tree/a/fifo"
  mknod "$tree/a/device" b 7 300
  truncate -s 5M "$tree/a/sparse"
  printf middle | dd of="$tree/a/sparse" bs=1 seek=1000000 conv=notrunc status=none
  printf end >>"$tree/a/sparse"
  touch "$tree/$(printf 'no\xff\xfeutf8')" "$tree/$(printf 'n%.0s' {1..200})" "$tree/$(printf 'line\nbreak')"
  python3 -c 'import os, sys; os.chdir(sys.argv[1]); os.setxattr("a/file", "user.x", b"\0\1"); os.setxattr("a", "user.y", b"v")' "$tree"
  setcap cap_net_raw+ep "$tree/a/sparse"
  chown 4000000:3000000 "$tree/a/file" "$tree/a/b"
  chmod 6755 "$tree/a/file"
  chmod 3777 "$tree/a/b"
  touch -d '2001-02-03 04:05:06.123456789' "$tree/a/file" "$tree/a/b"
  touch -h -d '1960-01-01 00:00:00.5' "$tree/a/link"
  tar --format=pax --sparse --xattrs --xattrs-include='*' -C "$tree" -cf "$work/layer.tar" .
  image "$work/layout" exact '{"Cmd":["x"]}' "$work/layer.tar"
  in_store "$BATS_TEST_TMPDIR/store" "$work/layout" exact
  imagetool --root "$BATS_TEST_TMPDIR/store" unpack exact "$bundle"
  mkdir "$work/gnu"
  tar --xattrs --xattrs-include='*' -C "$work/gnu" -xpf "$work/layer.tar"
  run "$BATS_TEST_DIRNAME/compare_trees.py" "$work/gnu" "$bundle/rootfs"
  assert_success
  assert_output ""
}

@test "unpack: the bundle does not need the store" {
  imagetool unpack box "$bundle"
  imagetool rmi box
  assert_equal "$(cat "$bundle/rootfs/srv/file")" served
  in_store "$IMAGETOOL_ROOT" "$BATS_FILE_TMPDIR/made/layout" box
}

@test "unpack: runc runs it" {
  require_commands runc
  imagetool unpack box "$bundle"
  # Its user may look into the bundle only from inside.
  run runc --root "$BATS_TEST_TMPDIR/runc" run --bundle "$bundle" "unpack-$$"
  assert_success
  assert_output served
}

@test "unpack: an image without a command gets sh" {
  imagetool unpack empty "$bundle"
  assert_equal "$(jq -c .process.args "$bundle/config.json")" '["sh"]'
}

@test "unpack: an empty folder is taken, another one is refused and left alone" {
  mkdir "$bundle"
  imagetool unpack box "$bundle/"
  assert_exist "$bundle/config.json"
  mkdir "$BATS_TEST_TMPDIR/full"
  touch "$BATS_TEST_TMPDIR/full/mine"
  run imagetool unpack box "$BATS_TEST_TMPDIR/full"
  assert_failure 1
  assert_output "imagetool unpack: $BATS_TEST_TMPDIR/full: the folder is there and is not empty"
  assert_equal "$(ls -A "$BATS_TEST_TMPDIR/full")" mine
  touch "$BATS_TEST_TMPDIR/file"
  run imagetool unpack box "$BATS_TEST_TMPDIR/file"
  assert_failure 1
  run imagetool unpack box "$BATS_TEST_TMPDIR/missing/bundle"
  assert_failure 1
  assert_output --partial "$BATS_TEST_TMPDIR/missing: No such file or directory"
}

@test "unpack: a corrupt layer leaves nothing behind" {
  cp -r "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/store"
  local blob
  blob=$(ls -S "$BATS_TEST_TMPDIR/store/blobs/sha256" | head -n 1)
  printf '\0' | dd of="$BATS_TEST_TMPDIR/store/blobs/sha256/$blob" bs=1 seek=40000 conv=notrunc status=none
  run imagetool --root "$BATS_TEST_TMPDIR/store" unpack box "$bundle"
  assert_failure 1
  assert_equal "${#lines[@]}" 1
  assert_not_exist "$bundle"
  assert_equal "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '.tmp-*')" ""
}

@test "unpack: an image that is not there" {
  run imagetool unpack missing "$bundle"
  assert_failure 1
  assert_output "imagetool unpack: No such image: missing:latest (imagetool pull missing)"
  assert_not_exist "$bundle"
  run imagetool unpack box
  assert_failure 125
}

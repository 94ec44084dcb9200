# Building small Dockerfiles: `load dockerfile` after helpers and images.

# setup_builds: a store with library/busybox, shared by the file's tests.
setup_builds() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" busybox '{"Cmd":["sh"],"Env":["PATH=/bin"]}'
}

# build [OPTION...]: builds the Dockerfile on standard input, with the context $CONTEXT, as the image "test".
build() {
  mkdir -p "$CONTEXT"
  cat >"$CONTEXT/Dockerfile"
  buildtool build --progress plain -t test "$@" "$CONTEXT"
}

# config EXPRESSION: of the image "test".
config() {
  imagetool inspect test | jq -c ".[0].Config$1"
}

# unpacked: the folder with the file system of the image "test".
unpacked() {
  rm -rf "$BATS_TEST_TMPDIR/unpacked"
  imagetool unpack test "$BATS_TEST_TMPDIR/unpacked" >/dev/null
  if [ -d "$BATS_TEST_TMPDIR/unpacked/rootfs" ]; then
    echo "$BATS_TEST_TMPDIR/unpacked/rootfs"
  else
    echo "$BATS_TEST_TMPDIR/unpacked"
  fi
}

# Other people's tools read our image store in place, and images travel between
# them and us through a registry.

load helpers
load busybox
load peers
load registry

setup_file() {
  require_root
  require_commands skopeo umoci oci-image-tool podman docker-registry
  start_registry "$BATS_FILE_TMPDIR/registry"
  busybox_layout "$BATS_FILE_TMPDIR/layout" latest
  skopeo copy --dest-tls-verify=false "oci:$BATS_FILE_TMPDIR/layout:latest" "docker://$REGISTRY/theirs"
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  imagetool --tls-verify=false pull "$REGISTRY/theirs"
  mkdir "$BATS_FILE_TMPDIR/context"
  printf 'FROM %s/theirs\nRUN echo built >/made && ln -s made /link && rm /bin/vi\nCOPY file /copied/\nCMD ["cat", "/made"]\n' \
    "$REGISTRY" >"$BATS_FILE_TMPDIR/context/Dockerfile"
  echo content >"$BATS_FILE_TMPDIR/context/file"
  buildtool -q --network none -t "$REGISTRY/ours" "$BATS_FILE_TMPDIR/context"
}

teardown_file() {
  podman_in "$BATS_FILE_TMPDIR/podman" rm --all --force --time 0 || true
  podman_in "$BATS_FILE_TMPDIR/podman" rmi --all --force || true
  stop_registry "$BATS_FILE_TMPDIR/registry"
  remove_cgroups libpod_parent
}

setup() {
  PODMAN=$BATS_FILE_TMPDIR/podman
  THEIRS=$REGISTRY/theirs:latest
  OURS=$REGISTRY/ours:latest
}

@test "skopeo reads images from our store" {
  run -0 skopeo inspect --raw "oci:$IMAGETOOL_ROOT:$OURS"
  assert_equal "$(jq '.layers | length' <<<"$output")" 3
  skopeo copy "oci:$IMAGETOOL_ROOT:$OURS" "dir:$BATS_TEST_TMPDIR/ours"
  skopeo copy "oci:$IMAGETOOL_ROOT:$THEIRS" "dir:$BATS_TEST_TMPDIR/theirs"
}

@test "umoci unpacks an image that we pulled, to what it was made of" {
  umoci unpack --image "$IMAGETOOL_ROOT:$THEIRS" "$BATS_TEST_TMPDIR/ours"
  umoci unpack --image "$BATS_FILE_TMPDIR/layout:latest" "$BATS_TEST_TMPDIR/theirs"
  diff -r --no-dereference "$BATS_TEST_TMPDIR/theirs/rootfs" "$BATS_TEST_TMPDIR/ours/rootfs"
}

@test "umoci unpacks an image that we built" {
  umoci unpack --image "$IMAGETOOL_ROOT:$OURS" "$BATS_TEST_TMPDIR/bundle"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/bundle/rootfs/link")" built
  assert_equal "$(cat "$BATS_TEST_TMPDIR/bundle/rootfs/copied/file")" content
  assert_not_exists "$BATS_TEST_TMPDIR/bundle/rootfs/bin/vi"
}

@test "our unpacked image is umoci's, file by file" {
  imagetool unpack "$OURS" "$BATS_TEST_TMPDIR/ours"
  umoci unpack --image "$IMAGETOOL_ROOT:$OURS" "$BATS_TEST_TMPDIR/theirs"
  list() { (cd "$1" && find . -printf '%p %y %m %U:%G %l\n' | sort); }
  diff <(list "$BATS_TEST_TMPDIR/theirs/rootfs") <(list "$BATS_TEST_TMPDIR/ours/rootfs")
  diff -r --no-dereference "$BATS_TEST_TMPDIR/theirs/rootfs" "$BATS_TEST_TMPDIR/ours/rootfs"
}

@test "oci-image-tool finds our images valid" {
  imagetool --root "$BATS_TEST_TMPDIR/store" --tls-verify=false pull "$THEIRS"
  oci-image-tool validate --type image --ref "name=$THEIRS" "$BATS_TEST_TMPDIR/store"
  # It opens every file below the layout, and an unpacked layer's whiteouts cannot be: the same bytes without those.
  skopeo copy "oci:$IMAGETOOL_ROOT:$OURS" "oci:$BATS_TEST_TMPDIR/copy:$OURS"
  cmp <(skopeo inspect --raw "oci:$IMAGETOOL_ROOT:$OURS") <(skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/copy:$OURS")
  oci-image-tool validate --type image --ref "name=$OURS" "$BATS_TEST_TMPDIR/copy"
}

@test "an image that we built and pushed is pulled and run by Podman" {
  imagetool --tls-verify=false push "$OURS"
  podman_in "$PODMAN" pull --tls-verify=false "$OURS"
  run -0 podman_run "$PODMAN" --rm "$OURS"
  assert_output built
}

@test "an image that Podman built and pushed is pulled and run by us" {
  podman_in "$PODMAN" pull --tls-verify=false "$THEIRS"
  printf 'FROM %s\nCOPY file /copied\nCMD ["cat", "/copied"]\n' "$THEIRS" >"$BATS_TEST_TMPDIR/Dockerfile"
  for format in oci docker; do
    name=$REGISTRY/podman-$format
    podman_in "$PODMAN" build --format "$format" -t "$name" -f "$BATS_TEST_TMPDIR/Dockerfile" "$BATS_FILE_TMPDIR/context"
    podman_in "$PODMAN" push --tls-verify=false "$name"
    imagetool --tls-verify=false pull "$name"
    imagetool bundle "$name" "$BATS_TEST_TMPDIR/bundle-$format"
    run -0 runtime --root "$BATS_TEST_TMPDIR/state" run "$BATS_TEST_TMPDIR/bundle-$format/"
    assert_output content
  done
}

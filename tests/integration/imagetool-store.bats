load helpers
load images

# The store is an OCI image layout: other tools read it in place, and what they
# copied into it is an image like any other.
setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box '{"Cmd":["true"]}'
}

@test "store: skopeo copies an image out under a name of ours" {
  imagetool tag box localhost/me/box:1
  skopeo copy -q "oci:$IMAGETOOL_ROOT:localhost/me/box:1" "oci:$BATS_TEST_TMPDIR/out:box"
  assert_equal "$(jq -r '.manifests[0].digest' "$BATS_TEST_TMPDIR/out/index.json")" \
    "$(imagetool inspect box | jq -r '.[0].Descriptor.digest')"
}

@test "store: umoci unpacks an image in place" {
  require_root
  require_commands umoci
  imagetool tag box short
  # umoci takes no "/" in a name of its own, so it gets the layout under a plain one.
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/short:latest" "oci:$BATS_TEST_TMPDIR/out:short"
  umoci unpack --image "$BATS_TEST_TMPDIR/out:short" "$BATS_TEST_TMPDIR/umoci"
  assert_exist "$BATS_TEST_TMPDIR/umoci/rootfs/bin/busybox"
}

@test "store: an image that skopeo copied in under a name of its own is found by it" {
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/box:latest" "oci:$IMAGETOOL_ROOT:v1"
  run imagetool inspect v1
  assert_success
  imagetool tag v1 other
  assert_equal "$(imagetool images -q other)" "$(imagetool images -q box)"
}

@test "store: the folder is for its owner only, our own files do not disturb a reader" {
  require_root
  imagetool bundle box "$BATS_TEST_TMPDIR/bundle"
  imagetool --root "$BATS_TEST_TMPDIR/fresh" images
  assert_equal "$(stat -c %a "$BATS_TEST_TMPDIR/fresh")" 700
  skopeo inspect "oci:$IMAGETOOL_ROOT:docker.io/library/box:latest"
}

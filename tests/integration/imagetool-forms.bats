# Images of every permitted form keep their bytes from one registry through the store to another, and run.

load helpers
load images
load registry

setup_file() {
  require_root
  start_registry "$BATS_FILE_TMPDIR/registry"
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/tree"
  mkdir "$work/change"
  echo two >"$work/change/two"
  tar -C "$work/tree" -cf "$work/one.tar" .
  tar -C "$work/change" -cf "$work/two.tar" .
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
}

imagetool() { command imagetool --tls-verify=false "$@"; }

# round_trip NAME: made by image() with the variables that are set; there and back again, its digest and its files the same
round_trip() {
  local name=$1 digest manifest
  image layout "$name" '{"Cmd":["cat","/two"]}' "$BATS_FILE_TMPDIR/made/one.tar" "$BATS_FILE_TMPDIR/made/two.tar"
  manifest=$(jq -r '.manifests[0].digest | sub(":"; "/")' layout/index.json)
  # Under a tag a registry's digest is always sha256.
  digest=sha256:$(sha256sum <"layout/blobs/$manifest" | cut -d ' ' -f 1)
  imagetool copy -q "oci:layout:$name" "docker://$REGISTRY/a/$name"
  assert_equal "$(imagetool digest "$REGISTRY/a/$name")" "$digest"
  imagetool pull -q "$REGISTRY/a/$name"
  assert_equal "$(imagetool digest --local "$REGISTRY/a/$name")" "$digest"
  run imagetool fsck
  assert_success
  # Docker's registry takes no manifest whose sha512 blobs it has had in another repository.
  local other=b
  [[ $manifest != sha512/* ]] || other=a
  imagetool tag "$REGISTRY/a/$name" "$REGISTRY/$other/$name"
  imagetool push -q "$REGISTRY/$other/$name"
  assert_equal "$(imagetool digest "$REGISTRY/$other/$name")" "$digest"
  imagetool save --format oci-archive -o saved.tar "$REGISTRY/a/$name"
  imagetool rmi -f "$REGISTRY/a/$name" "$REGISTRY/$other/$name" >/dev/null
  imagetool load -q -i saved.tar
  assert_equal "$(imagetool digest --local "$REGISTRY/a/$name")" "$digest"
  imagetool bundle --pull never "$REGISTRY/a/$name" b
  run runtime --root state run -b b "forms-$$-$name"
  assert_output two
  imagetool unpack "$REGISTRY/a/$name" plain
  assert_equal "$(cat plain/rootfs/two)" two
}

@test "sha512 throughout: manifest, config, layers and DiffIDs" {
  ALGORITHM=sha512 round_trip long
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs/sha512" -type f | wc -l)" 3
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs/sha256" -type f | wc -l)" 1
  imagetool copy -q oci:layout:long long
  assert_equal "$(imagetool digest --local long)" "$(jq -r '.manifests[0].digest' layout/index.json)"
  run imagetool inspect -f '{{.Id}}' long
  assert_output --regexp '^sha512:[0-9a-f]{128}$'
  run imagetool fsck
  assert_success
  # A flipped bit is found by it, too.
  local blob
  blob=$(find "$IMAGETOOL_ROOT/blobs/sha512" -type f -size +100k)
  printf x | dd of="$blob" bs=1 seek=1000 conv=notrunc status=none
  run imagetool fsck
  assert_failure
  assert_output --partial "sha512:$(basename "$blob")"
}

@test "Docker's schema 2" {
  MANIFEST_TYPE=application/vnd.docker.distribution.manifest.v2+json CONFIG_TYPE=application/vnd.docker.container.image.v1+json \
    LAYER_TYPES=application/vnd.docker.image.rootfs.diff.tar.gzip round_trip docker
}

@test "an OCI manifest with Docker's config and layers, and Docker's with OCI's, one of them plain" {
  CONFIG_TYPE=application/vnd.docker.container.image.v1+json \
    LAYER_TYPES="application/vnd.docker.image.rootfs.diff.tar.gzip application/vnd.oci.image.layer.v1.tar" round_trip mixed
  rm -r layout b plain saved.tar
  MANIFEST_TYPE=application/vnd.docker.distribution.manifest.v2+json \
    LAYER_TYPES="application/vnd.oci.image.layer.v1.tar+gzip application/vnd.docker.image.rootfs.diff.tar.gzip" round_trip other
}

@test "layers that nobody may pass on stay where they are, and the manifest names them still" {
  LAYER_TYPES="application/vnd.oci.image.layer.nondistributable.v1.tar+gzip application/vnd.oci.image.layer.v1.tar+gzip" \
    image layout kept '{"Cmd":["x"]}' "$BATS_FILE_TMPDIR/made/one.tar" "$BATS_FILE_TMPDIR/made/two.tar"
  local digest layer
  digest=$(jq -r '.manifests[0].digest' layout/index.json)
  layer=$(jq -r '.layers[0].digest' "layout/blobs/sha256/${digest#*:}")
  imagetool copy -q "oci:layout:kept" "docker://$REGISTRY/a/kept"
  assert_equal "$(imagetool digest "$REGISTRY/a/kept")" "$digest"
  run curl -sI -o /dev/null -w '%{http_code}' "http://$REGISTRY/v2/a/kept/blobs/$layer"
  assert_output 404
  run imagetool pull "$REGISTRY/a/kept"
  assert_failure
  assert_output --partial 'not found'
}

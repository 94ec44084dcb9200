load helpers
load images

# A store with an index of which only the image for another machine was pulled.
setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  mkdir -p "$BATS_TEST_TMPDIR/empty"
  tar -C "$BATS_TEST_TMPDIR/empty" -cf "$BATS_TEST_TMPDIR/one.tar" .
  OS_ARCH=s390x image "$IMAGETOOL_ROOT" any '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/one.tar"
  local index
  index=$(jq -c --arg missing "sha256:$(printf %064d 0)" '
    (.manifests[0] | del(.annotations)) as $here
    | def for($arch): {platform: {os: "linux", architecture: $arch}};
    {schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [
      ($here + for("amd64") | .digest = $missing), ($here + for("arm64") | .digest = $missing), $here + for("s390x")]}' \
    "$IMAGETOOL_ROOT/index.json")
  digest=$(printf %s "$index" | sha256sum | cut -d ' ' -f 1)
  printf %s "$index" >"$IMAGETOOL_ROOT/blobs/sha256/$digest"
  jq -nc --arg digest "sha256:$digest" --argjson size "${#index}" '
    {schemaVersion: 2, manifests: [{mediaType: "application/vnd.oci.image.index.v1+json", digest: $digest, size: $size,
      annotations: {"org.opencontainers.image.ref.name": "docker.io/library/any:latest"}}]}' >"$IMAGETOOL_ROOT/index.json"
}

@test "platform: an image that is here for another machine only is listed, inspected, tagged" {
  run imagetool images
  assert_success
  assert_line --index 1 --regexp '^any +latest '
  assert_equal "$(imagetool inspect any | jq -r '.[0].Architecture')" s390x
  imagetool history any
  imagetool tag "$(imagetool images -q)" more
  assert_equal "$(imagetool inspect more | jq -r '.[0].Descriptor.digest')" "sha256:$digest"
}

@test "platform: it makes no bundle here" {
  run imagetool bundle --pull never any "$BATS_TEST_TMPDIR/bundle"
  assert_failure 1
  assert_output "imagetool bundle: any: is here for linux/s390x only (imagetool pull any)"
  assert_not_exist "$BATS_TEST_TMPDIR/bundle"
}

@test "platform: it is removed with all its blobs" {
  run imagetool rmi any
  assert_success
  assert_line --index 0 "Untagged: any:latest"
  assert_line --index 1 "Untagged: any@sha256:$digest"
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs" -type f | wc -l)" 0
}

@test "rmi: a name whose image cannot be read can be taken away" {
  rm "$IMAGETOOL_ROOT/blobs/sha256/$digest"
  run imagetool inspect any
  assert_failure 1
  assert_output --partial "$digest"
  run imagetool rmi any
  assert_success
  assert_output "Untagged: any:latest"
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs" -type f | wc -l)" 0
}

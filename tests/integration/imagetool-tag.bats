load helpers
load images

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  mkdir -p "$BATS_TEST_TMPDIR/empty"
  tar -C "$BATS_TEST_TMPDIR/empty" -cf "$BATS_TEST_TMPDIR/one.tar" .
  image "$BATS_TEST_TMPDIR/layout" box '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/one.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" box
}

names() {
  jq -r '.manifests[].annotations["org.opencontainers.image.ref.name"]' "$IMAGETOOL_ROOT/index.json" | sort
}

@test "tag: an image gets one more, fully qualified name" {
  run imagetool tag box localhost:5000/me/box:1
  assert_success
  assert_output ""
  run names
  assert_output "docker.io/library/box:latest
localhost:5000/me/box:1"
  assert_equal "$(jq '[.manifests[].digest] | unique | length' "$IMAGETOOL_ROOT/index.json")" 1
  skopeo inspect "oci:$IMAGETOOL_ROOT:localhost:5000/me/box:1"
}

@test "tag: by id, and by the id's first digits" {
  local id
  id=$(imagetool images -q --no-trunc)
  imagetool tag "$id" one
  imagetool tag "${id:7:6}" two
  run names
  assert_output "docker.io/library/box:latest
docker.io/library/one:latest
docker.io/library/two:latest"
}

@test "tag: a name that another image has moves" {
  image "$BATS_TEST_TMPDIR/layout" other '{"Cmd":["b"]}' "$BATS_TEST_TMPDIR/one.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" other
  imagetool tag other box
  assert_equal "$(imagetool images -q box)" "$(imagetool images -q other)"
}

@test "tag: mistakes are told and change nothing" {
  local before
  before=$(cat "$IMAGETOOL_ROOT/index.json")
  run imagetool tag missing new
  assert_failure 1
  assert_output "imagetool tag: No such image: missing:latest (imagetool pull missing)"
  run imagetool tag box Upper
  assert_failure 1
  assert_output --partial "repository name must be lowercase"
  run imagetool tag box "x@sha256:$(printf %064d 0)"
  assert_failure 1
  assert_output --partial "refusing to create a tag with a digest reference"
  run imagetool tag box
  assert_failure 125
  assert_equal "$(cat "$IMAGETOOL_ROOT/index.json")" "$before"
}

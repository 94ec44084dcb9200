bats_require_minimum_version 1.5.0
load helpers
load images

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  mkdir -p "$BATS_TEST_TMPDIR/tree"
  echo one >"$BATS_TEST_TMPDIR/tree/one"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/one.tar" .
  image "$BATS_TEST_TMPDIR/layout" box '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/one.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" box
  id=$(imagetool images -q --no-trunc)
  digest=$(jq -r '.manifests[0].digest' "$IMAGETOOL_ROOT/index.json")
}

blobs() {
  find "$IMAGETOOL_ROOT/blobs" -type f | wc -l
}

@test "rmi: with its last name an image goes, with all its blobs" {
  run imagetool rmi box
  assert_success
  assert_line --index 0 "Untagged: box:latest"
  assert_line --index 1 "Untagged: box@$digest"
  assert_line --index 2 "Deleted: $id"
  assert_line --index 3 --regexp '^Deleted: sha256:[0-9a-f]{64}$'
  assert_equal "${#lines[@]}" 4
  assert_equal "$(blobs)" 0
  assert_equal "$(imagetool images -q)" ""
}

@test "rmi: a name among others is taken away, the image stays" {
  imagetool tag box other
  run imagetool rmi box
  assert_success
  assert_output "Untagged: box:latest"
  assert_equal "$(blobs)" 3
  assert_equal "$(imagetool images -q --no-trunc)" "$id"
}

@test "rmi: by id all its names go, but from several repositories only with -f" {
  imagetool tag box box:2
  imagetool tag box other
  run imagetool rmi "${id:7:12}"
  assert_failure 1
  assert_output "imagetool rmi: conflict: unable to delete ${id:7:12} (must be forced) - image is referenced in multiple repositories"
  assert_equal "$(imagetool images -q | wc -l)" 1
  run imagetool rmi -f "${id:7:12}"
  assert_success
  assert_line "Untagged: box:2"
  assert_line "Untagged: other:latest"
  assert_line "Deleted: $id"
  assert_equal "$(blobs)" 0
}

@test "rmi: what images share stays" {
  echo two >"$BATS_TEST_TMPDIR/tree/two"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/two.tar" .
  image "$BATS_TEST_TMPDIR/layout" child '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/one.tar" "$BATS_TEST_TMPDIR/two.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" child
  imagetool rmi child
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/box:latest" "dir:$BATS_TEST_TMPDIR/out"
  assert_equal "$(blobs)" 3
}

@test "rmi: an image that a bundle uses is refused; with -f its layers stay until the bundle goes" {
  require_root
  imagetool bundle box "$BATS_TEST_TMPDIR/bundle"
  run imagetool rmi box
  assert_failure 1
  assert_output --partial 'conflict: unable to remove repository reference "box:latest" (must force) - bundle '
  assert_output --partial "$BATS_TEST_TMPDIR/bundle is using its referenced image ${id:7:12}"
  run imagetool rmi -f box
  assert_success
  assert_equal "$(cat "$BATS_TEST_TMPDIR/bundle/layers/0/one")" one
  rm -r "$BATS_TEST_TMPDIR/bundle"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" box
  imagetool rmi box
  assert_equal "$(find "$IMAGETOOL_ROOT/layers" -name one | wc -l)" 0
}

@test "rmi: several at once; those that fail are told, the others go" {
  image "$BATS_TEST_TMPDIR/layout" other '{"Cmd":["b"]}' "$BATS_TEST_TMPDIR/one.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" other
  run --separate-stderr imagetool rmi box missing other
  assert_failure 1
  assert_line "Untagged: box:latest"
  assert_line "Untagged: other:latest"
  assert_equal "$stderr" "imagetool rmi: No such image: missing:latest (imagetool pull missing)"
  assert_equal "$(blobs)" 0
}

@test "rmi: -f of what is not there is no error" {
  run imagetool rmi -f missing
  assert_success
  run imagetool rmi
  assert_failure 125
}

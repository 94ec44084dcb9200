bats_require_minimum_version 1.5.0
load helpers
load images

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  mkdir -p "$BATS_TEST_TMPDIR/tree"
  head -c 5000 /dev/zero >"$BATS_TEST_TMPDIR/tree/one"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/one.tar" .
  CREATED=2020-01-01T00:00:00Z image "$BATS_TEST_TMPDIR/layout" box '{"Cmd":["a"],"Labels":{"keep":"yes"}}' "$BATS_TEST_TMPDIR/one.tar"
  image "$BATS_TEST_TMPDIR/layout" other '{"Cmd":["b"]}' "$BATS_TEST_TMPDIR/one.tar"
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" box
  in_store "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/layout" other
}

@test "prune: an image whose name went to another is <none>, and goes" {
  local id
  id=$(imagetool images -q --no-trunc box)
  imagetool tag other box
  run imagetool images --format '{{.Repository}}:{{.Tag}}'
  assert_line '<none>:<none>'
  assert_equal "$(imagetool images -q --no-trunc -f dangling=true)" "$id"
  run imagetool prune --force
  assert_success
  assert_line --index 0 "Deleted Images:"
  assert_line --index 1 "deleted: $id"
  assert_line --regexp '^Total reclaimed space: [1-9][0-9.]*k?B$'
  assert_equal "$(imagetool images -f dangling=true -q)" ""
  run imagetool prune -f
  assert_success
  assert_output "Total reclaimed space: 0B"
}

@test "prune: it asks, and without a yes nothing goes" {
  imagetool tag other box
  run imagetool prune <<<n
  assert_success
  assert_output --partial "WARNING! This will remove all dangling images."
  assert_output --partial "Are you sure you want to continue? [y/N]"
  assert_equal "$(imagetool images -f dangling=true -q | wc -l)" 1
  run imagetool prune </dev/null
  assert_equal "$(imagetool images -f dangling=true -q | wc -l)" 1
  run imagetool prune <<<y
  assert_success
  assert_equal "$(imagetool images -f dangling=true -q)" ""
}

@test "prune: -a takes those with names, but what a bundle uses; filters choose" {
  require_root
  imagetool bundle other "$BATS_TEST_TMPDIR/bundle"
  run imagetool prune -a -f --filter 'label!=keep'
  assert_output "Total reclaimed space: 0B"
  run imagetool prune -a -f --filter label=keep=yes --filter until=24h
  assert_success
  assert_line "untagged: box:latest"
  assert_equal "$(imagetool images --format '{{.Repository}}')" other
  run imagetool prune -a -f
  assert_equal "$(imagetool images --format '{{.Repository}}')" other
  rm -r "$BATS_TEST_TMPDIR/bundle"
  imagetool prune -a -f
  assert_equal "$(imagetool images -q)" ""
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs" -type f | wc -l)" 0
}

@test "prune: dangling=false takes those with names, too" {
  imagetool prune -f --filter dangling=false
  assert_equal "$(imagetool images -q)" ""
}

@test "prune: wrong filters and arguments are told" {
  run imagetool prune --filter before=box
  assert_failure 125
  assert_line --partial "invalid filter 'before'"
  run imagetool prune box
  assert_failure 125
}

load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made name
  mkdir -p "$work/tree"
  for name in one two; do
    head -c 20000 /dev/urandom >"$work/tree/$name"
    tar -C "$work/tree" -cf "$work/$name.tar" .
  done
  image "$work/layout" "a-name-that-makes-the-command-longer-than-docker-shows" '{"Cmd":["a"]}' "$work/one.tar" "$work/two.tar"
  skopeo copy -q "oci:$work/layout:a-name-that-makes-the-command-longer-than-docker-shows" "oci:$IMAGETOOL_ROOT:docker.io/library/box:latest"
}

@test "history: the newest step first, only it has an id" {
  run imagetool history box
  assert_success
  assert_line --index 0 --regexp '^IMAGE +CREATED +CREATED BY +SIZE +COMMENT$'
  assert_line --index 1 --regexp "^$(imagetool images -q) .* CMD of a-name-that-makes-the-command-longer-.*… +0B"
  assert_line --index 2 --regexp '^<missing> .* layer 1 of a-name-that-makes-the-command-lon… +4[0-9.]+kB +made for a test$'
  assert_line --index 3 --regexp '^<missing> .* layer 0 of .* +2[0-9.]+kB +made for a test$'
  assert_equal "${#lines[@]}" 4
}

@test "history, images, inspect: SIZE is what the unpacked files hold" {
  require_root
  cp -r "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/store"
  imagetool --root "$BATS_TEST_TMPDIR/store" bundle box "$BATS_TEST_TMPDIR/bundle"
  run imagetool --root "$BATS_TEST_TMPDIR/store" history --format json -H=false box
  assert_equal "$(jq -sc 'map(.Size)' <<<"$output")" '["0","40000","20000"]'
  assert_equal "$(imagetool --root "$BATS_TEST_TMPDIR/store" inspect box | jq '.[0].Size')" 60000
  assert_equal "$(imagetool --root "$BATS_TEST_TMPDIR/store" images --format json | jq -r .Size)" 60kB
}

@test "history: CREATED BY has 45 characters, all of them with --no-trunc" {
  run imagetool history box
  assert_line --index 1 --partial " $(printf 'CMD of a-name-that-makes-the-command-longer-than-docker-shows' | cut -c 1-44)… "
  run imagetool history --no-trunc box
  assert_line --index 1 --regexp "^$(imagetool images -q --no-trunc) .* CMD of a-name-that-makes-the-command-longer-than-docker-shows +0B"
}

@test "history: -q, -H=false and --format json" {
  run imagetool history -q box
  assert_output "$(imagetool images -q)
<missing>
<missing>"
  run imagetool history -H=false box
  assert_line --index 0 --partial "CREATED AT"
  assert_line --index 1 --partial " 2026-01-02T03:04:05Z "
  run imagetool history --format json box
  assert_equal "$(jq -sc '[.[0] | keys[]] | join(" ")' <<<"$output")" '"Comment CreatedAt CreatedBy CreatedSince ID Size"'
  assert_equal "$(jq -sr '.[1].Comment' <<<"$output")" "made for a test"
}

@test "history: an image's text cannot move the cursor" {
  printf '{"Cmd":["a"]}' >"$BATS_TEST_TMPDIR/config"
  image "$BATS_TEST_TMPDIR/layout" $'evil\e[2Jname' '{"Cmd":["a"]}' "$BATS_FILE_TMPDIR/made/one.tar"
  local digest
  digest=$(jq -r '.manifests[0].digest' "$BATS_TEST_TMPDIR/layout/index.json")
  run imagetool --root "$BATS_TEST_TMPDIR/layout" history "$digest"
  assert_success
  assert_line --partial "CMD of evil [2Jname"
  refute_output --partial $'\e'
}

@test "history: mistakes" {
  run imagetool history missing
  assert_failure 1
  assert_output "imagetool history: No such image: missing:latest (imagetool pull missing)"
  run imagetool history
  assert_failure 125
}

bats_require_minimum_version 1.5.0
load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  mkdir -p "$work/empty"
  tar -C "$work/empty" -cf "$work/one.tar" .
  image "$work/layout" box \
    '{"Cmd":["a"],"Env":["A=1"],"Labels":{"k":"v"},"Healthcheck":{"Test":["NONE"]},"OfTheFuture":[1]}' "$work/one.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" box
  imagetool tag box localhost/me/box:1
}

@test "inspect: Docker's document" {
  run imagetool inspect box
  assert_success
  local id digest
  digest=$(jq -r '.manifests[0].digest' "$IMAGETOOL_ROOT/index.json")
  id=$(jq -r .config.digest "$IMAGETOOL_ROOT/blobs/sha256/${digest#sha256:}")
  assert_equal "$(jq -c '.[0] | [.Id, .RepoTags, .RepoDigests, .Created, .Author, .Architecture, .Os]' <<<"$output")" \
    "[\"$id\",[\"box:latest\",\"localhost/me/box:1\"],[\"box@$digest\",\"localhost/me/box@$digest\"],\"2026-01-02T03:04:05Z\",\"a test\",\"$(jq -r '.[0].Architecture' <<<"$output")\",\"linux\"]"
  assert_equal "$(jq -c '.[0].RootFS' <<<"$output")" \
    "{\"Type\":\"layers\",\"Layers\":[\"sha256:$(sha256sum <"$BATS_FILE_TMPDIR/made/one.tar" | cut -d' ' -f1)\"]}"
}

@test "inspect: Config is the image's own, also what we do not know" {
  run imagetool inspect box
  assert_equal "$(jq -Sc '.[0].Config' <<<"$output")" \
    '{"Cmd":["a"],"Env":["A=1"],"Healthcheck":{"Test":["NONE"]},"Labels":{"k":"v"},"OfTheFuture":[1]}'
}

@test "inspect: several images, on one line too" {
  run imagetool inspect -f json box localhost/me/box:1
  assert_success
  assert_equal "${#lines[@]}" 1
  assert_equal "$(jq length <<<"$output")" 2
}

@test "inspect: -f is a Go template, a line for each image" {
  run imagetool inspect -f '{{.Config.Cmd}} {{index .Config.Labels "k"}} {{json .Config.Env}} {{.Config.Entrypoint}}' box localhost/me/box:1
  assert_success
  assert_output '[a] v ["A=1"] []
[a] v ["A=1"] []'
  run imagetool inspect -f '{{.Nope}}' box
  assert_failure 1
  assert_output 'imagetool inspect: template parsing error: template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"'
  run imagetool inspect -f '{{' box
  assert_failure 1
  assert_output 'imagetool inspect: template parsing error: template: :1: unclosed action'
}

@test "inspect: --raw and --config are the documents, byte for byte" {
  local digest id
  digest=$(jq -r '.manifests[0].digest' "$IMAGETOOL_ROOT/index.json")
  id=$(imagetool images -q --no-trunc)
  assert_equal "$(imagetool inspect --raw box | sha256sum | cut -d' ' -f1)" "${digest#sha256:}"
  assert_equal "$(imagetool inspect --config box | sha256sum | cut -d' ' -f1)" "${id#sha256:}"
}

@test "inspect: what is missing is told, what is there is shown" {
  run --separate-stderr imagetool inspect missing box
  assert_failure 1
  assert_equal "$(jq length <<<"$output")" 1
  assert_equal "$stderr" "imagetool inspect: No such image: missing:latest (imagetool pull missing)"
  run --separate-stderr imagetool inspect missing
  assert_failure 1
  assert_output "[]"
}

@test "inspect: a corrupt config is an error that names it" {
  cp -r "$IMAGETOOL_ROOT" "$BATS_TEST_TMPDIR/store"
  local id
  id=$(imagetool images -q --no-trunc)
  printf x >>"$BATS_TEST_TMPDIR/store/blobs/sha256/${id#sha256:}"
  run imagetool --root "$BATS_TEST_TMPDIR/store" inspect box
  assert_failure 1
  assert_output --partial "${id#sha256:}"
}

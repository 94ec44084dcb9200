load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  mkdir -p "$work/empty"
  tar -C "$work/empty" -cf "$work/one.tar" .
  CREATED=2020-01-01T00:00:00Z image "$work/layout" older '{"Cmd":["a"]}' "$work/one.tar"
  CREATED=2024-01-01T00:00:00Z image "$work/layout" newer '{"Cmd":["b"]}' "$work/one.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" older
  in_store "$IMAGETOOL_ROOT" "$work/layout" newer
  skopeo copy -q "oci:$work/layout:newer" "oci:$IMAGETOOL_ROOT:localhost:5000/me/app:1"
  skopeo copy -q "oci:$work/layout:older" "oci:$IMAGETOOL_ROOT:v1"
}

id_of() {
  skopeo inspect --raw "oci:$IMAGETOOL_ROOT:$1" | jq -r .config.digest
}

@test "images: Docker's table, the newest first" {
  run imagetool images
  assert_success
  assert_line --index 0 --regexp '^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$'
  local new old
  new=$(id_of docker.io/library/newer:latest | cut -c 8-19)
  old=$(id_of docker.io/library/older:latest | cut -c 8-19)
  assert_line --regexp "^newer +latest +$new +[0-9]+ (years|months) ago +[0-9.]+k?B$"
  assert_line --regexp "^localhost:5000/me/app +1 +$new "
  assert_line --index 3 --regexp "^(older +latest|v1 +<none>) +$old "
  assert_equal "${#lines[@]}" 5
}

@test "images: a store that is not there yet has none" {
  run imagetool --root "$BATS_TEST_TMPDIR/new" images
  assert_success
  assert_output --regexp '^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$'
}

@test "images: -q shows each id once, --no-trunc whole ids" {
  run imagetool images -q
  assert_success
  assert_output "$(id_of docker.io/library/newer:latest | cut -c 8-19)
$(id_of docker.io/library/older:latest | cut -c 8-19)"
  run imagetool images -q --no-trunc newer
  assert_output "$(id_of docker.io/library/newer:latest)"
}

@test "images: --digests shows the manifests' digests" {
  run imagetool images --digests newer
  assert_success
  assert_line --index 0 --regexp '^REPOSITORY +TAG +DIGEST +IMAGE ID'
  assert_line --index 1 --partial "$(skopeo inspect --format '{{.Digest}}' "oci:$IMAGETOOL_ROOT:docker.io/library/newer:latest")"
}

@test "images: an argument is a repository, with or without a tag, or a pattern" {
  local filter
  for filter in newer newer:latest docker.io/library/newer 'new*' 'newer:l*'; do
    run imagetool images -a "$filter"
    assert_success
    assert_equal "${#lines[@]}" 2
    assert_line --index 1 --regexp '^newer '
  done
  for filter in newer:1 new me/app 'localhost*'; do
    run imagetool images "$filter"
    assert_success
    assert_equal "${#lines[@]}" 1
  done
}

@test "images: --format json is one object a line with Docker's members" {
  run imagetool images --format json newer
  assert_success
  assert_equal "$(jq -r 'keys | join(" ")' <<<"$output")" \
    "Containers CreatedAt CreatedSince Digest ID Repository SharedSize Size Tag UniqueSize VirtualSize"
  assert_equal "$(jq -r '[.Repository, .Tag, .CreatedAt] | join(" ")' <<<"$output")" "newer latest 2024-01-01 00:00:00 +0000 UTC"
  run imagetool images --format json
  assert_equal "$(jq -s length <<<"$output")" 4
}

@test "images: --format is a Go template, a table with headings where it says so" {
  run imagetool images --format '{{.Repository}}:{{.Tag}}' newer
  assert_success
  assert_output "newer:latest"
  run imagetool images --format 'table {{.ID}}\t{{.Repository}}' newer
  assert_line --index 0 --regexp '^IMAGE ID +REPOSITORY$'
  assert_line --index 1 "$(id_of docker.io/library/newer:latest | cut -c 8-19)   newer"
}

@test "images: --filter by label, reference, age and name" {
  local names='{{.Repository}}:{{.Tag}}'
  assert_equal "$(imagetool images -f reference='new*' -f reference=v1 --format "$names")" "newer:latest
v1:<none>"
  assert_equal "$(imagetool images -f before=newer --format '{{.Repository}}' | sort)" "older
v1"
  assert_equal "$(imagetool images -f since=older -f reference=newer --format '{{.Repository}}')" newer
  assert_equal "$(imagetool images -f label=nobody -q)" ""
  assert_equal "$(imagetool images -f dangling=true -q)" ""
  run imagetool images -f before=missing
  assert_failure 1
  assert_output --partial "No such image: missing:latest"
}

@test "images: what the store remembers of images is what they say, whatever becomes of it" {
  local store=$BATS_TEST_TMPDIR/store first manifest
  cp -r "$IMAGETOOL_ROOT" "$store"
  export IMAGETOOL_ROOT=$store
  rm -f "$store/summaries"
  first=$(imagetool images --digests --no-trunc)
  assert_file_exists "$store/summaries"
  assert_equal "$(imagetool images --digests --no-trunc)" "$first"
  echo damaged >"$store/summaries"
  assert_equal "$(imagetool images --digests --no-trunc)" "$first"
  # A folder: nothing can be remembered.
  rm "$store/summaries"
  mkdir "$store/summaries"
  assert_equal "$(imagetool images --digests --no-trunc)" "$first"
  rmdir "$store/summaries"
  # A name is not remembered, nor is an image of which a part is gone.
  imagetool images -q >/dev/null
  imagetool tag newer another:1
  run imagetool images -q another
  assert_output "$(id_of docker.io/library/newer:latest | cut -c 8-19)"
  run imagetool inspect -f '{{.Id}}' "$output"
  assert_output "$(id_of docker.io/library/newer:latest)"
  manifest=$(skopeo inspect --format '{{.Digest}}' "oci:$store:docker.io/library/newer:latest")
  rm "$store/blobs/sha256/${manifest#sha256:}"
  run imagetool images -q
  assert_output "$(id_of docker.io/library/older:latest | cut -c 8-19)"
}

@test "images: the size is that of the files once a layer was unpacked" {
  local store=$BATS_TEST_TMPDIR/store
  mkdir -p "$BATS_TEST_TMPDIR/tree"
  head -c 100000 /dev/zero >"$BATS_TEST_TMPDIR/tree/zeroes"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/tree.tar" .
  image "$BATS_TEST_TMPDIR/layout" large '{"Cmd":["a"]}' "$BATS_TEST_TMPDIR/tree.tar"
  in_store "$store" "$BATS_TEST_TMPDIR/layout" large
  run imagetool --root "$store" images --format '{{.Size}}'
  refute_output 100kB
  imagetool --root "$store" bundle large "$BATS_TEST_TMPDIR/bundle"
  for _ in 1 2; do
    run imagetool --root "$store" images --format '{{.Size}}'
    assert_output 100kB
  done
}

@test "images: wrong use is told and ends with Docker's 125" {
  run imagetool images --bad
  assert_failure 125
  run imagetool images --filter size=3
  assert_failure 125
  assert_line --partial "invalid filter 'size'"
  run imagetool images --format '{{.Nope}}'
  assert_failure 1
  assert_output 'imagetool images: template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"'
  run imagetool images one two
  assert_failure 125
}

@test "images: a folder that is no store is refused" {
  mkdir "$BATS_TEST_TMPDIR/other"
  touch "$BATS_TEST_TMPDIR/other/file"
  run imagetool --root "$BATS_TEST_TMPDIR/other" images
  assert_failure 1
  assert_output --partial "$BATS_TEST_TMPDIR/other"
  assert_equal "$(ls "$BATS_TEST_TMPDIR/other")" file
}

@test "images: what brings many libraries is loaded only where there is a registry or a tar" {
  local log=$BATS_TEST_TMPDIR/log verb
  cd "$BATS_TEST_TMPDIR"
  tar -cf empty.tar -T /dev/null
  LD_DEBUG=files LD_DEBUG_OUTPUT=$log.import imagetool import empty.tar >/dev/null
  assert grep -q libarchive "$log".import.*
  LD_DEBUG=files LD_DEBUG_OUTPUT=$log.tags run imagetool tags 127.0.0.1:1/none
  assert grep -q libcurl "$log".tags.*
  for verb in images version; do
    LD_DEBUG=files LD_DEBUG_OUTPUT=$log.$verb imagetool "$verb" >/dev/null
    refute grep -qE 'libcurl|libarchive|libcrypto|libstdc' "$log.$verb".*
  done
  # Nor is libcrypto linked in, but for digests: its table of curves is not there.
  refute grep -q secp384r1 "$BIN/imagetool"
}

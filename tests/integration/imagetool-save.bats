#!/usr/bin/env bats
# imagetool save: what goes into an archive or a folder, and what it is like.

load helpers
load hostile_registry

setup_file() {
  make_image "$BATS_FILE_TMPDIR/one" x
  make_image "$BATS_FILE_TMPDIR/index" x linux/amd64 linux/arm64
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  imagetool copy -q "oci:$BATS_FILE_TMPDIR/one" me/one:1
}

unpacked() { mkdir -p "$2" && tar -xf "$1" -C "$2"; }

@test "the archive is docker save's and an image layout at once, with the blobs as they are" {
  imagetool save -o a.tar me/one:1
  assert_equal "$(stat -c %a a.tar)" 600
  unpacked a.tar a
  local config
  config=$(jq -r '.[0].Config' a/manifest.json)
  assert_equal "$(jq -c '.[0].RepoTags' a/manifest.json)" '["me/one:1"]'
  assert_equal "$(jq '.[0].Layers | length' a/manifest.json)" 2
  assert_equal "sha256:$(sha256sum "a/$config" | cut -d ' ' -f 1)" "$(imagetool images -q --no-trunc me/one:1)"
  assert_equal "$(cat a/oci-layout)" '{"imageLayoutVersion":"1.0.0"}'
  assert_equal "$(jq -r '.manifests[0].annotations["io.containerd.image.name"]' a/index.json)" docker.io/me/one:1
  assert_equal "$(jq -r '.manifests[0].digest' a/index.json)" "$(jq -r '.manifests[0].digest' "$BATS_FILE_TMPDIR/one/index.json")"
  for blob in a/blobs/sha256/*; do
    assert_equal "$(sha256sum "$blob" | cut -d ' ' -f 1)" "$(basename "$blob")"
  done
}

@test "standard output, and the same bytes again" {
  imagetool save me/one:1 >a.tar
  imagetool save -o b.tar me/one:1
  cmp a.tar b.tar
  run script -qec "imagetool save me/one:1" /dev/null
  assert_failure
  assert_output --partial 'imagetool save: cowardly refusing to save to a terminal (use the -o flag or redirect)'
}

@test "several images share their blobs; a name without a tag is all of its tags" {
  imagetool tag me/one:1 me/one:2
  imagetool tag me/one:1 other
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" me/many:1
  imagetool save -o a.tar me/one other me/many:1
  unpacked a.tar a
  assert_equal "$(jq -c '[.[].RepoTags]' a/manifest.json)" '[["me/one:1","me/one:2","other:latest"],["me/many:1"]]'
  assert_equal "$(tar -tf a.tar | sort | uniq -d)" ''
  assert_equal "$(jq '.manifests | length' a/index.json)" 4
}

@test "by its id an image has no name" {
  imagetool save -o a.tar "$(imagetool images -q me/one:1)"
  unpacked a.tar a
  assert_equal "$(jq -c '.[0].RepoTags' a/manifest.json)" '[]'
}

@test "an index goes with all its images, for Docker the machine's; with --platform one alone" {
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" me/many:1
  imagetool save -o a.tar me/many:1
  unpacked a.tar a
  assert_equal "$(jq -r '.architecture' "a/$(jq -r '.[0].Config' a/manifest.json)")" amd64
  assert_equal "$(find a/blobs -type f | wc -l)" 8
  imagetool save --platform linux/arm64 -o b.tar me/many:1
  unpacked b.tar b
  assert_equal "$(jq -r '.architecture' "b/$(jq -r '.[0].Config' b/manifest.json)")" arm64
  assert_equal "$(find b/blobs -type f | wc -l)" 4
}

@test "of an index what is here is saved" {
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" me/part:1
  local arm
  arm=$(jq -r '.manifests[] | select(.platform.architecture == "arm64").digest' "store/blobs/$(jq -r '.manifests[1].digest' store/index.json | tr : /)")
  rm "store/blobs/${arm/://}"
  run -0 imagetool save -o a.tar me/part:1
  unpacked a.tar a
  assert_equal "$(find a/blobs -type f | wc -l)" 4
}

@test "the other forms" {
  imagetool save --format oci-archive -o a.tar me/one:1
  run tar -tf a.tar
  refute_line manifest.json
  assert_line index.json
  imagetool save --format oci-dir -o layout me/one:1
  assert_equal "$(jq -r '.manifests[0].annotations["org.opencontainers.image.ref.name"]' layout/index.json)" docker.io/me/one:1
  imagetool save --format docker-dir -o dir me/one:1
  assert_equal "$(jq -r .mediaType dir/manifest.json)" application/vnd.docker.distribution.manifest.v2+json
  run imagetool save --format docker-dir me/one:1
  assert_failure
  assert_output 'imagetool save: a folder needs a name (use -o DIR)'
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" other
  run imagetool save --format docker-dir -o dir2 me/one:1 other
  assert_failure
  assert_output 'imagetool save: docker-dir holds one image, not 2'
  run imagetool save --format zip me/one:1
  assert_failure 125
  assert_output --partial '--format: "zip" is none of docker-archive, oci-archive, oci-dir, docker-dir'
}

@test "what fails leaves no archive, nor what was there before otherwise" {
  echo before >a.tar
  run imagetool save -o a.tar me/one:1 missing
  assert_failure
  assert_output 'imagetool save: No such image: missing:latest (imagetool pull missing)'
  rm "$IMAGETOOL_ROOT"/blobs/sha256/"$(jq -r '.layers[1].digest' "$IMAGETOOL_ROOT/blobs/$(jq -r '.manifests[0].digest' "$IMAGETOOL_ROOT/index.json" | tr : /)" | cut -d : -f 2)"
  run imagetool save -o a.tar me/one:1
  assert_failure
  assert_output --partial 'No such file or directory'
  assert_equal "$(cat a.tar)" before
  assert_equal "$(find . -maxdepth 1 -name '.tmp*')" ''
  run imagetool save -o no/such/folder me/one:1
  assert_failure
  assert_output --partial 'no/such/'
  run imagetool save
  assert_failure 125
  assert_output --partial 'an image is expected'
}

@test "what is no image cannot be Docker's" {
  PYTHONPATH=$REPOSITORY/tests/integration python3 - <<'PY'
import image_maker
image = image_maker.Image()
config = image.add("application/x", b"{}")
image.seal(config=config)
image_maker.write_layout("artifact", "x", image)
PY
  run imagetool copy -q oci:artifact docker-archive:a.tar
  assert_failure
  assert_output --regexp '^imagetool copy: docker-archive: sha256:[0-9a-f]{64} is no image: its config is "application/x"$'
  imagetool copy -q oci:artifact oci-archive:a.tar
}

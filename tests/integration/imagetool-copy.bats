#!/usr/bin/env bats
# imagetool copy: between any two of a registry, the store, oci:, oci-archive:, docker-archive: and dir:.

load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  make_image "$BATS_FILE_TMPDIR/one" docker.io/library/one:1
  make_image "$BATS_FILE_TMPDIR/index" many linux/amd64 linux/arm64
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  export CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  ONE=oci:$BATS_FILE_TMPDIR/one INDEX=oci:$BATS_FILE_TMPDIR/index
  NAME=$REGISTRY/copy-$BATS_TEST_NUMBER/x
}

copy() {
  imagetool --tls-verify=false copy "$@"
}

# digest_of LAYOUT: what its first entry names.
digest_of() { jq -r '.manifests[0].digest' "$1/index.json"; }

# blobs_of LAYOUT: the digests of its blobs.
blobs_of() { (cd "$1/blobs/sha256" && find . -type f | sort); }

@test "one place after the other, and the digest is what it was" {
  local digest
  digest=$(digest_of "$BATS_FILE_TMPDIR/one")
  copy -q "$ONE" here:1
  copy -q here:1 "docker://$NAME:1"
  copy -q "docker://$NAME:1" oci-archive:a.tar:ref
  copy -q oci-archive:a.tar:ref docker-archive:b.tar:name:2
  copy -q docker-archive:b.tar:name:2 dir:c
  run copy dir:c oci:d:last
  assert_success
  assert_line "Digest: $digest"
  assert_equal "$(digest_of d)" "$digest"
  diff <(blobs_of d) <(blobs_of "$BATS_FILE_TMPDIR/one")
  assert_equal "$(jq -r '.manifests[0].annotations["org.opencontainers.image.ref.name"]' d/index.json)" last
}

@test "every blob is told of, where it has to be copied and where not" {
  run copy "$ONE" "docker://$NAME:1"
  assert_success
  assert_line --regexp '^[0-9a-f]{12}: Copied$'
  run copy "$ONE" "docker://$NAME:2"
  assert_line --regexp '^[0-9a-f]{12}: Already exists$'
  refute_line --partial Copied
  run copy -q "$ONE" "docker://$NAME:3"
  assert_output ''
}

@test "within a registry blobs are mounted, not sent" {
  make_image "$BATS_TEST_TMPDIR/other" y linux/riscv64
  copy -q --all oci:other "docker://$NAME:1"
  run copy --all "docker://$NAME:1" "docker://$NAME-other:1"
  assert_success
  assert_line --regexp "^[0-9a-f]{12}: Mounted from copy-$BATS_TEST_NUMBER/x$"
  refute_line --partial Copied
}

@test "nothing is stored on the way, nor a store made" {
  copy -q "$ONE" "docker://$NAME:1"
  copy -q "docker://$NAME:1" dir:c
  assert_not_exists "$IMAGETOOL_ROOT"
}

@test "a blob larger than a chunk arrives whole" {
  head -c 20000000 /dev/urandom >noise
  tar -cf layer.tar noise
  "$REPOSITORY/tests/integration/make_image.py" big x '{}' layer.tar
  copy -q oci:big "docker://$NAME:1"
  copy -q "docker://$NAME:1" oci:back
  diff <(blobs_of big) <(blobs_of back)
}

@test "of an index the machine's image is copied, with --platform another one" {
  copy -q "$INDEX" dir:here
  copy -q --platform linux/arm64 "$INDEX" dir:arm
  copy -q --override-arch arm64 --override-os linux "$INDEX" dir:arm2
  cmp arm/manifest.json arm2/manifest.json
  run cmp here/manifest.json arm/manifest.json
  assert_failure
  run copy --platform linux/s390x "$INDEX" dir:none
  assert_failure
  assert_output "imagetool copy: no image for platform linux/s390x; there is linux/amd64, linux/arm64 (--platform chooses another, --all copies them all)"
}

@test "with --all an index goes with all its images" {
  local digest
  digest=$(digest_of "$BATS_FILE_TMPDIR/index")
  copy -q --all "$INDEX" "docker://$NAME:1"
  copy -q --all "docker://$NAME:1" many:1
  copy -q --all many:1 dir:d
  copy -q --all dir:d oci-archive:a.tar
  run copy --all oci-archive:a.tar oci:last
  assert_line "Digest: $digest"
  diff <(blobs_of last) <(blobs_of "$BATS_FILE_TMPDIR/index")
  run copy --all --platform linux/amd64 "$INDEX" dir:x
  assert_failure
  assert_output "imagetool copy: --all and a platform cannot both be had"
}

@test "an index of which a platform's image is not in the store" {
  copy -q --all "$INDEX" "docker://$NAME:1"
  imagetool --tls-verify=false pull -q "$NAME:1"
  run copy --all "$NAME:1" oci:x
  assert_failure
  assert_output --partial "the image for linux/arm64 is not here (pull it with --platform, or copy one platform's image only)"
  copy -q "$NAME:1" oci:x
}

@test "--format converts manifests, and leaves the blobs" {
  copy -q --all -f docker "$INDEX" "docker://$NAME:1"
  copy -q --all -f oci "docker://$NAME:1" oci:back
  copy -q --all "docker://$NAME:1" dir:docker
  assert_equal "$(jq -r .mediaType docker/manifest.json)" application/vnd.docker.distribution.manifest.list.v2+json
  run cat docker/*.manifest.json
  assert_output --partial application/vnd.docker.distribution.manifest.v2+json
  assert_output --partial application/vnd.docker.image.rootfs.diff.tar.gzip
  refute_output --partial vnd.oci
  run grep -rl vnd.docker back
  assert_output ''
  run copy -f docker --preserve-digests "$ONE" dir:x
  assert_failure
  assert_output "imagetool copy: the image would have to be converted, and --preserve-digests forbids it"
  copy -q -f oci --preserve-digests "$ONE" dir:y
}

@test "Docker's format has neither zstd nor artifacts" {
  PYTHONPATH=$REPOSITORY/tests/integration python3 - <<'PY'
import image_maker
image = image_maker.Image()
image.layers[0]["mediaType"] = "application/vnd.oci.image.layer.v1.tar+zstd"
image.seal()
image_maker.write_layout("zstd", "x", image)
image = image_maker.Image()
image.seal(artifactType="application/x")
image_maker.write_layout("artifact", "x", image)
PY
  run copy -f docker oci:zstd dir:x
  assert_failure
  assert_output "imagetool copy: Docker's format has nothing for \"application/vnd.oci.image.layer.v1.tar+zstd\" (--format oci)"
  run copy -f docker oci:artifact dir:x
  assert_failure
  assert_output "imagetool copy: Docker's format has no artifacts (--format oci)"
}

@test "--additional-tag and --digestfile" {
  copy -q --additional-tag "$NAME:b" --additional-tag "$NAME:c" --digestfile digest "$ONE" "docker://$NAME:a"
  assert_equal "$(cat digest)" "$(digest_of "$BATS_FILE_TMPDIR/one")"
  for tag in a b c; do copy -q "docker://$NAME:$tag" "oci:layout:$tag"; done
  assert_equal "$(jq '.manifests | length' layout/index.json)" 3
  run copy --additional-tag other/y:1 "$ONE" "docker://$NAME:a"
  assert_failure
  assert_output "imagetool copy: --additional-tag other/y:1: not a tag of $NAME"
}

@test "a digest says what has to come, and what may be written" {
  local digest
  digest=$(digest_of "$BATS_FILE_TMPDIR/one")
  copy -q "$ONE" "docker://$NAME@$digest"
  copy -q "docker://$NAME@$digest" dir:x
  run copy --platform linux/arm64 "$INDEX" "docker://$NAME@$digest"
  assert_failure
  assert_output --regexp "^imagetool copy: the image's digest is sha256:[0-9a-f]{64}, not $digest$"
  run copy "$ONE" "here@$digest"
  assert_failure
  assert_output "imagetool copy: here@$digest: a name with a digest cannot be given to an image"
}

@test "each side has credentials and TLS of its own" {
  start_registry "$BATS_TEST_TMPDIR/locked" --htpasswd me secret
  run imagetool copy --dest-tls-verify=false --dest-creds me:wrong "$ONE" "docker://$REGISTRY/x"
  assert_failure
  assert_output --partial 'the credentials of user "me" were not accepted'
  imagetool copy -q --dest-tls-verify=false --dest-creds me:secret "$ONE" "docker://$REGISTRY/x"
  imagetool copy -q --src-tls-verify=false --src-creds me:secret "docker://$REGISTRY/x" dir:x
  run imagetool copy --src-creds me:secret "docker://$REGISTRY/x" dir:y
  stop_registry "$BATS_TEST_TMPDIR/locked"
  assert_failure
  assert_output --partial "--tls-verify=false allows plain HTTP"
}

@test "what is no place is an error that says what there is" {
  run copy containers-storage:x dir:y
  assert_failure
  assert_output "imagetool copy: \"containers-storage:x\": containers-storage: is another engine's own (there are docker://, oci:, oci-archive:, docker-archive:, dir: and names in the store)"
  run copy docker:x dir:y
  assert_output "imagetool copy: \"docker:x\": a registry is docker://NAME"
  run copy docker:// dir:y
  assert_output "imagetool copy: \"docker://\": a name is expected after docker://"
  run copy oci: dir:y
  assert_output "imagetool copy: \"oci:\": a path is expected after oci:"
  run copy '' dir:y
  assert_output 'imagetool copy: "": a name is expected'
  run copy nowhere dir:y
  assert_output 'imagetool copy: No such image: nowhere:latest (imagetool pull nowhere)'
  run copy oci:missing dir:y
  assert_output --partial 'imagetool copy: missing: No such file or directory'
  run copy "$ONE"
  assert_failure 125
  assert_output --partial 'a source and a destination are expected'
  run copy -f v1 "$ONE" dir:y
  assert_failure 125
  assert_output --partial '--format: "v1" is neither oci nor docker'
  run copy --src-tls-verify=no "$ONE" dir:y
  assert_failure 125
  assert_output --partial 'invalid argument "no" for "--src-tls-verify" flag: strconv.ParseBool: parsing "no": invalid syntax'
}

@test "a layout's entries: one of several has to be named" {
  copy -q "$ONE" oci:layout:a
  copy -q --platform linux/arm64 "$INDEX" oci:layout:b
  run copy oci:layout dir:y
  assert_failure
  assert_output "imagetool copy: layout: there is more than one image: a, b (say which)"
  run copy oci:layout:c dir:y
  assert_output 'imagetool copy: layout: no image "c", only: a, b'
  copy -q "$INDEX" oci:layout:a
  assert_equal "$(jq '.manifests | length' layout/index.json)" 2
}

@test "what is in the way of a destination is not overwritten" {
  mkdir full && touch full/precious
  run copy "$ONE" oci:full
  assert_output "imagetool copy: full: the folder is not empty, and no image layout"
  run copy "$ONE" dir:full
  assert_output "imagetool copy: full: the folder is not empty, and no image of dir:"
  assert_exists full/precious
  copy -q "$ONE" docker-archive:a.tar
  run copy "$ONE" docker-archive:a.tar
  assert_failure
  assert_output "imagetool copy: a.tar: docker-archive doesn't support modifying existing images"
  imagetool images
  run copy "$ONE" "oci:$IMAGETOOL_ROOT"
  assert_failure
  assert_output "imagetool copy: $IMAGETOOL_ROOT: an image store of imagetool (name the image without oci:, after --root $IMAGETOOL_ROOT)"
}

@test "dir: is emptied before it is written to again" {
  copy -q "$INDEX" dir:d
  copy -q "$ONE" dir:d
  run ls d
  assert_equal "$(wc -l <<<"$output")" 5
}

@test "dir: takes a copy again that failed half way" {
  cp -r "$BATS_FILE_TMPDIR/one" bad
  local layer
  layer=bad/blobs/$(jq -r '.layers[0].digest' "bad/blobs/$(digest_of bad | tr : /)" | tr : /)
  mv "$layer" away
  run copy oci:bad dir:d
  assert_failure
  assert_exists d/version
  mv away "$layer"
  copy -q oci:bad dir:d
  copy -q dir:d oci:back
  diff <(blobs_of back) <(blobs_of "$BATS_FILE_TMPDIR/one")
}

@test "a blob that is not what its descriptor says goes nowhere" {
  cp -r "$BATS_FILE_TMPDIR/one" bad
  local blob
  blob=bad/blobs/$(jq -r '.layers[0].digest' "bad/blobs/$(digest_of bad | tr : /)" | tr : /)
  printf x | dd of="$blob" bs=1 seek=1000 conv=notrunc status=none
  run copy oci:bad "docker://$NAME:1"
  assert_failure
  assert_output --partial "the content's digest is sha256:"
  run copy oci:bad oci:x
  assert_failure
  run find x -type f -size +300k
  assert_output ''
  truncate -s 1000 "$blob"
  run copy oci:bad here:1
  assert_failure
  assert_output --regexp 'ends after 1000 of [0-9]+ bytes'
  head -c 2000000 /dev/zero >"$blob"
  run copy oci:bad here:1
  assert_failure
  assert_output --regexp 'longer than the [0-9]+ bytes that its descriptor says'
  run imagetool images -q
  assert_output ''
}

@test "a layout's links lead nowhere else" {
  cp -r "$BATS_FILE_TMPDIR/one" bad
  local blob
  blob=bad/blobs/$(jq -r '.layers[0].digest' "bad/blobs/$(digest_of bad | tr : /)" | tr : /)
  mv "$blob" outside
  ln -s "$BATS_TEST_TMPDIR/outside" "$blob"
  run copy oci:bad dir:x
  assert_failure
  assert_output --partial 'No such file or directory'
  rm "$blob"
  mkfifo "$blob"
  run copy oci:bad dir:x
  assert_failure
  assert_output --partial 'not a regular file'
}

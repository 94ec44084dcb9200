#!/usr/bin/env bats
# imagetool manifest: lists of images for several platforms.

load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  make_image "$BATS_FILE_TMPDIR/index" x linux/amd64 linux/arm64
  export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker CONTAINERS_REGISTRIES_CONF=$BATS_FILE_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  for arch in amd64 arm64; do
    imagetool --tls-verify=false copy -q --platform "linux/$arch" "oci:$BATS_FILE_TMPDIR/index" "docker://$REGISTRY/$arch:1"
    imagetool --tls-verify=false copy -q --digestfile "$BATS_FILE_TMPDIR/$arch" "docker://$REGISTRY/$arch:1" "dir:$BATS_FILE_TMPDIR/dir-$arch"
  done
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
}

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  AMD=$REGISTRY/amd64:1 ARM=$REGISTRY/arm64:1
  AMD_DIGEST=$(cat "$BATS_FILE_TMPDIR/amd64") ARM_DIGEST=$(cat "$BATS_FILE_TMPDIR/arm64")
  NAME=$REGISTRY/list-$BATS_TEST_NUMBER/x
}

manifest() {
  imagetool --tls-verify=false manifest "$@"
}

# shown JQ: of the list "my".
shown() { manifest inspect my | jq -c "$1"; }

@test "a list of images in a registry: their manifests are here, their layers are not" {
  run manifest create my "$AMD" "$ARM"
  assert_success
  assert_output 'Created manifest list docker.io/library/my:latest'
  assert_equal "$(shown '[.manifests[] | [.digest, .platform.os, .platform.architecture]]')" \
    "[[\"$AMD_DIGEST\",\"linux\",\"amd64\"],[\"$ARM_DIGEST\",\"linux\",\"arm64\"]]"
  assert_equal "$(shown .mediaType)" '"application/vnd.oci.image.index.v1+json"'
  assert_equal "$(find "$IMAGETOOL_ROOT/blobs" -type f -size +100k)" ''
}

@test "a list is pushed with its images, whose blobs are mounted" {
  manifest create my "$AMD" "$ARM"
  run manifest push my "$NAME:1"
  assert_success
  assert_line --partial ': Mounted from amd64'
  assert_line --partial ': Mounted from arm64'
  local digest=${lines[-1]}
  require_commands skopeo
  assert_equal "$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$NAME:1")" "$digest"
  skopeo copy -q --all --src-tls-verify=false "docker://$NAME:1" "dir:$BATS_TEST_TMPDIR/copy"
  cmp <(skopeo inspect --raw "dir:$BATS_TEST_TMPDIR/copy") <(skopeo inspect --raw --tls-verify=false "docker://$NAME:1")
  run skopeo inspect --raw --tls-verify=false "docker://$NAME:1"
  refute_output --partial imagetool
}

@test "to another registry the layers go from where they are" {
  local here=$REGISTRY
  manifest create my "$here/amd64:1" "$here/arm64:1"
  start_registry "$BATS_TEST_TMPDIR/other"
  run manifest push -q my "docker://$REGISTRY/x"
  [ "$status" -ne 0 ] || imagetool --tls-verify=false copy -q --all "docker://$REGISTRY/x" "dir:$BATS_TEST_TMPDIR/copy"
  stop_registry "$BATS_TEST_TMPDIR/other"
  assert_success
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  assert_equal "$(find "$BATS_TEST_TMPDIR/copy" -size +100k | wc -l)" 2
}

@test "images of the store" {
  imagetool copy -q --platform linux/amd64 "oci:$BATS_FILE_TMPDIR/index" one
  imagetool copy -q --platform linux/arm64 "oci:$BATS_FILE_TMPDIR/index" two
  manifest create my one
  run manifest add my two
  assert_success
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  manifest push -q --purge my "$NAME:1"
  imagetool --tls-verify=false copy -q --all "docker://$NAME:1" "dir:$BATS_TEST_TMPDIR/copy"
  run manifest push my "$NAME:1"
  assert_failure
  assert_output 'imagetool manifest push: No such manifest: my:latest (imagetool manifest create my)'
}

@test "of an index the machine's image is added, with --all each" {
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" many
  manifest create my many
  assert_equal "$(shown '[.manifests[].platform.architecture]')" '["amd64"]'
  manifest add --all my many
  assert_equal "$(shown '[.manifests[].platform.architecture]')" '["amd64","arm64"]'
  manifest create --all all many
  run manifest inspect all
  assert_equal "$(jq -c '[.manifests[].digest]' <<<"$output")" "[\"$AMD_DIGEST\",\"$ARM_DIGEST\"]"
}

@test "a list that is there is only amended when asked to" {
  manifest create my "$AMD"
  run manifest create my "$ARM"
  assert_failure
  assert_output 'imagetool manifest create: refusing to amend an existing manifest list with no --amend flag'
  manifest create --amend my "$ARM"
  assert_equal "$(shown '.manifests | length')" 2
  manifest create -a my "$ARM"
  assert_equal "$(shown '.manifests | length')" 2
  manifest create empty
  run manifest inspect empty
  assert_equal "$(jq -c .manifests <<<"$output")" '[]'
}

@test "annotate says what an image runs on" {
  manifest create my "$AMD"
  manifest annotate --arch arm --variant v7 --os windows --os-version 10.0 --os-features a,b --annotation k=v=w my "$AMD"
  assert_equal "$(shown '.manifests[0].platform')" \
    '{"architecture":"arm","os":"windows","os.version":"10.0","os.features":["a","b"],"variant":"v7"}'
  assert_equal "$(shown '.manifests[0].annotations')" '{"k":"v=w"}'
  manifest annotate --os linux my "$AMD_DIGEST"
  assert_equal "$(shown '.manifests[0].platform.os')" '"linux"'
  manifest add --arch riscv64 my "$ARM"
  assert_equal "$(shown '.manifests[1].platform.architecture')" '"riscv64"'
  run manifest annotate --os x my "$ARM_DIGEST"
  assert_success
  run manifest annotate --annotation x my "$AMD_DIGEST"
  assert_failure 125
  assert_output --partial 'invalid argument "x" for "--annotation" flag: expected KEY=VALUE'
}

@test "remove takes an image out, rm the list away" {
  manifest create my "$AMD" "$ARM"
  manifest remove my "$AMD_DIGEST"
  assert_equal "$(shown '[.manifests[].digest]')" "[\"$ARM_DIGEST\"]"
  run manifest remove my "$AMD_DIGEST"
  assert_failure
  assert_output "imagetool manifest remove: docker.io/library/my:latest: no image $AMD_DIGEST in the list"
  manifest rm my
  run imagetool images -q
  assert_output ''
}

@test "Docker's images make Docker's list, and --format converts" {
  imagetool copy -q -f docker --platform linux/amd64 "oci:$BATS_FILE_TMPDIR/index" one
  manifest create my one
  assert_equal "$(shown .mediaType)" '"application/vnd.docker.distribution.manifest.list.v2+json"'
  manifest push -q -f oci my "$NAME:1"
  run manifest inspect "$NAME:1"
  assert_output --partial vnd.oci.image.index
  assert_output --partial vnd.oci.image.manifest
}

@test "inspect -v shows each image's manifest, as Docker does" {
  manifest create my "$AMD" "$ARM"
  run manifest inspect -v my
  assert_success
  assert_equal "$(jq -c '[.[] | [.Ref, .Descriptor.platform.architecture, (.OCIManifest.layers | length)]]' <<<"$output")" \
    "[[\"docker.io/library/my:latest@$AMD_DIGEST\",\"amd64\",2],[\"docker.io/library/my:latest@$ARM_DIGEST\",\"arm64\",2]]"
  run manifest inspect -v "$AMD"
  assert_equal "$(jq -r .Descriptor.digest <<<"$output")" "$AMD_DIGEST"
}

@test "many at once: none is lost" {
  local pids=()
  manifest create other
  manifest add other "$AMD" & pids+=($!)
  manifest add other "$ARM" & pids+=($!)
  wait "${pids[@]}"
  run manifest inspect other
  assert_equal "$(jq '.manifests | length' <<<"$output")" 2
}

@test "what is wrong is told" {
  imagetool copy -q --platform linux/amd64 "oci:$BATS_FILE_TMPDIR/index" one
  run manifest add one "$AMD"
  assert_failure
  assert_output 'imagetool manifest add: one:latest: an image, no manifest list'
  run manifest add missing one
  assert_output 'imagetool manifest add: No such manifest: missing:latest (imagetool manifest create missing)'
  run manifest create "x@$AMD_DIGEST"
  assert_output "imagetool manifest create: x@$AMD_DIGEST: a list has a name without a digest"
  run manifest create my "$REGISTRY/none:1"
  assert_failure
  assert_output --partial "imagetool manifest create: $REGISTRY/none:1: "
  run manifest
  assert_failure
  assert_output 'imagetool manifest: a verb is missing (see imagetool manifest --help)'
  run manifest forge
  assert_output 'imagetool manifest: unknown verb "forge" (see imagetool manifest --help)'
  run manifest add my
  assert_failure 125
  assert_output --partial 'expected: LIST IMAGE...'
  run manifest add --help
  assert_success
  assert_output --partial 'Usage: imagetool manifest add [OPTION...] LIST IMAGE...'
  imagetool copy -q --platform linux/arm64 "oci:$BATS_FILE_TMPDIR/index" arm
  PYTHONPATH=$REPOSITORY/tests/integration python3 -c '
import sys, image_maker
image_maker.write_layout(sys.argv[1], "x", image_maker.index_of(["linux/s390x"]))' "$BATS_TEST_TMPDIR/z"
  imagetool copy -q --all "oci:$BATS_TEST_TMPDIR/z" z
  run manifest create my z
  assert_failure
  assert_output 'imagetool manifest create: z: no image for platform linux/amd64; there is linux/s390x (--all adds every one)'
}

#!/usr/bin/env bats
# imagetool push: what is sent, what is not, and what other tools see then.

load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
}

setup() {
  STORE=$BATS_TEST_TMPDIR/store
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  NAME=$REGISTRY/push-$BATS_TEST_NUMBER/x
}

push() {
  imagetool --root "$STORE" --tls-verify=false push "$@"
}

# rename FROM TO: the store's one image gets another name.
add_name() {
  local entry
  entry=$(python3 - "$STORE/index.json" "$1" <<'PY'
import copy, json, sys
document = json.load(open(sys.argv[1]))
entry = copy.deepcopy(document["manifests"][0])
entry["annotations"] = {"org.opencontainers.image.ref.name": sys.argv[2]}
document["manifests"].append(entry)
json.dump(document, open(sys.argv[1], "w"))
PY
  )
}

@test "says what Docker says, and the registry has the same digest" {
  make_image "$STORE" "$NAME:1"
  run push "$NAME:1"
  assert_success
  assert_line --index 0 "The push refers to repository [$NAME]"
  assert_line --regexp '^[0-9a-f]{12}: Preparing$'
  assert_line --regexp '^[0-9a-f]{12}: Pushed$'
  [[ ${lines[-1]} =~ ^1:\ digest:\ (sha256:[0-9a-f]{64})\ size:\ [0-9]+$ ]]
  local digest=${BASH_REMATCH[1]}
  require_commands skopeo
  run skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$NAME:1"
  assert_output "$digest"
  skopeo copy -q --src-tls-verify=false "docker://$NAME:1" "dir:$BATS_TEST_TMPDIR/copy"
}

@test "what the registry has is not sent again" {
  make_image "$STORE" "$NAME:1"
  push "$NAME:1"
  run push "$NAME:1"
  assert_success
  assert_line --regexp '^[0-9a-f]{12}: Layer already exists$'
  refute_line --regexp ': Pushed$'
}

@test "what the registry has in another repository is mounted" {
  make_image "$STORE" "$NAME:1" linux/riscv64
  push "$NAME:1"
  add_name "$NAME-other:2"
  run push "$NAME-other:2"
  assert_success
  assert_line --regexp "^[0-9a-f]{12}: Mounted from push-$BATS_TEST_NUMBER/x$"
}

@test "an index goes with all its images" {
  make_image "$STORE" "$NAME:1" linux/amd64 linux/arm64
  run push "$NAME:1"
  assert_success
  require_commands skopeo
  run skopeo inspect --tls-verify=false --raw "docker://$NAME:1"
  assert_output --partial arm64
  skopeo copy -q --all --src-tls-verify=false "docker://$NAME:1" "dir:$BATS_TEST_TMPDIR/copy"
}

@test "of an index that is not all here, this platform's image goes" {
  make_image "$BATS_TEST_TMPDIR/all" "$NAME:1" linux/amd64 linux/arm64
  imagetool --root "$BATS_TEST_TMPDIR/all" --tls-verify=false push -q "$NAME:1"
  imagetool --root "$STORE" --tls-verify=false pull -q --platform linux/amd64 "$NAME:1"
  add_name "$NAME:2"
  run push "$NAME:2"
  assert_success
  require_commands skopeo
  run skopeo inspect --tls-verify=false --raw "docker://$NAME:2"
  refute_output --partial '"manifests"'
}

@test "pulled again it is the same" {
  require_root
  make_image "$STORE" "$NAME:1"
  push "$NAME:1"
  run imagetool --root "$BATS_TEST_TMPDIR/other" --tls-verify=false pull "$NAME:1"
  assert_success
  assert_line "Digest: sha256:$(python3 -c "import json; print(json.load(open('$STORE/index.json'))['manifests'][0]['digest'][7:])")"
}

@test "what is not there is named" {
  make_image "$STORE" "$NAME:1"
  run push "$NAME:2"
  assert_failure 1
  assert_line "imagetool push: An image does not exist locally with the tag: $NAME:2"
  run push
  assert_failure 125
}

@test "a blob that is gone or damaged is not pushed" {
  make_image "$STORE" "$NAME:1" linux/ppc64le
  local layer
  layer=$(find "$STORE/blobs" -size +300k)
  printf x | dd of="$layer" bs=1 seek=1000 conv=notrunc status=none
  run push "$NAME:1"
  assert_failure 1
  assert_output --partial "digest"
}

@test "several names, and all tags of a repository" {
  make_image "$STORE" "$NAME:1"
  imagetool --root "$STORE" tag "$NAME:1" "$NAME:2"
  imagetool --root "$STORE" tag "$NAME:1" "$NAME-b:1"
  run push "$NAME:1" "$NAME-b:1"
  assert_success
  assert_line "The push refers to repository [$NAME]"
  assert_line "The push refers to repository [$NAME-b]"
  assert_line --regexp "^[0-9a-f]{12}: Mounted from push-$BATS_TEST_NUMBER/x$"
  run push -a "$NAME"
  assert_success
  assert_line --regexp '^1: digest: sha256:'
  assert_line --regexp '^2: digest: sha256:'
  run push -a "$NAME:1"
  assert_failure 1
  assert_output "imagetool push: tag can't be used with --all-tags/-a"
  run push -a "$NAME-none"
  assert_failure 1
  assert_output "imagetool push: An image does not exist locally with the tag: $NAME-none"
}

# layer_types: of the image in the registry, and of those that an index has.
layer_types() {
  local digest
  skopeo inspect --tls-verify=false --raw "docker://$1" >"$BATS_TEST_TMPDIR/raw"
  jq -r '.layers[]?.mediaType' "$BATS_TEST_TMPDIR/raw"
  for digest in $(jq -r '.manifests[]?.digest' "$BATS_TEST_TMPDIR/raw"); do layer_types "${1%:*}@$digest"; done
}

@test "--compression: the layers are compressed anew, what is in them is the same" {
  require_root
  require_commands skopeo jq
  make_image "$STORE" "$NAME:1" linux/amd64 linux/arm64
  local before form
  before=$(find "$STORE/blobs" -type f | sort)
  for form in zstd zstd:19 none; do
    run push --compression "$form" "$NAME:1"
    assert_success
    assert_line --regexp ': Compressed$'
    run layer_types "$NAME:1"
    [ "$form" = none ] || assert_line --index 3 application/vnd.oci.image.layer.v1.tar+zstd
    [ "$form" != none ] || assert_line --index 3 application/vnd.oci.image.layer.v1.tar
    rm -rf "$BATS_TEST_TMPDIR/other"
    run imagetool --root "$BATS_TEST_TMPDIR/other" --tls-verify=false pull --platform all "$NAME:1"
    assert_success
  done
  assert_equal "$(find "$STORE/blobs" -type f | sort)" "$before"
  run push --compression gzip "$NAME:1"
  refute_line --regexp ': Compressed$'
  run push --compression gzip:1 --force-compression "$NAME:1"
  assert_line --regexp ': Compressed$'
  run push --compression lzma "$NAME:1"
  assert_failure 125
  assert_line --partial '--compression: compression "lzma": expected gzip, zstd or none, and perhaps :LEVEL'
  run push --compression zstd:40 "$NAME:1"
  assert_line --partial 'a level of zstd is from 1 to 19'
  run push --compression none:1 "$NAME:1"
  assert_line --partial 'none has no level'
}

@test "a damaged layer is not compressed anew" {
  make_image "$STORE" "$NAME:1" linux/mips64le
  local layer
  layer=$(find "$STORE/blobs" -size +300k)
  printf x | dd of="$layer" bs=1 seek=1000 conv=notrunc status=none
  run push --compression zstd "$NAME:1"
  assert_failure 1
}

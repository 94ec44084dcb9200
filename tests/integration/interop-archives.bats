#!/usr/bin/env bats
# Archives, layouts and folders of images between other people's tools and us, in both directions.

load helpers
load busybox
load hostile_registry
load peers
load registry

setup_file() {
  require_root
  require_commands skopeo umoci podman docker dockerd docker-registry
  busybox_layout "$BATS_FILE_TMPDIR/layout" latest
  start_registry "$BATS_FILE_TMPDIR/registry"
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  imagetool copy -q "oci:$BATS_FILE_TMPDIR/layout:latest" me/box:1
  make_image "$BATS_FILE_TMPDIR/index" x linux/amd64 linux/arm64
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" me/many:1
}

teardown_file() {
  podman_in "$BATS_FILE_TMPDIR/podman" rmi --all --force || true
  stop_registry "$BATS_FILE_TMPDIR/registry"
  stop_daemon "$BATS_FILE_TMPDIR/docker"
  remove_cgroups libpod_parent
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  PODMAN=$BATS_FILE_TMPDIR/podman
  ID=$(imagetool images -q --no-trunc me/box:1)
  DIGEST=$(jq -r '.manifests[] | select(.annotations["org.opencontainers.image.ref.name"] == "docker.io/me/box:1").digest' \
    "$BATS_FILE_TMPDIR/store/index.json")
  MANY=$(jq -r '.manifests[0].digest' "$BATS_FILE_TMPDIR/index/index.json")
}

docker_here() {
  [ -e "$BATS_FILE_TMPDIR/docker/docker.sock" ] || start_dockerd "$BATS_FILE_TMPDIR/docker"
  DOCKER_HOST=unix://$BATS_FILE_TMPDIR/docker/docker.sock docker "$@"
}

@test "skopeo reads what we write, with the same digest" {
  local place
  for place in oci:o:ref oci-archive:o.tar:ref dir:d; do
    imagetool copy -q me/box:1 "$place"
    assert_equal "$(skopeo inspect --format '{{.Digest}}' "$place")" "$DIGEST"
    skopeo copy -q "$place" "dir:copy-${place%%:*}"
  done
  imagetool copy -q me/box:1 docker-archive:a.tar:me/box:1
  skopeo copy -q docker-archive:a.tar:me/box:1 dir:copy-a
  assert_equal "sha256:$(jq -r .config.digest copy-a/manifest.json | cut -d : -f 2)" "$ID"
}

@test "we read what skopeo writes, with the same digest" {
  local place from=oci:$BATS_FILE_TMPDIR/layout:latest
  for place in oci:o:ref oci-archive:o.tar:ref dir:d; do
    skopeo copy -q "$from" "$place"
    imagetool copy -q --digestfile digest "$place" "dir:copy-${place%%:*}"
    assert_equal "$(cat digest)" "$DIGEST"
  done
  skopeo copy -q "$from" docker-archive:a.tar:me/theirs:1
  run imagetool --root store load -i a.tar
  assert_output 'Loaded image: me/theirs:1'
  assert_equal "$(imagetool --root store images -q --no-trunc)" "$ID"
}

@test "indexes, both ways" {
  local place
  for place in oci:o:ref oci-archive:o.tar:ref dir:d; do
    imagetool copy -q --all me/many:1 "$place"
    skopeo copy -q --all "$place" "oci:theirs-${place%%:*}:ref"
    imagetool copy -q --all --digestfile digest "oci:theirs-${place%%:*}:ref" "dir:copy-${place%%:*}"
    assert_equal "$(cat digest)" "$MANY"
  done
  skopeo copy -q --all "oci:$BATS_FILE_TMPDIR/index:x" dir:sd
  imagetool --tls-verify=false copy -q --all --digestfile digest dir:sd "docker://$REGISTRY/many"
  assert_equal "$(cat digest)" "$MANY"
  skopeo copy -q --all --src-tls-verify=false "docker://$REGISTRY/many" dir:back
}

@test "umoci unpacks a layout that we wrote" {
  imagetool save --format oci-dir -o o me/box:1
  umoci unpack --image o:docker.io/me/box:1 bundle
  umoci unpack --image "$BATS_FILE_TMPDIR/layout:latest" theirs
  diff -r --no-dereference theirs/rootfs bundle/rootfs
  umoci config --image o:docker.io/me/box:1 --tag changed --config.cmd true
  run imagetool --root store load -i o
  assert_line 'Loaded image: changed:latest'
}

@test "Podman loads what we save, in each form" {
  local format
  imagetool save -o a.tar me/box:1
  run podman_in "$PODMAN" load -i a.tar
  assert_output --partial 'docker.io/me/box:1'
  run -0 podman_run "$PODMAN" --rm docker.io/me/box:1 echo it runs
  assert_output --partial 'it runs'
  podman_in "$PODMAN" rmi docker.io/me/box:1
  for format in oci-archive oci-dir docker-dir; do
    imagetool save --format "$format" -o "$format" me/box:1
    podman_in "$PODMAN" load -i "$format"
  done
  podman_in "$PODMAN" image exists docker.io/me/box:1
}

@test "we load what Podman saves, in each form" {
  local format
  skopeo copy -q "oci:$BATS_FILE_TMPDIR/layout:latest" docker-archive:theirs.tar:localhost/theirs:1
  podman_in "$PODMAN" load -q -i theirs.tar
  for format in docker-archive oci-archive oci-dir docker-dir; do
    podman_in "$PODMAN" save -q --format "$format" -o "$format" localhost/theirs:1
    run imagetool --root "store-$format" load -i "$format"
    assert_success
    # Podman writes the config anew where it converts it; the layers are the same.
    run imagetool --root "store-$format" inspect "$(imagetool --root "store-$format" images -q)"
    assert_equal "$(jq -c '.[0].RootFS.Layers' <<<"$output")" "$(imagetool inspect me/box:1 | jq -c '.[0].RootFS.Layers')"
  done
  podman_in "$PODMAN" save -q -m --format docker-archive -o many.tar localhost/theirs:1
  run imagetool --root store load -i many.tar
  assert_output 'Loaded image: localhost/theirs:1'
}

@test "Docker loads what we save, and we what Docker saves" {
  imagetool save me/box:1 me/many:1 | docker_here load | sort >loaded
  assert_equal "$(cat loaded)" $'Loaded image: me/box:1\nLoaded image: me/many:1'
  assert_equal "$(docker_here image inspect --format '{{.Id}}' me/box:1)" "$ID"
  docker_here tag me/box:1 again:2
  docker_here save me/box:1 again:2 >d.tar
  run imagetool --root store load -i d.tar
  assert_line 'Loaded image: me/box:1'
  assert_line 'Loaded image: again:2'
  assert_equal "$(imagetool --root store images -q --no-trunc again:2)" "$ID"
  imagetool --root store unpack again:2 ours
  imagetool unpack me/box:1 expected
  diff -r --no-dereference expected/rootfs ours/rootfs
}

@test "Docker and we import the same tar to the same layer" {
  busybox_rootfs rootfs
  tar -C rootfs -cf rootfs.tar .
  docker_here import -c 'CMD ["sh"]' -c 'ENV A=b' rootfs.tar theirs:1
  imagetool --root store import -c 'CMD ["sh"]' -c 'ENV A=b' rootfs.tar ours:1
  local wanted='[.RootFS.Layers, .Config.Cmd, .Config.Env]'
  assert_equal "$(imagetool --root store inspect ours:1 | jq -c ".[0] | $wanted")" \
    "$(docker_here image inspect theirs:1 | jq -c ".[0] | $wanted")"
}

@test "a list that we push is Podman's to read, and the other way round" {
  imagetool copy -q --platform linux/amd64 me/many:1 a
  imagetool copy -q --platform linux/arm64 me/many:1 b
  imagetool manifest create list a b
  imagetool --tls-verify=false manifest push -q list "$REGISTRY/ours"
  podman_in "$PODMAN" pull -q --tls-verify=false "$REGISTRY/ours"
  run -0 skopeo inspect --raw --tls-verify=false "docker://$REGISTRY/ours"
  assert_equal "$(jq -c '[.manifests[].platform.architecture]' <<<"$output")" '["amd64","arm64"]'
  podman_in "$PODMAN" manifest create theirs
  podman_in "$PODMAN" manifest add --all --tls-verify=false theirs "docker://$REGISTRY/ours"
  podman_in "$PODMAN" manifest push --all --tls-verify=false theirs "docker://$REGISTRY/theirs"
  podman_in "$PODMAN" manifest rm theirs
  run -0 imagetool --tls-verify=false manifest inspect "$REGISTRY/theirs"
  assert_equal "$(jq -c '[.manifests[].platform.architecture]' <<<"$output")" '["amd64","arm64"]'
}

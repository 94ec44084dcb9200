#!/usr/bin/env bats
# buildtool build: bases that have to come from a registry.

load helpers
load images
load registry

setup_file() {
  require_root
  require_commands busybox docker-registry skopeo
  start_registry "$BATS_FILE_TMPDIR/registry" --htpasswd user secret
  busybox_image "$BATS_FILE_TMPDIR/made" base
  busybox_image "$BATS_FILE_TMPDIR/made" newer '{"Cmd":["newer"]}'
  offer base
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
}

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store CONTAINERS_REGISTRIES_CONF=/dev/null DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  CONTEXT=$BATS_TEST_TMPDIR/context
  mkdir "$CONTEXT"
  printf 'FROM %s/library/base\nRUN echo built > /built\n' "$REGISTRY" >"$CONTEXT/Dockerfile"
}

# offer NAME: as library/base:latest in the registry.
offer() {
  skopeo copy -q --dest-tls-verify=false --dest-creds user:secret \
    "oci:$BATS_FILE_TMPDIR/made:docker.io/library/$1:latest" "docker://$REGISTRY/library/base:latest"
}

build() { run buildtool --tls-verify=false --progress plain -t test "$@" "$CONTEXT"; }

log_in() { imagetool --tls-verify=false login -u user --password-stdin "$REGISTRY" <<<secret >/dev/null; }

@test "a missing base is pulled, with the user's credentials, and then is there" {
  log_in
  build
  assert_success
  assert_line --partial "[internal] load metadata for $REGISTRY/library/base:latest"
  assert_line --partial "Status: Downloaded newer image for $REGISTRY/library/base:latest"
  run imagetool images -q "$REGISTRY/library/base"
  assert_success
  refute_output ""
  build
  assert_success
  refute_line --partial "Pulling from"
}

@test "--pull asks for every base, also for one that is there" {
  offer base
  log_in
  build
  assert_success
  offer newer
  build
  assert_equal "$(imagetool inspect test | jq -r '.[0].Config.Cmd[0]')" sh
  build --pull
  assert_success
  assert_line --partial "Status: Downloaded newer image for $REGISTRY/library/base:latest"
  assert_equal "$(imagetool inspect test | jq -r '.[0].Config.Cmd[0]')" newer
  build --pull
  assert_line --partial "Status: Image is up to date for $REGISTRY/library/base:latest"
}

@test "a base that cannot be had is told with the registry's words and the Dockerfile's line" {
  build
  assert_failure 1
  assert_line --index -1 --regexp "^buildtool build: Dockerfile:1: $REGISTRY/library/base: failed to resolve source metadata for $REGISTRY/library/base:latest: .*unauthorized"
  log_in
  echo "FROM $REGISTRY/library/none" >"$CONTEXT/Dockerfile"
  build
  assert_failure 1
  assert_line --index -1 --partial "$REGISTRY/library/none:latest: not found: manifest unknown"
  assert_equal "$(ls -A "$IMAGETOOL_ROOT/tmp" "$IMAGETOOL_ROOT/leases" | grep -v :)" ""
}

@test "a base that is on no registry that answers" {
  echo "FROM 127.0.0.1:1/base" >"$CONTEXT/Dockerfile"
  build
  assert_failure 1
  assert_line --index -1 --partial "Failed to connect to 127.0.0.1 port 1"
}

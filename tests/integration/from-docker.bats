# docs/from-docker.md: every line that it tells people to type, on a machine of the test's own (network.bash).

load helpers
load images
load registry
load tutorial
load network
load peers

setup_file() {
  require_root
  start_machine
  start_docker_hub "$BATS_FILE_TMPDIR/hub"
  start_registry "$BATS_FILE_TMPDIR/private" --htpasswd me secret
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/private"
  stop_docker_hub "$BATS_FILE_TMPDIR/hub"
  stop_machine
}

teardown() {
  [ ! -e "$BATS_TEST_TMPDIR/machine" ] || forget_machine "$BATS_TEST_TMPDIR/machine"
  stop_daemon "$BATS_TEST_TMPDIR/service"
}

# lines KIND: of the document's blocks of this kind.
lines() { awk -v start="^\`\`\`sh $1\$" '$0 ~ start { on = 1; next } /^```$/ { on = 0 } on' "$REPOSITORY/docs/from-docker.md"; }

# tell KIND: types them on a terminal, in an empty folder, and stops at the first that fails.
tell() {
  new_machine "$BATS_TEST_TMPDIR/machine"
  mkdir "$BATS_TEST_TMPDIR/home"
  cd "$BATS_TEST_TMPDIR/home" || return
  echo secret >password
  {
    echo "cd $BATS_TEST_TMPDIR/home; set -e; trap 'echo \"failed: \$BASH_COMMAND\"' ERR"
    lines "$1" | sed "s|registry\.example\.org|$REGISTRY|g"
  } >"$BATS_TEST_TMPDIR/story"
  PATH=$REPOSITORY/contrib/docker-cli:$PATH on_machine script -qefc "bash $BATS_TEST_TMPDIR/story" /dev/null </dev/null 3>&- >"$BATS_TEST_TMPDIR/told"
  local status=$?
  tr -d '\r' <"$BATS_TEST_TMPDIR/told"
  return $status
}

# What both of them see.
assert_told() {
  local line
  for line in "hello world" "<h1>It works</h1>" "<h1>Edited</h1>" "A /etc/motd" new "Hello World" "Login Succeeded" '{"name": "koa-demos"}' \
    index.html site; do
    grep -qF -- "$line" <<<"$output" || { echo "never told: $line"; echo "$output"; return 1; }
  done
}

@test "with Docker's words" {
  run tell docker
  assert_success
  assert_told
  assert_output --partial "Unable to find image '$REGISTRY/me/koa-demos:0.0.1' locally"
  assert_output --partial "Step 3/6 : WORKDIR /app"
  assert_output --partial "Successfully tagged koa-demo:0.0.1"
  assert_output --regexp 'Up [0-9L].*loop'
}

@test "with ours" {
  run tell here
  assert_success
  assert_told
}

@test "Docker's remote API, by Podman's service" {
  require_commands podman
  lines api >"$BATS_TEST_TMPDIR/story"
  assert_file_not_empty "$BATS_TEST_TMPDIR/story"
  busybox_tree "$BATS_TEST_TMPDIR/tree"
  local podman=$BATS_TEST_TMPDIR/podman socket=$BATS_TEST_TMPDIR/podman.sock
  tar -C "$BATS_TEST_TMPDIR/tree" -c . | podman_in "$podman" import - busybox
  # In its own process, which is the one that is ended.
  service() {
    podman() { exec podman "$@"; }
    podman_in "$podman" "$@"
  }
  start_daemon "$BATS_TEST_TMPDIR/service" service system service --time 0 "unix://$socket"
  sed "/^podman /d; s|/run/podman/podman.sock|$socket|g" "$BATS_TEST_TMPDIR/story" >"$BATS_TEST_TMPDIR/typed"
  # Logs come in frames, with zeros in their heads.
  run -0 bash -c "set -o pipefail; bash -e $BATS_TEST_TMPDIR/typed | tr -d '\\0'"
  assert_output --partial '"DefaultRuntime":"runtime"'
  assert_output --partial '"StatusCode":0'
  assert_output --partial hello
}

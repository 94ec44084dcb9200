# `runtime mounts add` and `remove`: mounts of a container that runs.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  mkdir source
  echo content >source/file
  change '.process.args = ["sleep", "1000"]'
  echo '[{"destination": "/more/bound", "type": "bind", "source": "source", "options": ["bind", "ro"]},
    {"destination": "/more/tmp", "type": "tmpfs", "source": "tmpfs"}]' >mounts.json
}

teardown() {
  runtime_ delete --force "$id"
  assert_equal "$(grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo)" ""
  no_containers_left
}

@test "what is added is there, and gone when it is removed" {
  detached run -d "$id"
  runtime_ mounts add "$id" mounts.json
  run runtime_ exec "$id" sh -c 'cat /more/bound/file; touch /more/tmp/x && echo writable; touch /more/bound/x'
  assert_failure
  assert_line --index 0 content
  assert_line --index 1 writable
  assert_output --partial "Read-only file system"
  runtime_ mounts remove "$id" mounts.json
  run runtime_ exec "$id" grep -c /more /proc/self/mountinfo
  assert_output 0
}

@test "in a user namespace, too" {
  chown -R 100000:100000 rootfs
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings'
  detached run -d "$id"
  runtime_ mounts add "$id" mounts.json
  run -0 runtime_ exec "$id" cat /more/bound/file
  assert_output content
}

@test "a link in the root leads nowhere else" {
  ln -s "$BATS_TEST_TMPDIR/bundle/source" rootfs/more
  detached run -d "$id"
  runtime_ mounts add "$id" mounts.json
  assert_not_exists source/bound
  run -0 runtime_ exec "$id" cat /more/bound/file
  assert_output content
}

@test "errors name the place" {
  detached run -d "$id"
  run -1 runtime_ mounts add "$id" missing.json
  assert_output --partial "missing.json: No such file or directory"
  run -1 runtime_ mounts remove "$id" mounts.json
  assert_output --partial "runtime mounts: /more/tmp:"
  run -1 runtime_ mounts move "$id" mounts.json
  assert_output --partial '"move" is neither add nor remove'
  echo '[{"destination": "/", "type": "tmpfs"}]' >mounts.json
  run -1 runtime_ mounts add "$id" mounts.json
  assert_output --partial "must be a path below /"
}

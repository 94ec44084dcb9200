# runtime spec: the config.json to start from.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
}

@test "a config.json with a shell in a read-only root is written" {
  run runtime spec
  assert_success
  assert_output ""
  run jq -c '[.ociVersion, .process.args, .process.terminal, .root, .linux.resources.devices]' config.json
  assert_output '["1.3.0",["sh"],true,{"path":"rootfs","readonly":true},[{"allow":false,"type":"a","access":"rwm"}]]'
}

@test "it says what runc's says" {
  require_commands runc
  mkdir theirs ours
  runc spec --bundle theirs
  runtime spec --bundle ours
  # Apart from the version, the name, the cgroup namespace, which runc adds on cgroup v2 only, and ambient
  # capabilities, which cannot be raised without inheritable ones: newer versions of runc have left them out.
  same='del(.ociVersion, .hostname, .process.capabilities.ambient) | .linux.namespaces |= (map(select(.type != "cgroup")) | sort_by(.type))
    | .linux.resources.devices[].type = "a"'
  diff <(jq -S "$same" theirs/config.json) <(jq -S "$same" ours/config.json)
}

@test "the rootless one has a user namespace and runc's mounts" {
  require_commands runc
  mkdir theirs ours
  runc spec --rootless --bundle theirs
  runtime spec --rootless --bundle ours
  same='del(.ociVersion, .hostname, .process.capabilities.ambient) | .linux.namespaces |= (map(select(.type != "cgroup")) | sort_by(.type))'
  diff <(jq -S "$same" theirs/config.json) <(jq -S "$same" ours/config.json)
}

@test "a config.json that is there stays" {
  echo mine >config.json
  run runtime spec
  assert_failure 1
  assert_output "runtime spec: ./config.json: File exists (remove it first)"
  assert_equal "$(cat config.json)" mine
}

@test "another file: --file, there or with a path of its own" {
  mkdir bundle
  runtime spec --bundle bundle --file other.json
  runtime spec -f "$PWD/third.json"
  cmp bundle/other.json third.json
  assert_not_exists config.json
}

@test "a link in its place is not followed" {
  ln -s target config.json
  run runtime spec
  assert_failure 1
  assert_not_exists target
}

@test "a folder that is not there is an error" {
  run runtime spec --bundle missing
  assert_failure 1
  assert_output "runtime spec: missing/config.json: No such file or directory"
}

# --trace: what a start does, as JSON lines.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  trace=$BATS_TEST_TMPDIR/trace
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

@test "every step of a run, of the runtime and of the container's process, with its time" {
  change '.process.args = ["true"] | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [{names: ["write"], action: "SCMP_ACT_KILL"}]}'
  run runtime_ run --trace "$trace" "$id"
  assert_success
  run jq -se 'all(.[]; (.at | type) == "number" and (.took | type) == "number" and .took >= 0 and (.pid | type) == "number")' "$trace"
  assert_success
  run jq -r 'select(.process == "runtime") | "\(.step) \(.outcome)"' "$trace"
  for step in config.json plan "state folder" mounts cgroup clone "init is ready" release start; do
    assert_line "$step ok"
  done
  run jq -r 'select(.process == "init") | "\(.step) \(.outcome)"' "$trace"
  for step in namespaces root mounts devices pivot_root user executable hand-shake; do
    assert_line "$step ok"
  done
  assert_equal "${lines[-1]}" "execute begun"
}

@test "what fails is the last line of each side, with its reason" {
  change '.process.args = ["no-such-program"]'
  run runtime_ run --trace "$trace" "$id"
  assert_failure 1
  run jq -r 'select(.outcome == "error") | "\(.process) \(.step) \(.error)"' "$trace"
  assert_line 'init executable exec: "no-such-program": executable file not found in $PATH'
  assert_line 'runtime create init: executable: exec: "no-such-program": executable file not found in $PATH'
}

@test "create's trace goes on at start" {
  change '.process.args = ["true"]'
  detached create --trace "$trace" "$id"
  run jq -r 'select(.process == "init") | .step' "$trace"
  refute_line execute
  runtime_ start "$id"
  run jq -r 'select(.process == "init") | .step' "$trace"
  assert_line start
  assert_line execute
}

@test "a trace that cannot be written is an error; the process does not get its descriptor" {
  run runtime_ run --trace /no/such/folder/trace "$id"
  assert_failure 1
  assert_output --partial "--trace: /no/such/folder/trace: No such file or directory"
  change '.process.args = ["sh", "-c", "ls /proc/self/fd | tr \"\\n\" \" \""]'
  run runtime_ run --trace "$trace" "$id"
  assert_output "0 1 2 3 " # 3 is ls's own
}

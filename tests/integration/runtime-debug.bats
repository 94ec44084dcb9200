# --debug: what is done, as lines of the log.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  log=$BATS_TEST_TMPDIR/log
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# the_runs_lines FILE: both sides of a run have told what they did, to the last step.
the_runs_lines() {
  run cat "$1"
  for line in "runtime: cgroup" "init: mounts" "init: execute" "child process in init()" \
    "init: closing the pipe to signal completion"; do
    assert_output --partial "$line"
  done
}

@test "--debug writes to standard error, in the text format" {
  change '.process.args = ["echo", "hello"]'
  run --separate-stderr runtime_ --debug run "$id"
  assert_success
  assert_output hello
  echo "$stderr" >"$log"
  the_runs_lines "$log"
  run grep -vE '^time="[0-9-]*T[0-9:]*Z" level=debug msg=".*"$' "$log"
  assert_output ""
}

@test "--debug with --log writes there, to the process's last step, and not to standard error" {
  change '.process.args = ["echo", "hello"] | .process.terminal = true'
  run runtime_ --log "$log" --debug run "$id"
  assert_success
  assert_output hello
  the_runs_lines "$log"
}

@test "--debug in JSON has level, msg and time in each line" {
  change '.process.args = ["true"]'
  runtime_ --log-format json --debug --log "$log" run "$id"
  the_runs_lines "$log"
  run jq -se 'all(.[]; .level == "debug" and (.msg | type) == "string" and (.time | fromdate) > 0)' "$log"
  assert_success
}

@test "without --debug there is no such line; a log that cannot be written is an error" {
  change '.process.args = ["true"]'
  runtime_ --log "$log" run "$id"
  run cat "$log"
  assert_output ""
  run runtime_ --debug --log /no/such/folder/log run "$id"
  assert_failure 1
  assert_output --partial "--log: /no/such/folder/log: No such file or directory"
}

@test "a container that waits for its start holds no log, nor does the process" {
  change '.process.args = ["sleep", "1000"]'
  detached --debug --log "$log" create --pid-file "$BATS_TEST_TMPDIR/pid" "$id"
  run grep "about to wait on exec fifo" "$log"
  assert_success
  run find "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/fd" -lname "$log"
  assert_output ""
  before=$(wc -l <"$log")
  runtime_ start "$id"
  assert_equal "$(wc -l <"$log")" "$before"
  runtime_ --debug --log "$log" exec "$id" true
  run cat "$log"
  assert_output --partial "setns_init: about to exec"
  change '.process.args = ["sh", "-c", "ls /proc/self/fd | tr \"\\n\" \" \""]'
  run runtime_ --debug --log "$log" run "$id-2"
  assert_output "0 1 2 3 " # 3 is ls's own
}

@test "a step that fails is a line, with its reason" {
  change '.process.args = ["no-such-program"]'
  run runtime_ --debug --log "$log" run "$id"
  assert_failure 1
  run cat "$log"
  assert_output --partial 'level=debug msg="init: executable: exec: \"no-such-program\": executable file not found in $PATH"'
  assert_output --partial "level=error"
}

@test "the processors that a process of exec begins on, and the filter's flags, are told" {
  change '.process.args = ["sleep", "1000"] | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
    flags: ["SECCOMP_FILTER_FLAG_LOG"], syscalls: [{names: ["mkdir"], action: "SCMP_ACT_ERRNO"}]}'
  detached --debug --log "$log" run --detach "$id"
  run cat "$log"
  assert_output --partial 'msg="seccomp filter flags: 2"'
  echo '{"args": ["true"], "cwd": "/", "execCPUAffinity": {"initial": "0"}}' >process.json
  runtime_ --debug --log "$log-2" exec --process process.json "$id"
  run cat "$log-2"
  assert_output --regexp 'nsexec\[[0-9]+\]: affinity: 0x1"'
}

@test "--log-level, as crun has it: error leaves warnings out, debug is --debug" {
  change '.process.args = ["true"]'
  run -0 --separate-stderr runtime_ --log-level debug run "$id"
  echo "$stderr" >"$log"
  the_runs_lines "$log"
  change '.process.args = ["sleep", "1000"]'
  runtime_ run --detach "$id"
  run -0 runtime_ update --kernel-memory 1 "$id"
  assert_output "runtime update: warning: limits of kernel memory are ignored: the kernel has dropped them"
  run -0 runtime_ --log-level error update --kernel-memory 1 "$id"
  assert_output ""
  run -1 runtime_ --log-level loud list
  assert_line --partial 'unknown --log-level "loud"'
}

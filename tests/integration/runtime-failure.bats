# A failure anywhere leaves nothing: system calls are made to fail from outside, one after another.

load helpers
load bundle

setup() {
  require_root
  require_commands strace
  make_bundle
  change '.process.args = ["true"]'
  id=test-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# What may not be left: mounts, cgroups, processes in our session's children, state.
traces() {
  grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo || true
  find /sys/fs/cgroup -type d -name "$id"
  find "$BATS_TEST_TMPDIR/state" -mindepth 1 -not -path '*/.*' 2>/dev/null
  ps -eo args | grep -F "run $id" | grep -v -e grep -e strace || true
}

# fail_each CALL...: the first, second ... fourth of each call fails in a start of its own.
fail_each() {
  local call n before
  before=$(traces)
  for call in "$@"; do
    for n in 1 2 3 4; do
      run timeout 60 strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:error=EIO:when=$n" \
        runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
      assert_not_equal "$status" 124
      assert_equal "$(traces)" "$before"
    done
  done
}

@test "when making the process or its namespaces fails" {
  fail_each clone3 unshare socketpair setsid
}

@test "when a mount fails" {
  fail_each fsopen fsmount move_mount open_tree mount_setattr pivot_root umount2
}

@test "when a file, folder or device cannot be made" {
  fail_each mkdirat mknodat symlinkat renameat
}

@test "when credentials, filters or descriptors fail" {
  fail_each capset setgroups setresuid setresgid prctl close_range
}

@test "the error names the step" {
  run strace -f -qq -o /dev/null -e trace=pivot_root -e inject=pivot_root:error=EPERM \
    runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_failure 1
  assert_output "runtime run: init: pivot_root: pivot_root: Operation not permitted"
}

# A failure anywhere leaves nothing: system calls are made to fail from outside, one after another.

load helpers
load bundle

setup() {
  require_root
  require_commands strace
  make_bundle
  change '.process.args = ["true"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# What may not be left: mounts, cgroups, processes (a copy of the runtime has its arguments), state.
traces() {
  grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo || true
  find /sys/fs/cgroup -type d -name "$id"
  find "$BATS_TEST_TMPDIR/state" -mindepth 1 -not -path '*/.*' 2>/dev/null
  ps -eo args | grep -F "$id" | grep -v -e grep -e strace || true
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

# fails VERB CALL N: the N-th CALL of the verb's own process (not of the container's) fails.
fails() {
  strace -qq -o /dev/null -e trace="$2" -e inject="$2:error=EIO:when=$3" \
    runtime --root "$BATS_TEST_TMPDIR/state" "$1" "$id" >"$BATS_TEST_TMPDIR/log" 2>&1 </dev/null 3>&-
}

@test "a create that fails leaves nothing" {
  local call n before failures=0
  before=$(traces)
  for call in openat mkdirat renameat write clone3 socketpair sendmsg recvmsg read fsync mount_setattr open_tree pidfd_open; do
    for n in 1 2 3 4 5 6; do
      if fails create "$call" "$n"; then
        run runtime_ delete --force "$id"
        assert_success
      else
        failures=$((failures + 1))
      fi
      assert_equal "$call $n: $(traces)" "$call $n: $before"
    done
  done
  # Most of them hit.
  assert [ "$failures" -gt 20 ]
}

@test "a start or delete that fails loses nothing: delete --force still finds all of it" {
  local verb call n before
  before=$(traces)
  for verb in start delete; do
    for call in openat write read unlinkat renameat flock; do
      for n in 1 2 3; do
        runtime_ create "$id" >"$BATS_TEST_TMPDIR/log" 2>&1 </dev/null 3>&-
        fails "$verb" "$call" "$n" || true
        run runtime_ delete --force "$id"
        assert_success
        assert_equal "$verb $call $n: $(traces)" "$verb $call $n: $before"
      done
    done
  done
}

@test "the error names the step" {
  run strace -f -qq -o /dev/null -e trace=pivot_root -e inject=pivot_root:error=EPERM \
    runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_failure 1
  assert_output "runtime run: init: pivot_root: pivot_root: Operation not permitted"
}

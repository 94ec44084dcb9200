# Annotations that are orders to the runtime (docs/annotations.md).

load helpers
load bundle

setup() {
  require_root
  make_bundle
}

teardown() {
  no_containers_left
}

# annotate NAME VALUE
annotate() {
  change '.annotations["run.oci." + $name] = $value' --arg name "$1" --arg value "$2"
}

@test "keep_original_groups: the caller's groups, not the configured ones" {
  change '.process.user.additionalGids = [7] | .process.args = ["id", "-G"]'
  run setpriv --groups 11,12 runtime --root "$BATS_TEST_TMPDIR/state" run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_output "0 7"
  annotate keep_original_groups 1
  run setpriv --groups 11,12 runtime --root "$BATS_TEST_TMPDIR/state" run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_output "0 11 12"
}

@test "seccomp_fail_unknown_syscall: a name that is no system call is an error, and not left out" {
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["nosuch"], action: "SCMP_ACT_ERRNO"}]}'
  run in_container true
  assert_success
  annotate seccomp_fail_unknown_syscall 1
  run in_container true
  assert_failure 1
  assert_output --partial 'config.json: linux.seccomp.syscalls[0].names: unknown system call "nosuch"'
}

@test "what this runtime cannot do is refused, not ignored" {
  local name
  for name in handler seccomp.plugins seccomp_bpf_data; do
    change 'del(.annotations)'
    annotate "$name" x
    run in_container true
    assert_failure 1
    assert_output --partial "annotation run.oci.$name=x: not supported by this runtime"
  done
}

# The rest of it takes a kernel with SELinux.
@test "mount_context_type: one of mount(8)'s four" {
  annotate mount_context_type rootcontext
  run in_container true
  assert_success
  annotate mount_context_type nocontext
  run in_container true
  assert_failure 1
  assert_output --partial "annotation run.oci.mount_context_type=nocontext: neither context, fscontext, defcontext nor rootcontext"
}

@test "hooks.stdout and hooks.stderr: files that hooks append what they print to" {
  annotate hooks.stdout "$BATS_TEST_TMPDIR/out"
  annotate hooks.stderr "$BATS_TEST_TMPDIR/err"
  echo before >"$BATS_TEST_TMPDIR/out"
  change '.process.args = ["true"] | .hooks.prestart = [{path: "/bin/sh", args: ["sh", "-c", "echo said; echo wrong >&2"]}]
    | .hooks.poststop = .hooks.prestart'
  run in_container true
  assert_success
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" $'before\nsaid\nsaid'
  assert_equal "$(cat "$BATS_TEST_TMPDIR/err")" $'wrong\nwrong'
  annotate hooks.stdout /no/such/folder/out
  run in_container true
  assert_failure 1
  assert_output --partial "run.oci.hooks.stdout=/no/such/folder/out: No such file or directory"
}

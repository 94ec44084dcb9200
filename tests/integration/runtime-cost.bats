# What a start costs, counted and not timed: time is for `make bench`.

load helpers
load bundle

setup() {
  require_root
  require_commands strace
  make_bundle
  change '.process.args = ["/bin/true"]'
}

# trace OPTION...: strace of a run; its output is in $TRACE.
trace() {
  TRACE=$BATS_TEST_TMPDIR/trace
  strace -o "$TRACE" "$@" "$BIN/runtime" --root "$BATS_TEST_TMPDIR/state" run "cost-$$-$BATS_TEST_NUMBER"
}

@test "a run makes at most 250 system calls itself" {
  trace -c
  run -0 awk 'END { print ($4 ~ /^[0-9]+$/ ? $4 : $3) }' "$TRACE"
  ((output > 0 && output <= 250)) || fail "$output system calls"
}

@test "two executions of a static program before the container's, and no shared library" {
  trace -f -e trace=execve,execveat,open,openat
  run -0 grep -cE 'execve(at)?\(' "$TRACE"
  assert_output 3
  run -1 grep -E '\.so(\.|")|ld\.so' "$TRACE"
}

@test "a container of 2 MB starts" {
  change '.linux.resources.memory = {"limit": 2097152}'
  in_container /bin/true
}

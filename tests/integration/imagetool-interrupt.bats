#!/usr/bin/env bats
# Ctrl-C, and what a service manager sends: imagetool ends in good order.

load helpers
load images
load registry
load hostile_registry

setup_file() {
  require_root
  require_commands busybox skopeo strace
  start_hostile_registry "$BATS_FILE_TMPDIR/hostile"
  busybox_image "$BATS_FILE_TMPDIR/pristine" busybox
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/hostile"
}

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store CONTAINERS_REGISTRIES_CONF=/dev/null
}

# interrupt_in CALL N COMMAND...: SIGTERM at the Nth such system call of a thread.
# A sanitized program looks for leaks as a tracer, which it cannot be below another.
interrupt_in() {
  run strace -f -qq -o /dev/null -E ASAN_OPTIONS=detect_leaks=0 -e "inject=$1:signal=TERM:when=$2" "${@:3}"
}

# What came of a blob stays, for the next pull.
assert_store_clean() {
  run find "$IMAGETOOL_ROOT/tmp" "$IMAGETOOL_ROOT/leases" -mindepth 1 -not -name 'partial-*'
  assert_output ''
}

# ended_well: one line, and nothing half made in the store or in the folder "here".
ended_well() {
  assert_failure 1
  assert_equal "${#lines[@]}" 1
  assert_line --regexp "^imagetool [a-z]+: .*interrupted$"
  assert_store_clean
  assert_equal "$(ls -A "$BATS_TEST_TMPDIR/here")" ""
}

@test "interrupt: a pull whose registry says nothing more" {
  imagetool --tls-verify=false pull -q "$HOSTILE/stalled:1" >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
  local pid=$!
  timeout 30 tail -s 0.05 -n +1 -f --pid="$pid" "$BATS_FILE_TMPDIR/hostile/log" | grep -q -m 1 stalled
  kill -TERM "$pid"
  local result=0
  wait "$pid" || result=$?
  assert_equal "$result" 1
  assert_regex "$(cat "$BATS_TEST_TMPDIR/out")" '^imagetool pull: .*interrupted$'
  assert_store_clean
}

@test "interrupt: what a pull has finished is not fetched again" {
  local out=$BATS_TEST_TMPDIR/out turn pid
  for turn in 1 2; do
    imagetool --tls-verify=false pull "$HOSTILE/stalled:1" >"$out" 2>&1 3>&- &
    pid=$!
    # The second layer comes whole, the first never does.
    timeout 30 tail -s 0.05 -n +1 -f --pid="$pid" "$out" | grep -q -m 1 -E 'Download complete|Already exists'
    kill -TERM "$pid"
    wait "$pid" || true
  done
  assert_file_contains "$out" 'Already exists'
  run grep 'Download complete' "$out"
  assert_output ''
  assert_store_clean
}

@test "interrupt: unpack, in the middle of a layer" {
  cp -a "$BATS_FILE_TMPDIR/pristine" "$IMAGETOOL_ROOT"
  mkdir "$BATS_TEST_TMPDIR/here"
  interrupt_in mkdirat 4 imagetool unpack busybox "$BATS_TEST_TMPDIR/here/bundle"
  ended_well
}

@test "interrupt: bundle, while it unpacks the image's layer" {
  cp -a "$BATS_FILE_TMPDIR/pristine" "$IMAGETOOL_ROOT"
  mkdir "$BATS_TEST_TMPDIR/here"
  interrupt_in mkdirat 6 imagetool bundle busybox "$BATS_TEST_TMPDIR/here/bundle"
  ended_well
  imagetool bundle busybox "$BATS_TEST_TMPDIR/here/bundle"
}

@test "interrupt: a signal that is ignored stays ignored" {
  cp -a "$BATS_FILE_TMPDIR/pristine" "$IMAGETOOL_ROOT"
  mkdir "$BATS_TEST_TMPDIR/here"
  interrupt_in mkdirat 4 env --ignore-signal=TERM imagetool unpack busybox "$BATS_TEST_TMPDIR/here/bundle"
  assert_success
}

# Signals to containers, and their processes.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

wait_until_stopped() {
  until [ "$(status_of)" = stopped ]; do :; done
}

@test "a signal by name, by number, and relative to the real-time ones" {
  change '.process.args = ["sh", "-c", "mkfifo /out; trap \"echo got-usr1 >/out\" USR1; trap \"echo got-37 >/out\" 37; touch /ready
    while :; do sleep 1000 & wait; done"]'
  detached run --detach "$id"
  until [ -e rootfs/ready ]; do :; done
  for signal in USR1 SIGUSR1 sigusr1 10; do
    runtime_ kill "$id" $signal
    assert_equal "$(cat rootfs/out)" got-usr1
  done
  runtime_ kill "$id" SIGRTMIN+3
  assert_equal "$(cat rootfs/out)" got-37
  run runtime_ kill "$id" 0
  assert_success
  run runtime_ kill "$id" NONSENSE
  assert_failure 1
  assert_output --partial 'unknown signal "NONSENSE"'
}

@test "a container that has stopped is not running, and --all finds nobody without an error" {
  detached run --detach "$id"
  runtime_ kill "$id" KILL
  wait_until_stopped
  for signal in 0 TERM KILL; do
    run runtime_ kill "$id" $signal
    assert_failure 1
    assert_output --partial "container not running"
  done
  run runtime_ kill --all "$id" 0
  assert_success
  run runtime_ kill "$id" KILL --all
  assert_success
}

@test "without a pid namespace of its own, KILL reaches everyone, also once the first process has ended" {
  change '.linux.namespaces |= map(select(.type != "pid"))'
  for first_dies in no yes; do
    detached run --detach "$id"
    for _ in 1 2 3; do detached exec --detach "$id" sleep 1000; done
    run runtime_ ps --format json "$id"
    assert_equal "$(jq length <<<"$output")" 4
    pids=$(jq -r '.[]' <<<"$output")
    if [ $first_dies = yes ]; then
      kill -9 "$(runtime_ state "$id" | jq .pid)"
      wait_until_stopped
      assert_equal "$(runtime_ ps --format json "$id" | jq length)" 3
    fi
    run runtime_ kill "$id" KILL
    assert_success
    for pid in $pids; do
      while kill -0 "$pid" 2>/dev/null && ! grep -q '^State:.*Z' "/proc/$pid/status"; do :; done
    done
    assert_equal "$(status_of)" stopped
    run runtime_ delete "$id"
    assert_success
  done
}

@test "delete ends what has outlived the first process" {
  change '.linux.namespaces |= map(select(.type != "pid"))'
  detached run --detach "$id"
  detached exec --detach "$id" sleep 1000
  kill -9 "$(runtime_ state "$id" | jq .pid)"
  wait_until_stopped
  run runtime_ delete "$id"
  assert_success
  run runtime_ ps "$id"
  assert_failure 1
}

@test "kill --regex and delete --regex mean every container whose id matches" {
  for letter in a b; do detached run --detach "$id$letter"; done
  detached run --detach "other-$id"
  run runtime_ kill --regex "^$id[ab]" KILL
  assert_success
  for letter in a b; do
    until [ "$(runtime_ state "$id$letter" | jq -r .status)" = stopped ]; do :; done
  done
  assert_equal "$(runtime_ state "other-$id" | jq -r .status)" running
  run runtime_ delete --regex "^$id"
  assert_success
  run runtime_ list --quiet
  assert_output "other-$id"
  run runtime_ delete --force --regex .
  assert_success
  assert_equal "$(runtime_ list --quiet)" ""
  run runtime_ delete --regex "["
  assert_failure 1
  assert_output --partial '"[" is no regular expression'
}

# User-Mode Linux has nothing that procps would know the boot time from.
require_ps() {
  ps -ef >/dev/null 2>&1 || skip "the machine's own ps does not work"
}

@test "ps shows the container's processes, with ps's own options, or as JSON" {
  require_ps
  change '.process.args = ["sh", "-c", "sleep 1000 & sleep 1001; true"]'
  detached run --detach "$id"
  until [ "$(runtime_ ps --format json "$id" | jq length)" -eq 3 ]; do :; done
  run runtime_ ps "$id"
  assert_success
  assert_line --index 0 --regexp '^UID +PID +PPID'
  assert_equal "${#lines[@]}" 4
  assert_line --partial "sleep 1001"
  run runtime_ ps "$id" -eo pid,args
  assert_line --index 0 --regexp '^ *PID COMMAND$'
  assert_line --regexp '^ *[0-9]+ sleep 1000$'
  run runtime_ ps "$id" -eo args
  assert_failure 1
  assert_output --partial "couldn't find PID field in ps output"
  run runtime_ ps --format xml "$id"
  assert_failure 1
  assert_output --partial 'invalid format "xml"'
}

@test "ps of a container that has stopped is a heading alone" {
  require_ps
  detached run --detach "$id"
  runtime_ kill "$id" KILL
  wait_until_stopped
  run runtime_ ps "$id"
  assert_success
  assert_equal "${#lines[@]}" 1
  run runtime_ ps --format json "$id"
  assert_output null
}

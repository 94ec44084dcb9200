# Paused containers, and what the other verbs do with them.

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

# bats test_tags=light
@test "pause stops all processes, resume lets them go on" {
  change '.process.args = ["sh", "-c", "mkfifo /in /out; while read line </in; do echo $line >/out; done"]'
  detached run --detach "$id"
  run runtime_ pause "$id"
  assert_success
  assert_output ""
  assert_equal "$(status_of)" paused
  run runtime_ list
  assert_line --regexp "^$id .* paused "
  # The kernel tells it, too: v2 in cgroup.events, v1 in freezer.state.
  state=$(find /sys/fs/cgroup -path "*/$id/freezer.state")
  state=${state:-$(find /sys/fs/cgroup -path "*/$id/cgroup.freeze")}
  run cat "$state"
  assert_output --regexp '^(FROZEN|1)$'
  run runtime_ resume "$id"
  assert_success
  assert_equal "$(status_of)" running
  run runtime_ exec "$id" sh -c 'echo alive >/in; cat /out'
  assert_output alive
}

@test "what is not running cannot be paused, what is not paused cannot be resumed" {
  detached run --detach "$id"
  run runtime_ resume "$id"
  assert_failure 1
  assert_output "runtime resume: container not paused"
  runtime_ pause "$id"
  run runtime_ pause "$id"
  assert_failure 1
  assert_output --partial "already paused"
  run runtime_ pause nobody
  assert_failure 1
  assert_output --partial 'container "nobody" does not exist'
  runtime_ kill "$id" KILL
  until [ "$(status_of)" = stopped ]; do :; done
  run runtime_ pause "$id"
  assert_failure 1
  assert_output "runtime pause: container not running"
}

@test "a created container can be paused, and started once it is resumed" {
  detached create "$id"
  runtime_ pause "$id"
  assert_equal "$(status_of)" paused
  run runtime_ start "$id"
  assert_failure 1
  runtime_ resume "$id"
  assert_equal "$(status_of)" created
  runtime_ start "$id"
  assert_equal "$(status_of)" running
}

# bats test_tags=light
@test "exec refuses a paused container, and with --ignore-paused waits for it to go on" {
  detached run --detach "$id"
  runtime_ pause "$id"
  run runtime_ exec "$id" true
  assert_failure 255
  assert_output --partial "cannot exec in a paused container (use --ignore-paused to override)"
  runtime_ exec --ignore-paused "$id" echo ran >"$BATS_TEST_TMPDIR/out" 3>&- &
  until [ "$(runtime_ ps --format json "$id" | jq length)" -gt 1 ]; do :; done
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" ""
  runtime_ resume "$id"
  wait $!
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" ran
}

@test "kill ends a paused container" {
  detached run --detach "$id"
  runtime_ pause "$id"
  run runtime_ kill "$id" KILL
  assert_success
  until [ "$(status_of)" = stopped ]; do :; done
}

# bats test_tags=light
@test "kill --all leaves a paused container paused, until it kills" {
  detached run --detach "$id"
  runtime_ pause "$id"
  run runtime_ kill --all "$id" USR1
  assert_success
  assert_equal "$(status_of)" paused
  run runtime_ kill --all "$id" KILL
  assert_success
  until [ "$(status_of)" = stopped ]; do :; done
}

@test "delete refuses a paused container, delete --force does not" {
  detached run --detach "$id"
  runtime_ pause "$id"
  run runtime_ delete "$id"
  assert_failure 1
  assert_output --partial "cannot delete container \"$id\" that is not stopped: paused"
  run runtime_ delete --force "$id"
  assert_success
  run runtime_ delete --force "$id"
  assert_success
}

# bats test_tags=light
@test "delete --force ends what is frozen or threaded in cgroups that the container made" {
  change '.mounts |= map(select(.type != "cgroup")) + [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
    options: ["nosuid", "noexec", "nodev", "rw"]}]'
  detached run --detach "$id"
  detached exec --detach "$id" sleep 1001
  runtime_ exec "$id" sh -ec '
    for process in /proc/[0-9]*; do case $(cat $process/cmdline) in sleep1001) pid=${process#/proc/} ;; esac; done
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
      cd /sys/fs/cgroup; echo +pids >cgroup.subtree_control
      mkdir below; echo threaded >below/cgroup.type; echo $pid >below/cgroup.threads
    else
      mkdir /sys/fs/cgroup/freezer/below; echo $pid >/sys/fs/cgroup/freezer/below/tasks
      echo FROZEN >/sys/fs/cgroup/freezer/below/freezer.state
    fi'
  assert_equal "$(status_of)" running
  run runtime_ delete --force "$id"
  assert_success
}

@test "delete --force ends a container that somebody has put into a frozen cgroup of another" {
  foreign=/sys/fs/cgroup/freezer/test-foreign-$$
  [ -d /sys/fs/cgroup/freezer ] || skip "v2 kills what is frozen"
  detached run --detach "$id"
  mkdir "$foreign"
  runtime_ state "$id" | jq .pid >"$foreign/cgroup.procs"
  echo FROZEN >"$foreign/freezer.state"
  run runtime_ delete --force "$id"
  rmdir "$foreign"
  assert_success
}

@test "a container without a cgroup cannot be paused" {
  detached --cgroup-manager disabled run --detach "$id"
  run runtime_ pause "$id"
  assert_failure 1
  assert_output "runtime pause: cgroup: the container has no cgroup"
}

# events: a container's figures, and when it is out of memory.

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
@test "events --stats tells what the container has used, and its limits" {
  change '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 30}, cpu: {quota: 50000, period: 100000}}'
  change '.process.args = ["sh", "-c", "head -c 20000000 /dev/zero >/dev/shm/x; touch /ready; while :; do :; done"]'
  detached run --detach "$id"
  until [ -e rootfs/ready ]; do :; done
  run runtime_ events --stats "$id"
  assert_success
  assert_equal "${#lines[@]}" 1
  jq -e --arg id "$id" '.type == "stats" and .id == $id' <<<"$output"
  jq -e '.data.memory.usage | .limit == 67108864 and .usage > 20000000 and .failcnt == 0' <<<"$output"
  jq -e '.data.memory.cache > 20000000 and (.data.memory.raw | length > 10)' <<<"$output"
  jq -e '.data.pids == {current: 1, limit: 30}' <<<"$output"
  jq -e '.data.cpu.usage | .total > 0 and has("kernel") and has("user")' <<<"$output"
  jq -e '.data | has("cpuset") and has("blkio") and has("hugetlb") and has("intel_rdt") and .network_interfaces == null' \
    <<<"$output"
  used=$(jq .data.cpu.usage.total <<<"$output")
  until [ "$(runtime_ events --stats "$id" | jq ".data.cpu.usage.total > $used and .data.cpu.throttling.periods > 0")" = true ]; do :; done
}

@test "events comes at each interval, and ends with the container" {
  detached run --detach "$id"
  runtime_ events --interval 20ms "$id" >"$BATS_TEST_TMPDIR/events" 3>&- &
  until [ "$(wc -l <"$BATS_TEST_TMPDIR/events")" -ge 3 ]; do :; done
  runtime_ kill "$id" KILL
  wait $!
  run jq -r .type "$BATS_TEST_TMPDIR/events"
  assert_equal "$(sort -u <<<"$output")" stats
}

# bats test_tags=light
@test "events tells at once that the container is out of memory" {
  change '.linux.resources = {memory: {limit: 16777216, swap: 16777216}}'
  change '.process.args = ["sh", "-c", "mkfifo /go; read x </go; head -c 100000000 /dev/zero | tr \"\\\\0\" x | sort; sleep 1000"]'
  grep -q memsw <(ls /sys/fs/cgroup/memory 2>/dev/null) || [ -e /sys/fs/cgroup/cgroup.controllers ] || change 'del(.linux.resources.memory.swap)'
  detached run --detach "$id"
  runtime --root "$BATS_TEST_TMPDIR/state" events --interval 1h "$id" >"$BATS_TEST_TMPDIR/events" 3>&- &
  watcher=$!
  until [ -p rootfs/go ]; do :; done
  until grep -qs eventfd <(ls -l /proc/$watcher/fd) || grep -qs inotify <(ls -l /proc/$watcher/fd); do :; done
  echo >rootfs/go
  until grep -q oom "$BATS_TEST_TMPDIR/events"; do :; done
  runtime_ kill "$id" KILL || assert_equal "$(status_of)" stopped # where the kernel chose the shell, too
  wait $watcher
  assert_equal "$(sort -u "$BATS_TEST_TMPDIR/events")" "{\"type\":\"oom\",\"id\":\"$id\"}"
}

@test "events of a container that does not run, and with no interval, are refused" {
  for interval in 0 0s -1s 5 1x ""; do
    run runtime_ events --interval "$interval" "$id"
    assert_failure 1
    assert_output --partial "is no time greater than 0"
  done
  run runtime_ events "$id"
  assert_failure 1
  assert_output --partial "does not exist"
  detached --cgroup-manager disabled run --detach "$id"
  run runtime_ events --stats "$id"
  assert_failure 1
  assert_output --partial "cgroup: the container has no cgroup"
  runtime_ kill "$id" KILL
  until [ "$(runtime_ state "$id" | jq -r .status)" = stopped ]; do :; done
  run runtime_ events --stats "$id"
  assert_failure 1
  assert_output --partial "is not running"
}

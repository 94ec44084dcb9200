# update: the limits of a container that runs.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  change '.linux.resources = {memory: {limit: 33554432, reservation: 25165824}, pids: {limit: 20},
    cpu: {shares: 100, quota: 500000, period: 1000000}}'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  in_cgroup "$id"
}

# in_cgroup FOLDER: below the tops of the hierarchies.
in_cgroup() {
  folder=$1
  change '.linux.cgroupsPath = $path' --arg path "/$folder"
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

unified_only() {
  [ -e /sys/fs/cgroup/cgroup.controllers ]
}

# limit FILE-ON-V1 FILE-ON-V2: what stands in a file of the container's cgroup.
limit() {
  local found=(/sys/fs/cgroup/*/"$folder/$1")
  if unified_only; then found=("/sys/fs/cgroup/$folder/$2"); fi
  echo "$(<"${found[0]}")"
}

memory() { limit memory.limit_in_bytes memory.max; }
pids() { limit pids.max pids.max; }
# "QUOTA PERIOD"
cpu() {
  if unified_only; then
    limit - cpu.max
  else
    echo "$(limit cpu.cfs_quota_us -) $(limit cpu.cfs_period_us -)"
  fi
}
weight() { limit cpu.shares cpu.weight; }
# v1's shares, or what they are as v2's weight.
shares() { if unified_only; then echo "$2"; else echo "$1"; fi; }

# bats test_tags=light
@test "what is named changes, what is not stays" {
  detached run --detach "$id"
  run runtime_ update --memory 64M "$id"
  assert_success
  assert_output ""
  assert_equal "$(memory)" 67108864
  assert_equal "$(pids)" 20
  assert_equal "$(cpu)" "500000 1000000"
  runtime_ update "$id" --cpu-period 900000
  assert_equal "$(cpu)" "500000 900000"
  runtime_ update "$id" --cpu-quota 600000
  assert_equal "$(cpu)" "600000 900000"
  runtime_ update "$id" --cpu-share 200 --pids-limit 12345
  assert_equal "$(weight)" "$(shares 200 29)"
  assert_equal "$(pids)" 12345
  runtime_ update "$id" --pids-limit -1 --cpu-quota -1
  assert_equal "$(pids)" max
  assert_equal "$(cpu)" "$(unified_only && echo max || echo -1) 900000"
  runtime_ update "$id" --pids-limit 0 --memory-reservation 30M
  assert_equal "$(pids)" 1
  assert_equal "$(limit memory.soft_limit_in_bytes memory.low)" 31457280
  assert_equal "$(memory)" 67108864
  runtime_ update "$id" --memory -1
  [ "$(memory)" = max ] || [ "$(memory)" -gt 1000000000000 ]
}

@test "--resources takes linux.resources as JSON, from a file or standard input" {
  detached run --detach "$id"
  echo '{"memory": {"limit": 41943040}, "pids": {"limit": 7}}' >"$BATS_TEST_TMPDIR/r.json"
  for form in "--resources $BATS_TEST_TMPDIR/r.json" "--resources=$BATS_TEST_TMPDIR/r.json" "-r $BATS_TEST_TMPDIR/r.json" \
    "-r=$BATS_TEST_TMPDIR/r.json"; do
    runtime_ update --pids-limit 20 --memory 32M "$id"
    # shellcheck disable=SC2086
    run runtime_ update $form "$id"
    assert_success
    assert_equal "$(memory) $(pids) $(cpu)" "41943040 7 500000 1000000"
  done
  for form in "--resources -" "--resources=-" "-r -" "-r=-"; do
    runtime_ update --pids-limit 20 "$id"
    # shellcheck disable=SC2086
    runtime_ update $form "$id" <"$BATS_TEST_TMPDIR/r.json"
    assert_equal "$(pids)" 7
  done
  echo '{"memory": {"limit": "much"}}' >"$BATS_TEST_TMPDIR/r.json"
  run runtime_ update -r "$BATS_TEST_TMPDIR/r.json" "$id"
  assert_failure 1
  assert_output --partial "memory.limit: expected a whole number"
  run runtime_ update -r /nowhere "$id"
  assert_failure 1
  assert_output --partial "/nowhere: No such file or directory"
}

# bats test_tags=light
@test "memory and swap move together in both directions" {
  if ! unified_only && [ ! -e /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes ]; then skip "this kernel does not count swap"; fi
  change '.linux.resources.memory = {limit: 33554432, swap: 33554432}'
  detached run --detach "$id"
  # v1 counts both, v2 swap alone.
  swap() {
    if unified_only; then
      [ ! -e "/sys/fs/cgroup/$id/memory.swap.max" ] || limit - memory.swap.max
    else
      echo $(($(limit memory.memsw.limit_in_bytes -) - $(memory)))
    fi
  }
  for pair in "60M 80M" "20M 30M" "70M 70M"; do
    read -r memory both <<<"$pair"
    run runtime_ update --memory "$memory" --memory-swap "$both" "$id"
    if [[ $output == *memory.swap.max:\ No\ such* ]]; then skip "this kernel has no swap"; fi
    assert_success
    assert_equal "$(memory)" $((${memory%M} << 20))
    assert_equal "$(swap)" $(((${both%M} - ${memory%M}) << 20))
  done
}

# bats test_tags=light
@test "period and quota are set in an order that the kernel takes" {
  # A parent with a limit of half a CPU refuses every step in between that asks for more.
  in_cgroup "test-$RUN_ID-$$-parent/$id"
  change '.linux.resources.cpu = {}'
  detached run --detach "$id"
  if unified_only; then
    echo "50000 100000" >"/sys/fs/cgroup/test-$RUN_ID-$$-parent/cpu.max"
  else
    echo 50000 >"/sys/fs/cgroup/cpu/test-$RUN_ID-$$-parent/cpu.cfs_quota_us"
  fi
  runtime_ update --cpu-period 100000 --cpu-quota 50000 "$id"
  run runtime_ update --cpu-period 10000 --cpu-quota 3000 "$id"
  assert_success
  assert_equal "$(cpu)" "3000 10000"
  runtime_ delete --force "$id"
  find /sys/fs/cgroup -depth -type d -name "test-$RUN_ID-$$-parent" -exec rmdir {} +
}

@test "a limit that is refused leaves those before, and is not remembered" {
  detached run --detach "$id"
  runtime_ update --memory 48M "$id"
  run runtime_ update --memory 40M --cpu-period 5 "$id"
  assert_failure 1
  assert_output --partial "Invalid argument"
  assert_equal "$(memory) $(cpu)" "50331648 500000 1000000"
  runtime_ update --cpu-quota 400000 "$id"
  assert_equal "$(cpu)" "400000 1000000"
}

@test "an update of a paused container leaves it paused" {
  detached run --detach "$id"
  runtime_ pause "$id"
  runtime_ update --pids-limit 7 "$id"
  assert_equal "$(pids)" 7
  assert_equal "$(runtime_ state "$id" | jq -r .status)" paused
}

# bats test_tags=light
@test "device rules are replaced without a moment in which an allowed device is refused" {
  change '.linux.resources = {devices: [{allow: false, access: "rwm"}]}'
  change '.process.args = ["sh", "-c", "while :; do : </dev/zero || { echo refused >/refused; exit; }; done"]'
  detached run --detach "$id"
  echo '{"devices": [{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "major": 250, "minor": 11, "access": "r"}]}' \
    >"$BATS_TEST_TMPDIR/more"
  echo '{"devices": [{"allow": false, "access": "rwm"}]}' >"$BATS_TEST_TMPDIR/less"
  runtime_ exec --cap CAP_MKNOD "$id" mknod /tmp/x c 250 11
  for _ in 1 2 3 4 5; do
    runtime_ update -r "$BATS_TEST_TMPDIR/more" "$id"
    run runtime_ exec "$id" cat /tmp/x
    assert_output --partial "No such device or address"
    runtime_ update -r "$BATS_TEST_TMPDIR/less" "$id"
    run runtime_ exec "$id" cat /tmp/x
    assert_output --partial "Operation not permitted"
  done
  [ ! -e rootfs/refused ]
}

@test "values that are none, and containers that have stopped, are refused" {
  detached run --detach "$id"
  for option in "--memory much" "--cpu-period -1" "--pids-limit x" "--cpu-quota 1.5" "--memory 5X"; do
    # shellcheck disable=SC2086
    run runtime_ update $option "$id"
    assert_failure 1
    assert_output --partial "invalid value for"
  done
  run runtime_ update --l3-cache-schema "L3:0=f" "$id"
  assert_failure 1
  assert_output --partial "intelRdt: "
  run runtime_ update --kernel-memory 50M "$id"
  assert_success
  assert_output --partial "limits of kernel memory are ignored"
  runtime_ kill "$id" KILL
  until [ "$(runtime_ state "$id" | jq -r .status)" = stopped ]; do :; done
  run runtime_ update --pids-limit 5 "$id"
  assert_failure 1
  assert_output "runtime update: container not running"
}

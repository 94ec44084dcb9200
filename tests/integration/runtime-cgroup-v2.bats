# What cgroup v2 alone has, or has in a way of its own. These run in the virtual
# machines "uml" (controllers cpu, io, memory, pids) and "qemu" (all), too.
# bats file_tags=light

load helpers
load bundle

setup() {
  require_root
  [ -e /sys/fs/cgroup/cgroup.controllers ] || skip "this machine has cgroup v1 (make check-vm)"
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  change '.linux.cgroupsPath = $path' --arg path "/$id"
  folder=/sys/fs/cgroup/$id
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

require_controller() {
  grep -qw "$1" /sys/fs/cgroup/cgroup.controllers || skip "this kernel has no $1 controller"
}

# value FILE...: what stands in files of the container's cgroup, one a line.
value() { (cd "$folder" && cat "$@"); }

# update JSON: linux.resources that change.
update() { runtime_ update --resources - "$id" <<<"$1"; }

@test "v2: quota, period, burst and idle are what the kernel has, and change alone" {
  change '.linux.resources = {cpu: {shares: 512, quota: 50000, period: 100000, burst: 20000}}'
  detached run --detach "$id"
  run value cpu.weight cpu.max cpu.max.burst cpu.idle
  assert_output $'59\n50000 100000\n20000\n0'
  update '{"cpu": {"burst": 50000}}'
  # The kernel takes no burst above the quota.
  run update '{"cpu": {"burst": 50001}}'
  assert_failure 1
  assert_output --partial "cpu.max.burst to 50001: Invalid argument"
  update '{"cpu": {"quota": 60000, "burst": 60000}}'
  run value cpu.weight cpu.max cpu.max.burst
  assert_output $'59\n60000 100000\n60000'
  runtime_ update --cpu-idle 1 "$id"
  run value cpu.idle
  assert_output 1
  # It is remembered while the group is idle, when the kernel takes none.
  runtime_ update --cpu-share 1024 "$id"
  runtime_ update --cpu-idle 0 "$id"
  run value cpu.idle cpu.weight cpu.max
  assert_output $'0\n100\n60000 100000'
}

@test "v2: a limit below what is used is refused where memory.checkBeforeUpdate asks for that" {
  change '.linux.resources = {memory: {limit: 67108864}}
    | .process.args = ["sh", "-c", "dd if=/dev/zero of=/dev/shm/x bs=1M count=20; touch /ready; sleep 1000"]'
  detached run --detach "$id"
  until [ -e rootfs/ready ]; do :; done
  run update '{"memory": {"limit": 10485760, "checkBeforeUpdate": true}}'
  assert_failure 1
  assert_output --regexp 'rejecting memory limit 10485760: below usage [0-9]+'
  run update '{"memory": {"limit": 41943040, "swap": 41943040, "checkBeforeUpdate": true}}'
  assert_success
  run value memory.max
  assert_output 41943040
  assert_equal "$(status_of)" running
}

@test "v2: memory.oom.group ends all of the container where one process is out of memory" {
  change '.linux.resources = {memory: {limit: 16777216, swap: 16777216}, unified: {"memory.oom.group": "1"}}'
  run in_container sh -c 'dd if=/dev/zero of=/dev/null bs=100M count=1; echo survived'
  assert_failure 137
  assert_output ""
  change '.linux.resources.unified = {}'
  run in_container sh -c 'dd if=/dev/zero of=/dev/null bs=100M count=1; echo survived'
  assert_output --partial survived
}

@test "v2: what only v1 can limit is refused" {
  # JSON|PLACE AND REASON
  while IFS='|' read -r resources said; do
    change ".linux.resources = $resources"
    run runtime_ run "$id"
    assert_failure 1
    assert_output --partial "linux.resources.$said"
  done <<'END'
{memory: {disableOOMKiller: true}}|memory.disableOOMKiller: cgroup v2 always kills who is out of memory
{memory: {swappiness: 60}}|memory.swappiness: cgroup v2 has no swappiness
{cpu: {realtimeRuntime: 950000}}|cpu: cgroup v2 has no limits for realtime processes
{network: {classID: 1048577}}|network: cgroup v2 has no net_cls and net_prio
{blockIO: {leafWeight: 10}}|blockIO.leafWeight: cgroup v2 has no leaf weights
END
}

@test "v2: keys of unified are files of the cgroup, and one that is not there is an error that says so" {
  change '.linux.resources = {unified: {"memory.min": "4194304", "cgroup.max.depth": "3", "pids.max": "9"}}'
  detached run --detach "$id"
  run value memory.min cgroup.max.depth pids.max
  assert_output $'4194304\n3\n9'
  update '{"unified": {"memory.min": "8388608"}}'
  run value memory.min pids.max
  assert_output $'8388608\n9'
  run update '{"unified": {"memory.nonsense": "1"}}'
  assert_failure 1
  assert_output --partial "$folder/memory.nonsense: No such file or directory"
  assert_output --partial 'the requested cgroup controller `memory` is not available here, or has no such limit'
  run update '{"unified": {"nonsense": "1"}}'
  assert_failure 1
  assert_output --partial "the specified key has not the form CONTROLLER.VALUE"
  run update '{"unified": {"../cgroup.procs": "1"}}'
  assert_failure 1
  assert_output --partial "is not a file's name"
}

# The number of a disk that can be throttled; the virtual machines have one.
disk() {
  cat /sys/block/loop0/dev 2>/dev/null || cat /sys/block/[vs]da/dev 2>/dev/null
}

@test "v2: reads and writes of a disk are throttled, each limit beside the others" {
  require_controller io
  local number
  number=$(disk) || skip "this machine has no disk"
  local device="{\"major\": ${number%:*}, \"minor\": ${number#*:}, \"rate\":"
  change ".linux.resources = {blockIO: {
    throttleReadBpsDevice: [$device 1048576}], throttleWriteBpsDevice: [$device 2097152}],
    throttleReadIOPSDevice: [$device 300}], throttleWriteIOPSDevice: [$device 400}]}}"
  detached run --detach "$id"
  run value io.max
  assert_output "$number rbps=1048576 wbps=2097152 riops=300 wiops=400"
  update "{\"blockIO\": {\"throttleReadIOPSDevice\": [$device 500}]}}"
  run value io.max
  assert_output "$number rbps=1048576 wbps=2097152 riops=500 wiops=400"
  run update '{"blockIO": {"throttleReadBpsDevice": [{"major": 4000, "minor": 1, "rate": 5}]}}'
  assert_failure 1
  assert_output --partial "io.max to 4000:1 rbps=5: No such device"
}

@test "v2: weights of disks are the BFQ scheduler's, or the kernel's own" {
  require_controller io
  change '.linux.resources = {blockIO: {weight: 500}}'
  detached run --detach "$id" || assert_file_contains "$BATS_TEST_TMPDIR/detached.log" "io.weight: No such file"
  if [ -e "$folder/io.bfq.weight" ]; then
    run value io.bfq.weight
    assert_output "default 500"
    runtime_ update --blkio-weight 300 "$id"
    run value io.bfq.weight
    assert_output "default 300"
  elif [ -e "$folder/io.weight" ]; then
    run value io.weight
    assert_output "default 4950"
  else
    skip "this kernel has no weights"
  fi
}

@test "v2: huge pages are limited, and so are their reservations" {
  require_controller hugetlb
  change '.linux.resources = {hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
  detached run --detach "$id"
  run value hugetlb.2MB.max hugetlb.2MB.rsvd.max
  assert_output $'4194304\n4194304'
  update '{"hugepageLimits": [{"pageSize": "2MB", "limit": 2097152}]}'
  run value hugetlb.2MB.max hugetlb.2MB.rsvd.max
  assert_output $'2097152\n2097152'
  run update '{"hugepageLimits": [{"pageSize": "3MB", "limit": 2097152}]}'
  assert_failure 1
  assert_output --partial "hugetlb.3MB.max: No such file or directory"
}

@test "v2: RDMA limits are the device's, which has to be there" {
  require_controller rdma
  change '.linux.resources = {rdma: {mlx5_1: {hcaHandles: 3, hcaObjects: 100}}}'
  run runtime_ run "$id"
  assert_failure 1
  assert_output --partial "rdma.max to mlx5_1 hca_handle=3 hca_object=100: "
}

@test "v2: a container has a partition of the CPUs, and one that cannot be is an error with the kernel's reason" {
  require_controller cpuset
  [ "$(nproc)" -gt 1 ] || skip "this machine has one CPU"
  change '.linux.resources = {cpu: {cpus: "1"}, unified: {"cpuset.cpus.partition": "root"}}'
  detached run --detach "$id"
  run value cpuset.cpus cpuset.cpus.partition
  assert_output $'1\nroot'
  run -0 cat /sys/fs/cgroup/cpuset.cpus.effective
  assert_output 0
  # Nothing is left to others.
  run update '{"cpu": {"cpus": "0-1"}}'
  assert_failure 1
  assert_output --partial "cpuset.cpus.partition: root invalid ("
  run value cpuset.cpus cpuset.cpus.partition
  assert_output $'1\nroot'
  runtime_ delete --force "$id"
  change '.linux.cgroupsPath = $path' --arg path "/$id/below"
  run runtime_ run "$id"
  assert_failure 1
  assert_output --partial "cpuset.cpus.partition: root invalid ("
  assert_output --partial "its parent is one, too: see linux.cgroupsPath"
}

@test "v2: kill --all goes through cgroup.kill, and reaches what is in cgroups below" {
  require_commands strace
  detached run --detach "$id"
  mkdir "$folder/below"
  detached exec --detach --cgroup below "$id" sleep 1001
  strace -f -e trace=openat,write -o "$BATS_TEST_TMPDIR/calls" runtime --root "$BATS_TEST_TMPDIR/state" kill --all "$id" KILL
  run grep -c "$folder/cgroup.kill\"" "$BATS_TEST_TMPDIR/calls"
  assert_output 1
  until [ "$(status_of)" = stopped ] && [ -z "$(cat "$folder/below/cgroup.procs" 2>/dev/null)" ]; do :; done
}

@test "v2: the processes of run and exec are born in their cgroup, none is moved there" {
  require_commands strace
  change '.process.args = ["cat", "/proc/self/cgroup"] | .linux.namespaces |= map(select(.type != "cgroup"))'
  strace -f -e trace=clone3,openat -o "$BATS_TEST_TMPDIR/calls" runtime --root "$BATS_TEST_TMPDIR/state" run "$id" >"$BATS_TEST_TMPDIR/out"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" "0::/$id"
  grep -q 'clone3({.*CLONE_INTO_CGROUP' "$BATS_TEST_TMPDIR/calls"
  run grep -E '(cgroup.procs|cgroup.threads)".*O_(WRONLY|RDWR)' "$BATS_TEST_TMPDIR/calls"
  assert_failure

  change '.process.args = ["sleep", "1000"]'
  detached run --detach "$id"
  strace -f -e trace=clone3,openat -o "$BATS_TEST_TMPDIR/calls" runtime --root "$BATS_TEST_TMPDIR/state" exec "$id" cat /proc/self/cgroup >"$BATS_TEST_TMPDIR/out"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" "0::/$id"
  grep -q 'clone3({.*CLONE_INTO_CGROUP' "$BATS_TEST_TMPDIR/calls"
  run grep -E '(cgroup.procs|cgroup.threads)".*O_(WRONLY|RDWR)' "$BATS_TEST_TMPDIR/calls"
  assert_failure
}

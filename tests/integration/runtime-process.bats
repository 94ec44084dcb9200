# What config.json says of the process and of its surroundings beside files: processors, labels, scheduling.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# cpus: the processors of this process, as a list.
cpus() {
  awk '$1 == "Cpus_allowed_list:" { print $2 }' /proc/self/status
}

several_cpus() {
  [ "$(nproc)" -gt 1 ] || skip "one processor"
}

@test "a container does not inherit the processors of the runtime's caller" {
  several_cpus
  change '.process.args = ["awk", "$1 == \"Cpus_allowed_list:\" { print $2 }", "/proc/self/status"]'
  run taskset -c 0 "$BIN/runtime" --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_success
  assert_output "$(cpus)"
}

@test "execCPUAffinity: final is where the process runs; without one it stays at initial; without both it is reset" {
  several_cpus
  change '.process.args = ["sleep", "1000"]'
  detached run --detach "$id"
  local show='"args": ["awk", "$1 == \"Cpus_allowed_list:\" { print $2 }", "/proc/self/status"], "cwd": "/"'
  echo "{$show, \"execCPUAffinity\": {\"initial\": \"0\", \"final\": \"1\"}}" >p.json
  run runtime_ exec --process p.json "$id"
  assert_output 1
  echo "{$show, \"execCPUAffinity\": {\"initial\": \"0\"}}" >p.json
  run runtime_ exec --process p.json "$id"
  assert_output 0
  echo "{$show}" >p.json
  run taskset -c 0 "$BIN/runtime" --root "$BATS_TEST_TMPDIR/state" exec --process p.json "$id"
  assert_output "$(cpus)"
}

@test "execCPUAffinity of config.json is exec's, too; one that cannot be is an error" {
  several_cpus
  change '.process.args = ["sleep", "1000"] | .process.execCPUAffinity = {initial: "0-1", final: "1"}'
  detached run --detach "$id"
  run runtime_ exec "$id" awk '$1 == "Cpus_allowed_list:" { print $2 }' /proc/self/status
  assert_output 1
  echo '{"args": ["true"], "cwd": "/", "execCPUAffinity": {"final": "4000"}}' >p.json
  run runtime_ exec --process p.json "$id"
  assert_failure 255
  assert_output --partial "execCPUAffinity.final: CPUs 4000: Invalid argument (none of them is online"
}

@test "labels that the kernel has no module for are errors, before anything is made" {
  [ ! -e /sys/module/apparmor/parameters/enabled ] || skip "this kernel has AppArmor"
  grep -q selinuxfs /proc/filesystems && skip "this kernel has SELinux"
  cp config.json good.json
  change '.linux.mountLabel = "system_u:object_r:container_file_t:s0"'
  run in_container true
  assert_failure 1
  assert_output "runtime run: linux.mountLabel: SELinux is not enabled in this kernel"
  cp good.json config.json
  change '.process.selinuxLabel = "system_u:system_r:container_t:s0"'
  run in_container true
  assert_output "runtime run: process.selinuxLabel: SELinux is not enabled in this kernel"
  cp good.json config.json
  change '.process.apparmorProfile = "docker-default"'
  run in_container true
  assert_output "runtime run: process.apparmorProfile: AppArmor is not enabled in this kernel"
}

@test "intelRdt without resctrl is an error, and nothing is left" {
  grep -q ' - resctrl ' /proc/self/mountinfo && skip "this machine has resctrl"
  change '.linux.intelRdt = {"closID": "gold"}'
  run in_container true
  assert_failure 1
  assert_output --partial "intelRdt: no resctrl file system is mounted (a processor and a kernel with resource control"
  assert_equal "$(runtime_ list -q)" ""
}

@test "scheduler: every policy that the kernel lets us have, with its flags" {
  local policy
  for policy in OTHER:0 BATCH:3 IDLE:5; do
    change '.process.scheduler = {policy: $p, nice: 3, flags: ["SCHED_FLAG_RESET_ON_FORK"]}' --arg p "SCHED_${policy%:*}"
    # Field 41 of stat is the policy, 19 the nice value, which the kernel does not change for IDLE.
    run in_container awk '{ print $41, $41 == 5 ? 3 : $19 }' /proc/self/stat
    assert_success
    assert_output "${policy#*:} 3"
  done
}

@test "scheduler: realtime and deadline, where the machine gives them" {
  local change policy
  for change in '5:{policy: "SCHED_DEADLINE", runtime: 10000000, deadline: 30000000, period: 100000000}' \
    '1:{policy: "SCHED_FIFO", priority: 5}' '2:{policy: "SCHED_RR", priority: 7}'; do
    policy=${change%%:*}
    [ "$policy" != 5 ] || policy=6
    change ".process.scheduler = ${change#*:}"
    run in_container awk '{ print $41 }' /proc/self/stat
    if [ "$status" -ne 0 ]; then
      # Named, and nothing is left: cgroup v1 may give no realtime, and a cpuset no deadline.
      assert_output --partial "scheduling: scheduler: sched_setattr: "
      [ "$policy" = 6 ] || assert_output --partial "with cgroup v1 a linux.resources.cpu.realtimeRuntime)"
      continue
    fi
    assert_output "$policy"
  done
}

@test "scheduler: without CAP_SYS_NICE, what would need it is said" {
  without() { setpriv --bounding-set -sys_nice --inh-caps -sys_nice nice -n 5 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"; }
  change '.process.args = ["true"] | .process.scheduler = {policy: "SCHED_BATCH", nice: 19}'
  run -0 without
  change '.process.scheduler.nice = 0'
  run -1 without
  assert_output --partial "Operation not permitted (a nice value below one's own takes CAP_SYS_NICE)"
  change '.process.scheduler = {policy: "SCHED_FIFO", priority: 5}'
  run -1 without
  assert_output --partial "Operation not permitted (realtime takes CAP_SYS_NICE, and with cgroup v1 a linux.resources.cpu.realtimeRuntime)"
}

@test "scheduler: realtime with a realtimeRuntime of the cgroup; a deadline cannot be had on some processors only" {
  change '.process.scheduler = {policy: "SCHED_FIFO", priority: 5}'
  if [ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ]; then
    change '.linux.resources.cpu = {realtimeRuntime: 1000}'
    run -0 in_container awk '{ print $41 }' /proc/self/stat
    assert_output 1
  fi
  change '.process.scheduler = {policy: "SCHED_DEADLINE", runtime: 10000000, deadline: 30000000, period: 100000000}
    | .linux.resources.cpu = {cpus: "0"}'
  [ "$(nproc)" -gt 1 ] || return 0
  run -1 in_container true
  assert_output --partial "Operation not permitted (process scheduler can't be used together with AllowedCPUs"
}

@test "ioPriority and personality" {
  change '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 6} | .linux.personality = {domain: "LINUX32"}'
  run in_container busybox ionice
  assert_output --partial "best-effort: prio 6"
  run in_container uname -m
  assert_output i686
}

@test "time namespaces have their offsets, hostname and domainname are set" {
  change '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 7200000}} |
    .hostname = "box" | .domainname = "example.org"'
  run in_container sh -c 'cut -d. -f1 /proc/uptime; hostname; cat /proc/sys/kernel/domainname'
  assert_success
  [ "${lines[0]}" -gt 7200000 ]
  assert_line --index 1 box
  assert_line --index 2 example.org
  change '.linux.timeOffsets = {boottime: {secs: -1000000000}}'
  run in_container true
  assert_failure 1
  assert_output --partial "namespaces: write timeOffsets: Numerical result out of range (no clock may be below 0"
}

@test "an ambient capability that cannot be raised is a warning, of exec, too; the others are raised" {
  change '.process.capabilities += {inheritable: ["CAP_KILL"], ambient: ["CAP_KILL", "CAP_CHOWN"]}
    | .process.args = ["grep", "CapAmb", "/proc/self/status"]'
  run --separate-stderr runtime_ run "$id"
  assert_success
  assert_output "CapAmb:	0000000000000020"
  assert_equal "$stderr" "runtime run: warning: can't raise ambient capability CAP_CHOWN: Operation not permitted"
  change '.process.args = ["sleep", "1000"]'
  detached run --detach "$id"
  run runtime_ --log log exec "$id" grep CapAmb /proc/self/status
  assert_success
  assert_output "CapAmb:	0000000000000020"
  run cat log
  assert_output --partial "level=warning msg=\"exec: can't raise ambient capability CAP_CHOWN: Operation not permitted\""
}

@test "a capability that does not exist is a warning, once" {
  change '.process.capabilities.bounding += ["CAP_NOT", "CAP_ALSO_NOT"] | .process.capabilities.permitted += ["CAP_NOT"]
    | .process.args = ["echo", "runs"]'
  run --separate-stderr runtime_ run "$id"
  assert_success
  assert_output runs
  assert_equal "$stderr" "runtime run: warning: ignoring unknown or unavailable capabilities: [CAP_ALSO_NOT CAP_NOT]"
}

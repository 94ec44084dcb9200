# The systemd manager: scopes of the machine's systemd, and of a user's own.
# These run in the virtual machine "systemd" (make check-vm), too.
# bats file_tags=light

load helpers
load bundle

setup() {
  require_root
}

teardown() {
  no_containers_left
}

require_systemd() {
  [ -d /run/systemd/system ] || skip "systemd is not running here (make check-vm)"
  unified_only || skip "this machine has cgroup v1"
}

unified_only() {
  [ -e /sys/fs/cgroup/cgroup.controllers ]
}

# property UNIT NAME: as systemd knows it.
property() {
  systemctl show --value --property "$2" "$1"
}

# as_user COMMAND [ARG...]: an ordinary user with a systemd of his own, but from outside of his session.
as_user() {
  setpriv --reuid 1000 --regid 1000 --init-groups env HOME=/home/tester PATH="$BATS_TEST_TMPDIR/bin:$PATH" \
    XDG_RUNTIME_DIR=/run/user/1000 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus "$@"
}

# users_bundle: the programs and a bundle where the user can use them; the working folder is the bundle.
users_bundle() {
  getent passwd tester >/dev/null || skip "there is no user \"tester\" (make check-vm)"
  systemctl start user@1000
  chmod 755 "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_TEST_TMPDIR"
  mkdir -p "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/libexec"
  cp "$BIN/runtime" "$BATS_TEST_TMPDIR/bin/"
  cp -r "$BIN/../libexec/runtime" "$BATS_TEST_TMPDIR/libexec/"
  make_bundle
  rm config.json
  chown -R 1000:1000 "$BATS_TEST_TMPDIR"
  as_user runtime spec --rootless
  change '.process.terminal = false'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  scope=/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/runtime-$id.scope
}

@test "without systemd it says so, and what to do" {
  [ ! -d /run/systemd/system ] || skip "systemd is running here"
  make_bundle
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-none"
  assert_failure 1
  assert_output "runtime run: cgroup: systemd is not running on this machine (use --cgroup-manager cgroupfs)"
}

@test "a scope in its slice has the limits as properties, and goes with the container" {
  require_systemd
  make_bundle
  change '.linux.cgroupsPath = "test-a.slice:lib:box" | .process.args = ["sleep", "1000"] |
    .linux.resources = {memory: {limit: 33554432, reservation: 16777216}, pids: {limit: 20},
      cpu: {quota: 50500, period: 100000, shares: 512}, unified: {"memory.high": "30000000"},
      devices: [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 10, minor: 200, access: "rw"}]} |
    .annotations = {"org.systemd.property.TimeoutStopSec": "uint32 7", "org.systemd.property.Before": "[\"x.service\"]"}'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached --systemd-cgroup run --detach "$id"
  assert_equal "$(property lib-box.scope ControlGroup)" /test.slice/test-a.slice/lib-box.scope
  assert_equal "$(property lib-box.scope MemoryMax)" 33554432
  assert_equal "$(property lib-box.scope MemoryLow)" 16777216
  assert_equal "$(property lib-box.scope MemoryHigh)" 30000000
  assert_equal "$(property lib-box.scope TasksMax)" 20
  assert_equal "$(property lib-box.scope CPUWeight)" 59
  assert_equal "$(property lib-box.scope CPUQuotaPerSecUSec)" 510ms
  assert_equal "$(property lib-box.scope Delegate)" yes
  assert_equal "$(property lib-box.scope TimeoutStopUSec)" 7s
  assert_equal "$(property lib-box.scope Before)" x.service
  assert_equal "$(property lib-box.scope DevicePolicy)" strict
  run property lib-box.scope DeviceAllow
  assert_output --partial "/dev/char/10:200 rw"
  folder=/sys/fs/cgroup/test.slice/test-a.slice/lib-box.scope
  assert_equal "$(cat $folder/cpu.max)" "51000 100000"
  run runtime_ exec "$id" cat /proc/self/cgroup
  assert_output "0::/"
  assert_equal "$(wc -l <$folder/cgroup.procs)" 1
  runtime_ delete --force "$id"
  [ ! -e $folder ]
  assert_equal "$(property lib-box.scope LoadState)" not-found
}

@test "on cgroup v1 the scope is in every hierarchy, limits hold, nothing stays" {
  [ -d /run/systemd/system ] || skip "systemd is not running here"
  ! unified_only || skip "this machine has cgroup v2 alone (make check-vm VM=qemu VM_BOOT=systemd.unified_cgroup_hierarchy=0)"
  make_bundle
  change '.linux.cgroupsPath = "test.slice:lib:box" | .process.args = ["sleep", "1000"] |
    .linux.resources = {memory: {limit: 33554432}, pids: {limit: 20}, cpu: {quota: 50000, period: 100000, shares: 512},
      devices: [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 10, minor: 200, access: "rw"}]}'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached --systemd-cgroup run --detach "$id"
  below=test.slice/lib-box.scope
  assert_equal "$(property lib-box.scope ControlGroup)" "/$below"
  for hierarchy in memory pids cpu,cpuacct devices freezer systemd unified; do
    [ "$(wc -l <"/sys/fs/cgroup/$hierarchy/$below/cgroup.procs")" -eq 1 ] || { echo "$hierarchy"; return 1; }
  done
  assert_equal "$(cat /sys/fs/cgroup/memory/$below/memory.limit_in_bytes)" 33554432
  assert_equal "$(cat /sys/fs/cgroup/pids/$below/pids.max)" 20
  assert_equal "$(cat /sys/fs/cgroup/cpu,cpuacct/$below/cpu.cfs_quota_us)" 50000
  assert_equal "$(cat /sys/fs/cgroup/cpu,cpuacct/$below/cpu.shares)" 512
  assert_equal "$(grep -c '^c 10:200 rw$' /sys/fs/cgroup/devices/$below/devices.list)" 1
  runtime_ update --pids-limit 30 --memory 50331648 "$id"
  assert_equal "$(cat /sys/fs/cgroup/pids/$below/pids.max)" 30
  assert_equal "$(cat /sys/fs/cgroup/memory/$below/memory.limit_in_bytes)" 50331648
  runtime_ pause "$id"
  assert_equal "$(cat /sys/fs/cgroup/freezer/$below/freezer.state)" FROZEN
  runtime_ resume "$id"
  run -0 runtime_ exec "$id" echo inside
  assert_output inside
  runtime_ delete --force "$id"
  assert_equal "$(find /sys/fs/cgroup -type d -name lib-box.scope)" ""
  assert_equal "$(property lib-box.scope LoadState)" not-found
}

@test "update changes the properties, too; pause and resume work" {
  require_systemd
  make_bundle
  change '.process.args = ["sleep", "1000"] | .linux.resources = {pids: {limit: 20}}'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached --systemd-cgroup run --detach "$id"
  runtime_ update --pids-limit 30 --memory 50331648 "$id"
  assert_equal "$(property "runtime-$id.scope" TasksMax)" 30
  assert_equal "$(property "runtime-$id.scope" MemoryMax)" 50331648
  assert_equal "$(cat "/sys/fs/cgroup/system.slice/runtime-$id.scope/pids.max")" 30
  runtime_ pause "$id"
  run runtime_ state "$id"
  assert_output --partial '"paused"'
  runtime_ resume "$id"
  runtime_ delete --force "$id"
}

@test "one process is enough, and run.oci.systemd.subgroup is a cgroup inside of the scope" {
  require_systemd
  make_bundle
  change '.linux.resources = {pids: {limit: 1}} | .process.args = ["cat", "/sys/fs/cgroup/pids.max"]'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-one"
  assert_output 1
  change '.annotations = {"run.oci.systemd.subgroup": "inner"} | .process.args = ["cat", "/proc/self/cgroup"]
    | .linux.namespaces |= map(select(.type != "cgroup"))'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-sub"
  assert_output "0::/system.slice/runtime-test-$RUN_ID-$$-sub.scope/inner"
}

@test "what systemd cannot take is refused: names, slices, annotations, a unit that exists" {
  require_systemd
  make_bundle
  change '.linux.cgroupsPath = "/a/b"'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-bad"
  assert_failure 1
  assert_output --partial 'expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/a/b" instead'
  change '.linux.cgroupsPath = "a--b.slice:x:y"'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-bad"
  assert_output --partial "invalid slice name: a--b.slice"
  change '.linux.cgroupsPath = ":x:y" | .annotations = {"org.systemd.property.TasksMax": "many"}'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-bad"
  assert_output --partial 'annotation org.systemd.property.TasksMax: "many" is no value'
  change '.annotations = {"org.systemd.property.NoSuch": "true"}'
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-bad"
  assert_output --partial "NoSuch"
  change '.annotations = {}'
  systemd-run --quiet --unit x-y --scope --slice system.slice sleep 1000 >/dev/null 2>&1 3>&- &
  until [ -d /sys/fs/cgroup/system.slice/x-y.scope ]; do :; done
  run runtime_ --systemd-cgroup run "test-$RUN_ID-$$-bad"
  assert_output --partial "Unit x-y.scope already exists"
  systemctl stop x-y.scope
}

@test "an ordinary user: limits, exec, update, pause and delete in a scope of his own systemd" {
  require_systemd
  users_bundle
  change '.process.args = ["sleep", "1000"] | .linux.resources = {memory: {limit: 33554432}, pids: {limit: 20}}'
  as_user runtime --systemd-cgroup run --detach "$id" >log 2>&1 </dev/null 3>&- || { cat log && false; }
  assert_equal "$(cat "$scope/memory.max" "$scope/pids.max")" "33554432
20"
  run as_user runtime exec "$id" cat /proc/self/cgroup
  assert_success
  assert_output "0::/"
  as_user runtime update --pids-limit 30 "$id"
  assert_equal "$(cat "$scope/pids.max")" 30
  as_user runtime pause "$id"
  run as_user runtime list
  assert_output --partial paused
  as_user runtime resume "$id"
  as_user runtime delete --force "$id"
  [ ! -e "$scope" ]
}

@test "an ordinary user without a session is told what is missing" {
  require_systemd
  users_bundle
  run as_user env -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS runtime --root "$BATS_TEST_TMPDIR/state" --systemd-cgroup run "$id"
  assert_failure 1
  assert_output --partial "cannot reach the user's systemd"
  assert_output --partial "it needs a session"
}

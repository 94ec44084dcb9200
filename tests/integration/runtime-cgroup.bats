# The cgroup of a container: made, limited, entered, removed.

load helpers
load bundle

setup() {
  require_root
}

teardown() {
  no_containers_left
}

unified_only() {
  [ -e /sys/fs/cgroup/cgroup.controllers ]
}

# own FILE-ON-V1 FILE-ON-V2: a file of its own cgroup, as the container sees it.
own() {
  if unified_only; then
    in_container cat "/sys/fs/cgroup/$2"
  else
    in_container cat "/sys/fs/cgroup/$1"
  fi
}

# bats test_tags=light
@test "cgroup v2 converts what config.json says in v1's terms, and the container sees its cgroup as the root" {
  unified_only || skip "this machine has cgroup v1"
  make_bundle
  change '.linux.resources = {memory: {limit: 33554432, swap: 33554432, reservation: 16777216}, pids: {limit: 0},
    cpu: {quota: 50000, period: 100000, shares: 512}, unified: {"memory.high": "30000000"}}'
  run in_container cat /proc/self/cgroup /sys/fs/cgroup/{cpu.max,cpu.weight,memory.low,memory.high}
  assert_output "0::/
50000 100000
59
16777216
29999104"
  run own - pids.max
  assert_output 1
}

@test "limits are in the container's cgroup" {
  make_bundle
  change '.linux.resources = {memory: {limit: 33554432}, pids: {limit: 20}, cpu: {quota: 50000, period: 100000}}'
  run own memory/memory.limit_in_bytes memory.max
  assert_output 33554432
  run own pids/pids.max pids.max
  assert_output 20
  if ! unified_only || grep -qw cpuset /sys/fs/cgroup/cgroup.controllers; then
    change '.linux.resources.cpu.cpus = "0"'
    run own cpuset/cpuset.cpus cpuset.cpus
    assert_output 0
  fi
  if ! unified_only; then
    run own cpu/cpu.cfs_quota_us -
    assert_output 50000
  fi
}

# bats test_tags=light
@test "the limit on processes holds" {
  make_bundle
  change '.linux.resources = {pids: {limit: 3}}'
  run in_container sh -c 'for i in 1 2 3 4 5; do sleep 60 & done; echo started'
  assert_output --partial "fork"
  refute_line started
}

@test "the limit on memory holds" {
  make_bundle
  change '.linux.resources = {memory: {limit: 16777216}}'
  # sort keeps what it reads.
  run in_container sh -c 'head -c 100000000 /dev/zero | tr "\0" "\n" | sort >/dev/null; echo $?'
  assert_line 137
}

# There is no device with this number: to be refused is EPERM, to be let through is ENXIO.
# bats test_tags=light
@test "a device that is not allowed cannot be opened, but made" {
  make_bundle
  change '.process.capabilities[] += ["CAP_MKNOD"]'
  run in_container sh -c 'mknod /x c 250 11 && echo made; cat /x; echo x >/dev/null && echo null'
  assert_line made
  assert_output --partial "can't open '/x': Operation not permitted"
  assert_line null
  change '.linux.resources.devices += [{allow: true, type: "c", major: 250, minor: 11, access: "r"}]'
  run in_container sh -c 'cat /x; echo x >/x'
  assert_output --partial "can't open '/x': No such device or address"
  assert_output --partial "can't create /x: Operation not permitted"
}

# bats test_tags=light
@test "cgroupsPath chooses the folder, and its parents stay" {
  make_bundle
  name=test-$RUN_ID-$$-path-$BATS_TEST_NUMBER
  change '.linux.cgroupsPath = $path | .linux.namespaces |= map(select(.type != "cgroup"))' --arg path "/$name/in"
  run in_container cat /proc/self/cgroup
  assert_success
  while read -r line; do [ "${line##*:}" = "/$name/in" ] || echo "$line"; done <<<"$output" >wrong
  assert_equal "$(cat wrong)" ""
  find /sys/fs/cgroup -depth -type d -path "*/$name/in" >left
  assert_equal "$(cat left)" ""
  find /sys/fs/cgroup -depth -type d -name "$name" -exec rmdir {} +
}

# bats test_tags=light
@test "a cgroup in use is refused, and left alone" {
  make_bundle
  name=test-$RUN_ID-$$-used
  for folder in $(unified_only && echo /sys/fs/cgroup || echo /sys/fs/cgroup/pids); do
    mkdir "$folder/$name"
    sleep 1000 3>&- &
    sleeper=$!
    echo $sleeper >"$folder/$name/cgroup.procs"
    change '.linux.cgroupsPath = $path' --arg path "/$name"
    run in_container true
    kill $sleeper
    wait $sleeper || true
    rmdir "$folder/$name"
    assert_failure 1
    assert_output --partial "$folder/$name: container's cgroup is not empty: 1 processes"
  done
}

@test "where no cgroup can be made, the others that were made go again" {
  make_bundle
  read_only=/sys/fs/cgroup/systemd
  unified_only && read_only=/sys/fs/cgroup
  [ -d $read_only ] || skip "there is no hierarchy without controllers"
  run unshare -m sh -c 'mount -o remount,bind,ro "$0" && exec "$@"' $read_only \
    runtime --root "$BATS_TEST_TMPDIR/state" run "test-$RUN_ID-$$-readonly"
  assert_failure 1
  assert_output --partial "runtime run: cgroup: mkdir $read_only/"
  assert_output --partial "Read-only file system (a container needs a cgroup"
}

@test "a path that leaves the hierarchy is refused" {
  make_bundle
  change '.linux.cgroupsPath = "/../../y"'
  run in_container true
  assert_failure 1
  assert_output --partial 'linux.cgroupsPath: "/../../y" contains ".."'
}

# bats test_tags=light
@test "a limit without its controller is an error that says so" {
  make_bundle
  change '.linux.resources = {rdma: {mlx5_1: {hcaHandles: 3}}}'
  run in_container true
  assert_failure 1
  assert_output --partial "rdma"
  if ! unified_only; then
    change '.linux.resources = {unified: {"memory.high": "1"}}'
    run in_container true
    assert_failure 1
    assert_output --partial "linux.resources.unified: invalid configuration: this machine has cgroup v1"
  fi
}

@test "with --cgroup-manager disabled the container stays in its caller's cgroups, without limits" {
  make_bundle
  change '.linux.resources = {pids: {limit: 1}} | .process.args = ["sh", "-c", "sleep 0; cat /proc/self/cgroup"]'
  change '.linux.namespaces |= map(select(.type != "cgroup"))'
  run runtime_ --cgroup-manager disabled run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
  assert_output "$(cat /proc/self/cgroup)"
}

@test "a container without a cgroup is killed and deleted by its process alone" {
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached --cgroup-manager disabled run --detach "$id"
  run runtime_ exec "$id" true
  assert_success
  runtime_ kill --all "$id" KILL
  run runtime_ delete --force "$id"
  assert_success
}

@test "an unknown --cgroup-manager and --rootless are refused" {
  run runtime --cgroup-manager none list
  assert_failure 1
  assert_output --partial 'unknown --cgroup-manager "none"'
  run runtime --rootless maybe list
  assert_failure 1
  assert_output --partial '--rootless: "maybe" is not true, false or auto'
}

# as_user COMMAND...: an ordinary user, who may make no cgroups.
as_user() {
  setpriv --reuid 12345 --regid 12345 --clear-groups "$@"
}

@test "an ordinary user without rights to cgroups goes without, unless a limit or a path was asked for" {
  chmod 755 "${BATS_RUN_TMPDIR:?}" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  make_bundle
  cp "$BIN/runtime" "$BATS_TEST_TMPDIR/"
  chown -R 12345:12345 "$BATS_TEST_TMPDIR"
  rm config.json
  as_user ../runtime spec --rootless
  change '.process.terminal = false | .process.args = ["cat", "/proc/self/cgroup"]
    | .mounts |= map(select(.destination | startswith("/sys") | not)) | .linux.namespaces |= map(select(.type != "cgroup"))
    | .linux.maskedPaths = [] | .linux.readonlyPaths = []'
  run --separate-stderr as_user ../runtime --root "$BATS_TEST_TMPDIR/state" run box
  assert_success
  assert_output "$(cat /proc/self/cgroup)"
  assert_regex "$stderr" "warning: cgroup: none may be made here"
  change '.linux.resources = {pids: {limit: 5}}'
  run as_user ../runtime --root "$BATS_TEST_TMPDIR/state" run box
  assert_failure 1
  assert_output --partial "cannot set pids limit: container could not join or create cgroup"
  change 'del(.linux.resources) | .linux.cgroupsPath = "/test-box"'
  run as_user ../runtime --root "$BATS_TEST_TMPDIR/state" run box
  assert_failure 1
  assert_output --partial "Permission denied"
  change 'del(.linux.cgroupsPath)'
  run as_user ../runtime --root "$BATS_TEST_TMPDIR/state" --rootless false run box
  assert_failure 1
  assert_output --partial "Permission denied"
}

@test "a cgroup with others below it takes no new device rules on v1: the error says so" {
  [ -d /sys/fs/cgroup/devices ] || skip "this machine has no cgroup v1"
  make_bundle
  mkdir -p "/sys/fs/cgroup/devices/test-$RUN_ID-$$-there/below"
  change '.linux.cgroupsPath = $p' --arg p "/test-$RUN_ID-$$-there"
  run in_container true
  rmdir "/sys/fs/cgroup/devices/test-$RUN_ID-$$-there/below"
  assert_failure 1
  assert_output --partial "devices.deny to a: Invalid argument (there are cgroups below it: remove them"
  run -0 in_container true # and takes away what was there, as every delete does
}

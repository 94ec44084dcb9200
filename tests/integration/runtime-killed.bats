# kill -9 of the runtime, at any of its system calls: `delete --force` finds all that was made.
#
# A first trace tells which calls there are, in their order. Then each of some,
# as far apart as the time for a test allows, is the last of a runtime.

load helpers
load bundle

setup() {
  require_root
  require_commands strace
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  echo "$id" >"$BATS_TEST_TMPDIR/id"
  mkdir -m 700 "$BATS_TEST_TMPDIR/state"
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# What there is of the container: mounts, cgroups, state, and processes, by their command or their cgroup.
traces() {
  grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo || true
  compgen -G "/sys/fs/cgroup/*/$id" || compgen -G "/sys/fs/cgroup/$id" || true
  find "$BATS_TEST_TMPDIR/state" -mindepth 1 -not -path '*/.seccomp*' -not -name .uppers -not -path '*/.uppers/lock'
  # The name comes from a file: else grep's own command would have it.
  grep -lsf "$BATS_TEST_TMPDIR/id" /proc/[0-9]*/cmdline /proc/[0-9]*/cgroup || true
}

# traced STRACE-OPTION... -- VERB ...
traced() {
  local options=()
  while [ "$1" != -- ]; do options+=("$1") && shift; done
  shift
  timeout 60 strace -qq -o "$BATS_TEST_TMPDIR/trace" "${options[@]}" \
    runtime --root "$BATS_TEST_TMPDIR/state" "$@" >"$BATS_TEST_TMPDIR/log" 2>&1 </dev/null 3>&-
}

# killed_at_each COUNT PREPARE VERB ...: at about COUNT points of the verb, each after PREPARE.
killed_at_each() {
  local count=$1 prepare=$2 points i call n before killed=0
  shift 2
  before=$(traces)
  # The second has what the first one kept: a compiled filter.
  for _ in 1 2; do
    $prepare
    traced -- "$@"
    runtime_ delete --force "$id"
  done
  mapfile -t points < <(sed -nE 's/^([a-z0-9_]+)\(.*/\1/p' "$BATS_TEST_TMPDIR/trace" | awk '{ print $1, ++n[$1] }')
  assert [ "${#points[@]}" -ge "$count" ]
  # The first is strace's own execve.
  for ((i = 1; i < ${#points[@]}; i += ${#points[@]} / count)); do
    read -r call n <<<"${points[i]}"
    $prepare
    run traced -e trace="$call" -e inject="$call:signal=KILL:when=$n" -- "$@"
    [ "$status" -ne 137 ] || killed=$((killed + 1))
    run runtime_ delete --force "$id"
    assert_success
    assert_output ""
    # What was just being born ends by itself, as nobody speaks to it any more.
    until ! grep -qsf "$BATS_TEST_TMPDIR/id" /proc/[0-9]*/cmdline /proc/[0-9]*/cgroup; do :; done
    assert_equal "$call $n: $(traces)" "$call $n: $before"
  done
  # How often it waits, for one, is not always the same.
  assert [ "$killed" -ge $((count * 9 / 10)) ]
}

created() {
  detached create "$id"
}
running() {
  detached run --detach "$id"
}

# All that a start makes on the host: an overlay's upper folder, ids, devices, a filter, hooks, limits.
everything() {
  mv rootfs lower
  mkdir rootfs upper work source
  chown 100000:100000 upper
  change '.mounts = [{destination: "/", type: "overlay", source: "overlay",
        options: ["lowerdir=lower", "upperdir=upper", "workdir=work"]}] + .mounts
    | .mounts += [{destination: "/mapped", type: "bind", source: "source", options: ["bind", "idmap"]}]
    | .linux.namespaces += [{type: "user"}]
    | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
    | .linux.devices = [{path: "/dev/mine", type: "c", major: 1, minor: 3}]
    | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}
    | .linux.resources.memory.limit = 20000000 | .hooks.createRuntime = [{path: "/bin/true"}]'
}

@test "run" {
  change '.process.args = ["true"]'
  killed_at_each 24 : run "$id"
}

@test "run, of a container with everything" {
  everything
  change '.process.args = ["true"]'
  killed_at_each 24 : run "$id"
}

@test "create, of a container in the host's pid namespace" {
  change '.process.args = ["sleep", "1000"] | .linux.namespaces |= map(select(.type != "pid"))'
  killed_at_each 20 : create "$id"
}

@test "start" {
  change '.process.args = ["sleep", "1000"]'
  killed_at_each 10 created start "$id"
}

@test "exec" {
  change '.process.args = ["sleep", "1000"]'
  killed_at_each 12 running exec "$id" sleep 1
}

@test "delete --force, of a container with everything" {
  everything
  change '.process.args = ["sleep", "1000"]'
  killed_at_each 12 running delete --force "$id"
}

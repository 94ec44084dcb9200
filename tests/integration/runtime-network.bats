# linux.netDevices: devices of the host that move into the container.

load helpers
load bundle

# In a network namespace of the test's own: nothing of the machine's is touched.
setup() {
  require_root
  require_commands ip
  make_bundle
  host=host-$$-$BATS_TEST_NUMBER
  ip netns add "$host"
  ip -n "$host" link add veth0 type veth peer name peer0
}

teardown() {
  ip netns del "$host" 2>/dev/null || true
  [ -z "${theirs:-}" ] || ip netns del "$theirs" 2>/dev/null || true
  no_containers_left
}

on_host() {
  nsenter --net="/run/netns/$host" "$@"
}

run_on_host() {
  change '.process.args = $ARGS.positional' --args -- "$@"
  run on_host "$BIN/runtime" --root "$BATS_TEST_TMPDIR/state" run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
}

@test "a device moves in, is up, and keeps its address, mtu and lasting addresses" {
  ip -n "$host" link set veth0 mtu 1400 address 02:00:00:00:00:77
  ip -n "$host" addr add 10.9.8.7/24 dev veth0
  ip -n "$host" addr add 2001:db8::7/64 dev veth0
  ip -n "$host" addr add 169.254.1.1/32 scope link dev veth0
  change '.linux.netDevices = {veth0: {}}'
  run_on_host ip addr show dev veth0
  assert_success
  assert_output --partial "mtu 1400"
  assert_output --partial "02:00:00:00:00:77"
  assert_output --partial "inet 10.9.8.7/24"
  assert_output --partial "inet6 2001:db8::7/64"
  assert_output --regexp '[<,]UP[,>]'
  refute_output --partial 169.254.1.1
}

@test "a device that is up keeps its IPv6 addresses, too" {
  ip -n "$host" link set veth0 up
  ip -n "$host" addr add 2001:db8::9/64 dev veth0 nodad
  change '.linux.netDevices = {veth0: {}}'
  run_on_host ip addr show dev veth0
  assert_success
  assert_output --partial "inet6 2001:db8::9/64"
}

@test "a device gets its new name, or one that the kernel makes of a template" {
  change '.linux.netDevices = {veth0: {name: "eth0"}, peer0: {name: "up%d"}}'
  run_on_host ls /sys/class/net
  assert_success
  assert_line eth0
  assert_line up0
  refute_line veth0
}

@test "a device moves into a namespace that is joined, and stays there" {
  theirs=theirs-$$-$BATS_TEST_NUMBER
  ip netns add "$theirs"
  change '.linux.netDevices = {veth0: {name: "eth0"}} |
    .linux.namespaces |= map(if .type == "network" then .path = $p else . end)' --arg p "/run/netns/$theirs"
  run_on_host true
  assert_success
  run ip -n "$theirs" link show dev eth0
  assert_success
}

@test "a name that is taken is an error, and devices that had moved come back" {
  theirs=theirs-$$-$BATS_TEST_NUMBER
  ip netns add "$theirs"
  ip -n "$theirs" link add taken type veth peer name other
  ip -n "$host" addr add 10.9.8.7/24 dev peer0
  ip -n "$host" link set peer0 up
  change '.linux.netDevices = {peer0: {name: "eth0"}, veth0: {name: "taken"}} |
    .linux.namespaces |= map(if .type == "network" then .path = $p else . end)' --arg p "/run/netns/$theirs"
  run_on_host true
  assert_failure 1
  assert_output --partial 'linux.netDevices: veth0: rtnetlink: File exists (the container'"'"'s network namespace has a device "taken")'
  run ip -n "$host" addr show dev peer0
  assert_success
  assert_output --partial "inet 10.9.8.7/24"
  assert_output --regexp '[<,]UP[,>]'
  assert_equal "$(runtime_ list -q)" ""
}

@test "a device that is not there is named" {
  change '.linux.netDevices = {nothere0: {}}'
  run_on_host true
  assert_failure 1
  assert_output --partial "linux.netDevices: nothere0: rtnetlink: No such device"
}

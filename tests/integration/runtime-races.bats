# A path of the rootfs changes while the runtime looks at it, as another container that shares it would do.

load helpers
load bundle

setup() {
  require_root
  require_commands strace python3
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  outside=$BATS_TEST_TMPDIR/outside
  mkdir -p "$outside/inner" rootfs/volume/inner
  echo precious >"$outside/sentinel"
  ln -s "$outside" rootfs/hostile
  before=$(sentinels)
  python3 "$REPOSITORY/tests/integration/exchange.py" rootfs/volume rootfs/hostile 3>&- &
  swapper=$!
}

teardown() {
  kill "$swapper"
  no_containers_left
}

sentinels() {
  find "$outside" -printf '%p %y %s %m\n' | sort
  grep -F "$outside" /proc/self/mountinfo || true
}

# held CALL: starts of a container that is held at the call, while the paths go on to change.
held() {
  local round
  for round in $(seq 12); do
    run timeout 20 strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:delay_enter=3000" \
      runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
    assert_equal "$(sentinels)" "$before"
    # What was mounted is somewhere in the container, not behind it.
    refute_output 0
  done
}

@test "a mount's target that becomes a link to the host is never mounted on (CVE-2021-30465)" {
  change '.mounts += [{destination: "/volume/inner", type: "tmpfs", source: "marker"}]
    | .process.args = ["grep", "-c", " tmpfs marker ", "/proc/self/mountinfo"]'
  held move_mount
  held openat2
}

@test "a folder that becomes a link to the host while folders are made in it stays unchanged there (CVE-2024-45310)" {
  change '.mounts += [{destination: "/volume/new/deeper", type: "tmpfs", source: "marker"}]
    | .process.args = ["grep", "-c", " tmpfs marker ", "/proc/self/mountinfo"]'
  held mkdirat
  held openat2
}

@test "a bind mount's file is made in the container or not at all" {
  echo x >file
  change '.mounts += [{destination: "/volume/made", source: "file", options: ["bind"]}]
    | .process.args = ["grep", "-c", "/made ", "/proc/self/mountinfo"]'
  held openat
  held openat2
}

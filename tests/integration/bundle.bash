# Bundles with busybox, for `runtime`; load after helpers.
#
# A test's containers live below $BATS_TEST_TMPDIR/state: `runtime_` is the
# runtime with that --root.

# shellcheck source=tests/integration/busybox.bash
. "$REPOSITORY/tests/integration/busybox.bash"

runtime_() {
  runtime --root "$BATS_TEST_TMPDIR/state" "$@"
}

# make_bundle [DIR]: rootfs and config.json, without a terminal; the working folder is DIR then.
# It is made once for all tests, and then copied: in a virtual machine each process costs a sixth of a second.
make_bundle() {
  local dir=${1:-$BATS_TEST_TMPDIR/bundle} first=$BATS_RUN_TMPDIR/first-bundle
  if [ ! -e "$first" ]; then
    busybox_rootfs "$first.new/rootfs"
    cd "$first.new" || return
    runtime spec
    change '.process.terminal = false | .root.readonly = false | .process.rlimits = []'
    mv "$first.new" "$first"
  fi
  cp -a "$first/." "$dir"
  cd "$dir" || return
}

# change JQ [JQ-OPTION...]: edits config.json.
change() {
  local filter=$1
  shift
  local changed
  changed=$(jq "$filter" config.json "$@") && echo "$changed" >config.json
}

# in_container COMMAND [ARG...]: runs it as the container's process; the id is the test's own.
in_container() {
  change '.process.args = $ARGS.positional' --args -- "$@"
  runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
}

# no_containers_left: what a test may leave behind is seen here.
no_containers_left() {
  local left
  left=$(find /sys/fs/cgroup -depth -type d -name "test-$RUN_ID-$$-*" 2>/dev/null)
  assert_equal "$left" ""
}

# detached VERB ...: the runtime, with nothing of the test's output left open in the container.
detached() {
  runtime_ "$@" >"$BATS_TEST_TMPDIR/detached.log" 2>&1 </dev/null 3>&-
}

# receive_pidfd SOCKET: prints "ready", then the process id of the pidfd that comes.
receive_pidfd() {
  python3 -c 'import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
pidfd = socket.recv_fds(server.accept()[0], 100, 1)[1][0]
info = dict(line.split(":", 1) for line in open(f"/proc/self/fdinfo/{pidfd}"))
print(info["Pid"].strip())' "$1"
}

# status_of [ID]: of the container, or of $id.
status_of() {
  runtime_ state "${1:-$id}" | jq -r .status
}

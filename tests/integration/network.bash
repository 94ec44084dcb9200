# A machine for the tests of networks: a network namespace with lo and one interface, and a mount namespace with a /run
# and an /etc/cni of its own. Nothing of the real machine's network is touched. Load after helpers.
#
#   start_machine     makes it, and another one beyond it, which has a web server: http://192.0.2.1/ says "outside"
#   stop_machine      ends all of it
#   on_machine CMD    runs a command there
#   outside CMD       runs a command beyond it
#   runtime_, imagetool_   our programs on it, with state and store of the test file

start_machine() {
  local ready=$BATS_FILE_TMPDIR/ready
  mkfifo "$ready"
  unshare --net --fork --kill-child sh -c 'ip link set lo up; echo ready >"$0"; exec busybox httpd -f -p 80 -h "$1"' \
    "$ready" "$BATS_FILE_TMPDIR/outside" 3>&- 4>&- >/dev/null 2>&1 &
  outer_unshare=$!
  mkdir -p "$BATS_FILE_TMPDIR/outside"
  echo outside >"$BATS_FILE_TMPDIR/outside/index.html"
  read -r _ <"$ready"
  unshare --net --mount --propagation private --fork --kill-child sh -c '
    mount -t tmpfs run /run && mkdir -p /run/netns && mount -t tmpfs cni /etc/cni && ip link set lo up
    echo ready >"$0"; exec sleep infinity' "$ready" 3>&- 4>&- >/dev/null 2>&1 &
  machine_unshare=$!
  read -r _ <"$ready"
  outer=$(pgrep -P "$outer_unshare")
  machine=$(pgrep -P "$machine_unshare")
  export outer machine outer_unshare machine_unshare
  on_machine ip link add up0 type veth peer name up1 netns "$outer"
  on_machine ip addr add 192.0.2.2/24 dev up0
  on_machine ip addr add 2001:db8::2/64 dev up0 nodad
  on_machine ip link set up0 up
  on_machine ip route add default via 192.0.2.1
  outside ip addr add 192.0.2.1/24 dev up1
  outside ip addr add 2001:db8::1/64 dev up1 nodad
  outside ip link set up1 up
  on_machine ip -6 route add default via 2001:db8::1
}

stop_machine() {
  local id
  for id in $(runtime_ list -q 2>/dev/null); do runtime_ delete --force "$id"; done
  for id in $(runtime_ containers -aq 2>/dev/null); do runtime_ rm -f "$id" >/dev/null; done
  kill -KILL "$machine" "$outer"
  wait "$machine_unshare" "$outer_unshare" 2>/dev/null || true
}

on_machine() {
  nsenter --target "$machine" --net --mount --wdns="$PWD" -- "$@"
}

outside() {
  nsenter --target "$outer" --net -- "$@"
}

runtime_() {
  on_machine env RUNTIME_ROOT="$BATS_FILE_TMPDIR/state" "$BIN/runtime" "$@"
}

imagetool_() {
  on_machine env RUNTIME_ROOT="$BATS_FILE_TMPDIR/state" IMAGETOOL_ROOT="$BATS_FILE_TMPDIR/store" "$BIN/imagetool" "$@"
}

# web NAME [OPTION...]: a container with a web server on port 80 that says its name; returns once it listens.
# Its id is NAME-$$: ids are cgroups, which are the real machine's.
web() {
  local name=$1
  shift
  local box=$BATS_TEST_TMPDIR/$name
  mkdir "$box.share"
  echo "$name" >"$box.share/index.html"
  mkfifo "$box.share/listens"
  imagetool_ bundle --name "$name" -v "$box.share:/share" "$@" box "$box" \
    sh -c 'busybox httpd -p 80 -h /share && echo yes >/share/listens; exec sleep 1000'
  runtime_ run -d "$box/" "$name-$$" 3>&- 4>&- >/dev/null
  read -r _ <"$box.share/listens"
}

# sleeper NAME [OPTION...]: a container that does nothing.
sleeper() {
  local name=$1
  shift
  imagetool_ bundle --name "$name" "$@" box "$BATS_TEST_TMPDIR/$name" sleep 1000
  runtime_ run -d "$BATS_TEST_TMPDIR/$name/" "$name-$$" 3>&- 4>&- >/dev/null
}

# keeper_of NAME: the process that stays with the container.
keeper_of() {
  on_machine sh -c 'cat /run/imagetool/network/*.json' | jq --arg id "$1-$$" 'select(.id == $id).keeper.pid'
}

# What is there of containers: leases, rules (but the network's own), interfaces, records, listening sockets.
traces() {
  on_machine sh -c 'find /run/imagetool/leases -type f -name "*.*.*.*" 2>/dev/null
    ls /run/imagetool/network 2>/dev/null | grep -v "^lock$"
    { iptables-save; ip6tables-save; } | grep "[0-9a-f]\{16\}\|--to-destination"
    ip -o link show type veth | grep -v " up0@"; ss -Hltun'
}

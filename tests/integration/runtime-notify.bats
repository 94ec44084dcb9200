# What systemd gives to a service, and what a service tells systemd: NOTIFY_SOCKET, LISTEN_FDS.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  # Python inside, since busybox cannot write to a datagram socket.
  for folder in /usr /lib /lib64; do
    mkdir "rootfs$folder"
    change '.mounts += [{destination: $f, source: $f, options: ["bind", "ro"]}]' --arg f $folder
  done
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  export NOTIFY_SOCKET=$BATS_TEST_TMPDIR/manager
}

teardown() {
  kill "$manager" 2>/dev/null || true
  runtime_ delete --force "$id"
  no_containers_left
}

# start_manager: the place of systemd: what it is told is in the file "told", a line each. A barrier ends when its
# descriptor is closed.
start_manager() {
  python3 -c 'import os, socket, sys
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = sys.argv[1]
manager.bind("\0" + name[1:] if name[0] == "@" else name)
print("ready", flush=True)
while True:
    text, files, _, _ = socket.recv_fds(manager, 4096, 1)
    print(text.decode().strip(), flush=True)
    for file in files: os.close(file)' "$NOTIFY_SOCKET" >"$BATS_TEST_TMPDIR/told" 3>&- &
  manager=$!
  until [ -s "$BATS_TEST_TMPDIR/told" ]; do :; done
}

# tell MESSAGE: the container says it and then sleeps.
tell() {
  change '.process.args = ["/usr/bin/python3", "-c", $script, $message]' --arg message "$1" --arg script \
    'import os, socket, sys, time
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(sys.argv[1].encode(), os.environ["NOTIFY_SOCKET"])
time.sleep(1000)'
}

told() { tail -n +2 "$BATS_TEST_TMPDIR/told"; }

@test "run --detach and start return when the container is ready, and tell who it is" {
  start_manager
  tell $'STATUS=nearly\nREADY=1'
  detached run --detach "$id"
  pid=$(runtime_ state "$id" | jq .pid)
  run told
  assert_output $'READY=1\nMAINPID='"$pid"$'\nBARRIER=1'
  runtime_ delete --force "$id"
  detached create "$id"
  detached start "$id"
  pid=$(runtime_ state "$id" | jq .pid)
  run tail -n 3 "$BATS_TEST_TMPDIR/told"
  assert_output $'READY=1\nMAINPID='"$pid"$'\nBARRIER=1'
}

@test "run that stays is the service's process itself, and goes on passing signals" {
  export NOTIFY_SOCKET=@test-manager-$$
  start_manager
  tell READY=1
  runtime --root "$BATS_TEST_TMPDIR/state" run "$id" >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
  until [ "$(told | wc -l)" -eq 2 ]; do :; done
  run told
  assert_output $'READY=1\nMAINPID='$!
  runtime_ kill "$id" KILL
  wait $! || status=$?
  assert_equal "$status" 137
}

@test "a container that ends unready is no error, and what is not READY stays inside" {
  start_manager
  tell STATUS=never
  change '.process.args[2] |= sub("time.sleep.*"; "")'
  detached run --detach "$id"
  run told
  assert_output ""
}

@test "a manager that is not there is a warning: the container runs" {
  tell READY=1
  detached run --detach "$id"
  run cat "$BATS_TEST_TMPDIR/detached.log"
  assert_output "runtime run: warning: $NOTIFY_SOCKET: No such file or directory"
  assert_equal "$(status_of)" running
}

@test "the folder of the socket is read-only inside, also in a user namespace, and exec has no socket" {
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings'
  chmod 755 "$BATS_TEST_TMPDIR" && chown -R 100000:100000 rootfs
  start_manager
  tell READY=1
  detached run --detach "$id"
  run runtime_ exec "$id" sh -c 'ls /run/notify; touch /run/notify/x; echo "$NOTIFY_SOCKET"'
  assert_output "notify.sock
touch: cannot touch '/run/notify/x': Read-only file system"
}

@test "LISTEN_FDS are for the process that LISTEN_PID names" {
  unset NOTIFY_SOCKET
  change '.process.args = ["sh", "-c", "echo $LISTEN_FDS $LISTEN_PID; readlink /proc/self/fd/3"]'
  echo text >"$BATS_TEST_TMPDIR/passed"
  run env LISTEN_FDS=1 sh -c 'LISTEN_PID=$$ exec "$@"' sh runtime --root "$BATS_TEST_TMPDIR/state" run "$id" 3<"$BATS_TEST_TMPDIR/passed"
  assert_output "1 1
$BATS_TEST_TMPDIR/passed"
  run env LISTEN_FDS=1 LISTEN_PID=1 runtime --root "$BATS_TEST_TMPDIR/state" run "$id" 3<"$BATS_TEST_TMPDIR/passed"
  refute_output --partial passed
}

# Podman runs its containers with our runtime.

load helpers
load busybox
load peers

setup_file() {
  require_root
  require_commands podman conmon
  busybox_rootfs "$BATS_FILE_TMPDIR/rootfs"
  tar -C "$BATS_FILE_TMPDIR/rootfs" -c . | podman_in "$BATS_FILE_TMPDIR/podman" import - busybox
}

teardown_file() {
  podman_in "$BATS_FILE_TMPDIR/podman" rm --all --force --time 0 || true
  podman_in "$BATS_FILE_TMPDIR/podman" rmi --all --force || true
  remove_cgroups libpod_parent
}

setup() {
  PODMAN=$BATS_FILE_TMPDIR/podman
}

@test "podman run: output, exit code, standard input" {
  run -0 podman_run "$PODMAN" --rm busybox echo hello
  assert_output hello
  run -7 podman_run "$PODMAN" --rm busybox sh -c 'exit 7'
  run -0 podman_run "$PODMAN" --rm --interactive busybox cat <<<"from outside"
  assert_output "from outside"
}

@test "podman run --user, --read-only, --hostname, --env" {
  run -0 podman_run "$PODMAN" --rm --user 1000:1000 --read-only --hostname box --env A=b busybox \
    sh -c 'id -u; hostname; echo $A; touch /x'' 2>/dev/null || echo "read-only"'
  assert_output $'1000\nbox\nb\nread-only'
}

# cgroup v1's files, or v2's.
READ_LIMITS='cd /sys/fs/cgroup; cat pids/pids.max memory/memory.limit_in_bytes pids.max memory.max 2>/dev/null; true'

@test "podman run --memory and --pids-limit set the limits" {
  run -0 podman_run "$PODMAN" --rm --pids-limit 50 --memory 64m busybox \
    sh -c "$READ_LIMITS"
  assert_output $'50\n67108864'
}

@test "podman run --tty gives a terminal" {
  run -0 podman_run "$PODMAN" --rm --tty busybox sh -c 'test -t 0 && test -t 1 && echo terminal'
  assert_output --partial terminal
}

@test "podman run --detach, exec, logs, kill, wait, rm" {
  podman_run "$PODMAN" --detach --name longer busybox sh -c 'echo started; trap "exit 3" TERM; while :; do sleep 1 & wait; done'
  run -0 podman_in "$PODMAN" exec longer sh -c 'echo inside; tr "\0" " " </proc/1/cmdline'
  assert_line inside
  assert_line --partial "echo started"
  run -5 podman_in "$PODMAN" exec longer sh -c 'exit 5'
  podman_in "$PODMAN" kill --signal TERM longer
  run -0 podman_in "$PODMAN" wait longer
  assert_output 3
  run -0 podman_in "$PODMAN" logs longer
  assert_output started
  podman_in "$PODMAN" rm longer
}

@test "podman pause, unpause, update, rm of a paused container" {
  podman_run "$PODMAN" --detach --memory 64m --name paused busybox sleep 1000
  podman_in "$PODMAN" pause paused
  run -0 podman_in "$PODMAN" inspect --format '{{.State.Status}}' paused
  assert_output paused
  podman_in "$PODMAN" unpause paused
  podman_in "$PODMAN" update --memory 96m paused
  run -0 podman_in "$PODMAN" exec paused sh -c 'cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max 2>/dev/null; true'
  assert_output 100663296
  podman_in "$PODMAN" pause paused
  podman_in "$PODMAN" rm --force --time 0 paused
}

@test "podman create and start --attach" {
  podman_in "$PODMAN" create --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --name later busybox echo later
  run -0 podman_in "$PODMAN" start --attach later
  assert_output later
  podman_in "$PODMAN" rm later
}

@test "podman says why a command cannot be run" {
  run -127 podman_run "$PODMAN" --rm busybox no-such-command
  assert_output --partial "no-such-command"
}

@test "podman stats, top, restart, stop: the exit code is what the process makes of SIGTERM" {
  podman_run "$PODMAN" --detach --name served busybox sh -c 'trap "exit 3" TERM; while :; do sleep 1 & wait; done'
  run -0 podman_in "$PODMAN" stats --no-stream --format '{{.Name}} {{.PIDs}}' served
  assert_output --regexp '^served [12]$'
  run -0 podman_in "$PODMAN" top served pid comm
  assert_line --regexp '^1 +sh$'
  run -0 podman_in "$PODMAN" restart --time 10 served
  run -0 podman_in "$PODMAN" inspect --format '{{.State.Status}}' served
  assert_output running
  run -0 podman_in "$PODMAN" stop --time 10 served
  run -0 podman_in "$PODMAN" inspect --format '{{.State.Status}} {{.State.ExitCode}}' served
  assert_output "exited 3"
  podman_in "$PODMAN" rm served
}

@test "podman pod: containers share the namespaces of the first, are paused and killed together" {
  podman_in "$PODMAN" pod create --name pod --network none --infra-image busybox --infra-command 'sleep 1000' --share ipc,uts,net,pid
  podman_in "$PODMAN" run --detach --pod pod --name one busybox sh -c 'echo shared >/dev/shm/file; exec sleep 2000'
  until podman_in "$PODMAN" exec one grep -q shared /dev/shm/file; do :; done
  run -0 podman_in "$PODMAN" run --rm --pod pod busybox sh -c 'cat /dev/shm/file; ps -o args; hostname'
  assert_line shared
  assert_line "sleep 1000"
  assert_line "sleep 2000"
  assert_line pod
  run -0 podman_in "$PODMAN" pod pause pod
  run -0 podman_in "$PODMAN" pod inspect --format '{{.State}}' pod
  assert_output Paused
  run -0 podman_in "$PODMAN" pod unpause pod
  run -0 podman_in "$PODMAN" pod kill pod
  run -0 podman_in "$PODMAN" wait one
  assert_output 137
  # It tells of its own cgroups on v1, where conmon is still in them; the pod has gone.
  podman_in "$PODMAN" pod rm --force --time 0 pod || true
  run -0 podman_in "$PODMAN" pod ps --quiet
  assert_output ""
}

@test "podman --userns=auto, --uidmap: mapped ids, of a container and of a pod that is stopped and started" {
  echo containers:100000:100000 >"$BATS_TEST_TMPDIR/ids"
  # Podman takes them from the ids of a user "containers", who is there for this test alone.
  export -f podman_run podman_in contributed
  export PODMAN RUNTIME CONTRIB
  run -0 unshare --mount bash -ec 'mount --bind "$1" /etc/subuid; mount --bind "$1" /etc/subgid
    podman_run "$PODMAN" --rm --userns auto busybox sh -c "id -u; cat /proc/self/uid_map"
    pod() { podman_in "$PODMAN" pod "$@" mapped >/dev/null 2>&1; }
    pod create --network none --userns auto --infra-image busybox --infra-command "sleep 1000" --name
    pod stop --time 0
    pod start
    podman_in "$PODMAN" run --rm --pod mapped busybox sh -c "echo pod; cat /proc/self/uid_map"
    pod rm --force --time 0 || podman_in "$PODMAN" pod ps --quiet' bash "$BATS_TEST_TMPDIR/ids"
  assert_line 0
  assert_line --index 2 pod
  assert_line --index 3 --regexp '^ +0 +100000 +1024$'
  assert [ -z "${lines[4]}" ]
  assert_line --regexp '^ +0 +100000 +[0-9]+$'
  run -0 podman_run "$PODMAN" --rm --uidmap 0:1000:5000 busybox cat /proc/self/uid_map
  assert_line --regexp '^ +0 +1000 +5000$'
}

@test "podman healthcheck run: exec's exit code is the container's health" {
  # No systemd runs it again and again here, which Podman regrets.
  podman_run "$PODMAN" --detach --name health --health-cmd 'test -e /healthy' busybox sleep 1000
  run -1 podman_in "$PODMAN" healthcheck run health
  podman_in "$PODMAN" exec health touch /healthy
  run -0 podman_in "$PODMAN" healthcheck run health
  podman_in "$PODMAN" rm --force --time 0 health
}

@test "podman run --init: a process of its own reaps and passes signals on" {
  run -0 podman_run "$PODMAN" --rm --init --init-path "$(command -v docker-init)" busybox ps -o pid,args
  assert_line --regexp '^ +1 /run/podman-init -- ps'
}

@test "podman of an ordinary user: run, exec, users, keep-id, privileged, volumes" {
  local home=$BATS_TEST_TMPDIR/home
  chmod 755 "${BATS_RUN_TMPDIR:?}" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  mkdir -p "$home/run"
  cp "$RUNTIME" "$home/runtime"
  echo tester:200000:65536 >"$home/ids"
  { cat /etc/passwd; echo "tester:x:12345:12345::$home:/bin/sh"; } >"$home/passwd"
  { cat /etc/group; echo "tester:x:12345:"; } >"$home/group"
  chown -R 12345:12345 "$home"
  export -f podman_in podman_run contributed
  export CONTRIB
  # He is there for this test alone.
  run -0 unshare --mount bash -ec '
    for file in passwd group; do mount --bind "$0/$file" "/etc/$file"; done
    for file in subuid subgid; do mount --bind "$0/ids" "/etc/$file"; done
    tar -C "$1" -c . | setpriv --reuid 12345 --regid 12345 --clear-groups env HOME="$0" XDG_RUNTIME_DIR="$0/run" RUNTIME="$0/runtime" \
      bash -ec "cd; $2"' "$home" "$BATS_FILE_TMPDIR/rootfs" '
    P=$HOME/podman
    podman_in $P import --quiet - busybox >/dev/null
    podman_run $P --rm busybox sh -c "id -u; cat /proc/self/uid_map" | tr -s " "
    podman_run $P --rm --userns keep-id busybox id -u
    podman_run $P --rm --privileged busybox sh -c "mount -t tmpfs t /tmp && echo mounted"
    podman_run $P --rm --volume $HOME:/volume:ro busybox sh -c "touch /volume/x 2>&1 || stat -c %u /volume"
    podman_run $P --detach --name box busybox sleep 1000 >/dev/null
    podman_in $P exec --user 1000 box id -u
    podman_in $P rm --force --time 0 box >/dev/null
    podman_in $P unshare rm -rf $P/root'
  refute_output --partial "level=error"
  run -0 grep -vE '^time=|Resource limits are not supported' <<<"$output"
  assert_output "0
 0 12345 1
 1 200000 65536
12345
mounted
touch: /volume/x: Read-only file system
0
1000"
}

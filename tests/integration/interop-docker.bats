# Docker runs its containers with our runtime (contrib/docker/daemon.json).

load helpers
load busybox
load peers

setup_file() {
  require_root
  require_commands dockerd docker
  start_dockerd "$BATS_FILE_TMPDIR/docker"
  busybox_rootfs "$BATS_FILE_TMPDIR/rootfs"
  tar -C "$BATS_FILE_TMPDIR/rootfs" -c . | docker import - busybox
}

teardown_file() {
  docker ps --all --quiet | xargs --no-run-if-empty docker rm --force || true
  stop_daemon "$BATS_FILE_TMPDIR/docker"
  remove_cgroups docker
}

@test "docker run: output, exit code, standard input" {
  run -0 docker run --rm --network none busybox echo hello
  assert_output hello
  run -7 docker run --rm --network none busybox sh -c 'exit 7'
  run -0 docker run --rm --network none --interactive busybox cat <<<"from outside"
  assert_output "from outside"
}

@test "docker run uses our runtime" {
  run -0 docker info --format '{{.DefaultRuntime}} {{(index .Runtimes "runtime").Path}}'
  assert_output "runtime $RUNTIME"
}

@test "docker run --user, --read-only, --hostname, --env" {
  run -0 docker run --rm --network none --user 1000:1000 --read-only --hostname box --env A=b busybox \
    sh -c 'id -u; hostname; echo $A; touch /x 2>/dev/null || echo "read-only"'
  assert_output $'1000\nbox\nb\nread-only'
}

# cgroup v1's files, or v2's.
READ_LIMITS='cd /sys/fs/cgroup; cat pids/pids.max memory/memory.limit_in_bytes pids.max memory.max 2>/dev/null; true'

@test "docker run --memory and --pids-limit set the limits" {
  run -0 docker run --rm --network none --pids-limit 50 --memory 64m busybox \
    sh -c "$READ_LIMITS"
  assert_output --partial $'50\n67108864'
}

@test "docker run --tty gives a terminal" {
  run -0 docker run --rm --network none --tty busybox sh -c 'test -t 0 && test -t 1 && echo terminal'
  assert_output --partial terminal
}

@test "docker run --detach, exec, logs, stop, rm" {
  docker run --detach --network none --name longer busybox \
    sh -c 'echo started; trap "exit 3" TERM; while :; do sleep 1 & wait; done'
  run -0 docker exec longer sh -c 'echo inside; tr "\0" " " </proc/1/cmdline'
  assert_line inside
  assert_line --partial "echo started"
  run -5 docker exec longer sh -c 'exit 5'
  docker stop longer
  run -0 docker wait longer
  assert_output 3
  run -0 docker logs longer
  assert_output started
  docker rm longer
}

@test "docker pause, unpause, update, top, kill of a paused container" {
  docker run --detach --network none --memory 64m --pids-limit 50 --name paused busybox sleep 1000
  docker pause paused
  run -0 docker inspect --format '{{.State.Status}}' paused
  assert_output paused
  run docker exec paused true
  assert_failure
  docker unpause paused
  docker update --memory 96m --memory-swap -1 --pids-limit 40 --cpu-shares 512 paused
  run -0 docker exec paused sh -c "$READ_LIMITS"
  assert_output --partial $'40\n100663296'
  run -0 docker top paused
  assert_line --partial "sleep 1000"
  docker pause paused
  docker kill paused
  run -0 docker wait paused
  assert_output 137
  docker rm paused
}

@test "docker says why a command cannot be run" {
  run -127 docker run --rm --network none busybox no-such-command
  assert_output --partial "no-such-command"
}

# sleeper NAME OPTION...: a container that stays.
sleeper() {
  docker run --detach --network none --name "$@" busybox sleep 1000
}

@test "docker pause, unpause, top, stats, inspect" {
  sleeper paused
  docker pause paused
  run -0 docker inspect --format '{{.State.Status}}' paused
  assert_output paused
  run -1 docker exec paused true
  assert_output --partial paused
  docker unpause paused
  run -0 docker top paused
  assert_line --partial "sleep 1000"
  run -0 docker stats --no-stream --format '{{.Name}} {{.PIDs}}' paused
  assert_output "paused 1"
  docker rm --force paused
}

@test "docker update changes the limits of what runs" {
  sleeper updated --memory 64m --memory-swap 128m
  docker update --memory 32m --memory-swap 64m --cpu-shares 512 --pids-limit 40 updated
  run -0 docker exec updated sh -c "$READ_LIMITS"
  assert_output --partial $'40\n33554432'
  docker rm --force updated
}

@test "docker kill, restart, stop, events" {
  begun=$(date +%s)
  sleeper restarted
  docker kill --signal KILL restarted
  run -0 docker wait restarted
  assert_output 137
  docker restart --time 0 restarted
  docker exec restarted true
  docker stop --time 0 restarted
  run -0 docker events --since "$begun" --until "$(($(date +%s) + 1))" --filter container=restarted \
    --format '{{.Action}}'
  assert_line create
  assert_line start
  assert_line die
  assert_line restart
  docker rm restarted
}

@test "docker run --security-opt, --cap-add, --cap-drop, --privileged" {
  show='grep -E "NoNewPrivs|CapEff|Seccomp:" /proc/self/status | cut -f 2'
  run -0 docker run --rm --network none --security-opt no-new-privileges --security-opt seccomp=unconfined \
    --cap-drop all --cap-add chown busybox sh -c "$show"
  assert_output $'0000000000000001\n1\n0'
  run -0 docker run --rm --network none --cap-drop all busybox sh -c "$show"
  assert_output $'0000000000000000\n0\n2'
}

@test "docker run --tmpfs, --volume, --mount, --workdir, --shm-size" {
  mkdir "$BATS_TEST_TMPDIR/shared"
  echo shared >"$BATS_TEST_TMPDIR/shared/file"
  run -0 docker run --rm --network none --tmpfs /scratch:size=1m,mode=700 --volume "$BATS_TEST_TMPDIR/shared:/shared:ro" \
    --mount type=volume,dst=/data --workdir /new/folder --shm-size 2m busybox sh -c '
      pwd; stat -c %a /scratch; cat /shared/file; touch /shared/x 2>/dev/null || echo read-only; touch /data/x
      df -k /dev/shm | tail -n 1 | tr -s " " | cut -d " " -f 2'
  assert_output $'/new/folder\n700\nshared\nread-only\n2048'
}

@test "docker run --pid, --ipc, --uts host and another container's" {
  sleeper first --ipc shareable
  run -0 docker run --rm --network none --pid container:first --ipc container:first busybox cat /proc/1/cmdline
  assert_output --partial sleep
  run -0 docker run --rm --network none --pid host --uts host busybox hostname
  assert_output "$(hostname)"
  docker rm --force first
}

@test "docker exec --user, --workdir, --env, --tty, --detach, --privileged" {
  sleeper executed
  run -0 docker exec --user 7:8 --workdir /tmp --env A=b executed sh -c 'id -u; id -g; pwd; echo $A'
  assert_output $'7\n8\n/tmp\nb'
  run -0 docker exec --tty executed sh -c 'test -t 1 && echo terminal'
  assert_output --partial terminal
  docker exec --detach executed sh -c 'echo done >/made; kill -STOP $$'
  until docker exec executed grep -q done /made; do :; done
  run -126 docker exec executed /etc
  run docker exec executed nothing-like-it # 126 or 127, as Docker has it
  assert_failure
  assert_output --partial "executable file not found in \$PATH"
  docker rm --force executed
}

@test "docker run --init, where there is one" {
  command -v docker-init >/dev/null || skip "docker-init is not installed"
  run -0 docker run --rm --network none --init busybox cat /proc/1/comm
  assert_output docker-init
}

@test "docker create, cp, start --attach, rename, rm" {
  echo copied >"$BATS_TEST_TMPDIR/file"
  docker create --network none --name made busybox cat /file
  docker cp "$BATS_TEST_TMPDIR/file" made:/file
  docker rename made renamed
  run -0 docker start --attach renamed
  assert_output copied
  docker rm renamed
}

@test "dockerd --userns-remap: containers whose root is a user of the host's" {
  local folder=$BATS_TEST_TMPDIR/remapped
  mkdir "$folder"
  echo tester:200000:65536 >"$folder/ids"
  { cat /etc/passwd; echo "tester:x:12345:12345::/:/bin/sh"; } >"$folder/passwd"
  { cat /etc/group; echo "tester:x:12345:"; } >"$folder/group"
  chmod 755 "${BATS_RUN_TMPDIR:?}" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  export -f start_dockerd start_daemon stop_daemon wait_for_line contributed
  export RUNTIME CONTRIB
  # He is there for this daemon alone.
  run -0 unshare --mount bash -ec '
    for file in passwd group; do mount --bind "$0/$file" "/etc/$file"; done
    for file in subuid subgid; do mount --bind "$0/ids" "/etc/$file"; done
    start_dockerd "$0/docker" --userns-remap tester
    trap "stop_daemon \"$0/docker\"" EXIT
    tar -C "$1" -c . | docker import - busybox >/dev/null
    docker run --rm --network none --read-only --volume "$1:/volume:ro" --device /dev/null:/dev/other busybox sh -c "
      id -u; cat /proc/self/uid_map; touch /x; touch /volume/x; stat -c %u /volume; echo >/dev/other && echo written" | tr -s " "
    docker run --detach --network none --memory 64m --name box busybox sleep 1000 >/dev/null
    docker exec --user 1000 box id -u
    docker pause box >/dev/null
    docker unpause box >/dev/null
    docker rm --force box >/dev/null' "$folder" "$BATS_FILE_TMPDIR/rootfs"
  assert_output "touch: /x: Read-only file system
touch: /volume/x: Read-only file system
0
 0 200000 65536
65534
written
1000"
}

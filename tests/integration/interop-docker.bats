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

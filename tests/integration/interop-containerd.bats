# containerd runs its containers with our runtime (ctr run --runc-binary).

load helpers
load busybox
load peers

setup_file() {
  require_root
  require_commands containerd ctr umoci
  start_containerd "$BATS_FILE_TMPDIR/containerd"
  busybox_layout "$BATS_FILE_TMPDIR/layout" latest
  tar -C "$BATS_FILE_TMPDIR/layout" -c . | ctr image import --base-name docker.io/library/busybox --snapshotter native -
}

teardown_file() {
  ctr task ls -q | xargs --no-run-if-empty -n 1 ctr task delete --force || true
  ctr container ls -q | xargs --no-run-if-empty ctr container delete || true
  stop_daemon "$BATS_FILE_TMPDIR/containerd"
  remove_cgroups default
}

# ctr_run OPTION... ID COMMAND...
ctr_run() {
  local options=()
  while [[ $1 == --* ]]; do options+=("$1"); shift; done
  ctr run --runc-binary "$RUNTIME" --snapshotter native "${options[@]}" docker.io/library/busybox:latest "$@"
}

@test "ctr run: output, exit code" {
  run -0 ctr_run --rm one echo hello
  assert_output hello
  run -7 ctr_run --rm two sh -c 'exit 7'
}

@test "ctr run --detach, task exec, kill, delete" {
  ctr_run --detach longer sh -c 'trap "exit 3" TERM; while :; do sleep 1 & wait; done'
  # The status only: what a short process writes, this ctr may lose.
  ctr task exec --exec-id inside longer grep -q trap /proc/1/cmdline
  run -5 ctr task exec --exec-id five longer sh -c 'exit 5'
  run -0 ctr task ls
  assert_line --regexp 'longer +[0-9]+ +RUNNING'
  ctr task attach longer </dev/null 3>&- &
  ctr task kill --signal SIGTERM longer
  wait $! && status=0 || status=$?
  assert_equal "$status" 3
  ctr task delete longer || true # which says 3, too
  ctr container delete longer
}

@test "ctr task pause, resume, ps, kill --all" {
  ctr_run --detach held sleep 1000
  ctr task pause held
  run -0 ctr task ls
  assert_line --regexp 'held +[0-9]+ +PAUSED'
  ctr task resume held
  pid=$(ctr task ls | awk '$1 == "held" { print $2 }')
  run -0 ctr task ps held
  assert_line --regexp "^$pid "
  ctr task kill --all --signal SIGKILL held
  until [[ $(ctr task ls) == *STOPPED* ]]; do :; done
  ctr task delete held || true # which says 137
  ctr container delete held
}

@test "ctr run --memory-limit sets the limit" {
  ctr_run --detach --memory-limit=67108864 limited sleep 1000
  pid=$(ctr task ls | awk '$1 == "limited" { print $2 }')
  if group=$(grep -oP '^\d+:memory:\K.*' "/proc/$pid/cgroup"); then
    run -0 cat "/sys/fs/cgroup/memory$group/memory.limit_in_bytes"
  else
    run -0 cat "/sys/fs/cgroup$(grep -oP '^0::\K.*' "/proc/$pid/cgroup")/memory.max"
  fi
  assert_output 67108864
  ctr task delete --force limited || true # which says 137
  ctr container delete limited
}

@test "ctr task pause, resume, ps, metrics; events" {
  ctr events >"$BATS_TEST_TMPDIR/events" 2>&1 3>&- &
  local listener=$!
  ctr_run --detach watched sleep 1000
  ctr task pause watched
  run -0 ctr task ls
  assert_line --regexp 'watched +[0-9]+ +PAUSED'
  ctr task resume watched
  run -0 ctr task ls
  assert_line --regexp 'watched +[0-9]+ +RUNNING'
  run -0 ctr task ps watched
  assert_line --regexp "^$(ctr task ls | awk '$1 == "watched" { print $2 }') "
  run -0 ctr task metrics watched
  assert_output --regexp 'pids.current +1'
  ctr task delete --force watched || true # which says 137
  until grep -q /tasks/exit "$BATS_TEST_TMPDIR/events"; do :; done
  kill $listener
  run cat "$BATS_TEST_TMPDIR/events"
  for topic in create start paused resumed exit; do assert_output --partial "/tasks/$topic"; done
  ctr container delete watched
}

@test "ctr run --tty, --read-only, --env, --cwd, --seccomp, --mount" {
  mkdir "$BATS_TEST_TMPDIR/shared"
  echo shared >"$BATS_TEST_TMPDIR/shared/file"
  run ctr_run --rm --read-only --env=A=b --cwd=/tmp --seccomp \
    "--mount=type=bind,src=$BATS_TEST_TMPDIR/shared,dst=/mnt,options=rbind:ro" options \
    sh -c 'pwd; echo $A; cat /mnt/file; grep Seccomp: /proc/self/status; touch /x 2>/dev/null || echo read-only'
  assert_success
  assert_output $'/tmp\nb\nshared\nSeccomp:\t2\nread-only'
}

@test "containerd says why a command cannot be run" {
  run ctr_run --rm wrong no-such-command
  assert_failure
  assert_output --partial 'exec: "no-such-command": executable file not found in $PATH'
}

@test "contrib/containerd/config.toml: what containerd understands of it" {
  contributed containerd/config.toml >"$BATS_TEST_TMPDIR/config.toml"
  run -0 containerd --config "$BATS_TEST_TMPDIR/config.toml" config dump
  assert_line --regexp 'default_runtime_name = "runtime"'
  assert_line --regexp "BinaryName = \"$RUNTIME\""
  assert_line --regexp 'runtime_type = "io.containerd.runc.v2"'
}

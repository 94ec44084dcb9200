# create, start, state, list, kill, delete: one life after another.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" || true
  no_containers_left
}

@test "create, start, kill, delete: the status goes along" {
  run detached create "$id"
  assert_success
  assert_equal "$(status_of)" created
  run runtime_ start "$id"
  assert_success
  assert_equal "$(status_of)" running
  run runtime_ delete "$id"
  assert_failure 1
  assert_output --partial "that is not stopped: running"
  runtime_ kill --all "$id" 9
  until [ "$(status_of)" = stopped ]; do :; done
  assert_equal "$(runtime_ state "$id" | jq .pid)" 0
  run runtime_ delete "$id"
  assert_success
  run runtime_ state "$id"
  assert_failure 1
  assert_output "runtime state: container \"$id\" does not exist"
}

@test "start refuses what is not created" {
  run runtime_ start "$id"
  assert_failure 1
  assert_output --partial "does not exist"
  detached run -d "$id"
  run runtime_ start "$id"
  assert_failure 1
  assert_output --partial "cannot start an already running container"
  runtime_ kill "$id" KILL
  until [ "$(status_of)" = stopped ]; do :; done
  run runtime_ start "$id"
  assert_failure 1
  assert_output --partial "cannot start a container that has stopped"
  run runtime_ kill "$id"
  assert_failure 1
  assert_output --partial "container not running"
}

@test "kill knows names, numbers and real-time signals" {
  detached run -d "$id"
  run runtime_ kill "$id" NOSUCH
  assert_failure 1
  assert_output --partial 'unknown signal "NOSUCH"'
  local signal
  for signal in SIGUSR1 usr1 10 RTMIN+1; do
    runtime_ kill "$id" "$signal"
  done
  assert_equal "$(status_of)" running
  runtime_ kill "$id" SIGKILL
  until [ "$(status_of)" = stopped ]; do :; done
}

@test "delete --force removes what runs, and is content with what is not there" {
  detached run -d "$id"
  run runtime_ delete --force "$id"
  assert_success
  run runtime_ delete --force "$id"
  assert_success
  run runtime_ delete "$id"
  assert_failure 1
  assert_output --partial "does not exist"
}

@test "an id is taken once" {
  detached create "$id"
  run runtime_ create "$id"
  assert_failure 1
  assert_output "runtime create: container with id \"$id\" already exists"
  assert_equal "$(status_of)" created
}

@test "ids that are no file names are refused" {
  local bad
  for bad in ../x .x 'a b' a:b ''; do
    run runtime_ create --bundle . "$bad"
    assert_failure 1
  done
  run runtime_ state ../x
  assert_output --partial 'invalid character in container ID "../x"'
}

@test "list: table, json, quiet" {
  run runtime_ list
  assert_failure 1
  assert_output "runtime list: --root $BATS_TEST_TMPDIR/state: No such file or directory"
  mkdir "$BATS_TEST_TMPDIR/state"
  run runtime_ list --format json
  assert_output null
  detached run -d "$id"
  run runtime_ list
  assert_line --index 0 --regexp '^ID +PID +STATUS +BUNDLE +CREATED +OWNER$'
  assert_line --index 1 --regexp "^$id +[0-9]+ +running +$PWD +20.*Z +root$"
  run runtime_ list -q
  assert_output "$id"
  run bash -c "runtime --root '$BATS_TEST_TMPDIR/state' list -f json | jq -r '.[0] | .id, .status, .rootfs, .owner'"
  assert_line --index 0 "$id"
  assert_line --index 1 running
  assert_line --index 2 "$PWD/rootfs"
  assert_line --index 3 root
  run runtime_ list -f yaml
  assert_failure 1
  assert_output --partial 'invalid format "yaml"'
}

@test "flags may follow the id" {
  run detached create "$id" --bundle "$PWD" --pid-file "$BATS_TEST_TMPDIR/pid"
  assert_success
  assert_equal "$(runtime_ state "$id" | jq .pid)" "$(cat "$BATS_TEST_TMPDIR/pid")"
}

@test "what containerd 1.6 passes with a criu_path is taken" {
  run -1 runtime_ --criu /no/such/criu state "$id"
  assert_output "runtime state: container \"$id\" does not exist"
}

@test "a pid file that cannot be written is named, and nothing is left" {
  run -1 runtime_ create --pid-file "$PWD/no/such/pid" "$id"
  assert_output "runtime create: pid file: $PWD/no/such/pid: No such file or directory"
  run -0 runtime_ list --quiet
  assert_output ""
}

@test "a container whose bundle has vanished is listed and deleted as ever" {
  detached run -d "$id"
  cd "$BATS_TEST_TMPDIR"
  rm -rf bundle
  assert_equal "$(status_of)" running
  run runtime_ list -q
  assert_output "$id"
  run runtime_ state "$id"
  assert_output --partial "\"bundle\": \"$BATS_TEST_TMPDIR/bundle\""
  runtime_ kill "$id" KILL
  run runtime_ delete --force "$id"
  assert_success
  assert_equal "$(runtime_ list -q)" ""
}

@test "a pid that another process has by now is not ours" {
  detached run -d "$id"
  runtime_ kill "$id" KILL
  until [ "$(status_of)" = stopped ]; do :; done
  sleep 1000 3>&- &
  local other=$!
  local file=$BATS_TEST_TMPDIR/state/$id/state.json
  jq -c --argjson pid $other '.pid = $pid' "$file" >"$file.new" && mv "$file.new" "$file"
  assert_equal "$(status_of)" stopped
  run runtime_ kill "$id" KILL
  assert_failure 1
  runtime_ delete --force "$id"
  kill $other
}

@test "the first process of a created container outlives its runtime, and waits" {
  detached create "$id"
  local pid
  pid=$(runtime_ state "$id" | jq .pid)
  assert_equal "$(readlink "/proc/$pid/exe" | grep -c busybox)" 0
  runtime_ start "$id"
  run cat "/proc/$pid/comm"
  assert_output sleep
}

@test "a created container ends at a signal, as its program would" {
  detached create "$id"
  runtime_ kill "$id" TERM
  until runtime_ state "$id" | grep -q stopped; do :; done
}

@test "a created container holds nothing of the host's open but what it waits on" {
  exec 7<"$BATS_TEST_TMPDIR"
  detached create "$id"
  pid=$(runtime_ state "$id" | jq .pid)
  # It closes them once `create` has ended.
  held() { find "/proc/$pid/fd" -type l -printf '%l\n' | grep -vE '^/dev/null$|/detached.log$' | sort; }
  until [ "$(held)" = "$BATS_TEST_TMPDIR/state/$id/report.fifo
$BATS_TEST_TMPDIR/state/$id/start.fifo" ]; do :; done
  runtime_ start "$id"
}

@test "without a process a container can be created, and not be started" {
  change 'del(.process)'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached create "$id"
  run -1 runtime_ start "$id"
  assert_output --partial "config.json has no process to start"
  # Its first process ends by itself.
  tail -s 0.05 -f --pid="$(jq .pid "$BATS_TEST_TMPDIR/state/$id/state.json")" /dev/null
  run -0 jq -r .status <(runtime_ state "$id")
  assert_output stopped
  runtime_ delete "$id"
}

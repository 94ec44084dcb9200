# `runtime exec`: another process in a container that runs.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  detached run -d "$id"
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

@test "the exit code is the command's, 255 where there is none" {
  run runtime_ exec "$id" sh -c 'exit 7'
  assert_equal "$status" 7
  run runtime_ exec "$id" nosuch
  assert_equal "$status" 255
  assert_output --partial 'exec: "nosuch": executable file not found in $PATH'
}

@test "it is in the container's namespaces and cgroup" {
  run runtime_ exec "$id" sh -c 'cat /proc/1/comm; for n in ipc mnt net pid uts; do
    [ $(readlink /proc/1/ns/$n) = $(readlink /proc/self/ns/$n) ] || echo differs $n; done; cmp /proc/1/cgroup /proc/self/cgroup'
  assert_success
  assert_output sleep
}

@test "user, groups, folder, variables, capabilities and no_new_privs" {
  run runtime_ exec -u 1000:1001 -g 7 --cwd /tmp -e A=1 -e B=2 --no-new-privs "$id" \
    sh -c 'id -u; id -g; id -G; pwd; echo $A$B; grep NoNew /proc/self/status'
  assert_success
  assert_line --index 0 1000
  assert_line --index 1 1001
  assert_line --index 2 "1001 7"
  assert_line --index 3 /tmp
  assert_line --index 4 12
  assert_line --index 5 --regexp '1$'
}

@test "--user takes numbers and nothing else" {
  echo '1000:x:0:0::/:/bin/sh' >>rootfs/etc/passwd
  run runtime_ exec -u 1000 "$id" id -u
  assert_output 1000
  local bad
  for bad in 1: -1 4294967295 4294967296 root 0x0 ' 0' 1:2:3; do
    run runtime_ exec -u "$bad" "$id" id -u
    assert_equal "$status" 255
    assert_output --partial "not a number"
  done
  run runtime_ exec -u '' "$id" id -u
  assert_failure
}

@test "--process is the whole process; --detach and --pid-file" {
  echo '{"args":["sleep","999"],"cwd":"/tmp","env":["PATH=/bin"],"user":{"uid":5,"gid":6}}' >"$BATS_TEST_TMPDIR/p.json"
  run detached exec --process "$BATS_TEST_TMPDIR/p.json" --detach --pid-file "$BATS_TEST_TMPDIR/pid" "$id"
  assert_success
  run cat "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/cmdline"
  assert_output --partial 999
  run stat -c %u:%g "/proc/$(cat "$BATS_TEST_TMPDIR/pid")"
  assert_output 5:6
}

@test "options of the command are the command's" {
  run runtime_ exec "$id" echo -t --user x
  assert_equal "$output" '-t --user x'
}

@test "a container that is stopped or unknown is told" {
  runtime_ kill "$id" KILL
  until [ "$(runtime_ state "$id" | jq -r .status)" = stopped ]; do :; done
  run runtime_ exec "$id" true
  assert_equal "$status" 255
  assert_output --partial "cannot exec in a stopped container"
  run runtime_ exec nosuch true
  assert_output --partial 'container "nosuch" does not exist'
}

@test "what becomes of config.json after create does not matter" {
  rm config.json
  run runtime_ exec "$id" pwd
  assert_success
  assert_output /
}

@test "--process takes a pipe, and a user without ids is root" {
  run runtime_ exec --process <(echo '{"user": {}, "args": ["id", "-u"], "cwd": "/"}') "$id"
  assert_success
  assert_output 0
}

@test "--pidfd-socket sends a pidfd of the process" {
  receive_pidfd "$BATS_TEST_TMPDIR/pidfd" >"$BATS_TEST_TMPDIR/heard" 3>&- &
  local receiver=$!
  until grep -q ready "$BATS_TEST_TMPDIR/heard"; do :; done
  runtime_ exec --detach --pid-file "$BATS_TEST_TMPDIR/pid" --pidfd-socket "$BATS_TEST_TMPDIR/pidfd" "$id" \
    sleep 1000 >/dev/null 2>&1 3>&-
  wait $receiver
  assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/heard")" "$(cat "$BATS_TEST_TMPDIR/pid")"
}

@test "the container's personality is its own, too" {
  [ "$(setarch linux32 uname -m)" = i686 ] || skip "uname does not tell the personality on this kernel"
  [ "$(uname -m)" = x86_64 ] || skip "LINUX32 is known by its machine name on x86_64 only"
  runtime_ delete --force "$id"
  change '.linux.personality = {domain: "LINUX32"}'
  detached run -d "$id"
  run runtime_ exec "$id" uname -m
  assert_output i686
}

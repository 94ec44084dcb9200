# The logs of supervised containers: formats, rotation, what `logs` shows of them.

load helpers
load bundle
load supervised

setup() { setup_supervised; }
teardown() { teardown_supervised; }

# ended [OPTION...]: a container that has run to its end.
ended() {
  start "$@" >/dev/null
  until_is exited
}

@test "--log-driver json-file: Docker's lines; none: nothing is kept" {
  program 'printf "a \"quoted\" \\377 line\n"; echo more >&2'
  ended --log-driver json-file --log-opt path="$BATS_TEST_TMPDIR/own.log"
  run -0 jq -rs 'map([.stream, .log] | join(":")) | sort | join("")' "$BATS_TEST_TMPDIR/own.log"
  assert_output "$(printf 'stderr:more\nstdout:a "quoted" \357\277\275 line')"
  run -0 runtime_ logs "$id"
  assert_line more
  runtime_ rm "$id"
  ended --log-driver none
  assert_file_not_exist container.log
  run -1 runtime_ logs "$id"
  assert_output "runtime logs: configured logging driver does not support reading"
  run -1 runtime_ run -d --log-driver syslog "$PWD/"
  assert_output --partial 'unknown log driver "syslog"'
  run -1 runtime_ run -d --log-opt color=red "$PWD/"
  assert_output --partial "unknown log opt 'color'"
}

@test "rotation: so many files of this size; logs reads through them" {
  program 'i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo "line $i"; done'
  ended --log-opt max-size=2k --log-opt max-file=3
  run -0 bash -c 'ls container.log*'
  assert_output "$(printf 'container.log\ncontainer.log.1\ncontainer.log.2')"
  for file in container.log*; do [ "$(stat -c %s "$file")" -le 2048 ]; done
  run -0 runtime_ logs --tail 60 "$id"
  assert_equal "${#lines[@]}" 60
  assert_line --index 0 "line 141"
  assert_line --index 59 "line 200"
}

@test "--tail, --timestamps, --since and --until" {
  program 'echo one; sleep 0.01; echo two; sleep 0.01; echo three' # at three times
  ended
  run -0 runtime_ logs -n 2 "$id"
  assert_output "$(printf 'two\nthree')"
  run -0 runtime_ logs --tail 0 "$id"
  assert_output ""
  run -0 runtime_ logs -t --tail 1 "$id"
  assert_output --regexp '^20[0-9-]*T[0-9:]*\.[0-9]{9}Z three$'
  second=$(sed -n '2s/ .*//p' container.log)
  run -0 runtime_ logs --since "$second" "$id"
  assert_line --index 0 two
  run -0 runtime_ logs --until "$second" "$id"
  assert_line --index 1 two
  run -0 runtime_ logs --since 1h "$id"
  assert_line one
  run -0 runtime_ logs --until 1h "$id"
  assert_output ""
  run -1 runtime_ logs --since soon "$id"
  assert_output --partial '"soon" is no time'
}

@test "logs -f: what is there, what comes, over restarts and rotations, until the end" {
  mkfifo "$BATS_TEST_TMPDIR/go"
  touch rootfs/go
  change '.mounts += [{destination: "/go", source: $f, options: ["bind"]}]' --arg f "$BATS_TEST_TMPDIR/go"
  program 'echo begin; read x </go; i=0; while [ $i -lt 50 ]; do i=$((i + 1)); echo "line $i"; done'
  start --restart always --log-opt max-size=1k --log-opt max-file=9
  runtime_ logs -f "$id" >"$BATS_TEST_TMPDIR/followed" 3>&- &
  follower=$!
  until grep -q begin "$BATS_TEST_TMPDIR/followed"; do :; done
  echo >"$BATS_TEST_TMPDIR/go"
  until [ "$(grep -c begin "$BATS_TEST_TMPDIR/followed")" -eq 2 ]; do :; done
  runtime_ stop --time 0 "$id"
  wait "$follower"
  run -0 grep -c line "$BATS_TEST_TMPDIR/followed"
  assert_output 50
}

@test "a line of 100,000 characters comes in parts, and whole out of logs" {
  program 'head -c 100000 /dev/zero | tr "\0" x; echo; echo short'
  ended
  run -0 grep -c ' P ' container.log
  assert_output 6
  run -0 bash -c 'runtime --root "$1" logs "$2" | wc' - "$BATS_TEST_TMPDIR/state" "$id"
  assert_equal "$(echo $output)" "2 2 100007"
}

@test "a supervisor that stands still, as on a slow disk, holds the container up, and loses no line" {
  mkfifo "$BATS_TEST_TMPDIR/go"
  touch rootfs/go
  change '.mounts += [{destination: "/go", source: $f, options: ["bind"]}]' --arg f "$BATS_TEST_TMPDIR/go"
  program 'read x </go; exec seq 100000000 100180000'
  start
  supervisor=$(inspect '{{.State.SupervisorPid}}')
  kill -STOP "$supervisor"
  echo >"$BATS_TEST_TMPDIR/go"
  until_held_up 1800010
  kill -CONT "$supervisor"
  until_is exited
  runtime_ logs "$id" | cmp - <(seq 100000000 100180000)
}

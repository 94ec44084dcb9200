# `runtime events --follow`: what happens to supervised containers.

load helpers
load bundle
load supervised

setup() { setup_supervised; }
teardown() { teardown_supervised; }

# told OPTION...: what has happened up to now, one action a line
told() { runtime_ events --since 1h --until 0s --format '{{.Action}}' "$@"; }

@test "the life of a container, in Docker's words" {
  program 'trap "exit 3" TERM; echo ready; while :; do sleep 0.01; done'
  start --name web
  until grep -q ready container.log; do :; done
  runtime_ pause web
  runtime_ unpause web
  runtime_ exec web true
  runtime_ update --pids-limit 100 web
  runtime_ rename web site
  runtime_ kill site USR2
  runtime_ stop site
  runtime_ rm site
  run -0 told
  assert_output "$(printf '%s\n' create start pause unpause 'exec_create: true' 'exec_start: true' exec_die update rename kill kill die stop destroy)"
  run -0 runtime_ events --since 1h --until 0s -f event=die
  assert_output --regexp "^20[0-9-]*T[0-9:.]*Z container die $id \(exitCode=3, image=, name=site\)$"
  run -0 runtime_ events --since 1h --until 0s --format json --filter event=rename
  assert_equal "$(jq -r '[.Type, .Action, .id, .Actor.Attributes.name, .Actor.Attributes.oldName, .scope] | join(" ")' <<<"$output")" \
    "container rename $id site /web local"
  start --rm
  runtime_ rm --force "$id"
  run -0 told -f event=destroy
  assert_output "$(printf 'destroy\ndestroy')"
}

@test "restarts, kills for want of memory, health" {
  change '.annotations["imagetool/healthcheck"] = $c' --arg c '{"Test":["CMD","true"],"Interval":1000000}'
  program 'exec sleep 1000'
  start
  until [ "$(inspect '{{.State.Health.Status}}')" = healthy ]; do :; done
  run -0 told
  assert_output "$(printf '%s\n' create start 'health_status: healthy')"
  runtime_ restart --time 0 "$id"
  run -0 told -f event=die -f event=stop -f event=restart
  assert_output "$(printf '%s\n' die stop restart)"
  change '.linux.resources.memory = {limit: 8388608, swap: 8388608}'
  program 'x=a; while :; do x=$x$x; done'
  runtime_ restart --time 0 "$id"
  until_is exited
  run -0 told -f event=oom
  assert_line oom
}

@test "--follow prints what comes, of the named container only" {
  program 'exec sleep 1000'
  runtime --root "$BATS_TEST_TMPDIR/state" events --follow -f container=two --format '{{.Action}} {{.Actor.Attributes.name}}' >"$BATS_TEST_TMPDIR/seen" 3>&- &
  follower=$!
  until [ -e "$BATS_TEST_TMPDIR/state/.supervised/.events" ]; do :; done
  start --name one
  make_bundle "$BATS_TEST_TMPDIR/$id-second"
  program 'exec sleep 1000'
  start --name two
  until grep -q '^start two$' "$BATS_TEST_TMPDIR/seen"; do :; done
  kill "$follower"
  refute grep one "$BATS_TEST_TMPDIR/seen"
}

@test "the file does not grow without end, and nothing is missed while it is put away" {
  program 'exec sleep 1000'
  start
  events=$BATS_TEST_TMPDIR/state/.supervised/.events
  runtime --root "$BATS_TEST_TMPDIR/state" events --follow -f event=rename --format '{{.Action}} {{.Actor.Attributes.name}}' >"$BATS_TEST_TMPDIR/seen" 3>&- &
  follower=$!
  until [ -s "$BATS_TEST_TMPDIR/seen" ]; do runtime_ rename "$id" "a$((n += 1))"; done
  head -c 1048576 /dev/zero | tr '\0' '\n' >>"$events"
  runtime_ rename "$id" last
  until grep -q '^rename last$' "$BATS_TEST_TMPDIR/seen"; do :; done
  kill "$follower"
  [ "$(stat -c %s "$events")" -lt 1000 ]
  [ "$(stat -c %s "$events.1")" -gt 1048576 ]
  run -0 told -f event=create -f event=rename
  assert_line --index 0 create
}

@test "what makes no sense is an error" {
  run -1 runtime_ events --follow -f color=red
  assert_output "runtime events: invalid filter 'color'"
  run -1 runtime_ events --follow -f web
  assert_output "runtime events: bad format of filter (expected name=value)"
  run -1 runtime_ events --follow --format '{{'
  assert_output --partial "template parsing error"
  run -1 runtime_ events --since soon
  assert_output 'runtime events: --since: "soon" is no time'
  run -1 runtime_ events --follow nobody
  assert_output 'runtime events: container "nobody" does not exist'
  run -1 runtime_ events
  assert_output --partial "a container id is missing"
}

# Health checks of supervised containers.

load helpers
load bundle
load supervised

setup() {
  setup_supervised
  program 'exec sleep 1000'
}
teardown() { teardown_supervised; }

# check JSON: what the image's HEALTHCHECK is
check() { change '.annotations["imagetool/healthcheck"] = $c' --arg c "$1"; }

# until_health STATUS
until_health() { until [ "$(inspect '{{.State.Health.Status}}')" = "$1" ]; do :; done; }

@test "starting, until the first check; a container without a check has no health" {
  check '{"Test":["CMD","true"],"Interval":3600000000000}'
  start --name web
  run -0 runtime_ containers --filter health=starting --format '{{.Names}} {{.Status}}'
  assert_output --regexp '^web Up .* \(health: starting\)$'
  run -0 inspect '{{json .State.Health}} {{json .Config.Healthcheck.Test}}'
  assert_output '{"Status":"starting","FailingStreak":0,"Log":[]} ["CMD","true"]'
  make_bundle "$BATS_TEST_TMPDIR/$id-plain"
  program 'exec sleep 1000'
  start --name plain
  run -0 runtime_ containers --filter health=none --format '{{.Names}}'
  assert_output plain
  run -1 runtime_ inspect -f '{{.State.Health}}' plain
}

@test "unhealthy after so many failures, healthy after one success; unhealthy once it has ended" {
  check '{"Test":["CMD-SHELL","echo looking; test -e /tmp/well"],"Interval":1000000,"Retries":2}'
  start
  until_health unhealthy
  run -0 runtime_ containers --filter health=unhealthy --format '{{.Status}}'
  assert_output --regexp '^Up .* \(unhealthy\)$'
  run -0 inspect '{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}'
  assert_output "1 looking"
  runtime_ exec "$id" touch /tmp/well
  until_health healthy
  run -0 inspect '{{.State.Health.FailingStreak}}'
  assert_output 0
  run -0 runtime_ containers --filter health=healthy --format '{{.Status}}'
  assert_output --regexp '^Up .* \(healthy\)$'
  runtime_ stop --time 0 "$id"
  run -0 inspect '{{.State.Health.Status}}'
  assert_output unhealthy
  runtime_ start "$id" 3>&-
  until_health healthy
}

@test "a check that takes too long is killed" {
  check '{"Test":["CMD-SHELL","echo slow; exec sleep 1001"],"Interval":1000000,"Timeout":500000000,"Retries":1}'
  start
  until_health unhealthy
  run -0 inspect '{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}'
  assert_output --partial "-1 Health check exceeded timeout (500ms)"
}

@test "a check that cannot be run fails, and says why" {
  check '{"Test":["CMD","/nowhere"],"Interval":1000000,"Retries":1}'
  start
  until_health unhealthy
  run -0 inspect '{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}'
  assert_output --regexp '^-1 runtime exec: .*"/nowhere": no such file or directory'
}

@test "what a check writes is kept to 4096 bytes, and does not hold it up" {
  check '{"Test":["CMD-SHELL","yes | head -n 100000"],"Interval":1000000}'
  start
  until_health healthy
  inspect '{{with index .State.Health.Log 0}}{{.Output}}{{end}}' >"$BATS_TEST_TMPDIR/output"
  assert_equal "$(wc -c <"$BATS_TEST_TMPDIR/output")" 4097 # with inspect's newline
  assert_equal "$(tail -c 5 "$BATS_TEST_TMPDIR/output")" "y..."
}

@test "a paused container is not checked" {
  check '{"Test":["CMD","true"],"Interval":1000000}'
  start
  until_health healthy
  runtime_ pause "$id"
  before=$(inspect '{{json .State.Health.Log}}')
  run -0 runtime_ containers --format '{{.Status}}'
  assert_output --partial "(Paused)"
  runtime_ resume "$id"
  until [ "$(inspect '{{json .State.Health.Log}}')" != "$before" ]; do :; done
  run -0 inspect '{{json .State.Health.Log}}'
  refute_output --partial paused
}

@test "a health check that makes no sense is refused" {
  check '{"Test":["RUN","true"]}'
  run -1 start
  assert_output 'runtime run: healthcheck: unknown type of test "RUN"'
}

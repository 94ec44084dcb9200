# Supervised containers; load after helpers and bundle. A test's container has the id $id, and its bundle is the
# working folder.

setup_supervised() {
  require_root
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  make_bundle "$BATS_TEST_TMPDIR/$id"
}

teardown_supervised() {
  runtime_ rm --force $(runtime_ containers --all --quiet --no-trunc) >/dev/null || true
  no_containers_left
}

# program SCRIPT: what the container runs.
program() { change '.process.args = ["sh", "-c", $s]' --arg s "$1"; }

# start [OPTION...]: prints the id; nothing of the test's stays open in the supervisor.
start() { runtime_ run -d "$@" "$PWD/" </dev/null 3>&-; }

# inspect TEMPLATE
inspect() { runtime_ inspect -f "$1" "$id"; }

# until_is STATE
until_is() { until [ "$(inspect '{{.State.Status}}')" = "$1" ]; do :; done; }

# until_held_up BYTES: until the container, which writes BYTES, waits for who reads them; it has to.
until_held_up() {
  local pid=0 before=0 now=0
  until [ "$pid" -gt 0 ]; do pid=$(inspect '{{.State.Pid}}'); done
  until [ "$now" -gt 1000000 ] && [ "$now" = "$before" ]; do
    before=$now
    now=$(sed -n 's/^wchar: //p' "/proc/$pid/io") && [ -n "$now" ] || fail "it was not held up"
  done
  [ "$now" -lt "$1" ] || fail "it was not held up"
}

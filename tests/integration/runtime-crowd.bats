# Many runtimes at once: with containers of their own, and with one that they all want.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  local left
  for left in $(runtime_ list -q); do runtime_ delete --force "$left"; done
  no_containers_left
}

# quietly COMMAND ...: what it says goes to the file log.
quietly() {
  "$@" >>"$BATS_TEST_TMPDIR/log" 2>&1 </dev/null 3>&-
}

@test "two hundred containers that are started at once all run" {
  change '.process.args = ["sleep", "1000"]'
  local n pids=()
  for n in $(seq 200); do
    quietly runtime_ run --detach "$id-$n" &
    pids+=($!)
  done
  for n in "${pids[@]}"; do wait "$n" || cat "$BATS_TEST_TMPDIR/log"; done
  run runtime_ list --format json
  assert_equal "$(jq -r 'map(select(.status == "running")) | length' <<<"$output")" 200
  assert_equal "$(jq -r 'map(.pid) | unique | length' <<<"$output")" 200
  pids=()
  for n in $(seq 200); do
    quietly runtime_ delete --force "$id-$n" &
    pids+=($!)
  done
  for n in "${pids[@]}"; do wait "$n"; done
  run runtime_ list -q
  assert_output ""
}

# again COUNT VERB ...: whether it succeeds or not.
again() {
  local _ count=$1
  shift
  for _ in $(seq "$count"); do quietly runtime_ "$@" || true; done
}

@test "create, start, exec, state, list and delete of one id, all at once: errors, but nothing is broken and nothing left" {
  change '.process.args = ["sleep", "1000"]'
  local pids=() pid
  again 20 create "$id" & pids+=($!)
  again 20 create "$id" & pids+=($!)
  again 20 start "$id" & pids+=($!)
  again 20 exec "$id" true & pids+=($!)
  again 40 state "$id" & pids+=($!)
  again 20 list & pids+=($!)
  again 20 kill "$id" KILL & pids+=($!)
  again 20 delete "$id" & pids+=($!)
  again 20 delete --force "$id" & pids+=($!)
  for pid in "${pids[@]}"; do wait "$pid"; done
  # Whatever they met is something that a container can be, and not half of one.
  run grep -vE '^(ID|test-)|^[{} ]|does not exist|already exists|cannot (start|exec)|not (running|stopped)|never completed|has ended|ended without a word|No such process' "$BATS_TEST_TMPDIR/log"
  assert_output ""
  run runtime_ delete --force "$id"
  assert_success
  assert_equal "$(find "$BATS_TEST_TMPDIR/state" -mindepth 1)" ""
  no_containers_left
  quietly runtime_ create "$id"
  run runtime_ start "$id"
  assert_success
}

# Hooks: their order, their standard input, what their failure does.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$$-$BATS_TEST_NUMBER
  log=$BATS_TEST_TMPDIR/log
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# hook KIND SCRIPT: a shell runs it.
hook() {
  change '.hooks[$k] += [{path: "/bin/sh", args: ["sh", "-c", $s], env: ["PATH=/bin:/usr/bin"]}]' --arg k "$1" --arg s "$2"
}

@test "all six kinds run, in their order, with the state on standard input" {
  local kind
  for kind in prestart createRuntime poststart poststop; do
    hook "$kind" "printf '%s ' $kind >>$log; cat >>$log; echo >>$log"
  done
  change '.mounts += [{destination: "/log", source: $l, options: ["bind"]}]' --arg l "$log"
  touch "$log"
  hook createContainer "printf '%s ' createContainer >>$log; cat >>$log; echo >>$log"
  hook startContainer "printf '%s ' startContainer >>/log; cat >>/log; echo >>/log"
  run in_container true
  assert_success
  run cut -d' ' -f1 "$log"
  assert_output "$(printf '%s\n' prestart createRuntime createContainer startContainer poststart poststop)"
  run bash -c "cut -d' ' -f2- '$log' | jq -r .status"
  assert_output "$(printf '%s\n' creating creating creating created running stopped)"
  run bash -c "cut -d' ' -f2- '$log' | jq -r .id | sort -u"
  assert_output "$id"
}

@test "a failing hook fails create, is named with what it said, and leaves nothing" {
  local kind
  for kind in prestart createRuntime createContainer; do
    change 'del(.hooks)'
    hook "$kind" 'echo sorry >&2; exit 3'
    run runtime_ create "$id"
    assert_failure 1
    assert_output --partial "hook /bin/sh: exit status 3: sorry"
    assert_output --partial "hooks: $kind"
    assert_equal "$(runtime_ list -q)" ""
  done
}

@test "poststop hooks undo what hooks before a failing one made, when all else is gone" {
  hook createRuntime "echo made >>$log"
  hook createRuntime 'exit 3'
  hook poststop "test ! -e $BATS_TEST_TMPDIR/state/$id && cat >>$log"
  run runtime_ create "$id"
  assert_failure 1
  assert_output --partial "hook /bin/sh: exit status 3"
  run cat "$log"
  assert_line --index 0 made
  assert_line --index 1 --partial '"status":"stopped"'
  : >"$log"
  change '.process.args = ["no-such-program"] | del(.hooks.createRuntime)'
  run runtime_ run "$id"
  assert_failure 1
  assert_file_contains "$log" '"status":"stopped"'
}

@test "a failing startContainer hook is start's error" {
  change '.hooks = {startContainer: [{path: "/bin/false"}]} | .process.args = ["true"]'
  detached create "$id"
  run runtime_ start "$id"
  assert_failure 1
  assert_output --partial "hooks: startContainer: hook /bin/false: exit status 1"
}

@test "poststart and poststop only warn" {
  hook poststart 'exit 1'
  hook poststop 'exit 1'
  run in_container true
  assert_success
  assert_output --partial "warning: hooks: poststart"
  assert_output --partial "warning: hooks: poststop"
}

@test "a hook over its time is killed" {
  change '.hooks = {createRuntime: [{path: "/bin/sleep", args: ["sleep", "1000"], timeout: 1}]}'
  run in_container true
  assert_failure 1
  assert_output --partial "hook /bin/sleep: killed after its timeout of 1 s"
}

# Hooks: their order, their standard input, what their failure does.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
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
    assert_output --partial "error running $kind hook #0: /bin/sh: exit status 3: sorry"
    assert_equal "$(runtime_ list -q)" ""
  done
}

@test "poststop hooks undo what hooks before a failing one made, when all else is gone" {
  hook createRuntime "echo made >>$log"
  hook createRuntime 'exit 3'
  hook poststop "test ! -e $BATS_TEST_TMPDIR/state/$id && cat >>$log"
  run runtime_ create "$id"
  assert_failure 1
  assert_output --partial "error running createRuntime hook #1: /bin/sh: exit status 3"
  run cat "$log"
  assert_line --index 0 made
  assert_line --index 1 --partial '"status":"stopped"'
  : >"$log"
  change '.process.args = ["no-such-program"] | del(.hooks.createRuntime)'
  run runtime_ run "$id"
  assert_failure 1
  assert_file_contains "$log" '"status":"stopped"'
}

@test "a failing startContainer hook is start's error and the container's end" {
  hook poststop "cat >>$log"
  change '.hooks.startContainer = [{path: "/bin/false"}] | .process.args = ["true"]'
  detached create "$id"
  run runtime_ start "$id"
  assert_failure 1
  assert_output --partial "error running startContainer hook #0: /bin/false: exit status 1"
  assert_equal "$(runtime_ list -q)" ""
  assert_file_contains "$log" '"status":"stopped"'
}

@test "a failing poststart hook is fatal: the process ends, the container is destroyed, poststop hooks run" {
  hook poststart 'exit 7'
  hook poststop "cat >>$log"
  change '.process.args = ["sleep", "1000"]'
  local verb
  for verb in start run "run --detach"; do
    : >"$log"
    [ "$verb" != start ] || detached create "$id"
    # shellcheck disable=SC2086
    run runtime_ $verb "$id" 3>&-
    assert_failure 1
    assert_output --partial "error running poststart hook #0: /bin/sh: exit status 7"
    assert_equal "$(runtime_ list -q)" ""
    assert_file_contains "$log" '"status":"stopped"'
    no_containers_left
  done
}

@test "a poststop hook that fails is a warning, and those after it run" {
  hook poststop 'exit 1'
  hook poststop "echo second >>$log"
  run in_container true
  assert_success
  assert_output --partial "warning: error running poststop hook #0: /bin/sh: exit status 1"
  assert_file_contains "$log" second
}

@test "a startContainer hook runs under the container's filter, with and without no_new_privs" {
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  for forbid in true false; do
    change '.process.args = ["echo", "not reached"] | .process.noNewPrivileges = $forbid
      | .process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}]
      | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["mkdir", "mkdirat"], action: "SCMP_ACT_KILL"}]}
      | .hooks.startContainer = [{path: "/bin/mkdir", args: ["mkdir", "/made"]}]' --argjson forbid "$forbid"
    run runtime_ run "$id"
    assert_failure 1
    assert_output --partial "error running startContainer hook #0: /bin/mkdir: signal: bad system call"
    refute_output --partial "not reached"
    assert_not_exist rootfs/made
  done
  change '.hooks.startContainer[0].args[0] = "true" | .hooks.startContainer[0].path = "/bin/true"'
  run runtime_ run "$id"
  assert_output "not reached"
}

@test "a startContainer hook that does not read its input ends no container, with the host's processes, too" {
  # Without a pid namespace SIGPIPE would end its first process.
  change '.linux.namespaces |= map(select(.type != "pid")) | .linux.maskedPaths = [] | .linux.readonlyPaths = []
    | .annotations.long = ("x" * 200000) | .hooks.startContainer = [{path: "/bin/busybox", args: ["true"]}]
    | .process.args = ["sh", "-c", "echo started; kill -PIPE $$; echo alive"]'
  run runtime_ run "$id"
  assert_output started # and SIGPIPE is the container's own again
  assert_failure 141
}

@test "a state that is larger than a pipe comes whole, and a hook need not read it" {
  # 200 KiB, and a hook that reads late.
  change '.annotations.long = ("x" * 200000)'
  hook createRuntime "wc -c >>$log"
  hook createRuntime "exec <&-; true"
  hook createRuntime true
  run in_container true
  assert_success
  [ "$(cat "$log")" -gt 200000 ]
}

@test "hooks run in the bundle's folder, createContainer's in the root's; one without an environment has the runtime's, or the process's" {
  change '.hooks = {createRuntime: [{path: "/bin/sh", args: ["sh", "-c", $s]}],
    createContainer: [{path: "/bin/sh", args: ["sh", "-c", $s]}],
    startContainer: [{path: "/bin/sh", args: ["sh", "-c", "echo start $PWD $ONE $HERE"]}]} |
    .process.env += ["ONE=two"] | .process.args = ["true"]' --arg s "echo \$PWD \$HERE >>$log"
  change '.hooks.startContainer[0].args[2] += " >>/log"'
  HERE=there run in_container true
  assert_success
  assert_equal "$(cat "$log")" "$(printf '%s there\n' "$PWD" "$PWD/rootfs")"
  assert_equal "$(cat rootfs/log)" "start / two"
}

@test "the namespaces of hooks: the runtime's, then the container's" {
  local kind
  for kind in prestart createRuntime createContainer poststart poststop; do
    hook "$kind" "echo $kind \$(readlink /proc/self/ns/mnt /proc/self/ns/uts) >>$log"
  done
  hook startContainer 'readlink /proc/self/ns/uts >/uts'
  change '.process.args = ["readlink", "/proc/self/ns/uts"]'
  run runtime_ run "$id"
  assert_success
  local inside=$output here
  here=$(readlink /proc/self/ns/mnt /proc/self/ns/uts | paste -sd' ')
  for kind in prestart createRuntime poststart poststop; do
    grep -qxF "$kind $here" "$log"
  done
  grep -F "createContainer " "$log" | grep -qF " $inside"
  assert_equal "$(cat rootfs/uts)" "$inside"
}

@test "a hook over its time is killed" {
  change '.hooks = {createRuntime: [{path: "/bin/sleep", args: ["sleep", "1000"], timeout: 1}]}'
  run in_container true
  assert_failure 1
  assert_output --partial "error running createRuntime hook #0: /bin/sleep: killed after its timeout of 1 s"
}

@test "a hook over its time is killed with the processes that it started" {
  mkfifo "$BATS_TEST_TMPDIR/alive"
  # The sleep holds the FIFO's end: it is closed once the sleep has gone.
  change '.hooks = {createRuntime: [{path: "/bin/sh", args: ["sh", "-c", $s], timeout: 1}]}' \
    --arg s "sleep 1000 >$BATS_TEST_TMPDIR/alive & wait"
  timeout 60 cat "$BATS_TEST_TMPDIR/alive" 3>&- &
  local reader=$!
  run in_container true
  assert_failure 1
  wait $reader
}

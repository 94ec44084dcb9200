# linux.seccomp: what a container's process may call.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  no_containers_left
}

# seccomp DEFAULT RULES: the filter.
seccomp() {
  change '.linux.seccomp = {defaultAction: $default, syscalls: $rules}' --arg default "$1" --argjson rules "$2"
}

@test "a call fails with the errno that the rule names" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]'
  run in_container mkdir /x
  assert_failure 1
  assert_output --partial "No space left on device"
  run in_container touch /x
  assert_success
}

@test "without an errno it is EPERM" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]'
  run in_container mkdir /x
  assert_output --partial "Operation not permitted"
}

@test "a rule may look at arguments" {
  # chmod's second: 0755 is refused, 0700 is not.
  seccomp SCMP_ACT_ALLOW '[{"names": ["chmod"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28,
    "args": [{"index": 1, "value": 511, "valueTwo": 493, "op": "SCMP_CMP_MASKED_EQ"}]},
    {"names": ["fchmodat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28,
    "args": [{"index": 2, "value": 511, "valueTwo": 493, "op": "SCMP_CMP_MASKED_EQ"}]}]'
  run in_container sh -c 'touch /x; chmod 700 /x && echo may; chmod 755 /x'
  assert_failure
  assert_output --partial may
  assert_output --partial "No space left on device"
}

@test "killing ends the process with SIGSYS" {
  for action in SCMP_ACT_KILL SCMP_ACT_KILL_PROCESS SCMP_ACT_KILL_THREAD SCMP_ACT_TRAP; do
    seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir", "mkdirat"], "action": "'$action'"}]'
    run in_container sh -c 'mkdir /x & wait $!; echo $?'
    assert_success
    assert_line $((128 + 31))
  done
}

@test "it is loaded with and without no_new_privs, and seen in /proc" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]'
  for nnp in true false; do
    change ".process.noNewPrivileges = $nnp"
    run in_container grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status
    assert_success
    assert_output "$(printf 'NoNewPrivs:\t%s\nSeccomp:\t2' "$([ $nnp = true ] && echo 1 || echo 0)")"
  done
}

@test "a filter that denies what is not named still lets the process start" {
  seccomp SCMP_ACT_ERRNO '[{"names": ["execve", "exit_group", "write", "writev", "brk", "mmap", "munmap", "mprotect",
    "arch_prctl", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "getrandom", "readlink", "readlinkat",
    "ioctl", "read", "sendmsg", "sendto", "recvmsg", "recvfrom", "poll", "ppoll", "fstat", "newfstatat", "getuid", "close", "prctl"], "action": "SCMP_ACT_ALLOW"}]'
  run in_container echo started
  assert_success
  assert_output started
  run in_container ls /
  assert_failure
}

@test "unknown calls are skipped, unknown architectures are not" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["no_such_call", "mkdir"], "action": "SCMP_ACT_ERRNO"}]'
  run in_container true
  assert_success
  change '.linux.seccomp.architectures = ["SCMP_ARCH_VAX"]'
  run in_container true
  assert_failure 1
  assert_output --partial 'architectures[0]: unknown architecture "SCMP_ARCH_VAX"'
}

@test "compiled filters are kept beside the state, and used again" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]'
  run in_container true
  assert_success
  cache=$BATS_TEST_TMPDIR/state/.seccomp
  assert_equal "$(stat -c %a "$cache")" 700
  assert_equal "$(find "$cache" -type f | wc -l)" 1
  run in_container mkdir /x
  assert_output --partial "No space left on device"
  assert_equal "$(find "$cache" -type f | wc -l)" 1
  # It is not listed as a container.
  run runtime_ list -q
  assert_output ""
}

@test "the listener goes to the agent, with the container's state" {
  require_commands python3
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: $path, listenerMetadata: "from the test",
    syscalls: [{names: ["mkdir", "mkdirat"], action: "SCMP_ACT_NOTIFY"}]}' --arg path "$BATS_TEST_TMPDIR/agent"
  # An agent that lets every call fail with ENOSPC.
  python3 - "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/agent.out" 3>&- <<'AGENT' &
import array, fcntl, json, os, socket, struct, sys
folder = sys.argv[1]
server = socket.socket(socket.AF_UNIX)
server.bind(folder + '/agent')
server.listen()
open(folder + '/ready', 'w').close()
server.settimeout(60)
connection, _ = server.accept()
text, control, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(4))
fd = array.array('i', control[0][2])[0]
state = json.loads(text)
print(state['fds'], state['metadata'], state['state']['status'], state['state']['id'], flush=True)
request = bytearray(80)
fcntl.ioctl(fd, 0xc0502100, request)
fcntl.ioctl(fd, 0xc0182101, bytearray(struct.pack('QqiI', struct.unpack_from('Q', request)[0], 0, -28, 0)))
AGENT
  agent=$!
  until [ -e "$BATS_TEST_TMPDIR/ready" ]; do kill -0 $agent || break; done
  run in_container mkdir /x
  assert_failure 1
  assert_output --partial "No space left on device"
  wait $agent
  run cat "$BATS_TEST_TMPDIR/agent.out"
  assert_output "['seccompFd'] from the test creating test-$RUN_ID-$$-$BATS_TEST_NUMBER"
}

@test "calls of the hand-shake may be notified, but for write" {
  require_commands python3
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: $path,
    syscalls: [{names: ["read", "sendmsg", "recvmsg", "capset", "close"], action: "SCMP_ACT_NOTIFY"}]}' --arg path "$BATS_TEST_TMPDIR/agent"
  # An agent that lets every call go on (SECCOMP_USER_NOTIF_FLAG_CONTINUE), until there is nobody left.
  python3 - "$BATS_TEST_TMPDIR" 3>&- <<'AGENT' &
import array, fcntl, select, socket, struct, sys
folder = sys.argv[1]
server = socket.socket(socket.AF_UNIX)
server.bind(folder + '/agent')
server.listen()
open(folder + '/ready', 'w').close()
server.settimeout(60)
for _ in range(2):
    connection, _ = server.accept()
    _, control, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(4))
    fd = array.array('i', control[0][2])[0]
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    while True:
        if poll.poll(60000)[0][1] & select.POLLHUP:
            break
        request = bytearray(80)
        try:
            fcntl.ioctl(fd, 0xc0502100, request)
            fcntl.ioctl(fd, 0xc0182101, bytearray(struct.pack('QqiI', struct.unpack_from('Q', request)[0], 0, 0, 1)))
        except OSError:
            break
AGENT
  agent=$!
  until [ -e "$BATS_TEST_TMPDIR/ready" ]; do kill -0 $agent || break; done
  local nnp
  for nnp in true false; do
    change ".process.noNewPrivileges = $nnp"
    run in_container cat /etc/passwd
    assert_success
    assert_output --partial root
  done
  wait $agent
  change '.linux.seccomp.syscalls[0].names += ["write"]'
  run in_container true
  assert_failure 1
  assert_output --partial "SCMP_ACT_NOTIFY cannot be used for the write syscall"
}

@test "an agent that is not there is an error, and nothing is left" {
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: "/nonexistent/agent",
    syscalls: [{names: ["mkdir"], action: "SCMP_ACT_NOTIFY"}]}'
  run in_container true
  assert_failure 1
  assert_output --partial "/nonexistent/agent: No such file or directory"
  run runtime_ list -q
  assert_output ""
}

# forbid ACTION CALL...: everything else is allowed.
forbid() {
  local action=$1
  shift
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: $ARGS.positional, action: $action}]}' \
    --arg action "$action" --args -- "$@"
}

@test "a filter that forbids what the runtime itself speaks with does not stop the start" {
  local nnp
  for nnp in true false; do
    change ".process.noNewPrivileges = $nnp"
    forbid SCMP_ACT_KILL_PROCESS read write readv writev sendmsg recvmsg sendto recvfrom poll ppoll setresuid setgroups \
      capget close_range umask chdir faccessat2 clone3 waitid pidfd_send_signal
    # A program that makes none of them: sh -c exit
    run in_container sh -c 'exit 7'
    assert_failure 7
    assert_output ""
    detached create "$id"
    run runtime_ start "$id"
    assert_success
    runtime_ delete --force "$id"
  done
}

@test "without no_new_privs the process has its own capabilities and no more, whatever the filter's loading needed" {
  forbid SCMP_ACT_ERRNO mkdir
  change '.process.noNewPrivileges = false | .process.user = {uid: $uid, gid: 0} | .process.capabilities =
    (["CAP_KILL", "CAP_CHOWN"] as $c | {bounding: $c, effective: $c, permitted: $c, inheritable: $c, ambient: $c})' --argjson uid 0
  run in_container grep -E '^(Cap|Seccomp:)' /proc/self/status
  assert_line --regexp '^CapPrm:.*0000000021$'
  assert_line --regexp '^CapEff:.*0000000021$'
  assert_line --regexp '^CapBnd:.*0000000021$'
  assert_line --regexp '^CapAmb:.*0000000021$'
  assert_line --regexp '^Seccomp:.*2$'
  change '.process.user.uid = 1000'
  run in_container grep -E '^Cap' /proc/self/status
  assert_line --regexp '^CapPrm:.*0000000021$'
  assert_line --regexp '^CapEff:.*0000000021$'
  # As for exec.
  change '.process.args = ["sleep", "1000"]'
  detached run --detach "$id"
  run runtime_ exec "$id" grep -E '^(CapEff|CapPrm|Seccomp):' /proc/self/status
  assert_line --regexp '^CapPrm:.*0000000021$'
  assert_line --regexp '^CapEff:.*0000000021$'
  assert_line --regexp '^Seccomp:.*2$'
  runtime_ delete --force "$id"
}

@test "an errno is for ERRNO and TRACE, metadata for a listener" {
  seccomp SCMP_ACT_ALLOW '[{"names": ["mkdir"], "action": "SCMP_ACT_KILL", "errnoRet": 1}]'
  run in_container true
  assert_failure 1
  assert_output --partial "linux.seccomp: syscalls[0].errnoRet: is for SCMP_ACT_ERRNO and SCMP_ACT_TRACE only"
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", defaultErrnoRet: 5}'
  run in_container true
  assert_output --partial "linux.seccomp: defaultErrnoRet: is for"
  change '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerMetadata: "x"}'
  run in_container true
  assert_output --partial "listenerMetadata: must not be set without listenerPath"
}

@test "every flag that features calls supported can be asked for" {
  local flags
  flags=$(runtime features | jq -c .linux.seccomp.supportedFlags)
  forbid SCMP_ACT_ERRNO mkdir
  change '.linux.seccomp.flags = $f' --argjson f "$flags"
  run in_container true
  assert_success
}

# `runtime run`: a process in its own namespaces, its exit code, its surroundings.

load helpers
load bundle

setup() {
  require_root
  make_bundle
}

teardown() {
  no_containers_left
  [ ! -d "$BATS_TEST_TMPDIR/state" ] || assert_equal "$(find "$BATS_TEST_TMPDIR/state" -mindepth 1 -not -path '*/.*')" ""
}

@test "the exit code of the process is the runtime's" {
  run in_container sh -c 'exit 42'
  assert_equal "$status" 42
}

@test "a signal's exit code is 128 and its number" {
  run in_container sh -c 'kill -9 $$'
  # The first process of a pid namespace is safe from itself: a child is not.
  assert_equal "$status" 0
  run in_container sh -c 'sh -c "kill -9 \$\$"; exit $?'
  assert_equal "$status" 137
}

@test "a word with a slash is a bundle, its base name the id" {
  change '.process.args = ["hostname"] | .hostname = "inside"'
  cd "$BATS_TEST_TMPDIR"
  mv bundle "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  run runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER/"
  assert_success
  assert_output inside
}

@test "a bare word is an id, also where a folder has that name" {
  mkdir bundle
  run runtime_ run bundle other
  assert_failure
  assert_output --partial "more than one container id"
}

@test "the process has its own pid namespace, host name and mounts" {
  run in_container sh -c 'echo $$; hostname; ls /proc/1/root/ | grep -c bin; ip link | grep -c ^1'
  assert_success
  assert_line --index 0 1
}

@test "a missing bundle, a missing config.json and a missing rootfs are named" {
  run runtime_ run /nowhere/
  assert_failure 1
  assert_output "runtime run: bundle /nowhere/: No such file or directory"
  mkdir "$BATS_TEST_TMPDIR/empty"
  run runtime_ run "$BATS_TEST_TMPDIR/empty/"
  assert_failure 1
  assert_output --partial "empty/config.json: No such file or directory"
  change '.root.path = "gone"'
  run in_container true
  assert_failure 1
  assert_output --partial "root.path $BATS_TEST_TMPDIR/bundle/gone: No such file or directory"
}

@test "what cannot be executed is told in the words that orchestrators look for" {
  run in_container nosuch
  assert_failure 1
  assert_output --partial 'exec: "nosuch": executable file not found in $PATH'
  run in_container /no/such
  assert_failure 1
  assert_output --partial 'exec: "/no/such": no such file or directory'
  run in_container /etc/passwd
  assert_failure 1
  assert_output --partial 'exec: "/etc/passwd": permission denied'
  run in_container /etc
  assert_failure 1
  assert_output --partial 'exec: "/etc": is a directory'
}

@test "HOME comes from the root's passwd where config.json has none" {
  run in_container sh -c 'echo $HOME'
  assert_output /root
  change '.process.user = {uid: 65534, gid: 65534}'
  run in_container sh -c 'echo $HOME'
  assert_output /home
  change '.process.env += ["HOME=/own"]'
  run in_container sh -c 'echo $HOME'
  assert_output /own
}

@test "user, groups and umask are as config.json says" {
  change '.process.user = {uid: 1000, gid: 1001, additionalGids: [5, 6], umask: 63}'
  run in_container sh -c 'id -u; id -g; id -G; umask'
  assert_success
  assert_line --index 0 1000
  assert_line --index 1 1001
  assert_line --index 2 "1001 5 6"
  assert_line --index 3 0077
}

@test "rlimits are set; one above the hard limit is named" {
  change '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 100, hard: 200}]'
  run in_container sh -c 'ulimit -Sn; ulimit -Hn'
  assert_line --index 0 100
  assert_line --index 1 200
}

@test "oom score, no_new_privs, hostname, domainname and sysctl are set" {
  change '.process.oomScoreAdj = 500 | .process.noNewPrivileges = true | .hostname = "h" | .domainname = "d"'
  change '.linux.sysctl = {"kernel.msgmax": "8000", "net.ipv4.ip_forward": "1"}'
  run in_container sh -c 'cat /proc/self/oom_score_adj; grep NoNewPrivs /proc/self/status; hostname
    cat /proc/sys/kernel/domainname /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward'
  assert_success
  assert_line --index 0 500
  assert_line --index 1 --regexp 'NoNewPrivs:.1'
  assert_line --index 2 h
  assert_line --index 3 d
  assert_line --index 4 8000
  assert_line --index 5 1
}

@test "a namespace with a path is joined" {
  unshare --net sh -c 'ip link set lo up; exec sleep 1000' 3>&- &
  local holder=$!
  until [ "$(cat /proc/$holder/comm)" = sleep ]; do :; done
  change '.linux.namespaces |= map(if .type == "network" then .path = $p else . end)' --arg p "/proc/$holder/ns/net"
  local namespace
  namespace=$(readlink /proc/$holder/ns/net)
  run in_container readlink /proc/self/ns/net
  kill $holder
  assert_output "$namespace"
}

@test "a pid namespace with a path is joined" {
  unshare --pid --fork --kill-child sleep 1000 3>&- &
  local holder=$!
  until pgrep -P $holder >/dev/null; do :; done
  local inner
  inner=$(pgrep -P $holder)
  change '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' --arg p "/proc/$inner/ns/pid"
  local namespace
  namespace=$(readlink "/proc/$inner/ns/pid")
  run in_container readlink /proc/self/ns/pid
  # The first of its namespace hears nothing else, and unshare waits for it.
  kill -KILL "$inner"
  wait $holder || true
  assert_output "$namespace"
}

@test "a namespace path that is none is named" {
  change '.linux.namespaces |= map(if .type == "network" then .path = "/nowhere" else . end)'
  run in_container true
  assert_failure 1
  assert_output --partial "network namespace: /nowhere: No such file or directory"
}

@test "a user namespace maps its ids" {
  change '.linux.namespaces += [{type: "user"}] |
    .linux.uidMappings = [{containerID: 0, hostID: 0, size: 1000}] | .linux.gidMappings = .linux.uidMappings'
  run in_container sh -c 'cat /proc/self/uid_map; echo >/dev/null && ls -l /dev/null | cut -c1'
  assert_success
  assert_output --regexp '0 +0 +1000'
  assert_line --index 1 c
}

@test "SIGTERM to the runtime reaches the process" {
  mkfifo "$BATS_TEST_TMPDIR/ready"
  change '.mounts += [{destination: "/ready", source: $f, options: ["bind"]}]' --arg f "$BATS_TEST_TMPDIR/ready"
  change '.process.args = ["sh", "-c", "trap \"exit 9\" TERM; echo >/ready; while :; do sleep 1000 & wait; done"]'
  runtime --root "$BATS_TEST_TMPDIR/state" run "test-$RUN_ID-$$-$BATS_TEST_NUMBER" 3>&- &
  local pid=$!
  read -r _ <"$BATS_TEST_TMPDIR/ready"
  kill -TERM $pid
  local code=0
  wait $pid || code=$?
  assert_equal "$code" 9
}

@test "--preserve-fds passes descriptors on, and no others" {
  change '.process.args = ["sh", "-c", "cat <&3; ls /proc/self/fd | wc -l"]'
  echo hello >"$BATS_TEST_TMPDIR/three"
  run runtime_ run --preserve-fds 1 "test-$RUN_ID-$$-$BATS_TEST_NUMBER" 3<"$BATS_TEST_TMPDIR/three" 4</dev/null 9</dev/null
  assert_success
  assert_line --index 0 hello
  assert_line --index 1 5
  # More than there are: those that are there, and none of the runtime's own.
  run runtime_ run --preserve-fds 40 "test-$RUN_ID-$$-$BATS_TEST_NUMBER" 3<"$BATS_TEST_TMPDIR/three" 4>&- 9</dev/null
  assert_success
  assert_line --index 0 hello
}

@test "--pid-file, --detach, --log as JSON" {
  change '.process.args = ["sleep", "1000"]'
  run detached run --detach --pid-file "$BATS_TEST_TMPDIR/pid" "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
  assert_equal "$(cat "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/comm")" sleep
  run runtime_ --log "$BATS_TEST_TMPDIR/log" --log-format json run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_failure 1
  assert_output --partial "already exists"
  run jq -r '.level, .msg' "$BATS_TEST_TMPDIR/log"
  assert_line --index 0 error
  assert_line --index 1 --partial "already exists"
  runtime_ delete --force "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
}

@test "--version has runc's lines" {
  run runtime --version
  assert_success
  assert_line --index 0 --regexp '^runtime version [0-9.]+$'
  assert_line --index 1 --regexp '^commit: '
  assert_line --index 2 'spec: 1.3.0'
  assert_line --index 3 --regexp '^libseccomp: '
}

@test "--config names another file than the bundle's config.json" {
  change '.process.args = ["echo", "from the other"]'
  mv config.json other.json
  run runtime_ run -f other.json "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
  assert_output "from the other"
  run runtime_ run --config missing.json "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_failure 1
  assert_output --partial "missing.json: No such file or directory"
}

@test "--keep leaves the container, stopped, until it is deleted" {
  change '.process.args = ["true"]'
  runtime_ run --keep "kept-$$"
  run runtime_ state "kept-$$"
  assert_output --partial '"status": "stopped"'
  runtime_ delete "kept-$$"
}

@test "--pidfd-socket sends a pidfd of the process; --pidfd-socket to nobody is an error" {
  receive_pidfd "$BATS_TEST_TMPDIR/pidfd" >"$BATS_TEST_TMPDIR/heard" 3>&- &
  local receiver=$!
  until grep -q ready "$BATS_TEST_TMPDIR/heard"; do :; done
  change '.process.args = ["sleep", "1000"]'
  detached run --detach --pid-file "$BATS_TEST_TMPDIR/pid" --pidfd-socket "$BATS_TEST_TMPDIR/pidfd" "test-$RUN_ID-$$-pidfd"
  wait $receiver
  assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/heard")" "$(cat "$BATS_TEST_TMPDIR/pid")"
  runtime_ delete --force "test-$RUN_ID-$$-pidfd"

  annotated=$BATS_TEST_TMPDIR/annotated
  receive_pidfd "$annotated" >"$BATS_TEST_TMPDIR/heard" 3>&- &
  receiver=$!
  until grep -q ready "$BATS_TEST_TMPDIR/heard"; do :; done
  change '.annotations["run.oci.pidfd_receiver"] = $path' --arg path "$annotated"
  detached run --detach --pid-file "$BATS_TEST_TMPDIR/pid" "test-$RUN_ID-$$-pidfd"
  wait $receiver
  assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/heard")" "$(cat "$BATS_TEST_TMPDIR/pid")"
  runtime_ delete --force "test-$RUN_ID-$$-pidfd"

  run runtime_ create --pidfd-socket "$BATS_TEST_TMPDIR/nobody" "test-$RUN_ID-$$-pidfd"
  assert_failure 1
  assert_output --partial "pidfd socket: $BATS_TEST_TMPDIR/nobody"
}

@test "of a variable that is given twice the last one counts; an empty HOME is none" {
  change '.process.env = ["PATH=/bin", "A=1", "HOME=", "A=2", "B=3"]'
  run in_container env
  assert_line A=2
  refute_line A=1
  assert_line HOME=/root
  change '.process.env = ["PATH=/bin", "alone"]'
  run in_container env
  assert_failure
  assert_output --partial '"alone" is not NAME=VALUE'
}

@test "a working folder that only the runtime may enter is entered" {
  mkdir rootfs/closed
  chown 7:7 rootfs/closed
  chmod 700 rootfs/closed
  change '.process.cwd = "/closed" | .process.user.uid = 1000'
  run in_container pwd
  assert_success
}

@test "a filter that knows few calls hides no program" {
  change '.process.noNewPrivileges = false | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [{names: ["faccessat2", "close_range"], action: "SCMP_ACT_ERRNO"}]}'
  run in_container echo found
  assert_output found
}

@test "-h is --help, -v is --version" {
  run runtime -v
  assert_success
  assert_line --partial "spec: "
  run runtime -h
  assert_success
  assert_output --partial "Verbs:"
  run runtime run -h
  assert_success
  assert_output --partial "--keep"
}

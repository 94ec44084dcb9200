# Containers that a person starts: `run -d bundle/` and what looks after it.

load helpers
load bundle
load supervised

setup() { setup_supervised; }
teardown() { teardown_supervised; }

supervisor() { jq .supervisor "$BATS_TEST_TMPDIR/state/.supervised/$id/status.json"; }

@test "run -d: the id is printed, the container is listed, its words are logged by stream" {
  program 'echo hello; echo error >&2; printf end'
  run -0 start --name web
  assert_output "$id"
  run -0 runtime_ wait web
  assert_output 0
  run -0 --separate-stderr runtime_ logs web
  assert_output "$(printf 'hello\nend')"
  assert_equal "$stderr" error
  run -0 cat container.log
  assert_line --regexp '^20[0-9-]*T[0-9:]*\.[0-9]{9}Z stdout F hello$'
  assert_line --regexp '^20[0-9-]*T[0-9:]*\.[0-9]{9}Z stderr F error$'
  assert_line --regexp '^20[0-9-]*T[0-9:]*\.[0-9]{9}Z stdout P end$'
}

@test "containers: Docker's columns; those that have ended with --all" {
  program 'exit 3'
  start --name ended
  run -0 runtime_ wait ended
  assert_output 3
  until_is exited
  run -0 runtime_ containers
  assert_output "CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES"
  run -0 runtime_ containers -a
  assert_line --index 1 --regexp '^test-[^ ]* +"sh -c .exit 3." +.* ago +Exited \(3\) .* ago +ended$'
  run -0 runtime_ containers -a --filter exited=3 --format '{{.Names}} {{.State}} {{.Command}}'
  assert_output "ended exited \"sh -c 'exit 3'\""
  run -0 runtime_ containers -a --filter status=running -q
  assert_output ""
  run -1 runtime_ containers --filter color=red
  assert_output "runtime containers: invalid filter 'color'"
}

@test "stop: the stop signal, then SIGKILL; start begins a new life of the same bundle" {
  change '.annotations["org.opencontainers.image.stopSignal"] = "SIGUSR1"'
  program 'trap "echo asked; exit 7" USR1; echo ready; while :; do sleep 0.01; done'
  start
  until grep -q ready container.log; do :; done
  run -0 runtime_ stop "$id"
  assert_output "$id"
  run -0 inspect '{{.State.Status}} {{.State.ExitCode}}'
  assert_output "exited 7"
  run -0 runtime_ logs "$id"
  assert_line asked
  program 'echo deaf; exec sleep 1000'
  run -0 runtime_ start "$id" 3>&-
  until grep -q deaf container.log; do :; done
  run -0 runtime_ stop --time 0 "$id"
  run -0 runtime_ wait "$id"
  assert_output 137
}

@test "restart policies: on-failure so often, always until it is stopped by hand" {
  program 'echo life; exit 3'
  start --restart on-failure:2
  until_is exited
  run -0 grep -c life container.log
  assert_output 3
  run -0 inspect '{{.RestartCount}} {{.HostConfig.RestartPolicy.Name}}'
  assert_output "2 on-failure"
  runtime_ rm "$id"
  program 'echo again; exec sleep 1000'
  start --restart always
  pid=$(inspect '{{.State.Pid}}')
  kill -KILL "$pid" # not by hand: nobody told the supervisor
  until [ "$(grep -c again container.log)" -eq 2 ]; do :; done
  run -0 runtime_ kill "$id" KILL
  until_is exited
  run -0 grep -c again container.log
  assert_output 2
  run -1 start --restart sometimes
  assert_output --partial '--restart: invalid restart policy "sometimes"'
}

@test "kill with KILL returns once it has ended, so that rm can follow, however long its end takes" {
  program 'exec sleep 1000'
  change '.hooks.poststop = [{path: "/bin/sh", args: ["sh", "-c", "sleep 0.5"]}]'
  start
  run -0 runtime_ kill "$id" KILL
  run -0 runtime_ rm "$id"
}

@test "restart: a new first process; a stopped container is started" {
  program 'trap "exit 0" TERM; while :; do sleep 0.01; done'
  start
  first=$(inspect '{{.State.Pid}}')
  run -0 runtime_ restart "$id"
  second=$(inspect '{{.State.Pid}}')
  [ "$second" -gt 0 ] && [ "$first" != "$second" ]
  runtime_ stop --time 0 "$id"
  run -0 runtime_ restart "$id" 3>&-
  run -0 inspect '{{.State.Status}}'
  assert_output running
}

@test "restart between two lives does not wait for the policy" {
  program 'exit 3'
  start --restart always
  until_is restarting
  run -0 runtime_ restart "$id"
  assert_output "$id"
  run -0 runtime_ stop "$id"
  run -0 inspect '{{.State.Status}}'
  assert_output exited
}

@test "the id of a supervised container is taken, also once it has ended" {
  program 'exit 0'
  start
  until_is exited
  for verb in create run; do
    run -1 runtime_ $verb "$id"
    assert_output "runtime $verb: container with id \"$id\" already exists (\`runtime rm\` deletes it)"
  done
  runtime_ rm "$id"
  run -0 runtime_ run "$id"
}

@test "a supervisor that is killed: state says so, the container loses nothing, start gives it a new one" {
  mkfifo "$BATS_TEST_TMPDIR/go"
  change '.mounts += [{destination: "/go", source: $f, options: ["bind"]}]' --arg f "$BATS_TEST_TMPDIR/go"
  mkdir -p rootfs && touch rootfs/go
  program 'echo one; until read x </go; do :; done; echo two; until read x </go; do :; done; exit 9'
  start
  until grep -q one container.log; do :; done
  kill -KILL "$(supervisor)"
  run -0 jq -r '.status + " " + .supervisor' <(until_killed)
  assert_output "running killed"
  run -0 runtime_ containers --format '{{.Status}}'
  assert_output --partial "(supervisor killed)"
  echo >"$BATS_TEST_TMPDIR/go"
  run -0 runtime_ start "$id" 3>&-
  until grep -q two container.log; do :; done
  run -0 runtime_ state "$id"
  assert_output --partial '"supervisor": "running"'
  echo >"$BATS_TEST_TMPDIR/go"
  until_is exited
}
# The kernel takes a moment to close its socket.
@test "an end that nobody saw, since the supervisor was killed, too: 255, and start goes on" {
  program 'exec sleep 1000'
  start
  read -r supervisor pid <<<"$(inspect '{{.State.SupervisorPid}} {{.State.Pid}}')"
  kill -KILL "$supervisor" "$pid"
  tail --pid="$supervisor" -f /dev/null
  until_is exited
  run -0 runtime_ wait "$id"
  assert_output 255
  run -0 runtime_ containers -a --format '{{.Status}}'
  assert_output --partial "Exited (255)"
  runtime_ start "$id" 3>&-
  until_is running
}

until_killed() {
  until runtime_ state "$id" | grep -q '"killed"'; do :; done
  runtime_ state "$id"
}

@test "what cannot start leaves nothing, and says why" {
  change '.process.args = ["/nowhere"]'
  run -1 start
  assert_output 'runtime run: init: executable: exec: "/nowhere": no such file or directory'
  assert_equal "$(runtime_ containers -a -q)" ""
  run -1 runtime_ state "$id"
  assert_output --partial "does not exist"
}

@test "names: given or made up, taken once, changed; ids may be shortened" {
  program 'exec sleep 1000'
  start --name one
  make_bundle "$BATS_TEST_TMPDIR/$id-second"
  program 'exec sleep 1000'
  run -1 start --name one
  assert_output --partial 'The container name "/one" is already in use by container "'"$id"'"'
  start
  run -0 runtime_ inspect -f '{{.Name}}' "$id-second"
  assert_output --regexp '^/[a-z]+_[a-z]+$'
  run -1 runtime_ rename "$id-second" one
  run -0 runtime_ rename "$id-second" two
  run -0 runtime_ exec two echo inside
  assert_output inside
  run -0 runtime_ kill "$id-s" KILL
  run -1 runtime_ stop test-
  assert_output --partial "Multiple IDs found with provided prefix: test-"
  run -1 runtime_ stop nobody
  assert_output 'runtime stop: container "nobody" does not exist'
}

@test "inspect: what is there is shown, what is not there is told" {
  program 'exec sleep 1000'
  start
  run -1 --separate-stderr runtime_ inspect nobody "$id"
  assert_equal "$(jq -r '.[0] | [.Id, .Path, (.Args | join(" ")), .State.Running, .HostConfig.LogConfig.Type] | join("|")' <<<"$output")" \
    "$id|sh|-c exec sleep 1000|true|cri"
  assert_equal "$stderr" 'runtime inspect: container "nobody" does not exist'
  run -1 --separate-stderr runtime_ inspect nobody
  assert_output "[]"
  run -1 inspect '{{.Nothing}}'
  assert_output --partial 'map has no entry for key "Nothing"'
}

@test "rm and prune: only what has ended; --rm: by itself" {
  program 'exec sleep 1000'
  start
  run -1 runtime_ rm "$id"
  assert_output --partial "You cannot remove a running container $id. Stop the container before attempting removal or force remove"
  run -1 runtime_ delete "$id"
  assert_output --partial "You cannot remove a running container $id. Stop the container before attempting removal or force remove"
  run -0 runtime_ prune -f
  assert_output ""
  run -0 runtime_ rm -f "$id"
  assert_output "$id"
  program 'exit 0'
  start
  until_is exited
  run -0 runtime_ prune <<<n
  assert_output --partial "This will remove all stopped containers."
  run -0 runtime_ prune -f
  assert_output "$(printf 'Deleted Containers:\n%s' "$id")"
  start --rm
  until [ -z "$(runtime_ containers -aq)" ]; do :; done
  run -1 start --rm --restart always
  assert_output --partial "Conflicting options: --restart and --rm"
}

@test "a container that an orchestrator made is not supervised" {
  program 'exec sleep 1000'
  detached run -d "$id"
  run -0 runtime_ containers -a -q
  assert_output ""
  run -1 runtime_ logs "$id"
  assert_output --partial "is not supervised"
  run -1 detached run -d --restart always -b . "$id-other"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/detached.log" | head -n 1)" \
    'runtime run: options of supervised containers without one (`runtime run -d BUNDLE/` starts one)'
  runtime_ delete --force "$id"
}

@test "killed for want of memory" {
  change '.linux.resources.memory = {limit: 8388608, swap: 8388608}'
  program 'x=a; while :; do x=$x$x; done'
  start
  until_is exited
  run -0 inspect '{{.State.OOMKilled}} {{.State.ExitCode}}'
  assert_output "true 137"
}

@test "create BUNDLE/: made and listed, then started" {
  program 'exit 4'
  run -0 runtime_ create --name later --restart on-failure:1 "$PWD/"
  assert_output "$id"
  run -0 runtime_ containers -a --format '{{.Names}} {{.Status}}'
  assert_output "later Created"
  run -0 status_of later
  assert_output created
  run -1 runtime_ exec -u root later true
  assert_output "runtime exec: Container $id is not running"
  run -0 runtime_ wait later
  assert_output 0
  run -0 runtime_ start later 3>&-
  until_is exited
  run -0 inspect '{{.State.ExitCode}} {{.RestartCount}}'
  assert_output "4 1"
  run -1 runtime_ create --name other -b "$PWD" "$id-other"
  assert_output 'runtime create: options of supervised containers without one (`runtime create BUNDLE/` makes one)'
}

@test "pause, unpause and update of several; update --restart holds from the next end on" {
  program 'exec sleep 1000'
  start --name one
  make_bundle "$BATS_TEST_TMPDIR/$id-second"
  program 'exec sleep 1000'
  start --name two
  run -0 runtime_ pause one two
  assert_output "$(printf 'one\ntwo')"
  run -0 runtime_ containers --filter status=paused -q --no-trunc
  assert_equal "${#lines[@]}" 2
  run -1 runtime_ unpause nobody two
  assert_output "$(printf 'runtime resume: container "nobody" does not exist\ntwo')"
  run -0 runtime_ update --restart always --pids-limit 50 one two
  assert_output "$(printf 'one\ntwo')"
  run -0 runtime_ unpause one
  pid=$(inspect '{{.State.Pid}}')
  kill -KILL "$pid"
  until [ "$(inspect '{{.RestartCount}} {{.State.Status}}')" = "1 running" ]; do :; done
  run -0 runtime_ update --restart no one
  kill -KILL "$(inspect '{{.State.Pid}}')"
  until_is exited
  run -1 runtime_ update --restart sometimes one
  assert_output --partial '--restart: invalid restart policy "sometimes"'
}

@test "exec as Docker's users type it: -it, -i, -w, -u NAME, --privileged, -d" {
  printf 'root:x:0:0::/root:/bin/sh\napp:x:1001:1002::/home:/bin/sh\n' >rootfs/etc/passwd
  printf 'root:x:0:\napps:x:1002:\nvideo:x:44:app\n' >rootfs/etc/group
  program 'exec sleep 1000'
  start
  run -0 runtime_ exec "$id" cat <<<"not for it"
  assert_output ""
  run -0 runtime_ exec -i "$id" cat <<<"for it"
  assert_output "for it"
  run -0 runtime_ exec -w /tmp -e A=1 -u app "$id" sh -c 'pwd; echo $A; id -u; id -G'
  assert_output "$(printf '/tmp\n1\n1001\n1002 44')"
  run -127 runtime_ exec "$id" nothing-like-it
  assert_output 'runtime exec: executable: exec: "nothing-like-it": executable file not found in $PATH'
  run -126 runtime_ exec "$id" /etc
  run -126 runtime_ exec -u nobody-here "$id" true
  assert_output "runtime exec: unable to find user nobody-here: no matching entries in passwd file"
  rm rootfs/etc/passwd && mkfifo rootfs/etc/passwd # nobody will write to it
  run -126 runtime_ exec -u app "$id" true
  assert_output "runtime exec: unable to find user app: no matching entries in passwd file"
  run -0 runtime_ exec --privileged "$id" grep CapEff /proc/self/status
  assert_output "$(grep CapBnd /proc/self/status | sed s/CapBnd/CapEff/)"
  runtime_ exec -d -i -t "$id" sh -c 'echo lost; exec cat'
  until runtime_ exec "$id" ps -o args | grep -qx cat; do :; done
  runtime_ delete --force "$id"
  detached run -d "$id-plain"
  run -255 runtime_ exec --privileged "$id-plain" true
  assert_output "runtime exec: --privileged: the container is not supervised (see --cap)"
  runtime_ delete --force "$id-plain"
}

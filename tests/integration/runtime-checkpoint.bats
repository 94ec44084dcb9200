# `checkpoint` and `restore`. They need a kernel that CRIU works on: `make check-vm VM=qemu` has one.

load helpers
load bundle
load checkpoint

setup() {
  require_root
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

@test "a container goes on where it was, and leaves nothing between" {
  require_criu
  counting_bundle
  start_detached
  local before after
  before=$(count_above 3)
  run -0 checkpoint_
  run -1 runtime_ state "$id"
  assert_output --partial "does not exist"
  no_containers_left
  before=$(cat rootfs/tmp/count)
  run -0 restore_ --pid-file "$BATS_TEST_TMPDIR/pid"
  after=$(count_above "$before")
  assert [ "$after" -lt $((before + 100)) ]
  run runtime_ state "$id"
  assert_equal "$(jq -r '[.status, .pid] | @tsv' <<<"$output")" $'running\t'"$(cat "$BATS_TEST_TMPDIR/pid")"
  assert_equal "$(findmnt --list --output TARGET | grep -c criu-root)" 0
  assert_file_not_exist "$BATS_TEST_TMPDIR/state/$id/criu-root"
  runtime_ delete --force "$id"
  no_containers_left
}

@test "mounts, masks and what is read-only are as before" {
  require_criu
  counting_bundle
  mkdir one two
  echo from-one >one/file
  ln -s /tmp rootfs/linked
  change '.root.readonly = true | .mounts += [
    {type: "tmpfs", source: "tmpfs", destination: "/tmp", options: ["nosuid", "size=1m"]},
    {type: "bind", source: "one", destination: "/one", options: ["bind", "ro"]},
    {type: "bind", source: "two", destination: "/one/../var", options: ["rbind"]},
    {type: "bind", source: "one/file", destination: "/linked/file", options: ["bind"]}]'
  start_detached
  local look='cut -d" " -f4-6 /proc/self/mountinfo | sort; cat /one/file /tmp/file; wc -c </proc/kcore; stat -c "%A %U %G %t %T %n" /dev /dev/*;
    echo x 2>&1 >/x; echo x 2>&1 >/proc/sys/kernel/hostname; echo x 2>&1 >/one/x
    true'
  runtime_ exec "$id" sh -c "$look" >"$BATS_TEST_TMPDIR/before"
  run -0 checkpoint_
  run -0 restore_
  runtime_ exec "$id" sh -c "$look" >"$BATS_TEST_TMPDIR/after"
  run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
  assert_output ""
  runtime_ exec "$id" touch /var/written
  assert_file_exist two/written
}

@test "a root that is an overlay comes back" {
  require_criu
  counting_bundle
  mkdir upper work
  mv rootfs lower
  mkdir rootfs
  change '.mounts = [{destination: "/", type: "overlay", source: "overlay",
    options: ["lowerdir=lower", "upperdir=upper", "workdir=work"]}] + .mounts'
  start_detached
  until [ -s upper/tmp/count ]; do :; done
  run -0 checkpoint_
  local before
  before=$(cat upper/tmp/count)
  run -0 restore_
  until [ "$(cat upper/tmp/count || echo 0)" -gt "$before" ]; do :; done
  run -0 runtime_ exec "$id" sh -c 'grep -c "overlay /\|overlay overlay" /proc/self/mountinfo'
}

@test "again and again, with processes that exec added" {
  require_criu
  counting_bundle
  start_detached
  local pid= round
  for round in 1 2; do
    run -0 checkpoint_
    run -0 restore_
    if [ -n "$pid" ]; then runtime_ exec "$id" kill -0 "$pid"; fi
    pid=$(runtime_ exec "$id" sh -c 'sleep 1000 </dev/null >/dev/null 2>&1 & echo $!')
  done
}

@test "standard input and outputs are pipes, which are those of restore then" {
  require_criu
  make_bundle
  change '.process.args = ["sh", "-c", "while read -r line; do echo \"heard $line\"; done; echo done >&2"]'
  cd "$BATS_TEST_TMPDIR/bundle"
  mkfifo in
  sleep 1000 >in 3>&- &
  local holder=$!
  cat in 3>&- | runtime_ run --detach "$id" 2>&1 >/dev/null | cat >/dev/null 3>&- &
  until [ "$(status_of "$id" 2>/dev/null)" = running ]; do :; done
  run -0 checkpoint_
  assert_equal "$(jq -r '.[0], .[2]' "$BATS_TEST_TMPDIR/images/descriptors.json" | grep -c 'pipe:\[')" 2
  kill $holder
  echo again | runtime_ restore --image-path "$BATS_TEST_TMPDIR/images" --work-path "$BATS_TEST_TMPDIR/logs" "$id" 2>"$BATS_TEST_TMPDIR/err" | cat >"$BATS_TEST_TMPDIR/out"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/err")" done
}

@test "--leave-running leaves it running" {
  require_criu
  counting_bundle
  start_detached
  count_above 1
  run -0 checkpoint_ --leave-running
  assert_equal "$(status_of "$id")" running
  count_above "$(cat rootfs/tmp/count)"
  assert_file_exist "$BATS_TEST_TMPDIR/images/inventory.img"
}

@test "a paused container is saved as it is" {
  require_criu
  counting_bundle
  start_detached
  count_above 1
  runtime_ pause "$id" || skip "no pause"
  run -0 checkpoint_
  run -1 runtime_ state "$id"
  no_containers_left
}

@test "--pre-dump saves memory, and the next checkpoint only what changed" {
  require_criu
  counting_bundle
  start_detached
  count_above 1
  run -0 runtime_ checkpoint --pre-dump --image-path "$BATS_TEST_TMPDIR/first" "$id"
  assert_equal "$(status_of "$id")" running
  run -0 checkpoint_ --parent-path ../first
  assert_equal "$(readlink "$BATS_TEST_TMPDIR/images/parent")" ../first
  local before
  before=$(cat rootfs/tmp/count)
  run -0 restore_
  count_above "$before"
}

@test "--lazy-pages: memory comes over the network, after the restore" {
  require_criu
  criu check --feature uffd-noncoop || skip "no userfaultfd for others"
  counting_bundle
  start_detached
  count_above 1
  mkfifo "$BATS_TEST_TMPDIR/ready"
  runtime_ checkpoint --lazy-pages --page-server 127.0.0.1:27277 --status-fd 8 --image-path "$BATS_TEST_TMPDIR/images" \
    --work-path "$BATS_TEST_TMPDIR/logs" "$id" 8>"$BATS_TEST_TMPDIR/ready" 3>&- &
  local saver=$!
  assert_equal "$(od -An -tx1 -N1 "$BATS_TEST_TMPDIR/ready")" " 00" # its writers stay
  criu lazy-pages --page-server --address 127.0.0.1 --port 27277 -D "$BATS_TEST_TMPDIR/images" \
    -W "$BATS_TEST_TMPDIR/images" >/dev/null 2>&1 3>&- &
  local fetcher=$! saved=$id
  id=$id-restored
  run -0 runtime_ restore --detach --lazy-pages --image-path "$BATS_TEST_TMPDIR/images" "$id" </dev/null 3>&-
  wait $saver
  wait $fetcher
  count_above "$(cat rootfs/tmp/count)"
  run -1 runtime_ state "$saved"
}

@test "limits hold again, and with --manage-cgroups-mode ignore it is another cgroup" {
  require_criu
  counting_bundle
  change ".linux.resources = {pids: {limit: 23}} | .linux.cgroupsPath = \"/$id/first\""
  start_detached
  run -0 checkpoint_ --manage-cgroups-mode ignore
  change ".linux.cgroupsPath = \"/$id/second\""
  run -0 restore_ --manage-cgroups-mode ignore
  # CRIU leaves it in the host's cgroup namespace then, as with runc: the host's files tell.
  assert_equal "$(cat "/sys/fs/cgroup/$id/second/pids.max")" 23
  assert_equal "$(sed -n s/^0:://p "/proc/$(runtime_ state "$id" | jq .pid)/cgroup")" "/$id/second"
  assert_dir_not_exist "/sys/fs/cgroup/$id/first"
  runtime_ delete --force "$id"
  rmdir "/sys/fs/cgroup/$id"
}

@test "a network namespace that others made is joined again" {
  require_criu
  counting_bundle
  ip netns add "$id"
  change ".linux.namespaces |= map(if .type == \"network\" then .path = \"/run/netns/$id\" else . end)"
  start_detached
  run -0 checkpoint_
  run -0 restore_
  local inode
  inode=$(stat -L -c %i "/run/netns/$id")
  assert_equal "$(readlink "/proc/$(runtime_ state "$id" | jq .pid)/ns/net")" "net:[$inode]"
  ip netns delete "$id"
}

@test "hooks run with the restored process, and poststop after the checkpoint" {
  require_criu
  counting_bundle
  printf '#!/bin/sh\njq -r "\\"$1 \\(.pid) \\(.status)\\"" >>%s\n' "$BATS_TEST_TMPDIR/hooks" >hook
  chmod +x hook
  change "def hook(n): [{path: \"$PWD/hook\", args: [\"hook\", n], env: [\"PATH=$PATH\"]}];
    .hooks = {prestart: hook(\"prestart\"), createRuntime: hook(\"createRuntime\"), poststop: hook(\"poststop\")}"
  start_detached
  : >"$BATS_TEST_TMPDIR/hooks"
  run -0 checkpoint_
  run -0 restore_
  local pid
  pid=$(runtime_ state "$id" | jq .pid)
  run cat "$BATS_TEST_TMPDIR/hooks"
  assert_line --index 0 --regexp '^poststop (0|null) stopped$'
  assert_line --index 1 "prestart $pid creating"
  assert_line --index 2 "createRuntime $pid creating"
  runtime_ delete --force "$id"

  # One that fails: nothing is left.
  change '.hooks.createRuntime[0].path = "/bin/false" | .hooks.createRuntime[0].args = ["false"]'
  run -1 restore_
  assert_output --partial "error running createRuntime hook #0: /bin/false: exit status 1"
  run -1 runtime_ state "$id"
  no_containers_left
}

@test "a terminal comes back through the console socket" {
  require_criu
  require_commands python3
  make_bundle
  change '.process.terminal = true | .process.args = ["sh", "-c", "while read -r line; do echo \"heard $line\"; done"]'
  local round
  for round in run restore; do
    python3 -c 'import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
master = socket.recv_fds(server.accept()[0], 100, 1)[1][0]
os.write(master, b"word\n")
text = b""
while b"heard word" not in text: text += os.read(master, 100)
print("answered", flush=True)
sys.stdin.read()' "$BATS_TEST_TMPDIR/console-$round" >"$BATS_TEST_TMPDIR/heard-$round" 3>&- < <(sleep 1000) &
    until grep -q ready "$BATS_TEST_TMPDIR/heard-$round"; do :; done
    if [ $round = run ]; then
      start_detached --console-socket "$BATS_TEST_TMPDIR/console-run"
    else
      run -0 restore_ --console-socket "$BATS_TEST_TMPDIR/console-restore"
    fi
    until grep -q answered "$BATS_TEST_TMPDIR/heard-$round"; do :; done
    if [ $round = run ]; then run -0 checkpoint_; fi
  done
  run -0 runtime_ exec "$id" ls /proc/1/fd/0 -l
  assert_output --partial /dev/pts/0
}

@test "restore in the foreground gives the process's exit code, and deletes it" {
  require_criu
  make_bundle
  change '.process.args = ["sh", "-c", "until [ -e /go ]; do sleep 0.05; done; exit 7"]'
  start_detached
  run -0 checkpoint_
  touch rootfs/go
  run -7 runtime_ restore --image-path "$BATS_TEST_TMPDIR/images" --work-path "$BATS_TEST_TMPDIR/logs" "$id" </dev/null 3>&-
  run -1 runtime_ state "$id"
  no_containers_left
}

@test "--file-locks, --tcp-established and --ext-unix-sk allow what is refused without them" {
  require_criu
  require_commands python3
  make_bundle
  # A lock on a file, a connection to itself.
  change '.process.args = ["sh", "-c", "nc -l -p 7000 -e sleep 1000 & until nc 127.0.0.1 7000 </dev/zero; do :; done"]'
  start_detached
  until runtime_ exec "$id" sh -c 'netstat -nt | grep -q ESTABLISHED'; do :; done
  run -1 checkpoint_
  assert_output --partial "criu: Error"
  assert_equal "$(status_of "$id")" running
  run -0 checkpoint_ --tcp-established
  run -0 restore_ --tcp-established
  run -0 runtime_ exec "$id" sh -c 'netstat -nt | grep -c ESTABLISHED'
  runtime_ delete --force "$id"

  rm -rf "$BATS_TEST_TMPDIR/images"
  # busybox has no flock: the host's.
  ln -s usr/lib rootfs/lib
  ln -s usr/lib64 rootfs/lib64
  change '.process.args = ["/usr/bin/flock", "/tmp/lock", "sleep", "1000"] |
    .mounts += [{destination: "/usr", source: "/usr", type: "bind", options: ["rbind", "ro"]}]'
  start_detached
  until runtime_ exec "$id" sh -c 'grep -q FLOCK /proc/locks && pidof sleep'; do :; done
  run -1 checkpoint_
  assert_output --partial "criu: Error"
  run -0 checkpoint_ --file-locks
  run -0 restore_ --file-locks
  run -1 runtime_ exec "$id" /usr/bin/flock -n /tmp/lock true
}

@test "a container with a user namespace" {
  require_criu
  counting_bundle
  chmod 777 rootfs/tmp
  change '.linux.namespaces += [{type: "user"}] |
    .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
  chmod 755 "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_SUITE_TMPDIR" "$BATS_RUN_TMPDIR" . || true
  start_detached
  count_above 1
  run -0 checkpoint_
  run -0 restore_
  count_above "$(cat rootfs/tmp/count)"
  run -0 runtime_ exec "$id" cat /proc/self/uid_map
  assert_output --partial 100000
}

@test "restore takes -no-subreaper, as containerd's shim writes it" {
  require_root
  make_bundle
  run -1 runtime_ restore -no-subreaper --image-path /nowhere "$id"
  assert_output "runtime restore: --image-path: /nowhere: No such file or directory"
}

@test "the annotation org.criu.config names a configuration file of CRIU's" {
  require_criu
  counting_bundle
  echo "log-file own.log" >"$BATS_TEST_TMPDIR/criu.conf"
  change ".annotations = {\"org.criu.config\": \"$BATS_TEST_TMPDIR/criu.conf\"}"
  start_detached
  run -0 checkpoint_
  assert_file_exist "$BATS_TEST_TMPDIR/logs/own.log"
}

@test "a restore that is killed at any of CRIU's notifications leaves what delete --force removes" {
  require_criu
  counting_bundle
  start_detached
  run -0 checkpoint_
  local n
  for n in 1 2 3 4 5 6 7 8; do
    run strace -o "$BATS_TEST_TMPDIR/trace" -e trace=recvmsg --inject="recvmsg:signal=KILL:when=$n" \
      runtime --root "$BATS_TEST_TMPDIR/state" restore --detach --image-path "$BATS_TEST_TMPDIR/images" \
      --work-path "$BATS_TEST_TMPDIR/logs" "$id" </dev/null 3>&-
    runtime_ delete --force "$id"
    no_containers_left
    run -1 runtime_ state "$id"
  done
  run -0 restore_
}

@test "R20: a checkpoint with links among its files is refused, and nothing of the host's is written to" {
  require_criu
  counting_bundle
  start_detached
  run -0 checkpoint_
  echo precious >"$BATS_TEST_TMPDIR/victim"
  ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/logs/restore.log"
  run -1 restore_
  assert_output --partial "restore.log: not a regular file: refused"
  rm "$BATS_TEST_TMPDIR/logs/restore.log"
  mv "$BATS_TEST_TMPDIR/images/pages-1.img" "$BATS_TEST_TMPDIR/pages"
  ln -s /etc/shadow "$BATS_TEST_TMPDIR/images/pages-1.img"
  run -1 restore_
  assert_output --partial "pages-1.img: not a regular file: refused"
  rm "$BATS_TEST_TMPDIR/images/pages-1.img"
  mv "$BATS_TEST_TMPDIR/pages" "$BATS_TEST_TMPDIR/images/pages-1.img"
  ln -s /etc "$BATS_TEST_TMPDIR/images/parent"
  run -1 restore_
  assert_output --partial "parent: not a relative link: refused"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/victim")" precious
  no_containers_left
}

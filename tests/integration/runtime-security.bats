# Attacks that must fail: a rootfs, and a process in a container, against the host.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  outside=$BATS_TEST_TMPDIR/outside
  mkdir "$outside"
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

@test "the runtime's binary cannot be written from a container (CVE-2019-5736)" {
  local before copy=$BATS_TEST_TMPDIR/runtime
  cp "$BIN/runtime" "$copy"
  before=$(sha256sum "$copy")
  mkfifo rootfs/log
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  # The runtime runs itself in the container, and is held where it opens its log: there its program is opened, to be
  # written to once nobody runs it any more.
  "$copy" --root "$BATS_TEST_TMPDIR/state" exec --detach "$id" /proc/self/exe --log /log state none >/dev/null 2>&1 </dev/null 3>&-
  detached exec --detach "$id" sh -c 'for process in /proc/[0-9]*; do
      case $(tr "\0" " " <$process/cmdline) in "/proc/self/exe --log"*) held=$process; exec 9<$process/exe ;; esac
    done
    exec 8<>/log
    while [ -n "$(cat $held/cmdline 2>/dev/null)" ]; do :; done
    (echo x >>/proc/self/fd/9) 2>/tried; touch /done'
  until [ -e rootfs/done ]; do :; done
  run cat rootfs/tried
  assert_output --partial "Read-only file system"
  assert_equal "$(sha256sum "$copy")" "$before"
}

@test "a link in the place of /proc or /sys is refused (CVE-2019-19921)" {
  local name
  for name in proc sys; do
    rm -rf "rootfs/$name"
    ln -s /tmp "rootfs/$name"
    run in_container true
    assert_failure 1
    assert_output --partial "/$name: must be mounted on ordinary directory, not on a link or a file"
    rm "rootfs/$name"
    mkdir "rootfs/$name"
  done
}

@test "/dev as a link out of the root leads nowhere (CVE-2026-41579)" {
  change '.mounts |= map(select(.destination | startswith("/dev") | not))'
  rm -rf rootfs/dev
  ln -s "../../outside" rootfs/dev
  run in_container true
  assert_equal "$(ls "$outside")" ""
}

@test "the image's own /dev/null is no mask (CVE-2025-31133)" {
  change '.mounts |= map(select(.destination | startswith("/dev") | not)) | .linux.maskedPaths = ["/proc/version"]'
  ln -s /proc/sys/kernel/core_pattern rootfs/dev/null
  run in_container sh -c 'stat -c "%t:%T" /proc/version'
  assert_success
  assert_output 1:3
}

@test "a hostile console, ptmx or pts is not used (CVE-2025-52565)" {
  require_commands python3
  ln -s "$outside/made" rootfs/dev/console
  ln -s /etc/passwd rootfs/dev/ptmx
  mkdir rootfs/dev/pts
  echo >rootfs/dev/pts/0
  change '.process.terminal = true | .mounts |= map(select(.destination != "/dev"))'
  change '.process.args = ["true"]'
  run python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' \
    runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_failure
  assert_output --partial "/dev/console is a link: refused"
  assert_equal "$(ls "$outside")" ""
  assert_equal "$(head -1 rootfs/etc/passwd)" "root:x:0:0:root:/root:/bin/sh"
}

@test "cwd through a descriptor does not lead out (CVE-2024-21626)" {
  local n
  for n in $(seq 3 40); do
    change ".process.cwd = \"/proc/self/fd/$n\""
    run in_container true
    assert_failure 1
  done
  change '.process.cwd = "/"'
  ln -s /proc/self/fd/7 rootfs/link
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  for n in $(seq 3 20); do
    run runtime_ exec --cwd "/proc/self/fd/$n" "$id" true
    assert_failure
  done
  run runtime_ exec --cwd /link "$id" true
  assert_failure
}

@test "the process has the descriptors 0 to 2 and no others" {
  run in_container sh -c 'ls /proc/self/fd | wc -l'
  assert_output 4
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run runtime_ exec "$id" sh -c 'ls /proc/self/fd | wc -l'
  assert_output 4
}

@test "capabilities are exactly those named (CVE-2022-29162)" {
  change '.process.capabilities = {bounding: ["CAP_CHOWN", "CAP_KILL"], permitted: ["CAP_CHOWN"], effective: ["CAP_CHOWN"]}'
  run in_container grep Cap /proc/self/status
  assert_line --regexp 'CapInh:.0000000000000000'
  assert_line --regexp 'CapPrm:.0000000000000001'
  assert_line --regexp 'CapBnd:.0000000000000021'
  assert_line --regexp 'CapAmb:.0000000000000000'
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run runtime_ exec --cap CAP_NET_RAW "$id" grep Cap /proc/self/status
  assert_line --regexp 'CapInh:.0000000000000000'
  assert_line --regexp 'CapBnd:.0000000000002021'
}

@test "ambient capabilities of who calls the runtime are none of the container's, nor of exec's" {
  change '.process.capabilities = {bounding: ["CAP_CHOWN", "CAP_KILL"], permitted: ["CAP_CHOWN", "CAP_KILL"],
    effective: ["CAP_CHOWN"], inheritable: ["CAP_CHOWN", "CAP_KILL"], ambient: ["CAP_KILL"]}'
  local ambient=(setpriv --inh-caps +chown,+kill --ambient-caps +chown,+kill runtime --root "$BATS_TEST_TMPDIR/state")
  change '.process.args = ["grep", "CapAmb", "/proc/self/status"]'
  run "${ambient[@]}" run "$id"
  assert_output $'CapAmb:\t0000000000000020'
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run "${ambient[@]}" exec "$id" grep CapAmb /proc/self/status
  assert_output $'CapAmb:\t0000000000000020'
}

@test "/etc/passwd that is a fifo, a device or huge costs nothing (CVE-2026-47262)" {
  rm rootfs/etc/passwd
  mkfifo rootfs/etc/passwd
  run timeout --signal KILL 10 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  change '.process.args = ["sh", "-c", "echo $HOME"]'
  run timeout --signal KILL 10 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_output /
  rm rootfs/etc/passwd
  ln -s /dev/zero rootfs/etc/passwd
  run timeout --signal KILL 10 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_output /
  rm rootfs/etc/passwd
  truncate -s 1G rootfs/etc/passwd
  run timeout --signal KILL 10 prlimit --as=500000000 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_output /
}

@test "mount targets are looked up inside the root, and nothing is made outside" {
  ln -s "$outside" rootfs/absolute
  ln -s ../../../../../../../..$outside rootfs/dotted
  local path
  for path in /absolute/new /dotted/new/deep; do
    change '.mounts += [{destination: $p, type: "tmpfs", source: "tmpfs"}]' --arg p "$path"
  done
  run in_container true
  assert_equal "$(ls "$outside")" ""
}

@test "nothing is mounted inside of a proc file system through a link" {
  ln -s /proc/self/attr rootfs/data
  change '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs"}]'
  run in_container true
  assert_failure 1
  assert_output --partial "is inside of a proc file system"
}

@test "sysctls stay in the container's namespaces, cgroup paths below their root" {
  change '.linux.sysctl = {"kernel.core_pattern": "x"}'
  run in_container true
  assert_failure 1
  assert_output --partial '"kernel.core_pattern" is not in a separate kernel namespace'
  change 'del(.linux.sysctl) | .linux.cgroupsPath = "/../../escape"'
  run in_container true
  assert_failure 1
  assert_output --partial '"/../../escape" contains ".."'
}

@test "sysctls and labels are written to a proc of our own, whatever is on /proc (CVE-2025-52881)" {
  change '.mounts |= map(if .destination == "/proc" then .type = "tmpfs" | .source = "tmpfs" else . end)
    | .mounts += [{destination: "/realproc", type: "proc", source: "proc"}]
    | .linux.maskedPaths = [] | .linux.readonlyPaths = [] | .linux.sysctl = {"kernel.shm_rmid_forced": "1"}'
  run in_container cat /realproc/sys/kernel/shm_rmid_forced
  assert_success
  assert_output 1
  change 'del(.linux.sysctl)'
  mkdir rootfs/realproc 2>/dev/null || true
  change '.process.args = ["sh", "-c", "mkdir -p /proc/self/attr/apparmor && echo unchanged | tee /proc/self/attr/exec >/proc/self/attr/apparmor/exec && exec sleep 1000"]'
  detached run -d "$id"
  until runtime_ exec "$id" grep -q unchanged /proc/self/attr/apparmor/exec; do :; done
  # Whether or not the kernel knows such a label: it is told to the kernel, not to these files.
  run runtime_ exec --apparmor unconfined --process-label label "$id" true
  run runtime_ exec "$id" cat /proc/self/attr/exec /proc/self/attr/apparmor/exec
  assert_output "$(printf 'unchanged\nunchanged')"
}

@test "cgroups cannot be made or changed from a container, nor the host's mounts of them (CVE-2023-25809)" {
  local before
  before=$(grep -e ' /sys' /proc/self/mountinfo)
  change '.mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro", "nosuid", "noexec", "nodev"]}]'
  run in_container sh -c 'for folder in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir "$folder/made" && echo made; done
    for file in /sys/fs/cgroup/*/cgroup.procs; do echo 0 >"$file" && echo written; done'
  refute_line made
  refute_line written
  assert_output --partial "Read-only file system"
  assert_equal "$(grep -e ' /sys' /proc/self/mountinfo)" "$before"
}

@test "nothing of ours listens on an abstract socket (CVE-2020-15257)" {
  # Such names belong to a network namespace: in a new one all are ours.
  change '.process.args = ["sleep", "1000"] | .linux.namespaces |= map(select(.type != "network"))'
  in_network() {
    unshare -n bash -c 'runtime --root "$1" run -d "${@:2}" >/dev/null 2>&1 </dev/null 3>&-
      runtime --root "$1" state "${@: -1}" | jq -r .status; grep @ /proc/net/unix' bash "$BATS_TEST_TMPDIR/state" "$@"
  }
  run in_network "$id"
  assert_output running
  runtime_ delete --force "$id"
  # Nor does the supervisor, neither for the verbs nor for who attaches to the terminal.
  change '.process.terminal = true'
  run in_network "$PWD/" "$id"
  assert_output running
  assert_equal "$(find "$BATS_TEST_TMPDIR/state/.supervised/$id" -type s | wc -l)" 2
  runtime_ delete --force "$id"
  # Nor does the runtime while it waits for what a service says.
  require_commands strace
  change '.process.args = ["true"] | .process.terminal = false'
  NOTIFY_SOCKET=$outside/manager run -0 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=bind \
    runtime --root "$BATS_TEST_TMPDIR/state" run "$id-2"
  run grep -o 'sun_path=.' "$BATS_TEST_TMPDIR/trace"
  assert_output 'sun_path="'
}

@test "who is named by a number is that number, whatever the image's passwd and group say (CVE-2026-30892, CVE-2023-25173)" {
  printf '1:x:0:0:trap:/:/bin/sh\n1000:x:0:0:trap:/:/bin/sh\nuser:x:1000:0:trap:/:/bin/sh\n' >>rootfs/etc/passwd
  printf '1000:x:0:1000,user\nwheel:x:10:root,1,1000,user\n' >>rootfs/etc/group
  change '.process.user = {uid: 1000, gid: 1001}'
  # Nor are the groups of the caller the container's.
  change '.process.args = ["grep", "-E", "^(Uid|Gid|Groups)", "/proc/self/status"]'
  run setpriv --groups 4,24 runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_output $'Uid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\nGroups:\t '
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run runtime_ exec --user 1 "$id" grep -E '^(Uid|Gid|Groups)' /proc/self/status
  assert_output $'Uid:\t1\t1\t1\t1\nGid:\t1001\t1001\t1001\t1001\nGroups:\t '
  run runtime_ exec --user 1000:1000 "$id" grep -E '^(Uid|Gid|Groups)' /proc/self/status
  assert_output $'Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t '
  local bad
  for bad in 1: :1 -1 4294967295 4294967296 18446744073709551616 1e3 1000x; do
    run runtime_ exec --user "$bad" "$id" id -u
    assert_equal "$bad: $status" "$bad: 255"
    assert_output --partial "--user \"$bad\": not a number"
  done
  run runtime_ exec --user '' "$id" id -u
  assert_failure
}

# planted LINK TARGET: a start with that link in the rootfs changes nothing of the host's.
planted() {
  rm -rf "${1:?}"
  mkdir -p "$(dirname "$1")"
  ln -s "$2" "$1"
  run runtime_ run "$id"
  assert_equal "$1 -> $2: $(find "$outside" -printf '%P %y %m %s %T@\n' | sort)" "$1 -> $2: $before"
  rm -rf "${1:?}"
}

@test "no file that is made in the rootfs is made through a link out of it (CVE-2025-24965)" {
  touch "$outside/file" source
  mkdir "$outside/folder"
  # Without mounts on /dev and below, so that all is made in the rootfs itself.
  change '.mounts = [{destination: "/proc", type: "proc", source: "proc"},
      {destination: "/volume/deep", type: "tmpfs", source: "tmpfs"},
      {destination: "/etc/hosts", type: "bind", source: "source", options: ["bind"]},
      {destination: "/copied", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup"]}]
    | .process.cwd = "/job/folder" | .linux.maskedPaths = ["/masked"] | .linux.readonlyPaths = ["/readonly"]
    | .linux.devices = [{path: "/dev/mine", type: "c", major: 1, minor: 3}, {path: "/dev/pipe", type: "p"}]'
  local before link target
  before=$(find "$outside" -printf '%P %y %m %s %T@\n' | sort)
  for link in volume volume/deep etc etc/hosts copied copied/inner job job/folder masked readonly dev \
    dev/{mine,pipe,null,zero,full,tty,random,urandom,fd,stdin,stdout,stderr,ptmx,core,console,pts,shm}; do
    for target in "$outside/new" "$outside/file" "$outside/folder" "../../../../../../../../../..$outside/new"; do
      planted "rootfs/$link" "$target"
    done
  done
}

@test "nor in a user namespace, where devices are files to mount on" {
  chmod 755 "${BATS_RUN_TMPDIR:?}" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
  chmod 777 "$outside"
  mkdir "$outside/folder"
  chown -R 100000:100000 rootfs
  change '.mounts = [{destination: "/proc", type: "proc", source: "proc"}] | .linux.namespaces += [{type: "user"}]
    | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
    | .linux.devices = [{path: "/dev/mine", type: "c", major: 1, minor: 3}] | .linux.maskedPaths = [] | .linux.readonlyPaths = []'
  local before link target
  before=$(find "$outside" -printf '%P %y %m %s %T@\n' | sort)
  for link in dev/{mine,null,ptmx}; do
    for target in "$outside/new" "../../../../../../../../../..$outside/new"; do
      planted "rootfs/$link" "$target"
    done
  done
}

@test "what waits in a container to be started shows nothing of the runtime (CVE-2016-9962)" {
  change '.process.args = ["sleep", "1000"]'
  detached create "$id"
  run runtime_ exec "$id" sh -c 'readlink /proc/1/exe; readlink /proc/1/fd/*; cat /proc/1/environ; echo asked'
  refute_line --regexp '^/'
  assert_output --partial "Permission denied"
  assert_line asked
}

# executed: what was executed successfully once the container had been entered, and what was opened there.
executed() {
  sed -n '/ \(pivot_root\|setns\)(/,$p' "$BATS_TEST_TMPDIR/trace" | sed -nE \
    -e 's/^[0-9]+ +execve(at)?\([^"]*"([^"]*)".*\) = 0$/executed \2/p' \
    -e 's/^[0-9]+ +open(at2?)?\([^"]*"([^"]*)".*/opened \2/p' | grep -ve '^opened /proc/' -e "$BATS_TEST_TMPDIR" -e /sys/fs/cgroup
}

@test "nothing of the rootfs is executed or loaded but what was asked for (CVE-2019-14271, CVE-2026-41567)" {
  require_commands strace
  local program trap='#!/bin/sh'$'\n''echo trap >>/trapped'
  for program in bin/{unpigz,pigz,xz,gzip,newuidmap,newgidmap,criu,modprobe,ps,mount,runtime} sbin/{modprobe,init} \
    usr/bin/newuidmap lib/x86_64-linux-gnu/libnss_files.so.2 lib64/ld-linux-x86-64.so.2; do
    mkdir -p "rootfs/$(dirname "$program")"
    rm -f "rootfs/$program"
    printf '%s\n' "$trap" >"rootfs/$program"
    chmod 755 "rootfs/$program"
  done
  echo /lib/x86_64-linux-gnu/libnss_files.so.2 >rootfs/etc/ld.so.preload
  echo 'passwd: files trap' >rootfs/etc/nsswitch.conf
  change '.process.args = ["true"] | .process.user.uid = 1000'
  run strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=/open,/exec,pivot_root,setns \
    runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_success
  run executed
  assert_line "executed /bin/true"
  refute_line --regexp '^executed /bin/[^t]'
  refute_line --regexp '^opened .*(\.so|nsswitch|locale|gconv|preload)'
  assert_equal "$(grep -c ^executed <<<"$output")" 1
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=/open,/exec,pivot_root,setns \
    runtime --root "$BATS_TEST_TMPDIR/state" exec --user 5:6 "$id" true
  assert_success
  run executed
  assert_line "executed /bin/true"
  refute_line --regexp '^opened .*(\.so|nsswitch|locale|gconv|preload)'
  assert_equal "$(grep -c ^executed <<<"$output")" 1
  run runtime_ ps "$id"
  assert_success
  assert_file_not_exist rootfs/trapped
}

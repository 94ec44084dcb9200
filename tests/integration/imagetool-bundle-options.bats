# `imagetool bundle` with the options of `docker run`: what a process of the container finds.

load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box '{"Cmd":["sh"],"Labels":{"l":"image"}}'
}

setup() {
  require_root
  bundle=$BATS_TEST_TMPDIR/bundle
}

config() { jq -c "$1" "$bundle/config.json"; }

# in_box OPTION... -- COMMAND...: in a new bundle
in_box() {
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  rm -rf "$bundle"
  imagetool bundle "${options[@]}" box "$bundle" "$@" || return
  runtime --root "$BATS_TEST_TMPDIR/run" run "$bundle/" "options-$$-$BATS_TEST_NUMBER" </dev/null
}

# refused STATUS MESSAGE OPTION...
refused() {
  local status_wanted=$1 message=$2
  shift 2
  run imagetool bundle "$@" box "$bundle.refused"
  assert_failure "$status_wanted"
  assert_line --index 0 "imagetool bundle: $message"
  assert_not_exist "$bundle.refused"
}

# cgroup_file V1-CONTROLLER/FILE V2-FILE: how the container sees it.
cgroup_file() {
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo "/sys/fs/cgroup/$2"; else echo "/sys/fs/cgroup/$1"; fi
}

@test "bundle: letters of switches go together, -it" {
  imagetool bundle -itw /tmp box "$bundle"
  assert_equal "$(config '[.process.terminal, .process.cwd]')" '[true,"/tmp"]'
  imagetool bundle -i -t=false box "$bundle-2"
  assert_equal "$(jq .process.terminal "$bundle-2/config.json")" null
  refused 125 'invalid argument "x" for "-t, --tty" flag: strconv.ParseBool: parsing "x": invalid syntax' -t=x
}

@test "bundle: environment of files and options, in Docker's order" {
  printf '%s\n' '# a comment' '  A=file' 'B=a b # c' HERE GONE '' C= >"$BATS_TEST_TMPDIR/env"
  HERE=h imagetool bundle -e A=option --env-file "$BATS_TEST_TMPDIR/env" box "$bundle"
  assert_equal "$(config '.process.env[3:]')" '["A=option","B=a b # c","HERE=h","C="]'
  printf 'A B=1\n' >"$BATS_TEST_TMPDIR/env"
  refused 125 "invalid argument \"$BATS_TEST_TMPDIR/env\" for \"--env-file\" flag: poorly formatted environment: variable 'A B' contains whitespaces" \
    --env-file "$BATS_TEST_TMPDIR/env"
  printf '=1\n' >"$BATS_TEST_TMPDIR/env"
  refused 125 "invalid argument \"$BATS_TEST_TMPDIR/env\" for \"--env-file\" flag: poorly formatted environment: no variable name on line '=1'" \
    --env-file "$BATS_TEST_TMPDIR/env"
  printf '\xff=1\n' >"$BATS_TEST_TMPDIR/env"
  refused 125 "invalid argument \"$BATS_TEST_TMPDIR/env\" for \"--env-file\" flag: env file $BATS_TEST_TMPDIR/env contains invalid utf8 bytes at line 1" \
    --env-file "$BATS_TEST_TMPDIR/env"
  refused 125 'invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x' -e =x
}

@test "bundle: --mount and --tmpfs" {
  mkdir "$BATS_TEST_TMPDIR/data"
  run in_box --mount "type=bind,src=$BATS_TEST_TMPDIR/data,dst=/data,readonly" --mount type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=0700 \
    --tmpfs /run:exec,size=2m --tmpfs /tmp -- \
    sh -c 'touch /data/x; for m in /data /t /run /tmp; do grep " $m " /proc/mounts; done; stat -c %a /t'
  assert_success
  assert_line --partial "/data/x: Read-only file system"
  assert_line --regexp '^tmpfs /t tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,mode=700'
  assert_line --regexp '^tmpfs /run tmpfs rw,nosuid,nodev,relatime,size=2048k'
  assert_line --regexp '^tmpfs /tmp tmpfs rw,nosuid,nodev,noexec,relatime'
  assert_line 700
  local flag='for "--mount" flag'
  refused 125 "invalid argument \"src=xx,dst=y\" $flag: invalid mount path: 'y' mount path must be absolute" --mount src=xx,dst=y
  refused 125 "invalid argument \"type=bind,src=/\" $flag: target is required" --mount type=bind,src=/
  refused 125 "invalid argument \"type=bind,dst=/y\" $flag: invalid mount config for type \"bind\": field Source must not be empty" --mount type=bind,dst=/y
  refused 125 "invalid argument \"type=bind,foo=1\" $flag: unknown option 'foo' in 'foo=1'" --mount type=bind,foo=1
  refused 125 "invalid argument \"type=bind,foo\" $flag: invalid field 'foo' must be a key=value pair" --mount type=bind,foo
  refused 125 "invalid argument \"type=tmpfs,dst=/x,bind-propagation=slave\" $flag: cannot mix 'bind-*' options with mount type 'tmpfs'" \
    --mount type=tmpfs,dst=/x,bind-propagation=slave
  refused 125 "invalid argument \"/x:foo\" for \"--tmpfs\" flag: invalid tmpfs option \"foo\"" --tmpfs /x:foo
  refused 125 "invalid argument \"/x\" for \"--tmpfs\" flag: Duplicate mount point: /x" --tmpfs /x --tmpfs /x
}

@test "bundle: what lies in another mount is mounted after it" {
  mkdir -p "$BATS_TEST_TMPDIR/data/in"
  run in_box -v "$BATS_TEST_TMPDIR/data/in:/a/b" -v "$BATS_TEST_TMPDIR/data:/a" -- sh -c 'grep -c " /a[ /]" /proc/mounts'
  assert_success
  assert_output 2
  imagetool bundle --rootless=false -v /tmp:/dev/shm box "$bundle-2"
  assert_equal "$(jq -c '[.mounts[].destination] | map(select(. == "/dev/shm")) | length' "$bundle-2/config.json")" 1
}

@test "bundle: --read-only but for the container's own, --shm-size" {
  run in_box --read-only --shm-size 1m -- sh -c 'touch /x /etc/hosts; touch /dev/shm/x; grep " /dev/shm " /proc/mounts; grep " /etc/hosts " /proc/mounts'
  assert_success
  assert_line --partial "/x: Read-only file system"
  assert_line --partial "/etc/hosts: Read-only file system"
  assert_line --regexp 'size=1024k'
  assert_line --regexp ' /etc/hosts [^ ]+ ro,'
}

@test "bundle: --privileged has all capabilities and devices, no filter, and nothing hidden" {
  run in_box --privileged -- sh -c 'grep -E "CapEff|Seccomp:" /proc/self/status; test -c /dev/full -a -c /dev/null && echo devices
    mount -t tmpfs none /tmp && echo mounted; grep " /sys " /proc/mounts; grep -c " /proc/" /proc/mounts'
  assert_line --regexp "^CapEff:.*$(awk '/CapBnd/ { print $2 }' /proc/self/status)\$"
  assert_line "Seccomp:	0"
  assert_line devices
  assert_line mounted
  assert_line --regexp '^sysfs /sys sysfs rw,'
  assert_equal "${lines[-1]}" 0
}

@test "bundle: --device, alone, under another name, with fewer rights" {
  run in_box --device /dev/full:/dev/other:r -- sh -c 'stat -c %t:%T /dev/other; cat /dev/other | head -c 1 | wc -c; echo x >/dev/other'
  assert_line --index 0 1:7
  assert_line --index 1 1
  assert_failure
  refused 125 'invalid argument "/dev/nope" for "--device" flag: error gathering device information while adding custom device "/dev/nope": No such file or directory' --device /dev/nope
  refused 125 'invalid argument "/dev/full:x" for "--device" flag: x is not an absolute path' --device /dev/full:x
  refused 125 'invalid argument "/dev/full:/dev/y:x" for "--device" flag: bad mode specified: x' --device /dev/full:/dev/y:x
  refused 125 'invalid argument "/etc/passwd:/x" for "--device" flag: error gathering device information while adding custom device "/etc/passwd": not a device node' --device /etc/passwd:/x
}

@test "bundle: --security-opt" {
  run in_box --security-opt no-new-privileges --security-opt seccomp=unconfined --security-opt systempaths=unconfined -- \
    sh -c 'grep -E "NoNewPrivs|Seccomp:" /proc/self/status; grep -c " /proc/" /proc/mounts'
  assert_line "NoNewPrivs:	1"
  assert_line "Seccomp:	0"
  assert_line 0
  run in_box --security-opt unmask=/proc/interrupts:/proc/sys --security-opt mask=/proc/uptime -- \
    sh -c 'stat -c %t:%T /proc/interrupts; grep -c " /proc/sys " /proc/mounts; cat /proc/uptime; echo "<$?>"'
  assert_line --index 0 0:0
  assert_line --index 1 0
  assert_line '<0>'
  imagetool bundle --security-opt apparmor=mine --security-opt label=level:s0:c1,c2 box "$bundle-2"
  assert_equal "$(jq -c '[.process.apparmorProfile, .process.selinuxLabel, .linux.mountLabel]' "$bundle-2/config.json")" \
    '["mine","system_u:system_r:container_t:s0:c1,c2","system_u:object_r:container_file_t:s0:c1,c2"]'
  refused 125 'invalid argument "foo" for "--security-opt" flag: invalid --security-opt: "foo"' --security-opt foo
  refused 125 'invalid argument "foo=1" for "--security-opt" flag: invalid --security-opt: "foo=1"' --security-opt foo=1
  refused 125 'invalid argument "seccomp=/nope" for "--security-opt" flag: opening seccomp profile (/nope) failed: /nope: No such file or directory' \
    --security-opt seccomp=/nope
}

@test "bundle: --security-opt seccomp=FILE is Docker's form of a profile" {
  cat >"$BATS_TEST_TMPDIR/profile" <<'JSON'
{"defaultAction": "SCMP_ACT_ALLOW", "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
 "syscalls": [
  {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28, "args": null, "includes": {}, "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
  {"names": ["sethostname"], "action": "SCMP_ACT_ERRNO", "includes": {"minKernel": "900.1"}}]}
JSON
  run in_box --security-opt "seccomp=$BATS_TEST_TMPDIR/profile" -- mkdir /x
  assert_failure
  assert_output --partial "No space left on device"
  assert_equal "$(config '.linux.seccomp.syscalls | length')" 1
  run in_box --cap-add SYS_ADMIN --security-opt "seccomp=$BATS_TEST_TMPDIR/profile" -- mkdir /x
  assert_success
}

@test "bundle: limits are the cgroup's" {
  local memory swap pids cpu shares
  memory=$(cgroup_file memory/memory.limit_in_bytes memory.max)
  pids=$(cgroup_file pids/pids.max pids.max)
  cpu=$(cgroup_file cpu/cpu.cfs_quota_us cpu.max)
  run in_box -m 64m --memory-swap -1 --memory-reservation 32m --cpus 0.5 -c 512 --cpuset-cpus 0 --cpuset-mems 0 --pids-limit 77 \
    --ulimit nofile=100:200 --ulimit core=0 -- sh -c "cat $memory $pids $cpu; ulimit -Sn; ulimit -Hn; grep Cpus_allowed_list /proc/self/status"
  assert_success
  assert_line --index 0 67108864
  assert_line --index 1 77
  assert_line --index 2 --partial 50000
  assert_line --index 3 100
  assert_line --index 4 200
  assert_line "Cpus_allowed_list:	0"
  assert_equal "$(config '[.linux.resources.memory, .linux.resources.cpu.shares]')" '[{"limit":67108864,"reservation":33554432,"swap":-1},512]'
  imagetool bundle -m 64m box "$bundle-2"
  assert_equal "$(jq .linux.resources.memory.swap "$bundle-2/config.json")" 134217728
}

@test "bundle: limits that cannot be are refused in Docker's words" {
  refused 125 "invalid argument \"x\" for \"-m, --memory\" flag: invalid size: 'x'" -m x
  refused 1 "Minimum memory limit allowed is 6MB" -m 1m
  refused 1 "Minimum memoryswap limit should be larger than memory limit, see usage" -m 64m --memory-swap 32m
  refused 1 "You should always set the Memory limit when using Memoryswap limit, see usage" --memory-swap 32m
  refused 1 "Minimum memory reservation allowed is 6MB" --memory-reservation 1m
  refused 1 "Minimum memory limit can not be less than memory reservation limit, see usage" -m 64m --memory-reservation 65m
  refused 1 "Conflicting options: Nano CPUs and CPU Period cannot both be set" --cpus 1 --cpu-period 10000
  refused 1 "Conflicting options: Nano CPUs and CPU Quota cannot both be set" --cpus 1 --cpu-quota 10000
  refused 1 "Range of CPUs is from 0.01 to $(nproc --all).00, as there are only $(nproc --all) CPUs available" --cpus 1000
  refused 125 'invalid argument "1.0000000001" for "--cpus" flag: value is too precise' --cpus 1.0000000001
  refused 125 'invalid argument "x" for "--cpus" flag: failed to parse x as a rational number' --cpus x
  refused 125 'invalid argument "1" for "--cpu-period" flag: CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)' --cpu-period 1
  refused 125 'invalid argument "1" for "--cpu-quota" flag: CPU cfs quota can not be less than 1ms (i.e. 1000)' --cpu-quota 1
  refused 125 'invalid argument "x" for "--cpuset-cpus" flag: Invalid value x for cpuset cpus' --cpuset-cpus x
  refused 1 "Requested CPUs are not available - requested 0,8191, available: $(cat /sys/devices/system/cpu/online)" --cpuset-cpus 0,8191
  refused 1 "Requested memory nodes are not available - requested 8191, available: $(cat /sys/devices/system/node/online)" --cpuset-mems 8191
  refused 125 'invalid argument "x" for "--pids-limit" flag: strconv.ParseInt: parsing "x": invalid syntax' --pids-limit x
  refused 125 'invalid argument "nofile=2:1" for "--ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 2 > 1' --ulimit nofile=2:1
  refused 125 'invalid argument "foo=1" for "--ulimit" flag: invalid ulimit type: foo' --ulimit foo=1
  refused 125 'invalid argument "x" for "--read-only" flag: strconv.ParseBool: parsing "x": invalid syntax' --read-only=x
}

@test "bundle: --sysctl of the container's namespaces only" {
  run in_box --sysctl net.ipv4.ip_forward=1 --sysctl kernel.msgmax=9000 -- cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax
  assert_success
  assert_output $'1\n9000'
  refused 125 "invalid argument \"kernel.hostname=x\" for \"--sysctl\" flag: sysctl 'kernel.hostname=x' is not allowed" --sysctl kernel.hostname=x
  refused 1 'sysctl "net.ipv4.ip_forward" not allowed in host network namespace' --network host --sysctl net.ipv4.ip_forward=1
  refused 1 'sysctl "kernel.msgmax" not allowed in host ipc namespace' --ipc host --sysctl kernel.msgmax=9000
}

@test "bundle: namespaces of the host" {
  run in_box --pid host --uts host --ipc host --cgroupns host --network host -- sh -c 'for n in pid uts ipc cgroup net; do readlink /proc/self/ns/$n; done; hostname'
  assert_success
  assert_output "$(for n in pid uts ipc cgroup net; do readlink /proc/self/ns/$n; done; uname -n)"
  run in_box --ipc none -- sh -c 'test -e /dev/shm || echo none'
  assert_output none
  local option
  for option in pid:PID uts:UTS ipc:IPC cgroupns:CGROUP userns:USER; do
    refused 125 "invalid argument \"x\" for \"--${option%:*}\" flag: invalid ${option#*:} mode" "--${option%:*}" x
  done
  for option in auto keep-id ns:/proc/1/ns/user; do
    refused 125 "invalid argument \"$option\" for \"--userns\" flag: ${option%%:*} is not there, only host (a bundle of an ordinary user, as --rootless, has his ids)" --userns "$option"
  done
  refused 1 "conflicting options: hostname and the UTS mode" --uts host --hostname x
  refused 1 "network nowhere not found" --network nowhere
  refused 1 "conflicting options: port publishing and the container type network mode" --network container:x -p 80
  refused 125 'invalid argument "80/icmp" for "-p, --publish" flag: invalid proto: icmp' -p 80/icmp
  refused 125 'invalid argument "x" for "--dns" flag: x is not an ip address' --dns x
  refused 125 'invalid argument "x" for "--add-host" flag: bad format for add-host: "x"' --add-host x
  refused 125 'invalid argument "02:00" for "--mac-address" flag: 02:00 is not a valid mac address' --mac-address 02:00
}

@test "bundle: --init passes signals on, reaps, and ends as the command does" {
  run in_box --init -- sh -c 'cat /proc/1/cmdline | tr "\0" " "; echo; exit 7'
  assert_failure 7
  assert_output "/dev/init -- sh -c cat /proc/1/cmdline | tr \"\\0\" \" \"; echo; exit 7 "
  run in_box --init -- sh -c 'trap "echo got it; exit 3" TERM; kill -TERM 1; while :; do sleep 0.1; done'
  assert_failure 3
  assert_output "got it"
  # An orphan that ends is nobody's zombie.
  run in_box --init -- sh -c '(sleep 0.1 & echo $! >/tmp/orphan); until ! test -e /proc/$(cat /tmp/orphan); do :; done; echo gone'
  assert_success
  assert_output gone
  run -127 in_box --init -- /no/such
  assert_output "init: /no/such: No such file or directory"
  assert_equal "$(find "$bundle/upper" -name init)" ""
}

@test "bundle: --group-add, -u" {
  run in_box -u app --group-add video --group-add 99 -- id -G
  assert_success
  assert_output "1002 44 99"
  refused 1 "unable to find group nope: no matching entries in group file" --group-add nope
}

@test "bundle: what systemd wants is there for init, or with --systemd always" {
  imagetool bundle box "$bundle" /sbin/init
  assert_equal "$(config '[.mounts[] | select(.type == "tmpfs" and (.destination | startswith("/dev") | not)) | .destination]')" \
    '["/run","/tmp","/run/lock","/var/log/journal"]'
  assert_equal "$(config '.annotations["org.opencontainers.image.stopSignal"]')" '"SIGRTMIN+3"'
  run -0 in_box --systemd always -- sh -c 'echo $container; touch /run/x /tmp/x
    mkdir "$(busybox dirname "$(busybox find /sys/fs/cgroup -name cgroup.procs | head -n 1)")/below" && echo made'
  assert_line --index 0 oci
  assert_line --index 1 made
  imagetool bundle --systemd=false box "$bundle-2" /sbin/init
  assert_equal "$(jq '.annotations["org.opencontainers.image.stopSignal"]' "$bundle-2/config.json")" null
  refused 125 'invalid argument "x" for "--systemd" flag: strconv.ParseBool: parsing "x": invalid syntax' --systemd x
}

@test "bundle: the image's health check, --health-*, --no-healthcheck" {
  busybox_image "$IMAGETOOL_ROOT" checked '{"Cmd":["sh"],"Healthcheck":{"Test":["CMD-SHELL","wget x"],"Interval":1000000000,"Retries":7},"Shell":["/bin/ash","-c"]}'
  health() {
    rm -rf "$bundle"
    imagetool bundle "$@" "$bundle" && config '.annotations["imagetool/healthcheck"] | fromjson?'
  }
  run -0 health checked
  assert_output '{"Test":["CMD","/bin/ash","-c","wget x"],"Interval":1000000000,"Retries":7}'
  run -0 health --health-interval 1m30s --health-timeout 2s --health-start-period 3s --health-start-interval 4s --health-retries 5 checked
  assert_output '{"Test":["CMD","/bin/ash","-c","wget x"],"Interval":90000000000,"Timeout":2000000000,"StartPeriod":3000000000,"StartInterval":4000000000,"Retries":5}'
  run -0 health --health-cmd "test -e /x" box
  assert_output '{"Test":["CMD-SHELL","test -e /x"]}'
  run -0 health --no-healthcheck checked
  assert_output ""
  run -0 health box
  assert_output ""
  refused 1 "--no-healthcheck conflicts with --health-* options" --no-healthcheck --health-cmd x
  refused 125 'invalid argument "5" for "--health-interval" flag: time: missing unit in duration "5"' --health-interval 5
  refused 125 'invalid argument "-1s" for "--health-timeout" flag: it cannot be negative' --health-timeout=-1s
  refused 125 'invalid argument "1us" for "--health-start-period" flag: it cannot be less than 1ms' --health-start-period 1us
  refused 125 'invalid argument "x" for "--health-retries" flag: it is no number' --health-retries x
  refused 125 'invalid argument "-1" for "--health-retries" flag: it cannot be negative' --health-retries=-1
}

@test "bundle: labels, annotations, name, what stops it, and --cidfile" {
  imagetool bundle --label l=mine --label alone --annotation run.oci.x=1 --name web-1 --stop-signal SIGQUIT --stop-timeout 5 \
    --cidfile "$BATS_TEST_TMPDIR/cid" box "$bundle"
  assert_equal "$(config '[.annotations | .l, .alone, .["run.oci.x"], .["imagetool/name"], .["org.opencontainers.image.stopSignal"], .["imagetool/stop-timeout"]]')" \
    '["mine","","1","web-1","SIGQUIT","5"]'
  assert_equal "$(cat "$BATS_TEST_TMPDIR/cid")" web-1
  refused 1 "container ID file found, make sure the other container isn't running or delete $BATS_TEST_TMPDIR/cid" --cidfile "$BATS_TEST_TMPDIR/cid"
  imagetool bundle --cidfile "$BATS_TEST_TMPDIR/cid2" box "$bundle-2"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/cid2")" bundle-2
  run imagetool bundle --cidfile "$BATS_TEST_TMPDIR/cid3" -u nobody-here box "$bundle-3"
  assert_failure
  assert_not_exist "$BATS_TEST_TMPDIR/cid3"
  refused 125 'invalid argument "a b" for "--name" flag: Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed' --name "a b"
  refused 125 'invalid argument "SIGNOPE" for "--stop-signal" flag: Invalid signal: SIGNOPE' --stop-signal SIGNOPE
  refused 125 "invalid argument \"=x\" for \"-l, --label\" flag: invalid label '=x': empty name" --label =x
}

@test "bundle: --platform takes that platform's image" {
  local work=$BATS_TEST_TMPDIR/work
  busybox_tree "$work/tree"
  tar -C "$work/tree" -cf "$work/layer.tar" .
  OS_ARCH=riscv64 image "$work/layout" foreign '{"Cmd":["foreign"]}' "$work/layer.tar"
  skopeo copy -q --override-arch riscv64 "oci:$work/layout:foreign" "oci:$IMAGETOOL_ROOT:docker.io/library/foreign:latest"
  imagetool bundle --pull never --platform linux/riscv64 foreign "$bundle"
  assert_equal "$(config .process.args)" '["foreign"]'
  refused 1 "image with reference box was found but its platform ($(imagetool inspect -f '{{.Os}}/{{.Architecture}}' box)) does not match the specified platform (linux/riscv64)" \
    --pull never --platform linux/riscv64
  refused 125 'invalid argument "x/y/z/a" for "--platform" flag: platform "x/y/z/a": expected OS/ARCHITECTURE[/VARIANT]' --platform x/y/z/a
}

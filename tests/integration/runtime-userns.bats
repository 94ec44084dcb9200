# Containers in a user namespace whose root is an ordinary id of the host.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  chown -R 100000:100000 rootfs
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  [ -z "$holder" ] || kill "$holder"
  runtime_ delete --force "$id" 2>/dev/null || true
  assert_equal "$(grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo)" ""
  no_containers_left
}

# without NAMESPACE: the host's.
without() {
  change '.linux.namespaces |= map(select(.type != $n))' --arg n "$1"
}

@test "root in the container is an ordinary user of the host" {
  run in_container sh -c 'id -u; cat /proc/self/uid_map; touch /made; stat -c %u /made /dev/shm /sys/fs/cgroup'
  assert_success
  assert_line --index 0 0
  assert_line --index 1 --regexp '^ +0 +100000 +65536$'
  assert_line --index 2 0
  assert_line --index 3 0
  assert_equal "$(stat -c %u:%g rootfs/made)" 100000:100000
}

@test "exec enters it as its root" {
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run runtime_ exec "$id" sh -c 'id -u; cat /proc/self/gid_map'
  assert_success
  assert_line --index 0 0
  assert_line --index 1 --regexp '^ +0 +100000 +65536$'
}

@test "with the host's network /sys is the host's, read-only" {
  without network
  run in_container sh -c 'test -d /sys/class/net && awk "\$5 == \"/sys\" { print \$6, \$(NF - 2) }" /proc/self/mountinfo; mkdir /sys/fs/cgroup/x'
  assert_failure
  assert_line --index 0 "ro,nosuid,nodev,noexec,relatime sysfs"
  assert_output --partial "Read-only file system"
}

@test "with the host's processes /proc is the host's, masked as ever" {
  without pid
  run in_container sh -c 'test -d /proc/self && stat -c %t:%T /proc/keys && awk "\$5 == \"/proc/sys\" { print \$6 }" /proc/self/mountinfo'
  assert_success
  assert_line --index 0 1:3
  assert_line --index 1 --regexp ^ro,
}

@test "a user namespace that is there is joined" {
  unshare -U sleep 1000 >/dev/null 2>&1 3>&- &
  holder=$!
  until [ "$(readlink "/proc/$holder/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do :; done
  echo "0 100000 65536" >"/proc/$holder/uid_map"
  echo "0 100000 65536" >"/proc/$holder/gid_map"
  change '.linux.namespaces |= map(if .type == "user" then .path = $p else . end) | del(.linux.uidMappings, .linux.gidMappings)' \
    --arg p "/proc/$holder/ns/user"
  mkdir source
  change '.mounts += [{destination: "/mapped", source: "source", options: ["bind", "idmap"]}]'
  run in_container sh -c "id -u; readlink /proc/self/ns/user; stat -c %u /mapped"
  assert_success
  assert_line --index 0 0
  assert_line --index 1 "$(readlink "/proc/$holder/ns/user")"
  assert_line --index 2 0
}

@test "an idmapped bind mount keeps the host's ids on the host" {
  mkdir source
  touch source/file
  change '.mounts += [{destination: "/mapped", source: "source", options: ["bind", "idmap"]},
    {destination: "/other", source: "source", options: ["bind", "idmap"],
      uidMappings: [{containerID: 0, hostID: 100007, size: 1}], gidMappings: [{containerID: 0, hostID: 100007, size: 1}]}]'
  run in_container sh -c 'stat -c %u:%g /mapped/file /other/file; touch /mapped/new'
  assert_success
  assert_line --index 0 0:0
  assert_line --index 1 7:7
  assert_equal "$(stat -c %u:%g source/new)" 0:0
}

@test "an overlay root: the layers stay root's, what is written is the mapped root's" {
  local before
  chown -R 0:0 rootfs
  mkdir upper work layers empty
  ln -s ../rootfs layers/base
  chown 100000:100000 upper work
  before=$(find rootfs -printf '%p %U %s\n' | sort | sha256sum)
  change '.root.path = "empty" | .mounts |= [{destination: "/", type: "overlay", source: "overlay",
    options: ["lowerdir=layers/base", "upperdir=upper", "workdir=work"]}] + .'
  run in_container sh -c 'stat -c %u / /bin/sh && rm /etc/group && echo x >>/etc/passwd && stat -c %u /etc/passwd'
  assert_success
  assert_output "$(printf '0\n0\n0')"
  assert_equal "$(stat -c %u:%g upper/etc/passwd)" 100000:100000
  assert_equal "$(find rootfs -printf '%p %U %s\n' | sort | sha256sum)" "$before"
}

@test "mappings of thousands of lines and over 64 KiB end in a clear error, and nothing is left (CVE-2021-43784)" {
  change '.linux.uidMappings = [range(9000) | {containerID: ., hostID: (200000 - .), size: 1}]'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: linux.uidMappings: has more than 340 entries (the kernel takes no more)"
  # Lines that are few enough, and too long: a write(2) of a page or more is refused.
  change '.linux.uidMappings = [range(340) | {containerID: (. * 1000000), hostID: (4200000000 - . * 1000000), size: 1000000}]'
  run in_container true
  assert_failure 1
  assert_output --regexp "^runtime run: config.json: linux.uidMappings: is [0-9]{4} bytes long as text \(the kernel takes less than 4096\)$"
  assert_equal "$(runtime_ list -q)" ""
  change '.linux.uidMappings = [range(300) | {containerID: ., hostID: (100000 + .), size: 1}]'
  run in_container sh -c 'wc -l </proc/self/uid_map; ls /'
  assert_success
  assert_line --index 0 300
}

@test "a map of more lines than the kernel takes is written in fewer where they join" {
  change '.linux.uidMappings = [range(9000) | {containerID: ., hostID: (100000 + .), size: 1}] + [{containerID: 9000, hostID: 300000, size: 5}]
    | .linux.gidMappings = [range(341) | {containerID: ., hostID: (100000 + .), size: 1}]'
  run in_container sh -c 'cat /proc/self/uid_map /proc/self/gid_map'
  assert_success
  assert_line --index 0 --regexp '^ +0 +100000 +9000$'
  assert_line --index 1 --regexp '^ +9000 +300000 +5$'
  assert_line --index 2 --regexp '^ +0 +100000 +341$'
}

@test "without mappings the caller's ids are mapped" {
  change 'del(.linux.uidMappings, .linux.gidMappings) | .mounts |= map(if .options then .options -= ["gid=5"] else . end)'
  chown -R 0:0 rootfs
  run in_container sh -c 'head -n 1 /proc/self/uid_map /proc/self/gid_map'
  assert_success
  assert_equal "$(grep -cE '^ +0 +0 +1$' <<<"$output")" 2
}

@test "devices of config.json are made on the host and mounted, with mode and owner" {
  change '.linux.devices = [{path: "/dev/own", type: "c", major: 1, minor: 5, fileMode: 416, uid: 3, gid: 4},
    {path: "/dev/pipe", type: "p"}, {path: "/dev/slash/", type: "c", major: 1, minor: 3}]'
  run in_container sh -c 'stat -c "%F %t:%T %a %u:%g" /dev/own; stat -c %F /dev/pipe; stat -c %t:%T /dev/slash
    awk "\$5 == \"/dev/null\" || \$5 == \"/dev/own\" { print \$6 }" /proc/self/mountinfo | grep -c "nosuid.*noexec"'
  assert_success
  assert_line --index 0 "character special file 1:5 640 3:4"
  assert_line --index 1 fifo
  assert_line --index 2 1:3
  assert_line --index 3 2
}

@test "limits are set and the working folder is made, as without a user namespace" {
  change '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 60, hard: 70}] | .process.cwd = "/made/here"'
  run in_container sh -c 'ulimit -n; ulimit -Hn; pwd'
  assert_success
  assert_output $'60\n70\n/made/here'
}

# Mounts of config.json, devices, masked and read-only paths.

load helpers
load bundle

setup() {
  require_root
  make_bundle
}

teardown() {
  assert_equal "$(grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo)" ""
  no_containers_left
}

# add_mount DESTINATION TYPE SOURCE OPTION...
add_mount() {
  change '.mounts += [{destination: $ARGS.positional[0], type: $ARGS.positional[1], source: $ARGS.positional[2],
    options: $ARGS.positional[3:]}]' --args -- "$@"
}

# options_of PATH: as /proc/self/mountinfo in the container has them.
options_of() {
  in_container awk -v p="$1" '$5 == p { print $6 }' /proc/self/mountinfo
}

@test "a bind mount of a folder and of a file, its target made" {
  mkdir "$BATS_TEST_TMPDIR/src"
  echo file >"$BATS_TEST_TMPDIR/src/f"
  add_mount /deep/er/dir none "$BATS_TEST_TMPDIR/src" bind
  add_mount /some/file none "$BATS_TEST_TMPDIR/src/f" bind,ro
  change '.mounts[-1].options = ["bind", "ro"]'
  run in_container sh -c 'cat /deep/er/dir/f /some/file; echo x >/deep/er/dir/new; echo x >/some/file'
  assert_failure
  assert_line --index 0 file
  assert_line --index 1 file
  assert_line --index 2 --partial "Read-only file system"
  assert_file_exist "$BATS_TEST_TMPDIR/src/new"
}

@test "a relative source is the bundle's" {
  echo hi >inside
  add_mount /f none inside bind
  run in_container cat /f
  assert_output hi
}

@test "options become the mount's" {
  add_mount /t tmpfs tmpfs nosuid nodev noexec noatime size=64k mode=700
  run options_of /t
  assert_output rw,nosuid,nodev,noexec,noatime
  run in_container sh -c 'stat -c %a /t; df -k /t | awk "END { print \$2 }"'
  assert_line --index 0 700
  assert_line --index 1 64
}

@test "rro makes what is mounted below read-only, too" {
  add_mount /t none "$BATS_TEST_TMPDIR" rbind rro
  add_mount /t2 none "$BATS_TEST_TMPDIR" rbind ro
  run options_of /t
  assert_output --regexp '^ro'
}

@test "a read-only tmpfs is filled first: tmpcopyup, mount points" {
  add_mount /etc tmpfs tmpfs ro tmpcopyup
  add_mount /etc/sub tmpfs tmpfs
  run in_container sh -c 'head -1 /etc/passwd; touch /etc/sub/x && touch /etc/x'
  assert_failure
  assert_line --index 0 "root:x:0:0:root:/root:/bin/sh"
  assert_line --index 1 --partial "Read-only file system"
}

@test "propagation is set" {
  add_mount /t tmpfs tmpfs rshared
  run in_container sh -c 'grep " /t " /proc/self/mountinfo'
  assert_output --partial shared:
}

@test "the default devices work, configured ones are made" {
  change '.linux.devices = [{path: "/dev/sub/zero2", type: "c", major: 1, minor: 5, fileMode: 384, uid: 7, gid: 8},
    {path: "/dev/fifo", type: "p"}]'
  run in_container sh -c 'head -c 3 /dev/zero | wc -c; stat -c "%a %u %g %t %T" /dev/sub/zero2; stat -c %F /dev/fifo
    stat -c "%a" /dev/null; readlink /dev/ptmx; readlink /dev/fd'
  assert_success
  assert_line --index 0 3
  assert_line --index 1 "600 7 8 1 5"
  assert_line --index 2 "fifo"
  assert_line --index 3 666
  assert_line --index 4 pts/ptmx
  assert_line --index 5 /proc/self/fd
}

@test "masked paths are empty, read-only ones are read-only, missing ones no error" {
  mkdir rootfs/secret
  echo x >rootfs/secret/file
  echo y >rootfs/hidden
  change '.linux.maskedPaths += ["/secret", "/hidden", "/nowhere", "/etc"] | .linux.readonlyPaths += ["/tmp", "/nowhere"]'
  run in_container sh -c 'ls /secret /etc; cat /hidden; touch /tmp/x'
  assert_failure
  assert_output --partial "/tmp/x: Read-only file system"
  refute_output --partial secret/file
  refute_line file
  refute_line y
}

@test "an unknown file system, option or source is named" {
  add_mount /t nosuchfs none
  run in_container true
  assert_failure 1
  assert_output --partial '/t: nosuchfs: file system type "nosuchfs": No such device'
  change '.mounts[-1] = {destination: "/t", type: "tmpfs", source: "tmpfs", options: ["bogus=1"]}'
  run in_container true
  assert_failure 1
  assert_output --partial "option bogus=1"
  change '.mounts[-1] = {destination: "/t", source: "/no/where", options: ["bind"]}'
  run in_container true
  assert_failure 1
  assert_output --partial "/t: /no/where: No such file or directory"
}

@test "--no-pivot" {
  change '.process.args = ["sh", "-c", "ls /bin/busybox"]'
  run runtime_ run --no-pivot "test-$$-$BATS_TEST_NUMBER"
  assert_success
}

@test "a tmpfs has the mode of the folder that it covers, or its own" {
  mkdir -m 712 rootfs/covered
  change '.mounts += [{destination: "/covered", type: "tmpfs", source: "tmpfs"},
    {destination: "/own", type: "tmpfs", source: "tmpfs", options: ["mode=1711"]}]'
  run in_container stat -c %a /covered /own
  assert_success
  assert_output $'712\n1711'
}

@test "what is mounted through a dangling link is where the link points to, in the root" {
  ln -s ../../../../gone/there rootfs/etc/dangling
  ln -s /new/folder rootfs/etc/folder
  echo content >source
  change '.mounts += [{destination: "/etc/dangling", source: "source", options: ["bind"]},
    {destination: "/etc/folder/below", type: "tmpfs", source: "tmpfs"}]'
  run in_container sh -c 'cat /gone/there; grep -c " /new/folder/below " /proc/self/mountinfo'
  assert_success
  assert_output $'content\n1'
  assert_not_exists /gone
}

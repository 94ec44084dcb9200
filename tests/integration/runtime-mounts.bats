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

@test "tmpcopyup on a bind mount writes nothing into its source" {
  mkdir "$BATS_TEST_TMPDIR/src"
  add_mount /etc none "$BATS_TEST_TMPDIR/src" bind tmpcopyup
  run in_container true
  assert_equal "$(ls "$BATS_TEST_TMPDIR/src")" ""
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

@test "every flag of the specification, alone and in its recursive form" {
  local name flag
  for name in ro:ro nosuid:nosuid nodev:nodev noexec:noexec noatime:noatime nodiratime:nodiratime nosymfollow:nosymfollow; do
    flag=${name#*:}
    change '.mounts = (.mounts | map(select(.destination != "/t")))'
    add_mount /t tmpfs tmpfs "${name%:*}"
    run options_of /t
    assert_output --regexp "(^|,)$flag(,|$)"
    # On a bind mount, and on what is mounted below it.
    change '.mounts = (.mounts | map(select(.destination != "/t")))'
    add_mount /t none /dev rbind "r${name%:*}"
    run in_container sh -c 'awk "\$5 ~ /^\/t(\/|$)/ { print \$6 }" /proc/self/mountinfo'
    assert_success
    [ "${#lines[@]}" -gt 1 ]
    for line in "${lines[@]}"; do
      [[ ",$line," == *",$flag,"* ]]
    done
  done
}

@test "what takes a flag away: rw, suid, dev, exec, atime, diratime, symfollow, and recursively" {
  mkdir -p "$BATS_TEST_TMPDIR/guarded"
  mount -t tmpfs -o ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow tmpfs "$BATS_TEST_TMPDIR/guarded"
  local before
  before=$(findmnt -no VFS-OPTIONS "$BATS_TEST_TMPDIR/guarded")
  add_mount /kept none "$BATS_TEST_TMPDIR/guarded" bind
  add_mount /t none "$BATS_TEST_TMPDIR/guarded" bind rw suid dev exec relatime diratime symfollow
  add_mount /r none "$BATS_TEST_TMPDIR/guarded" rbind rrw rsuid rdev rexec rstrictatime rdiratime rsymfollow
  run in_container sh -c 'for p in /kept /t /r; do awk -v p=$p "\$5 == p { print \$6 }" /proc/self/mountinfo; done'
  local after
  after=$(findmnt -no VFS-OPTIONS "$BATS_TEST_TMPDIR/guarded")
  umount "$BATS_TEST_TMPDIR/guarded"
  assert_success
  assert_line --index 0 "ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow"
  assert_line --index 1 "rw,relatime"
  assert_line --index 2 "rw"
  assert_equal "$after" "$before"
}

# As runc has it: mount(8)'s --bind, but an option that takes away counts, too.
@test "a bind mount without flags keeps its source's; with some it has those alone, in a user namespace what is locked, too" {
  local source=$BATS_TEST_TMPDIR/guarded
  mkdir "$source"
  mount -t tmpfs tmpfs "$source"
  mount -o remount,bind,ro,nosuid,nodev,noexec,noatime "$source"
  add_mount /a none "$source" bind rprivate
  add_mount /b none "$source" bind nosuid
  add_mount /c none "$source" bind relatime
  change '.process.args = ["awk", "$5 ~ /^.[abc]$/ { print $6 }", "/proc/self/mountinfo"]'
  run runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  local free=$output
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings | .mounts[-1].options = ["bind", "nosymfollow"]'
  chmod 755 "$BATS_TEST_TMPDIR" && chown -R 100000:100000 rootfs
  run runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  local mapped=$output
  change '.mounts[-1].options = ["bind", "rw"]'
  run runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  umount "$source"
  assert_failure 1
  assert_output --partial "mounts: /c: a user namespace cannot take ro away from the mount"
  assert_equal "$free" "ro,nosuid,nodev,noexec,noatime
rw,nosuid,noatime
rw,relatime"
  assert_equal "$mapped" "ro,nosuid,nodev,noexec,noatime
ro,nosuid,nodev,noexec,noatime
ro,nosuid,nodev,noexec,noatime,nosymfollow"
}

@test "every propagation, alone and recursively" {
  local name
  for name in shared slave private unbindable; do
    change '.mounts = (.mounts | map(select(.destination != "/t" and .destination != "/u")))'
    add_mount /t tmpfs tmpfs "$name"
    add_mount /u none /dev rbind "r$name"
    run in_container sh -c 'grep -E " /(t|u)" /proc/self/mountinfo'
    assert_success
    case $name in
      shared) assert_output --partial shared: ;;
      unbindable) assert_output --partial unbindable ;;
      private) refute_output --partial shared: ;;
    esac
  done
}

@test "a tmpfs over a folder has that folder's mode, unless it is given one" {
  mkdir -m 1731 rootfs/odd
  add_mount /odd tmpfs tmpfs
  add_mount /odd2 tmpfs tmpfs
  add_mount /given tmpfs tmpfs mode=700
  mkdir rootfs/given
  run in_container stat -c %a /odd /odd2 /given
  assert_success
  assert_output "$(printf '%s\n' 1731 1777 700)"
}

@test "targets through dangling links are made where the links lead to, in the root" {
  ln -s /made/by/link rootfs/folder
  ln -s ../../../made2 rootfs/etc/up
  ln -s nowhere rootfs/file
  ln -s loop2 rootfs/loop1
  ln -s loop1 rootfs/loop2
  echo content >"$BATS_TEST_TMPDIR/src"
  add_mount /folder/below tmpfs tmpfs
  add_mount /etc/up tmpfs tmpfs
  add_mount /file none "$BATS_TEST_TMPDIR/src" bind
  run in_container sh -c 'cat /nowhere; awk "\$5 ~ /made/ { print \$5 }" /proc/self/mountinfo'
  assert_success
  assert_line content
  assert_line /made/by/link/below
  assert_line /made2
  assert_dir_exist rootfs/made2
  add_mount /loop1 tmpfs tmpfs
  run in_container true
  assert_failure 1
  assert_output --partial "Too many levels of symbolic links"
}

@test "src-nofollow, dest-nofollow and copy-symlink" {
  ln -s /bin/busybox link
  ln -s elsewhere rootfs/target
  add_mount /bound none link bind src-nofollow
  change '.mounts[-1].destination = "/target" | .mounts[-1].options += ["dest-nofollow"]'
  add_mount /made/copied none link bind copy-symlink
  run in_container sh -c 'readlink /target; readlink /made/copied'
  assert_success
  assert_output "$(printf '%s\n' /bin/busybox /bin/busybox)"
  # Again: it is there now.
  run in_container readlink /made/copied
  assert_success
  rm rootfs/made/copied
  ln -s other rootfs/made/copied
  run in_container true
  assert_failure 1
  assert_output --partial "/made/copied: the root has something else than the link to /bin/busybox"
  # A source that is no link is mounted.
  rm rootfs/made/copied
  echo plain >"$BATS_TEST_TMPDIR/plain"
  change '.mounts[-1].source = $s' --arg s "$BATS_TEST_TMPDIR/plain"
  run in_container cat /made/copied
  assert_output plain
}

@test "remount changes what is mounted; with bind it is the bind's options" {
  add_mount /t tmpfs tmpfs size=64k
  add_mount /t tmpfs tmpfs remount ro nosuid size=128k
  add_mount /b none /etc bind remount ro
  run in_container sh -c 'for p in /t /b; do awk -v p=$p "\$5 == p { print \$6, \$NF }" /proc/self/mountinfo; done'
  assert_success
  assert_line --index 0 --regexp '^ro,nosuid.* .*size=128k'
  assert_line --index 1 --regexp '^ro'
}

@test "relative destinations are below the root" {
  add_mount some/where tmpfs tmpfs
  run options_of /some/where
  assert_output --partial rw
}

@test "idmapped mounts with mappings of their own; without any, an error" {
  mkdir owned
  touch owned/file
  chown 1000:2000 owned/file
  add_mount /o none owned bind idmap
  run in_container true
  assert_failure 1
  assert_output --partial "idmap needs uidMappings and gidMappings, or a user namespace"
  change '.mounts[-1] += {uidMappings: [{containerID: 1000, hostID: 7, size: 1}], gidMappings: [{containerID: 2000, hostID: 8, size: 1}]}'
  run in_container stat -c '%u %g' /o/file
  if [[ "$output" == *"does the file system support idmapped mounts"* ]]; then skip "the file system has no idmapped mounts"; fi
  assert_success
  assert_output "7 8"
  # The same in crun's way.
  change '.mounts[-1] |= (del(.uidMappings, .gidMappings) | .options = ["bind", "idmap=uids=1000-7-1;gids=2000-8-1"])'
  run in_container stat -c '%u %g' /o/file
  assert_success
  assert_output "7 8"
  change '.mounts[-1].options[1] = "idmap=uids=1000-7-1"'
  run in_container true
  assert_failure 1
  assert_output --partial "idmap=uids=1000-7-1: uids= and gids= must both be given"
  change '.mounts[-1] |= (.type = "tmpfs" | .options = ["idmap=uids=0-1-1;gids=0-1-1"])'
  run in_container true
  assert_failure 1
  assert_output --partial "id mappings are for bind mounts"
}

@test "ridmap maps what is mounted below, too; idmap does not; with a user namespace they need no mappings" {
  mkdir owned
  touch owned/file
  mount -t tmpfs tmpfs owned
  mkdir owned/sub
  mount -t tmpfs tmpfs owned/sub
  touch owned/file owned/sub/file
  chown 1000:1000 owned/file owned/sub/file
  local maps='{uidMappings: [{containerID: 1000, hostID: 7, size: 1}], gidMappings: [{containerID: 1000, hostID: 8, size: 1}]}'
  cp config.json good.json
  local option expected
  for option in ridmap:"7 8|7 8" idmap:"7 8|1000 1000"; do
    expected=${option#*:}
    cp good.json config.json
    add_mount /o none owned rbind "${option%%:*}"
    change ".mounts[-1] += $maps"
    in_container stat -c '%u %g' /o/file /o/sub/file >"$BATS_TEST_TMPDIR/out" 2>&1 || true
    assert_equal "$(paste -sd'|' "$BATS_TEST_TMPDIR/out")" "$expected" || break
  done
  # The ids in the container are those on the disk.
  cp good.json config.json
  add_mount /o none owned rbind ridmap
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 200000, size: 65536}] |
    .linux.gidMappings = .linux.uidMappings'
  chmod a+x "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_TEST_TMPDIR" . rootfs
  run in_container stat -c '%u %g' /o/file /o/sub/file
  umount owned/sub owned
  assert_equal "$(paste -sd'|' "$BATS_TEST_TMPDIR/out")" "7 8|1000 1000"
  assert_success
  assert_output "$(printf '%s\n' "1000 1000" "1000 1000")"
}

@test "/dev/shm, /dev/mqueue, /dev/pts and cgroups are what they are called" {
  run in_container sh -c 'for p in /dev/shm /dev/mqueue /dev/pts /proc /sys; do
    awk -v p=$p "\$5 == p { print p, \$(NF - 2) }" /proc/self/mountinfo; done'
  assert_success
  assert_output "$(printf '%s\n' "/dev/shm tmpfs" "/dev/mqueue mqueue" "/dev/pts devpts" "/proc proc" "/sys sysfs")"
}

@test "an overlay whose folders have long names, beside the root" {
  local long
  long=$PWD/$(printf 'x%.0s' {1..120})/$(printf 'y%.0s' {1..120})/$(printf 'z%.0s' {1..60})
  mkdir -p "$long/lower" "$long/upper" "$long/work"
  touch "$long/lower/below"
  change '.mounts += [{destination: "/o", type: "overlay", source: "overlay",
    options: ["lowerdir=\($l)/lower", "upperdir=\($l)/upper", "workdir=\($l)/work"]}]' --arg l "$long"
  run in_container sh -c 'ls /o; touch /o/above'
  assert_success
  assert_output below
  assert_file_exist "$long/upper/above"
}

@test "all masked folders share one tmpfs" {
  change '.linux.maskedPaths += ["/etc", "/tmp"]'
  run in_container sh -c 'stat -c %d /etc /tmp | sort -u | wc -l'
  assert_success
  assert_output 1
}

@test "rootfsPropagation" {
  local name
  for name in shared slave private unbindable rshared; do
    change '.linux.rootfsPropagation = $n' --arg n "$name"
    run in_container awk '$5 == "/" { print }' /proc/self/mountinfo
    assert_success
    case $name in
      *shared) assert_output --partial shared: ;;
      unbindable) assert_output --partial unbindable ;;
      private) refute_output --regexp '(shared|master):' ;;
    esac
  done
}

@test "--no-pivot" {
  change '.process.args = ["sh", "-c", "ls /bin/busybox"]'
  run runtime_ run --no-pivot "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
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

@test "a destination may be written as the host sees it" {
  change '.mounts += [{destination: $path, type: "tmpfs", source: "tmpfs"}]' --arg path "$PWD/rootfs/there"
  run in_container grep -c ' /there tmpfs ' /proc/mounts
  assert_output 1
}

@test "a source inside of the rootfs is what has been mounted there, with a user namespace and mapped ids, too" {
  mkdir -p outer rootfs/mnt rootfs/final
  echo mounted >outer/file
  chown 100000:100000 rootfs rootfs/* outer outer/file
  change '.mounts += [{destination: "/mnt", source: "outer", options: ["bind"]},
    {destination: "/final", source: "rootfs/mnt", options: ["rbind"]}]'
  cp config.json plain.json
  run in_container cat /final/file
  assert_output mounted

  # mapped: the file of 100000 is root's
  change '.mounts[-1] += {uidMappings: [{containerID: 100000, hostID: 0, size: 1}],
    gidMappings: [{containerID: 100000, hostID: 0, size: 1}]}'
  run in_container stat -c %u /final/file
  assert_output 0

  cp plain.json config.json
  local ids='[{containerID: 0, hostID: 100000, size: 65536}]'
  change ".linux.namespaces += [{type: \"user\"}] | .linux.uidMappings = $ids | .linux.gidMappings = $ids"
  chmod o+x "$BATS_TEST_TMPDIR"
  run in_container cat /final/file
  assert_output mounted
  change '.mounts[-1].options += ["idmap"]'
  chown 0:0 outer outer/file
  run in_container stat -c %u /final/file
  assert_output 0
}

@test "/dev may be read-only, with a terminal" {
  change '.process.terminal = true | .mounts |= map(if .destination == "/dev" then .options += ["ro"] else . end)'
  run in_container grep ' /dev tmpfs ro' /proc/mounts
  assert_success
}

@test "--no-pivot leaves no whole proc in sight" {
  change '.process.args = ["unshare", "-mrpf", "sh", "-c", "mount -t proc none /proc"]
    | .process.capabilities.bounding += ["CAP_SETFCAP"] | .process.capabilities.permitted += ["CAP_SETFCAP"]'
  run runtime_ run --no-pivot "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_failure
  assert_output --partial "permission denied"
}

@test "a path that is masked twice is covered once" {
  mkdir rootfs/secret
  change '.linux.maskedPaths += ["/secret", "/secret"]'
  run in_container grep -c ' /secret ' /proc/mounts
  assert_output 1
}

@test "a bind mount on / whose source is shared is a root, too" {
  mv rootfs shared
  mkdir rootfs
  change '.mounts = [{destination: "/", type: "bind", source: $s, options: ["bind"]}] + .mounts | .process.args = ["echo", "in"]' \
    --arg s "$PWD/shared"
  run unshare -m --propagation private sh -c 'mount --bind shared shared && mount --make-shared shared &&
    runtime --root "$1" run "$2"' sh "$BATS_TEST_TMPDIR/state" "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
  assert_output in
}

# runtime validate: all that is in a bundle's way, before anything is made.

load helpers
load bundle

setup() {
  require_root
  make_bundle
}

teardown() {
  no_containers_left
}

# problems: path and problem of each, one a line.
problems() {
  run runtime validate --format json "$@" .
  assert_failure 1
  run jq -r '.problems[] | "\(.path): \(.problem)"' <<<"$output"
}

@test "a bundle that runs is valid, and nothing was made" {
  run runtime_ validate .
  assert_success
  assert_output "./config.json: nothing is in the way"
  assert_file_not_exist "$BATS_TEST_TMPDIR/state"
  run in_container true
  assert_success
  run jq -c . <(runtime validate --format json .)
  assert_output '{"file":"./config.json","valid":true,"problems":[]}'
}

@test "every problem is told at once: types, values, the host" {
  change '.process.cwd = 7 | .process.env = ["A"] | .linux.namespaces += [{type: "warp"}] |
    .hooks.createRuntime = [{path: "/no/such/hook", timeout: 0}] |
    .mounts += [{destination: "/x", type: "nosuchfs"}, {destination: "", source: "/no/where", options: ["bind"]},
      {destination: "/y", type: "tmpfs", options: ["bogus=1"]}] |
    .linux.netDevices = {nothere0: {}} | .linux.intelRdt = {closID: "a/b"} | .process.args = ["no-such-program"] |
    .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_VAX"]}'
  problems
  assert_line "process.cwd: expected a string"
  assert_line 'process.env[0]: "A" is not NAME=VALUE'
  assert_line --regexp '^linux.namespaces\[[0-9]+\].type: unknown value "warp"$'
  assert_line "hooks.createRuntime[0].timeout: must be greater than zero"
  assert_line "hooks.createRuntime[0].path: /no/such/hook: No such file or directory"
  assert_line --regexp '^mounts\[[0-9]+\]: .*file system type "nosuchfs": No such device$'
  assert_line --regexp '^mounts\[[0-9]+\].destination: must not be empty$'
  assert_line --regexp '^mounts\[[0-9]+\].source: /no/where: No such file or directory$'
  assert_line --regexp "^mounts\[[0-9]+\]: option bogus=1: Invalid argument: tmpfs: Unknown parameter 'bogus'$"
  assert_line "linux.netDevices.nothere0: this host has no such network device"
  assert_line 'linux.intelRdt.closID: "a/b" is no folder'"'"'s name'
  assert_line 'process.args[0]: "no-such-program" is not in the root file system'
  assert_line 'linux.seccomp: architectures[0]: unknown architecture "SCMP_ARCH_VAX"'
  refute_line --partial "process.cwd: must"
}

@test "what it calls a problem of this host, create refuses, and the other way round" {
  cp config.json good.json
  # Each: a change, and a word of create's error.
  local change
  for change in '.process.args = ["no-such-program"]' '.root.path = "gone"' '.mounts += [{destination: "/x", type: "nosuchfs"}]' \
    '.mounts += [{destination: "/x", source: "/no/where", options: ["bind"]}]' '.linux.netDevices = {nothere0: {}}' \
    '.linux.mountLabel = "x"' '.linux.sysctl = {"net.nosuch": "1"}' '.hooks.createRuntime = [{path: "/no/such/hook"}]' \
    '.mounts += [{destination: "/x", type: "tmpfs", options: ["idmap"]}]' '.linux.resources.unified = {"memory.nosuch": "1"}' \
    '.linux.namespaces |= map(if .type == "network" then .path = "/proc/self/ns/uts" else . end)'; do
    cp good.json config.json
    change "$change"
    run runtime validate .
    assert_failure 1
    run runtime_ create "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
    assert_failure 1
  done
}

@test "limits that can be set here are no problem, and one of a controller that is not here is" {
  change '.linux.resources.memory = {limit: 50000000} | .linux.resources.pids = {limit: 10} | .linux.resources.cpu = {shares: 5}'
  run -0 runtime validate .
  run -0 in_container true
  [ ! -e /sys/fs/cgroup/hugetlb ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ] || return 0
  change '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 0}]'
  problems
  assert_output "linux.resources.hugepageLimits: this host has no hugetlb controller for cgroups"
}

@test "programs are found as the container would: by PATH, by links, executable ones only" {
  ln -s busybox rootfs/bin/linked
  echo text >rootfs/bin/plain
  change '.process.args = ["linked"]'
  run runtime validate .
  assert_success
  change '.process.args = ["plain"]'
  problems
  assert_output 'process.args[0]: "plain" is no executable file in the root file system'
  printf '#!/no/such/shell\n' >rootfs/bin/script
  chmod +x rootfs/bin/script
  change '.process.args = ["script"]'
  problems
  assert_output 'process.args[0]: what "script" is to be run with is not in the root file system'
  printf 'nothing that runs' >rootfs/bin/data
  chmod +x rootfs/bin/data
  change '.process.args = ["data"]'
  if [ "$(find /proc/sys/fs/binfmt_misc -type f 2>/dev/null | wc -l)" -le 2 ]; then
    problems
    assert_output 'process.args[0]: "data" is not a program for this machine'
  fi
  # What a mount brings cannot be seen before it is made.
  change '.process.args = ["/mnt/tool"] | .mounts += [{destination: "/mnt", type: "tmpfs"}]'
  run runtime validate .
  assert_success
}

@test "an overlay root is valid, and what its layers bring is not judged" {
  mkdir upper work empty
  mv rootfs lower
  mkdir rootfs
  change '.mounts = [{destination: "/", type: "overlay", source: "overlay",
    options: ["lowerdir=lower:empty", "upperdir=upper", "workdir=work"]}] + .mounts | .process.args = ["true"]'
  run runtime validate .
  assert_success
  run runtime_ run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
}

@test "a folder is not mounted on a file" {
  touch rootfs/file
  change '.mounts += [{destination: "/file", source: "/etc", options: ["bind"]},
    {destination: "/bin", source: "/etc/passwd", options: ["bind"]}]'
  problems
  assert_line --partial '.destination: /file is no folder in the root, unlike what is mounted there'
  assert_line --partial '.destination: /bin is a folder in the root, unlike what is mounted there'
}

@test "a config.json that is no JSON, a bundle that is none, an unknown format" {
  echo '{' >config.json
  problems
  assert_output --regexp '^: .+'
  run runtime validate /no/bundle
  assert_failure 1
  assert_output --partial "/no/bundle/config.json: No such file or directory"
  run runtime validate --format yaml .
  assert_failure 1
  assert_output --partial 'invalid format "yaml"'
}

@test "an ordinary user is told of ids that are not the user's, and of limits; what is valid runs" {
  id -u nobody >/dev/null || skip "no user nobody"
  chmod a+x "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_TEST_TMPDIR"
  mkdir "$BATS_TEST_TMPDIR/state"
  cp "$BIN/runtime" "$BATS_TEST_TMPDIR/runtime"
  rm config.json
  chown -R nobody "$BATS_TEST_TMPDIR/state" .
  as_nobody() { setpriv --reuid nobody --regid nogroup --clear-groups "$BATS_TEST_TMPDIR/runtime" --root "$BATS_TEST_TMPDIR/state" "$@"; }
  as_nobody spec --rootless
  change '.process.terminal = false | .process.args = ["true"]'
  chmod a+r config.json
  run as_nobody validate .
  assert_success
  run as_nobody run "test-$RUN_ID-$$-$BATS_TEST_NUMBER"
  assert_success
  change '.linux.uidMappings = [{containerID: 0, hostID: 5, size: 1000}] | .linux.resources.pids.limit = 10'
  chmod a+r config.json
  run as_nobody validate .
  assert_failure 1
  assert_output --partial "linux.uidMappings[0]: the ids from 5 on are not this user's"
  assert_output --partial "linux.resources.pids: this user may make no cgroup with the pids controller"
}

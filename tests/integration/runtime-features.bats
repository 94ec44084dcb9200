# runtime features: what callers may ask of it.

load helpers

@test "versions, hooks and namespaces" {
  run jq -c '[.ociVersionMin, .ociVersionMax, .hooks, .linux.namespaces]' <(runtime features)
  assert_output '["1.0.0","1.3.0",["prestart","createRuntime","createContainer","startContainer","poststart","poststop"],["cgroup","ipc","mount","network","pid","time","user","uts"]]'
}

@test "everything that runc names" {
  require_commands runc
  runc features >"$BATS_TEST_TMPDIR/theirs"
  runtime features >"$BATS_TEST_TMPDIR/ours"
  for list in .mountOptions .hooks .linux.namespaces .linux.capabilities .linux.seccomp.actions .linux.seccomp.operators \
    .linux.seccomp.archs; do
    run jq -nc --slurpfile a "$BATS_TEST_TMPDIR/theirs" --slurpfile b "$BATS_TEST_TMPDIR/ours" "(\$a[0]|$list) - (\$b[0]|$list)"
    assert_output '[]'
  done
}

@test "both managers of cgroups; systemd's where its helper is" {
  run jq -c .linux.cgroup <(runtime features)
  assert_output '{"v1":true,"v2":true,"systemd":true,"systemdUser":true,"rdma":true}'
  install -D -m 755 "$(command -v runtime)" "$BATS_TEST_TMPDIR/bin/runtime"
  run jq -c .linux.cgroup <("$BATS_TEST_TMPDIR/bin/runtime" features)
  assert_output '{"v1":true,"v2":true,"systemd":false,"systemdUser":false,"rdma":true}'
}

@test "the flags of seccomp that this kernel knows" {
  run jq -c '.linux.seccomp | [.knownFlags - .supportedFlags, .supportedFlags - .knownFlags]' <(runtime features)
  assert_output '[[],[]]'
}

@test "what Linux has beside the lists" {
  run jq -c '.linux | [.apparmor, .selinux, .intelRdt, .mountExtensions, .netDevices]' <(runtime features)
  assert_output '[{"enabled":true},{"enabled":true},{"enabled":true,"schemata":true,"monitoring":true},{"idmap":{"enabled":true}},{"enabled":true}]'
}

@test "the annotations that are orders" {
  run jq -c .potentiallyUnsafeConfigAnnotations <(runtime features)
  assert_output '["org.criu.config","org.systemd.property.","run.oci."]'
}

@test "what features lists is what config.json may say" {
  require_root
  load bundle
  make_bundle
  local option
  # Every option of mounts is taken, on a bind mount at least.
  for option in $(runtime features | jq -r '.mountOptions[] | select(test("idmap|remount|copy-symlink") | not)'); do
    change '.mounts += [{destination: "/t", source: $d, options: ["bind", $o]}]' --arg o "$option" --arg d "$BATS_TEST_TMPDIR"
  done
  run in_container true
  assert_success
  run runtime validate .
  assert_success
}

@test "actions, operators, architectures, flags, namespaces, capabilities and hooks of features are taken" {
  require_root
  load bundle
  make_bundle
  runtime features >"$BATS_TEST_TMPDIR/features"
  # Each action and operator for calls that nothing here makes, every flag and architecture (of this byte order) at once.
  change '$f[0] as $f | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
      architectures: ($f.linux.seccomp.archs - (["MIPS", "MIPS64", "MIPS64N32", "PPC", "PPC64", "S390", "S390X", "PARISC",
        "PARISC64", "M68K", "SHEB"] | map("SCMP_ARCH_" + .))),
      flags: $f.linux.seccomp.supportedFlags,
      syscalls: (([$f.linux.seccomp.actions[] | select(. != "SCMP_ACT_NOTIFY" and . != "SCMP_ACT_ALLOW")] | to_entries |
          map({names: ["swapon"], action: .value, args: [{index: 0, value: (4242 + .key), op: "SCMP_CMP_EQ"}]})) +
        ($f.linux.seccomp.operators | to_entries | map({names: ["swapoff"], action: "SCMP_ACT_ERRNO",
          args: [{index: 1, value: (4242 + .key), valueTwo: 0, op: .value}]})))} |
    .linux.namespaces = [$f.linux.namespaces[] | {type: .}] | .process.capabilities.bounding = $f.linux.capabilities |
    .linux.uidMappings = [{containerID: 0, hostID: 0, size: 65536}] | .linux.gidMappings = .linux.uidMappings |
    .hooks = ($f.hooks | map({key: ., value: [{path: "/bin/true"}]}) | from_entries)' --slurpfile f "$BATS_TEST_TMPDIR/features"
  run in_container sh -c 'ls /proc/self/ns | wc -l'
  assert_success
  run runtime validate .
  assert_success
  # A memory policy of every mode and flag is understood, whatever this machine has.
  local mode
  for mode in $(jq -r '.linux.memoryPolicy.modes[]' "$BATS_TEST_TMPDIR/features"); do
    change '.linux.memoryPolicy = {mode: $m, nodes: "0", flags: $f[0].linux.memoryPolicy.flags}' --arg m "$mode" \
      --slurpfile f "$BATS_TEST_TMPDIR/features"
    run runtime validate --format json .
    refute_output --partial "unknown value"
  done
}

@test "every option of a superblock is taken by a new file system" {
  require_root
  load bundle
  make_bundle
  local option
  for option in async sync dirsync lazytime nolazytime mand nomand acl noacl iversion noiversion silent loud defaults; do
    change '.mounts += [{destination: "/t-\($o)", type: "tmpfs", source: "tmpfs", options: [$o]}]' --arg o "$option"
  done
  run in_container awk '$5 ~ "^/t-" { print $5, $NF }' /proc/self/mountinfo
  assert_success
  assert_line --regexp '^/t-sync rw,sync'
  assert_line --regexp '^/t-dirsync rw,dirsync'
  assert_line --regexp '^/t-lazytime rw,lazytime'
}

@test "an argument is a mistake" {
  run runtime features now
  assert_failure 1
  assert_output --partial 'unexpected argument "now"'
}

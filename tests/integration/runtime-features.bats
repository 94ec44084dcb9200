# runtime features: what callers may ask of it.

load helpers

@test "versions, hooks and namespaces" {
  run jq -c '[.ociVersionMin, .ociVersionMax, .hooks, .linux.namespaces]' <(runtime features)
  assert_output '["1.0.0","1.3.0",["prestart","createRuntime","createContainer","startContainer","poststart","poststop"],["cgroup","ipc","mount","network","pid","time","user","uts"]]'
}

@test "everything that runc names, but systemd" {
  require_commands runc
  runc features >"$BATS_TEST_TMPDIR/theirs"
  runtime features >"$BATS_TEST_TMPDIR/ours"
  for list in .mountOptions .hooks .linux.namespaces .linux.capabilities .linux.seccomp.actions .linux.seccomp.operators \
    .linux.seccomp.archs; do
    run jq -nc --slurpfile a "$BATS_TEST_TMPDIR/theirs" --slurpfile b "$BATS_TEST_TMPDIR/ours" "(\$a[0]|$list) - (\$b[0]|$list)"
    assert_output '[]'
  done
  run jq -c .linux.cgroup "$BATS_TEST_TMPDIR/ours"
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
  assert_output '["org.systemd.property.","run.oci."]'
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

@test "an argument is a mistake" {
  run runtime features now
  assert_failure 1
  assert_output --partial 'unexpected argument "now"'
}

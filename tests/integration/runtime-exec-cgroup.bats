# exec: the cgroup of the new process. And what of its cgroup is the container's own.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  change '.mounts |= map(select(.type != "cgroup") ) + [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
    options: ["nosuid", "noexec", "nodev", "rw"]}] |
    .linux.namespaces |= map(select(.type != "cgroup")) + [{type: "cgroup"}]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

unified_only() {
  [ -e /sys/fs/cgroup/cgroup.controllers ]
}

# A folder of a v1 hierarchy as the container sees it, or v2's.
top() {
  if unified_only; then echo /sys/fs/cgroup; else echo /sys/fs/cgroup/pids; fi
}

own_cgroup() {
  if unified_only; then sed -n 's/^0:://p'; else sed -n 's/.*:pids://p'; fi
}

# bats test_tags=light
@test "exec --cgroup runs in a cgroup below the container's" {
  detached run --detach "$id"
  runtime_ exec "$id" mkdir -p "$(top)/below/it"
  for path in below below/it; do
    run runtime_ exec --cgroup $path "$id" cat /proc/self/cgroup
    assert_success
    assert_equal "$(own_cgroup <<<"$output")" "/$path"
  done
  run runtime_ exec --cgroup / "$id" cat /proc/self/cgroup
  assert_equal "$(own_cgroup <<<"$output")" /
  if ! unified_only; then
    run runtime_ exec --cgroup pids:below "$id" cat /proc/self/cgroup
    assert_equal "$(own_cgroup <<<"$output")" /below
    assert_line --regexp ':memory:/$'
  fi
  runtime_ exec "$id" rmdir "$(top)/below/it" "$(top)/below"
}

@test "exec --cgroup refuses what leaves the container's, what is not there, and what is no controller" {
  detached run --detach "$id"
  for path in .. ../x x/../../y; do
    run runtime_ exec --cgroup $path "$id" true
    assert_failure 255
    assert_output --partial "bad sub cgroup path \`$path\`: \`..\` components are not allowed"
  done
  run runtime_ exec --cgroup nowhere "$id" true
  assert_failure 255
  assert_output --partial "adding pid of the process to cgroups: "
  assert_output --partial "/nowhere: No such file or directory"
  run runtime_ exec --cgroup whatever:/ "$id" true
  assert_failure 255
  assert_output --partial "unknown controller whatever"
  run runtime_ exec --cgroup a --cgroup b "$id" true
  assert_failure 255
}

# bats test_tags=light
@test "where the container's cgroup takes no process, exec goes to its first process's" {
  unified_only || skip "v1 has no such rule"
  detached run --detach "$id"
  runtime_ exec "$id" sh -ec 'mkdir /sys/fs/cgroup/inner; echo 1 >/sys/fs/cgroup/inner/cgroup.procs'
  run runtime_ exec "$id" cat /proc/self/cgroup
  assert_output 0::/
  runtime_ exec "$id" sh -ec 'echo $$ >/sys/fs/cgroup/inner/cgroup.procs; echo +memory >/sys/fs/cgroup/cgroup.subtree_control'
  run runtime_ exec "$id" cat /proc/self/cgroup
  assert_output 0::/inner
  run runtime_ exec --cgroup / "$id" true
  assert_failure 255
  assert_output --partial "Device or resource busy"
  run runtime_ exec --cgroup inner "$id" cat /proc/self/cgroup
  assert_output 0::/inner
}

# bats test_tags=light
@test "a cgroup that is frozen already is refused" {
  folder=/sys/fs/cgroup$(unified_only || echo /freezer)/$id
  mkdir "$folder"
  if unified_only; then echo 1 >"$folder/cgroup.freeze"; else echo FROZEN >"$folder/freezer.state"; fi
  change '.linux.cgroupsPath = $path' --arg path "/$id"
  run in_container true
  rmdir "$folder"
  assert_failure 1
  assert_output --partial "container's cgroup unexpectedly frozen"
}

# bats test_tags=light
@test "the root of a user namespace owns the cgroup that is mounted writable for him" {
  unified_only || skip "v1 has no delegation"
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings'
  chmod 755 "$BATS_TEST_TMPDIR" && chown -R 100000:100000 rootfs
  run in_container sh -c 'stat -c %u /sys/fs/cgroup /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/memory.max; mkdir /sys/fs/cgroup/x && rmdir /sys/fs/cgroup/x'
  assert_success
  assert_output "$(printf '0\n0\n65534')"
  change '(.mounts[] | select(.type == "cgroup")).options = ["ro"]'
  run in_container stat -c %u /sys/fs/cgroup
  assert_output 65534
}

# bats test_tags=light
@test "run.oci.delegate-cgroup moves the container to a cgroup of its own below its limits" {
  change '.annotations["run.oci.delegate-cgroup"] = "mine" | .linux.resources = {pids: {limit: 50}}'
  if ! unified_only; then
    run in_container true
    assert_failure 1
    assert_output --partial "run.oci.delegate-cgroup: needs cgroup v2"
    return
  fi
  run in_container sh -c 'cat /proc/self/cgroup /sys/fs/cgroup/cgroup.subtree_control /sys/fs/cgroup/pids.max'
  assert_success
  assert_line --index 0 0::/mine
  assert_line --index 1 --partial memory
  assert_line --index 2 50
  for bad in .. ../x a/../../b; do
    change '.annotations["run.oci.delegate-cgroup"] = $bad' --arg bad "$bad"
    run in_container true
    assert_failure 1
    assert_output --partial "component in delegate-cgroup \`$bad\`"
  done
}

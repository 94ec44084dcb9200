# linux.memoryPolicy

load helpers
load bundle

setup() {
  require_root
  [ -e /proc/self/numa_maps ] || skip "this kernel has no NUMA support"
  make_bundle
}

teardown() {
  no_containers_left
}

@test "the process's memory policy is the one asked for" {
  change '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES"]}'
  run in_container head -n 1 /proc/self/numa_maps
  assert_success
  assert_output --partial " bind=static:0"
}

@test "a node that is not there is an error" {
  change '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "1000"}'
  run in_container true
  assert_failure 1
  assert_output --partial 'init: memory policy: set_mempolicy for nodes "1000": Invalid argument'
}

@test "exec has it, too" {
  change '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES"]} |
    .process.args = ["sleep", "1000"]'
  detached run -d "test-$RUN_ID-$$-exec"
  run runtime_ exec "test-$RUN_ID-$$-exec" head -n 1 /proc/self/numa_maps
  runtime_ delete --force "test-$RUN_ID-$$-exec"
  assert_output --partial " bind=static:0"
}

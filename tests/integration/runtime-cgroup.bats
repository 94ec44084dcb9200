# The cgroup of a container: made, limited, entered, removed.

load helpers
load vm

@test "the cgroup's own tests pass on cgroup v2 alone" {
  vm_run "'$BIN'/../tests/runtime_tests --gtest_filter='Cgroup*'"
}

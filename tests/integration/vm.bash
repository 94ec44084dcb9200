# A small virtual machine with kernel 6.1 and cgroup v2 alone (tests/vm/uml).

# vm_run SCRIPT: runs it there with $BATS_TEST_TMPDIR as the working folder,
# writable; the programs are on PATH. Output and status are the script's.
vm_run() {
  "$REPOSITORY/tests/vm/uml" "$BATS_TEST_TMPDIR" sh -euc "$1"
}

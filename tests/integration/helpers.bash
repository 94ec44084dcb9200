# What every integration test starts with: `load helpers`.
#
# The programs under test come first in PATH: build/bin, or the folder that BIN
# names (make sets it, with SANITIZE too).

bats_require_minimum_version 1.8.0
# What their load.bash names, without it: that starts twenty processes, for each test anew.
for file in "${BATS_LIB_PATH:-/usr/lib/bats}"/bats-{support,assert,file}/src/*.bash; do
  # shellcheck disable=SC1090 # not ours
  . "$file"
done

REPOSITORY=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
BIN=${BIN:-$REPOSITORY/build/bin}
# In the names of what a test makes outside of its folder: a process id alone comes again after a run that was killed.
RUN_ID=${BATS_RUN_TMPDIR##*-}
export REPOSITORY BIN RUN_ID PATH="$BIN:$PATH"

# require_root: skips the test for an ordinary user.
require_root() {
  [ "$EUID" -eq 0 ] || skip "needs root"
}

# require_commands NAME...: skips the test where a program that it compares with is not installed.
require_commands() {
  local name
  for name in "$@"; do
    command -v "$name" >/dev/null || skip "$name is not installed"
  done
}

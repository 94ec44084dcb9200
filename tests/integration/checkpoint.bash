# Checkpoint and restore, where CRIU works; load after bundle.

# require_criu: skips the test with CRIU's own reason where it cannot work.
require_criu() {
  require_root
  require_commands criu
  local said
  said=$(criu check 2>&1) || skip "criu check: $(grep --max-count=1 Error <<<"$said")"
}

# counting_bundle: its process counts in its memory, and writes the number to /tmp/count.
counting_bundle() {
  make_bundle
  change '.process.args = ["sh", "-c", "i=0; while :; do i=$((i + 1)); echo $i >/tmp/count; sleep 0.05; done"]'
}

# count_above N: waits until it has counted further, and prints the number.
count_above() {
  local n=
  until [ "${n:-0}" -gt "$1" ]; do n=$(cat rootfs/tmp/count 2>/dev/null) || true; done
  echo "$n"
}

# start_detached [ARG...]: the container, with nothing of the test's.
start_detached() {
  runtime_ --log "$BATS_TEST_TMPDIR/log" run --detach "$@" "$id" </dev/null >/dev/null 2>&1 3>&- || {
    cat "$BATS_TEST_TMPDIR/log"
    return 1
  }
}

# checkpoint_ [ARG...], restore_ [ARG...]: with the folders "images" and "work" of the test.
checkpoint_() {
  runtime_ checkpoint --image-path "$BATS_TEST_TMPDIR/images" --work-path "$BATS_TEST_TMPDIR/logs" "$@" "$id"
}
restore_() {
  runtime_ --log "$BATS_TEST_TMPDIR/log" restore --detach --image-path "$BATS_TEST_TMPDIR/images" \
    --work-path "$BATS_TEST_TMPDIR/logs" "$@" "$id" </dev/null >/dev/null 2>&1 3>&- || {
    local status=$?
    cat "$BATS_TEST_TMPDIR/log"
    return $status
  }
}

#!/usr/bin/env bats
# A pull that ends at any point, by kill -9, a full disk or a lost connection: the store is good, and the next pull
# makes it whole.

load helpers
load registry
load hostile_registry

setup_file() {
  require_root
  require_commands strace
  start_hostile_registry "$BATS_FILE_TMPDIR/hostile"
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/hostile"
}

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store CONTAINERS_REGISTRIES_CONF=/dev/null
}

teardown() {
  if mountpoint -q "$IMAGETOOL_ROOT"; then umount "$IMAGETOOL_ROOT"; fi
}

# assert_store_good: each blob is what its name says, and what a name means is there with all that it needs.
assert_store_good() {
  python3 - "$IMAGETOOL_ROOT" <<'PY'
import hashlib, json, os, sys
root = sys.argv[1]
blobs = os.path.join(root, "blobs/sha256")
for name in os.listdir(blobs) if os.path.isdir(blobs) else []:
    with open(os.path.join(blobs, name), "rb") as blob:
        assert hashlib.sha256(blob.read()).hexdigest() == name, name
def load(descriptor):
    return json.load(open(os.path.join(blobs, descriptor["digest"][7:])))
index = os.path.join(root, "index.json")
for entry in json.load(open(index))["manifests"] if os.path.exists(index) else []:
    manifest = load(entry)
    for blob in [manifest["config"], *manifest["layers"]]:
        assert os.path.getsize(os.path.join(blobs, blob["digest"][7:])) == blob["size"]
PY
}

# interrupt_each CALL INJECTION [STEP]: pulls into a new store, with INJECTION at the first such system call of any
# thread, then STEP further on (1), until a pull makes fewer of them. After each the store is good, and a second pull succeeds.
interrupt_each() {
  local n points=0
  for ((n = 1; n < 60; n += ${3:-1})); do
    rm -rf "$IMAGETOOL_ROOT"
    # A sanitized program looks for leaks as a tracer, which it cannot be below another.
    run strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -E ASAN_OPTIONS=detect_leaks=0 -e "inject=$1:$2:when=$n" \
      imagetool --tls-verify=false pull -q "$HOSTILE/good:1"
    grep -q 'INJECTED\|killed by' "$BATS_TEST_TMPDIR/trace" || break
    points=$((points + 1))
    assert_store_good
    run imagetool --tls-verify=false pull -q "$HOSTILE/good:1"
    assert_success
    assert_store_good
  done
  [ "$points" -gt 1 ] || fail "$1: only $points points"
}

@test "kill -9 at each rename" { interrupt_each renameat,renameat2,rename signal=KILL; }

@test "kill -9 at each sync" { interrupt_each fsync,fdatasync,syncfs signal=KILL; }

@test "kill -9 at each folder that is made" { interrupt_each mkdirat signal=KILL 5; }

@test "kill -9 at each lock" { interrupt_each flock signal=KILL 3; }

@test "a full disk at each rename and each sync" {
  interrupt_each renameat,renameat2,rename error=ENOSPC
  interrupt_each fsync,fdatasync,syncfs error=EIO
}

@test "a disk that is full sooner or later" {
  local size
  mkdir "$IMAGETOOL_ROOT"
  for size in 16 64 200 420 600 900; do
    mount -t tmpfs -o "size=${size}k" tmpfs "$IMAGETOOL_ROOT"
    run imagetool --tls-verify=false pull -q "$HOSTILE/good:1"
    assert_store_good
    mount -o remount,size=8m "$IMAGETOOL_ROOT"
    run imagetool --tls-verify=false pull -q "$HOSTILE/good:1"
    assert_success
    assert_store_good
    umount "$IMAGETOOL_ROOT"
  done
}

@test "a connection that is lost at one byte after the other" {
  local step before=0 after
  for step in {1..12}; do
    # Each reply ends 37,001 bytes further on than the one before; what had come is not sent again.
    run imagetool --tls-verify=false pull -q "$HOSTILE/drip:1"
    assert_store_good
    [ "$status" -ne 0 ] || break
    after=$(cat "$IMAGETOOL_ROOT"/tmp/partial-* | wc -c)
    [ "$after" -gt "$before" ] || fail "step $step: $before bytes, then $after"
    before=$after
  done
  assert_success
}

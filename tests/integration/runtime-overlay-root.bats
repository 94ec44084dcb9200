# A mount on "/" is the root: overlays of a bundle's layers.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  mkdir upper work layers
  ln -s ../rootfs layers/base
  mkdir empty
  change '.root.path = "empty"'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# overlay LOWERS: config.json's root is an overlay of them.
overlay() {
  change '.mounts |= [{destination: "/", type: "overlay", source: "overlay", options: ["lowerdir=" + $l, "upperdir=upper",
    "workdir=work", "redirect_dir=off", "metacopy=off", "index=off"]}] + .' --arg l "$1"
}

@test "what the container writes is in the upper folder, and nothing is mounted on the host" {
  overlay layers/base
  run in_container sh -c 'echo hi >/new; rm /etc/group; ls /etc/group'
  assert_failure
  assert_equal "$(cat upper/new)" hi
  assert_equal "$(stat -c %t:%T upper/etc/group)" 0:0
  assert_equal "$(grep -F "$BATS_TEST_TMPDIR" /proc/self/mountinfo)" ""
}

# 127 layers, each with a file of its own over the base.
many_layers() {
  local i lowers=
  for i in $(seq 0 125); do
    mkdir "layers/$i"
    echo "$i" >"layers/$i/file$i"
    lowers+="layers/$i:"
  done
  overlay "${lowers}layers/base"
}

# On Linux 6.1 (make check-vm), too, whose fsconfig does not know lowerdir+.
# bats test_tags=light
@test "127 layers" {
  many_layers
  run in_container sh -c 'cat /file0 /file64 /file125; ls / | grep -c file'
  assert_success
  assert_line --index 0 0
  assert_line --index 1 64
  assert_line --index 2 125
  assert_line --index 3 126
}

@test "root.readonly applies to it" {
  overlay layers/base
  change '.root.readonly = true'
  run in_container touch /x
  assert_failure
  assert_output --partial "Read-only file system"
}

@test "createRuntime hooks see it at root.path, in the container's mount namespace" {
  overlay layers/base
  change '.hooks = {createRuntime: [{path: "/bin/sh", args: ["sh", "-c",
    "pid=$(sed \"s/.*\\\"pid\\\":\\([0-9]*\\).*/\\1/\"); nsenter -m -t $pid ls \($r)/bin/busybox >\($r)-seen"], env: ["PATH=/usr/bin:/bin"]}]}' \
    --arg r "$PWD/empty"
  run in_container true
  assert_success
  run cat empty-seen
  assert_output "$PWD/empty/bin/busybox"
}

@test "two live containers never share an upper folder" {
  overlay layers/base
  change '.process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run runtime_ run "$id-2"
  assert_failure 1
  assert_output --partial "the upper folder of the root is in use by container \"$id\""
  assert_equal "$(runtime_ list -q)" "$id"
  runtime_ delete --force "$id"
  run in_container true
  assert_success
}

@test "a missing layer is named" {
  overlay layers/gone
  run in_container true
  assert_failure 1
  assert_output --partial layers/gone
}

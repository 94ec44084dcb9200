# Podman and containerd checkpoint and restore containers with our runtime. They
# need a kernel that CRIU works on: `make check-vm VM=qemu` has one.

load helpers
load bundle
load checkpoint
load peers

setup() {
  require_criu
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  shared=$BATS_TEST_TMPDIR/shared
  mkdir "$shared"
}

teardown() {
  if [ -d "$BATS_TEST_TMPDIR/podman" ]; then podman_ rm --all --force --time 0 || true; fi
  if [ -d "$BATS_TEST_TMPDIR/containerd" ]; then
    ctr task ls -q | xargs --no-run-if-empty -n 1 ctr task delete --force || true
    stop_daemon "$BATS_TEST_TMPDIR/restored" # which passes signals on, and ends with its container
    stop_daemon "$BATS_TEST_TMPDIR/containerd"
  fi
  remove_cgroups libpod_parent
  remove_cgroups default
  no_containers_left
}

# What the containers do: count, in their memory, the signals that they get, and tell the number to the test. They have
# no file open meanwhile, and write none that a checkpoint could meet half written.
COUNT='i=0; trap "i=\$((i + 1)); echo \$i >/shared/count" USR1; echo 0 >/shared/count; while :; do sleep 1000 & wait; done'

# counts_to N: what they have told last.
counts_to() { until [ "$(cat "$shared/count" 2>/dev/null)" = "$1" ]; do :; done; }

# podman_ ARG...: with the cgroup manager MANAGER.
podman_() {
  podman_in "$BATS_TEST_TMPDIR/podman" --cgroup-manager "${MANAGER:-cgroupfs}" "$@"
}

# podman_counts: a container "counter" that counts.
podman_counts() {
  require_commands podman conmon
  busybox_rootfs "$BATS_TEST_TMPDIR/rootfs"
  tar -C "$BATS_TEST_TMPDIR/rootfs" -c . | podman_ import - busybox
  podman_ run --network none --detach --name counter --memory 64m --volume "$shared:/shared" busybox sh -c "$COUNT"
  counts_to 0
  podman_ kill --signal USR1 counter
  counts_to 1
}

# podman_goes_on: a checkpoint of it, and back.
podman_goes_on() {
  podman_ container checkpoint counter
  run -0 podman_ inspect --format '{{.State.Status}} {{.State.Checkpointed}}' counter
  assert_output "exited true"
  podman_ container restore counter
  podman_ kill --signal USR1 counter
  counts_to 2
  run -0 podman_ inspect --format '{{.State.Status}}' counter
  assert_output running
  run -0 podman_ exec counter sh -c 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; true'
  assert_output 67108864
}

@test "podman container checkpoint and restore" {
  podman_counts
  podman_goes_on
}

@test "podman container checkpoint and restore in a scope of systemd's" {
  [ -d /run/systemd/system ] || skip "systemd is not running here"
  MANAGER=systemd
  podman_counts
  podman_goes_on
  run -0 podman_ inspect --format '{{.State.CgroupPath}}' counter
  assert_output --regexp '^/machine\.slice/libpod-[0-9a-f]+\.scope$'
  assert_dir_exist "/sys/fs/cgroup$output"
}

@test "podman container checkpoint --export and restore --import: another container goes on" {
  podman_counts
  podman_ container checkpoint --export "$BATS_TEST_TMPDIR/counter.tar" --compress none counter
  podman_ rm counter
  podman_ container restore --import "$BATS_TEST_TMPDIR/counter.tar" --name copy
  podman_ kill --signal USR1 copy
  counts_to 2
  run -0 podman_ ps --format '{{.Names}} {{.Status}}'
  assert_output --regexp '^copy Up'
}

@test "containerd: ctr task checkpoint, and a container restored from it" {
  require_commands containerd ctr umoci
  start_containerd "$BATS_TEST_TMPDIR/containerd"
  busybox_layout "$BATS_TEST_TMPDIR/layout" latest
  tar -C "$BATS_TEST_TMPDIR/layout" -c . | ctr image import --base-name docker.io/library/busybox --snapshotter native -
  ctr run --detach --runc-binary "$RUNTIME" --snapshotter native --mount "type=bind,src=$shared,dst=/shared,options=rbind" \
    docker.io/library/busybox:latest "$id" sh -c "$COUNT"
  counts_to 0
  ctr task kill --signal USR1 "$id"
  counts_to 1
  ctr task checkpoint --image-path "$BATS_TEST_TMPDIR/images" --work-path "$BATS_TEST_TMPDIR/logs" "$id"
  assert_file_exist "$BATS_TEST_TMPDIR/images/inventory.img"

  ctr container checkpoint --task --image "$id" example.org/saved:latest
  ctr task delete --force "$id"
  ctr container delete "$id"
  # It stays until the container has ended.
  start_daemon "$BATS_TEST_TMPDIR/restored" ctr container restore --live "$id" example.org/saved:latest
  until ctr task ls | grep -E "$id +[0-9]+ +RUNNING"; do kill -0 "$(cat "$BATS_TEST_TMPDIR/restored/pid")"; done
  ctr task kill --signal USR1 "$id"
  counts_to 2
}

# A container whose first process is systemd, this machine's own.

load helpers
load images

setup() {
  require_root
  [ -x /lib/systemd/systemd ] || skip "systemd is not installed"
  [ -e /sys/fs/cgroup/cgroup.controllers ] || grep -q name=systemd /proc/self/mounts || skip "no cgroups for systemd here"
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  state=$BATS_TEST_TMPDIR/state
  # The store is a layout: nothing else is needed to put an image there, also where skopeo is not.
  busybox_tree "$BATS_TEST_TMPDIR/tree"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/layer.tar" .
  image "$IMAGETOOL_ROOT" docker.io/library/box:latest '{"Cmd":["/lib/systemd/systemd","--unit=up.target"]}' "$BATS_TEST_TMPDIR/layer.tar"
  mkdir "$BATS_TEST_TMPDIR/units"
  printf '[Unit]\nDefaultDependencies=no\nRequires=up.service\nAfter=up.service\n' >"$BATS_TEST_TMPDIR/units/up.target"
  printf '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/touch /run/up\n' \
    >"$BATS_TEST_TMPDIR/units/up.service"
}

@test "an image's systemd boots with Docker's rights, and its container ends well by its own stop signal" {
  cd "$BATS_TEST_TMPDIR"
  imagetool bundle -v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro -v "$PWD/units:/etc/systemd/system:ro" box "systemd-$$"
  runtime --root "$state" run -d "systemd-$$/" </dev/null >/dev/null 3>&-
  until runtime --root "$state" exec "systemd-$$" test -e /run/up; do
    [ "$(runtime --root "$state" inspect -f '{{.State.Status}}' "systemd-$$")" = running ]
  done
  until [ "$(runtime --root "$state" exec "systemd-$$" systemctl is-active up.target)" = active ]; do :; done
  run -0 runtime --root "$state" exec "systemd-$$" mount
  assert_line --regexp '^[^ ]+ on /run type tmpfs \(rw,'
  assert_line --regexp '^[^ ]+ on /tmp type tmpfs \(rw,'
  runtime --root "$state" exec "systemd-$$" sh -c 'cd /sys/fs/cgroup/systemd 2>/dev/null || cd /sys/fs/cgroup; mkdir of-its-own'
  assert_equal "$(runtime --root "$state" inspect -f '{{.Config.StopSignal}}' "systemd-$$")" SIGRTMIN+3
  runtime --root "$state" stop --time -1 "systemd-$$"
  run -0 runtime --root "$state" inspect -f '{{.State.ExitCode}}' "systemd-$$"
  assert_output 0
  runtime --root "$state" rm "systemd-$$"
}

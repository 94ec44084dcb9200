# Real services from Debian's packages, from the Dockerfile to an answer: DEBIAN_MIRROR=http://deb.debian.org/debian.

load helpers
load images

setup_file() {
  [ -n "${DEBIAN_MIRROR:-}" ] || return 0
  require_root
  require_commands mmdebstrap
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  mmdebstrap --quiet --variant=minbase bookworm "$BATS_FILE_TMPDIR/root.tar" "$DEBIAN_MIRROR"
  imagetool import -c 'CMD ["bash"]' "$BATS_FILE_TMPDIR/root.tar" debian:bookworm-slim
  buildtool build -q --target packages -t packages "$REPOSITORY/tests/integration/services"
}

# The test's name begins with the service's.
setup() {
  [ -n "${DEBIAN_MIRROR:-}" ] || skip "DEBIAN_MIRROR names no mirror of Debian's packages"
  local service=${BATS_TEST_DESCRIPTION%%:*}
  STATE=$BATS_TEST_TMPDIR/state
  buildtool build --progress plain --target "$service" -t "$service" "$REPOSITORY/tests/integration/services"
  imagetool bundle "$service" "$BATS_TEST_TMPDIR/bundle"
  runtime --root "$STATE" run -d --bundle "$BATS_TEST_TMPDIR/bundle" "service-$$" </dev/null 3>&- >"$BATS_TEST_TMPDIR/log" 2>&1
}

teardown() { [ -z "${STATE:-}" ] || runtime --root "$STATE" delete --force "service-$$"; }

# answers COMMAND...: what it says in the service's container, once it has its answer.
answers() {
  # shellcheck disable=SC2016
  run -0 timeout 60 bash -c 'until "$@" 2>/dev/null; do :; done' until runtime --root "$STATE" exec "service-$$" "$@"
}

# of PORT WORDS: a command that sends the words there and shows what comes back.
of() { echo "exec 3<>/dev/tcp/127.0.0.1/$1 && printf '$2' >&3 && cat <&3"; }

@test "memcached: as its own user" {
  answers bash -c "$(of 11211 'version\r\nquit\r\n')"
  assert_output --partial "VERSION 1."
}

@test "redis: the entrypoint gives up root, and the volume is its own" {
  answers redis-cli ping
  assert_output PONG
  answers stat -c %U /data
  assert_output redis
}

@test "haproxy: a heredoc is its configuration" {
  answers bash -c "$(of 8081 'GET / HTTP/1.0\r\n\r\n')"
  assert_output --partial "from haproxy"
}

@test "nginx: its log is the container's" {
  answers bash -c "$(of 80 'GET /logged HTTP/1.0\r\n\r\n')"
  assert_output --partial "from nginx"
  assert_file_contains "$BATS_TEST_TMPDIR/log" 'GET /logged'
}

@test "httpd: from its working folder" {
  answers bash -c "$(of 8080 'GET / HTTP/1.0\r\n\r\n')"
  assert_output --partial "from httpd"
}

@test "postgres: the cluster is made at the first start" {
  answers psql -Atc 'select 6 * 7'
  assert_output 42
}

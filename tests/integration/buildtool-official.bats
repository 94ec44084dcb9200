# A Dockerfile in the shape of the official images', from its build to its container: a user of its own,
# sources that are fetched and verified, a stage that compiles, an entrypoint script, a healthcheck, a volume.

load helpers
load images
load dockerfile
load web

setup_file() {
  require_root
  require_commands busybox jq python3 git
  setup_builds
  start_web "$BATS_FILE_TMPDIR/web"
}

teardown_file() { stop_web "$BATS_FILE_TMPDIR/web"; }

setup() { CONTEXT=$BATS_TEST_TMPDIR/context; }

# source_tar: a "release" with a program to be installed.
source_tar() {
  mkdir -p "$BATS_TEST_TMPDIR/hello-1.2/src"
  printf '#!/bin/sh\necho "hello $*, I am $(id -u):$(id -g) in $PWD"\n' >"$BATS_TEST_TMPDIR/hello-1.2/src/hello.sh"
  tar -C "$BATS_TEST_TMPDIR" -czf "$WEB_DIR/www/hello-1.2.tar.gz" hello-1.2
}

@test "official: a service is built in stages, and runs as its user with its entrypoint" {
  source_tar
  mkdir -p "$CONTEXT"
  cat >"$CONTEXT/docker-entrypoint.sh" <<'SH'
#!/bin/sh
set -e
# "hello" is what is run where only options are given.
if [ "${1#-}" != "$1" ]; then set -- hello "$@"; fi
exec "$@"
SH
  chmod 755 "$CONTEXT/docker-entrypoint.sh"
  build --build-arg HELLO_VERSION=1.2 \
    --build-arg HELLO_SHA256="$(sha256sum <"$WEB_DIR/www/hello-1.2.tar.gz" | cut -d' ' -f1)" <<EOF
# syntax=docker/dockerfile:1
ARG BASE=busybox

FROM \${BASE} AS build
ARG HELLO_VERSION
ARG HELLO_SHA256
ADD --unpack --checksum=sha256:\$HELLO_SHA256 $WEB/hello-\$HELLO_VERSION.tar.gz /usr/src/
WORKDIR /usr/src/hello-\$HELLO_VERSION
RUN set -eux; \\
# comments between the lines, as in every one of them
	mkdir -p /out/usr/local/bin; \\
	\\
	cp src/hello.sh /out/usr/local/bin/hello; \\
	chmod 755 /out/usr/local/bin/hello

FROM \${BASE}
LABEL org.opencontainers.image.title="hello" maintainer="nobody"
RUN <<-SETUP
	set -eux
	mkdir -p /etc
	echo 'hello:x:999:999::/var/lib/hello:/bin/sh' >>/etc/passwd
	echo 'hello:x:999:' >>/etc/group
	mkdir -p /var/lib/hello
	chown hello:hello /var/lib/hello && chmod 1777 /var/lib/hello
SETUP
COPY --from=build /out/ /
COPY docker-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/local/bin:\$PATH HELLO_DATA=/var/lib/hello/data
VOLUME \$HELLO_DATA
WORKDIR /var/lib/hello
USER hello
EXPOSE 8080/tcp
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD hello || exit 1
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["hello", "world"]
EOF
  run config '| [.User, .StopSignal, .Volumes, .ExposedPorts, .Labels.maintainer, .Healthcheck.Test[1]]'
  assert_output '["hello","SIGINT",{"/var/lib/hello/data":{}},{"8080/tcp":{}},"nobody","hello || exit 1"]'
  imagetool bundle test "$BATS_TEST_TMPDIR/bundle"
  run -0 runtime --root "$BATS_TEST_TMPDIR/state" run --bundle "$BATS_TEST_TMPDIR/bundle" official
  assert_output "hello world, I am 999:999 in /var/lib/hello"
  imagetool bundle test "$BATS_TEST_TMPDIR/options" -- --loud
  run -0 runtime --root "$BATS_TEST_TMPDIR/state" run --bundle "$BATS_TEST_TMPDIR/options" official
  assert_output "hello --loud, I am 999:999 in /var/lib/hello"
  run imagetool history test
  refute_output --partial usr/src
}

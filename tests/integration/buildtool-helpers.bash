# What the tests of buildtool start with: `load buildtool-helpers`.
#
# A store of their own with the image `base`: busybox, two users, an /etc without
# hosts, and /w, a link that leads to the host's root if it is followed outside.

load helpers

setup_file() { make_base; }

make_base() {
  require_root
  require_commands busybox skopeo
  export STORE=$BATS_FILE_TMPDIR/store
  local root=$BATS_FILE_TMPDIR/root context=$BATS_FILE_TMPDIR/base applet
  mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$context"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for applet in sh ls cat echo false true id mkdir touch chmod chown ln rm mv stat env hostname sleep grep find; do
    ln -s busybox "$root/bin/$applet"
  done
  printf 'root:x:0:0::/root:/bin/sh\nworker:x:1000:1001::/home/worker:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nstaff:x:50:\n' >"$root/etc/group"
  ln -s "$BATS_FILE_TMPDIR/host" "$root/w"
  tar -C "$root" -cf "$context/root.tar" .
  printf 'FROM scratch\nADD root.tar /\nENV BASE=yes\nCMD ["base-cmd"]\n' >"$context/Dockerfile"
  buildtool --root "$STORE" -q -t base "$context"
}

setup() {
  context=$BATS_TEST_TMPDIR/context
  mkdir "$context"
}

# dockerfile: the test's Dockerfile, from standard input.
dockerfile() { cat >"$context/Dockerfile"; }

# build [OPTION...]: builds the context as `result`.
build() { run buildtool --root "$STORE" -t result "$@" "$context"; }

# config FILTER: a part of the result's config, by jq's filter.
config() { skopeo inspect --config "oci:$STORE:docker.io/library/result:latest" | jq -cr "$1"; }

# layer N: the names in the result's Nth layer from the end, 1 is the last.
layer() {
  local digest
  digest=$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | jq -r ".layers[-$1].digest")
  tar -tzf "$STORE/blobs/${digest/://}" | LC_ALL=C sort
}

# layer_details N: the same with modes, owners and links.
layer_details() {
  local digest
  digest=$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | jq -r ".layers[-$1].digest")
  tar --numeric-owner -tvzf "$STORE/blobs/${digest/://}"
}

# Nothing of a build stays in the store but its result.
assert_nothing_left() {
  assert_equal "$(ls "$STORE/tmp")" ""
  assert_equal "$(ls "$STORE/leases")" ""
}

# Builds of ordinary users.

load buildtool-helpers
load ordinary_users

setup_file() {
  require_commands newuidmap useradd setpriv
  make_base
  make_users imagetool buildtool
  skopeo copy -q "oci:$STORE:docker.io/library/base:latest" "oci:$FOLDER/base:base"
  chmod -R a+rX "$FOLDER/base"
}

teardown_file() { remove_users; }

setup() {
  context=$FOLDER/$BATS_TEST_NUMBER
  mkdir "$context"
}

# build_as NAME OPTION...: he builds the test's context; `base` is a layout that root made.
build_as() {
  local name=$1
  shift
  chmod -R a+rX "$context"
  run as "$name" env SOURCE_DATE_EPOCH=1700000000 buildtool --network none --build-context "base=oci-layout://$FOLDER/base:base" \
    -t result "$@" "$context"
}

@test "rootless: with subordinate ids the image is the one that root builds" {
  mkdir "$context/files"
  echo b >"$context/files/b"
  dockerfile <<'END'
FROM base
RUN --mount=type=cache,target=/cache echo x >/x && mkdir -m 1777 /d && chown 1000:1001 /d && touch /cache/kept
COPY --chown=worker files /files/
RUN rm /etc/group && mv /etc/passwd /etc/renamed && mv /etc/renamed /etc/passwd && chmod 4755 /x
WORKDIR /home/worker
USER worker
RUN touch /d/of-worker && ls -ln /files >/d/list
FROM base
COPY --from=0 / /
END
  build_as "$MAPPED" -q
  assert_success
  local id=$output
  run env SOURCE_DATE_EPOCH=1700000000 buildtool --root "$FOLDER/store" --network none -q \
    --build-context "base=oci-layout://$FOLDER/base:base" "$context"
  assert_success
  assert_output "$id"
  run ls "$FOLDER/$MAPPED/.local/share/imagetool/tmp" "$FOLDER/$MAPPED/.local/share/imagetool/leases"
  refute_output --partial step
  # He runs it.
  as "$MAPPED" imagetool bundle result bundle stat -c %u:%g /d/of-worker
  run as "$MAPPED" runtime run bundle/
  assert_line 1000:1001
}

@test "rootless: without subordinate ids what needs no other user is built, equal to root's" {
  echo a >"$context/a"
  printf 'FROM base\nCOPY a /\nWORKDIR /w/new\nRUN id -u >/id; mkdir -m 700 /private\n' | dockerfile
  build_as "$SINGLE" -q
  assert_success
  local id=$output
  run env SOURCE_DATE_EPOCH=1700000000 buildtool --root "$FOLDER/store" --network none -q \
    --build-context "base=oci-layout://$FOLDER/base:base" "$context"
  assert_output "$id"
}

@test "rootless: without subordinate ids another user is an error that says why" {
  local line hint="(where it needs another user: this one has no ids in /etc/subuid and /etc/subgid)"
  touch "$context/a"
  for line in 'COPY --chown=1000 a /' 'RUN chown 1000 /bin' 'RUN true' 'WORKDIR /w/new'; do
    { printf 'FROM base\n'; [[ $line == *chown* ]] || echo USER worker; echo "$line"; } | dockerfile
    build_as "$SINGLE"
    assert_failure 1
    assert_line --index -1 --partial "$hint"
  done
}

@test "rootless: a limit that nobody lets him set is an error, and none asked for is no matter" {
  printf 'FROM base\nRUN true\n' | dockerfile
  build_as "$MAPPED" --progress plain --no-cache
  assert_success
  refute_output --partial warning
  build_as "$MAPPED" --progress plain --no-cache --memory 50m
  assert_failure 1
  assert_output --partial "cgroup: cannot set memory limit"
}

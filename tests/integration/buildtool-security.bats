# Attacks that must fail, and are in no other file: what builds keep, and whom they believe.

load buildtool-helpers

@test "what a proxy's address or an agent's says is in no layer, config, history, cache or log" { # B11
  printf 'FROM base\nRUN test -n "$http_proxy" && test -n "$HTTPS_PROXY" && echo done >/done\n' | dockerfile
  build --progress plain --no-cache --build-arg http_proxy=http://me:canary-password@p:1 \
    --build-arg HTTPS_PROXY=http://me:canary-password@p:1
  assert_success
  refute_output --partial canary-password
  run grep -rl canary-password "$STORE"
  assert_failure 1
  # Nor is it in what the next build is looked up by.
  build --progress plain --build-arg http_proxy=http://me:other@p:1 --build-arg HTTPS_PROXY=http://me:other@p:1
  assert_line --regexp '^#[0-9]+ CACHED$'
}

@test "our own environment does not come to a RUN" { # B11
  printf 'FROM base\nRUN env | grep -c CANARY && exit 1; true\n' | dockerfile
  CANARY=canary-value build --progress plain --no-cache
  assert_success
  run grep -rl canary-value "$STORE"
  assert_failure 1
}

@test "a base with another's history and config gets no layer of the other's cache" { # B12
  printf 'FROM base\nRUN cat /etc/passwd >/copied\n' | dockerfile
  build
  assert_success
  # The same config and history, but for the layer.
  local tree=$BATS_TEST_TMPDIR/tree config
  mkdir "$tree"
  tar -C "$tree" -xf "$BATS_FILE_TMPDIR/base/root.tar"
  echo 'evil:x:0:0::/:/bin/sh' >"$tree/etc/passwd"
  tar -C "$tree" -cf "$BATS_TEST_TMPDIR/layer.tar" .
  skopeo copy -q "oci:$STORE:docker.io/library/base:latest" "dir:$BATS_TEST_TMPDIR/dir"
  config=$(jq -r .config.digest "$BATS_TEST_TMPDIR/dir/manifest.json")
  "$REPOSITORY/tests/integration/make_image.py" "$BATS_TEST_TMPDIR/layout" evil \
    "$(jq -c .config "$BATS_TEST_TMPDIR/dir/${config#*:}")" "$BATS_TEST_TMPDIR/layer.tar"
  skopeo copy -q "oci:$BATS_TEST_TMPDIR/layout:evil" "oci:$STORE:docker.io/library/evil:latest"
  printf 'FROM evil\nRUN cat /etc/passwd >/copied\n' | dockerfile
  build --progress plain -o "$BATS_TEST_TMPDIR/out"
  assert_success
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out/copied")" "evil:x:0:0::/:/bin/sh"
}

@test "a stage that swaps a path while another is built changes nothing there" { # B2
  mkdir "$BATS_TEST_TMPDIR/shared"
  dockerfile <<'END'
FROM base AS swapper
RUN mkdir /d && echo mine >/d/f
FROM swapper AS swaps
RUN mv /d /aside && ln -s /etc /d && touch /shared/swapped
FROM base AS reads
RUN --mount=type=bind,from=swapper,source=/d,target=/m until [ -e /shared/swapped ]; do :; done; cat /m/f >/read; ls /m >>/read
FROM base
COPY --from=swaps /bin/true /
COPY --from=reads /read /
END
  build --no-cache -v "$BATS_TEST_TMPDIR/shared:/shared" -o "$BATS_TEST_TMPDIR/out"
  assert_success
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out/read")" $'mine\nf'
}

@test "--verify says which files of two builds are not the same" {
  printf 'FROM base\nRUN echo fixed >/fixed\n' | dockerfile
  build --verify --build-arg SOURCE_DATE_EPOCH=0
  assert_success
  printf 'FROM base\nRUN cat /proc/sys/kernel/random/uuid >/id; echo fixed >/fixed\n' | dockerfile
  run buildtool --root "$STORE" -t differs --verify --build-arg SOURCE_DATE_EPOCH=0 "$context"
  assert_failure 1
  assert_line 'layer 2, RUN cat /proc/sys/kernel/random/uuid >/id; echo fixed >/fixed: id: other content'
  refute_output --partial ': fixed:'
  assert_line --index -1 "buildtool build: the second build is another image"
  run imagetool --root "$STORE" inspect differs
  assert_failure
  build --verify
  assert_failure 1
  assert_line --index -1 "buildtool build: the second build is another image (SOURCE_DATE_EPOCH makes times equal)"
  assert_nothing_left
}

load buildtool-helpers

@test "an unchanged build runs nothing and gives the same image" {
  echo a >"$context/a"
  printf 'FROM base\nRUN echo ran > /r\nWORKDIR /d\nCOPY a .\n' | dockerfile
  build --iidfile "$BATS_TEST_TMPDIR/first"
  assert_success
  build --iidfile "$BATS_TEST_TMPDIR/second" --runtime /bin/false
  assert_success
  assert_equal "$(grep -c CACHED <<<"$output")" 4
  assert_equal "$(cat "$BATS_TEST_TMPDIR/second")" "$(cat "$BATS_TEST_TMPDIR/first")"
}

@test "a changed file, argument or instruction runs what follows anew" {
  echo a >"$context/a"
  printf 'FROM base\nARG X=1\nCOPY a /a\nRUN echo $X > /x\n' | dockerfile
  build
  build --build-arg X=2
  assert_success
  assert_equal "$(grep -c CACHED <<<"$output")" 2
  echo b >"$context/a"
  build
  assert_equal "$(grep -c CACHED <<<"$output")" 1
  build --no-cache
  assert_equal "$(grep -c CACHED <<<"$output")" 1
}

@test "an image with the same history but other files does not share the cache" {
  printf 'FROM base\nRUN cat /etc/group > /seen\n' | dockerfile
  build
  assert_success
  mkdir "$BATS_TEST_TMPDIR/other" "$BATS_TEST_TMPDIR/tree"
  tar -C "$BATS_TEST_TMPDIR/tree" -xf "$BATS_FILE_TMPDIR/base/root.tar"
  echo other:x:9: >"$BATS_TEST_TMPDIR/tree/etc/group"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/other/root.tar" .
  cp "$BATS_FILE_TMPDIR/base/Dockerfile" "$BATS_TEST_TMPDIR/other/"
  buildtool --root "$STORE" -q -t imposter "$BATS_TEST_TMPDIR/other"
  printf 'FROM imposter\nRUN cat /etc/group > /seen\n' | dockerfile
  build
  assert_success
  assert_equal "$(grep -c CACHED <<<"$output")" 1
}

@test "steps before a failure are cached" {
  printf 'FROM base\nRUN echo slow > /slow\nRUN false\n' | dockerfile
  build
  assert_failure 1
  build
  assert_failure 1
  assert_equal "$(grep -c CACHED <<<"$output")" 2
}

@test "a damaged record is no record" {
  printf 'FROM base\nRUN echo y > /y\n' | dockerfile
  build
  assert_success
  for record in "$STORE"/buildcache/*; do echo '{"created":' >"$record"; done
  build
  assert_success
  assert_equal "$(grep -c CACHED <<<"$output")" 1
}

@test "a base with the same layer twice: two commands without effect" {
  printf 'FROM base\nRUN true\nRUN echo x > /x\nRUN true # again\n' | dockerfile
  build
  assert_success
  printf 'FROM result\nRUN echo y > /y\nCOPY --from=result /x /z\n' | dockerfile
  run buildtool --root "$STORE" -t second "$context"
  assert_success
}

@test "the mode of a base's root is not another base's, by way of a layer that both have" {
  mkdir "$BATS_TEST_TMPDIR/private" "$BATS_TEST_TMPDIR/tree"
  tar -C "$BATS_TEST_TMPDIR/tree" -xf "$BATS_FILE_TMPDIR/base/root.tar"
  chmod 700 "$BATS_TEST_TMPDIR/tree"
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/layer.tar" .
  "$REPOSITORY/tests/integration/make_image.py" "$BATS_TEST_TMPDIR/layout" private '{}' "$BATS_TEST_TMPDIR/layer.tar"
  skopeo copy -q "oci:$BATS_TEST_TMPDIR/layout:private" "oci:$STORE:docker.io/library/private:latest"
  printf 'FROM private\nRUN true # for this test\n' | dockerfile
  build
  assert_success
  printf 'FROM base\nRUN true # for this test\nRUN stat -c %%a / && id\nUSER worker\nRUN ls / >/dev/null\n' | dockerfile
  build
  assert_success
}

@test "a layer with today's times is not reused where SOURCE_DATE_EPOCH asks for others" {
  printf 'FROM base\nRUN echo x >/made\n' | dockerfile
  build
  assert_success
  build --build-arg SOURCE_DATE_EPOCH=86400
  assert_success
  layer_details 1 | grep -q '1970-01-02 .* made$'
  build --progress plain --build-arg SOURCE_DATE_EPOCH=86400
  assert_line --regexp '^#[0-9]+ CACHED$'
}

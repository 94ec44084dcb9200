load buildtool-helpers

@test "RUN in shell form, exec form and as a heredoc changes files and prints" {
  dockerfile <<'END'
FROM base
RUN echo shell && echo 1 > /one
RUN ["/bin/sh", "-c", "echo exec $BASE; rm /one"]
RUN <<EOF
echo heredoc
EOF
END
  build
  assert_success
  assert_line --partial " shell"
  assert_line --partial "exec yes"
  assert_line --partial " heredoc"
  assert_equal "$(layer 3)" "one"
  assert_equal "$(layer 2)" ".wh.one"
  assert_equal "$(layer 1)" ""
  assert_nothing_left
}

@test "a failed RUN names the process, its exit code and the line" {
  printf 'FROM base\nRUN exit 7\n' | dockerfile
  build
  assert_failure 1
  assert_line 'buildtool build: Dockerfile:2: process "/bin/sh -c exit 7" did not complete successfully: exit code: 7'
  assert_line --partial '>>> RUN exit 7'
  assert_nothing_left
}

@test "mount points that a RUN needs are no part of its layer" {
  printf 'FROM base\nRUN test -s /etc/hosts && echo x > /kept\n' | dockerfile
  build
  assert_success
  assert_equal "$(layer 1)" "kept"
}

@test "taking mount points away follows no link that a RUN put in their place" {
  mkdir -p "$BATS_FILE_TMPDIR/host/victim"
  : >"$BATS_FILE_TMPDIR/host/victim/hosts"
  printf 'FROM base\nRUN mkdir /aside && mv /etc /aside/etc && ln -s %s /etc\n' "$BATS_FILE_TMPDIR/host/victim" | dockerfile
  build
  assert_file_exists "$BATS_FILE_TMPDIR/host/victim/hosts"
}

@test "a user that the image does not know is an error" {
  printf 'FROM base\nUSER nosuch\nRUN id\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial 'unable to find user nosuch: no matching entries in passwd file'
}

@test "--network none has no interface but lo" {
  printf 'FROM base\nRUN ! grep : /proc/net/dev | grep -v lo:\n' | dockerfile
  build --network none
  assert_success
}

@test "an interrupted build ends and leaves nothing" {
  printf 'FROM base\nRUN echo started; sleep 600\n' | dockerfile
  mkfifo "$BATS_TEST_TMPDIR/log"
  buildtool --root "$STORE" --progress plain -t result "$context" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
  local pid=$! line last
  exec 8<"$BATS_TEST_TMPDIR/log"
  while read -r line <&8 && [[ $line != *" started" ]]; do :; done
  kill -INT "$pid"
  while read -r line <&8; do last=$line; done
  exec 8<&-
  run wait "$pid"
  assert_failure
  assert_equal "$last" "buildtool build: interrupted"
  assert_nothing_left
}

@test "RUN's own name can be looked up, and BUILDKIT_SANDBOX_HOSTNAME changes it" {
  printf 'FROM base\nRUN hostname > /name && cat /etc/hosts && grep -w "$(hostname)" /etc/hosts\n' | dockerfile
  build --progress plain
  assert_success
  assert_output --regexp $'127.0.0.1\tbuildkitsandbox'
  build --progress plain --build-arg BUILDKIT_SANDBOX_HOSTNAME=mine
  assert_success
  assert_output --regexp $'127.0.0.1\tmine'
}

@test "SOURCE_DATE_EPOCH=context of a folder is as if it were not given" {
  printf 'FROM base\nRUN true\n' | dockerfile
  build --build-arg SOURCE_DATE_EPOCH=context
  assert_success
  build --build-arg SOURCE_DATE_EPOCH=yesterday
  assert_failure 1
  assert_output --partial "invalid SOURCE_DATE_EPOCH: yesterday"
}

@test "kill -9 of a build ends its container, and the next build removes what it had unpacked" {
  local mark=$((BASHPID + 1000000)) build container
  printf 'FROM base\nRUN echo started; exec sleep %s\n' "$mark" | dockerfile
  tar -C "$context" -cf "$BATS_TEST_TMPDIR/context.tar" .
  mkdir "$BATS_TEST_TMPDIR/tmp"
  TMPDIR=$BATS_TEST_TMPDIR/tmp buildtool --root "$STORE" --progress plain - >"$BATS_TEST_TMPDIR/log" 2>&1 \
    <"$BATS_TEST_TMPDIR/context.tar" 3>&- &
  build=$!
  timeout 60 tail -s 0.05 -n +1 -f --pid="$build" "$BATS_TEST_TMPDIR/log" | grep -q -m 1 ' started$'
  # What comes after the output may not be there yet.
  until container=$(pgrep -f "^sleep $mark"); do :; done
  kill -9 "$build"
  timeout 30 tail -s 0.05 -f --pid="$container" /dev/null
  printf 'FROM base\n' | dockerfile
  build
  assert_success
  assert_nothing_left
  assert_equal "$(ls "$BATS_TEST_TMPDIR/tmp")" ""
}

@test "RUN --device, --device: a device by its name of CDI, where it is allowed" {
  mkdir "$BATS_TEST_TMPDIR/cdi"
  printf '%s\n' 'cdiVersion: 0.6.0' 'kind: vendor.com/class' 'devices:' '- name: one' \
    '  containerEdits: {env: [GIVEN=yes], deviceNodes: [{path: /dev/one, hostPath: /dev/null}]}' >"$BATS_TEST_TMPDIR/cdi/a.yaml"
  printf 'FROM base\nRUN --device=vendor.com/class=one,required test -c /dev/one && test "$GIVEN" = yes\n' | dockerfile
  build --cdi-spec-dir "$BATS_TEST_TMPDIR/cdi"
  assert_failure 1
  assert_line --index -1 'buildtool build: Dockerfile:2: device "vendor.com/class=one" is not allowed (--allow device=vendor.com/class=one allows it)'
  build --cdi-spec-dir "$BATS_TEST_TMPDIR/cdi" --allow device=vendor.com/class=one
  assert_success
  printf 'FROM base\nRUN test -c /dev/one\n' | dockerfile
  build --cdi-spec-dir "$BATS_TEST_TMPDIR/cdi" --device vendor.com/class=one
  assert_success
}

@test "RUN --device: no device is known by a name: it is left out, or an error where it is required" {
  printf 'FROM base\nRUN --device=vendor.com/class=one --device=name=two,required=false true\n' | dockerfile
  build --progress plain --no-cache
  assert_success
  assert_output --partial 'device "vendor.com/class=one" is not registered: left out'
  assert_output --partial 'device "two" is not registered: left out'
  printf 'FROM base\nRUN --device=vendor.com/class=one,required true\n' | dockerfile
  build --allow device
  assert_failure 1
  assert_line --index -1 'buildtool build: Dockerfile:2: required device "vendor.com/class=one" is not registered: unresolvable CDI devices vendor.com/class=one'
}

load buildtool-helpers

@test "every instruction about the config is in the config" {
  dockerfile <<'END'
FROM base
ENV A=1 B="two words"
LABEL l=v
EXPOSE 80 53/udp
VOLUME /v
USER worker
WORKDIR /work
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=90s CMD true
SHELL ["/bin/sh", "-ec"]
ENTRYPOINT ["/bin/e"]
MAINTAINER me
ONBUILD RUN echo later
END
  build --label given=yes
  assert_success
  assert_equal "$(config '.config.Env[-2:]')" '["A=1","B=two words"]'
  assert_equal "$(config '.config.Labels')" '{"given":"yes","l":"v"}'
  assert_equal "$(config '.config.ExposedPorts|keys')" '["53/udp","80/tcp"]'
  assert_equal "$(config '.config.Volumes|keys')" '["/v"]'
  assert_equal "$(config '.config.User')" worker
  assert_equal "$(config '.config.WorkingDir')" /work
  assert_equal "$(config '.config.Entrypoint')" '["/bin/e"]'
  assert_equal "$(config '.config.Cmd')" null
  assert_equal "$(config '.author')" me
  run layer_details 1
  assert_line --regexp '^drwxr-xr-x 1000/1001 .* work/$'
}

@test "only what the target needs is built, and --target chooses it" {
  dockerfile <<'END'
FROM base AS first
RUN echo 1 > /1
FROM base AS unused
RUN false
FROM base AS last
COPY --from=first /1 /copied
END
  build
  assert_success
  assert_equal "$(layer 1)" "copied"
  build --target first
  assert_success
  assert_equal "$(layer 1)" "1"
  build --target nope
  assert_failure 1
  assert_output --partial 'target stage "nope" could not be found'
}

@test "ONBUILD fires in the build that starts from the image, once" {
  printf 'FROM base\nONBUILD RUN echo fired > /fired\n' | dockerfile
  buildtool --root "$STORE" -q -t parent "$context"
  printf 'FROM parent\n' | dockerfile
  build
  assert_success
  assert_output --partial "ONBUILD RUN echo fired"
  assert_equal "$(layer 1)" "fired"
  assert_equal "$(config '.config.OnBuild')" null
}

@test "a stage that comes later cannot be copied from" {
  printf 'FROM base AS a\nCOPY --from=b /x /\nFROM base AS b\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial 'Dockerfile:2: cannot copy from stage "b", it needs to be defined before current stage "a"'
}

@test "-q prints the ID alone, --iidfile writes it, several tags name one image" {
  printf 'FROM base\nENV q=1\n' | dockerfile
  run buildtool build --root "$STORE" -q -t result -t other:2 --iidfile "$BATS_TEST_TMPDIR/id" "$context"
  assert_success
  assert_output "$(cat "$BATS_TEST_TMPDIR/id")"
  assert_equal "$(skopeo inspect --raw "oci:$STORE:docker.io/library/other:2" | jq -r .config.digest)" "$output"
}

@test "SOURCE_DATE_EPOCH makes two builds the same" {
  echo 1 >"$context/f"
  printf 'FROM base\nRUN echo 1 > /r\nCOPY f /f\n' | dockerfile
  export SOURCE_DATE_EPOCH=1000000000
  build --no-cache --iidfile "$BATS_TEST_TMPDIR/1"
  touch "$context/f"
  build --no-cache --iidfile "$BATS_TEST_TMPDIR/2"
  assert_success
  assert_equal "$(cat "$BATS_TEST_TMPDIR/1")" "$(cat "$BATS_TEST_TMPDIR/2")"
  assert_equal "$(config .created)" "2001-09-09T01:46:40Z"
}

@test "our own environment and a proxy argument are in no layer, config, history or record" {
  export CANARY=canary-environment
  printf 'FROM base\nRUN env | grep -i proxy >/dev/null; env | grep -v -i proxy > /env\n' | dockerfile
  build --build-arg http_proxy=http://canary-proxy:1
  assert_success
  run grep -rlE "canary-(environment|proxy)" "$STORE/buildcache" "$STORE/index.json" "$STORE/layers"
  assert_failure 1
  run config .
  refute_output --partial canary
}

@test "--output writes an OCI layout" {
  printf 'FROM base\nENV o=1\n' | dockerfile
  build --output "type=oci,tar=false,dest=$BATS_TEST_TMPDIR/out"
  assert_success
  run skopeo inspect --config "oci:$BATS_TEST_TMPDIR/out"
  assert_success
  assert_output --partial '"o=1"'
}

@test "wrong usage ends with 125 and says why" {
  run buildtool --root "$STORE" -t x
  assert_failure 125
  assert_output --partial "the CONTEXT is missing"
  run buildtool --network bridge .
  assert_failure 125
  run buildtool --root "$STORE" "$BATS_TEST_TMPDIR/missing"
  assert_failure 1
  assert_output "buildtool build: $BATS_TEST_TMPDIR/missing: No such file or directory"
}

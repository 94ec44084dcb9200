# Stages that are built at once.

load buildtool-helpers

setup() {
  context=$BATS_TEST_TMPDIR/context
  shared=$BATS_TEST_TMPDIR/shared
  mkdir "$context" "$shared"
}

# Each of the stages `a` and `b` waits for the other; the last has both.
two_that_meet() {
  dockerfile <<'END'
FROM base AS a
RUN touch /shared/a; until [ -e /shared/b ]; do :; done; echo a >/a
FROM base AS b
RUN touch /shared/b; until [ -e /shared/a ]; do :; done; echo b >/b
FROM base
COPY --from=a /a /
COPY --from=b /b /
END
}

@test "stages that do not need one another are built at once, and the image is that of one after another" {
  two_that_meet
  build --progress plain -v "$shared:/shared"
  assert_success
  # Each line has its step's number, however they come.
  assert_line --regexp '^#[0-9]+ \[a 2/2\] RUN touch /shared/a'
  assert_line --regexp '^#[0-9]+ \[b 2/2\] RUN touch /shared/b'
  local at_once
  at_once=$(config .rootfs)
  build --no-cache --jobs 1 -v "$shared:/shared"
  assert_success
  assert_equal "$(config '.rootfs.diff_ids | length')" "$(jq '.diff_ids | length' <<<"$at_once")"
  assert_nothing_left
}

@test "--jobs 1 builds them in the file's order; 0 all at once; less is wrong" {
  dockerfile <<'END'
FROM base AS a
RUN touch /shared/a
FROM base AS b
RUN rm /shared/a
FROM base
COPY --from=b /bin/true /
COPY --from=a /bin/true /
END
  build --jobs 1 -v "$shared:/shared"
  assert_success
  two_that_meet
  build --jobs 0 -v "$shared:/shared"
  assert_success
  build --jobs -1
  assert_failure 125
  assert_output --partial 'invalid argument "-1" for "--jobs" flag: value must be a positive integer'
}

@test "a stage that waits for another leaves its job to a third" {
  dockerfile <<'END'
FROM base AS slow
RUN touch /shared/slow; until [ -e /shared/third ]; do :; done
FROM base AS waits
COPY --from=slow /bin/true /
FROM base AS third
RUN touch /shared/third; until [ -e /shared/slow ]; do :; done
FROM base
COPY --from=waits /bin/true /
COPY --from=third /bin/true /
END
  build --jobs 2 -v "$shared:/shared"
  assert_success
}

@test "the first error is what is told; what runs elsewhere ends with it" {
  dockerfile <<'END'
FROM base AS a
RUN touch /shared/up; sleep 600
FROM base AS b
RUN until [ -e /shared/up ]; do :; done; exit 7
FROM base
COPY --from=a / /a
COPY --from=b / /b
END
  build --progress plain -v "$shared:/shared"
  assert_failure 1
  assert_line --regexp '^#[0-9]+ CANCELED$'
  assert_line --regexp '^#[0-9]+ ERROR: process .* exit code: 7$'
  assert_line --partial '   4 | >>> RUN until'
  assert_line --index -1 --partial 'Dockerfile:4: process "/bin/sh -c until'
  assert_nothing_left
}

@test "an interrupt ends all that runs and leaves nothing" {
  dockerfile <<'END'
FROM base AS a
RUN echo a >/shared/fifo; sleep 600
FROM base AS b
RUN echo b >/shared/fifo; sleep 600
FROM base
COPY --from=a / /a
COPY --from=b / /b
END
  mkfifo "$shared/fifo"
  buildtool --root "$STORE" --progress plain -v "$shared:/shared" "$context" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
  local pid=$! line status=0
  exec 8<>"$shared/fifo"
  read -r line <&8
  read -r line <&8
  exec 8<&-
  kill -INT "$pid"
  wait "$pid" || status=$?
  assert_equal "$status" 1
  assert_equal "$(tail -1 "$BATS_TEST_TMPDIR/log")" "buildtool build: interrupted"
  assert_equal "$(grep -c 'CANCELED$' "$BATS_TEST_TMPDIR/log")" 2
  assert_nothing_left
}

@test "the same step in two stages is made once" {
  dockerfile <<'END'
FROM base AS a
RUN echo once >>/shared/log; echo x >/x
FROM base AS b
RUN echo once >>/shared/log; echo x >/x
RUN test -e /x
FROM base
COPY --from=a /x /a
COPY --from=b /x /b
END
  build --no-cache --progress plain -v "$shared:/shared"
  assert_success
  assert_equal "$(cat "$shared/log")" "once"
  assert_equal "$(layer 1)" "b"
}

@test "a locked cache is free for the next stage when the RUN that had it is done, whatever else runs" {
  dockerfile <<'END'
FROM base AS first
RUN --mount=type=cache,target=/c,sharing=locked touch /shared/held; until [ -e /shared/up ]; do :; done
RUN --mount=type=cache,target=/c,sharing=locked touch /shared/second
FROM base AS long
RUN until [ -e /shared/held ]; do :; done; touch /shared/up; until [ -e /shared/second ]; do :; done
FROM base
COPY --from=first /bin/true /
COPY --from=long /bin/true /
END
  build -v "$shared:/shared"
  assert_success
}

load helpers
load images
load dockerfile

setup_file() {
  require_root
  require_commands busybox jq skopeo
  setup_builds
}

setup() {
  CONTEXT=$BATS_TEST_TMPDIR/context
}

# fails_with TEXT: the Dockerfile on standard input is refused; the last line ends in TEXT.
fails_with() {
  run build
  assert_failure 1
  assert_line --index -1 --regexp "^buildtool build: "
  [[ ${lines[-1]} == *"$1" ]] || fail "the last line is: ${lines[-1]}"
  assert_equal "$(ls "$IMAGETOOL_ROOT/tmp" 2>/dev/null)" ""
}

@test "faults: an unknown instruction, with what was meant, and the lines around it" {
  fails_with "dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)" <<<$'FROM busybox\nRUNN x'
  assert_output --partial "Dockerfile:2
--------------------
   1 |     FROM busybox
   2 | >>> RUNN x"
}

@test "faults: a Dockerfile without instructions, or without FROM" {
  fails_with "the Dockerfile cannot be empty" </dev/null
  fails_with "file with no instructions" <<<"# nothing"
  fails_with "no build stage in current context" <<<"RUN true"
}

@test "faults: arguments of instructions" {
  fails_with "line 1: FROM requires either one or three arguments" <<<"FROM busybox AS"
  fails_with "line 2: ENV must have two arguments" <<<$'FROM busybox\nENV x'
  fails_with "line 2: SHELL requires the arguments to be in JSON form" <<<$'FROM busybox\nSHELL sh -c'
  fails_with "line 2: unknown flag: --chonw (did you mean chown?)" <<<$'FROM busybox\nCOPY --chonw=1 a /'
  fails_with "line 2: unterminated heredoc" <<<$'FROM busybox\nRUN <<EOF\ntrue'
  fails_with "line 2: time: unknown unit \"x\" in duration \"1x\"" <<<$'FROM busybox\nHEALTHCHECK --interval=1x CMD a'
}

@test "faults: values that are known only when variables are" {
  fails_with "unsupported modifier (!) in substitution" <<<$'FROM busybox\nWORKDIR ${x!y}'
  fails_with "x: is needed" <<<$'FROM busybox\nWORKDIR ${x:?is needed}'
  fails_with "invalid containerPort: abc" <<<$'FROM busybox\nEXPOSE abc'
  fails_with "base name (\$X) should not be blank" <<<'FROM $X'
}

@test "faults: a source of COPY that is not there" {
  fails_with "\"/nofile\": not found" <<<$'FROM busybox\nCOPY nofile /'
  assert_output --partial "   2 | >>> COPY nofile /"
}

@test "faults: a command that fails gives its output and its exit code" {
  fails_with "process \"/bin/sh -c echo told; exit 7\" did not complete successfully: exit code: 7" \
    <<<$'FROM busybox\nRUN echo told; exit 7'
  assert_output --regexp "#[0-9]+ [0-9.]+ told"
  assert_output --regexp $' > \[2/2\] RUN echo told; exit 7:\n[0-9.]+ told'
}

@test "faults: a script's name that would lead out of its folder" {
  fails_with "<<../../out: the name of a file has no /" <<<$'FROM busybox\nRUN <<../../out\n#!/bin/sh\n../../out'
}

@test "faults: a stage that is not there" {
  run build --target nope <<<$'FROM busybox AS nop'
  assert_failure 1
  assert_line --index -1 --partial 'target stage "nope" could not be found'
}

@test "faults: a context or a Dockerfile that is not there" {
  run buildtool -t test "$BATS_TEST_TMPDIR/missing"
  assert_failure 1
  assert_output --partial "No such file or directory"
  mkdir "$BATS_TEST_TMPDIR/empty"
  run buildtool -t test "$BATS_TEST_TMPDIR/empty"
  assert_failure 1
  assert_output --partial "Dockerfile"
}

#!/usr/bin/env bats
# buildtool build --check, --call: what is told of a Dockerfile.

load buildtool-helpers

@test "--check names the rule, the line and where it is explained" {
  printf 'FROM base as Foo\nMAINTAINER me\n' | dockerfile
  build --check
  assert_failure 1
  assert_line "Check complete, 3 warnings have been found!"
  assert_line "WARNING: StageNameCasing - https://docs.docker.com/go/dockerfile/rule/stage-name-casing/"
  assert_line "Stage name 'Foo' should be lowercase"
  assert_line --partial ">>> MAINTAINER me"
  refute_output --partial "warnings found"
  printf 'FROM base\n' | dockerfile
  build --check
  assert_success
  assert_line "Check complete, no warnings found."
}

@test "a build tells of warnings at its end, unless they are to fail it or are skipped" {
  printf 'FROM base\nWORKDIR x\n' | dockerfile
  build
  assert_success
  assert_line " 1 warning found (--check tells more):"
  assert_line --partial " - WorkdirRelativePath: Relative workdir \"x\""
  printf '# check=error=true\nFROM base\nWORKDIR x\n' | dockerfile
  build
  assert_failure 1
  assert_line --index -1 --partial "lint violation found for rules: WorkdirRelativePath"
  printf '# check=skip=WorkdirRelativePath;error=true\nFROM base\nWORKDIR x\n' | dockerfile
  build
  assert_success
  refute_output --partial WorkdirRelativePath
}

@test "--call=targets and --call=outline" {
  printf 'ARG V=1\nFROM base AS one\nARG X\nFROM base\nRUN --mount=type=secret,id=s,required true\n' | dockerfile
  build --call=targets
  assert_success
  assert_line --regexp '^one'
  assert_line --regexp '^\(default\)'
  build --call=outline
  assert_success
  assert_line --regexp '^V +1'
  refute_line --regexp '^X '
  assert_line --regexp '^s +true'
  build --call=what
  assert_failure 125
  assert_output --partial "it is neither build, check, outline nor targets"
}

@test "--check knows the base image's variables, the ignore file and the arguments of FROM" {
  echo ignored >"$context/.dockerignore"
  printf 'ARG TAG\nFROM base:$TGA\nLABEL a=$BASE b=$BASS\nCOPY ignored /\n' | dockerfile
  build --check --build-arg TGA=latest
  assert_failure 1
  printf 'ARG TAG\nFROM base$TAG\nLABEL a=$BASE b=$BASS\nCOPY ignored /\n' | dockerfile
  build --check
  assert_failure 1
  assert_line "Check complete, 2 warnings have been found!"
  assert_line "Usage of undefined variable '\$BASS' (did you mean \$BASE?)"
  assert_line 'Attempting to Copy file "ignored" that is excluded by .dockerignore'
}

@test "a warning of a base that is not there shows with the error" {
  printf 'FROM $BASE_IMAGE\n' | dockerfile
  build
  assert_failure 1
  assert_line --partial "UndefinedArgInFrom: FROM argument 'BASE_IMAGE' is not declared"
  assert_line --index -1 --partial 'base name ($BASE_IMAGE) should not be blank'
}

@test "--call=targets and --call=outline have the descriptions of comments" {
  printf '# V what V is\nARG V=1\n# one the first\nFROM base AS one\n# X what X is\nARG X\n' | dockerfile
  build --call=targets
  assert_line --regexp '^one \(default\) +the first$'
  build --call=outline
  assert_line "DESCRIPTION: the first"
  assert_line --regexp '^V +1 +what V is$'
  assert_line --regexp '^X +what X is$'
}

# contrib/completion: what the three shells offer is what the programs' --help says.

load helpers

setup() {
  COMPLETION=$REPOSITORY/contrib/completion
  export PATH=$BIN:$PATH
}

# in_bash WORD...: what is offered for the last word.
in_bash() {
  bash -c '. "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _toolkit 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$COMPLETION/toolkit.bash" "$@"
}

# in_zsh WORD...: with the completion system's own functions replaced by ones that print.
in_zsh() {
  zsh -c 'compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- $@ }; _files() { :; }
          _describe() { print -l -- ${(P)2} }; file=$1; shift; words=("$@") CURRENT=$#; source $file' zsh "$COMPLETION/_toolkit" "$@"
}

in_fish() { fish -c 'source $argv[1]; complete -C "$argv[2]"' "$COMPLETION/toolkit.fish" "$*"; }

@test "bash: verbs, options of a program and of a verb" {
  run -0 in_bash runtime st
  assert_output $'start\nstate\nstop\nstats'
  run -0 in_bash runtime --roo
  assert_line --regexp '^--root=$'
  run -0 in_bash runtime exec --cw
  assert_output --cwd=
  run -0 in_bash imagetool --root /x pul
  assert_output pull
  run -0 in_bash buildtool --targ
  assert_output --target=
}

@test "zsh: verbs with what they do, options of a verb" {
  require_commands zsh
  run -0 in_zsh runtime ""
  assert_line --regexp '^start:start a container'
  run -0 in_zsh runtime exec -
  assert_line --cwd=
  assert_line --tty
}

@test "fish: verbs with what they do, options of a verb" {
  require_commands fish
  run -0 in_fish "runtime st"
  assert_line --regexp $'^start\tstart a container'
  run -0 in_fish "runtime exec --cw"
  assert_line --regexp $'^--cwd=\t'
  run -0 in_fish "buildtool --no-c"
  assert_line --regexp '^--no-cache'
}

@test "the ids of containers are offered where one is meant" {
  # Stands for the program: its state is not this test's.
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\n[ "$*" = "list --quiet" ] && echo web && exit\nexec "%s" "$@"\n' "$BIN/runtime" >"$BATS_TEST_TMPDIR/bin/runtime"
  chmod +x "$BATS_TEST_TMPDIR/bin/runtime"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
  run -0 in_bash runtime start w
  assert_output web
  run -0 in_zsh runtime start w
  assert_output web
  run -0 in_fish "runtime start w"
  assert_line web
}

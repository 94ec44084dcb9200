# docs/PROGRAM.md: every verb and option that --help has is there, and none that it has not.

load helpers

# verbs PROGRAM [VERB]: its verbs, or those of a verb that has some of its own
verbs() { "$@" --help | sed -n '/^Verbs:$/,/^$/s/^  \([a-z-]*\) .*/\1/p'; }

# long_options COMMAND...: of its --help
long_options() { "$@" --help | grep -oE '^ *(-[A-Za-z?], +)?--[a-z][a-z0-9_-]*' | grep -oE -- '--[a-z][a-z0-9_-]*' | sort -u; }

# options_of PROGRAM: of all its verbs
options_of() {
  long_options "$1"
  local verb sub
  for verb in $(verbs "$1"); do
    long_options "$1" "$verb"
    for sub in $(verbs "$1" "$verb"); do long_options "$1" "$verb" "$sub"; done
  done
}

# documented PROGRAM: the long options that its page names for itself
documented() { awk '/^\* / { item = 1 } /^$|^[^ *]/ { item = 0 } item' "$REPOSITORY/docs/$1.md" | grep -oE '`--[a-z][a-z0-9_-]*' | tr -d '`' | sort -u; }

check_page() {
  local program=$1 verb
  for verb in $(verbs "$program"); do
    grep -qE "^### .*\b$program $verb\b" "$REPOSITORY/docs/$program.md" || { echo "docs/$program.md: no verb $verb"; return 1; }
  done
  diff <(options_of "$program" | sort -u) <(documented "$program")
}

@test "docs/runtime.md" { check_page runtime; }

@test "docs/imagetool.md" { check_page imagetool; }

@test "docs/buildtool.md" { check_page buildtool; }

@test "the man pages have what man(1) and whatis(1) look for" {
  local program
  for program in runtime imagetool buildtool; do
    run -0 cat "$BIN/../man/$program.1"
    assert_line --partial ".TH \"$program\" \"1\""
    assert_line --regexp "^$program - "
  done
}

# rows TITLE: the tables' lines of a part of docs/dockerfile.md: what is in the first column's backquotes, and the state.
rows() {
  awk -v title="## $1" '/^## / { on = $0 == title } on' "$REPOSITORY/docs/dockerfile.md" |
    sed -nE 's/^\| `([^`]+)` \| (yes|no) \|.*/\2 \1/p'
}

@test "docs/dockerfile.md: the instructions are accepted as it says" {
  local state line file=$BATS_TEST_TMPDIR/Dockerfile
  mkdir "$BATS_TEST_TMPDIR/context"
  while read -r state line; do
    case $line in
      FROM*) echo "$line" ;;
      *'<<a'*) printf 'FROM scratch AS x\nFROM scratch\n%s\nline\na\n' "$line" ;;
      *) printf 'FROM scratch AS x\nFROM scratch\n%s\n' "$line" ;;
    esac >"$file"
    run buildtool --call=outline --root "$BATS_TEST_TMPDIR/store" -f "$file" "$BATS_TEST_TMPDIR/context"
    [ "$status" -eq "$([ "$state" = yes ] && echo 0 || echo 1)" ] || { echo "$state: $line: $output"; return 1; }
  done < <(rows Instructions)
}

@test "docs/dockerfile.md: the options that it has are there, and all that are there it has" {
  local part
  for part in "Options of docker buildx build and docker build" "Options that only buildah build has" "Options of our own"; do
    rows "$part"
  done >"$BATS_TEST_TMPDIR/rows"
  long_options buildtool build | grep -vxE -- '--(help|usage|version)' >"$BATS_TEST_TMPDIR/options"
  run comm -23 <(sed -n 's/^yes //p' "$BATS_TEST_TMPDIR/rows" | sort) "$BATS_TEST_TMPDIR/options"
  assert_output ""
  run comm -13 <(sed 's/^[a-z]* //' "$BATS_TEST_TMPDIR/rows" | sort) "$BATS_TEST_TMPDIR/options"
  assert_output ""
}

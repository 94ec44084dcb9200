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
  mkdir -p "$CONTEXT"
}

@test "context: what .dockerignore names is not copied, but for its exceptions" {
  mkdir -p "$CONTEXT"/{src,logs/keep}
  touch "$CONTEXT"/src/{a.c,a.o} "$CONTEXT/logs/big" "$CONTEXT/logs/keep/small"
  printf '**/*.o\nlogs\n!logs/keep\n.dockerignore\nDockerfile\n' >"$CONTEXT/.dockerignore"
  build <<<$'FROM scratch\nCOPY . /'
  run bash -c "cd '$(unpacked)' && find . -mindepth 1 | sort"
  assert_output "./logs
./logs/keep
./logs/keep/small
./src
./src/a.c"
  run build <<<$'FROM scratch\nCOPY src/a.o /'
  assert_failure 1
  assert_output --partial '"/src/a.o": not found'
}

@test "context: the Dockerfile's own ignore file comes before .dockerignore" {
  touch "$CONTEXT"/{a,b}
  echo a >"$CONTEXT/.dockerignore"
  echo b >"$CONTEXT/Dockerfile.dockerignore"
  build <<<$'FROM scratch\nCOPY [ab] /'
  run ls "$(unpacked)"
  assert_output a
}

@test "context: a malformed ignore file is an error" {
  echo '[a' >"$CONTEXT/.dockerignore"
  run build <<<$'FROM scratch\nCOPY . /'
  assert_failure 1
  assert_line --index -1 --partial ".dockerignore: syntax error in pattern: [a"
}

@test "context: links lead nowhere outside of it" {
  mkdir "$BATS_TEST_TMPDIR/outside"
  echo secret >"$BATS_TEST_TMPDIR/outside/secret"
  ln -s ../outside "$CONTEXT/up"
  ln -s "$BATS_TEST_TMPDIR/outside/secret" "$CONTEXT/absolute"
  local source
  for source in up/secret absolute ../outside/secret; do
    run build <<<"FROM scratch
COPY $source /x"
    assert_failure 1
    assert_output --partial "not found"
  done
  # As entries of a folder links are copied as they are.
  build <<<$'FROM scratch\nCOPY . /'
  run readlink "$(unpacked)/up"
  assert_output ../outside
}

@test "context: links inside are followed where they are named" {
  mkdir "$CONTEXT/real"
  echo inside >"$CONTEXT/real/file"
  ln -s /real "$CONTEXT/link"
  build <<<$'FROM scratch\nCOPY link/file link /d/'
  run cat "$(unpacked)/d/file"
  assert_output inside
}

@test "context: wildcards choose files, and none is no error" {
  touch "$CONTEXT"/{a1,a2,b1}.txt
  mkdir "$CONTEXT/sub" && touch "$CONTEXT/sub/a3.txt"
  build <<<$'FROM scratch\nCOPY a[0-9].txt s?b/*.txt none* /d/'
  run ls "$(unpacked)/d"
  assert_output "a1.txt
a2.txt
a3.txt"
}

@test "context: an unchanged one is cached, whatever its times; a changed one is not" {
  echo one >"$CONTEXT/f"
  local dockerfile=$'FROM scratch\nCOPY f /'
  build <<<"$dockerfile"
  touch -d '2001-01-01' "$CONTEXT/f"
  run build <<<"$dockerfile"
  assert_line --regexp '^#[0-9]+ CACHED$'
  echo two >"$CONTEXT/f"
  run build <<<"$dockerfile"
  assert_success
  run cat "$(unpacked)/f"
  assert_output two
  chmod 755 "$CONTEXT/f"
  build <<<"$dockerfile"
  run stat -c %a "$(unpacked)/f"
  assert_output 755
}

load buildtool-helpers

@test "COPY to a file, into a folder, of a folder's content, by pattern" {
  mkdir -p "$context/d/sub"
  echo 1 >"$context/one.txt"
  echo 2 >"$context/two.txt"
  echo 3 >"$context/d/sub/three"
  printf 'FROM base\nCOPY one.txt /renamed\nCOPY one.txt /into/\nCOPY d /tree\nCOPY *.txt /all/\n' | dockerfile
  build
  assert_success
  assert_equal "$(layer 4)" "renamed"
  assert_equal "$(layer 3)" $'into/\ninto/one.txt'
  assert_equal "$(layer 2)" $'tree/\ntree/sub/\ntree/sub/three'
  assert_equal "$(layer 1)" $'all/\nall/one.txt\nall/two.txt'
}

@test "COPY --chown and --chmod, by name and number" {
  echo 1 >"$context/f"
  chmod 644 "$context/f"
  printf 'FROM base\nCOPY --chown=worker:staff --chmod=640 f /a\nCOPY --chown=7 --chmod=u+x,go= f /b\n' | dockerfile
  build
  assert_success
  run layer_details 2
  assert_line --regexp '^-rw-r----- 1000/50 .* a$'
  run layer_details 1
  assert_line --regexp '^-rwx------ 7/7 .* b$'
}

@test "COPY of what is missing names it and the line" {
  printf 'FROM base\nCOPY nofile /\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial 'Dockerfile:2: "/nofile": not found'
}

@test "what .dockerignore names is not there" {
  echo secret >"$context/secret"
  echo plain >"$context/plain"
  echo secret >"$context/.dockerignore"
  printf 'FROM base\nCOPY . /all/\n' | dockerfile
  build
  assert_success
  run layer 1
  refute_line "all/secret"
  assert_line "all/plain"
}

@test "a folder does not take a file's place" {
  mkdir "$context/d"
  printf 'FROM base\nCOPY d /etc/passwd\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial "cannot copy to non-directory: /etc/passwd"
}

@test "links in the base do not lead WORKDIR, COPY or ADD to the host" {
  mkdir -p "$BATS_FILE_TMPDIR/host"
  echo 1 >"$context/f"
  tar -C "$context" -cf "$context/a.tar" f
  printf 'FROM base\nWORKDIR /w/new\nCOPY f /w/copied\nADD a.tar /w/added/\n' | dockerfile
  build
  assert_success
  assert_equal "$(find "$BATS_FILE_TMPDIR/host" -name new -o -name copied -o -name added)" ""
  assert_equal "$(layer 1 | tail -1)" "${BATS_FILE_TMPDIR#/}/host/added/f"
}

@test "ADD unpacks archives of every compression, COPY does not" {
  echo 1 >"$context/f"
  local form
  for form in gzip bzip2 xz zstd; do
    tar -C "$context" -cf - f | "$form" >"$context/$form.tar"
    printf 'FROM base\nADD %s.tar /x/\n' "$form" | dockerfile
    build
    assert_success
    assert_equal "$(layer 1)" $'x/\nx/f'
  done
  printf 'FROM base\nCOPY gzip.tar /x/\n' | dockerfile
  build
  assert_equal "$(layer 1)" $'x/\nx/gzip.tar'
}

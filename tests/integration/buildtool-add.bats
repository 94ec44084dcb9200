# ADD of what is elsewhere: files of web servers, Git repositories.

load helpers
load images
load dockerfile
load web

setup_file() {
  require_root
  require_commands busybox jq python3 git
  setup_builds
  start_web "$BATS_FILE_TMPDIR/web"
  make_repository "$WEB_DIR/git/repo.git"
}

teardown_file() { stop_web "$BATS_FILE_TMPDIR/web"; }

setup() {
  CONTEXT=$BATS_TEST_TMPDIR/context
  mkdir -p "$CONTEXT"
}

commit() { git -C "$WEB_DIR/git/repo.git" rev-parse "$1^{commit}"; }

@test "add: a URL's file has its path's last part as name, mode 0600 and the server's time" {
  echo content >"$WEB_DIR/www/a file.txt"
  touch -d '2021-02-03T04:05:06Z' "$WEB_DIR/www/a file.txt"
  cp "$WEB_DIR/www/a file.txt" "$WEB_DIR/www/x.plain"
  build <<EOF
FROM scratch
ADD $WEB/to/named/a%20file.txt?x=y /d/
ADD $WEB/x.plain /e
EOF
  run stat -c '%a %u:%g %Y %n' "$(unpacked)"/{d/*,e}
  assert_line --index 0 --regexp "^600 0:0 1612325106 .*/d/a file.txt$"
  assert_line --index 1 --regexp "^600 0:0 0 .*/e$"
}

@test "add: a URL's file is kept as it is, but with --unpack, --chmod and --chown" {
  echo inside >"$BATS_TEST_TMPDIR/inside"
  tar -C "$BATS_TEST_TMPDIR" -czf "$WEB_DIR/www/a.tgz" inside
  build <<EOF
FROM scratch
ADD --chmod=640 --chown=3:4 $WEB/a.tgz /
ADD --unpack $WEB/a.tgz /unpacked/
EOF
  run stat -c '%a %u:%g' "$(unpacked)/a.tgz"
  assert_output "640 3:4"
  run cat "$(unpacked)/unpacked/inside"
  assert_output inside
}

@test "add: --unpack=false keeps a local archive" {
  tar -C / -cf "$CONTEXT/a.tar" etc/hostname
  build <<<$'FROM scratch\nADD --unpack=false a.tar /'
  run ls "$(unpacked)"
  assert_output a.tar
}

@test "add: where the library of tars is not there no archive is taken for a plain file" {
  local library
  library=$(ldconfig -p | sed -n 's/.*libarchive\.so\.13 .*=> //p' | head -n 1)
  [ -n "$library" ] || skip "no libarchive.so.13"
  echo x >"$CONTEXT/x" && tar -C "$CONTEXT" -cf "$CONTEXT/x.tar" x
  printf 'FROM scratch\nADD x.tar /\n' >"$CONTEXT/Dockerfile"
  run -1 unshare --mount --propagation private sh -c 'mount --bind /dev/null "$(readlink -f "$0")" && exec "$@"' "$library" \
    buildtool build --progress plain "$CONTEXT"
  assert_line --partial "buildtool build: Dockerfile:2: archive: "
}

@test "add: a URL whose file is unchanged is cached by its ETag, and fetched again where it changed" {
  echo one >"$WEB_DIR/www/tagged"
  local dockerfile="FROM scratch
ADD $WEB/tagged /"
  build <<<"$dockerfile"
  run build <<<"$dockerfile"
  assert_line --regexp '^#[0-9]+ CACHED$'
  assert_equal "$(requests 'GET /tagged') $(requests 'HEAD /tagged')" "1 1"
  echo two >"$WEB_DIR/www/tagged"
  build <<<"$dockerfile"
  run cat "$(unpacked)/tagged"
  assert_output two
}

@test "add: with --checksum nothing is asked for what is cached, and nothing else is taken" {
  echo sum >"$WEB_DIR/www/sum"
  local digest
  digest=$(sha256sum <"$WEB_DIR/www/sum" | cut -d' ' -f1)
  build <<<"FROM scratch
ADD --checksum=sha256:$digest $WEB/sum /"
  run build <<<"FROM scratch
ADD --checksum=sha256:$digest $WEB/sum /"
  assert_line --regexp '^#[0-9]+ CACHED$'
  assert_equal "$(requests 'GET /sum') $(requests 'HEAD /sum')" "1 0"
  echo other >"$WEB_DIR/www/sum"
  run build --no-cache <<<"FROM scratch
ADD --checksum=sha256:$digest $WEB/sum /"
  assert_failure 1
  assert_output --partial "digest mismatch for $WEB/sum: sha256:"
  run build <<<"FROM scratch
ADD --checksum=sha256:1 $WEB/sum /"
  assert_failure 1
  assert_line --index -1 --partial "checksum: "
  run build <<<"FROM scratch
ADD --checksum=sha256:$digest $WEB/sum $WEB/sum /"
  assert_failure 1
  assert_line --index -1 --partial "checksum can't be specified for multiple sources"
}

@test "add: a URL that cannot be had is an error, and a password in it is told to nobody" {
  run build <<<"FROM scratch
ADD $WEB/missing /"
  assert_failure 1
  assert_line --index -1 --partial "failed to load $WEB/missing: invalid response status 404"
  echo x >"$WEB_DIR/www/secret"
  run build <<<"FROM scratch
ADD http://me:canary@${WEB#http://}/secret /"
  assert_success
  refute_output --partial canary
  run grep -rl canary "$IMAGETOOL_ROOT"
  assert_failure 1
  run imagetool history --no-trunc test
  assert_output --partial "ADD http://me:xxxxx@${WEB#http://}/secret / # buildkit"
}

@test "add: a repository's files have its commit's time, plain modes, and no .git" {
  umask 077
  build <<<"FROM scratch
ADD $WEB/git/repo.git /r"
  local root
  root=$(unpacked)
  run bash -c "cd '$root/r' && find . | LC_ALL=C sort | xargs stat -c '%a %Y %n'"
  assert_output "755 1577934245 .
644 1577934245 ./Dockerfile
644 1577934245 ./file
777 1577934245 ./out
755 1577934245 ./run
755 1577934245 ./sub
755 1577934245 ./sub/deep
644 1577934245 ./sub/deep/dockerfile
644 1577934245 ./sub/deep/file"
  run cat "$root/r/file"
  assert_output second
}

@test "add: a repository's branch, tag, commit and folder" {
  build <<EOF
FROM scratch
ADD $WEB/git/repo.git#other /other
ADD $WEB/git/repo.git#v1:sub/deep /deep
ADD $WEB/git/repo.git?tag=v1&subdir=sub /sub
ADD $WEB/git/repo.git#$(commit other) /commit
EOF
  run bash -c "cd '$(unpacked)' && cat other/file deep/file sub/deep/file commit/file"
  assert_output "first
deep
deep
first"
}

@test "add: a commit that moved under its branch is fetched anew, else all is cached" {
  git clone -q --bare "$WEB_DIR/git/repo.git" "$WEB_DIR/git/moving.git"
  local dockerfile="FROM scratch
ADD $WEB/git/moving.git#other /"
  build <<<"$dockerfile"
  run build <<<"$dockerfile"
  assert_line --regexp '^#[0-9]+ CACHED$'
  git -C "$WEB_DIR/git/moving.git" update-ref refs/heads/other "$(commit main)"
  build <<<"$dockerfile"
  run cat "$(unpacked)/file"
  assert_output second
}

@test "add: --keep-git-dir keeps a repository that git can use" {
  build <<<"FROM scratch
ADD --keep-git-dir=true $WEB/git/repo.git#other /r"
  run git -c safe.directory='*' -C "$(unpacked)/r" log --format=%s
  assert_output one
  run build <<<"FROM scratch
ADD --keep-git-dir=false $WEB/git/repo.git?keep-git-dir=true /r"
  assert_failure 1
  assert_line --index -1 --partial "inconsistent keep-git-dir configuration"
}

@test "add: a repository's --checksum is its commit's, whole or the start of it" {
  build <<<"FROM scratch
ADD --checksum=$(commit v1) $WEB/git/repo.git#v1 /"
  build <<<"FROM scratch
ADD $WEB/git/repo.git?branch=main&checksum=$(commit main | cut -c1-8) /"
  run build <<<"FROM scratch
ADD --checksum=$(commit v1) $WEB/git/repo.git#main /"
  assert_failure 1
  assert_line --index -1 --partial "expected checksum to match $(commit v1), got $(commit main)"
}

@test "add: a folder of a repository is never where its link leads" {
  local subdir
  for subdir in out out/etc sub/../../etc missing; do
    run build <<<"FROM scratch
ADD $WEB/git/repo.git#main:$subdir /"
    assert_failure 1
    assert_line --index -1 --partial "is no folder of the repository"
  done
}

@test "add: what git would take for an option is no branch" {
  local ref
  for ref in --upload-pack=touch%20/tmp/x -b 'a..b' '+main' 'a%20b'; do
    run build <<<"FROM scratch
ADD $WEB/git/repo.git#$ref /"
    assert_failure 1
    assert_line --index -1 --partial "is no name of a Git branch, tag or commit"
  done
  run build <<<"FROM scratch
ADD $WEB/git/repo.git?rev=1 /"
  assert_failure 1
  assert_line --index -1 --partial 'unexpected query "rev"'
  run build <<<"FROM scratch
ADD $WEB/git/repo.git#nosuch /"
  assert_failure 1
  assert_line --index -1 --partial "repository does not contain ref nosuch"
  run build <<<"FROM scratch
ADD $WEB/git/none.git /"
  assert_failure 1
  assert_line --index -1 --partial "failed to fetch remote $WEB/git/none.git: git: fatal: "
}

@test "add: COPY takes neither a URL nor a repository, and a checksum is for these only" {
  run build <<<"FROM scratch
COPY $WEB/x /"
  assert_failure 1
  assert_line --index -1 --partial "source can't be a URL for COPY"
  run build <<<"FROM scratch
COPY $WEB/git/repo.git /"
  assert_failure 1
  assert_line --index -1 --partial "source can't be a git ref for COPY"
  run build <<<$'FROM scratch\nADD --checksum=sha256:1 x /'
  assert_failure 1
  assert_line --index -1 --partial "checksum requires HTTP(S) or Git sources"
}

@test "add: secrets are for their own server, and stay nowhere" {
  echo private >"$WEB_DIR/www/p"
  export TOKEN=s3cret
  local secret=--secret=id=HTTP_AUTH_TOKEN_127.0.0.1,env=TOKEN
  build "$secret" <<<"FROM scratch
ADD $WEB/private/p /"
  run build --no-cache <<<"FROM scratch
ADD $WEB/private/p /"
  assert_failure 1
  assert_line --index -1 --partial "invalid response status 401"
  run build --no-cache "$secret" <<<"FROM scratch
ADD $WEB/away/private/p /"
  assert_failure 1
  assert_line --index -1 --partial "invalid response status 401"
  echo "Bearer s3cret" >"$BATS_TEST_TMPDIR/header"
  build --no-cache --secret "id=HTTP_AUTH_HEADER_127.0.0.1,src=$BATS_TEST_TMPDIR/header" <<<"FROM scratch
ADD $WEB/private/p /"
  run grep -rl s3cret "$IMAGETOOL_ROOT"
  assert_failure 1
}

@test "add: a repository's token" {
  export TOKEN=s3cret
  local secret
  for secret in GIT_AUTH_TOKEN GIT_AUTH_TOKEN.127.0.0.1; do
    build --no-cache --secret "id=$secret,env=TOKEN" <<<"FROM scratch
ADD --keep-git-dir=true $WEB/private/git/repo.git /"
  done
  run grep -rl s3cret "$IMAGETOOL_ROOT"
  assert_failure 1
  run build --no-cache --secret "id=GIT_AUTH_TOKEN.other.host,env=TOKEN" <<<"FROM scratch
ADD $WEB/private/git/repo.git /"
  assert_failure 1
  assert_line --index -1 --partial "failed to fetch remote $WEB/private/git/repo.git: git: "
  printf 'two\nlines\n' >"$BATS_TEST_TMPDIR/lines"
  run build --no-cache --secret "id=GIT_AUTH_TOKEN,src=$BATS_TEST_TMPDIR/lines" <<<"FROM scratch
ADD $WEB/git/repo.git /"
  assert_failure 1
  assert_line --index -1 --partial "secret GIT_AUTH_TOKEN: has more than one line"
}

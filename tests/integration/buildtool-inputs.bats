# Contexts and Dockerfiles that are no local folder: standard input, tars, web servers, Git repositories, layouts.

load helpers
load images
load dockerfile
load web

setup_file() {
  require_root
  require_commands busybox jq python3 git skopeo xz zstd
  setup_builds
  start_web "$BATS_FILE_TMPDIR/web"
  make_repository "$WEB_DIR/git/repo.git"
}

teardown_file() { stop_web "$BATS_FILE_TMPDIR/web"; }

setup() {
  TREE=$BATS_TEST_TMPDIR/tree
  mkdir -p "$TREE"
}

# build_from CONTEXT [OPTION...]: as the image "test"; leaves nothing in $TMPDIR.
build_from() {
  local context=$1
  shift
  mkdir -p "$BATS_TEST_TMPDIR/tmp"
  TMPDIR=$BATS_TEST_TMPDIR/tmp buildtool build --progress plain -t test "$@" "$context" || return
  [ -z "$(ls "$BATS_TEST_TMPDIR/tmp")" ]
}

content() { cat "$(unpacked)/$1"; }

@test "inputs: a Dockerfile on standard input has no context" {
  build_from - <<<$'FROM busybox\nRUN echo piped >/f'
  assert_equal "$(content f)" piped
  run build_from - <<<$'FROM scratch\nCOPY x /'
  assert_failure 1
  assert_output --partial '"/x": not found'
  run build_from - -f Dockerfile <<<'FROM scratch'
  assert_failure 1
  assert_line --index -1 --partial "ambiguous Dockerfile source: both standard input and --file"
  run build_from - -f - <<<'FROM scratch'
  assert_failure 1
  assert_line --index -1 --partial "can't use stdin for both build context and dockerfile"
}

@test "inputs: -f - is for a context of its own" {
  echo inside >"$TREE/f"
  echo g >"$TREE/.dockerignore"
  touch "$TREE/g"
  build_from "$TREE" -f - <<<$'FROM scratch\nCOPY . /d/'
  run ls "$(unpacked)/d"
  assert_output f
}

@test "inputs: a tar on standard input, however it is compressed, is the context" {
  echo inside >"$TREE/f"
  chown 5:6 "$TREE/f"
  printf 'FROM scratch\nCOPY . /d/\n' >"$TREE/Dockerfile"
  echo Dockerfile >"$TREE/.dockerignore"
  local compress
  for compress in cat gzip bzip2 xz zstd; do
    tar -C "$TREE" -c . | $compress | build_from - --no-cache
    run stat -c '%u:%g %n' "$(unpacked)/d/f"
    assert_output --regexp '^0:0 .*/d/f$'
    assert_not_exists "$(unpacked)/d/Dockerfile"
  done
}

@test "inputs: a tar's file names are taken inside of it: -f, the ignore file beside it, dockerfile" {
  mkdir "$TREE/sub"
  touch "$TREE/a" "$TREE/b"
  printf 'FROM scratch\nCOPY [ab] /\n' | tee "$TREE/sub/x" >"$TREE/dockerfile"
  echo b >"$TREE/sub/x.dockerignore"
  tar -C "$TREE" -cf "$BATS_TEST_TMPDIR/c.tar" .
  build_from "$BATS_TEST_TMPDIR/c.tar" -f sub/x
  run ls "$(unpacked)"
  assert_output a
  build_from "$BATS_TEST_TMPDIR/c.tar"
  run ls "$(unpacked)"
  assert_output $'a\nb'
  run build_from "$BATS_TEST_TMPDIR/c.tar" -f missing
  assert_failure 1
  assert_line --index -1 --partial "failed to read dockerfile: missing: No such file or directory"
  echo text >"$BATS_TEST_TMPDIR/no.tar"
  run build_from "$BATS_TEST_TMPDIR/no.tar"
  assert_failure 1
  assert_line --index -1 --partial "no.tar: neither a folder nor a tar"
}

@test "inputs: no link in a tar leads out of it, its Dockerfile's neither" {
  printf 'FROM busybox\nRUN echo outside\n' >"$BATS_TEST_TMPDIR/outside"
  ln -s "$BATS_TEST_TMPDIR/outside" "$TREE/Dockerfile"
  run build_from - < <(tar -C "$TREE" -c .)
  assert_failure 1
  assert_line --index -1 --partial "failed to read dockerfile: Dockerfile: No such file or directory"
  rm "$TREE/Dockerfile"
  printf 'FROM scratch\nCOPY out/outside /\n' >"$TREE/Dockerfile"
  ln -s "$BATS_TEST_TMPDIR" "$TREE/out"
  run build_from - < <(tar -C "$TREE" -c .)
  assert_failure 1
  assert_output --partial "not found"
}

@test "inputs: a Dockerfile that lies outside of the context" {
  echo inside >"$TREE/f"
  echo wrong >"$TREE/Dockerfile"
  printf 'FROM scratch\nCOPY . /\n' >"$BATS_TEST_TMPDIR/Other.file"
  echo Dockerfile >"$BATS_TEST_TMPDIR/Other.file.dockerignore"
  build_from "$TREE" -f "$BATS_TEST_TMPDIR/Other.file"
  run ls "$(unpacked)"
  assert_output f
}

@test "inputs: a web server's tar, Dockerfile, and a Dockerfile by its URL" {
  echo inside >"$TREE/f"
  printf 'FROM scratch\nCOPY f /\n' >"$TREE/Dockerfile"
  tar -C "$TREE" -czf "$WEB_DIR/www/context.tgz" .
  build_from "$WEB/to/context.tgz"
  assert_equal "$(content f)" inside
  printf 'FROM busybox\nRUN echo fetched >/f\n' >"$WEB_DIR/www/alone"
  build_from "$WEB/alone"
  assert_equal "$(content f)" fetched
  build_from "$TREE" -f "$WEB/alone"
  assert_equal "$(content f)" fetched
  run build_from "$WEB/missing"
  assert_failure 1
  assert_line --index -1 --partial "failed to load $WEB/missing: invalid response status 404"
}

@test "inputs: a repository, its branch, a folder in it" {
  build_from "$WEB/git/repo.git"
  assert_equal "$(content from-repository)" second
  build_from "$WEB/git/repo.git#v1"
  assert_equal "$(content from-repository)" first
  build_from "$WEB/git/repo.git?branch=other&subdir=sub/deep"
  assert_equal "$(content from-repository)" deep
  run build_from "$WEB/git/repo.git#main:out/etc"
  assert_failure 1
  assert_line --index -1 --partial "subdir out/etc: out is no folder of the repository"
}

@test "inputs: a repository's submodules come with it" {
  local work=$BATS_TEST_TMPDIR/work
  git init -q -b main "$work"
  printf 'FROM scratch\nCOPY . /\n' >"$work/Dockerfile"
  printf '[submodule "m"]\n\tpath = m\n\turl = ../repo.git\n' >"$work/.gitmodules"
  git -C "$work" add .
  git -C "$work" update-index --add --cacheinfo "160000,$(git -C "$WEB_DIR/git/repo.git" rev-parse "v1^{commit}"),m"
  git -C "$work" commit -q -m one
  git clone -q --bare "$work" "$WEB_DIR/git/whole.git"
  build_from "$WEB/git/whole.git"
  assert_equal "$(content m/file)" first
  assert_equal "$(content m/sub/deep/file)" deep
}

# start_git_daemon: of git://, on a port that is free; sets GIT_PORT.
start_git_daemon() {
  local try
  for try in 1 2 3 4 5; do
    GIT_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    start_daemon "$BATS_TEST_TMPDIR/daemon" "$(git --exec-path)/git-daemon" --verbose --log-destination=stderr --export-all \
      --listen=127.0.0.1 --port="$GIT_PORT" --base-path="$WEB_DIR/git"
    wait_for_line "$(cat "$BATS_TEST_TMPDIR/daemon/pid")" "$BATS_TEST_TMPDIR/daemon/log" '(Ready to rumble)' && return
  done
  return 1
}

@test "inputs: repositories of git:// and of ssh" {
  start_git_daemon
  run build_from "git://127.0.0.1:$GIT_PORT/repo.git#v1"
  stop_daemon "$BATS_TEST_TMPDIR/daemon"
  assert_success
  assert_equal "$(content from-repository)" first
  # What ssh would run elsewhere runs here.
  printf '#!/bin/sh\necho "$@" >%s/asked\nfor last; do :; done\neval "exec $last"\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/ssh"
  chmod +x "$BATS_TEST_TMPDIR/ssh"
  export GIT_SSH_COMMAND=$BATS_TEST_TMPDIR/ssh
  build_from "ssh://me@there.example:2222$WEB_DIR/git/repo.git"
  assert_equal "$(content from-repository)" second
  assert_regex "$(cat "$BATS_TEST_TMPDIR/asked")" '-p 2222 me@there\.example'
  build_from "me@there.example:$WEB_DIR/git/repo.git#v1"
  assert_equal "$(content from-repository)" first
}

@test "inputs: SOURCE_DATE_EPOCH=context is the time of a repository's commit" {
  build_from "$WEB/git/repo.git" --build-arg SOURCE_DATE_EPOCH=context
  run jq -r '.[0].Created' <(imagetool inspect test)
  assert_output 2020-01-02T03:04:05Z
}

@test "inputs: named contexts are repositories, files of web servers, images of a layout" {
  echo text >"$WEB_DIR/www/named"
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/busybox:latest" "oci:$BATS_TEST_TMPDIR/layout:v2"
  printf 'FROM base\nCOPY --from=repo file /r\nCOPY --from=web context /w\nRUN cat /r /w >/both\n' >"$TREE/Dockerfile"
  local digest
  digest=$(jq -r '.manifests[0].digest' "$BATS_TEST_TMPDIR/layout/index.json")
  local layout
  for layout in "" :v2 "@$digest" ":v2@$digest"; do
    build_from "$TREE" --build-context "repo=$WEB/git/repo.git#v1" --build-context "web=$WEB/named" \
      --build-context "base=oci-layout://$BATS_TEST_TMPDIR/layout$layout"
  done
  assert_equal "$(content both)" $'first\ntext'
  run build_from "$TREE" --build-context "base=oci-layout://$BATS_TEST_TMPDIR/layout:other"
  assert_failure 1
  assert_line --index -1 --partial "no image other in the layout"
  run build_from "$TREE" --build-context "base=oci-layout://$BATS_TEST_TMPDIR/none"
  assert_failure 1
  assert_line --index -1 --partial "none: No such file or directory"
}

@test "inputs: a layout whose blob is not what it says is refused" {
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/busybox:latest" "oci:$BATS_TEST_TMPDIR/layout:v2"
  local config
  config=$(skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/layout:v2" | jq -r .config.digest)
  printf '{}' >"$BATS_TEST_TMPDIR/layout/blobs/${config/://}"
  echo 'FROM base' >"$TREE/Dockerfile"
  run env IMAGETOOL_ROOT="$BATS_TEST_TMPDIR/empty" buildtool -q \
    --build-context "base=oci-layout://$BATS_TEST_TMPDIR/layout:v2" "$TREE"
  assert_failure 1
  assert_line --index -1 --partial "oci-layout://"
}

@test "inputs: what is neither here nor an address is told so" {
  run build_from "$BATS_TEST_TMPDIR/nowhere"
  assert_failure 1
  assert_line --index -1 --partial "nowhere: No such file or directory"
  run build_from ftp://host/x
  assert_failure 1
  assert_line --index -1 --partial "ftp://host/x: No such file or directory"
}

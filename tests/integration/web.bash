# A web server for what builds fetch (web_server.py): `load web` after helpers.
#
#   start_web DIR   files in DIR/www, repositories in DIR/git; sets and exports WEB, its address, and WEB_DIR
#   stop_web DIR
#   make_repository DIR   a repository with a commit v1 (annotated tag, branch other) and one after it (main);
#                         `out` in it is a link that leads out
#   requests 'GET /x'     how often that was asked for

WEB_HELPERS=${BASH_SOURCE[0]%/*}
# shellcheck source=tests/integration/daemon.bash
. "$WEB_HELPERS/daemon.bash"

start_web() {
  local port
  export WEB_DIR=$1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
  mkdir -p "$1/www" "$1/git"
  start_daemon "$1" python3 "$WEB_HELPERS/web_server.py" "$1"
  port=$(wait_for_line "$(cat "$1/pid")" "$1/log" 'listening on ([0-9]+)') || return 1
  export WEB=http://127.0.0.1:$port
}

stop_web() { stop_daemon "$1"; }

make_repository() {
  local work
  work=$(mktemp -d "$BATS_FILE_TMPDIR/work-XXXXXX")
  git init -q -b main "$work"
  export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
  export GIT_AUTHOR_DATE='2020-01-02T03:04:05Z' GIT_COMMITTER_DATE='2020-01-02T03:04:05Z'
  mkdir -p "$work/sub/deep"
  echo first >"$work/file"
  echo deep >"$work/sub/deep/file"
  printf 'FROM scratch\nCOPY file /from-repository\n' >"$work/Dockerfile"
  cp "$work/Dockerfile" "$work/sub/deep/dockerfile"
  printf '#!/bin/sh\n' >"$work/run" && chmod +x "$work/run"
  ln -s / "$work/out"
  git -C "$work" add . && git -C "$work" commit -q -m one
  git -C "$work" tag -a -m tag v1
  git -C "$work" branch other
  echo second >"$work/file"
  git -C "$work" commit -q -a -m two
  git clone -q --bare "$work" "$1"
}

requests() { grep -c "^$1\$" "$WEB_DIR/log" || true; }

#!/usr/bin/env bats
# imagetool import: a tar of a root file system becomes an image.

load helpers
load busybox
load daemon

setup_file() {
  busybox_rootfs "$BATS_FILE_TMPDIR/rootfs"
  tar --sort=name --mtime=@1 -C "$BATS_FILE_TMPDIR/rootfs" -cf "$BATS_FILE_TMPDIR/rootfs.tar" .
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  TAR=$BATS_FILE_TMPDIR/rootfs.tar
  DIFF_ID=sha256:$(sha256sum "$TAR" | cut -d ' ' -f 1)
}

teardown() {
  stop_daemon "$BATS_TEST_TMPDIR/web"
}

# serve: a web server over the working folder; sets PORT.
serve() {
  mkdir -p web
  start_daemon "$BATS_TEST_TMPDIR/web" python3 -u -c '
import http.server
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:] if "http:" in self.path else self.path[3:])
            self.end_headers()
        else:
            super().do_GET()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("port", server.server_address[1], flush=True)
server.serve_forever()'
  PORT=$(wait_for_line "$(cat web/pid)" web/log 'port ([0-9]+)')
}

@test "a tar is an image of one layer, with its DiffID, and is run" {
  run imagetool import -c 'CMD ["cat", "/etc/passwd"]' -m 'by hand' "$TAR" mine:1
  assert_success
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  assert_equal "$output" "$(imagetool images -q --no-trunc mine:1)"
  run imagetool inspect mine:1
  assert_equal "$(jq -c '.[0].RootFS.Layers' <<<"$output")" "[\"$DIFF_ID\"]"
  run imagetool history mine:1
  assert_output --partial 'by hand'
  imagetool unpack mine:1 bundle
  diff -r --no-dereference bundle/rootfs "$BATS_FILE_TMPDIR/rootfs"
  assert_equal "$(jq -c .process.args bundle/config.json)" '["cat","/etc/passwd"]'
}

@test "any compression, from a file and from standard input: the same layer" {
  cp "$TAR" . && gzip -k rootfs.tar && bzip2 -k rootfs.tar && xz -k rootfs.tar && zstd -q rootfs.tar
  local form
  for form in gz bz2 xz zst; do
    imagetool import "rootfs.tar.$form" "$form"
    imagetool import - "$form:stdin" <"rootfs.tar.$form"
  done
  run imagetool inspect gz bz2 xz zst gz:stdin bz2:stdin xz:stdin zst:stdin
  assert_equal "$(jq -c '[.[].RootFS.Layers[0]] | unique' <<<"$output")" "[\"$DIFF_ID\"]"
  run imagetool history gz:stdin
  assert_output --partial 'Imported from -'
}

@test "from a URL, through a redirect" {
  cp "$TAR" .
  serve
  imagetool import "http://127.0.0.1:$PORT/rootfs.tar" one
  imagetool import "http://127.0.0.1:$PORT/to/rootfs.tar" two
  run imagetool inspect one two
  assert_equal "$(jq -c '[.[].RootFS.Layers[0]] | unique' <<<"$output")" "[\"$DIFF_ID\"]"
  run imagetool import "http://127.0.0.1:$PORT/none.tar"
  assert_failure
  assert_output "imagetool import: http://127.0.0.1:$PORT/none.tar: HTTP status 404"
  run imagetool import "http://127.0.0.1:$PORT/to/to/to/to/to/to/to/to/to/to/to/to/rootfs.tar"
  assert_failure
  assert_output --partial 'more than 10 redirects'
  run imagetool import "http://127.0.0.1:$PORT/to/http://169.254.169.254/x"
  assert_failure
  assert_output --partial "169.254.169.254, an address of this machine or its link"
}

@test "without a name the image is there by its id" {
  local id
  id=$(imagetool import "$TAR")
  run imagetool images --no-trunc --format json
  assert_output --partial "$id"
  assert_output --partial '<none>'
  imagetool unpack "$id" bundle
}

@test "every instruction of --change is in the config" {
  imagetool import -c 'ENV A=1 B="x y"' -c 'ENV C=$A' -c 'LABEL a=b' -c 'EXPOSE 80' -c 'VOLUME /data' -c 'USER app' \
    -c 'WORKDIR /w' -c 'STOPSIGNAL SIGINT' -c 'ENTRYPOINT ["/e"]' -c 'CMD run it' -c 'ONBUILD RUN x' \
    -c 'SHELL ["/bin/ash"]' -c 'HEALTHCHECK --retries=2 CMD true' "$TAR" x
  run imagetool inspect x
  assert_equal "$(jq -c '.[0].Config | [.Env, .Labels, .ExposedPorts, .Volumes, .User, .WorkingDir, .StopSignal, .Entrypoint, .Cmd, .OnBuild, .Shell, .Healthcheck.Test]' <<<"$output")" \
    '[["A=1","B=x y","C=1"],{"a":"b"},{"80/tcp":{}},{"/data":{}},"app","/w","SIGINT",["/e"],["/bin/sh","-c","run it"],["RUN x"],["/bin/ash"],["CMD-SHELL","true"]]'
  run imagetool import -c 'RUN make' "$TAR" y
  assert_failure
  assert_output 'imagetool import: --change: RUN is not a valid change command'
}

@test "--platform" {
  imagetool import --platform linux/arm/v7 "$TAR" x
  run imagetool inspect x
  assert_equal "$(jq -r '.[0] | .Os + "/" + .Architecture + "/" + .Variant' <<<"$output")" linux/arm/v7
  run imagetool import --platform nonsense "$TAR" y
  assert_failure
  assert_output --partial 'platform "nonsense"'
}

@test "what is no tar is refused, and nothing stays" {
  head -c 100000 /dev/urandom >noise
  run imagetool import noise x
  assert_failure
  assert_output --partial 'imagetool import: noise: tar: '
  head -c 700000 "$TAR" >cut
  run imagetool import cut x
  assert_failure
  assert_output --partial 'imagetool import: cut: tar: '
  run imagetool import missing x
  assert_output 'imagetool import: missing: No such file or directory'
  run imagetool import "$TAR" X
  assert_output --partial 'invalid reference format'
  run imagetool import "$TAR" "x@$DIFF_ID"
  assert_output 'imagetool import: cannot import digest reference'
  run imagetool import
  assert_failure 125
  assert_output --partial 'a file, a URL or -, and perhaps a name are expected'
  assert_equal "$(find store/blobs store/tmp store/leases -type f)" ''
}

#!/usr/bin/env bats
# The ecosystem's own files: registries.conf, daemon.json, certs.d, policy.json, proxies.

bats_require_minimum_version 1.5.0
load helpers
load images
load registry
load hostile_registry

setup_file() {
  require_root
  start_registry "$BATS_FILE_TMPDIR/registry"
  start_registry "$BATS_FILE_TMPDIR/tls" --tls
  export TLS=$REGISTRY
  export REGISTRY
  REGISTRY=127.0.0.1:$(grep -oE 'listening on 127\.0\.0\.1:[0-9]+' "$BATS_FILE_TMPDIR/registry/log" | head -1 | sed 's/.*://')
  make_image "$BATS_FILE_TMPDIR/made" "$REGISTRY/library/x:latest"
  local store=$BATS_FILE_TMPDIR/made
  imagetool --root "$store" --tls-verify=false push -q "$REGISTRY/library/x"
  imagetool --root "$store" tag "$REGISTRY/library/x" "$REGISTRY/team/app:latest"
  imagetool --root "$store" --tls-verify=false push -q "$REGISTRY/team/app"
  imagetool --root "$store" tag "$REGISTRY/library/x" "$TLS/x:latest"
  SSL_CERT_FILE=$BATS_FILE_TMPDIR/tls/tls.crt imagetool --root "$store" push -q "$TLS/x"
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
  stop_registry "$BATS_FILE_TMPDIR/tls"
}

setup() {
  STORE=$BATS_TEST_TMPDIR/store
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
  unset SSL_CERT_FILE
  : >"$CONTAINERS_REGISTRIES_CONF"
}

pull() {
  imagetool --root "$STORE" pull "$@"
}

# conf LINE...: into registries.conf; REGISTRY is plain HTTP.
conf() {
  printf '%s\n' "$@" "[[registry]]" "location = \"$REGISTRY\"" "insecure = true" >"$CONTAINERS_REGISTRIES_CONF"
}

# with_etc FOLDER COMMAND...: FOLDER stands for /etc/docker in its mount namespace.
with_etc_docker() {
  mkdir -p /etc/docker
  unshare --mount sh -c 'mount --bind "$0" /etc/docker && exec "$@"' "$@"
}

@test "an alias is what a short name means" {
  conf '[aliases]' "\"app\" = \"$REGISTRY/team/app\""
  run pull app
  assert_success
  assert_equal "${lines[-1]}" "$REGISTRY/team/app:latest"
}

@test "a name without a registry is searched in unqualified-search-registries, in their order" {
  conf "unqualified-search-registries = [\"127.0.0.1:1\", \"$REGISTRY\"]"
  run pull team/app
  assert_success
  assert_equal "${lines[-1]}" "$REGISTRY/team/app:latest"
  run pull team/nothing
  assert_failure 1
  assert_output --partial "$REGISTRY/team/nothing:latest: not found"
  assert_output --partial "(before that, https://127.0.0.1:1: Failed to connect"
}

@test "bundle pulls what is missing by the same rules, and an alias of what is here means that" {
  conf "unqualified-search-registries = [\"$REGISTRY\"]"
  run imagetool --root "$STORE" bundle team/app "$BATS_TEST_TMPDIR/b" sh
  assert_success
  assert_output --partial "Unable to find image '$REGISTRY/team/app:latest' locally"
  rm -r "$BATS_TEST_TMPDIR/b"
  run imagetool --root "$STORE" bundle team/app "$BATS_TEST_TMPDIR/b" sh
  assert_success
  assert_output ''
}

@test "short-name-mode enforcing refuses to guess" {
  conf 'short-name-mode = "enforcing"' "unqualified-search-registries = [\"127.0.0.1:1\", \"$REGISTRY\"]"
  run pull team/app
  assert_failure 1
  assert_output "imagetool pull: team/app: registries.conf has several registries for a name without one (short-name-mode is \"enforcing\": say which, as in 127.0.0.1:1/team/app:latest)"
}

@test "registries.conf.d adds to registries.conf, later files before earlier ones" {
  export CONTAINERS_REGISTRIES_CONF_DIR=$BATS_TEST_TMPDIR/conf.d
  mkdir "$CONTAINERS_REGISTRIES_CONF_DIR"
  conf
  printf '[aliases]\n"app" = "127.0.0.1:1/nothing"\n' >"$CONTAINERS_REGISTRIES_CONF_DIR/1.conf"
  printf '[aliases]\n"app" = "%s/team/app"\n' "$REGISTRY" >"$CONTAINERS_REGISTRIES_CONF_DIR/2.conf"
  printf '[aliases]\n"app" = "127.0.0.1:1/nothing"\n' >"$CONTAINERS_REGISTRIES_CONF_DIR/3.not"
  run pull -q app
  assert_output "$REGISTRY/team/app:latest"
}

@test "a mirror for digests only is not asked for a tag" {
  conf '[[registry]]' 'location = "nowhere.invalid"' 'mirror-by-digest-only = true' \
    '[[registry.mirror]]' "location = \"$REGISTRY/team\"" 'insecure = true'
  run pull nowhere.invalid/app
  assert_failure 1
  assert_output --partial "no such host: nowhere.invalid"
  refute_output --partial mirror
  local digest
  digest=$(pull "$REGISTRY/team/app" | sed -n 's/^Digest: //p')
  run pull "nowhere.invalid/app@$digest"
  assert_success
}

@test "daemon.json: mirrors of Docker Hub, and registries without TLS" {
  mkdir "$BATS_TEST_TMPDIR/etc"
  echo "{\"registry-mirrors\": [\"http://$REGISTRY\"]}" >"$BATS_TEST_TMPDIR/etc/daemon.json"
  run with_etc_docker "$BATS_TEST_TMPDIR/etc" imagetool --root "$STORE" pull -q x
  assert_success
  assert_output docker.io/library/x:latest
  echo '{"insecure-registries": ["127.0.0.0/8"]}' >"$BATS_TEST_TMPDIR/etc/daemon.json"
  run with_etc_docker "$BATS_TEST_TMPDIR/etc" imagetool --root "$STORE" pull -q "$REGISTRY/team/app"
  assert_success
  echo '{"insecure-registries": ["10.0.0.0/8"]}' >"$BATS_TEST_TMPDIR/etc/daemon.json"
  run with_etc_docker "$BATS_TEST_TMPDIR/etc" imagetool --root "$BATS_TEST_TMPDIR/other" pull -q "$REGISTRY/team/app"
  assert_failure 1
  echo '{"registry-mirrors": 1}' >"$BATS_TEST_TMPDIR/etc/daemon.json"
  run with_etc_docker "$BATS_TEST_TMPDIR/etc" imagetool --root "$STORE" pull -q x
  assert_failure 1
  assert_line "imagetool pull: /etc/docker/daemon.json: registry-mirrors: expected a list"
}

@test "certs.d: a registry's own authority, in Docker's folder and in containers'" {
  run pull "$TLS/x"
  assert_failure 1
  assert_output --partial "the server's certificate is not trusted"
  assert_output --partial "/etc/containers/certs.d/$TLS/ca.crt"
  mkdir -p "$XDG_CONFIG_HOME/containers/certs.d/$TLS"
  cp "$BATS_FILE_TMPDIR/tls/tls.crt" "$XDG_CONFIG_HOME/containers/certs.d/$TLS/ca.crt"
  run pull "$TLS/x"
  assert_success
  rm -r "$XDG_CONFIG_HOME"
  mkdir -p "$BATS_TEST_TMPDIR/etc/certs.d/$TLS"
  cp "$BATS_FILE_TMPDIR/tls/tls.crt" "$BATS_TEST_TMPDIR/etc/certs.d/$TLS/ca.crt"
  run with_etc_docker "$BATS_TEST_TMPDIR/etc" imagetool --root "$BATS_TEST_TMPDIR/other" pull "$TLS/x"
  assert_success
}

@test "certs.d: a client's certificate; one half of it is an error" {
  local certs=$XDG_CONFIG_HOME/containers/certs.d/localhost client=$BATS_TEST_TMPDIR/client port
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$client.key" -out "$client.crt" -days 2 -subj /CN=client 2>/dev/null
  start_daemon "$BATS_TEST_TMPDIR/server" python3 -u -c '
import http.server, ssl, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print("asked by", self.connection.getpeercert()["subject"], flush=True)
        self.send_error(404)
    do_HEAD = do_GET
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=sys.argv[2])
context.load_cert_chain(sys.argv[1] + ".crt", sys.argv[1] + ".key")
context.verify_mode = ssl.CERT_REQUIRED
server.socket = context.wrap_socket(server.socket, server_side=True)
print("listening on", server.server_port, flush=True)
server.serve_forever()' "$BATS_FILE_TMPDIR/tls/tls" "$client.crt"
  port=$(wait_for_line "$(cat "$BATS_TEST_TMPDIR/server/pid")" "$BATS_TEST_TMPDIR/server/log" 'listening on ([0-9]+)')
  certs=$XDG_CONFIG_HOME/containers/certs.d/127.0.0.1:$port
  mkdir -p "$certs"
  cp "$BATS_FILE_TMPDIR/tls/tls.crt" "$certs/ca.crt"
  cp "$client.crt" "$certs/client.cert"
  run pull "127.0.0.1:$port/x"
  assert_failure 1
  assert_line "imagetool pull: certs.d: $certs/client.cert: its key client.key is missing (authorities have names that end in .crt)"
  cp "$client.key" "$certs/client.key"
  run pull "127.0.0.1:$port/x"
  assert_failure 1
  assert_output --partial "x:latest: not found"
  stop_daemon "$BATS_TEST_TMPDIR/server"
  assert_file_contains "$BATS_TEST_TMPDIR/server/log" client
}

@test "policy.json: what is rejected or wants a signature is not asked for" {
  conf
  mkdir -p "$XDG_CONFIG_HOME/containers"
  local policy=$XDG_CONFIG_HOME/containers/policy.json
  jq -n --arg registry "$REGISTRY" '{
    default: [{type: "reject"}],
    transports: {docker: {($registry): [{type: "insecureAcceptAnything"}],
                          ($registry + "/library"): [{type: "unheard"}]}}}' >"$policy"
  run pull "$REGISTRY/team/app"
  assert_success
  run pull "$REGISTRY/library/x"
  assert_failure 1
  assert_output --partial "imagetool pull: $REGISTRY/library/x:latest: $policy: $REGISTRY/library demands \"unheard\", which is not understood: refused"
  run pull nowhere.invalid/x
  assert_failure 1
  assert_output --partial "imagetool pull: nowhere.invalid/x:latest: rejected by $policy"
  echo '{}' >"$policy"
  run pull "$REGISTRY/team/app"
  assert_failure 1
  assert_line "imagetool pull: $policy: default: expected a list"
}

@test "policy.json: archives and folders are copied and loaded where their transport may be" {
  mkdir -p "$XDG_CONFIG_HOME/containers" "$BATS_TEST_TMPDIR/tree"
  local policy=$XDG_CONFIG_HOME/containers/policy.json transport
  tar -C "$BATS_TEST_TMPDIR/tree" -cf "$BATS_TEST_TMPDIR/one.tar" .
  image "$BATS_TEST_TMPDIR/oci" a '{}' "$BATS_TEST_TMPDIR/one.tar"
  cd "$BATS_TEST_TMPDIR"
  for transport in docker-archive:a.tar oci-archive:b.tar dir:c; do
    skopeo copy -q oci:oci:a "$transport$([[ $transport == docker* ]] && echo :a:1)"
  done
  echo '{"default": [{"type": "reject"}]}' >"$policy"
  for transport in docker-archive:a.tar oci-archive:b.tar dir:c oci:oci; do
    run imagetool copy "$transport" x
    assert_failure 1
    assert_output "imagetool copy: ${transport%:*}: rejected by $policy"
    run imagetool load -i "${transport#*:}"
    assert_failure 1
    assert_output "imagetool load: ${transport%:*}: rejected by $policy"
  done
  echo '{"default": [{"type": "reject"}], "transports": {"dir": {"": [{"type": "insecureAcceptAnything"}]}}}' >"$policy"
  imagetool copy -q dir:c x
}

@test "a proxy is asked for what is elsewhere, and not for this machine" {
  start_daemon "$BATS_TEST_TMPDIR/proxy" python3 -u -c '
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print("proxied", self.path, flush=True)
        self.send_error(404)
    do_HEAD = do_GET
    def do_CONNECT(self):
        print("connect", self.path, flush=True)
        self.send_error(502)
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print("listening on", server.server_port, flush=True)
server.serve_forever()'
  local port log=$BATS_TEST_TMPDIR/proxy/log
  port=$(wait_for_line "$(cat "$BATS_TEST_TMPDIR/proxy/pid")" "$log" 'listening on ([0-9]+)')
  export HTTP_PROXY=http://127.0.0.1:$port HTTPS_PROXY=http://127.0.0.1:$port
  run imagetool --root "$STORE" --tls-verify=false pull registry.invalid/x
  assert_failure 1
  assert_output --partial "registry.invalid/x:latest: not found"
  assert_file_contains "$log" 'connect registry.invalid:443'
  assert_file_contains "$log" 'proxied http://registry.invalid/v2/x/manifests/latest'
  NO_PROXY=.invalid run pull other.invalid/x
  assert_output --partial "no such host: other.invalid"
  conf
  run pull "$REGISTRY/team/app"
  assert_success
  stop_daemon "$BATS_TEST_TMPDIR/proxy"
  run grep -cE '^(proxied|connect) .*(other\.invalid|127\.0\.0\.1)' "$log"
  assert_output 0
}

@test "HTTP/2 where there is TLS; HttpHeaders of config.json go with each request" {
  mkdir -p "$DOCKER_CONFIG" "$XDG_CONFIG_HOME/containers/certs.d/$TLS"
  cp "$BATS_FILE_TMPDIR/tls/tls.crt" "$XDG_CONFIG_HOME/containers/certs.d/$TLS/ca.crt"
  run pull "$TLS/x"
  assert_success
  assert_file_contains "$BATS_FILE_TMPDIR/tls/log" 'GET /v2/x/manifests/latest HTTP/2.0'
}

@test "tags lists a repository's tags, page by page; digest tells what one means" {
  local tag
  make_image "$STORE" "$REGISTRY/listed:1"
  for tag in 1 2 3; do
    imagetool --root "$STORE" tag "$REGISTRY/listed:1" "$REGISTRY/listed:$tag"
  done
  imagetool --root "$STORE" --tls-verify=false push -q -a "$REGISTRY/listed"
  run imagetool --tls-verify=false tags "$REGISTRY/listed"
  assert_success
  assert_equal "$(sort <<<"$output")" $'1\n2\n3'
  run imagetool tags "$REGISTRY/listed:1"
  assert_failure 1
  assert_output "imagetool tags: $REGISTRY/listed:1: neither tag nor digest is expected"
  run imagetool --tls-verify=false tags "$REGISTRY/none"
  assert_failure 1
  assert_output --partial "$REGISTRY/none: not found"
  run imagetool --tls-verify=false digest "$REGISTRY/listed:2"
  assert_success
  assert_output "$(imagetool --root "$STORE" digest --local "$REGISTRY/listed:2")"
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  run imagetool --tls-verify=false digest "$REGISTRY/listed:none"
  assert_failure 1
  assert_output --partial "$REGISTRY/listed:none: not found"
}

@test "delete takes an image out of its registry, with all tags that mean it" {
  make_image "$STORE" "$REGISTRY/gone:1"
  imagetool --root "$STORE" tag "$REGISTRY/gone:1" "$REGISTRY/gone:2"
  imagetool --root "$STORE" --tls-verify=false push -q -a "$REGISTRY/gone"
  run imagetool --tls-verify=false delete "$REGISTRY/gone"
  assert_failure 1
  assert_output "imagetool delete: $REGISTRY/gone: a tag or a digest is expected"
  run imagetool --tls-verify=false delete "$REGISTRY/gone:1"
  assert_success
  assert_output --regexp "^Deleted: $REGISTRY/gone@sha256:[0-9a-f]{64}$"
  run imagetool --tls-verify=false digest "$REGISTRY/gone:2"
  assert_failure 1
  run imagetool --tls-verify=false delete "$REGISTRY/gone:1"
  assert_failure 1
  assert_output --partial "not found"
}

@test "search: Docker's table and filters; a registry without a search has its catalogue" {
  start_hostile_registry "$BATS_TEST_TMPDIR/hostile"
  run imagetool --tls-verify=false search "$HOSTILE/web"
  assert_success
  assert_line --index 0 --regexp '^NAME +DESCRIPTION +STARS +OFFICIAL$'
  assert_line --index 1 --regexp "^$HOSTILE/web +A server for the web \[2J +20 +\[OK\]$"
  assert_line --index 2 --regexp "^$HOSTILE/me/web +x{44}… +3 *$"
  run imagetool --tls-verify=false search -f stars=10 --format '{{.Name}} {{.StarCount}}' "$HOSTILE/web"
  assert_output "$HOSTILE/web 20"
  run imagetool --tls-verify=false search -f is-official=false --no-trunc --format json "$HOSTILE/web"
  assert_output "{\"Description\":\"$(printf 'x%.0s' {1..60})\",\"IsOfficial\":\"false\",\"Name\":\"$HOSTILE/me/web\",\"StarCount\":\"3\"}"
  run imagetool --tls-verify=false search --limit 1 --format '{{.Name}}' "$HOSTILE/web"
  assert_output "$HOSTILE/web"
  stop_registry "$BATS_TEST_TMPDIR/hostile"
  run imagetool --tls-verify=false search --format '{{.Name}}' "$REGISTRY/app"
  assert_success
  assert_output "$REGISTRY/team/app"
  run imagetool search --limit 101 x
  assert_failure 125
  assert_line --partial 'limit 101 is outside the range of [1, 100]'
  run imagetool search -f colour=red x
  assert_failure 125
  assert_line --partial "invalid filter 'colour'"
  run imagetool search -f stars=many x
  assert_line --partial "invalid filter 'stars=many'"
}

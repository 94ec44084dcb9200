# A registry of our own (Debian's docker-registry) on a free loopback port.
#
#   start_registry DIR [OPTION...]   everything it keeps is in DIR: data/, log, pid
#     --htpasswd USER PASSWORD       basic authentication
#     --token REALM-DIR              bearer tokens from the server that start_token_server REALM-DIR started
#     --tls                          HTTPS for 127.0.0.1 and localhost, with the certificate DIR/tls.crt
#     --mirror-of URL                a pull-through cache of URL
#   Sets and exports REGISTRY, as 127.0.0.1:PORT.
#   start_token_server DIR USER PASSWORD   a token server as Docker Hub's: anyone may pull, USER may push
#   stop_registry DIR                ends either of the two; a DIR where none runs is fine
#
# Call them in setup_file and teardown_file (DIR below $BATS_FILE_TMPDIR) or in
# setup and teardown (below $BATS_TEST_TMPDIR).

REGISTRY_HELPERS=${BASH_SOURCE[0]%/*}
# shellcheck source=tests/integration/daemon.bash
. "$REGISTRY_HELPERS/daemon.bash"

# _registry_certificate DIR/NAME: NAME.key and NAME.crt, self-signed.
_registry_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null
}

start_registry() {
  local dir=$1 auth='' http='' proxy='' port
  shift
  mkdir -p "$dir/data"
  while (($# > 0)); do
    case $1 in
      --htpasswd)
        htpasswd -Bbn -C 4 "$2" "$3" >"$dir/htpasswd"
        auth="auth: {htpasswd: {realm: test, path: $dir/htpasswd}}"
        shift 3 ;;
      --token)
        auth="auth: {token: {realm: \"$(cat "$2/realm")\", service: test-registry, issuer: test-issuer, rootcertbundle: $2/token.crt}}"
        shift 2 ;;
      --tls)
        _registry_certificate "$dir/tls"
        http=", tls: {certificate: $dir/tls.crt, key: $dir/tls.key}"
        shift ;;
      --mirror-of) proxy="proxy: {remoteurl: \"$2\"}"; shift 2 ;;
      *) echo "start_registry: unknown option $1" >&2; return 1 ;;
    esac
  done
  cat >"$dir/config.yml" <<YML
version: 0.1
log: {level: info, accesslog: {disabled: false}}
storage: {filesystem: {rootdirectory: $dir/data}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0"$http}
validation: {manifests: {urls: {allow: ["^https://"]}}}
$auth
$proxy
YML
  start_daemon "$dir" docker-registry serve "$dir/config.yml"
  port=$(wait_for_line "$(cat "$dir/pid")" "$dir/log" 'listening on 127\.0\.0\.1:([0-9]+)') || return 1
  export REGISTRY=127.0.0.1:$port
}

start_token_server() {
  local dir=$1
  mkdir -p "$dir"
  _registry_certificate "$dir/token"
  start_daemon "$dir" python3 "$REGISTRY_HELPERS/token_server.py" "$dir" "$2" "$3"
  wait_for_line "$(cat "$dir/pid")" "$dir/log" '^realm (.*)$' >"$dir/realm"
}

stop_registry() { stop_daemon "$1"; }

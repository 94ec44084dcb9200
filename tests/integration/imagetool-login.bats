#!/usr/bin/env bats
# imagetool login and logout: basic and token authentication.

bats_require_minimum_version 1.5.0
load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/basic" --htpasswd bob secret
  export BASIC=$REGISTRY
  start_token_server "$BATS_FILE_TMPDIR/tokens" alice 'pass:word'
  start_registry "$BATS_FILE_TMPDIR/token" --token "$BATS_FILE_TMPDIR/tokens"
  export TOKEN=$REGISTRY
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/basic"
  stop_registry "$BATS_FILE_TMPDIR/token"
  stop_registry "$BATS_FILE_TMPDIR/tokens"
}

setup() {
  STORE=$BATS_TEST_TMPDIR/store
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
}

tool() {
  imagetool --root "$STORE" --tls-verify=false "$@"
}

@test "stores what the registry accepts, for its owner only" {
  run --separate-stderr tool login -u bob --password-stdin "$BASIC" <<<secret
  assert_success
  assert_output "Login Succeeded"
  assert_equal "${stderr_lines[0]}" "WARNING! Your credentials are stored unencrypted in '$DOCKER_CONFIG/config.json'."
  assert_equal "${stderr_lines[1]}" "Configure a credential helper to remove this warning. See"
  assert_equal "$(stat -c %a "$DOCKER_CONFIG/config.json")" 600
  run grep -c "$(printf bob:secret | base64)" "$DOCKER_CONFIG/config.json"
  assert_output 1
}

@test "a wrong password is not stored" {
  run --separate-stderr tool login -u bob -p wrong "$BASIC"
  assert_failure 1
  assert_equal "${stderr_lines[0]}" "WARNING! Using --password via the CLI is insecure. Use --password-stdin."
  [[ ${stderr_lines[1]} == "imagetool login: $BASIC: the credentials of user \"bob\" were not accepted"* ]]
  [ ! -e "$DOCKER_CONFIG/config.json" ]
}

@test "push and pull use the credentials; without them they say so" {
  require_root
  make_image "$STORE" "$BASIC/x:1"
  run tool push "$BASIC/x:1"
  assert_failure 1
  assert_output --partial "authentication required"
  assert_output --partial "no credentials for $BASIC are stored; see imagetool login"
  tool login -u bob --password-stdin "$BASIC" <<<secret
  tool push "$BASIC/x:1"
  run imagetool --root "$BATS_TEST_TMPDIR/other" --tls-verify=false pull "$BASIC/x:1"
  assert_success
}

@test "logout removes the credentials" {
  tool login -u bob --password-stdin "$BASIC" <<<secret
  run tool logout "http://$BASIC/v2/"
  assert_output "Removing login credentials for $BASIC"
  run tool logout "$BASIC"
  assert_success
  assert_output "Not logged in to $BASIC"
  make_image "$STORE" "$BASIC/y:1"
  run tool push "$BASIC/y:1"
  assert_failure 1
}

@test "tokens: anyone pulls, who may push logs in" {
  require_root
  make_image "$STORE" "$TOKEN/x:1"
  run tool push "$TOKEN/x:1"
  assert_failure 1
  run tool login -u alice -p wrong "$TOKEN"
  assert_failure 1
  assert_output --partial "the credentials of user \"alice\" were not accepted: unauthorized: wrong credentials"
  run tool login -u alice -p 'pass:word' "$TOKEN"
  assert_success
  run tool push "$TOKEN/x:1"
  assert_success
  tool logout "$TOKEN"
  run imagetool --root "$BATS_TEST_TMPDIR/other" --tls-verify=false pull "$TOKEN/x:1"
  assert_success
}

@test "credentials that skopeo and Docker stored are used, and the other way round" {
  require_commands skopeo
  skopeo login --tls-verify=false --authfile "$BATS_TEST_TMPDIR/auth.json" -u bob -p secret "$BASIC"
  make_image "$STORE" "$BASIC/z:1"
  REGISTRY_AUTH_FILE=$BATS_TEST_TMPDIR/auth.json tool push "$BASIC/z:1"
  tool login -u bob --password-stdin "$BASIC" <<<secret
  skopeo inspect --tls-verify=false --authfile "$DOCKER_CONFIG/config.json" "docker://$BASIC/z:1"
}

@test "what cannot be asked for is an error" {
  run tool login "$BASIC" </dev/null
  assert_failure 1
  assert_output "imagetool login: Cannot perform an interactive login from a non TTY device"
  run tool login --password-stdin "$BASIC" <<<x
  assert_output "imagetool login: Must provide --username with --password-stdin"
  run tool login -u a -p b --password-stdin "$BASIC" <<<x
  assert_output "imagetool login: --password and --password-stdin are mutually exclusive"
  run tool login -u bob --password-stdin "$BASIC" </dev/null
  assert_output "imagetool login: the password is empty"
  run tool login -u bob -p x nowhere
  assert_line "imagetool login: nowhere: not a registry (expected HOST.DOMAIN, HOST:PORT or localhost)"
  run tool login a b
  assert_failure 125
}

@test "a damaged config.json is named and kept" {
  mkdir -p "$DOCKER_CONFIG"
  echo '{' >"$DOCKER_CONFIG/config.json"
  run tool login -u bob --password-stdin "$BASIC" <<<secret
  assert_failure 1
  assert_output --partial "imagetool login: $DOCKER_CONFIG/config.json: line"
  assert_equal "$(cat "$DOCKER_CONFIG/config.json")" "{"
}

# helper NAME: a credential helper docker-credential-NAME that keeps credentials in NAME.json, the servers' in files.
helper() {
  local bin=$BATS_TEST_TMPDIR/bin
  mkdir -p "$bin" "$BATS_TEST_TMPDIR/$1"
  cat >"$bin/docker-credential-$1" <<SH
#!/bin/bash
cd "$BATS_TEST_TMPDIR/$1" || exit 1
file() { tr -c 'a-z0-9\n' _; }
case \$1 in
  store) document=\$(cat); name=\$(jq -r .ServerURL <<<"\$document" | file); echo "\$document" >"\$name" ;;
  get) name=\$(cat | file); [ -e "\$name" ] || { echo credentials not found in native keychain; exit 1; }; cat "\$name" ;;
  erase) rm -f "\$(cat | file)" ;;
esac
SH
  chmod +x "$bin/docker-credential-$1"
  export PATH=$bin:$PATH
}

@test "a credential store keeps what login gives it, and nothing is in the file" {
  require_commands jq
  helper store
  mkdir -p "$DOCKER_CONFIG"
  echo '{"credsStore":"store"}' >"$DOCKER_CONFIG/config.json"
  run --separate-stderr tool login -u bob --password-stdin "$BASIC" <<<secret
  assert_success
  assert_output "Login Succeeded"
  assert_equal "$stderr" ""
  assert_equal "$(jq -c . "$DOCKER_CONFIG/config.json")" '{"credsStore":"store"}'
  make_image "$STORE" "$BASIC/helper:1"
  tool push -q "$BASIC/helper:1"
  run tool logout "$BASIC"
  assert_output "Removing login credentials for $BASIC"
  run tool push "$BASIC/helper:1"
  assert_failure 1
  run tool logout "$BASIC"
  assert_output "Not logged in to $BASIC"
}

@test "a registry's own helper comes before the store; one that is missing or fails is named" {
  require_commands jq
  helper own
  mkdir -p "$DOCKER_CONFIG"
  jq -n --arg registry "$BASIC" '{credsStore: "missing", credHelpers: {($registry): "own"}}' >"$DOCKER_CONFIG/config.json"
  tool login -u bob --password-stdin "$BASIC" <<<secret
  make_image "$STORE" "$BASIC/own:1"
  tool push -q "$BASIC/own:1"
  run tool push "$TOKEN/own:1"
  assert_failure 1
  imagetool --root "$STORE" tag "$BASIC/own:1" "$TOKEN/own:1"
  run tool push "$TOKEN/own:1"
  assert_failure 1
  assert_line "imagetool push: docker-credential-missing: not found in PATH (config.json names it as a credential helper)"
  printf '#!/bin/sh\necho the keyring is locked\nexit 1\n' >"$BATS_TEST_TMPDIR/bin/docker-credential-own"
  run tool push "$BASIC/own:1"
  assert_failure 1
  assert_line "imagetool push: docker-credential-own get: the keyring is locked"
  echo '{"credsStore":"../../bin/sh"}' >"$DOCKER_CONFIG/config.json"
  run tool push "$BASIC/own:1"
  assert_failure 1
  assert_output --partial "not the name of a credential helper"
}

@test "auth.json of containers/image is read, the entry of a repository before its registry's" {
  export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/run
  mkdir -p "$XDG_RUNTIME_DIR/containers"
  jq -n --arg good "$(printf bob:secret | base64)" --arg bad "$(printf bob:wrong | base64)" --arg registry "$BASIC" \
    '{auths: {($registry): {auth: $bad}, ($registry + "/team"): {auth: $good}}}' >"$XDG_RUNTIME_DIR/containers/auth.json"
  make_image "$STORE" "$BASIC/team/app:1"
  tool push -q "$BASIC/team/app:1"
  imagetool --root "$STORE" tag "$BASIC/team/app:1" "$BASIC/other:1"
  run tool push "$BASIC/other:1"
  assert_failure 1
  assert_output --partial "the credentials of user \"bob\" were not accepted"
}

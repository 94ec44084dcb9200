#!/usr/bin/env bats
# imagetool pull: from registries that do right, and from one that does not.

bats_require_minimum_version 1.5.0
load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  start_hostile_registry "$BATS_FILE_TMPDIR/hostile"
  make_image "$BATS_FILE_TMPDIR/made" "$REGISTRY/library/x:latest"
  imagetool --root "$BATS_FILE_TMPDIR/made" --tls-verify=false push -q "$REGISTRY/library/x"
  make_image "$BATS_FILE_TMPDIR/index" "$REGISTRY/library/multi:1" linux/amd64 linux/arm64
  imagetool --root "$BATS_FILE_TMPDIR/index" --tls-verify=false push -q "$REGISTRY/library/multi:1"
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
  stop_registry "$BATS_FILE_TMPDIR/hostile"
}

setup() {
  require_root
  STORE=$BATS_TEST_TMPDIR/store
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  LOG=$BATS_FILE_TMPDIR/registry/log
}

teardown() {
  if mountpoint -q "$STORE"; then umount "$STORE"; fi
}

pull() {
  imagetool --root "$STORE" --tls-verify=false pull "$@"
}

# requests FROM-LINE: what the registry was asked since then.
requests() {
  tail -n +"$1" "$LOG" | grep -o '"\(GET\|HEAD\) /v2/[^ ]*' | tr -d '"'
}

# refused NAME TEXT [ASSERTION]: pulling NAME from the hostile registry fails in one line with TEXT, and leaves nothing.
refused() {
  run --separate-stderr pull "$HOSTILE/$1:1"
  assert_failure 1
  [[ $stderr == "imagetool pull: "*"$2"* ]] || fail "stderr: $stderr"
  [ "${#stderr_lines[@]}" -eq 1 ] || fail "more than a line: $stderr"
  "${3:-assert_nothing_left}" "$STORE"
}

@test "says what Docker says, and other tools read the store in place" {
  run pull "$REGISTRY/library/x"
  assert_success
  assert_line --index 0 "Using default tag: latest"
  assert_line --index 1 "latest: Pulling from library/x"
  assert_line --regexp '^[0-9a-f]{12}: Pulling fs layer$'
  assert_line --regexp '^[0-9a-f]{12}: Download complete$'
  assert_line --regexp '^[0-9a-f]{12}: Pull complete$'
  assert_line --regexp '^Digest: sha256:[0-9a-f]{64}$'
  assert_line "Status: Downloaded newer image for $REGISTRY/library/x:latest"
  assert_equal "${lines[-1]}" "$REGISTRY/library/x:latest"
  require_commands skopeo
  skopeo copy -q "oci:$STORE:$REGISTRY/library/x:latest" "dir:$BATS_TEST_TMPDIR/copy"
}

@test "a second pull asks for the manifest's digest only" {
  pull "$REGISTRY/library/x"
  local lines_before
  lines_before=$(wc -l <"$LOG")
  run pull "$REGISTRY/library/x"
  assert_success
  assert_line "Status: Image is up to date for $REGISTRY/library/x:latest"
  run requests $((lines_before + 1))
  # --tls-verify=false asks first whether there is TLS: that is no request in the log.
  assert_output "HEAD /v2/library/x/manifests/latest"
}

@test "blobs that another image brought are not fetched again" {
  pull "$REGISTRY/library/x"
  local lines_before
  lines_before=$(wc -l <"$LOG")
  echo '{"schemaVersion":2,"manifests":[]}' >"$STORE/index.json"
  run pull "$REGISTRY/library/x"
  assert_success
  assert_line --regexp ': Already exists$'
  run requests $((lines_before + 1))
  refute_output --partial /blobs/
}

@test "-q prints the name only" {
  run pull -q "$REGISTRY/library/x"
  assert_success
  assert_output "$REGISTRY/library/x:latest"
}

@test "a layer that needs those below it is unpacked on them" {
  pull "$REGISTRY/library/x"
  run find "$STORE/layers/chain" -name added -o -path "$STORE/layers/chain/*" -name removed -type c
  assert_output --partial /etc/added
  assert_output --partial /etc/removed
  run find "$STORE/layers/diff" -name noise
  assert_output --partial /bin/noise
}

@test "a digest names an image" {
  local digest
  digest=$(pull "$REGISTRY/library/x" | sed -n 's/^Digest: //p')
  run pull "$REGISTRY/library/x@$digest"
  assert_success
  assert_line "$digest: Pulling from library/x"
  assert_equal "${lines[-1]}" "$REGISTRY/library/x@$digest"
  # A tag of the repository shows it; only without one has the digest a line of its own.
  run imagetool --root "$STORE" images --format '{{.Tag}} {{.Digest}}'
  assert_output "latest $digest"
  imagetool --root "$STORE" rmi "$REGISTRY/library/x"
  run imagetool --root "$STORE" images --format '{{.Tag}} {{.Digest}}'
  assert_output "<none> $digest"
}

@test "--platform chooses from an index" {
  run pull --platform linux/arm64 "$REGISTRY/library/multi:1"
  assert_success
  require_commands skopeo
  run skopeo inspect --override-arch arm64 "oci:$STORE:$REGISTRY/library/multi:1"
  assert_output --partial '"Architecture": "arm64"'
  run pull --platform linux/s390x "$REGISTRY/library/multi:1"
  assert_failure 1
  assert_output --partial "no image for platform linux/s390x; there is linux/amd64, linux/arm64"
  run pull --platform linux/arm64 "$REGISTRY/library/x"
  assert_failure 1
  assert_output --partial "does not match the specified platform: wanted linux/arm64, actual: linux/amd64"
}

@test "--platform: several, or all of an index, which stays as it is" {
  run pull --platform linux/amd64,linux/arm64 "$REGISTRY/library/multi:1"
  assert_success
  local digest
  digest=$(echo "$output" | sed -n 's/^Digest: //p')
  run imagetool --root "$STORE" --tls-verify=false push "$REGISTRY/library/copy:1"
  assert_failure 1
  imagetool --root "$STORE" tag "$REGISTRY/library/multi:1" "$REGISTRY/library/copy:1"
  run imagetool --root "$STORE" --tls-verify=false push "$REGISTRY/library/copy:1"
  assert_success
  assert_line --partial "1: digest: $digest size: "

  STORE=$BATS_TEST_TMPDIR/all
  run pull --platform all "$REGISTRY/library/multi:1"
  assert_success
  assert_line "Digest: $digest"
  run pull --platform linux/amd64 --platform linux/s390x "$REGISTRY/library/multi:1"
  assert_failure 1
  assert_output --partial "no image for platform linux/s390x"
}

@test "-a pulls all tags of a repository" {
  local tag
  for tag in one two three; do
    imagetool --root "$BATS_FILE_TMPDIR/made" tag "$REGISTRY/library/x" "$REGISTRY/library/tags:$tag"
    imagetool --root "$BATS_FILE_TMPDIR/made" --tls-verify=false push -q "$REGISTRY/library/tags:$tag"
  done
  run pull -a "$REGISTRY/library/tags"
  assert_success
  assert_line "one: Pulling from library/tags"
  assert_line "three: Pulling from library/tags"
  assert_line "Status: Downloaded newer image for $REGISTRY/library/tags"
  assert_equal "${lines[-1]}" "$REGISTRY/library/tags"
  run imagetool --root "$STORE" images -q --no-trunc "$REGISTRY/library/tags:two"
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  run pull -a "$REGISTRY/library/tags"
  assert_line "Status: Image is up to date for $REGISTRY/library/tags"
  run pull -a "$REGISTRY/library/nothing"
  assert_failure 1
  assert_output --partial "$REGISTRY/library/nothing: not found"
}

@test "what is no container image is kept as it is" {
  run pull "$HOSTILE/artifact:1"
  assert_success
  assert_line --regexp '^[0-9a-f]{12}: Download complete$'
  run imagetool --root "$STORE" bundle "$HOSTILE/artifact:1" "$BATS_TEST_TMPDIR/bundle"
  assert_failure 1
  run pull "$HOSTILE/unknown-layer:1"
  assert_success
}

@test "a mirror in registries.conf comes before docker.io" {
  printf '[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "%s"\ninsecure = true\n' "$REGISTRY" \
    >"$CONTAINERS_REGISTRIES_CONF"
  run imagetool --root "$STORE" pull x
  assert_success
  assert_line "latest: Pulling from library/x"
  assert_line "Status: Downloaded newer image for x:latest"
  assert_equal "${lines[-1]}" "docker.io/library/x:latest"
}

@test "a blocked registry is not asked" {
  printf '[[registry]]\nprefix = "%s"\nblocked = true\n' "$REGISTRY" >"$CONTAINERS_REGISTRIES_CONF"
  run pull "$REGISTRY/library/x:1"
  assert_failure 1
  assert_output "imagetool pull: $REGISTRY/library/x: registry $REGISTRY is blocked by registries.conf"
}

@test "plain HTTP only where it is asked for" {
  run imagetool --root "$STORE" pull "$REGISTRY/library/x:1"
  assert_failure 1
  assert_output --partial "no TLS connection"
  assert_output --partial "(--tls-verify=false allows plain HTTP)"
}

@test "a certificate must be trusted" {
  local plain=$REGISTRY
  start_registry "$BATS_TEST_TMPDIR/tls" --tls
  run imagetool --root "$STORE" pull "$REGISTRY/x"
  assert_failure 1
  assert_output --partial "the server's certificate is not trusted"
  export SSL_CERT_FILE=$BATS_TEST_TMPDIR/tls/tls.crt
  make_image "$BATS_TEST_TMPDIR/made" "$REGISTRY/x:latest"
  imagetool --root "$BATS_TEST_TMPDIR/made" push -q "$REGISTRY/x"
  run imagetool --root "$STORE" pull "$REGISTRY/x"
  assert_success
  unset SSL_CERT_FILE
  run pull "$REGISTRY/x"
  assert_success
  stop_registry "$BATS_TEST_TMPDIR/tls"
  REGISTRY=$plain
}

@test "what is not there is named" {
  run pull "$REGISTRY/library/x:none"
  assert_failure 1
  assert_output "imagetool pull: $REGISTRY/library/x:none: not found: manifest unknown"
  assert_nothing_left "$STORE"
  run pull 127.0.0.1:1/x
  assert_failure 1
  assert_output --partial "http://127.0.0.1:1: Failed to connect"
  run pull nowhere.invalid/x
  assert_failure 1
  assert_output --partial "no such host: nowhere.invalid"
}

@test "bad names and options are refused" {
  run pull Foo
  assert_failure 1
  assert_output "imagetool pull: Foo: invalid reference format: repository name must be lowercase"
  run pull --platform linux/amd64,a/b/c/d x
  assert_failure 125
  assert_line --partial "--platform: platform \"a/b/c/d\": expected OS/ARCHITECTURE[/VARIANT]"
  run pull -a x:1
  assert_failure 1
  assert_output "imagetool pull: tag can't be used with --all-tags/-a"
  run pull
  assert_failure 125
  run pull a b
  assert_failure 125
  printf '[[registry]\n' >"$CONTAINERS_REGISTRIES_CONF"
  run pull x
  assert_failure 1
  assert_output --partial "$CONTAINERS_REGISTRIES_CONF: line 1"
}

@test "a broken transfer goes on, an unavailable registry is asked again" {
  run pull "$HOSTILE/flaky:1"
  assert_success
  run pull "$HOSTILE/once-unavailable:1"
  assert_success
}

@test "a registry that is busy is asked again when it says; its warnings are told once" {
  run pull "$HOSTILE/busy-once:1"
  assert_success
  run --separate-stderr pull "$HOSTILE/deprecated:1"
  assert_success
  assert_equal "$stderr" "WARNING: $HOSTILE: this registry moves \"soon\""
}

@test "I4: blobs that are corrupt, longer, endless or cut short are refused" {
  refused corrupt "the content's digest is sha256:"
  refused longer "more than the"
  refused endless "more than the"
  refused truncated "the connection broke" assert_starts_left
  rm "$STORE"/tmp/partial-*
  refused not-compressed "layer"
  refused negative-size "number out of range: -1"
}

@test "a layer whose content is not the config's is refused" {
  refused wrong-diff-id "but the config says"
  refused too-few-diff-ids "the manifest has 2 layers, but the config 1 DiffIDs"
}

@test "I4, I5, I6: hostile manifests are refused" {
  refused wrong-manifest-digest "Docker-Content-Digest: expected sha256:"
  refused huge-manifest "the reply is larger than 4194304 bytes"
  refused deep-manifest "nested deeper than"
  refused traversal "invalid digest \"sha256:../../../../etc/passwd\""
  refused two-types "a manifest and an index in one document"
  refused wrong-type "but it was sent as"
  refused schema-1 "unsupported media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" (an image in Docker's format of before 2016: who has it, has to push it anew)"
  refused busy "too many requests: toomanyrequests: slow down (try again in 700 seconds"
}

@test "I1: a layer's paths stay in its folder" {
  rm -f /tmp/escaped
  run pull "$HOSTILE/escaping-tar:1"
  [ ! -e /tmp/escaped ]
}

@test "I7: redirects to files and metadata, foreign urls: nothing is asked for there" {
  refused redirect-metadata "an address of this machine or its link: refused"
  refused redirect-file "not http or https"
  refused foreign-url "not found"
  run grep -c stolen "$BATS_FILE_TMPDIR/hostile/log"
  assert_output 0
}

@test "a full disk ends it in one line, and the store stays good" {
  mkdir "$STORE"
  mount -t tmpfs -o size=300k tmpfs "$STORE"
  run pull "$REGISTRY/library/x"
  assert_failure 1
  assert_line --regexp '^imagetool pull: .*: No space left on device'
  assert_nothing_left "$STORE"
}

# wait_for_log TEXT PID: until the hostile registry has said so, while the process lives.
wait_for_log() {
  timeout 30 tail -s 0.05 -n +1 -f --pid="$2" "$BATS_FILE_TMPDIR/hostile/log" | grep -q -m 1 "$1"
}

@test "kill -9 in the middle leaves a store that works" {
  pull "$REGISTRY/library/x"
  imagetool --root "$STORE" --tls-verify=false pull "$HOSTILE/stalled:1" >/dev/null 2>&1 3>&- &
  local pid=$!
  wait_for_log stalled "$pid"
  kill -9 "$pid"
  wait "$pid" || true
  run grep -o 'ref.name":"[^"]*' "$STORE/index.json"
  assert_output "ref.name\":\"$REGISTRY/library/x:latest"
  run pull "$REGISTRY/library/x"
  assert_success
  assert_line "Status: Image is up to date for $REGISTRY/library/x:latest"
  run pull "$HOSTILE/good:1"
  assert_success
}

# kill_in_the_middle NAME: kill -9 of a pull that has the first half of a layer.
kill_in_the_middle() {
  imagetool --root "$STORE" --tls-verify=false pull "$HOSTILE/$1:1" >/dev/null 2>&1 3>&- &
  local pid=$!
  wait_for_log "$1" "$pid"
  until find "$STORE"/tmp -name 'partial-*' -size +100k 2>/dev/null | grep -q .; do kill -0 "$pid"; done
  kill -9 "$pid"
  wait "$pid" || true
}

@test "after kill -9 a pull goes on where it stopped" {
  kill_in_the_middle stalled-once-killed
  run pull "$HOSTILE/stalled-once-killed:1"
  assert_success
  run grep -a 'stalled-once-killed from byte' "$BATS_FILE_TMPDIR/hostile/log"
  assert_output --regexp 'byte [1-9][0-9]{5}'
  run find "$STORE/tmp" -name 'partial-*'
  assert_output ''
}

@test "what was kept of a blob and is damaged is fetched anew" {
  kill_in_the_middle stalled-once-damaged
  printf x | dd of="$(find "$STORE"/tmp -name 'partial-*' -size +100k)" bs=1 seek=1000 conv=notrunc status=none
  run pull "$HOSTILE/stalled-once-damaged:1"
  assert_success
}

@test "two pulls of a layer fetch it once" {
  local out=$BATS_TEST_TMPDIR/out first second
  pull "$HOSTILE/gated:1" >"$out.1" 2>&1 3>&- &
  first=$!
  wait_for_log gated "$first"
  until find "$STORE"/tmp -name 'partial-*' -size +100k 2>/dev/null | grep -q .; do kill -0 "$first"; done
  pull "$HOSTILE/gated:1" >"$out.2" 2>&1 3>&- &
  second=$!
  until grep -q ': Waiting$' "$out.2"; do kill -0 "$second"; done
  curl -sf "http://$HOSTILE/open"
  wait "$first"
  wait "$second"
  assert_file_contains "$out.2" "Status: "
  # Two layers, of which the second pull asked for none.
  run grep -a -c 'GET /v2/gated/blobs' "$BATS_FILE_TMPDIR/hostile/log"
  assert_output 3
}

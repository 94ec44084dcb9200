#!/usr/bin/env bats
# imagetool sync: repositories and registries that are kept the same as others, as a file says.

load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  export CONTAINERS_REGISTRIES_CONF=$BATS_FILE_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  cd "$BATS_FILE_TMPDIR" || return
  local tag
  for tag in 1.9.0 1.10.0 2.0.0-rc1 latest; do
    make_image "image-$tag" "x:$tag"
    imagetool --tls-verify=false copy -q "oci:image-$tag" "docker://$REGISTRY/from/app:$tag"
  done
  make_image many many linux/amd64 linux/arm64
  imagetool --tls-verify=false copy -q --all oci:many "docker://$REGISTRY/from/many:1"
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  TO=$REGISTRY/to-$BATS_TEST_NUMBER
}

sync_() { imagetool --tls-verify=false sync "$@"; }
digest() { imagetool --tls-verify=false digest "$1"; }

# job KEY=VALUE...: a [[sync]] of sync.toml
job() {
  echo '[[sync]]' >>sync.toml
  printf '%s\n' "$@" >>sync.toml
}

@test "the newest of a range; what is the same already is not moved; a dry run copies nothing" {
  job "from = '$REGISTRY/from/app'" "to = '$TO/app'" "tags = {semver = '>=1', newest = 1}"
  run -0 sync_ --dry-run sync.toml
  assert_output "$REGISTRY/from/app:1.10.0: would be copied $(digest "$REGISTRY/from/app:1.10.0")
1 would be copied, 0 up to date, 0 failed"
  run -1 digest "$TO/app:1.10.0"
  run -0 sync_ sync.toml
  assert_line "$REGISTRY/from/app:1.10.0: copied $(digest "$TO/app:1.10.0")"
  assert_line "1 copied, 0 up to date, 0 failed"
  run -0 imagetool --tls-verify=false tags "$TO/app"
  assert_output 1.10.0
  run -0 sync_ sync.toml
  assert_output "$REGISTRY/from/app:1.10.0: up to date
0 copied, 1 up to date, 0 failed"
  run -0 sync_ -q sync.toml
  assert_output ""
}

@test "a registry with all that it has, by names; into a layout, too" {
  job "from = '$REGISTRY'" "to = '$TO/mirror'" "repositories = {include = 'from/*', exclude = 'from/many'}" \
    "tags = {exclude = ['2.*', 'regex:1\\.9.*']}"
  run -0 sync_ sync.toml
  assert_line "2 copied, 0 up to date, 0 failed"
  run -0 sort <(imagetool --tls-verify=false tags "$TO/mirror/from/app")
  assert_output $'1.10.0\nlatest'
  rm sync.toml
  job "from = '$REGISTRY/from/app'" "to = 'oci:layout'" "tags = 'latest'"
  sync_ -q sync.toml
  assert_equal "$(jq -r '.manifests[0].digest' layout/index.json)" "$(digest "$REGISTRY/from/app:latest")"
  run -0 sync_ sync.toml
  assert_line "0 copied, 1 up to date, 0 failed"
}

@test "some platforms of an index are an index; attestations and referrers go with their images" {
  imagetool --tls-verify=false attach -q --artifact-type application/x.sbom --platform linux/arm64 -a k=v "docker://$REGISTRY/from/many:1"
  job "from = '$REGISTRY/from/many'" "to = '$TO/many'" "platforms = ['linux/arm64']" "referrers = true"
  run -0 sync_ sync.toml
  assert_line "1 copied, 0 up to date, 0 failed"
  imagetool --tls-verify=false copy -q --all "docker://$TO/many:1" dir:seen
  run -0 jq -r '.manifests[].platform.architecture' seen/manifest.json
  assert_output arm64
  run -0 imagetool --tls-verify=false tree "docker://$TO/many:1"
  assert_line --partial "application/x.sbom"
  run -0 sync_ sync.toml
  assert_line "0 copied, 1 up to date, 0 failed"
  rm sync.toml
  job "from = '$REGISTRY/from/many'" "to = '$TO/many'" "platforms = 'linux/s390x'"
  run -1 sync_ sync.toml
  assert_line --partial "no image for any of the platforms; there is linux/amd64, linux/arm64"
}

@test "what fails is told at the end, and the rest is done" {
  start_hostile_registry "$BATS_TEST_TMPDIR/hostile"
  job "from = '$HOSTILE/schema-1'" "to = '$TO/bad'"
  job "from = '$REGISTRY/from/none'" "to = '$TO/none'"
  job "from = '$REGISTRY/from/app'" "to = '$TO/app'" "tags = 'latest'"
  run -1 --separate-stderr sync_ sync.toml
  stop_registry "$BATS_TEST_TMPDIR/hostile"
  assert_line "1 copied, 0 up to date, 2 failed"
  [[ $stderr == *"imagetool sync: $REGISTRY/from/none: "* ]]
  [[ $stderr == *"imagetool sync: $HOSTILE/schema-1"*": "* ]]
  digest "$TO/app:latest"
}

@test "what a registry says of its limits is shown" {
  start_hostile_registry "$BATS_TEST_TMPDIR/hostile"
  job "from = '$HOSTILE/limited'" "to = '$TO/limited'"
  run -0 sync_ sync.toml
  stop_registry "$BATS_TEST_TMPDIR/hostile"
  assert_line "$HOSTILE: 76 pulls left of 100 in 6 hours"
}

@test "a file that says what nobody understands is an error before anything is done" {
  echo 'nonsense = 1' >sync.toml
  run -1 sync_ sync.toml
  assert_output "imagetool sync: sync.toml: nonsense: unknown"
  run -1 sync_ none.toml
  assert_output "imagetool sync: none.toml: No such file or directory"
  run -125 sync_
}

#!/usr/bin/env bats
# What pull and push show on a terminal: one line a layer, drawn again and again.

load helpers
load registry
load hostile_registry

setup_file() {
  require_root
  require_commands docker-registry script
  start_registry "$BATS_FILE_TMPDIR/registry"
}

teardown_file() {
  stop_registry "$BATS_FILE_TMPDIR/registry"
}

# on_terminal COMMAND...: its output, with the terminal's escapes.
on_terminal() {
  run script -qec "$*" /dev/null </dev/null
}

@test "on a terminal each layer has one line, which is drawn in its place" {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store CONTAINERS_REGISTRIES_CONF=/dev/null
  make_image "$IMAGETOOL_ROOT" "$REGISTRY/x:1"
  on_terminal imagetool --tls-verify=false push "$REGISTRY/x:1"
  assert_success
  assert_output --regexp $'\x1b\\[[12]A\x1b\\[2K\r[0-9a-f]{12}: Preparing\x1b\\[[12]B'
  assert_output --regexp $'\x1b\\[[12]A\x1b\\[2K\r[0-9a-f]{12}: Pushed\x1b\\[[12]B'
  rm -r "$IMAGETOOL_ROOT"
  on_terminal imagetool --tls-verify=false pull "$REGISTRY/x:1"
  assert_success
  assert_output --regexp $'\x1b\\[[12]A\x1b\\[2K\r[0-9a-f]{12}: Pulling fs layer\x1b\\[[12]B'
  assert_output --regexp $'\x1b\\[[12]A\x1b\\[2K\r[0-9a-f]{12}: Downloading \\[=+>'
  assert_output --regexp $'\x1b\\[[12]A\x1b\\[2K\r[0-9a-f]{12}: Pull complete\x1b\\[[12]B'
  assert_output --regexp $'\nStatus: Downloaded newer image for .*/x:1'
  # Two layers: as many new lines before the digest, however often they were drawn.
  local layers=${output%%Digest:*}
  layers=${layers#*Pulling from}
  assert_equal "$(tr -cd '\n' <<<"${layers%$'\n'}" | wc -c)" 4
}

@test "elsewhere each state is a line without escapes, and -q shows the name only" {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store CONTAINERS_REGISTRIES_CONF=/dev/null
  make_image "$IMAGETOOL_ROOT" "$REGISTRY/y:1"
  run imagetool --tls-verify=false push "$REGISTRY/y:1"
  refute_output --partial $'\x1b'
  rm -r "$IMAGETOOL_ROOT"
  run imagetool --tls-verify=false pull "$REGISTRY/y:1"
  refute_output --partial $'\x1b'
  rm -r "$IMAGETOOL_ROOT"
  on_terminal imagetool --tls-verify=false pull -q "$REGISTRY/y:1"
  assert_output "$REGISTRY/y:1"$'\r'
}

# Tiny layouts to push from, and a registry that does wrong. Needs registry.bash.

HOSTILE_HELPERS=${BASH_SOURCE[0]%/*}

# make_image STORE NAME [PLATFORM...]: a store with one small image of two
# layers; with platforms an index. NAME is whole: 127.0.0.1:5000/library/x:1
make_image() {
  python3 "$HOSTILE_HELPERS/image_maker.py" "$@"
}

# start_hostile_registry DIR: see hostile_registry.py. Sets HOSTILE, as
# 127.0.0.1:PORT; its requests are in DIR/log. End it with stop_registry.
start_hostile_registry() {
  start_daemon "$1" python3 "$HOSTILE_HELPERS/hostile_registry.py"
  HOSTILE=127.0.0.1:$(wait_for_line "$(cat "$1/pid")" "$1/log" 'listening on 127\.0\.0\.1:([0-9]+)') || return 1
  export HOSTILE
}

# assert_nothing_left STORE: no name, and nothing half made, not even the start of a blob.
# assert_starts_left STORE: the same, but starts of blobs that the next pull goes on with are there.
assert_nothing_left() {
  assert_no_names "$1"
  run find "$1/tmp" "$1/leases" -mindepth 1
  assert_output ''
}

assert_starts_left() {
  assert_no_names "$1"
  run find "$1/tmp" "$1/leases" -mindepth 1 -not -name 'partial-*'
  assert_output ''
  run find "$1/tmp" -name 'partial-*'
  refute_output ''
}

assert_no_names() {
  if [ -e "$1/index.json" ]; then
    run grep -c ref.name "$1/index.json"
    assert_output 0
  fi
}

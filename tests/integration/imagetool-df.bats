bats_require_minimum_version 1.5.0
load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  mkdir -p "$work/tree" "$work/more"
  head -c 100000 /dev/urandom >"$work/tree/base"
  tar -C "$work/tree" -cf "$work/base.tar" .
  head -c 50000 /dev/urandom >"$work/more/more"
  tar -C "$work/more" -cf "$work/more.tar" .
  image "$work/layout" box '{"Cmd":["a"]}' "$work/base.tar"
  image "$work/layout" child '{"Cmd":["b"]}' "$work/base.tar" "$work/more.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" box
  in_store "$IMAGETOOL_ROOT" "$work/layout" child
}

# Bytes of the store's blobs and the files of its unpacked layers.
on_disk() {
  find "$IMAGETOOL_ROOT/blobs" "$IMAGETOOL_ROOT"/layers/*/*/*/fs -type f -printf '%s\n' 2>/dev/null | awk '{ s += $1 } END { print s }'
}

human() {
  awk -v b="$1" 'BEGIN { printf "%.3gkB", b / 1000 }'
}

@test "df: what is shared is counted once, and it is what the disk holds" {
  run imagetool df
  assert_success
  assert_line --index 0 --regexp '^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE$'
  assert_line --index 1 --regexp "^Images +2 +0 +$(human "$(on_disk)") +$(human "$(on_disk)") \(100%\)$"
  assert_line --index 2 --regexp '^Bundles +0 +0 +0B +0B$'
  assert_line --index 3 --regexp '^Local Volumes +0 +0 +0B +0B$'
  assert_line --index 4 --regexp '^Build Cache +0 +0 +0B +0B$'
}

@test "df: a bundle makes its image active, and its upper folder counts" {
  require_root
  imagetool bundle child "$BATS_TEST_TMPDIR/bundle"
  head -c 3000 /dev/zero >"$BATS_TEST_TMPDIR/bundle/upper/written"
  run imagetool df --format '{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}}'
  assert_line "Images 2 1 $(human "$(on_disk)")"
  assert_line "Bundles 1 1 3kB"
  run imagetool df -v
  assert_success
  assert_line --regexp '^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE +SHARED SIZE +UNIQUE SIZE +BUNDLES$'
  assert_line --regexp '^child +latest .* 1$'
  assert_line --regexp '^box +latest .* 0$'
  assert_line --regexp "^$BATS_TEST_TMPDIR/bundle +[0-9a-f]{12} +3kB$"
}

@test "df: --format json, and wrong use" {
  run imagetool df --format json
  assert_success
  assert_equal "$(jq -r .Type <<<"${lines[0]}")" Images
  run imagetool df box
  assert_failure 125
}

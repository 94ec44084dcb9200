# What builds keep: du and prune.

load buildtool-helpers

bt() { run buildtool --root "$STORE" "$@"; }

# A layer that no image has, one that `result` has, and a cache mount.
build_things() {
  dockerfile <<'END'
FROM base AS first
RUN --mount=type=cache,id=packages,target=/var/cache/pkg head -c 30000 /bin/busybox >/var/cache/pkg/file; echo x >/only-here
FROM base
COPY --from=first /only-here /copied
END
  build
  assert_success
}

teardown() {
  buildtool --root "$STORE" prune -a -f >/dev/null
}

@test "du has docker's columns; a cache mount is mutable, a layer of an image shared" {
  build_things
  bt du
  assert_success
  assert_line --index 0 --regexp '^ID +RECLAIMABLE +SIZE +LAST ACCESSED$'
  assert_line --regexp '^[0-9a-f]{25}\* +true +30kB +(Less than a second|[0-9]+ seconds?) ago$'
  assert_line --regexp '^[0-9a-f]{25} +true +[0-9.]+k?B\* +'
  assert_line --regexp $'^Shared:\t\t'
  assert_line --regexp $'^Total:\t\t'
  bt du --format json
  assert_equal "$(jq -r 'select(.Type == "exec.cachemount") | [.Description, .Size, .Mutable, .Reclaimable] | @tsv' <<<"$output")" \
    $'packages\t30000\ttrue\ttrue'
  assert_equal "$(jq -r 'select(.Description | startswith("RUN")) | .Shared' <<<"$output")" false
  assert_equal "$(jq -r 'select(.Description | startswith("COPY")) | .Shared' <<<"$output")" true
  bt du --verbose --filter type=exec.cachemount
  assert_line --regexp '^Description:  packages$'
  assert_line --regexp '^Type:         exec.cachemount$'
  refute_output --partial 'regular'
  bt du --filter description=packages --format '{{.Type}} {{.Size}}'
  assert_output 'exec.cachemount 30000'
}

@test "du's sizes are what prune gives back" {
  build_things
  local before after
  before=$(du -sb --exclude=links "$STORE" | cut -f1)
  bt du --format json
  local own
  own=$(jq -s 'map(select(.Shared | not) | .Size | tonumber) | add' <<<"$output")
  bt prune -f
  assert_success
  assert_line --index 0 --regexp '^ID +RECLAIMABLE +SIZE +LAST ACCESSED$'
  assert_line --index -1 --regexp $'^Total:\t[0-9.]+k?B$'
  after=$(du -sb --exclude=links "$STORE" | cut -f1)
  # Folders and records are more than the bytes of files.
  [ $((before - after)) -ge "$own" ] || fail "$before - $after is less than $own"
  bt du --filter type=exec.cachemount --format json
  assert_output ""
}

@test "prune leaves what an image has, -a forgets it, too; the image stays whole" {
  build_things
  bt prune -f
  bt du --format '{{.Shared}}'
  assert_output --partial true
  refute_output --partial false
  bt prune -a -f
  assert_success
  bt du --format json
  assert_output ""
  run imagetool --root "$STORE" fsck
  assert_success
}

@test "prune asks; without a yes nothing goes" {
  build_things
  run buildtool --root "$STORE" prune <<<"n"
  assert_success
  assert_output --partial 'WARNING! This will remove all dangling build cache.'
  bt du --format json --filter private
  refute_output ""
}

@test "--filter until takes what was not used for so long, --keep-storage what was used longest ago" {
  build_things
  local old
  old=$(grep -l 'RUN --mount' "$STORE"/buildcache/*)
  touch -d '3 days ago' "$old"
  bt prune -f --filter until=4d
  assert_output $'Total:\t0B'
  bt prune -f --keep-storage 1gb
  assert_output $'Total:\t0B'
  bt prune -f --keep-storage 30001
  refute [ -e "$old" ]
  bt du --filter type=exec.cachemount --format '{{.Size}}'
  assert_output 30000
  bt prune -f --max-used-space 30000
  assert_output $'Total:\t0B'
  bt prune -f --reserved-space 0
  bt du --filter type=exec.cachemount --format '{{.Size}}'
  assert_output ""
}

@test "a use makes a record young again" {
  build_things
  touch -d '3 days ago' "$STORE"/buildcache/*
  build
  assert_success
  bt prune -a -f --filter until=2d
  build --progress plain
  assert_success
  assert_line --regexp '^#[0-9]+ CACHED$'
  refute_line --regexp '^#[0-9]+ DONE 0.[0-9]+s RUN'
}

@test "what a build uses stays" {
  dockerfile <<'END'
FROM base
RUN --mount=type=cache,id=busy,target=/c echo go >/shared/fifo; read -r x </shared/back; test -e /c
END
  mkdir "$BATS_TEST_TMPDIR/shared"
  mkfifo "$BATS_TEST_TMPDIR/shared/fifo" "$BATS_TEST_TMPDIR/shared/back"
  buildtool --root "$STORE" -q -v "$BATS_TEST_TMPDIR/shared:/shared" "$context" 3>&- &
  local pid=$! line
  read -r line <"$BATS_TEST_TMPDIR/shared/fifo"
  bt du --filter inuse --format '{{.Description}} {{.Reclaimable}}'
  assert_line 'busy false'
  bt prune -a -f
  assert_success
  echo go >"$BATS_TEST_TMPDIR/shared/back"
  wait "$pid"
  bt du --format '{{.Description}}'
  assert_line busy
}

@test "wrong filters and sizes are told" {
  bt du --filter nosuch=1
  assert_failure 125
  assert_output --partial 'unknown filter: nosuch'
  bt prune -f --filter until=soon
  assert_failure 125
  assert_output --partial 'invalid argument "until=soon" for "--filter" flag'
  bt prune -f --keep-storage many
  assert_failure 125
  assert_output --partial '"many" is no size'
  bt du more
  assert_failure 125
}

@test "what is remembered of files is counted and removed, too" {
  mkdir -p "$STORE/contexts" "$STORE/urls"
  echo digests >"$STORE/contexts/0123456789abcdef"
  echo '{}' >"$STORE/urls/fedcba9876543210"
  run buildtool --root "$STORE" du --verbose
  assert_output --partial source.local
  assert_output --partial source.http
  run buildtool --root "$STORE" prune --force --filter type=source.http
  assert_success
  assert_not_exist "$STORE/urls/fedcba9876543210"
  assert_exist "$STORE/contexts/0123456789abcdef"
  run buildtool --root "$STORE" prune --force
  assert_success
  assert_not_exist "$STORE/contexts/0123456789abcdef"
}

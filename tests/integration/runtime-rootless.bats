# Containers of an ordinary user: no privilege but newuidmap's and newgidmap's.

load helpers
load bundle

setup_file() {
  require_root
  require_commands newuidmap useradd setpriv unshare
  FOLDER=$(mktemp -d /tmp/rootless.XXXXXX)  # bats' own are root's alone
  ORDINARY=ordinary$$
  useradd --no-create-home --home-dir "$FOLDER/home" --shell /bin/sh "$ORDINARY"
  mkdir -p "$FOLDER"/{bin,session,home}
  install -m 755 "$BIN/runtime" "$FOLDER/bin/runtime"
  busybox_rootfs "$FOLDER/bundle/rootfs"
  chmod 755 "$FOLDER"
  chown -R "$ORDINARY:" "$FOLDER"
  export FOLDER ORDINARY
}

teardown_file() {
  [ -z "$ORDINARY" ] || userdel "$ORDINARY" 2>/dev/null || true
  [ -z "$FOLDER" ] || rm -rf "$FOLDER"
}

setup() {
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
  uid=$(id -u "$ORDINARY")
  cd "$FOLDER/bundle" || return
  rm -f config.json
  as_user runtime spec --rootless
  change '.process.terminal = false | .root.readonly = false | .process.rlimits = []'
}

# as_user COMMAND...: with the runtime's default --root.
as_user() {
  setpriv --reuid "$ORDINARY" --regid "$ORDINARY" --clear-groups env -i PATH="$FOLDER/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    HOME="$FOLDER/home" USER="$ORDINARY" XDG_RUNTIME_DIR="$FOLDER/session" "$@" 3>&-
}

# command WORD...: the container's process.
command_is() {
  change '.process.args = $ARGS.positional' --args -- "$@"
  chmod 644 config.json
}

# subordinate: the first of the user's own ids in /etc/subuid.
subordinate() {
  awk -F: -v name="$ORDINARY" '$1 == name { print $2 }' /etc/subuid
}

@test "a single mapping needs nothing but the user himself; the state is in his session's folder" {
  command_is sh -c 'id -u; cat /proc/self/uid_map /proc/self/setgroups; touch /made; stat -c %t:%T /dev/null'
  run as_user runtime run "$id"
  assert_success
  assert_line --index 0 0
  assert_line --index 1 --regexp "^ +0 +$uid +1\$"
  assert_line --index 2 deny
  assert_line --index 3 1:3
  assert_equal "$(stat -c %u rootfs/made)" "$uid"
  assert_dir_exists "$FOLDER/session/runtime"
}

@test "subordinate ids are mapped by newuidmap and newgidmap, and groups can be set" {
  change '.linux.uidMappings += [{containerID: 1, hostID: $s, size: 1000}] | .linux.gidMappings += [{containerID: 1, hostID: $s, size: 1000}]
    | .process.user = {uid: 5, gid: 6, additionalGids: [7]}' --argjson s "$(subordinate)"
  command_is sh -c 'id -u; id -G'
  run as_user runtime run "$id"
  assert_success
  assert_line --index 0 5
  assert_line --index 1 '6 7'
}

@test "ids that are not his are refused in newuidmap's words" {
  change '.linux.uidMappings += [{containerID: 1, hostID: 1, size: 10}]'
  command_is true
  run as_user runtime run "$id"
  assert_failure 1
  assert_output --partial "user namespace: newuidmap: uid range"
  assert_output --partial "see /etc/subuid and /etc/subgid"
  run as_user runtime list -q
  assert_output ""
}

@test "without a user namespace in config.json there is one, with all ids that he has" {
  rm config.json
  as_user runtime spec
  change '.process.terminal = false'
  command_is cat /proc/self/uid_map
  run as_user runtime run "$id"
  assert_success
  assert_line --index 0 --regexp "^ +0 +$uid +1\$"
  assert_line --index 1 --regexp "^ +1 +$(subordinate) +65536\$"
}

@test "create, start, exec, kill, delete; the score of oomScoreAdj holds for all" {
  change '.process.oomScoreAdj = 100'
  command_is sleep 1000
  as_user runtime create "$id" >/dev/null 2>&1 </dev/null
  as_user runtime start "$id"
  run as_user runtime exec "$id" sh -c 'id -u; cat /proc/1/oom_score_adj /proc/self/oom_score_adj'
  assert_success
  assert_output $'0\n100\n100'
  as_user runtime kill "$id" KILL
  until [ "$(as_user runtime state "$id" | jq -r .status)" = stopped ]; do :; done
  as_user runtime delete "$id"
  run as_user runtime list -q
  assert_output ""
}

@test "a limit that was asked for and cannot be set is an error" {
  change '.linux.resources.memory.limit = 10000000'
  command_is true
  run as_user runtime run "$id"
  assert_failure 1
  assert_output --partial "memory"
}

@test "the root of a user namespace: devices are bound, a new /proc or the one in sight, the session's state" {
  rm config.json
  as_user runtime spec
  change '.process.terminal = false | .mounts |= map(if .options then .options -= ["gid=5"] else . end)'
  command_is sh -c 'cat /proc/self/uid_map; echo x >/dev/null && stat -c %t:%T /dev/zero'
  run as_user unshare --map-root-user --mount runtime run "$id"
  assert_success
  assert_line --index 0 --regexp "^ +0 +$uid +1\$"
  assert_line --index 1 1:5
  change '.linux.namespaces |= map(select(.type != "pid"))'
  chmod 644 config.json
  run as_user unshare --map-root-user --mount runtime run "$id"
  assert_success
}

@test "more than 340 lines of a map are refused before anything is made" {
  change '.linux.uidMappings = [range(341) | {containerID: ., hostID: (200000 - .), size: 1}]'
  command_is true
  run as_user runtime run "$id"
  assert_failure 1
  assert_output --partial "linux.uidMappings: has more than 340 entries"
}

@test "without a right to cgroups a container runs, and a warning says what it lacks" {
  command_is true
  run as_user runtime run "$id"
  assert_success
  assert_output --partial "runtime run: warning: cgroup: none may be made here"
  run as_user runtime --log "$FOLDER/log" run "$id"
  assert_success
  assert_output ""
  run -0 cat "$FOLDER/log"
  assert_output --partial "level=warning"
}

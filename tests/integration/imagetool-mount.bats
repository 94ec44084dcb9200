# imagetool mount and unmount: an image's or a bundle's files at a path of the host.

load helpers
load images

setup_file() {
  require_root
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/tree"
  echo lower >"$work/tree/srv"
  chmod 4755 "$work/tree/bin/busybox"
  mkdir -p "$work/change"
  touch "$work/change/.wh.srv" "$work/change/new"
  tar -C "$work/tree" -cf "$work/one.tar" .
  tar -C "$work/change" -cf "$work/two.tar" .
  image "$work/layout" box '{"Cmd":["sh"]}' "$work/one.tar" "$work/two.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" box
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

teardown() { imagetool unmount -af >/dev/null; }

# nothing_left: of what was mounted
nothing_left() {
  refute grep -q "imagetool:" /proc/self/mountinfo
  assert_equal "$(find "$IMAGETOOL_ROOT/mounts" -mindepth 1 ! -name lock)" ""
  refute grep -rq /mounts/ "$IMAGETOOL_ROOT/roots"
}

@test "an image: its merged files, read-only and without power, until it is unmounted" {
  run imagetool mount box
  assert_success
  local at=$output
  assert_equal "${at#"$IMAGETOOL_ROOT"/mounts/}" "$(basename "$(dirname "$at")")/root"
  assert_exist "$at/bin/busybox"
  assert_exist "$at/new"
  assert_not_exist "$at/srv"
  run touch "$at/x"
  assert_failure
  assert_output --partial 'Read-only file system'
  assert_equal "$(findmnt -no OPTIONS --target "$at/" | grep -oE '^ro,nosuid,nodev')" ro,nosuid,nodev
  run imagetool mount
  assert_line --index 0 --regexp '^NAME +IMAGE ID +MOUNTED AT$'
  assert_line --index 1 --regexp "^box:latest +[0-9a-f]{12} +$at\$"
  run imagetool mount --format '{{.Name}} {{.Path}}'
  assert_output "box:latest $at"
  # Once more is the same mount.
  assert_equal "$(imagetool mount box)" "$at"
  run imagetool unmount box
  assert_success
  assert_output "$at"
  nothing_left
}

@test "at a folder of one's own, by id, and several at once" {
  mkdir 'a folder' b
  local id at=$BATS_TEST_TMPDIR/'a folder'
  id=$(imagetool images -q box)
  assert_equal "$(imagetool mount "$id" 'a folder')" "$at"
  assert_equal "$(imagetool mount box b)" "$PWD/b"
  assert_exist "$at/bin/busybox"
  run imagetool mount scratch-of-nobody b
  assert_failure
  assert_output 'imagetool mount: No such image: scratch-of-nobody:latest (imagetool pull scratch-of-nobody)'
  run imagetool unmount 'a folder'
  assert_output "$at"
  assert_equal "$(ls -A 'a folder')" ""
  imagetool unmount -a
  nothing_left
}

@test "a bundle: with what its container has changed" {
  imagetool bundle box b
  echo mine >b/upper/new
  local at
  at=$(imagetool mount b)
  assert_equal "$(cat "$at/new")" mine
  assert_exist "$at/bin/busybox"
  imagetool unmount b
  rm -r b
  imagetool unpack box plain
  at=$(imagetool mount plain)
  assert_exist "$at/bin/busybox"
  imagetool unmount plain
  rm -r plain
  nothing_left
}

@test "what is mounted is in use: rmi and prune leave it" {
  local at
  at=$(imagetool mount box)
  run imagetool rmi box
  assert_failure
  assert_output --regexp "conflict: unable to remove repository reference \"box:latest\" \(must force\) - mount $at is using its referenced image [0-9a-f]{12}"
  run imagetool prune -af
  assert_success
  assert_output 'Total reclaimed space: 0B'
  run imagetool df --format '{{.Type}} {{.Reclaimable}}'
  assert_line --regexp '^Images 0B'
  assert_line 'Bundles 0B'
  imagetool tag box kept
  imagetool rmi box
  imagetool tag kept box
  imagetool rmi kept
  assert_exist "$at/bin/busybox"
}

@test "forced away, an image stays readable where it is mounted" {
  local at
  skopeo copy -q "oci:$IMAGETOOL_ROOT:docker.io/library/box:latest" oci:kept:box
  at=$(imagetool mount box)
  imagetool rmi -f box
  imagetool prune -af
  cat "$at/bin/busybox" >/dev/null
  # By the name that it had.
  imagetool unmount box
  nothing_left
  imagetool prune -af
  assert_equal "$(find "$IMAGETOOL_ROOT"/layers/diff -name fs)" ""
  in_store "$IMAGETOOL_ROOT" kept box
}

@test "what is busy stays, unless it is forced" {
  local at
  at=$(imagetool mount box)
  exec {held}<"$at/bin/busybox"
  run imagetool unmount box
  assert_failure
  assert_output "imagetool unmount: unmount $at: Device or resource busy (a process is in it; -f takes it away all the same)"
  run imagetool unmount -f box
  assert_success
  exec {held}<&-
  nothing_left
}

@test "umount, a killed mount and a reboot leave no user of the image" {
  local at record
  at=$(imagetool mount box)
  umount "$at"
  run imagetool mount --format '{{.Name}}'
  assert_output ''
  nothing_left
  # Between its record and the mount.
  run strace -f -qq -o trace -e trace=move_mount,mount -e inject=move_mount,mount:signal=KILL "$BIN/imagetool" mount box
  assert_failure
  assert_exist "$(echo "$IMAGETOOL_ROOT"/mounts/*/mount.json)"
  imagetool mount box >/dev/null
  imagetool unmount box
  nothing_left
  # What another boot mounted is gone, whatever its mount namespace was.
  imagetool mount box >/dev/null
  record=$(echo "$IMAGETOOL_ROOT"/mounts/*/mount.json)
  jq -c '.boot = "another" | .mountNamespace = 1' "$record" >changed
  umount "$(jq -r .path "$record")"
  cp changed "$record"
  run imagetool mount --format '{{.Name}}'
  assert_output ''
  nothing_left
}

@test "another mount namespace's mount keeps the image; -f forgets it" {
  # shellcheck disable=SC2016 # of the inner shell
  unshare --mount --propagation private bash -c 'imagetool mount box >at; echo >ready; exec sleep 1000' 3>&- &
  local pid=$!
  for _ in {1..200}; do [ -e ready ] && break; sleep 0.05; done
  run imagetool rmi box
  assert_failure
  assert_output --partial 'is using its referenced image'
  run imagetool unmount box
  assert_failure
  assert_output --partial 'it is mounted in another mount namespace (-f forgets it)'
  kill "$pid"
  wait "$pid" || true
  # With the last process of the namespace the mount went.
  run imagetool mount --format '{{.Name}}'
  assert_output ''
  nothing_left
}

@test "what cannot be mounted or unmounted is told" {
  mkdir b
  imagetool tag box other
  imagetool mount box b
  run imagetool mount plain-nonsense:1 "$PWD/missing"
  assert_failure
  assert_output --partial "missing: No such file or directory"
  imagetool bundle box c
  run imagetool mount c b
  assert_failure
  assert_output "imagetool mount: $PWD/b: box:latest is mounted there"
  run imagetool unmount nothing-of-us
  assert_failure
  assert_output 'imagetool unmount: nothing-of-us: not mounted'
  mount -t tmpfs none b
  run imagetool unmount b
  assert_failure
  assert_output "imagetool unmount: $PWD/b: something else is mounted over it"
  umount b
  mkdir d
  mount --bind b d
  run imagetool unmount b
  assert_failure
  assert_output "imagetool unmount: $PWD/b: it is still mounted at $PWD/d"
  umount d
  assert_equal "$(imagetool mount --format '{{.Name}}')" ''
  rm -r c
  imagetool rmi other
  nothing_left
  run imagetool unmount
  assert_equal "$status" 125
  assert_output --partial 'either images, bundles or folders or -a is expected'
  run imagetool mount a b c
  assert_equal "$status" 125
  assert_output --partial 'an image or a bundle and a folder are expected'
}

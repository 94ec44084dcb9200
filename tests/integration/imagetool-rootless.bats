# Images, bundles and containers of an ordinary user.

load helpers
load images
load ordinary_users

setup_file() {
  require_root
  require_commands newuidmap useradd setpriv unshare
  make_users imagetool
  make_layout "$FOLDER/layout"
}

teardown_file() { remove_users; }

# make_layout DIR: an image of two layers, with other users' files, a setuid program, a device, a capability,
# an opaque folder and a removed file.
make_layout() {
  busybox_tree "$1.tree"
  mkdir -p "$1.tree/opaque" "$1.tree/srv"
  echo lower >"$1.tree/opaque/lower"
  echo removed >"$1.tree/srv/removed"
  echo app >"$1.tree/srv/of-app"
  chown 1001:1002 "$1.tree/srv/of-app"
  cp "$1.tree/bin/busybox" "$1.tree/bin/as-app"
  chown 1001:1002 "$1.tree/bin/as-app"
  chmod 4755 "$1.tree/bin/as-app"
  mkdir -m 555 "$1.tree/srv/read-only"
  echo x >"$1.tree/srv/read-only/file"
  mknod "$1.tree/srv/device" c 1 3
  echo x >"$1.tree/srv/capable"
  setcap cap_net_raw+ep "$1.tree/srv/capable"
  tar --xattrs --xattrs-include='*' --format=pax -C "$1.tree" -cf "$1.base.tar" .
  mkdir -p "$1.change/opaque" "$1.change/srv"
  touch "$1.change/opaque/.wh..wh..opq" "$1.change/opaque/upper" "$1.change/srv/.wh.removed"
  tar --numeric-owner --owner 0 --group 0 -C "$1.change" -cf "$1.change.tar" .
  image "$1" box '{"Cmd":["sh"]}' "$1.base.tar" "$1.change.tar"
  chmod -R a+rX "$1"
}

setup() {
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

# get NAME: the image into his store, as another tool would put it there.
get() {
  grep -qs library/box:latest "$FOLDER/$1/.local/share/imagetool/index.json" && return
  as "$1" mkdir -p .local/share/imagetool
  as "$1" skopeo copy -q "oci:$FOLDER/layout:box" "oci:.local/share/imagetool:docker.io/library/box:latest"
}

@test "rootless: with subordinate ids every file has its owner, in the store, in the container, in an unpacked bundle" {
  get "$MAPPED"
  run as "$MAPPED" imagetool bundle --pull never box box sh -c 'stat -c %u:%g:%a /srv/of-app /bin/as-app /; cat /proc/self/uid_map; ls /opaque /srv; id -u'
  assert_success
  assert_output "imagetool: warning: not all is as the image says: 1 device node was left out"
  run as "$MAPPED" runtime run box/
  assert_success
  assert_line --index 0 1001:1002:644
  assert_line --index 1 1001:1002:4755
  assert_line --index 2 0:0:755
  assert_line --regexp "^ +0 +$(id -u "$MAPPED") +1\$"
  assert_line --regexp "^ +1 +$(subordinate "$MAPPED") +65536\$"
  assert_line upper
  refute_line lower
  refute_line removed
  run as "$MAPPED" imagetool unpack box plain
  assert_success
  assert_equal "$(stat -c %u "$FOLDER/$MAPPED/plain/rootfs/srv/of-app")" "$(($(subordinate "$MAPPED") + 1000))"
  assert_not_exist "$FOLDER/$MAPPED/plain/rootfs/srv/removed"
  assert_not_exist "$FOLDER/$MAPPED/plain/rootfs/opaque/lower"
  # A capability holds in the user's own namespaces.
  run -0 getcap -n "$FOLDER/$MAPPED/plain/rootfs/srv/capable"
  assert_output --partial "cap_net_raw=ep [rootid=$(id -u "$MAPPED")]"
}

@test "rootless: a container of another user of the image" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle -u app box app sh -c 'id -u; id -G; touch /home/app/made; stat -c %u /home/app/made'
  run as "$MAPPED" runtime run app/
  assert_success
  assert_line --index 0 1001
  assert_line --index 1 '1002 44'
  assert_line --index 2 1001
}

@test "rootless: a single id is everyone's, and a setuid program of someone else is none" {
  get "$SINGLE"
  run as "$SINGLE" imagetool bundle --pull never box box sh -c 'stat -c %u:%g:%a /srv/of-app /bin/as-app; cat /proc/self/uid_map; ls /opaque /srv; touch /made'
  assert_success
  assert_output --regexp "^imagetool: warning: not all is as the image says: 3 files have the user as their owner, 1 device node was left out\$"
  run as "$SINGLE" runtime run box/
  assert_success
  assert_line --index 0 0:0:644
  assert_line --index 1 0:0:755
  assert_line --index 2 --regexp "^ +0 +$(id -u "$SINGLE") +1\$"
  assert_line upper
  refute_line lower
  refute_line removed
  assert_equal "$(stat -c %u "$FOLDER/$SINGLE/box/upper/made")" "$(id -u "$SINGLE")"
}

@test "rootless: layers of an ordinary user and of root are kept apart; he can remove his" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle --pull never box kept true
  local store=$FOLDER/$MAPPED/.local/share/imagetool
  assert_equal "$(ls "$store/layers/diff/" "$store/layers/chain")" "$(printf '%s:\n\n%s:' "$store/layers/chain" "$store/layers/diff/")"
  assert_equal "$(ls "$store/layers/mapped/diff/sha256" | wc -l)" 2
  rm -rf "$FOLDER/$MAPPED"/{box,plain,app,kept}
  as "$MAPPED" imagetool rmi box
  assert_equal "$(ls "$store/layers/mapped/diff/sha256" | wc -l)" 0
}

@test "rootless: pull, bundle, run" {
  load registry
  start_registry "$BATS_TEST_TMPDIR/registry"
  skopeo copy -q --dest-tls-verify=false "oci:$FOLDER/layout:box" "docker://$REGISTRY/me/box:1"
  as "$MAPPED" imagetool --tls-verify=false pull -q "$REGISTRY/me/box:1"
  as "$MAPPED" imagetool bundle --init "$REGISTRY/me/box:1" pulled sh -c 'echo I am $$'
  run as "$MAPPED" runtime run pulled/
  stop_registry "$BATS_TEST_TMPDIR/registry"
  assert_success
  assert_line "I am 2"
}

@test "rootless: --rootless is not for root" {
  run imagetool bundle --rootless x "$BATS_TEST_TMPDIR/bundle"
  assert_failure 1
  assert_output "imagetool bundle: --rootless: for an ordinary user, and you are root (call imagetool as that user)"
}

@test "rootless: cp, diff and commit, of a container that runs and of one that does not" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle --pull never box files sleep 1000
  echo host >"$FOLDER/$MAPPED/file"
  chown "$MAPPED:" "$FOLDER/$MAPPED/file"
  as "$MAPPED" imagetool cp -q file files:/srv/new
  assert_equal "$(stat -c %u "$FOLDER/$MAPPED/files/upper/srv/new")" "$(id -u "$MAPPED")"
  as "$MAPPED" runtime run -d files/ >/dev/null 2>&1
  as "$MAPPED" imagetool cp -q file files:/srv/live
  run as "$MAPPED" runtime exec files cat /srv/new /srv/live
  as "$MAPPED" runtime exec files sh -c 'rm -r /opaque/upper; echo more >/srv/of-app'
  run as "$MAPPED" imagetool cp -qa files:/srv/of-app of-app
  local copied=$status commit diff
  diff=$(as "$MAPPED" imagetool diff files 2>&1) || true
  commit=$(as "$MAPPED" imagetool commit files committed 2>&1) || true
  as "$MAPPED" runtime delete --force files
  assert_equal "$copied" 0
  assert_equal "$(stat -c %u "$FOLDER/$MAPPED/of-app")" "$(($(subordinate "$MAPPED") + 1000))"
  assert_equal "$diff" "C /opaque
D /opaque/upper
C /srv
A /srv/live
A /srv/new
C /srv/of-app"
  assert_regex "$commit" '^sha256:'
  as "$MAPPED" imagetool cp -q committed:/srv/live back
  assert_equal "$(cat "$FOLDER/$MAPPED/back")" host
  assert_equal "$(as "$MAPPED" imagetool diff committed)" "$diff"
  rm -rf "$FOLDER/$MAPPED/files"
}

# opaque FOLDER: an ordinary user's mark of it.
opaque() { python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], "user.overlay.opaque").decode())' "$1"; }

@test "rootless: a folder that took another's place hides that, in the container, in diff and in what is committed" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle --pull never box replaced sh -c 'rm -r /srv && mkdir /srv && touch /srv/new && ls /srv'
  run as "$MAPPED" runtime run replaced/
  assert_success
  assert_line new
  refute_line of-app
  # The mark that the kernel sets in an overlay of a user namespace.
  assert_equal "$(opaque "$FOLDER/$MAPPED/replaced/upper/srv")" y
  as "$MAPPED" imagetool commit replaced replaced:1
  run as "$MAPPED" imagetool diff replaced:1
  assert_line "D /srv/of-app"
  assert_line "A /srv/new"
  # What an image's layer says is the mark in the store.
  as "$MAPPED" imagetool save -o replaced.tar replaced:1
  as "$MAPPED" imagetool --root other load -q -i replaced.tar
  as "$MAPPED" imagetool --root other bundle replaced:1 again ls /srv /opaque
  run as "$MAPPED" runtime run again/
  assert_success
  assert_line new
  assert_line upper
  refute_line of-app
  refute_line lower
  assert_equal "$(opaque "$(find "$FOLDER/$MAPPED/other/layers/mapped" -path '*/srv/new' -printf %h)")" y
}

@test "rootless: a mount lasts in a mount namespace of his; without one it is refused" {
  get "$MAPPED"
  as "$MAPPED" imagetool tag box shown
  run as "$MAPPED" imagetool mount shown
  assert_failure
  assert_output --partial "imagetool mount: an ordinary user's mounts end with the process that makes them (run a shell that keeps them: unshare "
  # shellcheck disable=SC2016 # of the inner shell
  run as "$MAPPED" unshare --user --map-root-user --map-auto --mount sh -c '
    export IMAGETOOL_ROOT=$HOME/.local/share/imagetool
    at=$(imagetool mount shown 2>/dev/null)
    stat -c %u "$at/srv/of-app"; ls "$at/opaque"; touch "$at/x" 2>/dev/null || echo read-only
    imagetool rmi -f box; imagetool prune -af >/dev/null; imagetool mount --format "{{.Name}}"
    imagetool unmount shown; ls "$IMAGETOOL_ROOT/mounts"'
  assert_success
  local at=$FOLDER/$MAPPED/.local/share/imagetool/mounts
  assert_output --regexp "^1001
upper
read-only
Untagged: box:latest
shown:latest
$at/[0-9a-f]+/root
lock\$"
}

@test "rootless: rm takes a bundle away in which subordinate ids have files" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle --pull never box removed sh -c 'mkdir -m 700 /of-app; touch /of-app/file; busybox chown -R 1001:1002 /of-app' 2>/dev/null
  as "$MAPPED" runtime run removed/
  run as "$MAPPED" rm -rf removed/upper
  assert_failure
  run -0 as "$MAPPED" imagetool rm removed
  assert_not_exist "$FOLDER/$MAPPED/removed"
}

@test "rootless: a volume is filled with the owners that the image says, and goes with its bundle" {
  get "$MAPPED"
  as "$MAPPED" imagetool bundle --pull never -v /srv box filled sh -c 'stat -c %u:%g /srv/of-app; touch /srv/mine' 2>/dev/null
  run -0 as "$MAPPED" runtime run filled/
  assert_line --index 0 1001:1002
  run -0 as "$MAPPED" imagetool volume ls -q
  local data=$FOLDER/$MAPPED/.local/share/imagetool/volumes/$output/_data
  assert_equal "$(stat -c %u "$data/of-app")" $(($(subordinate "$MAPPED") + 1000))
  assert_equal "$(stat -c %U "$data/mine")" "$MAPPED"
  run -0 as "$MAPPED" imagetool rm -v filled
  assert_equal "$(as "$MAPPED" imagetool volume ls -q)" ""
  assert_not_exist "$data"
}

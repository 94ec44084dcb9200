# Networks of an ordinary user's containers, by pasta.

load helpers
load images
load network
load ordinary_users

setup_file() {
  require_root
  require_commands newuidmap useradd setpriv pasta
  make_users imagetool
  busybox_tree "$FOLDER/tree"
  tar -C "$FOLDER/tree" -cf "$FOLDER/tree.tar" .
  image "$FOLDER/layout" box '{"Cmd":["sh"]}' "$FOLDER/tree.tar"
  chmod -R a+rX "$FOLDER/layout"
  start_machine
  # The machine's own may be for root alone, or not there.
  on_machine sh -c 'mkdir -p /dev/net && mount -t tmpfs tun /dev/net && mknod -m 666 /dev/net/tun c 10 200'
}

teardown_file() {
  [ -z "${machine:-}" ] || stop_machine
  remove_users
}

# user COMMAND...: of $MAPPED, on the machine.
user() {
  on_machine setpriv --reuid "$MAPPED" --regid "$MAPPED" --clear-groups env -i PATH="$FOLDER/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    HOME="$FOLDER/$MAPPED" USER="$MAPPED" XDG_RUNTIME_DIR="$FOLDER/$MAPPED/session" "$@" 3>&- 4>&- </dev/null
}

setup() {
  home=$FOLDER/$MAPPED
  [ -e "$home/.local" ] || {
    user mkdir -p "$home/.local/share/imagetool"
    user skopeo copy -q "oci:$FOLDER/layout:box" "oci:$home/.local/share/imagetool:docker.io/library/box:latest"
  }
}

teardown() {
  local id
  for id in $(user runtime containers -aq --no-trunc); do user runtime rm -f "$id" >/dev/null; done
  rm -rf "$home"/one*
}

@test "a container of an ordinary user reaches out, publishes ports, and leaves nothing" {
  user mkdir "$home/one.share"
  user mkfifo "$home/one.share/listens"
  user sh -c "echo one >$home/one.share/index.html"
  user imagetool bundle --name one -p 8000:80 -p 127.0.0.1::81 -v "$home/one.share:/share" box "$home/one" \
    sh -c 'busybox httpd -p 80 -h /share && echo yes >/share/listens; exec sleep 1000'
  user runtime run -d "$home/one/" "one-$$" >/dev/null
  read -r _ <"$home/one.share/listens"
  assert_equal "$(on_machine curl -s http://127.0.0.1:8000/)" one
  assert_equal "$(on_machine curl -s 'http://[::1]:8000/')" one
  assert_equal "$(outside curl -s http://192.0.2.2:8000/)" one
  run user runtime exec one wget -q -O- http://192.0.2.1/
  assert_output outside
  run user runtime exec one cat /etc/hosts
  assert_line --regexp '^127\.0\.0\.1	one one-'
  run user runtime port one
  assert_line "80/tcp -> 0.0.0.0:8000"
  assert_line --regexp '^81/tcp -> 127.0.0.1:[0-9]+$'
  local pasta
  pasta=$(jq .pasta.pid "$home"/session/imagetool/network/*.json)
  user runtime rm -f one
  tail --pid="$pasta" -f /dev/null
  assert_equal "$(ls "$home/session/imagetool/network")" lock
}

@test "when everybody is killed, pasta ends with the container" {
  user imagetool bundle --name one --network bridge box "$home/one" sleep 1000
  user runtime run -d "$home/one/" "one-$$" >/dev/null
  local pasta
  pasta=$(jq .pasta.pid "$home"/session/imagetool/network/*.json)
  kill -KILL "$(user runtime inspect -f '{{.State.SupervisorPid}}' one)" "$(user runtime inspect -f '{{.State.Pid}}' one)"
  tail --pid="$pasta" -f /dev/null
}

@test "what only root can have is an error" {
  run -1 user imagetool bundle --network front box "$home/one"
  assert_output --partial "network front: only root's containers can be on it (yours can have bridge, which is pasta, host or none)"
  run -1 user imagetool network ls
  assert_output --partial "networks are root's alone (an ordinary user's containers have pasta, by --network bridge)"
}

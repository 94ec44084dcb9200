# Two ordinary users for a file's tests: $MAPPED has subordinate ids, $SINGLE has none. Their home folders are
# $FOLDER/NAME, since bats' own folders are root's alone.

# make_users PROGRAM...: and the programs that they run, besides runtime.
make_users() {
  FOLDER=$(mktemp -d /tmp/rootless.XXXXXX)
  MAPPED=mapped$$ SINGLE=single$$
  export FOLDER MAPPED SINGLE
  local name
  for name in "$MAPPED" "$SINGLE"; do
    useradd --no-create-home --home-dir "$FOLDER/$name" --shell /bin/sh "$name"
    mkdir -p "$FOLDER/$name/session"
    chown -R "$name:" "$FOLDER/$name"
  done
  sed -i "/^$SINGLE:/d" /etc/subuid /etc/subgid
  mkdir -p "$FOLDER"/{bin,libexec}
  for name in runtime "$@"; do
    install -m 755 "$BIN/$name" "$FOLDER/bin"
    cp -r "$BIN/../libexec/$name" "$FOLDER/libexec"
  done
  chmod 755 "$FOLDER"
}

remove_users() {
  local name
  for name in "$MAPPED" "$SINGLE"; do [ -z "$name" ] || userdel "$name" 2>/dev/null || true; done
  [ -z "$FOLDER" ] || rm -rf "$FOLDER"
}

# as NAME COMMAND...
as() {
  local name=$1
  shift
  cd "$FOLDER/$name" || return
  setpriv --reuid "$name" --regid "$name" --clear-groups env -i PATH="$FOLDER/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    HOME="$FOLDER/$name" USER="$name" XDG_RUNTIME_DIR="$FOLDER/$name/session" "$@" 3>&- </dev/null
}

# subordinate NAME: the first of his own ids in /etc/subuid.
subordinate() { awk -F: -v name="$1" '$1 == name { print $2 }' /etc/subuid; }

# Images of our own, made without any tool under test.
#
#   busybox_tree DIR            a small root file system: a static busybox with its links, accounts, /etc, /tmp
#   image LAYOUT NAME CONFIG TAR...   adds an image to an OCI layout (which is made when it is missing): gzipped layers,
#                               the lowest first; CONFIG is the JSON of its config's "config", "{}" for none.
#                               OS_ARCH and CREATED can be set, ALGORITHM (sha512), MANIFEST_TYPE, CONFIG_TYPE and LAYER_TYPES.
#   busybox_image STORE NAME [CONFIG]   the two together, copied into the store by skopeo
#   in_store STORE LAYOUT NAME  copies an image from a layout into a store, as docker.io/library/NAME:latest

IMAGES_HELPERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

busybox_tree() {
  local applet
  mkdir -p "$1"/{bin,etc,home/app,proc,root,tmp,usr/bin}
  chmod 1777 "$1/tmp"
  cp "$(command -v busybox)" "$1/bin/busybox"
  for applet in cat chmod cp echo env false grep head hostname id ln ls mkdir mount mv ps pwd readlink rm sh sleep stat \
    touch true tty umount uname wc wget; do
    ln -s busybox "$1/bin/$applet"
  done
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'app:x:1001:1002:an application:/home/app:/bin/sh' >"$1/etc/passwd"
  printf '%s\n' root:x:0: apps:x:1002: video:x:44:app >"$1/etc/group"
  chown -R 0:0 "$1"
  chown 1001:1002 "$1/home/app"
}

image() {
  "$IMAGES_HELPERS/make_image.py" "$@"
}

in_store() {
  mkdir -p "$1"
  skopeo copy -q "oci:$2:$3" "oci:$1:docker.io/library/$3:latest"
}

busybox_image() {
  local work
  work=$(mktemp -d "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/image.XXXXXX")
  busybox_tree "$work/tree"
  tar --format=pax --sort=name -C "$work/tree" -cf "$work/layer.tar" .
  image "$work/layout" "$2" "${3:-$(printf '{"Cmd":["sh"]}')}" "$work/layer.tar"
  in_store "$1" "$work/layout" "$2"
  rm -rf "$work"
}

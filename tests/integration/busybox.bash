# Root file systems and images of Debian's busybox-static, made without our own programs.

# busybox_rootfs DIR: as library/busybox has it: one program under all of its names.
busybox_rootfs() {
  mkdir -p "$1"/{bin,dev,etc,home,proc,root,sys,tmp,var/www}
  chmod 755 "$1"  # mktemp -d makes folders that only root may enter
  chmod 1777 "$1/tmp"
  install -m 755 /bin/busybox "$1/bin/busybox"
  "$1/bin/busybox" --install "$1/bin"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$1/etc/group"
}

# add_layer LAYOUT NAME DIR [PATH]: DIR's files (or those below PATH in it) as a new layer of an image, the image
# made where it is missing. umoci's own `insert` leaves out the end of the tar.
add_layer() {
  local tar
  tar=$(mktemp "${BATS_TMPDIR:-/tmp}/layer.XXXXXX")
  tar -C "$3" --numeric-owner --sort=name -cf "$tar" "${4:-.}"
  [ -e "$1/index.json" ] || umoci init --layout "$1"
  umoci stat --image "$1:$2" >/dev/null 2>&1 || umoci new --image "$1:$2"
  umoci raw add-layer --image "$1:$2" "$tar"
  rm "$tar"
}

# busybox_layout LAYOUT NAME: an OCI image layout with one image, whose command is sh (by umoci).
busybox_layout() {
  local rootfs
  rootfs=$(mktemp -d "${BATS_TMPDIR:-/tmp}/rootfs.XXXXXX")
  busybox_rootfs "$rootfs"
  add_layer "$1" "$2" "$rootfs"
  umoci config --image "$1:$2" --config.cmd sh --config.env PATH=/bin
  rm -rf "$rootfs"
}

load helpers
load images

setup_file() {
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/base"
  tar -C "$work/base" -cf "$work/base.tar" .
  mkdir -p "$work/change/etc"
  touch "$work/change/etc/.wh.group"
  echo changed >"$work/change/etc/file"
  chown -R 0:0 "$work/change"
  tar -C "$work/change" -cf "$work/change.tar" .
  image "$work/layout" box '{"Entrypoint":["env"],"Cmd":["pwd"],"Env":["A=1","B=2"],"Labels":{"run.oci.x":"y","l":"v"}}' \
    "$work/base.tar" "$work/change.tar"
  image "$work/layout" nothing '{}' "$work/base.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" box
  in_store "$IMAGETOOL_ROOT" "$work/layout" nothing
}

setup() {
  require_root
  bundle=$BATS_TEST_TMPDIR/bundle
}

config() {
  jq -c "$1" "$bundle/config.json"
}

run_bundle() {
  run runtime --root "$BATS_TEST_TMPDIR/run" run "$bundle/" "bundle-$$-$BATS_TEST_NUMBER"
}

@test "bundle: config.json with an overlay root, links to the layers, nothing copied" {
  run imagetool bundle box "$bundle"
  assert_success
  assert_output ""
  assert_equal "$(config '.mounts[0]')" '{"destination":"/","type":"overlay","source":"overlay","options":["lowerdir=layers/0:layers/1","upperdir=upper","workdir=work","redirect_dir=off","metacopy=off","index=off"]}'
  assert_equal "$(ls -A "$bundle" | tr '\n' ' ')" "config.json hostname hosts layers rootfs upper work "
  assert_equal "$(cat "$bundle/layers/0/etc/file")" changed
  assert_exist "$bundle/layers/1/bin/busybox"
  assert_equal "$(ls -A "$bundle/rootfs" "$bundle/upper" | grep -v :)" ""
  assert_equal "$(stat -c %a "$bundle")" 700
  assert_equal "$(stat -c %a "$bundle/upper")" 755
}

@test "bundle: the image's config and what the options say" {
  imagetool bundle -e B=3 -e C=4 -w /tmp -u app:44 --hostname box.example --read-only --cap-drop ALL --cap-add net_admin \
    -v "$BATS_TEST_TMPDIR:/data:ro" -t box "$bundle" -- ls -l /
  assert_equal "$(config .process.args)" '["env","ls","-l","/"]'
  assert_equal "$(config '.process.env[1:]')" '["HOSTNAME=box.example","TERM=xterm","A=1","B=3","HOME=/home/app","C=4"]'
  assert_equal "$(config '[.process.cwd, .process.terminal, .root.readonly, .hostname]')" '["/tmp",true,true,"box.example"]'
  assert_equal "$(config '.process.user')" '{"uid":1001,"gid":44,"additionalGids":[44]}'
  assert_equal "$(config '.process.capabilities')" '{"bounding":["CAP_NET_ADMIN"]}'
  assert_equal "$(config '.mounts[-1]')" \
    "{\"destination\":\"/data\",\"type\":\"bind\",\"source\":\"$(realpath "$BATS_TEST_TMPDIR")\",\"options\":[\"rbind\",\"rprivate\",\"ro\"]}"
  assert_equal "$(config '.annotations.l')" '"v"'
  assert_equal "$(config '.annotations["run.oci.x"]')" null
}

@test "bundle: a user's name comes from the image through its layers" {
  run imagetool bundle -u app:video box "$bundle"
  assert_failure 1
  assert_output "imagetool bundle: unable to find group video: no matching entries in group file"
  assert_not_exist "$bundle"
  imagetool bundle -u app:video nothing "$bundle" true
  assert_equal "$(config '[.process.user.uid, .process.user.gid]')" '[1001,44]'
}

@test "bundle: the network is none or the host's" {
  imagetool bundle box "$bundle"
  assert_equal "$(config '[.linux.namespaces[].type] | contains(["network"])')" true
  assert_not_exist "$bundle/resolv.conf"
  assert_equal "$(config .hostname)" '"bundle"'
  rm -r "$bundle"
  imagetool bundle --network host box "$bundle"
  assert_equal "$(config '[.linux.namespaces[].type] | contains(["network"])')" false
  cmp "$bundle/hosts" /etc/hosts
  cmp "$bundle/resolv.conf" /etc/resolv.conf
  assert_equal "$(config .hostname)" "\"$(uname -n)\""
}

@test "bundle: without a network there is loopback" {
  imagetool bundle nothing "$bundle" sh -c 'ls /sys/class/net; echo $(($(cat /sys/class/net/lo/flags) & 1)); wget -qO- http://127.0.0.1:1/'
  run_bundle
  assert_failure
  assert_line --index 0 lo
  assert_line --index 1 1
  assert_output --partial "Connection refused"
}

@test "bundle: --entrypoint drops the image's command" {
  imagetool bundle --entrypoint sh box "$bundle"
  assert_equal "$(config .process.args)" '["sh"]'
  rm -r "$bundle"
  imagetool bundle --entrypoint '' box "$bundle" ls -a
  assert_equal "$(config .process.args)" '["ls","-a"]'
}

@test "bundle: -e NAME takes the caller's value; an image never does" {
  FROM_HERE=yes imagetool bundle -e FROM_HERE -e NOT_SET -e A box "$bundle"
  assert_equal "$(config '.process.env[1:]')" '["HOSTNAME=bundle","B=2","HOME=/root","FROM_HERE=yes"]'
}

@test "bundle: mistakes are told and leave nothing behind" {
  local args
  mkdir "$BATS_TEST_TMPDIR/full"
  touch "$BATS_TEST_TMPDIR/full/mine"
  run imagetool bundle box "$BATS_TEST_TMPDIR/full"
  assert_failure 1
  assert_output "imagetool bundle: $BATS_TEST_TMPDIR/full: the folder is there and is not empty"
  run imagetool bundle --pull never missing "$bundle"
  assert_failure 1
  assert_output "imagetool bundle: No such image: missing:latest (imagetool pull missing)"
  run imagetool bundle nothing "$bundle"
  assert_failure 1
  assert_output "imagetool bundle: no command specified (the image has neither Entrypoint nor Cmd)"
  run imagetool bundle --cap-add FLY box "$bundle"
  assert_failure 1
  assert_output 'imagetool bundle: invalid capability: "CAP_FLY"'
  run imagetool bundle -v /missing:/x:wrong box "$bundle"
  assert_failure 125
  assert_line --index 0 'imagetool bundle: invalid argument "/missing:/x:wrong" for "-v, --volume" flag: invalid mode: wrong'
  run imagetool bundle --network nowhere box "$bundle"
  assert_failure 1
  assert_output "imagetool bundle: network nowhere not found"
  run imagetool bundle box
  assert_failure 125
  assert_equal "$(ls -A "$BATS_TEST_TMPDIR")" full
}

@test "bundle: runs, and writes only into its upper folder" {
  imagetool bundle --entrypoint sh nothing "$bundle" -- -c 'echo hello; cat /etc/hostname; hostname; echo new >/etc/new; rm /etc/group; pwd'
  run_bundle
  assert_success
  assert_output "hello
bundle
bundle
/"
  assert_equal "$(cat "$bundle/upper/etc/new")" new
  assert_equal "$(stat -c %F "$bundle/upper/etc/group")" "character special file"
  assert_exist "$bundle/layers/0/etc/group"
  run_bundle
  assert_success
}

@test "bundle: the root's mount has the options that keep an upper folder a layer" {
  imagetool bundle --entrypoint sh nothing "$bundle" -- -c 'grep " / overlay " /proc/mounts'
  run_bundle
  assert_success
  refute_output --partial redirect_dir=on
  refute_output --partial metacopy=on
  refute_output --partial index=on
}

@test "bundle: read-only, with a volume that is not" {
  mkdir "$BATS_TEST_TMPDIR/data"
  imagetool bundle --read-only -v "$BATS_TEST_TMPDIR/data:/tmp" nothing "$bundle" sh -c 'touch /x || touch /tmp/y'
  run_bundle
  assert_success
  assert_exist "$BATS_TEST_TMPDIR/data/y"
  assert_not_exist "$bundle/upper/x"
}

@test "bundle: the default filter denies what Docker's does" {
  imagetool bundle nothing "$bundle" sh -c 'mount -t tmpfs x /tmp; umount /proc; ls /proc/1/ns >/dev/null && echo done'
  run_bundle
  assert_success
  assert_line --partial "mount"
  assert_line done
}

# R19: AF_ALG is a way into much kernel code (CVE-2026-31431); without socketcall no 32-bit program has a socket.
@test "bundle: the default filter denies AF_ALG, and 32-bit programs have sockets" {
  gcc -static -no-pie -o "$BATS_TEST_TMPDIR/sockets" "$BATS_TEST_DIRNAME/sockets.c"
  local outside
  outside=$("$BATS_TEST_TMPDIR/sockets") || true # this kernel runs no 32-bit programs
  imagetool bundle -v "$BATS_TEST_TMPDIR/sockets:/sockets" nothing "$bundle" /sockets
  run_bundle
  assert_line --index 0 "AF_ALG: Operation not permitted"
  [[ $outside != *i386* ]] || assert_line --index 1 "i386 AF_UNIX: open"
}

@test "bundle: runs as the image's user, with its groups and no privileges" {
  imagetool bundle -u app nothing "$bundle" sh -c 'id -u; id -G; echo $HOME; grep CapEff /proc/self/status; touch /home/app/x'
  run_bundle
  assert_success
  assert_output "1001
1002 44
/home/app
CapEff:	0000000000000000"
  assert_equal "$(stat -c %u:%g "$bundle/upper/home/app/x")" 1001:1002
}

@test "bundle: 127 layers" {
  local work=$BATS_TEST_TMPDIR/work tars=() n
  mkdir -p "$work/tree/layers"
  for n in $(seq 126); do
    rm -f "$work/tree/layers/"*
    echo "$n" >"$work/tree/layers/$n"
    echo "$n" >"$work/tree/newest"
    tar -C "$work/tree" -cf "$work/$n.tar" .
    tars+=("$work/$n.tar")
  done
  image "$work/layout" many '{}' "$BATS_FILE_TMPDIR/made/base.tar" "${tars[@]}"
  in_store "$IMAGETOOL_ROOT" "$work/layout" many
  imagetool bundle many "$bundle" sh -c 'cat /newest; ls /layers | wc -l'
  assert_equal "$(ls "$bundle/layers" | wc -l)" 127
  run_bundle
  assert_success
  assert_output "126
126"
}

@test "bundle: a layer that the image has more than once" {
  local work=$BATS_FILE_TMPDIR/made
  image "$work/layout" twice '{}' "$work/base.tar" "$work/change.tar" "$work/base.tar" "$work/change.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" twice
  imagetool bundle twice "$bundle" sh -c 'cat /etc/file /etc/group'
  run_bundle
  assert_failure
  assert_line changed
  assert_line --partial "/etc/group': No such file"
}

@test "I10: an image's volumes show and copy nothing of the host, wherever they and its links lead" {
  local work=$BATS_TEST_TMPDIR/volumes
  mkdir -p "$work/host" "$work/tree"
  echo bird-of-the-host >"$work/host/canary"
  ln -s "$work/host" "$work/tree/link"
  ln -s / "$work/tree/root"
  tar -C "$work/tree" -cf "$work/one.tar" .
  image "$work/layout" volumes "{\"Cmd\":[\"x\"],\"Volumes\":{\"/../..$work/host\":{},\"/link\":{},\"/root/etc\":{},\"link/../..\":{}}}" "$work/one.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" volumes
  imagetool bundle volumes "$work/b"
  imagetool unpack volumes "$work/plain"
  run grep -rl bird-of-the-host "$work/b" "$work/plain"
  assert_output ''
  run jq -r '.mounts[] | select(.type == "bind") | .source' "$work/b/config.json" "$work/plain/config.json"
  refute_output --partial "$work/host"
  refute_line /etc
  assert_equal "$(find "$work/b/upper" "$work/plain/rootfs" -mindepth 1 ! -type l)" ""
  assert_equal "$(ls -A "$work/host")" canary
}

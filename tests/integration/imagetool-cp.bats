# imagetool cp: files between the host and bundles (live or not) and images, by docker cp's rules.

load helpers
load images

setup_file() {
  require_root
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  STATE=$BATS_TEST_TMPDIR/state id=cp-$$-$BATS_TEST_NUMBER
  imagetool bundle box b sleep 1000
  mkdir -p src/sub
  echo one >src/one
  echo two >src/sub/two
  ln -s one src/link
}

teardown() {
  [ ! -e "$STATE/$id" ] || runtime --root "$STATE" delete --force "$id"
}

start() {
  runtime --root "$STATE" run -d -b b "$id" >log 2>&1 </dev/null 3>&-
}

cp_() {
  run imagetool cp -q "$@"
}

# inside COMMAND: in the container that start() started
inside() {
  runtime --root "$STATE" exec "$id" "$@"
}

@test "a file: to a new name, over a file, into a folder" {
  run imagetool cp src/one b:/etc/new
  assert_success
  assert_output --regexp '^Successfully copied [0-9.]+kB to b:/etc/new$'
  assert_equal "$(cat b/upper/etc/new)" one
  cp_ src/sub/two b:/etc/new
  assert_success
  assert_output ''
  assert_equal "$(cat b/upper/etc/new)" two
  imagetool cp -q src/one b:/etc
  imagetool cp -q src/one b:tmp/
  assert_equal "$(cat b/upper/etc/one b/upper/tmp/one)" "one
one"
  # The folders above them are what the image has.
  assert_equal "$(stat -c %a b/upper/tmp b/upper/etc)" "1777
755"
  imagetool cp -q b:/etc/new back
  assert_equal "$(cat back)" two
  imagetool cp -q b:etc/passwd src
  cmp src/passwd b/layers/0/etc/passwd
}

@test "a folder: to a new name, into a folder, its content alone" {
  imagetool cp -q src b:/srv
  assert_equal "$(ls b/upper/srv)" "$(ls src)"
  assert_equal "$(readlink b/upper/srv/link)" one
  imagetool cp -q src b:/srv
  assert_equal "$(cat b/upper/srv/src/sub/two)" two
  imagetool cp -q src/. b:/tmp
  assert_equal "$(cat b/upper/tmp/sub/two)" two
  assert_equal "$(stat -c %a b/upper/tmp)" 1777
  imagetool cp -q src/. b:/new
  assert_equal "$(cat b/upper/new/sub/two)" two
  imagetool cp -q b:/srv out
  diff -r src/sub out/sub
  imagetool cp -q b:/srv/. out2
  diff -r src/sub out2/sub
  mkdir whole
  imagetool cp -q b:/ whole
  assert_exist whole/bin/busybox
}

@test "what does not fit is told in Docker's words" {
  cp_ src b:/etc/passwd
  assert_failure 1
  assert_output "imagetool cp: cannot copy directory"
  cp_ src/one b:/nowhere/
  assert_failure 1
  assert_output "imagetool cp: /nowhere/: no such directory"
  cp_ src/one b:/no/where
  assert_failure 1
  assert_output "imagetool cp: Could not find the file /no/where in container b"
  cp_ b:/nothing .
  assert_failure 1
  assert_output "imagetool cp: Could not find the file /nothing in container b"
  cp_ box:/nothing .
  assert_output "imagetool cp: Could not find the file /nothing in image box"
  cp_ missing b:/
  assert_failure 1
  assert_output --regexp "^imagetool cp: .*/missing: No such file or directory$"
  cp_ src/one/ b:/
  assert_output --regexp "^imagetool cp: .*/src/one/: Not a directory$"
  mkdir -p b/upper/tmp/one other/sub && echo x >other/sub/two
  mkdir -p b/upper/tmp/sub/two
  cp_ src/one b:/tmp
  assert_output 'imagetool cp: cannot overwrite directory "one" with non-directory'
  cp_ other/sub b:/tmp
  assert_output 'imagetool cp: cannot overwrite directory "sub/two" with non-directory'
  rm -r b/upper/tmp/sub && touch b/upper/tmp/sub
  cp_ src/sub b:/tmp
  assert_output 'imagetool cp: cannot overwrite non-directory "sub" with directory'
  cp_ src other
  assert_output "imagetool cp: must specify at least one container source"
  cp_ b:/etc box:/etc
  assert_output "imagetool cp: copying between containers is not supported"
  cp_ src box:/etc
  assert_output "imagetool cp: box: an image is not changed (make a bundle of it, copy into that, and commit it)"
  cp_ - b:/etc/passwd </dev/null
  assert_output 'imagetool cp: destination "b:/etc/passwd" must be a directory'
  cp_ a:b .
  assert_output 'imagetool cp: "a:b": no bundle is there (an image'"'"'s path is absolute, IMAGE:/PATH; a file of the host is ./a:b)'
  cp_ '' b:/
  assert_output "imagetool cp: source can not be empty"
  cp_ src ''
  assert_output "imagetool cp: destination can not be empty"
  run imagetool cp src
  assert_failure 125
  assert_output --partial "a source and a destination are expected"
  jq '.root.readonly = true' b/config.json >config && mv config b/config.json
  cp_ src/one b:/etc
  assert_output "imagetool cp: b: container rootfs is marked read-only"
}

@test "links: copied as links, followed with -L and where the end asks for a folder; they stay inside" {
  mkdir -p b/upper/srv/real
  echo here >b/upper/srv/real/file
  ln -s /srv/real b/upper/srv/to-folder
  ln -s /srv/real/file b/upper/srv/to-file
  ln -s /srv/real/later b/upper/srv/to-nothing
  ln -s ../../../../../../etc/passwd b/upper/srv/out
  imagetool cp -q b:/srv/to-file link
  assert_equal "$(readlink link)" /srv/real/file
  imagetool cp -qL b:/srv/to-file file
  assert_equal "$(cat file)" here
  imagetool cp -q b:/srv/to-folder/ folder
  assert_equal "$(cat folder/file)" here
  imagetool cp -q src/one b:/srv/to-folder
  imagetool cp -q src/one b:/srv/to-file
  imagetool cp -q src/one b:/srv/to-nothing
  assert_equal "$(cat b/upper/srv/real/one b/upper/srv/real/file b/upper/srv/real/later)" "one
one
one"
  imagetool cp -qL b:/srv/out passwd
  cmp passwd b/layers/0/etc/passwd
  imagetool cp -q b:/srv/../../../etc/passwd passwd2
  cmp passwd2 passwd
  imagetool cp -qL src/link b:/etc/
  assert_equal "$(cat b/upper/etc/link)" one
}

@test "owners: the container's root, the caller, or with -a those of the files" {
  chown -R 1234:1235 src
  chmod 4755 src/one
  imagetool cp -q src/. b:/srv
  assert_equal "$(stat -c %u:%g:%a b/upper/srv/one b/upper/srv/sub/two)" "0:0:4755
0:0:644"
  imagetool cp -qa src b:/srv/a
  assert_equal "$(stat -c %u:%g:%a b/upper/srv/a b/upper/srv/a/one)" "1234:1235:755
1234:1235:4755"
  imagetool cp -q b:/srv/a plain
  imagetool cp -qa b:/srv/a same
  assert_equal "$(stat -c %u:%g plain/one same/one)" "0:0
1234:1235"
}

@test "a tar on standard input or output" {
  tar -C src -c . | imagetool cp - b:/srv 2>err || true
  assert_equal "$(cat err)" "imagetool cp: Could not find the file /srv in container b"
  mkdir b/upper/srv
  tar -C src -cz one sub | imagetool cp - b:/srv
  assert_equal "$(cat b/upper/srv/sub/two)" two
  assert_equal "$(imagetool cp b:/srv - | tar -t | sort | xargs)" "srv/ srv/one srv/sub/ srv/sub/two"
  assert_equal "$(imagetool cp b:/srv/. - | tar -t | sort | xargs)" "one sub/ sub/two"
  assert_equal "$(imagetool cp box:/etc/passwd - | tar -xO)" "$(cat b/layers/0/etc/passwd)"
  run bash -c 'echo no tar | imagetool cp - b:/srv'
  assert_failure 1
  assert_output --partial "imagetool cp: "
}

@test "names that mean something in a layer mean nothing here" {
  mkdir odd && touch odd/.wh.etc odd/.wh..wh..opq
  imagetool cp -q odd/. b:/etc
  assert_exist b/upper/etc/.wh.etc
  imagetool cp -q b:/etc back
  assert_exist back/passwd
  assert_exist back/.wh..wh..opq
}

@test "out of an image, whose name has colons" {
  imagetool tag box localhost:5000/me/box:1
  imagetool cp -q localhost:5000/me/box:1:/etc/group .
  cmp group b/layers/0/etc/group
  imagetool cp -q box:/etc etc
  cmp etc/passwd b/layers/0/etc/passwd
}

@test "a plain bundle, and what was copied is committed" {
  imagetool unpack box plain
  imagetool cp -q src plain:/srv
  assert_equal "$(cat plain/rootfs/srv/one)" one
  imagetool cp -q plain:/srv/one back
  imagetool cp -q src b:/srv
  rm -r b/upper/srv/sub
  imagetool commit b made
  run imagetool diff made
  assert_output "A /srv
A /srv/link
A /srv/one"
}

@test "a container that runs sees what comes, and what it has is copied, its mounts too" {
  jq '.mounts += [{"destination":"/mnt","type":"tmpfs","source":"tmpfs"}]' b/config.json >config && mv config b/config.json
  start
  inside sh -c 'ls /etc/one; echo own >/mnt/file; rm /etc/group' || true
  imagetool cp -q src/one b:/etc
  imagetool cp -q src/one b:/mnt/
  assert_equal "$(inside cat /etc/one /mnt/one)" "one
one"
  imagetool cp -q b:/mnt/file .
  assert_equal "$(cat file)" own
  mkdir whole
  imagetool cp -q b:/ whole
  assert_equal "$(ls -A whole/mnt whole/proc whole/etc | xargs)" "whole/etc: hostname hosts one passwd whole/mnt: whole/proc:"
  cp_ b:/etc/group .
  assert_failure 1
  assert_output "imagetool cp: Could not find the file /etc/group in container b"
}

@test "I12: a container that swaps folders and links while files are copied gets nothing of the host" {
  mkdir -m 700 victim && echo secret >victim/file && chmod 600 victim/file
  start
  local i
  mkdir -p many/d
  for i in $(seq 60); do mkdir -m 777 "many/d/$i" && echo x >"many/d/$i/file"; done
  inside mkdir -p /t/real /t/d /t/spare
  inside ln -s "$BATS_TEST_TMPDIR/victim" /t/evil
  inside sh -c 'cd /t; touch started
    while [ -e started ]; do
      mv real dir; mv dir real; mv evil dir; mv dir evil
      for n in 1 2 3 30 31 32 58 59; do [ ! -d d/$n ] || { mv d/$n spare; ln -s '"$BATS_TEST_TMPDIR"'/victim d/$n; rm -rf d/$n spare/$n; }; done
    done' >/dev/null 2>&1 3>&- &
  local swapper=$!
  until inside ls /t/started >/dev/null 2>&1; do :; done
  for i in 1 2; do
    imagetool cp -q many/d b:/t >/dev/null 2>&1 || true
    imagetool cp -q many/d/1/file b:/t/dir/file >/dev/null 2>&1 || true
    imagetool cp -q b:/t/dir/file out >/dev/null 2>&1 || true
    run cat out
    refute_output secret
    rm -rf out
    imagetool cp -q b:/t out >/dev/null 2>&1 || true
    run grep -rs secret out
    assert_output ''
    rm -rf out
  done
  inside rm /t/started
  wait "$swapper" || true
  assert_equal "$(stat -c %a victim victim/file)" "700
600"
  assert_equal "$(ls victim)" file
  assert_equal "$(cat victim/file)" secret
}

@test "a FIFO, a device and a socket are copied as what they are, and nothing waits" {
  mkdir special && mkfifo special/fifo && mknod special/null c 1 3
  imagetool cp -qa special b:/srv
  assert_equal "$(stat -c %F b/upper/srv/fifo b/upper/srv/null)" "fifo
character special file"
  imagetool cp -qa b:/srv back
  assert_equal "$(stat -c %F back/fifo)" fifo
}

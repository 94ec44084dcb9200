load helpers
load images

setup() {
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box
  cd "$BATS_TEST_TMPDIR" || return
}

# config NAME: the image's config
config() {
  skopeo inspect --config --raw "oci:$IMAGETOOL_ROOT:docker.io/library/$1:latest"
}

# a container that changed, added and deleted something
changed_bundle() {
  imagetool bundle box bundle
  jq '.process.terminal = false | .process.args = ["sh", "-c", "echo new >/etc/new; rm /etc/group; echo x >>/etc/passwd; mkdir /srv"]' \
    bundle/config.json >config.new && mv config.new bundle/config.json
  runtime --root "$BATS_TEST_TMPDIR/state" run -b bundle "commit-$$"
}

@test "commit: what a container changed becomes a layer over its image" {
  require_root
  changed_bundle
  run imagetool commit -a 'Jane Doe' -m 'a comment' -c 'ENV A=b' -c 'CMD ["x"]' bundle made
  assert_success
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  assert_equal "$output" "$(imagetool images -q --no-trunc made)"
  config made | jq -e '.author == "Jane Doe" and (.config.Env | index("A=b")) and .config.Cmd == ["x"] and
    (.rootfs.diff_ids | length) == 2 and (.history[-1] | .comment == "a comment" and .author == "Jane Doe" and (.created_by | startswith("sh -c echo new")))'
  assert_equal "$(imagetool inspect -f '{{.Author}}: {{.Comment}}' made)" "Jane Doe: a comment"
  imagetool bundle made again
  assert_equal "$(cat again/layers/0/etc/new)" new
  run imagetool fsck
  assert_success
  run imagetool diff made
  assert_success
  assert_line "A /etc/new"
  assert_line "D /etc/group"
}

@test "commit: the command, variables and folder that the bundle says otherwise" {
  require_root
  local work=$BATS_TEST_TMPDIR/made
  mkdir -p "$work/tree/w"
  tar -C "$work/tree" -cf "$work/one.tar" .
  image "$work/layout" entry '{"Entrypoint":["/e"],"Cmd":["c"],"Env":["B=1","A=2"]}' "$work/one.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" entry
  imagetool bundle entry same
  imagetool commit same same >/dev/null
  assert_equal "$(config same | jq -cS '.config')" "$(config entry | jq -cS '.config')"
  imagetool bundle --init -t -h there -e A=3 -w /w entry changed d e
  imagetool commit changed changed >/dev/null
  assert_equal "$(config changed | jq -cS '.config')" \
    '{"Cmd":["d","e"],"Entrypoint":["/e"],"Env":["B=1","A=3"],"WorkingDir":"/w"}'
  imagetool bundle --systemd always entry booted
  imagetool commit booted booted >/dev/null
  assert_equal "$(config booted | jq -c '.config.Env')" '["B=1","A=2"]'
  imagetool bundle --entrypoint /other entry another
  imagetool commit -c 'ENV C=4' another another >/dev/null
  assert_equal "$(config another | jq -cS '.config')" '{"Cmd":["/other"],"Env":["B=1","A=2","C=4"]}'
}

@test "commit: a container stands still while it is read, and goes on afterwards" {
  require_root
  imagetool bundle box bundle sh -c 'while :; do echo x >>/log; done'
  runtime --root "$BATS_TEST_TMPDIR/state" run -d -b bundle "commit-$$" >/dev/null 2>&1 </dev/null 3>&-
  local i
  for i in {1..100}; do [ -s bundle/upper/log ] && break; sleep 0.05; done
  # From its own freezing to its thawing every process of the container is stopped: what is read has one size.
  run strace -f -qq -e trace=openat,write -e signal=none -o trace "$BIN/imagetool" commit bundle made
  assert_success
  local size
  # In this order: frozen, looked whether all stand still, read, thawed.
  local order
  order=$(grep -oE '"FROZEN"|"1", 1|(freezer\.state|cgroup\.events)", O_RDONLY|"log", O_RDONLY|"THAWED"|"0", 1' trace | sed 's/.*O_RDONLY/&/' | uniq)
  assert_equal "$(sed -E 's/"FROZEN"|"1", 1/freeze/; s/.*(state|events)", O_RDONLY/look/; s/"log".*/read/; s/"THAWED"|"0", 1/thaw/' <<<"$order" | xargs)" \
    'look freeze look read thaw'
  size=$(stat -c %s bundle/upper/log)
  for i in {1..100}; do [ "$(stat -c %s bundle/upper/log)" -gt "$size" ] && break; sleep 0.05; done
  assert [ "$(stat -c %s bundle/upper/log)" -gt "$size" ]
  runtime --root "$BATS_TEST_TMPDIR/state" delete --force "commit-$$"
}

@test "commit: without a name the image has its id; a digest is no name" {
  require_root
  imagetool bundle box bundle
  run imagetool commit bundle
  assert_success
  assert_equal "$(imagetool images -q --no-trunc | sort -u | wc -l)" 2
  run imagetool commit bundle "a@sha256:$(printf '%064d' 0)"
  assert_failure 1
  assert_output "imagetool commit: refusing to create a tag with a digest reference"
  run imagetool commit -c 'RUN x' bundle other
  assert_failure 1
  assert_output --partial "RUN is not a valid change command"
  run imagetool commit missing other
  assert_failure 1
  assert_output "imagetool commit: missing: No such file or directory"
}

@test "diff: A, C and D as docker diff lists them, without the runtime's own mount points" {
  require_root
  changed_bundle
  run imagetool diff bundle
  assert_success
  assert_output "C /etc
D /etc/group
A /etc/new
C /etc/passwd
A /srv"
  imagetool commit bundle made
  run imagetool diff box made
  assert_success
  assert_line "A /etc/new"
  assert_line "D /etc/group"
  assert_line "A /srv"
  refute_line "C /bin"
  run imagetool diff missing
  assert_failure 1
  assert_output "imagetool diff: No such image: missing:latest (imagetool pull missing)"
}

@test "repack: without a change there is no layer; with one there is" {
  require_root
  imagetool unpack box plain
  run imagetool repack plain same
  assert_success
  assert_output "$(imagetool images -q --no-trunc box)"
  echo new >plain/rootfs/etc/new
  rm plain/rootfs/etc/group
  run imagetool repack plain other
  assert_success
  config other | jq -e '(.rootfs.diff_ids | length) == 2 and .history[-1].created_by == "imagetool repack"'
  run imagetool diff other
  assert_output "C /etc
D /etc/group
A /etc/new"
  rm plain/imagetool.json
  run imagetool repack plain other
  assert_failure 1
  assert_output --partial "nothing tells which image of the store it was made of"
}

@test "repack: an image that is gone is told of" {
  require_root
  imagetool unpack box plain
  imagetool rmi box
  run imagetool repack plain other
  assert_failure 1
  assert_output --regexp "its image sha256:[0-9a-f]{64} is not in the store any more$"
}

@test "a container that changed nothing: diff lists nothing, and the committed layer is empty" {
  require_root
  imagetool bundle box bundle true
  runtime --root "$BATS_TEST_TMPDIR/state" run -b bundle "commit-$$"
  assert_exist bundle/upper/etc/hosts
  run imagetool diff bundle
  assert_success
  assert_output ''
  imagetool commit bundle made
  run imagetool diff made
  assert_output ''
}

@test "commit, diff, export and cp by a container's id or name, while it runs and afterwards" {
  export RUNTIME_ROOT=$BATS_TEST_TMPDIR/run
  local id=commit-name-$$
  imagetool bundle --entrypoint sh box "$BATS_TEST_TMPDIR/b" -- -c 'echo new >/new; exec sleep 1000'
  runtime run -d --name "web-$$" "$BATS_TEST_TMPDIR/b/" "$id" >/dev/null 3>&-
  until [ -s "$BATS_TEST_TMPDIR/b/upper/new" ]; do :; done
  run -0 imagetool diff "web-$$"
  assert_output "A /new"
  run -0 imagetool cp "web-$$:/new" -
  runtime pause "$id"
  run -0 imagetool commit "${id%?}" named
  # Who paused it lets it go on.
  run -0 runtime inspect -f '{{.State.Status}}' "$id"
  assert_output paused
  runtime resume "$id"
  runtime kill "$id" KILL
  runtime wait "$id"
  imagetool export -o "$BATS_TEST_TMPDIR/root.tar" "web-$$"
  tar -xOf "$BATS_TEST_TMPDIR/root.tar" new
  run -0 imagetool cp named:/new -
  imagetool bundle --name other box "$BATS_TEST_TMPDIR/c" true
  runtime run -d "$BATS_TEST_TMPDIR/c/" "$id-2" >/dev/null 3>&-
  run -1 imagetool commit commit-name named
  assert_output "imagetool commit: Multiple IDs found with provided prefix: commit-name"
  runtime rm -f "$id" "$id-2"
}

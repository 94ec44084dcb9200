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
  imagetool bundle made again
  assert_equal "$(cat again/layers/0/etc/new)" new
  run imagetool fsck
  assert_success
  run imagetool diff made
  assert_success
  assert_line "A /etc/new"
  assert_line "D /etc/group"
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

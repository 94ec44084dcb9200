#!/usr/bin/env bats
# imagetool mutate, append, rebase, flatten, squash, diff --config, export --flatten: images made of others.

load helpers
load images
load hostile_registry
load registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  cd "$BATS_FILE_TMPDIR" || return
  layer base hello=old etc/conf=old
  layer new-base hello=new etc/conf=new
  layer app app=1 "etc/.wh.conf="
  layer more app=2
  ln app.dir/app app.dir/again
  tar -C app.dir -cf app.tar .
  image one base '{"Cmd":["sh"],"Env":["A=1","B=2"],"Labels":{"x":"1"}}' base.tar
  image one new-base '{}' new-base.tar
  image one app '{"Cmd":["app"],"Env":["A=1","B=2"],"Labels":{"x":"1"},"ExposedPorts":{"80/tcp":{}}}' base.tar app.tar more.tar
  make_image many many linux/amd64 linux/arm64
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

# layer NAME PATH=CONTENT...: NAME.tar
layer() {
  local name=$1 file
  shift
  for file; do
    mkdir -p "$name.dir/$(dirname "${file%%=*}")"
    printf %s "${file#*=}" >"$name.dir/${file%%=*}"
  done
  tar -C "$name.dir" -cf "$name.tar" .
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  export CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  ONE=oci:$BATS_FILE_TMPDIR/one MANY=oci:$BATS_FILE_TMPDIR/many
  NAME=$REGISTRY/edit-$BATS_TEST_NUMBER/x
}

imagetool_() { imagetool --tls-verify=false "$@"; }

# config_of LAYOUT, manifest_of LAYOUT: of its first image.
blob_of() { cat "$1/blobs/${2/://}"; }
manifest_of() { blob_of "$1" "$(jq -r '.manifests[0].digest' "$1/index.json")"; }
config_of() { blob_of "$1" "$(manifest_of "$1" | jq -r .config.digest)"; }

# files_of PLACE: "PATH CONTENT" of its files, with equal names of one file on one line.
files_of() {
  imagetool_ copy -q "$1" seen:1
  imagetool export seen:1 >seen.tar
  imagetool rmi seen:1 >/dev/null
  rm -rf seen && mkdir seen && tar -C seen -xf seen.tar
  (cd seen && find . -type f -printf '%P %n ' -exec cat {} \; -printf '\n' | sort)
}

@test "mutate: config, annotations, ports; what is not named stays, and no blob but the config is new" {
  run -0 imagetool_ mutate -q -t oci:out:x "$ONE:base" --user app --workdir /srv --env A=3 --env C=4 --label y=2 \
    --cmd '["a","b c"]' --entrypoint x,y --exposed-ports 80,53/udp --annotation k=v --change 'STOPSIGNAL SIGINT'
  assert_equal "$output" "$(jq -r '.manifests[0].digest' out/index.json)"
  run -0 jq -c .config <(config_of out)
  assert_output '{"User":"app","ExposedPorts":{"53/udp":{},"80/tcp":{}},"Env":["A=3","B=2","C=4"],"Entrypoint":["x","y"],"Cmd":["a","b c"],"WorkingDir":"/srv","Labels":{"x":"1","y":"2"},"StopSignal":"SIGINT"}'
  assert_equal "$(jq -c .annotations <(manifest_of out))" '{"k":"v"}'
  assert_equal "$(jq -c .layers <(manifest_of out))" "$(jq -c .layers <(manifest_of "$BATS_FILE_TMPDIR/one"))"
  assert_equal "$(jq -c .history <(config_of out))" "$(jq -c .history <(config_of "$BATS_FILE_TMPDIR/one"))"
  run -0 imagetool_ mutate -q oci:out:x --unsetenv B --unsetlabel x --unsetexpose 80 --exposed-ports= --cmd= --unsetvolume /none
  run -0 jq -c '.config | .Env, .Labels, .ExposedPorts, .Cmd' <(config_of out)
  assert_output $'["A=3","C=4"]\n{"y":"2"}\nnull\nnull'
}

@test "mutate: in the store and in a registry the name means the new image; layers are not moved" {
  imagetool_ copy -q "$ONE:base" here:1
  imagetool_ copy -q here:1 "docker://$NAME:1"
  run -0 imagetool_ mutate here:1 --label a=b
  assert_line --regexp '^Digest: sha256:[0-9a-f]{64}$'
  run -0 imagetool inspect -f '{{.Config.Labels}}' here:1
  assert_output 'map[a:b x:1]'
  run -0 imagetool_ mutate "docker://$NAME:1" --label a=b
  assert_line --regexp '^[0-9a-f]{12}: Already exists$'
  assert_equal "$(imagetool_ digest "$NAME:1")" "$(imagetool digest --local here:1)"
  # In another repository they are mounted.
  run -0 imagetool_ mutate "docker://$NAME:1" --user 1 -t "docker://$NAME-2:1"
  assert_line --regexp '^[0-9a-f]{12}: Mounted from '
}

@test "mutate: of an index every image; --platform leaves one; nothing to do leaves the very same" {
  run -0 imagetool_ mutate -q "$MANY" -t oci:all --label a=b
  run -0 jq -r '.manifests[].platform.architecture' <(manifest_of all)
  assert_output $'amd64\narm64'
  for digest in $(jq -r '.manifests[].digest' <(manifest_of all)); do
    assert_equal "$(blob_of all "$(blob_of all "$digest" | jq -r .config.digest)" | jq -c .config.Labels)" '{"a":"b"}'
  done
  imagetool_ mutate -q "$MANY" -t oci:arm --platform linux/arm64 --label a=b
  assert_equal "$(jq -r .architecture <(config_of arm))" arm64
  assert_equal "$(imagetool_ mutate -q "$MANY" -t oci:same)" "$(jq -r '.manifests[0].digest' "$BATS_FILE_TMPDIR/many/index.json")"
  imagetool_ mutate -q "$ONE:base" -t oci:other --set-platform linux/arm/v6
  assert_equal "$(jq -r '.architecture + .variant' <(config_of other))" armv6
}

@test "mutate: attestations of an index go, since what they are about goes" {
  cp -r "$BATS_FILE_TMPDIR/many" attested
  local index
  index=$(manifest_of attested | jq -c '.manifests[1].annotations = {"vnd.docker.reference.type": "attestation-manifest"}')
  local digest
  digest=$(printf %s "$index" | sha256sum | cut -d' ' -f1)
  printf %s "$index" >"attested/blobs/sha256/$digest"
  jq --arg d "sha256:$digest" --argjson s "${#index}" '.manifests[0].digest = $d | .manifests[0].size = $s' attested/index.json >i
  mv i attested/index.json
  imagetool_ mutate -q oci:attested -t oci:out --label a=b
  assert_equal "$(manifest_of out | jq '.manifests | length')" 1
}

@test "mutate: Docker's manifests keep their types, with a layer more, too" {
  imagetool_ copy -q --format docker "$ONE:base" oci:docker:x
  imagetool_ mutate -q oci:docker:x --append "$BATS_FILE_TMPDIR/more.tar"
  run -0 jq -r '.layers[].mediaType' <(manifest_of docker)
  assert_output $'application/vnd.docker.image.rootfs.diff.tar.gzip\napplication/vnd.docker.image.rootfs.diff.tar.gzip'
}

@test "append: tars become layers; what is compressed stays the bytes that it is" {
  gzip -k9 <"$BATS_FILE_TMPDIR/app.tar" >app.tar.gz
  zstd -q <"$BATS_FILE_TMPDIR/more.tar" >more.tar.zst
  run -0 imagetool_ append "$ONE:base" -t oci:out -f app.tar.gz -f more.tar.zst -f "$BATS_FILE_TMPDIR/more.tar"
  run -0 jq -r '.layers[1:3][].digest' <(manifest_of out)
  assert_output "sha256:$(sha256sum <app.tar.gz | cut -d' ' -f1)
sha256:$(sha256sum <more.tar.zst | cut -d' ' -f1)"
  run -0 jq -r '.rootfs.diff_ids[1:][]' <(config_of out)
  assert_output "sha256:$(sha256sum <"$BATS_FILE_TMPDIR/app.tar" | cut -d' ' -f1)
sha256:$(sha256sum <"$BATS_FILE_TMPDIR/more.tar" | cut -d' ' -f1)
sha256:$(sha256sum <"$BATS_FILE_TMPDIR/more.tar" | cut -d' ' -f1)"
  run -0 jq -r '.history[-3].created_by' <(config_of out)
  assert_output "imagetool append app.tar.gz"
  run -0 files_of oci:out
  assert_output $'again 1 1\napp 1 2\nhello 1 old'
  imagetool_ append "$ONE:base" -t oci:piped -f - <"$BATS_FILE_TMPDIR/more.tar"
  assert_equal "$(jq '.layers | length' <(manifest_of piped))" 2
}

@test "append: what is no tar, or is not there, is an error, and nothing is written" {
  echo nonsense >no.tar
  run -1 imagetool_ append "$ONE:base" -t oci:out -f no.tar
  assert_output --partial "imagetool append: no.tar: tar: "
  run -1 imagetool_ append "$ONE:base" -t oci:out -f none.tar
  assert_output "imagetool append: none.tar: No such file or directory"
  run -1 imagetool_ append "$ONE:base" -t oci:out
  assert_output "imagetool append: nothing to append (-f FILE is a layer)"
  assert_not_exist out
}

@test "an image without a name needs one, an artifact is no image" {
  imagetool_ copy -q "$ONE:base" here:1
  local id
  id=$(imagetool inspect -f '{{.Id}}' here:1)
  run -1 imagetool mutate "$id" --user x
  assert_output "imagetool mutate: $id is no name that another image can have (-t, --tag gives one)"
  run -1 imagetool mutate "docker://$NAME@sha256:$(printf %064d 0)" --user x
  assert_output --partial "is no name that another image can have"
  run -1 imagetool mutate "oci:$BATS_FILE_TMPDIR/many" --user x
  assert_output --partial "is no name that another image can have"
  CONFIG_TYPE=application/vnd.example.thing+json image thing thing '{}' "$BATS_FILE_TMPDIR/base.tar"
  run -1 imagetool mutate oci:thing:thing --user x
  assert_output 'imagetool mutate: oci:thing:thing: its config is of type "application/vnd.example.thing+json": not a container image'
  run -125 imagetool mutate --user
  run -125 imagetool mutate --label x oci:thing
  assert_output --partial 'invalid argument "x" for "-l, --label" flag: expected NAME=VALUE'
}

@test "rebase: the base's layers and history are exchanged, the rest stays" {
  imagetool_ copy -q "$ONE:app" "docker://$NAME:app"
  imagetool_ copy -q "$ONE:base" "docker://$NAME-base:1"
  imagetool_ copy -q "$ONE:new-base" "docker://$NAME-base:2"
  run -0 imagetool_ rebase "docker://$NAME:app" --old_base "docker://$NAME-base:1" --new_base "docker://$NAME-base:2" \
    -t "docker://$NAME:2"
  assert_line --regexp '^[0-9a-f]{12}: Mounted from '
  run -0 files_of "docker://$NAME:2"
  assert_output $'again 1 1\napp 1 2\nhello 1 new'
  imagetool_ copy -q "docker://$NAME:2" oci:out
  assert_equal "$(jq -c .config.Cmd <(config_of out))" '["app"]'
  run -0 jq -r '.history[] | .created_by' <(config_of out)
  assert_output $'layer 0 of new-base\nCMD of new-base\nlayer 2 of app\nCMD of app'
  run -0 jq -r '.annotations[]' <(manifest_of out)
  assert_output "$(imagetool_ digest "$NAME-base:2")
$NAME-base:2"
  # What the annotations say is enough from now on.
  imagetool_ copy -q "$ONE:base" "docker://$NAME-base:2"
  imagetool_ rebase -q "docker://$NAME:2"
  run -0 files_of "docker://$NAME:2"
  assert_output $'again 1 1\napp 1 2\nhello 1 old'
}

@test "rebase: another base, or none that is known, is an error" {
  run -1 imagetool_ rebase "$ONE:app" --old_base "$ONE:new-base" --new_base "$ONE:base" -t oci:out
  assert_output "imagetool rebase: $ONE:app: $ONE:new-base: the image's lowest layers are not this base's"
  run -1 imagetool_ rebase "$ONE:app" -t oci:out
  assert_output "imagetool rebase: $ONE:app: the image has no annotations about its base (--old_base and --new_base name them)"
}

@test "flatten: one layer with the same files" {
  imagetool_ flatten -q "$ONE:app" -t oci:out
  assert_equal "$(jq '.layers | length' <(manifest_of out))" 1
  assert_equal "$(jq -r '.history[].created_by' <(config_of out))" "imagetool flatten"
  assert_equal "$(jq -c .config.Cmd <(config_of out))" '["app"]'
  assert_equal "$(files_of oci:out)" "$(files_of "$ONE:app")"
  run -0 tar -tf <(blob_of out "$(jq -r '.layers[0].digest' <(manifest_of out))" | gzip -d)
  refute_output --partial .wh.
  assert_equal "$(imagetool_ flatten -q "$ONE:app" -t oci:again)" "$(jq -r '.manifests[0].digest' out/index.json)"
}

@test "squash: the base's layers stay, those above are one, with whiteouts" {
  imagetool_ squash -q "$ONE:app" --base "$ONE:base" -t oci:out
  assert_equal "$(jq -c '.layers[0]' <(manifest_of out))" "$(jq -c '.layers[0]' <(manifest_of "$BATS_FILE_TMPDIR/one"))"
  run -0 tar -tf <(blob_of out "$(jq -r '.layers[1].digest' <(manifest_of out))" | gzip -d)
  assert_output $'./\netc/\netc/.wh.conf\nagain\napp'
  assert_equal "$(files_of oci:out)" "$(files_of "$ONE:app")"
  run -1 imagetool_ squash "$ONE:app" --base "$ONE:new-base" -t oci:out
  assert_output --partial "the image's lowest layers are not this base's"
  run -1 imagetool_ squash "$ONE:app"
  assert_output "imagetool squash: which layers stay? (--base names the image that has them; flatten takes all)"
}

@test "export --flatten: what export writes, without the store and without privilege" {
  imagetool_ copy -q "$ONE:app" here:app
  imagetool export here:app >whole.tar
  chmod -R a+rX "$BATS_FILE_TMPDIR/one" && chmod a+x "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "${BATS_FILE_TMPDIR%/*}"
  run -0 setpriv --reuid 1234 --regid 1234 --clear-groups env -u IMAGETOOL_ROOT HOME=/nonexistent \
    bash -c 'imagetool export --flatten "$1" | tar -tvf -' - "$ONE:app"
  run -0 imagetool export --flatten -o flat.tar "$ONE:app"
  rm -rf a b && mkdir a b
  tar -C a -xf whole.tar && tar -C b -xf flat.tar
  diff -r a b
  [ b/app -ef b/again ] || assert_equal "$(cat b/app b/again)" 21
}

@test "diff --config: what is different in two images' configs" {
  imagetool_ copy -q "$ONE:base" here:1
  imagetool_ mutate -q here:1 -t here:2 --user app --unsetlabel x --env A=3
  run -0 imagetool diff --config here:1 here:2
  assert_output '- config.Env: ["A=1","B=2"]
+ config.Env: ["A=3","B=2"]
- config.Labels.x: "1"
+ config.User: "app"'
  run -0 imagetool diff --config here:1 here:1
  assert_output ""
  run -125 imagetool diff --config here:1
  assert_output --partial "--config is about two images"
}

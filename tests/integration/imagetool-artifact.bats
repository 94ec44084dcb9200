#!/usr/bin/env bats
# imagetool artifact, attach, referrers, tree, and --referrers of copy, pull, push: what is kept beside images.

load helpers
load registry
load hostile_registry

setup_file() {
  start_registry "$BATS_FILE_TMPDIR/registry"
  make_image "$BATS_FILE_TMPDIR/many" many linux/amd64 linux/arm64
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  export CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  MANY=oci:$BATS_FILE_TMPDIR/many:many
  NAME=$REGISTRY/artifact-$BATS_TEST_NUMBER/x
  echo '{"bom":1}' >sbom.json
  echo signature >sig
}

imagetool_() { imagetool --tls-verify=false "$@"; }

# with_referrers PLACE: an index with a bill of materials of its first image, signed; the digests in BOM and SIGNATURE.
with_referrers() {
  imagetool_ copy -q --all "$MANY" "$1"
  BOM=$(imagetool_ attach -q --artifact-type application/spdx+json --platform linux/amd64 "$1" sbom.json:application/spdx+json)
  SIGNATURE=$(imagetool_ attach -q --artifact-type application/example.sig "${1%:*}@$BOM" sig)
}

@test "artifact push and pull: files and folders come back as they were" {
  mkdir -p folder/below out
  echo a >folder/a
  echo b >folder/below/b
  ln -s a folder/link
  chmod 700 folder/below
  run -0 imagetool_ artifact push "$NAME:1" --artifact-type application/x.test --annotation k=v sbom.json:application/json folder
  assert_line --regexp '^Digest: sha256:[0-9a-f]{64}$'
  run -0 imagetool_ artifact pull "$NAME:1" -o out
  assert_line --regexp '^Downloaded  [0-9a-f]{12} sbom.json$'
  diff sbom.json out/sbom.json
  diff -r --no-dereference folder out/folder
  assert_equal "$(stat -c %a out/folder/below)" 700
  imagetool_ copy -q "docker://$NAME:1" dir:seen
  run -0 jq -c '[.artifactType, .config.mediaType, .annotations.k, (.layers[] | [.mediaType, .annotations["org.opencontainers.image.title"], .annotations["io.deis.oras.content.unpack"]])]' seen/manifest.json
  assert_output '["application/x.test","application/vnd.oci.empty.v1+json","v",["application/json","sbom.json",null],["application/vnd.oci.image.layer.v1.tar+gzip","folder","true"]]'
  # Again over what is there, but not with -k.
  echo changed >out/sbom.json
  run -0 imagetool_ artifact pull -q "$NAME:1" -o out
  diff sbom.json out/sbom.json
  run -1 imagetool_ artifact pull -k "$NAME:1" -o out
  assert_output --partial "sbom.json: File exists"
}

@test "artifact push: what has no name inside, or is not there, is an error" {
  run -1 imagetool_ artifact push "$NAME:1" /etc/hostname
  assert_output "imagetool artifact push: /etc/hostname: an absolute path is no name for a part of an artifact"
  run -1 imagetool_ artifact push "$NAME:1" none
  assert_output "imagetool artifact push: none: none: No such file or directory"
  run -125 imagetool_ artifact push "$NAME:1"
  run -1 imagetool_ digest "$NAME:1"
}

# hostile_artifact TITLE [UNPACK-TAR]: pushed as $NAME:bad
hostile_artifact() {
  local source=sbom.json annotations
  annotations=$(jq -nc --arg t "$1" '{"org.opencontainers.image.title": $t}')
  if [ $# -gt 1 ]; then
    source=$2
    annotations=$(jq -c '. + {"io.deis.oras.content.unpack": "true"}' <<<"$annotations")
  fi
  imagetool_ artifact push -q "oci:bad:x" "$source:application/x"
  local manifest
  manifest=$(jq -r '.manifests[0].digest' bad/index.json)
  jq -c --argjson a "$annotations" '.layers[0].annotations = $a' "bad/blobs/${manifest/://}" >m
  local digest
  digest=$(sha256sum <m | cut -d' ' -f1)
  cp m "bad/blobs/sha256/$digest"
  jq --arg d "sha256:$digest" --argjson s "$(stat -c %s m)" '.manifests[0].digest = $d | .manifests[0].size = $s' bad/index.json >i
  mv i bad/index.json
  imagetool_ copy -q oci:bad:x "docker://$NAME:bad"
  rm -r bad
}

@test "artifact pull: no name leads out of the folder, nor does a link in it" {
  local name
  for name in ../out-of-it /tmp/out-of-it a/../../out-of-it .; do
    hostile_artifact "$name"
    run -1 imagetool_ artifact pull "$NAME:bad" -o folder
    assert_output "imagetool artifact pull: $NAME:bad: \"$name\" leads out of the folder"
  done
  # A link that is there leads to a place inside.
  mkdir -p folder victim && ln -s "$PWD/victim" folder/link
  hostile_artifact link/file
  run imagetool_ artifact pull "$NAME:bad" -o folder
  assert_equal "$(ls victim)" ""
  # Neither does a packed one's.
  mkdir t && ln -s "$PWD/victim" t/x && tar -C t -cf evil.tar x && rm t/x && mkdir t/x && echo y >t/x/y && tar -C t -rf evil.tar x/y
  gzip evil.tar
  hostile_artifact x evil.tar.gz
  run imagetool_ artifact pull "$NAME:bad" -o other
  assert_equal "$(ls victim)" ""
}

@test "attach, referrers, tree: in a registry without the API, in a layout, in the store" {
  local place
  for place in "docker://$NAME:1" oci:layout:1 "here:1"; do
    imagetool_ copy -q --all "$MANY" "$place"
    run -0 imagetool_ attach --artifact-type application/x.one "$place" sbom.json:application/json
    assert_line --regexp '^Digest: sha256:'
    imagetool_ attach -q --artifact-type application/x.two -a note=hello "$place"
    run -0 jq -r '.ArtifactType, .Annotations.note' <(imagetool_ referrers "$place" --format json)
    assert_output $'application/x.one\nnull\napplication/x.two\nhello'
    run -0 imagetool_ referrers "$place" --artifact-type application/x.two
    assert_line --index 0 --regexp '^DIGEST +ARTIFACT TYPE +CREATED +SIZE$'
    assert_line --index 1 --regexp '^sha256:[0-9a-f]{64} +application/x.two +.* ago +[0-9]+B$'
    assert_equal "${#lines[@]}" 2
    run -0 imagetool_ tree "$place"
    assert_line --index 0 --regexp "^$place sha256:"
    assert_line --regexp '^├── linux/arm64 sha256:'
    assert_line --regexp '^(├|└)── application/x.one sha256:'
  done
  # The image is what it was.
  assert_equal "$(imagetool digest --local here:1)" "$(jq -r '.manifests[0].digest' "$BATS_FILE_TMPDIR/many/index.json")"
  run -0 imagetool_ copy -q --all oci:layout:1 dir:again
}

@test "attach: to nothing, with nothing, or where nothing can be" {
  run -1 imagetool_ attach --artifact-type application/x "docker://$NAME:none" sig
  assert_output --partial "not found"
  run -1 imagetool_ attach "docker://$NAME:none" sig
  assert_output "imagetool attach: --artifact-type is missing (it says what is attached)"
  run -1 imagetool_ attach --artifact-type application/x "docker://$NAME:none"
  assert_output "imagetool attach: neither a file nor an annotation to attach"
  run -1 imagetool_ attach --artifact-type application/x dir:x sig
  assert_output --partial "dir:x: nothing can be attached there"
}

@test "copy --referrers: signatures of bills of materials, and cosign's tags, go where the image goes" {
  with_referrers "docker://$NAME:1"
  local digest place
  digest=$(imagetool_ digest "$NAME:1")
  imagetool_ artifact push -q "$NAME:${digest/:/-}.sig" sig:application/vnd.dev.cosign.simplesigning.v1+json
  imagetool_ copy -q --all "docker://$NAME:1" "docker://$NAME-plain:1"
  run -0 imagetool_ tree "docker://$NAME-plain:1"
  refute_output --partial spdx
  place=docker://$NAME:1
  for to in "docker://$NAME-2:1" oci:layout:1 here:1 "docker://$NAME-3:1"; do
    imagetool_ copy -q --all --referrers "$place" "$to"
    run -0 imagetool_ tree "$to"
    assert_line --regexp "^├── linux/amd64 sha256:"
    assert_line --partial "│   └── application/spdx+json $BOM"
    assert_line --partial "│       └── application/example.sig $SIGNATURE"
    assert_line --partial "└── ${digest/:/-}.sig sha256:"
    place=$to
  done
  run -1 imagetool_ copy -q --referrers --format docker "$place" oci:x:1
  assert_output --partial "--preserve-digests forbids it"
  run -1 imagetool_ copy -q --all --referrers "$place" docker-archive:x.tar:x:1
  assert_output --partial "--referrers: there is no room for them"
}

@test "pull and push --referrers; prune drops them with their image" {
  with_referrers "docker://$NAME:1"
  imagetool_ pull -q --referrers --platform all "$NAME:1"
  run -0 imagetool_ tree "$NAME:1"
  assert_line --partial "application/example.sig $SIGNATURE"
  imagetool tag "$NAME:1" "$NAME-2:1"
  imagetool_ push -q --referrers "$NAME-2:1"
  run -0 imagetool_ tree "docker://$NAME-2:1"
  assert_line --partial "application/example.sig $SIGNATURE"
  imagetool prune -f >/dev/null
  run -0 imagetool_ tree "$NAME:1"
  assert_line --partial "application/example.sig $SIGNATURE"
  imagetool rmi "$NAME:1" "$NAME-2:1" >/dev/null
  imagetool prune -f >/dev/null
  assert_equal "$(jq '.manifests | length' store/index.json)" 0
  assert_equal "$(find store/blobs -type f | wc -l)" 0
  run -1 imagetool_ push --referrers --compression zstd "$NAME:1"
  assert_output --partial "--referrers can't be used with --compression"
  run -1 imagetool_ pull --referrers -a "$NAME"
  assert_output --partial "--referrers can't be used with --all-tags/-a"
}

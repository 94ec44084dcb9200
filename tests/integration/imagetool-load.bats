#!/usr/bin/env bats
# imagetool load: archives of every kind and compression, and hostile ones.

load helpers
load hostile_registry

setup_file() {
  make_image "$BATS_FILE_TMPDIR/one" docker.io/me/one:1
  make_image "$BATS_FILE_TMPDIR/index" docker.io/me/many:1 linux/amd64 linux/arm64
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/from
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/one" me/one:1
  imagetool copy -q --all "oci:$BATS_FILE_TMPDIR/index" me/many:1
  imagetool save -o "$BATS_FILE_TMPDIR/a.tar" me/one:1 me/many:1
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store
  ID=sha256:$(jq -r '.config.digest' "$BATS_FILE_TMPDIR/one/blobs/$(jq -r '.manifests[0].digest' "$BATS_FILE_TMPDIR/one/index.json" | tr : /)" | cut -d : -f 2)
}

# docker_archive FILE EDIT...: an archive as docker save wrote it before 25, of one image; each EDIT is Python that
# may change `files` (by name), `config`, `entry`, `links` (name to target), `layers`.
docker_archive() {
  PYTHONPATH=$REPOSITORY/tests/integration python3 - "$@" <<'PY'
import hashlib, io, json, sys, tarfile
import image_maker
layers = image_maker.layers("linux/amd64")
config = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"]},
          "rootfs": {"type": "layers", "diff_ids": [image_maker.digest(one) for one in layers]}}
files, links = {}, {}
names = [hashlib.sha256(b"v1" + one).hexdigest() + "/layer.tar" for one in layers]
entry = {"Config": "", "RepoTags": ["old:1"], "Layers": names}
for name, one in zip(names, layers):
    files[name] = one
config_text = None
for edit in sys.argv[2:]:
    exec(edit)
text = config_text if config_text is not None else json.dumps(config).encode()
entry["Config"] = entry["Config"] or hashlib.sha256(text).hexdigest() + ".json"
files[entry["Config"]] = text
files.setdefault("manifest.json", json.dumps([entry]).encode())
with tarfile.open(sys.argv[1], "w") as archive:
    for name, content in files.items():
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    for name, target in links.items():
        info = tarfile.TarInfo(name)
        info.type, info.linkname = tarfile.SYMTYPE, target
        archive.addfile(info)
PY
}

@test "what was saved is loaded: names, digests, all platforms" {
  run imagetool load -i "$BATS_FILE_TMPDIR/a.tar"
  assert_success
  assert_output $'Loaded image: me/one:1\nLoaded image: me/many:1'
  diff <(cd "$BATS_FILE_TMPDIR/from/blobs" && find . -type f | sort) <(cd store/blobs && find . -type f | sort)
  assert_equal "$(imagetool images -q --no-trunc me/one:1)" "$ID"
  imagetool unpack me/one:1 bundle
  assert_equal "$(cat bundle/rootfs/etc/added)" added
  assert_not_exists bundle/rootfs/etc/removed
}

@test "any compression, from a file and from standard input" {
  cp "$BATS_FILE_TMPDIR/a.tar" .
  gzip -k a.tar && bzip2 -k a.tar && xz -k a.tar && zstd -q a.tar
  local form
  for form in gz bz2 xz zst; do
    run imagetool --root "store-$form" load <"a.tar.$form"
    assert_success
    assert_line 'Loaded image: me/one:1'
    imagetool --root "store2-$form" load -q -i "a.tar.$form"
  done
  run bash -c 'cat a.tar | imagetool load'
  assert_line 'Loaded image: me/many:1'
  assert_equal "$(find store/tmp -mindepth 1)" ''
}

@test "the other forms: a layout in a tar and in a folder, dir:" {
  imagetool --root "$BATS_FILE_TMPDIR/from" save --format oci-archive -o o.tar me/many:1
  run imagetool load -i o.tar
  assert_output 'Loaded image: me/many:1'
  run imagetool load -i "$BATS_FILE_TMPDIR/one"
  assert_output 'Loaded image: me/one:1'
  imagetool copy -q me/one:1 dir:d
  run imagetool --root other load -i d
  assert_output "Loaded image ID: $ID"
  run imagetool --root other images -q --no-trunc
  assert_output "$ID"
}

@test "an archive of before Docker 25" {
  docker_archive old.tar
  run imagetool load -i old.tar
  assert_output 'Loaded image: old:1'
  imagetool unpack old:1 bundle
  assert_equal "$(cat bundle/rootfs/etc/added)" added
  # Its layers are plain tars: their digest is the DiffID.
  run imagetool inspect old:1
  assert_equal "$(jq -c '.[0].RootFS.Layers' <<<"$output")" \
    "$(jq -c '[.layers[].digest]' "store/blobs/$(jq -r '.manifests[0].digest' store/index.json | tr : /)")"
}

@test "a layer that is a link to another's, as docker save of old wrote it" {
  docker_archive old.tar 'second = names[1]; names.append("0" * 64 + "/layer.tar"); links[names[2]] = "../" + second' \
    'config["rootfs"]["diff_ids"].append(config["rootfs"]["diff_ids"][1])'
  run imagetool load -i old.tar
  assert_success
  imagetool unpack old:1 bundle
  assert_equal "$(cat bundle/rootfs/etc/added)" added
}

@test "layers that are compressed in the archive" {
  docker_archive old.tar 'import gzip; files.update({n: gzip.compress(files[n]) for n in names})'
  imagetool load -q -i old.tar
  imagetool unpack old:1 bundle
  assert_equal "$(cat bundle/rootfs/etc/added)" added
}

@test "an image without a name has its id; one whose name is taken leaves the old one there" {
  docker_archive none.tar 'entry["RepoTags"] = None'
  run imagetool load -i none.tar
  assert_output --regexp '^Loaded image ID: sha256:[0-9a-f]{64}$'
  local old=${output##* }
  docker_archive old.tar
  imagetool load -q -i old.tar
  docker_archive new.tar 'config["author"] = "another"'
  run imagetool load -i new.tar
  assert_line --index 0 "The image old:1 already exists, renaming the old one with ID $old to empty string"
  assert_line --index 1 'Loaded image: old:1'
  run imagetool images -q --no-trunc
  assert_line "$old"
  run imagetool load -i new.tar
  assert_output 'Loaded image: old:1'
}

@test "a layer that is not what the config says is refused" {
  docker_archive bad.tar 'files[names[0]] = files[names[0]][:-1] + b"x"'
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial "the content's digest is sha256:"
  run imagetool images -q
  assert_output ''
  docker_archive bad.tar 'config["rootfs"]["diff_ids"].pop()'
  run imagetool load -i bad.tar
  assert_failure
  assert_output 'imagetool load: bad.tar: manifest.json has 2 layers, but the config 1 DiffIDs'
  docker_archive bad.tar 'names[1] = "missing"'
  run imagetool load -i bad.tar
  assert_failure
  assert_output 'imagetool load: bad.tar: missing: no such file in the archive'
}

@test "names and links in an archive lead nowhere else" {
  echo '{"secret":1}' >secret
  docker_archive bad.tar "entry['Config'] = '../../../..$PWD/secret'"
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'leads out of the archive'
  docker_archive bad.tar "links[names[0]] = '$PWD/secret'; del files[names[0]]"
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'no such file in the archive'
  docker_archive bad.tar 'links[names[0]] = "../../../x"; del files[names[0]]'
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'leads out of the archive'
  docker_archive bad.tar 'links["a"] = "b"; links["b"] = "a"; names[0] = "a"'
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'too many links'
}

@test "digests in an archive are digests before they are names of files" {
  cp -r "$BATS_FILE_TMPDIR/one" bad
  local digest
  for digest in sha256:../../x sha256: sha1:00 SHA256:00 ''; do
    jq --arg d "$digest" '.manifests[0].digest = $d' "$BATS_FILE_TMPDIR/one/index.json" >bad/index.json
    run imagetool load -i bad
    assert_failure
    assert_output --partial 'digest'
  done
}

@test "documents are bounded" {
  docker_archive bad.tar 'config_text = b"[" * 5000000'
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'a document of 5000000 bytes is too large'
  docker_archive bad.tar 'config_text = b"[" * 100000'
  run imagetool load -i bad.tar
  assert_failure
  docker_archive bad.tar 'files["manifest.json"] = b"{}"'
  run imagetool load -i bad.tar
  assert_failure
  assert_output --partial 'bad.tar: manifest.json: expected a list'
}

@test "too many images are refused" {
  docker_archive bad.tar 'files["manifest.json"] = json.dumps([{"Config": "c"}] * 1001).encode()'
  run imagetool load -i bad.tar
  assert_failure
  assert_output 'imagetool load: bad.tar: manifest.json: more than 1000 images'
}

@test "too many entries are refused" {
  python3 - <<'PY'
import tarfile
with tarfile.open("bad.tar", "w") as archive:
    for i in range(100_001):
        archive.addfile(tarfile.TarInfo(str(i)))
PY
  run imagetool load -i bad.tar
  assert_failure
  assert_output 'imagetool load: bad.tar: tar: more than 100000 entries'
}

@test "a large image takes no memory" {
  head -c 150000000 /dev/urandom >noise
  tar -cf layer.tar noise && rm noise
  "$REPOSITORY/tests/integration/make_image.py" big docker.io/me/big:1 '{}' layer.tar && rm layer.tar
  run bash -c 'ulimit -v 400000; imagetool copy -q oci:big docker-archive:big.tar:me/big:1 && imagetool load <big.tar'
  assert_success
  assert_output 'Loaded image: me/big:1'
}

@test "what is no archive is told" {
  echo nonsense >file
  run imagetool load -i file
  assert_failure
  assert_output --partial 'imagetool load: file: '
  mkdir empty
  run imagetool load -i empty
  assert_output 'imagetool load: empty: neither an image layout nor a folder of dir:'
  tar -cf x.tar file
  run imagetool load -i x.tar
  assert_output 'imagetool load: x.tar: no image: there is neither a manifest.json nor an oci-layout in it'
  run imagetool load -i missing
  assert_output 'imagetool load: missing: No such file or directory'
  run imagetool load </dev/null
  assert_output 'imagetool load: standard input: no image: there is neither a manifest.json nor an oci-layout in it'
  head -c 100000 "$BATS_FILE_TMPDIR/a.tar" >cut.tar
  run imagetool load -i cut.tar
  assert_failure
  assert_output --partial 'cut.tar: tar: '
  cp -r "$BATS_FILE_TMPDIR/one" old
  echo '{"imageLayoutVersion":"2.0.0"}' >old/oci-layout
  run imagetool load -i old
  assert_output "imagetool load: old: oci-layout: the image layout's version is not 1.0.0"
  run imagetool load file
  assert_failure 125
  assert_output --partial 'no argument is expected (-i FILE)'
  run script -qec 'imagetool load' /dev/null
  assert_output --partial 'requested load from stdin, but stdin is empty'
}

@test "the images of a docker archive: one of several has to be named" {
  run imagetool copy "docker-archive:$BATS_FILE_TMPDIR/a.tar" dir:d
  assert_failure
  assert_output "imagetool copy: $BATS_FILE_TMPDIR/a.tar: there are 2 images: me/one:1, me/many:1 (say which)"
  imagetool copy -q "docker-archive:$BATS_FILE_TMPDIR/a.tar:me/one:1" dir:d
  imagetool copy -q "docker-archive:$BATS_FILE_TMPDIR/a.tar:@0" dir:e
  cmp d/manifest.json e/manifest.json
  run imagetool copy "docker-archive:$BATS_FILE_TMPDIR/a.tar:@2" dir:d
  assert_output "imagetool copy: $BATS_FILE_TMPDIR/a.tar: no image @2, there are 2"
  run imagetool copy "docker-archive:$BATS_FILE_TMPDIR/a.tar:no:1" dir:d
  assert_output "imagetool copy: $BATS_FILE_TMPDIR/a.tar: no image \"no:1\", only: me/one:1, me/many:1"
}

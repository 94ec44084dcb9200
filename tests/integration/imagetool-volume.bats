# Volumes: folders that containers share and that outlive them.

load helpers
load images

setup_file() {
  local work=$BATS_FILE_TMPDIR/made
  busybox_tree "$work/tree"
  mkdir -p "$work/tree/srv/site/deep"
  echo first >"$work/tree/srv/site/index.html"
  ln "$work/tree/srv/site/index.html" "$work/tree/srv/site/deep/second"
  ln -s /etc/hostname "$work/tree/srv/site/link"
  chown -R 1001:1002 "$work/tree/srv/site"
  chmod 2750 "$work/tree/srv/site"
  tar -C "$work/tree" -cf "$work/tree.tar" .
  image "$work/layout" site '{"Cmd":["sh"],"Volumes":{"/srv/site":{}}}' "$work/tree.tar"
  export IMAGETOOL_ROOT=$work/store
  in_store "$IMAGETOOL_ROOT" "$work/layout" site
}

setup() {
  require_root
  # A store of each test's own: what one leaves is nobody else's.
  cp -a "$BATS_FILE_TMPDIR/made/store" "$BATS_TEST_TMPDIR/store"
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store RUNTIME_ROOT=$BATS_TEST_TMPDIR/run
  bundle=$BATS_TEST_TMPDIR/box
}

# in_site BUNDLE OPTION... -- COMMAND: makes a bundle and runs it.
in_site() {
  local folder=$1 options=()
  shift
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  imagetool bundle "${options[@]}" site "$folder" sh -c "$*"
  runtime run "$folder/" "$(basename "$folder")-$$-$BATS_TEST_NUMBER"
}

names() { imagetool volume ls -q "$@"; }

@test "create, ls, inspect and rm, in Docker's words" {
  run -0 imagetool volume create --label a=b --label c data
  assert_output data
  run -0 imagetool volume create data
  assert_output data
  run -0 imagetool volume create
  assert_output --regexp '^[0-9a-f]{64}$'
  made=$output
  run -0 imagetool volume ls
  assert_line --index 0 --regexp '^DRIVER +VOLUME NAME$'
  assert_line --regexp '^local +data$'
  run -0 imagetool volume ls --format '{{.Name}} {{.Labels}} {{.Scope}}' --filter label=a=b
  assert_output "data a=b,c= local"
  assert_equal "$(names -f name=at)" data
  assert_equal "$(names -f driver=local -f name=dat -f name=none)" data
  assert_equal "$(imagetool volume inspect data | jq -c '.[0] | [.Driver, .Labels, .Mountpoint, .Name, .Options, .Scope]')" \
    "[\"local\",{\"a\":\"b\",\"c\":\"\"},\"$IMAGETOOL_ROOT/volumes/data/_data\",\"data\",null,\"local\"]"
  run -0 imagetool volume inspect -f '{{.Mountpoint}}' data
  assert_dir_exist "$output"
  run -0 imagetool volume rm data "$made"
  assert_output "data
$made"
  assert_equal "$(names)" ""
  assert_not_exist "$IMAGETOOL_ROOT/volumes/data"
}

@test "what is wrong with a volume is told" {
  run -1 imagetool volume create x
  assert_output "imagetool volume create: create x: volume name is too short, names should be at least two alphanumeric characters"
  run -1 imagetool volume create ../data
  assert_output --partial '"../data" includes invalid characters for a local volume name'
  run -1 imagetool volume create -d nfs data
  assert_output --partial 'error looking up volume plugin nfs: plugin "nfs" not found'
  run -1 imagetool volume create -o color=red data
  assert_output --partial 'invalid option: "color"'
  run -1 imagetool volume create -o type=tmpfs data
  assert_output --partial 'missing required option: "device"'
  run -1 imagetool volume create -o size=1m data
  assert_output --partial 'quota size requested but no quota support'
  assert_equal "$(names)" ""
  run -1 imagetool volume rm nothing
  assert_output "imagetool volume rm: get nothing: no such volume"
  run -0 imagetool volume rm -f nothing
  run -1 --separate-stderr imagetool volume inspect nothing
  assert_output "[]"
  assert_equal "$stderr" "imagetool volume inspect: get nothing: no such volume"
  run -125 imagetool volume ls -f color=red
  assert_line --partial "invalid filter 'color'"
  run -125 imagetool volume ls -f red
  assert_line --partial "bad format of filter (expected name=value)"
  run -125 imagetool volume rm
  run -1 imagetool volume paint
  assert_output 'imagetool volume: unknown verb "paint" (see imagetool volume --help)'
}

@test "-v NAME: made when it is missing, filled from the image, kept when the container is gone" {
  run -0 in_site "$bundle" -v data:/srv/site -- 'cat /srv/site/index.html; echo second >/srv/site/index.html'
  assert_output first
  local data=$IMAGETOOL_ROOT/volumes/data/_data
  assert_equal "$(stat -c '%u:%g %a' "$data" "$data/deep" | tr '\n' ' ')" "1001:1002 2750 1001:1002 755 "
  assert_equal "$(cat "$data/deep/second")" second # still one file
  assert_equal "$(readlink "$data/link")" /etc/hostname
  assert_not_exist "$bundle/upper/srv/site/index.html"
  rm -r "$bundle"
  run -0 in_site "$bundle" -v data:/srv/site:ro -- 'cat /srv/site/index.html; touch /srv/site/x || true'
  assert_line --index 0 second
  assert_line --partial "Read-only file system"
  assert_equal "$(names)" data
}

@test "nocopy: an empty volume; U: it belongs to the container's user" {
  run -0 in_site "$bundle" -u app -v data:/srv/site:nocopy,U -- 'ls -A /srv/site; touch /srv/site/mine && echo written'
  assert_output written
  assert_equal "$(stat -c %u:%g "$IMAGETOOL_ROOT/volumes/data/_data")" 1001:1002
}

@test "the image's VOLUME and -v /path: volumes without a name" {
  run -0 in_site "$bundle" -v /new -- 'cat /srv/site/index.html; touch /new/x /srv/site/y'
  assert_output first
  assert_equal "$(names | grep -cxE '[0-9a-f]{64}')" 2
  assert_equal "$(jq -r '.annotations["imagetool/mounts"] | fromjson | map(.Destination) | sort | join(" ")' "$bundle/config.json")" "/new /srv/site"
  run -0 in_site "$bundle-2" --image-volume ignore -- 'ls /srv/site | wc -l; grep -c /srv/site /proc/mounts || true'
  assert_output "3
0"
  run -0 in_site "$bundle-3" --image-volume tmpfs -- 'grep -c "tmpfs /srv/site" /proc/mounts'
  assert_output 1
  assert_equal "$(names | wc -l)" 2
}

@test "--mount type=volume, and a file system as a volume" {
  imagetool volume create -o type=tmpfs -o device=tmpfs -o o=size=1m,mode=700 memory
  mkdir "$BATS_TEST_TMPDIR/outside"
  imagetool volume create -o type=none -o "device=$BATS_TEST_TMPDIR/outside" -o o=bind outside
  run -0 in_site "$bundle" --mount src=data,dst=/data,readonly --mount type=volume,src=memory,dst=/memory -v outside:/out -- \
    'touch /data/x; grep -o "tmpfs /memory tmpfs.*size=1024k" /proc/mounts; touch /out/y'
  assert_line --partial "/data/x: Read-only file system"
  assert_line --partial "tmpfs /memory tmpfs"
  assert_exist "$BATS_TEST_TMPDIR/outside/y"
}

@test "-v /host: a folder of the host, made when it is missing" {
  in_site "$bundle" -v "$BATS_TEST_TMPDIR/new/folder:/data:z" -- 'touch /data/x'
  assert_exist "$BATS_TEST_TMPDIR/new/folder/x"
}

@test "--volumes-from a bundle or a container: what somebody asked for, and no more" {
  mkdir "$BATS_TEST_TMPDIR/host"
  imagetool bundle --name "web-$$" --tmpfs /t -v data:/data -v "$BATS_TEST_TMPDIR/host:/host" site "$bundle" sleep 1000
  run -0 in_site "$bundle-2" --volumes-from "$bundle" -- 'touch /data/a /host/b; grep -c "/t " /proc/mounts; ls /srv/site | wc -l'
  assert_output "0
3"
  assert_exist "$BATS_TEST_TMPDIR/host/b"
  runtime run -d "$bundle/" "id-$$" >/dev/null 3>&-
  run in_site "$bundle-3" --volumes-from "web-$$:ro" -v other:/data -- 'touch /host/c; touch /data/mine'
  runtime rm -f "id-$$"
  assert_output --partial "/host/c: Read-only file system"
  assert_exist "$IMAGETOOL_ROOT/volumes/other/_data/mine"
  assert_exist "$IMAGETOOL_ROOT/volumes/data/_data/a"
  run -1 imagetool bundle --volumes-from nobody site "$bundle-4"
  assert_output "imagetool bundle: No such container: nobody"
  run -125 imagetool bundle --volumes-from nobody:rx site "$bundle-4"
  assert_line --index 0 --partial "invalid mode: rx"
}

@test "a volume that a bundle uses stays" {
  imagetool bundle -v data:/data --image-volume ignore site "$bundle"
  imagetool volume create idle
  imagetool volume create >/dev/null
  run -1 imagetool volume rm data idle
  assert_output "imagetool volume rm: remove data: volume is in use - [$bundle]
idle"
  run -1 imagetool volume rm -f data
  assert_equal "$(names -f dangling=false)" data
  imagetool volume create --label keep idle
  run -0 imagetool volume prune <<<n
  assert_output --partial "WARNING! This will remove anonymous local volumes not used by at least one container."
  run -0 imagetool volume prune -f
  assert_line --index 0 "Deleted Volumes:"
  assert_line --partial "Total reclaimed space: 0B"
  assert_equal "$(names | tr '\n' ' ')" "data idle "
  run -0 imagetool volume prune -a -f --filter label!=keep
  assert_output "Total reclaimed space: 0B"
  echo 12345 >"$IMAGETOOL_ROOT/volumes/idle/_data/file"
  run -0 imagetool volume prune -f --filter all=true
  assert_output "Deleted Volumes:
idle

Total reclaimed space: 6B"
  # A bundle that was removed by hand uses nothing.
  rm -r "$bundle"
  run -0 imagetool volume rm data
}

@test "an edited config.json uses what it shows" {
  imagetool volume create data
  imagetool bundle --image-volume ignore site "$bundle"
  jq --arg source "$IMAGETOOL_ROOT/volumes/data/_data" '.mounts += [{destination: "/d", type: "bind", source: $source, options: ["bind"]}]' \
    "$bundle/config.json" >"$bundle/new" && mv "$bundle/new" "$bundle/config.json"
  run -1 imagetool volume rm data
  assert_output --partial "volume is in use"
}

@test "what could not be made leaves no volume" {
  run -1 imagetool bundle --cap-add FLY -v data:/data site "$bundle"
  assert_output --partial "invalid capability"
  assert_equal "$(names)" ""
  run -125 imagetool bundle -v data:/data -v other:/data site "$bundle"
  assert_line --index 0 --partial "Duplicate mount point: /data"
}

@test "I10: a volume is filled from inside of the image, wherever its links lead" {
  local work=$BATS_TEST_TMPDIR/work
  mkdir -p "$work/host" "$work/tree"
  echo bird-of-the-host >"$work/host/canary"
  ln -s "$work/host" "$work/tree/link"
  ln -s / "$work/tree/root"
  tar -C "$work/tree" -cf "$work/one.tar" .
  image "$work/layout" hostile "{\"Cmd\":[\"x\"],\"Volumes\":{\"/../..$work/host\":{},\"/link\":{},\"/root$work/host\":{},\"link/../..\":{},\"/\":{}},
    \"Labels\":{\"imagetool/mounts\":\"[]\"}}" "$work/one.tar"
  in_store "$IMAGETOOL_ROOT" "$work/layout" hostile
  imagetool bundle --image-volume ignore hostile "$work/plain"
  assert_equal "$(jq '.annotations["imagetool/mounts"]' "$work/plain/config.json")" null
  imagetool bundle hostile "$work/b"
  assert_equal "$(names | wc -l)" 3
  assert_equal "$(grep -rl bird-of-the-host "$IMAGETOOL_ROOT/volumes" "$work/b")" ""
  assert_equal "$(ls -A "$work/host")" canary
}

@test "rm: a bundle goes, with -v its volumes without a name that nobody else has" {
  imagetool bundle -v data:/data -v /own site "$bundle" sleep 1000
  imagetool bundle --volumes-from "$bundle" -v /own site "$bundle-2"
  imagetool bundle --image-volume ignore site "$bundle-3"
  assert_equal "$(names | wc -l)" 4
  runtime run -d "$bundle/" "id-$$" >/dev/null 3>&-
  run -1 imagetool rm -v "$bundle"
  assert_output "imagetool rm: $bundle: a container runs on it"
  runtime rm -f "id-$$"
  run -0 imagetool rm -v "$bundle"
  assert_output "$bundle"
  assert_not_exist "$bundle"
  assert_equal "$(names | wc -l)" 3
  imagetool rm "$bundle-3"
  imagetool rm -v "$bundle-2"
  assert_equal "$(names)" data
  mkdir "$BATS_TEST_TMPDIR/other"
  echo '{"ociVersion":"1.0.2","root":{"path":"."}}' >"$BATS_TEST_TMPDIR/other/config.json"
  run -1 imagetool rm "$BATS_TEST_TMPDIR/other" "$bundle"
  assert_line --index 0 "imagetool rm: $BATS_TEST_TMPDIR/other: is no bundle of this store"
  assert_line --index 1 --partial "No such file or directory"
  assert_exist "$BATS_TEST_TMPDIR/other/config.json"
  run -0 imagetool rm -f "$bundle"
}

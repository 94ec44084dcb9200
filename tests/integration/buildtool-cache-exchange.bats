# --cache-to and --cache-from: another machine (here: a store that has only the base image) runs nothing.

load buildtool-helpers
load registry

setup() {
  context=$BATS_TEST_TMPDIR/context
  shared=$BATS_TEST_TMPDIR/shared
  other=$BATS_TEST_TMPDIR/other
  mkdir "$context" "$shared"
  echo text >"$context/file"
  new_machine
}

teardown() {
  stop_registry "$BATS_TEST_TMPDIR/registry"
}

new_machine() {
  rm -rf "$other"
  mkdir "$other"
  imagetool --root "$STORE" save base | imagetool --root "$other" load >/dev/null
}

# Each RUN leaves a line in the log of the machine that runs it.
three_steps() {
  dockerfile <<'END'
FROM base AS build
RUN echo run >>/shared/log; echo made >/made
FROM base
COPY file /
COPY --from=build /made /
RUN echo run >>/shared/log; cat /file /made >/both
END
}

# on STORE [OPTION...]: builds there.
on() {
  local store=$1
  shift
  run buildtool --root "$store" --progress plain -t result -v "$shared:/shared" "$@" "$context"
}

id_on() { imagetool --root "$1" inspect --format '{{.Id}}' result; }

# nothing_run: since the log was emptied.
assert_nothing_run() { assert_equal "$(cat "$shared/log" 2>/dev/null)" ""; }

@test "a folder with mode=max: nothing is run, and the image is the same" {
  three_steps
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,mode=max"
  assert_success
  assert_equal "$(jq -r '.manifests[0].annotations["org.opencontainers.image.ref.name"]' "$BATS_TEST_TMPDIR/cache/index.json")" latest
  assert_equal "$(skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/cache" | jq -r .config.mediaType)" application/vnd.buildkit.cacheconfig.v0
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_output --partial 'importing cache manifest from'
  assert_nothing_run
  assert_equal "$(id_on "$other")" "$(id_on "$STORE")"
  run imagetool --root "$other" fsck
  assert_success
  # From now on it is its own.
  rm -r "$BATS_TEST_TMPDIR/cache"
  on "$other"
  assert_nothing_run
}

@test "mounts=true: cache mounts go to another machine, and on from one whose RUNs did not need them" {
  local uses='FROM base
RUN --mount=type=cache,id=deps,target=/deps cat /deps/one >/had 2>/dev/null || { echo fetched >/deps/one; ln /deps/one /deps/two; chown 12:34 /deps/one; }'
  dockerfile <<<"$uses"
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/without"
  assert_success
  assert_equal "$(skopeo inspect --raw --config "oci:$BATS_TEST_TMPDIR/without" | jq .mounts)" null
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,mounts=true"
  assert_success
  dockerfile <<<'FROM base
RUN true'
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache" --cache-to "type=local,dest=$BATS_TEST_TMPDIR/passed-on,mounts=true"
  assert_success
  assert_equal "$(ls "$other/cachemounts" 2>/dev/null)" ""
  new_machine
  dockerfile <<<"$uses
RUN --mount=type=cache,id=deps,target=/deps stat -c '%u:%g %h' /deps/two >/stat"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/passed-on" --no-cache
  assert_success
  assert_output --partial 'importing cache mount deps'
  imagetool --root "$other" cp result:/had "$BATS_TEST_TMPDIR/had"
  imagetool --root "$other" cp result:/stat "$BATS_TEST_TMPDIR/stat"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/had" "$BATS_TEST_TMPDIR/stat")" "fetched
12:34 2"
}

@test "mounts=true: by a registry, too" {
  start_registry "$BATS_TEST_TMPDIR/registry"
  dockerfile <<<'FROM base
RUN --mount=type=cache,target=/deps echo x >>/deps/one; cat /deps/one >/all'
  on "$STORE" --no-cache --tls-verify=false --cache-to "type=registry,ref=$REGISTRY/cache:1,mounts=true"
  assert_success
  on "$other" --no-cache --tls-verify=false --cache-from "$REGISTRY/cache:1"
  assert_success
  imagetool --root "$other" cp result:/all "$BATS_TEST_TMPDIR/all"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/all")" $'x\nx'
}

@test "mounts=true: content that is not what its digest says is not taken" {
  dockerfile <<<'FROM base
RUN --mount=type=cache,target=/deps echo x >>/deps/one; cat /deps/one >/all'
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,mounts=true"
  assert_success
  local blob
  blob=$(skopeo inspect --raw --config "oci:$BATS_TEST_TMPDIR/cache" | jq -r '.mounts[0].blob')
  printf 'x' | dd of="$BATS_TEST_TMPDIR/cache/blobs/${blob/://}" bs=1 seek=20 conv=notrunc status=none
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache" --no-cache
  assert_success
  assert_output --partial "ERROR: "
  imagetool --root "$other" cp result:/all "$BATS_TEST_TMPDIR/all"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/all")" x
}

@test "mode=min has the result's own steps" {
  printf 'FROM base\nRUN echo run >>/shared/log; echo only >/only\n' | dockerfile
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache"
  assert_success
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache,tag=latest"
  assert_success
  assert_nothing_run
}

@test "inline: the image itself is the cache" {
  start_registry "$BATS_TEST_TMPDIR/registry"
  printf 'FROM base\nRUN echo run >>/shared/log; echo inline >/inline\nCOPY file /\n' | dockerfile
  on "$STORE" --no-cache --cache-to type=inline
  assert_success
  skopeo copy -q --dest-tls-verify=false "oci:$STORE:docker.io/library/result:latest" "docker://$REGISTRY/inline:1"
  skopeo inspect --config --raw --tls-verify=false "docker://$REGISTRY/inline:1" |
    jq -r '.["moby.buildkit.cache.v0"]' | base64 -d | jq -e '.[0].layers[0].layer == 1'
  rm "$shared/log"
  on "$other" --cache-from "$REGISTRY/inline:1" --cache-to type=inline --tls-verify=false
  assert_success
  assert_nothing_run
  assert_equal "$(id_on "$other")" "$(id_on "$STORE")"
}

# Two stages, of which the result takes one file each; the first is based on a third.
four_stages() {
  dockerfile <<'END'
FROM base AS tools
RUN echo tools >>/shared/log
FROM tools AS build
WORKDIR /src
COPY file .
RUN echo build >>/shared/log; cat file >/made
FROM base AS other
RUN echo other >>/shared/log; echo other >/other
FROM base
COPY --from=build /made /
COPY --from=other /other /
RUN echo result >>/shared/log; cat /made /other >/both
END
}

ran() { sort "$shared/log" | tr '\n' ' '; }

@test "mode=min: the stages that the result was made from are not run, nor are their layers there" {
  four_stages
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_equal "$(skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/cache" | jq '.layers | length')" 3
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache" --cache-to "type=local,dest=$BATS_TEST_TMPDIR/next"
  assert_success
  assert_nothing_run
  assert_equal "$(id_on "$other")" "$(id_on "$STORE")"
  # What was only taken over is handed on.
  new_machine
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/next"
  assert_success
  assert_nothing_run
}

@test "mode=min: of the stages only those are run whose files are needed, and once" {
  four_stages
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache"
  rm "$shared/log"
  sed -i 's/cat file >.made/tr a-z A-Z <file >\/made/' "$context/Dockerfile"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_equal "$(ran)" "build other result tools "
  # With a change in the result's own steps both are needed; with none there, one that came to the same is a hit.
  rm "$shared/log"
  new_machine
  sed -i 's/tr a-z A-Z <file/true; cat file/' "$context/Dockerfile"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_equal "$(ran)" "build tools "
  assert_equal "$(id_on "$other")" "$(id_on "$STORE")"
}

@test "mode=min: a step that is run after all and fails is shown with its own lines" {
  printf 'FROM base AS first\nRUN if [ -e /shared/broken ]; then exit 3; fi; echo 1 >/first\nFROM base\nCOPY --from=first /first /\n' | dockerfile
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache"
  assert_success
  touch "$shared/broken"
  echo 'RUN --mount=from=first,target=/mnt cat /mnt/first' >>"$context/Dockerfile"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_failure 1
  assert_line --regexp 'Dockerfile:2: process .* did not complete successfully: exit code: 3$'
}

@test "inline: the stages that the image was made from are not run" {
  four_stages
  on "$STORE" --no-cache --cache-to type=inline
  assert_success
  skopeo copy -q "oci:$STORE:docker.io/library/result:latest" "oci:$BATS_TEST_TMPDIR/cache:latest"
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache" --cache-to type=inline
  assert_success
  assert_nothing_run
  assert_equal "$(id_on "$other")" "$(id_on "$STORE")"
}

@test "a record of a layer that the cache has not is passed over" { # B13
  printf 'FROM base\nRUN echo run >>/shared/log\n' | dockerfile
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,image-manifest=false"
  change_cache_config '.records[].layers = [{layer: -1}, {layer: 1}, {layer: 100000000}]'
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_equal "$(cat "$shared/log")" run
}

@test "image-manifest=false: an index, as older BuildKits have it, in a folder and in a registry" {
  start_registry "$BATS_TEST_TMPDIR/registry"
  three_steps
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,mode=max,image-manifest=false" \
    --cache-to "type=registry,ref=$REGISTRY/cache:index,mode=max,image-manifest=false" --tls-verify=false
  assert_success
  run jq -r '.mediaType, (.manifests | map(.mediaType) | unique[])' <(skopeo inspect --raw --tls-verify=false "docker://$REGISTRY/cache:index")
  assert_output - <<'END'
application/vnd.oci.image.index.v1+json
application/vnd.buildkit.cacheconfig.v0
application/vnd.oci.image.layer.v1.tar+gzip
END
  rm "$shared/log"
  on "$other" --cache-from "type=registry,ref=$REGISTRY/cache:index" --tls-verify=false
  assert_success
  assert_nothing_run
  new_machine
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_nothing_run
}

# change_cache_config FILTER: by jq, of the cache in an index.
change_cache_config() {
  local config index layout=$BATS_TEST_TMPDIR/cache/index.json
  cd "$BATS_TEST_TMPDIR/cache/blobs/sha256"
  index=$(jq -r '.manifests[0].digest' "$layout")
  config=$(jq -r '.manifests[-1].digest' "${index#*:}")
  jq -c "$1" "${config#*:}" >config
  replace_blob config "$config" "${index#*:}"
  replace_blob "${index#*:}" "$index" "$layout"
}

# replace_blob FILE DIGEST DOCUMENT: what DOCUMENT names by DIGEST is FILE.
replace_blob() {
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  cp "$1" "$digest"
  jq -c "(.manifests[] | select(.digest == \"$2\")) |= (.digest = \"sha256:$digest\" | .size = $(stat -c %s "$1"))" "$3" >document
  mv document "$3"
}

@test "BuildKit's own records, whose keys are others, are passed over" {
  printf 'FROM base\nRUN echo run >>/shared/log\n' | dockerfile
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache,image-manifest=false"
  # As the newest of them writes it: what a step is made from, and no "next".
  change_cache_config '.records |= map({layers, digest, inputs: [[{selector: "sha256:0", link: 0}]], chains: [{layers: [0], createdAt: "2026-01-02T03:04:05Z"}]})'
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  refute_output --partial ERROR
  assert_equal "$(cat "$shared/log")" run
}

@test "registry: a cache of its own name" {
  start_registry "$BATS_TEST_TMPDIR/registry"
  three_steps
  on "$STORE" --no-cache --cache-to "type=registry,ref=$REGISTRY/cache:main,mode=max" --tls-verify=false
  assert_success
  rm "$shared/log"
  on "$other" --cache-from "type=registry,ref=$REGISTRY/cache:main" --tls-verify=false
  assert_success
  assert_nothing_run
}

@test "a cache that is not there is told, and the build goes on; one that cannot be written is an error" {
  printf 'FROM base\nRUN echo run >>/shared/log\n' | dockerfile
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/nosuch"
  assert_success
  assert_line --regexp '^#[0-9]+ ERROR: .*nosuch: No such file or directory$'
  touch "$BATS_TEST_TMPDIR/taken"
  on "$other" --cache-to "type=local,dest=$BATS_TEST_TMPDIR/taken"
  assert_failure 1
  on "$other" --cache-to "type=local,dest=$BATS_TEST_TMPDIR/taken,ignore-error=true"
  assert_success
}

@test "a cached layer whose bytes are others is not taken: the step is run" {
  printf 'FROM base\nRUN echo run >>/shared/log; echo mine >/mine\n' | dockerfile
  on "$STORE" --no-cache --cache-to "type=local,dest=$BATS_TEST_TMPDIR/cache"
  assert_success
  local blob
  blob=$(skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/cache" | jq -r '.layers[0].digest')
  rm "$shared/log"
  echo evil >"$BATS_TEST_TMPDIR/evil"
  tar -czf "$BATS_TEST_TMPDIR/cache/blobs/${blob/://}" -C "$BATS_TEST_TMPDIR" evil
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_equal "$(cat "$shared/log")" run
  # A link in the folder leads nowhere.
  rm "$shared/log" "$BATS_TEST_TMPDIR/cache/blobs/${blob/://}"
  ln -s "$STORE/blobs/${blob/://}" "$BATS_TEST_TMPDIR/cache/blobs/${blob/://}"
  on "$other" --no-cache --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_equal "$(cat "$shared/log")" run
}

@test "a DiffID that the layer has not is not believed" {
  printf 'FROM base\nRUN echo run >>/shared/log; echo mine >/mine\n' | dockerfile
  on "$STORE" --no-cache --cache-to type=inline
  # The same layer, under another DiffID: a config of somebody else's making.
  skopeo copy -q "oci:$STORE:docker.io/library/result:latest" "dir:$BATS_TEST_TMPDIR/dir"
  local config manifest=$BATS_TEST_TMPDIR/dir/manifest.json wrong
  config=$(jq -r .config.digest "$manifest")
  jq -c '.rootfs.diff_ids[1] = .rootfs.diff_ids[0]' "$BATS_TEST_TMPDIR/dir/${config#*:}" >"$BATS_TEST_TMPDIR/config"
  wrong=$(sha256sum <"$BATS_TEST_TMPDIR/config" | cut -d' ' -f1)
  cp "$BATS_TEST_TMPDIR/config" "$BATS_TEST_TMPDIR/dir/$wrong"
  jq -c ".config.digest = \"sha256:$wrong\" | .config.size = $(stat -c %s "$BATS_TEST_TMPDIR/config")" "$manifest" >"$BATS_TEST_TMPDIR/m"
  mv "$BATS_TEST_TMPDIR/m" "$manifest"
  skopeo copy -q "dir:$BATS_TEST_TMPDIR/dir" "oci:$BATS_TEST_TMPDIR/cache:latest"
  rm "$shared/log"
  on "$other" --cache-from "type=local,src=$BATS_TEST_TMPDIR/cache"
  assert_success
  assert_line --partial 'its DiffID is another'
  assert_equal "$(cat "$shared/log")" run
}

@test "places and keys that there are not" {
  printf 'FROM base\n' | dockerfile
  local option
  for option in "--cache-to type=s3,bucket=b" "--cache-from type=gha" "--cache-to type=local" "--cache-from type=registry" \
    "--cache-to type=local,dest=x,mode=mid" "--cache-to type=local,dest=x,color=red" \
    "--cache-to type=local,dest=x,ignore-error=maybe" "--cache-to type=registry,ref=x,oci-mediatypes=false" "--cache-from src=x"; do
    # shellcheck disable=SC2086
    on "$other" $option
    assert_failure 125
    assert_line --index 0 --partial "invalid argument \"${option#* }\" for \"${option%% *}\" flag: "
  done
}

# --progress: what scripts and programs read.

load buildtool-helpers

@test "classic: numbered steps, what is cached, and the image's ID and names at the end" {
  printf 'FROM base\nENV A=1\nRUN echo from-the-run\n' | dockerfile
  run --separate-stderr buildtool --root "$STORE" --progress classic --no-cache -t result -t me/it:1 "$context"
  assert_success
  assert_line --index 0 "Step 1/3 : FROM base"
  assert_line --index 1 "Step 2/3 : ENV A=1"
  assert_line --index 2 "Step 3/3 : RUN echo from-the-run"
  assert_line --index 3 "from-the-run"
  assert_line --index 4 --regexp '^Successfully built [0-9a-f]{12}$'
  assert_line --index 5 "Successfully tagged result:latest"
  assert_line --index 6 "Successfully tagged me/it:1"
  run --separate-stderr buildtool --root "$STORE" --progress classic -t result "$context"
  assert_line --index 3 " ---> Using cache"
}

@test "classic: stages one after another; a failed step is told" {
  printf 'FROM base AS one\nRUN true\nFROM base\nCOPY --from=one /etc /e\nRUN echo out; exit 3\n' | dockerfile
  run --separate-stderr buildtool --root "$STORE" --progress classic --no-cache "$context"
  assert_failure 1
  assert_line "Step 2/5 : RUN true"
  assert_line --index -2 "Step 5/5 : RUN echo out; exit 3"
  assert_line --index -1 "out"
  assert_regex "$stderr" 'exit code: 3'
  refute_output --partial Successfully
}

@test "plain: steps are called what BuildKit calls them" {
  printf '# syntax=docker/dockerfile:1.99\nFROM base\nworkdir /x\nRUN <<EOF\n\necho one\necho two\nEOF\nRUN <<EOF\ntrue\nEOF\nRUN cat <<EOF\nx\nEOF\n' | dockerfile
  build --progress plain
  assert_success
  assert_line --regexp '^#[0-9]+ \[internal\] # syntax=docker/dockerfile:1.99 is not fetched: the language is built in$'
  assert_line --regexp '\[2/5\] WORKDIR /x$'
  assert_line --regexp '\[3/5\] RUN <<EOF \(echo one\.\.\.\)$'
  assert_line --regexp '\[4/5\] RUN <<EOF \(true\)$'
  assert_line --regexp '\[5/5\] RUN cat <<EOF$'
}

@test "rawjson: BuildKit's messages, one a line" {
  printf 'FROM base\nRUN echo to-the-log\n' | dockerfile
  run --separate-stderr buildtool --root "$STORE" --progress rawjson --no-cache "$context"
  assert_success
  local messages=$stderr vertex
  vertex=$(jq -r '.vertexes[]? | select(.name == "[2/2] RUN echo to-the-log" and .completed) | .digest' <<<"$messages")
  assert_regex "$vertex" '^sha256:[0-9a-f]{64}$'
  assert_equal "$(jq -r ".logs[]? | select(.vertex == \"$vertex\") | .data" <<<"$messages" | base64 -d)" to-the-log
  assert_equal "$(jq -r '.vertexes[]? | select(.name | startswith("[1/2] FROM")) | .cached' <<<"$messages" | tail -1)" true
  printf 'FROM base\nRUN exit 4\n' | dockerfile
  run --separate-stderr buildtool --root "$STORE" --progress rawjson "$context"
  assert_failure 1
  run jq -r '.vertexes[]?.error // empty' <<<"$(grep '^{' <<<"$stderr")"
  assert_output --partial 'exit code: 4'
}

@test "--compression: the layers that are made, and with --force-compression the base's" {
  printf 'FROM base\nRUN echo x >/x\n' | dockerfile
  build
  local plain
  plain=$(config .rootfs)
  build --compression zstd
  assert_success
  assert_equal "$(types)" "gzip zstd"
  assert_equal "$(config .rootfs)" "$plain"
  local first
  first=$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | sha256sum)
  # As from nothing, so from the cache.
  build --no-cache --build-arg SOURCE_DATE_EPOCH=0 --compression zstd:9
  first=$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | sha256sum)
  build --build-arg SOURCE_DATE_EPOCH=0 --compression zstd:9
  assert_equal "$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | sha256sum)" "$first"
  build --output type=image,compression=uncompressed,force-compression=true
  assert_equal "$(types)" "tar tar"
  run imagetool --root "$STORE" fsck
  assert_success
  build --compression lzma
  assert_failure 125
  assert_output --partial 'unsupported compression type lzma'
  build --compression zstd:40
  assert_failure 125
  assert_output --partial 'invalid compression level 40'
  build --output type=image,compression-level=3
  assert_failure 125
  assert_output --partial 'compression-level without compression'
}

# types: how each layer of the result is compressed.
types() {
  skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | jq -r '[.layers[].mediaType | sub(".*[.+]"; "")] | join(" ")'
}

@test "--isolation is accepted where it says nothing" {
  printf 'FROM base\n' | dockerfile
  build --isolation default
  assert_success
  build --isolation hyperv
  assert_failure 125
  assert_output --partial 'invalid argument "hyperv" for "--isolation" flag: on Linux it is default'
}

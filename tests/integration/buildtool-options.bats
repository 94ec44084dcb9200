#!/usr/bin/env bats
# buildtool build: the options of `docker build` that change what a RUN has, what
# is reused, and what becomes of the result.

load buildtool-helpers

@test "--shm-size, --ulimit, --add-host and --cgroup-parent are seen by a RUN" {
  dockerfile <<'END'
FROM base
RUN grep ' /dev/shm ' /proc/self/mounts; ulimit -n; grep there.example /etc/hosts
END
  build --progress plain --shm-size 3m --ulimit nofile=77:88 --add-host there.example:10.1.2.3 \
    --add-host 'six=[::1]' --cgroup-parent /bats-parent
  assert_success
  assert_output --partial "size=3072k"
  assert_output --regexp ' 77[^0-9]'
  assert_output --partial $'10.1.2.3\tthere.example'
  run find /sys/fs/cgroup -maxdepth 2 -name bats-parent
  assert_output
  find /sys/fs/cgroup -maxdepth 2 -name bats-parent -exec rmdir {} +
  build --add-host x:nowhere
  assert_failure 125
  assert_output --partial 'invalid IP address in add-host: "nowhere"'
  build --memory 1m
  assert_failure 125
  assert_output --partial "Minimum memory limit allowed is 6MB"
}

@test "a bad name is told before anything is built" {
  printf 'FROM base\nRUN false\n' | dockerfile
  build -t Upper
  assert_failure 125
  assert_line --index 0 'buildtool build: invalid argument "Upper" for "-t, --tag" flag: Upper: invalid reference format: repository name must be lowercase'
  build --output type=image,name=x@sha256:$(printf %064d 0)
  assert_failure 125
  assert_output --partial "a name for an image has no digest"
}

@test "options of docker build and buildah build for which there is nothing to do are accepted" {
  printf 'FROM base\nRUN true\n' | dockerfile
  build --builder mine --compress --disable-content-trust=false --layers --attest type=sbom,disabled=true --timestamp 1000 -qt again
  assert_success
  assert_equal "$(config .created)" 1970-01-01T00:16:40Z
  buildtool --root "$STORE" -q --source-date-epoch 1000 -t result "$context"
  assert_equal "$(config .created)" 1970-01-01T00:16:40Z
  build --attest type=sbom
  assert_failure 125
  assert_output --partial "attestations are not made"
  build --layers=false
  assert_failure 125
  assert_output --partial "every step's result is kept; --squash makes one layer of them"
}

@test "--cpu-quota, --cpu-period and --cpuset-mems limit a RUN" {
  printf 'FROM base\nRUN cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_*_us 2>/dev/null; grep Mems_allowed_list /proc/self/status\n' | dockerfile
  build --progress plain --cpu-quota 40000 --cpu-period 80000 --cpuset-mems 0
  assert_success
  assert_output --partial " 40000"
  assert_output --partial "80000"
  assert_output --regexp 'Mems_allowed_list:.0'
  build --cpu-quota 1
  assert_failure 125
  assert_output --partial "CPU cfs quota can not be less than 1ms (i.e. 1000)"
  build --cpu-period 1
  assert_failure 125
  assert_output --partial "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)"
  build --cpuset-mems x
  assert_failure 125
  assert_output --partial "it is no list of memory nodes"
}

@test "--volume shows a folder of the host" {
  echo host >"$BATS_TEST_TMPDIR/f"
  printf 'FROM base\nRUN cat /v/f && ! touch /v/g 2>/dev/null\n' | dockerfile
  build --progress plain -v "$BATS_TEST_TMPDIR:/v:ro"
  assert_success
  assert_output --partial " host"
}

@test "--no-cache-filter and --cache-ttl run steps anew" {
  printf 'FROM base AS a\nRUN true\nFROM base AS b\nCOPY --from=a /etc /x\nRUN true\n' | dockerfile
  build
  build --no-cache-filter a
  assert_equal "$(grep -c CACHED <<<"$output")" 4
  build --cache-ttl 1h
  assert_equal "$(grep -c CACHED <<<"$output")" 5
  build --cache-ttl 0s
  assert_success
  build --cache-ttl x
  assert_failure 125
  assert_output --partial 'invalid argument "x" for "--cache-ttl" flag'
}

@test "--build-context: a folder before a stage or an image of that name" {
  mkdir "$BATS_TEST_TMPDIR/more"
  echo more >"$BATS_TEST_TMPDIR/more/f"
  printf 'FROM base AS files\nFROM base\nCOPY --from=files /f /f\nRUN --mount=from=files,target=/m cat /m/f\n' | dockerfile
  build --progress plain --build-context "files=$BATS_TEST_TMPDIR/more"
  assert_success
  assert_output --partial " more"
  assert_equal "$(layer 2)" "f"
  printf 'FROM elsewhere/image:1\nCOPY Dockerfile /d\n' | dockerfile
  build --build-context elsewhere/image:1=docker-image://base
  assert_success
  assert_equal "$(config .config.Cmd)" '["base-cmd"]'
  printf 'FROM files\n' | dockerfile
  build --build-context "files=$BATS_TEST_TMPDIR/more"
  assert_success
  assert_equal "$(layer 1)" "f"
  build --build-context "files=$BATS_TEST_TMPDIR/none"
  assert_failure 1
  assert_output --partial "none: No such file or directory"
}

@test "--platform: another's image of files that need no RUN" {
  printf 'FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH\n' | dockerfile
  build --platform linux/arm64
  assert_success
  run find "$STORE/blobs" -type f -exec grep -l '"architecture":"arm64"' {} +
  assert_success
}

@test "--output: local, tar, oci, docker" {
  local out=$BATS_TEST_TMPDIR/out
  printf 'FROM scratch\nCOPY Dockerfile /a/d\n' | dockerfile
  build -o "$out/local"
  assert_success
  assert_file_exists "$out/local/a/d"
  build -o "type=tar,dest=$out/f.tar"
  assert_equal "$(tar -tf "$out/f.tar")" $'a/\na/d'
  build -o "type=oci,dest=$out/oci.tar"
  assert_equal "$(skopeo inspect --config "oci-archive:$out/oci.tar" | jq -c .config)" "$(config .config)"
  build -o "type=docker,dest=$out/docker.tar"
  assert_equal "$(skopeo inspect --config "docker-archive:$out/docker.tar" | jq -c .config)" "$(config .config)"
  assert_equal "$(tar -xOf "$out/docker.tar" manifest.json | jq -r '.[0].RepoTags[0]')" docker.io/library/result:latest
  buildtool --root "$STORE" -o - "$context" 2>/dev/null | tar -t >"$out/list"
  assert_equal "$(cat "$out/list")" $'a/\na/d'
  build -o type=floppy,dest=x
  assert_failure 125
  assert_output --partial "unknown type floppy"
  build -o type=tar
  assert_failure 125
  assert_output --partial "dest is required for tar output"
}

@test "--output local: a link in the folder does not lead out of it" { # B8
  mkdir -p "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/victim"
  ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/out/a"
  printf 'FROM scratch\nCOPY Dockerfile /a/d\n' | dockerfile
  build -o "$BATS_TEST_TMPDIR/out"
  assert_equal "$(ls "$BATS_TEST_TMPDIR/victim")" ""
}

@test "--metadata-file and --annotation tell of the result" {
  printf 'FROM scratch\nCOPY Dockerfile /\n' | dockerfile
  build --metadata-file "$BATS_TEST_TMPDIR/m" --annotation a=1 --annotation manifest:b=2
  assert_success
  assert_equal "$(jq -r '."image.name"' "$BATS_TEST_TMPDIR/m")" docker.io/library/result:latest
  local raw
  raw=$(skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest")
  assert_equal "$(jq -r '."containerimage.config.digest"' "$BATS_TEST_TMPDIR/m")" "$(jq -r .config.digest <<<"$raw")"
  assert_equal "$(jq -c .annotations <<<"$raw")" '{"a":"1","b":"2"}'
  build --annotation index:a=1
  assert_failure 125
  assert_output --partial "there is only a manifest to annotate"
  build --push --tag ""
  assert_failure
  run buildtool --root "$STORE" --push "$context"
  assert_failure 1
  assert_output --partial "tag is needed when pushing to registry"
  build --sbom true
  assert_failure 125
  assert_output --partial "attestations are not made"
  build --sbom false --provenance=false --load
  assert_success
}

@test "--squash makes the new layers one, with the same files" {
  printf 'FROM base\nRUN echo 1 > /one && echo 2 > /two\nRUN rm /one\nCOPY Dockerfile /d\n' | dockerfile
  build --squash
  assert_success
  assert_equal "$(config '.rootfs.diff_ids | length')" 2
  assert_equal "$(layer 1)" $'d\ntwo'
  build --squash=all
  assert_equal "$(config '.rootfs.diff_ids | length')" 1
  assert_equal "$(config '[.history[] | select(.empty_layer | not)] | length')" 1
}

@test "--unsetenv and its like take away what the base image set" {
  printf 'FROM scratch\nENV A=1 B=2\nLABEL l=1 m=2\nEXPOSE 80 81\nVOLUME /v /w\n' | dockerfile
  build -t parent
  printf 'FROM parent\n' | dockerfile
  build --unsetenv A --unsetlabel l --unsetexpose 80 --unsetvolume /v
  assert_success
  assert_equal "$(config '.config.Env | map(select(startswith("PATH=") | not))')" '["B=2"]'
  assert_equal "$(config .config.Labels)" '{"m":"2"}'
  assert_equal "$(config .config.ExposedPorts)" '{"81/tcp":{}}'
  assert_equal "$(config .config.Volumes)" '{"/w":{}}'
}

@test "COPY --link stands on any base; --parents keeps folders" {
  mkdir -p "$context/a/b/c" "$context/a/x"
  echo 1 >"$context/a/b/c/f"
  echo 2 >"$context/a/x/f"
  printf 'FROM base\nCOPY --link a/b/c/f /w/f\n' | dockerfile
  build
  assert_success
  assert_equal "$(layer 1)" $'w/\nw/f'
  printf 'FROM base AS other\nRUN echo 1 > /other\nCOPY --link a/b/c/f /w/f\n' | dockerfile
  build
  assert_equal "$(grep -c CACHED <<<"$output")" 2
  printf 'FROM scratch\nCOPY --parents a/b/c/f a/./x /t/\n' | dockerfile
  build
  assert_equal "$(layer 1)" $'t/\nt/a/\nt/a/b/\nt/a/b/c/\nt/a/b/c/f\nt/x/\nt/x/f'
  printf 'FROM scratch\nCOPY --parents **/f /t/\n' | dockerfile
  build
  assert_equal "$(layer 1)" $'t/\nt/a/\nt/a/b/\nt/a/b/c/\nt/a/b/c/f\nt/a/x/\nt/a/x/f'
  printf 'FROM scratch\nCOPY --parents a/nothing /t/\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial '"a/nothing": not found'
}

@test "--debug=on-failure: a shell in what the RUN that failed has left behind" {
  printf 'FROM base\nRUN --mount=type=tmpfs,target=/t echo left >/left; exit 3\n' | dockerfile
  run buildtool --root "$STORE" --debug=on-failure "$context" <<<'echo "found $(cat /left)"; ls -d /t'
  assert_failure 1
  assert_line "found left"
  assert_line "/t"
  assert_line --index -1 --partial "exit code: 3"
  assert_nothing_left
  build --debug always
  assert_failure 125
  assert_output --partial 'invalid argument "always" for "--debug" flag: on-failure is possible'
}

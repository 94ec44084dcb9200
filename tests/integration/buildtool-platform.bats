# Several platforms in one build.

load buildtool-helpers

# The image's manifest for an architecture, as the store has it.
manifest() { skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest" | jq -r ".manifests[] | select(.platform.architecture == \"$1\") | .digest"; }

@test "files for two platforms: an index with an image for each, and its arguments" {
  dockerfile <<'END'
FROM --platform=$BUILDPLATFORM base AS build
ARG TARGETPLATFORM
ARG TARGETARCH
RUN echo "$TARGETPLATFORM" >/platform-$TARGETARCH
FROM scratch
ARG TARGETARCH
COPY --from=build /platform-$TARGETARCH /platform
END
  build --progress plain --platform linux/amd64,linux/arm64 --metadata-file "$BATS_TEST_TMPDIR/metadata" \
    --iidfile "$BATS_TEST_TMPDIR/id" --output "type=local,dest=$BATS_TEST_TMPDIR/out"
  assert_success
  assert_line --regexp '^#[0-9]+ \[linux/arm64 build 2/2\] RUN echo'
  run skopeo inspect --raw "oci:$STORE:docker.io/library/result:latest"
  assert_equal "$(jq -r .mediaType <<<"$output")" application/vnd.oci.image.index.v1+json
  assert_equal "$(jq -c '[.manifests[].platform | .os + "/" + .architecture]' <<<"$output")" '["linux/amd64","linux/arm64"]'
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out/linux_amd64/platform")" linux/amd64
  assert_equal "$(cat "$BATS_TEST_TMPDIR/out/linux_arm64/platform")" linux/arm64
  # Of several images the index is what there is one of.
  assert_equal "$(jq -r '."containerimage.digest"' "$BATS_TEST_TMPDIR/metadata")" "$(cat "$BATS_TEST_TMPDIR/id")"
  run imagetool --root "$STORE" fsck
  assert_success
  assert_nothing_left
}

@test "the platforms are built at once; with one job one after the other; an error is told as the one that it is" {
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  # Each waits for the other.
  dockerfile <<'END'
FROM --platform=$BUILDPLATFORM base
ARG TARGETARCH
RUN if [ $TARGETARCH = amd64 ]; then echo met >/v/fifo; else cat /v/fifo >/met; fi
END
  run timeout 120 buildtool --root "$STORE" -t result --platform linux/amd64,linux/arm64 -v "$BATS_TEST_TMPDIR:/v" "$context"
  assert_success
  printf 'FROM --platform=$BUILDPLATFORM base\nARG TARGETARCH\nRUN echo $TARGETARCH >>/v/order\nRUN echo $TARGETARCH >>/v/order\n' | dockerfile
  build --jobs 1 --platform linux/arm64,linux/amd64 -v "$BATS_TEST_TMPDIR:/v"
  assert_success
  assert_equal "$(tr '\n' ' ' <"$BATS_TEST_TMPDIR/order")" "arm64 arm64 amd64 amd64 "
  printf 'FROM --platform=$BUILDPLATFORM base\nARG TARGETARCH\nRUN if [ $TARGETARCH = arm64 ]; then exit 5; else cat /v/fifo; fi\n' | dockerfile
  build --platform linux/amd64,linux/arm64 -v "$BATS_TEST_TMPDIR:/v"
  assert_failure 1
  assert_line --index -1 --partial "Dockerfile:3: process"
  assert_line --index -1 --partial "exit code: 5"
  assert_nothing_left
}

@test "an OCI layout has all of them; what holds one image is refused" {
  printf 'FROM scratch\nCOPY . /\n' | dockerfile
  build --platform linux/amd64 --platform linux/riscv64 --output "type=oci,tar=false,dest=$BATS_TEST_TMPDIR/oci"
  assert_success
  run skopeo inspect --raw "oci:$BATS_TEST_TMPDIR/oci"
  assert_equal "$(jq '.manifests | length' <<<"$output")" 2
  skopeo copy -q --all "oci:$BATS_TEST_TMPDIR/oci" "dir:$BATS_TEST_TMPDIR/dir"
  build --platform linux/amd64,linux/riscv64 --output "type=docker,dest=$BATS_TEST_TMPDIR/x.tar"
  assert_failure 1
  assert_line --index -1 "buildtool build: docker output does not support several platforms (oci and local do)"
}

@test "a platform that is named twice is one; one that is none is told" {
  printf 'FROM scratch\nCOPY . /\n' | dockerfile
  build --platform linux/arm64,linux/arm64/v8
  assert_success
  assert_equal "$(config .architecture)" arm64
  build --platform 'linux/../x'
  assert_failure 1
  assert_output --partial '../x'
}

@test "RUN for a processor that nothing here runs is an error that says so" {
  if grep -qs '^magic 7f454c46.*0016' /proc/sys/fs/binfmt_misc/*; then skip "an emulator for s390x is registered here"; fi
  printf 'FROM scratch\nADD root.tar /\nRUN true\n' | dockerfile
  cp "$BATS_FILE_TMPDIR/base/root.tar" "$context"
  build --platform linux/s390x
  assert_failure 1
  assert_line --index -1 --partial "RUN for linux/s390x: neither this processor nor an emulator runs its programs (Debian's qemu-user-static registers emulators with the kernel)"
}

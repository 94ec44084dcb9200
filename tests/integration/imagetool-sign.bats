#!/usr/bin/env bats
# imagetool sign, and policy.json's sigstoreSigned. Debian's skopeo and Podman are built without it.

load helpers
load registry
load hostile_registry

setup_file() {
  require_commands openssl
  start_registry "$BATS_FILE_TMPDIR/registry"
  cd "$BATS_FILE_TMPDIR" || return
  make_image image x:1
  make_image many many linux/amd64 linux/arm64
  local name
  for name in own other; do
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.pem" 2>/dev/null
    openssl pkey -in "$name.pem" -pubout -out "$name.pub"
  done
}

teardown_file() { stop_registry "$BATS_FILE_TMPDIR/registry"; }

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export IMAGETOOL_ROOT=$BATS_TEST_TMPDIR/store DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
  export CONTAINERS_REGISTRIES_CONF=$BATS_TEST_TMPDIR/registries.conf
  : >"$CONTAINERS_REGISTRIES_CONF"
  NAME=$REGISTRY/sign-$BATS_TEST_NUMBER/x KEYS=$BATS_FILE_TMPDIR
  imagetool_ copy -q "oci:$KEYS/image" "docker://$NAME:1"
}

imagetool_() { imagetool --tls-verify=false "$@"; }
sign() { imagetool_ sign -q --key "$KEYS/${2:-own}.pem" "docker://$1" >/dev/null; }

# policy KEY [JQ]: everything has to be signed with the key; JQ changes the demand.
policy() {
  mkdir -p "$XDG_CONFIG_HOME/containers"
  POLICY=$XDG_CONFIG_HOME/containers/policy.json
  jq -n --arg k "$KEYS/$1.pub" "{type: \"sigstoreSigned\", keyPath: \$k} | ${2:-.} | {default: [.]}" >"$POLICY"
}

@test "what is signed with the key is pulled and copied; what is not, with another, or changed is refused" {
  policy own
  run -1 imagetool_ pull "$NAME:1"
  assert_line "imagetool pull: $NAME:1: a signature was required, but no signature exists"
  sign "$NAME:1" other
  run -1 imagetool_ pull "$NAME:1"
  assert_line "imagetool pull: $NAME:1: none of its signatures was accepted: it is not by a key that is trusted"
  sign "$NAME:1" own
  imagetool_ pull -q "$NAME:1"
  imagetool_ copy -q "docker://$NAME:1" dir:d
  # Another image under the name; its signature is moved there, too.
  imagetool_ mutate -q --label evil=1 "docker://$NAME:1" -t dir:evil
  rm "$POLICY"
  imagetool_ copy -q "docker://$NAME:$(imagetool_ digest "$NAME:1" | tr : -).sig" dir:sig
  imagetool_ copy -q dir:evil "docker://$NAME:1"
  imagetool_ copy -q dir:sig "docker://$NAME:$(imagetool_ digest "$NAME:1" | tr : -).sig"
  policy own
  run -1 imagetool_ pull "$NAME:1"
  assert_line --partial "none of its signatures was accepted: it is not by a key that is trusted; it is about sha256:"
}

@test "the name that was signed counts, as signedIdentity says" {
  sign "$NAME:1"
  imagetool_ copy -q --referrers "docker://$NAME:1" "docker://$NAME-moved:1"
  policy own
  run -1 imagetool_ pull "$NAME-moved:1"
  assert_line --partial "none of its signatures was accepted: it is about \"$NAME:1\""
  policy own ".signedIdentity = {type: \"remapIdentity\", prefix: \"$NAME-moved\", signedPrefix: \"$NAME\"}"
  imagetool_ pull -q "$NAME-moved:1"
  policy own ".signedIdentity = {type: \"exactRepository\", dockerRepository: \"$NAME\"}"
  imagetool_ pull -q "$NAME-moved:1"
  policy own '.signedIdentity = {type: "unheard"}'
  run -1 imagetool_ pull "$NAME-moved:1"
  assert_line --partial 'signedIdentity: "unheard" is not known'
}

@test "keys in the policy, one of several, and what is not understood" {
  sign "$NAME:1"
  policy own "del(.keyPath) | .keyData = \"$(base64 -w0 "$KEYS/own.pub")\""
  imagetool_ pull -q "$NAME:1"
  policy other ".keyPaths = [.keyPath, \"$KEYS/own.pub\"] | del(.keyPath)"
  imagetool_ pull -q "$NAME:1"
  policy own ".rekorPublicKeyPath = \"$KEYS/other.pub\""
  run -1 imagetool_ pull "$NAME:1"
  assert_line --partial "it has no entry of the transparency log"
  policy own '.fulcio = {}'
  run -1 imagetool_ pull "$NAME:1"
  assert_line --partial "fulcio: only keys are understood"
  policy own 'del(.keyPath)'
  run -1 imagetool_ pull "$NAME:1"
  assert_line --partial "no key is given"
}

@test "a mirror without the signature is passed over; where sync puts things the policy has no say" {
  sign "$NAME:1"
  imagetool_ copy -q "docker://$NAME:1" "docker://$NAME-mirror:1"
  printf '[[registry]]\nprefix = "%s"\n[[registry.mirror]]\nlocation = "%s"\ninsecure = true\n' "$NAME" "$NAME-mirror" \
    >"$CONTAINERS_REGISTRIES_CONF"
  policy own
  imagetool_ pull -q "$NAME:1"
  : >"$CONTAINERS_REGISTRIES_CONF"
  printf '[[sync]]\nfrom = "%s"\nto = "%s-mirror"\ntags = "1"\n' "$NAME" "$NAME" >sync.toml
  run -0 imagetool_ sync sync.toml
  assert_line "0 copied, 1 up to date, 0 failed"
}

@test "an index is signed whole, and with -r each of its images; a passphrase" {
  openssl pkey -in "$KEYS/own.pem" -aes256 -passout pass:secret -out locked.pem
  echo secret >passphrase
  imagetool_ copy -q --all "oci:$KEYS/many" "docker://$NAME:many"
  run -1 imagetool_ sign --key locked.pem "docker://$NAME:many"
  assert_output "imagetool sign: locked.pem: not a private key in PEM, or another passphrase's"
  run -0 imagetool_ sign -r --key locked.pem --sign-passphrase-file passphrase "docker://$NAME:many"
  assert_line "Digest: $(imagetool_ digest "$NAME:many")"
  policy own
  imagetool_ pull -q "$NAME:many"
  run -0 imagetool_ tree "docker://$NAME:many"
  assert_equal "$(grep -c '\.sig ' <<<"$output")" 3
}

@test "a signature among the referrers" {
  sign "$NAME:1"
  local digest
  digest=$(imagetool_ digest "$NAME:1")
  imagetool_ copy -q "docker://$NAME:${digest/:/-}.sig" dir:sig
  imagetool_ copy -q "docker://$NAME:1" "oci:moved:1"
  imagetool_ copy -q "docker://$NAME:1" "docker://$NAME-2:1"
  local blob annotation
  blob=$(jq -r '.layers[0].digest' sig/manifest.json)
  annotation=$(jq -r '.layers[0].annotations["dev.cosignproject.cosign/signature"]' sig/manifest.json)
  cp "sig/${blob#sha256:}" payload
  imagetool_ attach -q --artifact-type application/vnd.dev.cosign.artifact.sig.v1+json oci:moved:1 \
    payload:application/vnd.dev.cosign.simplesigning.v1+json >/dev/null
  local manifest
  manifest=$(jq -r '.manifests[] | select(.artifactType) | .digest' moved/index.json)
  jq -c --arg a "$annotation" '.layers[0].annotations["dev.cosignproject.cosign/signature"] = $a' "moved/blobs/${manifest/://}" >m
  local new
  new=$(sha256sum m | cut -d' ' -f1)
  cp m "moved/blobs/sha256/$new"
  jq --arg old "$manifest" --arg d "sha256:$new" --argjson s "$(stat -c %s m)" \
    '(.manifests[] | select(.digest == $old)) |= (.digest = $d | .size = $s)' moved/index.json >i
  mv i moved/index.json
  imagetool_ copy -q --referrers oci:moved:1 "docker://$NAME-2:1"
  policy own ".signedIdentity = {type: \"exactRepository\", dockerRepository: \"$NAME\"}"
  imagetool_ pull -q "$NAME-2:1"
}

@test "FROM of buildtool is refused, too" {
  policy own
  mkdir context
  printf 'FROM %s:1\n' "$NAME" >context/Dockerfile
  run -1 buildtool --root "$IMAGETOOL_ROOT" --progress plain -t x --network none context
  assert_output --partial "$NAME:1: "
  run -1 imagetool inspect x
}

@test "OpenSSL verifies what we signed, and we what it signed in cosign's place" {
  local digest tag
  digest=$(imagetool_ digest "$NAME:1") tag=$(imagetool_ digest "$NAME:1" | tr : -).sig
  sign "$NAME:1"
  imagetool_ copy -q "docker://$NAME:$tag" dir:sig
  jq -r '.layers[0].annotations["dev.cosignproject.cosign/signature"]' sig/manifest.json | base64 -d >signature
  run -0 openssl dgst -sha256 -verify "$KEYS/own.pub" -signature signature "sig/$(jq -r '.layers[0].digest' sig/manifest.json | cut -d: -f2)"
  assert_equal "$(jq -r '.layers[0].mediaType' sig/manifest.json)" application/vnd.dev.cosign.simplesigning.v1+json
  # The other way around, of a name in whose repository nothing is signed.
  imagetool_ copy -q "docker://$NAME:1" "docker://$NAME-2:1"
  printf '{"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":{"creator":"x"}}' \
    "$NAME-2" "$digest" >payload
  imagetool_ artifact push -q oci:made:1 payload:application/vnd.dev.cosign.simplesigning.v1+json >/dev/null
  imagetool_ copy -q oci:made:1 dir:made-dir
  jq -c --arg s "$(openssl dgst -sha256 -sign "$KEYS/own.pem" payload | base64 -w0)" \
    '.layers[0].annotations["dev.cosignproject.cosign/signature"] = $s' made-dir/manifest.json >m
  mv m made-dir/manifest.json
  imagetool_ copy -q dir:made-dir "docker://$NAME-2:$tag"
  policy own '.signedIdentity = {type: "matchRepository"}'
  imagetool_ pull -q "$NAME-2:1"
  # cosign's names have no tag.
  policy own
  run -1 imagetool_ pull "$NAME-2:1"
  assert_line --partial "none of its signatures was accepted: it is about \"$NAME-2\""
}

@test "a key that is none, or in cosign's own encryption" {
  run -1 imagetool_ sign --key "$KEYS/own.pub" "docker://$NAME:1"
  assert_output "imagetool sign: $KEYS/own.pub: not a private key in PEM, or another passphrase's"
  printf '%s\n' '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----' eA== '-----END ENCRYPTED SIGSTORE PRIVATE KEY-----' >cosign.key
  run -1 imagetool_ sign --key cosign.key "docker://$NAME:1"
  assert_output "imagetool sign: cosign.key: a key in cosign's encrypted form is not understood (a key in PKCS#8, encrypted or not, is)"
  run -1 imagetool_ sign "docker://$NAME:1"
  assert_output "imagetool sign: --key is missing"
}

# gpg_key NAME: a key without a passphrase, its public part in NAME.asc; sets FINGERPRINT.
gpg_key() {
  gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key "$1 <$1@example.com>" rsa2048 sign never 2>/dev/null
  gpg --armor --export "$1@example.com" >"$1.asc"
  FINGERPRINT=$(gpg --list-keys --with-colons "$1@example.com" | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1)
}

@test "signedBy: what skopeo signed with OpenPGP is taken, what another signed or nobody is refused" {
  require_commands gpg skopeo
  export GNUPGHOME=$BATS_TEST_TMPDIR/gpg
  mkdir -m 700 "$GNUPGHOME"
  gpg_key other
  gpg_key own
  mkdir -p "$XDG_CONFIG_HOME/containers/registries.d"
  printf 'docker:\n  %s:\n    lookaside: file://%s\n    sigstore: file://%s\n' "$REGISTRY" "$PWD/lookaside" "$PWD/lookaside" \
    >"$XDG_CONFIG_HOME/containers/registries.d/test.yaml"
  skopeo --insecure-policy --registries.d "$XDG_CONFIG_HOME/containers/registries.d" copy -q --dest-tls-verify=false \
    --sign-by "$FINGERPRINT" "oci:$KEYS/image" "docker://$NAME:theirs"
  gpgconf --kill all
  # gpg POLICY-KEY-FILE [JQ]
  signed_by() {
    POLICY=$XDG_CONFIG_HOME/containers/policy.json
    jq -n --arg k "$PWD/$1" "{type: \"signedBy\", keyType: \"GPGKeys\", keyPath: \$k} | ${2:-.} | {default: [.]}" >"$POLICY"
  }
  signed_by own.asc
  imagetool_ pull -q "$NAME:theirs"
  signed_by own.asc "del(.keyPath) | .keyData = \"$(base64 -w0 own.asc)\""
  imagetool_ copy -q "docker://$NAME:theirs" dir:d
  signed_by other.asc
  run -1 imagetool_ pull "$NAME:theirs"
  assert_line --partial "none of its signatures was accepted: it is not by a key that is trusted"
  signed_by own.asc '.signedIdentity = {type: "exactReference", dockerReference: "example.com/x:1"}'
  run -1 imagetool_ pull "$NAME:theirs"
  assert_line --partial "none of its signatures was accepted: it is about \"$NAME:theirs\""
  signed_by own.asc '.keyType = "X"'
  run -1 imagetool_ pull "$NAME:theirs"
  assert_line --partial "keyType: only GPGKeys are understood"
  # Changed, and then none at all.
  signed_by own.asc
  local file
  file=$(find lookaside -name signature-1)
  printf 'x' | dd of="$file" bs=1 seek=100 conv=notrunc status=none
  run -1 imagetool_ pull "$NAME:theirs"
  assert_line --partial "none of its signatures was accepted: "
  rm -r lookaside
  run -1 imagetool_ pull "$NAME:theirs"
  assert_line --partial "a signature was required, but no signature exists"
}

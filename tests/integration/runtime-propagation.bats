# Which mounts of the host show in the container, and the other way round: on a host whose mounts are shared, as
# systemd has them. (Each test has a mount namespace for its host.)

load helpers
load bundle

setup() {
  require_root
  make_bundle
  chown -R 100000:100000 rootfs
  mkdir source
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  no_containers_left
}

# on_shared_host FUNCTION [ARG...]: with a tmpfs on source/, all of it shared.
on_shared_host() {
  export -f "$1" runtime_ change propagation
  export BATS_TEST_TMPDIR id
  # shellcheck disable=SC2016 # its own
  unshare --mount --propagation shared bash -ec 'mount -t tmpfs host source; mkdir source/below; "$@"' x "$@"
}

# propagation ROOTFS-PROPAGATION [RUN-OPTION...]: a line of the propagations of / and of bind mounts with four kinds of
# options. "shared" where it tells the host of its mounts, "own" where it is shared with nobody there, "slave" where it
# hears of the host's.
propagation() {
  local host=" $(awk '{ print $7 }' /proc/self/mountinfo | tr '\n' ' ')" root=$1 point fields field words
  shift
  change '.linux.rootfsPropagation = $p | .process.args = ["awk", "$5 ~ /^\\/(m.*)?$/ { print $5, $7, $8 }", "/proc/self/mountinfo"]
    | .mounts |= map(select(.destination | startswith("/m") | not))
    | .mounts += [["m", "bind"], ["m-slave", "rbind,rslave"], ["m-shared", "rbind,rshared"], ["m-private", "rbind,rprivate"]
      | {destination: "/\(.[0])", source: "source", options: (.[1] | split(","))}]' --arg p "$root"
  [ -n "$root" ] || change 'del(.linux.rootfsPropagation)'
  runtime_ run "$@" "$id" >out
  printf %s "${root:-none}"
  while read -r point fields; do
    words=""
    for field in $fields; do
      case $field in
        shared:*) [[ $host == *" $field "* ]] && words+="+shared" || words+="+own" ;;
        master:*) words+="+slave" ;;
      esac
    done
    words=${words:-+private}
    printf ' %s=%s' "$point" "${words#+}"
  done < <(LC_ALL=C sort out)
  echo
}

in_user_namespace() {
  change '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
    | .linux.gidMappings = .linux.uidMappings'
}

several() {
  local root
  for root in "" slave rprivate rslave shared rshared; do propagation "$root"; done
}

@test "a bind mount has what its options ask for, else what rootfsPropagation leaves the host's mounts" {
  run on_shared_host several
  assert_success
  assert_output "none /=private /m=slave /m-private=private /m-shared=own+slave /m-slave=slave
slave /=slave /m=slave /m-private=private /m-shared=own+slave /m-slave=slave
rprivate /=private /m=private /m-private=private /m-shared=own /m-slave=private
rslave /=slave /m=slave /m-private=private /m-shared=own+slave /m-slave=slave
shared /=own /m=shared /m-private=private /m-shared=shared /m-slave=slave
rshared /=own /m=shared /m-private=own /m-shared=shared /m-slave=own+slave"
}

@test "in a user namespace nothing is shared with the host, whatever is asked for" {
  in_user_namespace
  run on_shared_host several
  assert_success
  refute_output --partial =shared
  assert_line "none /=private /m=slave /m-private=private /m-shared=own+slave /m-slave=slave"
  assert_line "rprivate /=private /m=private /m-private=private /m-shared=own /m-slave=private"
  assert_line "rshared /=own+slave /m=own+slave /m-private=own /m-shared=own+slave /m-slave=own+slave"
}

left_behind() {
  local before after
  before=$(awk '{ print $1, $5, $7 }' /proc/self/mountinfo)
  propagation rshared
  propagation rshared --no-pivot
  after=$(awk '{ print $1, $5, $7 }' /proc/self/mountinfo)
  [ "$before" = "$after" ] || diff <(echo "$before") <(echo "$after")
}

@test "a shared root takes no mount away from the host and leaves none there, with --no-pivot, too" {
  run on_shared_host left_behind
  assert_success
  assert_output "rshared /=own /m=shared /m-private=own /m-shared=shared /m-slave=own+slave
rshared /=own /m=shared /m-private=own /m-shared=shared /m-slave=own+slave"
}

both_ways() {
  change '.linux.rootfsPropagation = "rshared" | .process.args = ["sleep", "1000"]
    | .mounts += [{destination: "/m", source: "source", options: ["rbind", "rshared"]}]'
  runtime_ run --detach --pid-file pid "$id" >/dev/null 2>&1 </dev/null 3>&-
  nsenter --mount="/proc/$(cat pid)/ns/mnt" --root="/proc/$(cat pid)/root" /bin/mount -t tmpfs none /m/below
  grep -c "$PWD/source/below " /proc/self/mountinfo
  umount source/below
  runtime_ exec "$id" grep -c " /m/below " /proc/self/mountinfo || true
  runtime_ delete --force "$id"
}

@test "what is mounted below a shared mount is seen on both sides" {
  run on_shared_host both_ways
  assert_output "1
0"
}

added() {
  change '.process.args = ["sleep", "1000"]'
  echo '[{"destination": "/a", "source": "source", "options": ["bind"]},
    {"destination": "/b", "source": "source", "options": ["rbind", "rprivate"]}]' >mounts.json
  runtime_ run --detach "$id" >/dev/null 2>&1 </dev/null 3>&-
  runtime_ mounts add "$id" mounts.json
  runtime_ exec "$id" awk '$5 == "/a" || $5 == "/b" { sub(":.*", "", $7); print $5, $7 }' /proc/self/mountinfo
  runtime_ delete --force "$id"
}

@test "mounts add: the host hears of nothing that is mounted there" {
  run on_shared_host added
  assert_output "/a master
/b -"
}

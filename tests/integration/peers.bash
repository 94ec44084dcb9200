# Other people's engines, each with folders of its own, so that what the machine
# has is not touched. RUNTIME is the runtime that they call.

PEERS_HELPERS=${BASH_SOURCE[0]%/*}
# shellcheck source=tests/integration/daemon.bash
. "$PEERS_HELPERS/daemon.bash"
RUNTIME=${RUNTIME:-$BIN/runtime}
CONTRIB=$PEERS_HELPERS/../../contrib

# contributed FILE: the configuration that we give to the engine's users, for RUNTIME.
contributed() { sed "s|/usr/local/bin/runtime|$RUNTIME|" "$CONTRIB/$1"; }

# podman_in DIR ARG...: Debian's Podman may not raise limits that it has no right to raise.
podman_in() {
  local dir=$1
  shift
  mkdir -p "$dir"
  # Locks in files of its own, not in the machine's shared memory.
  {
    contributed podman/containers.conf | sed 's/^\[engine\]$/&\nlock_type = "file"/'
    printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
  } >"$dir/containers.conf"
  CONTAINERS_CONF=$dir/containers.conf podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" --storage-driver vfs --cgroup-manager cgroupfs \
    --events-backend none "$@"
}

# podman_run DIR ARG...: podman run without a network.
podman_run() {
  local dir=$1
  shift
  podman_in "$dir" run --network none "$@"
}

# start_dockerd DIR [OPTION...]: `docker` then talks to it (DOCKER_HOST).
start_dockerd() {
  mkdir -p "$1"
  contributed docker/daemon.json >"$1/daemon.json"
  start_daemon "$1" dockerd --config-file "$1/daemon.json" --data-root "$1/data" --exec-root "$1/exec" \
    --pidfile "$1/docker.pid" --host "unix://$1/docker.sock" --storage-driver vfs --iptables=false --ip6tables=false \
    --bridge=none --exec-opt native.cgroupdriver=cgroupfs "${@:2}"
  wait_for_line "$(cat "$1/pid")" "$1/log" '(API listen on)' >/dev/null
  export DOCKER_HOST=unix://$1/docker.sock DOCKER_CONFIG=$1/config
}

# start_containerd DIR: `ctr` then talks to it (CONTAINERD_ADDRESS).
start_containerd() {
  mkdir -p "$1"
  cat >"$1/config.toml" <<TOML
version = 2
root = "$1/data"
state = "$1/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$1/containerd.sock"
TOML
  start_daemon "$1" containerd --config "$1/config.toml"
  wait_for_line "$(cat "$1/pid")" "$1/log" '(containerd successfully booted)' >/dev/null
  export CONTAINERD_ADDRESS=$1/containerd.sock
}

# remove_cgroups NAME: what an engine leaves in each hierarchy: the empty parents of its containers' cgroups.
remove_cgroups() {
  find /sys/fs/cgroup -depth -mindepth 1 -maxdepth 3 -type d \( -name "$1" -o -path "*/$1/*" \) -exec rmdir {} \; \
    2>/dev/null || true
}

# What Docker's tutorials begin with, on this machine alone: a registry on loopback stands in for docker.io, with small
# images of busybox under the names that tutorials use. Load it with helpers, images, registry and network.
#
#   start_docker_hub DIR    makes the images (ubuntu:latest, ubuntu:16.04, centos, node:8.4, hello-world), starts the registry,
#                           and lets the programs take it for docker.io and trust REGISTRY
#   stop_docker_hub DIR
#   new_machine DIR         from now on a store, containers and credentials of its own, all in DIR
#   forget_machine DIR      its containers end

# The registries, too, are on the machine of network.bash.
docker-registry() { exec nsenter --target "$machine" --net --mount docker-registry "$@"; }
skopeo() { on_machine skopeo "$@"; }

start_docker_hub() {
  local work=$1/made name
  busybox_tree "$work/tree"
  ln -s busybox "$work/tree/bin/httpd"
  printf '#!/bin/sh\nexec sh "$@"\n' >"$work/tree/bin/bash"
  # npm and node of the koa tutorial: what is installed is noted, and what is run is served.
  printf '#!/bin/sh\necho "added 1 package"; mkdir -p node_modules; cat package.json >node_modules/list\n' >"$work/tree/bin/npm"
  printf '#!/bin/sh\nexec httpd -f -p "${PORT:-3000}" -h "$(dirname "$1")"\n' >"$work/tree/bin/node"
  printf '#!/bin/sh\necho "Hello from Docker!"\n' >"$work/tree/hello"
  chmod 755 "$work/tree"/bin/{bash,npm,node} "$work/tree/hello"
  tar -C "$work/tree" -cf "$work/tree.tar" .
  start_registry "$1/registry"
  for name in ubuntu:latest ubuntu:16.04 centos:latest node:8.4; do
    image "$work/layout" "${name/:/-}" '{"Cmd":["/bin/bash"],"Env":["PATH=/usr/bin:/bin"]}' "$work/tree.tar"
    skopeo copy -q --dest-tls-verify=false "oci:$work/layout:${name/:/-}" "docker://$REGISTRY/library/$name"
  done
  image "$work/layout" hello '{"Cmd":["/hello"]}' "$work/tree.tar"
  skopeo copy -q --dest-tls-verify=false "oci:$work/layout:hello" "docker://$REGISTRY/library/hello-world:latest"
  export HUB=$REGISTRY
}

stop_docker_hub() { stop_registry "$1/registry"; }

new_machine() {
  mkdir -p "$1"
  export IMAGETOOL_ROOT=$1/store RUNTIME_ROOT=$1/run DOCKER_CONFIG=$1/docker CONTAINERS_REGISTRIES_CONF=$1/registries.conf
  printf '[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "%s"\ninsecure = true\n' "$HUB" \
    >"$CONTAINERS_REGISTRIES_CONF"
  printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' $(printf '%s\n' "$HUB" "$REGISTRY" | sort -u) >>"$CONTAINERS_REGISTRIES_CONF"
}

forget_machine() {
  local id
  for id in $(RUNTIME_ROOT=$1/run runtime containers -aq --no-trunc); do RUNTIME_ROOT=$1/run runtime rm -f "$id" >/dev/null; done
}

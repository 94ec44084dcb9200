# contrib/docker-cli/docker: what Docker's tutorials let people type, word for word, and what they see then; on a machine
# of the test's own, whose network it may change.

load helpers
load images
load registry
load tutorial
load network

setup_file() {
  require_root
  start_machine
  start_docker_hub "$BATS_FILE_TMPDIR/hub"
  new_machine "$BATS_FILE_TMPDIR/machine"
  export PATH=$REPOSITORY/contrib/docker-cli:$PATH
}

teardown_file() {
  stop_docker_hub "$BATS_FILE_TMPDIR/hub"
  stop_machine
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

teardown() { on_machine bash -c ". $REPOSITORY/tests/integration/tutorial.bash; forget_machine $BATS_FILE_TMPDIR/machine"; }

# A container's descriptors must not keep bats waiting.
docker() { on_machine docker "$@" 3>&-; }

# typed COMMAND: by a person at a terminal
typed() { on_machine script -qefc "$1" /dev/null </dev/null 3>&- | tr -d '\r\004\b' | sed 's/^\^D//; s/^\^@//'; }

@test "pull, images, image ls, tag, history, rmi" {
  run -0 docker pull library/centos
  assert_line "Using default tag: latest"
  assert_line "latest: Pulling from library/centos"
  assert_line --regexp '^[0-9a-f]{12}: Pull complete$'
  assert_line --regexp '^Digest: sha256:[0-9a-f]{64}$'
  assert_line "Status: Downloaded newer image for centos:latest"
  run -0 docker pull centos
  assert_line "Status: Image is up to date for centos:latest"
  docker pull ubuntu:16.04
  docker pull -a ubuntu
  run -0 docker images
  assert_line --index 0 --regexp '^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$'
  assert_line --regexp '^ubuntu +16\.04 +[0-9a-f]{12} +[0-9A-Za-z ]+ago +[0-9.]+MB$'
  assert_equal "$(docker image ls -q | sort -u)" "$(docker images -q | sort -u)"
  run -0 docker images ubuntu
  refute_output --partial centos
  run -0 docker images -f dangling=true -q
  assert_output ""
  run -0 docker images --no-trunc -a
  assert_output --regexp 'sha256:[0-9a-f]{64}'
  docker tag centos:latest me/centos:1
  run -0 docker history me/centos:1
  assert_line --index 0 --regexp '^IMAGE +CREATED +CREATED BY +SIZE +COMMENT$'
  run -0 docker image inspect -f '{{index .RepoTags 1}}' centos
  assert_output me/centos:1
  run -0 docker rmi me/centos:1
  assert_output "Untagged: me/centos:1"
  run -0 docker rmi $(docker images ubuntu -q)
  assert_line "Untagged: ubuntu:16.04"
  run -1 docker image rm nothing
  assert_output --partial "No such image: nothing:latest"
}

@test "run: pulls what is missing, prints what it prints, ends as it ends" {
  docker rmi hello-world >/dev/null 2>&1 || true
  run -0 docker run hello-world
  assert_line --index 0 "Unable to find image 'hello-world:latest' locally"
  assert_line "latest: Pulling from library/hello-world"
  assert_line "Status: Downloaded newer image for hello-world:latest"
  assert_line "Hello from Docker!"
  run -0 docker run ubuntu echo 'hello world'
  assert_line "hello world"
  run -3 docker run --rm ubuntu sh -c 'exit 3'
  run docker run -i --rm ubuntu cat <<<"from outside"
  assert_success
  assert_output "from outside"
  run -0 docker ps -a
  assert_line --index 0 --regexp '^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$'
  assert_line --regexp '^[0-9a-f]{12} +ubuntu +"echo .hello world." +.* ago +Exited \(0\) .* ago +[a-z]+_[a-z]+$'
  refute_output --partial "exit 3"
  run -0 docker ps -l --format '{{.Image}}'
  assert_output ubuntu
}

@test "run -it: a terminal, the container's id is its host name" {
  run -0 typed "docker run -it --name=con1 ubuntu /bin/bash -c 'tty; hostname'"
  assert_line --partial /dev/
  assert_line "$(docker ps -aq)"
  run -0 typed "docker run -tdi --privileged centos sh"
  local id=${lines[-1]}
  assert_equal "$(docker inspect -f '{{.Config.Tty}} {{.Config.OpenStdin}}' "$id")" "true true"
  run -0 docker exec "$id" mount -t tmpfs none /tmp
}

@test "run -d, ps, logs, exec, top, stop, start, restart, kill, rename, wait, rm" {
  run -0 docker run -d --name loop ubuntu /bin/sh -c "while true; do echo hello world; sleep 1; done"
  assert_line --index -1 --regexp '^[0-9a-f]{64}$'
  local id=${lines[-1]}
  run -0 docker ps
  assert_line --regexp "^${id:0:12} +ubuntu +\"/bin/sh -c 'while t…\" +.* Up .* +loop$"
  run -0 docker container ls --all -q
  assert_output "${id:0:12}"
  until docker logs loop | grep -q hello; do :; done
  run -0 docker logs -t --tail 1 loop
  assert_output --regexp '^[0-9-]+T[0-9:]+\.[0-9]{9}Z hello world$'
  docker logs -f --tail 0 loop 2>/dev/null | head -n 1 | grep -x "hello world"
  run -0 docker exec loop hostname
  assert_output "${id:0:12}"
  run -0 typed "docker exec -it loop ls /bin/bash"
  assert_output /bin/bash
  run -0 docker top loop
  assert_output --partial "sleep 1"
  run -1 docker rm loop
  assert_output "Error response from daemon: You cannot remove a running container $id. Stop the container before attempting removal or force remove"
  run -127 docker exec loop nothing-like-it
  assert_output --partial '"nothing-like-it": executable file not found in $PATH'
  run -0 docker pause loop
  run -0 docker ps --format '{{.Status}}'
  assert_output --partial "(Paused)"
  run -0 docker unpause loop
  run -0 docker update --memory 64m loop
  run -0 docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' loop
  assert_output --partial "loop "
  assert_output --partial "64MiB"
  run -0 docker restart -t 0 loop
  assert_output loop
  run -0 docker stop -t 0 loop
  assert_output loop
  run -0 docker wait loop
  assert_output 137
  run -0 docker start loop
  assert_output loop
  run -0 docker rename loop lasting
  run -0 docker kill -s KILL lasting
  assert_output lasting
  docker wait lasting
  run -0 docker ps -a --format '{{.Status}}'
  assert_output --partial "Exited (137)"
  run -0 docker rm lasting
  assert_output lasting
  assert_equal "$(ls "$IMAGETOOL_ROOT/containers" | grep -c "$id")" 0
  run -1 docker logs lasting
  assert_output "Error response from daemon: No such container: lasting"
}

@test "create, start -a, attach, inspect of a container and of what is not there" {
  run -0 docker create --name made ubuntu echo made
  assert_line --index -1 --regexp '^[0-9a-f]{64}$'
  run -0 docker ps -a --format '{{.Names}} {{.Status}}'
  assert_output "made Created"
  run -0 docker start -a made
  assert_output made
  run -0 docker inspect made
  assert_output --partial '"Path": "echo"'
  run -0 docker inspect --format '{{.State.ExitCode}} {{.Name}}' made
  assert_output "0 /made"
  docker run -di --name cat ubuntu cat
  run -0 docker attach cat <<<through
  assert_output through
  run -1 docker inspect nothing made
  assert_line --index 0 "Error: No such object: nothing"
  run -1 docker container inspect nothing
}

@test "volumes: by name, of the host, without a name" {
  docker run --rm -v data:/data -v "$PWD/new:/host" ubuntu sh -c 'echo kept >/data/file; touch /host/made'
  run -0 docker run --rm -v data:/data:ro ubuntu cat /data/file
  assert_output kept
  assert_exist new/made
  docker run --name with -v /own ubuntu touch /own/x
  run -0 docker run --rm --volumes-from with ubuntu ls /own
  assert_output x
  run -0 docker volume ls -q
  assert_equal "${#lines[@]}" 2
  docker rm -v with
  run -0 docker volume ls
  assert_line --index 0 --regexp '^DRIVER +VOLUME NAME$'
  assert_line --index 1 --regexp '^local +data$'
  run -0 docker volume rm data
  assert_output data
  # One that removes itself takes its volume along.
  docker run -d --rm --name short -v /own ubuntu true
  until [ -z "$(docker ps -aq)" ]; do :; done
  assert_equal "$(docker volume ls -q)" ""
}

@test "cp, diff, commit, export" {
  docker run --name changed ubuntu sh -c 'echo new >/etc/motd; rm /etc/group'
  run -0 docker diff changed
  assert_output "C /etc
D /etc/group
A /etc/motd"
  docker cp changed:/etc/motd .
  assert_equal "$(cat motd)" new
  echo more >more
  docker cp more changed:/srv-file
  run -0 docker commit -a "me <me@example.org>" -m "with more" -c 'CMD ["cat", "/srv-file"]' -p changed me/changed:1
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  run -0 docker run --rm me/changed:1
  assert_output more
  run -0 docker inspect -f '{{.Author}} {{.Comment}}' me/changed:1
  assert_output --partial "me <me@example.org>"
  docker export changed | tar -tf - | grep -x srv-file
  docker save -o file.tar me/changed:1
  docker rmi -f me/changed:1
  run -0 docker load -i file.tar
  assert_output "Loaded image: me/changed:1"
}

@test "build: steps, cache, tags; ENTRYPOINT and --entrypoint" {
  printf 'FROM ubuntu\nMAINTAINER me\nENV A=1\nRUN echo built >/built\nENTRYPOINT ["cat"]\nCMD ["/built"]\n' >Dockerfile
  run -0 docker build -t="me/df" .
  assert_line "Step 4/6 : RUN echo built >/built"
  assert_line --regexp '^Successfully built [0-9a-f]{12}$'
  assert_line "Successfully tagged me/df:latest"
  run -0 docker image build --force-rm --rm -t me/df:2 "$PWD"
  assert_line " ---> Using cache"
  run -0 docker build -q --no-cache --pull .
  assert_output --regexp '^sha256:[0-9a-f]{64}$'
  run -0 docker run --rm me/df
  assert_output built
  run -0 docker run --rm me/df /etc/hostname
  assert_output --regexp '^[0-9a-f]{12}$'
  run -0 docker run --rm -w=/tmp --entrypoint echo me/df other
  assert_output other
}

@test "login, push and pull with a registry of one's own" {
  docker tag ubuntu "$HUB/me/ubuntu:1"
  run -0 docker push "$HUB/me/ubuntu:1"
  assert_line "The push refers to repository [$HUB/me/ubuntu]"
  assert_output --regexp '1: digest: sha256:[0-9a-f]{64} size: [0-9]+'
  docker rmi "$HUB/me/ubuntu:1"
  run -0 docker pull "$HUB/me/ubuntu:1"
  assert_line "Status: Downloaded newer image for $HUB/me/ubuntu:1"
  run -0 docker search "$HUB/ubuntu"
  assert_line --index 0 --regexp '^NAME +DESCRIPTION +STARS +OFFICIAL'
  run -0 docker search --stars 3 "$HUB/ubuntu"
  refute_line --partial me/ubuntu
}

@test "info, version, system df, system prune, and help on everything" {
  docker run ubuntu true
  run -0 docker info
  assert_line " Containers: 1"
  assert_line "  Stopped: 1"
  run -0 docker version
  assert_line --partial "runtime version"
  run -0 docker system df
  assert_line --index 0 --regexp '^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE$'
  assert_line --partial "Local Volumes"
  run -0 docker system prune <<<n
  assert_line --index 0 "WARNING! This will remove:"
  assert_equal "$(docker ps -aq | wc -l)" 1
  run -0 docker system prune -f
  assert_line --index 0 "Deleted Containers:"
  assert_output --partial "Total reclaimed space:"
  assert_equal "$(ls "$IMAGETOOL_ROOT/containers")" ""
  run -0 docker
  assert_line --partial "Usage: docker COMMAND"
  local verb
  for verb in run create rm kill inspect ps logs exec build images pull volume commit; do
    run -0 docker "$verb" --help
    assert_output --partial "Usage:"
  done
}

@test "what is wrong is told, and leaves nothing" {
  run -125 docker run
  assert_output 'docker: "docker run" requires at least 1 argument.'
  run -125 docker run --name
  assert_output "docker: flag needs an argument: --name"
  run -125 docker run --memory much ubuntu true
  assert_equal "$(ls "$IMAGETOOL_ROOT/containers")" ""
  run -127 docker run --name never ubuntu /no/such/program
  assert_output --regexp '^docker: Error response from daemon: .*"/no/such/program": no such file or directory$'
  run -0 docker ps -a --format '{{.Names}} {{.Status}}'
  assert_output "never Created"
  run -127 docker run -d --rm ubuntu /no/such/program
  run -126 docker run --rm ubuntu /etc
  run -125 docker run --name never ubuntu true
  assert_line --index 0 --regexp '^docker: Error response from daemon: Conflict\. The container name "/never" is already in use by container "[0-9a-f]{64}"\. You have to remove \(or rename\) that container to be able to reuse that name\.$'
  assert_line --index 1 "See 'docker run --help'."
  docker rm never
  assert_equal "$(ls "$IMAGETOOL_ROOT/containers")" ""
  run -1 docker paint
  assert_line --index 0 "docker: 'paint' is not a docker command."
  run -125 docker -H unix:///x ps
  assert_output --partial "there is no daemon to talk to"
}

# says STATUS MESSAGE WORD...: what `docker WORD...` ends with, and tells.
says() {
  run "-$1" docker "${@:3}"
  assert_output "$2"
}

@test "what Docker's daemon would refuse is told in its words" {
  local said="Error response from daemon:" id verb
  for verb in stop restart logs attach top "exec -i" wait diff pause unpause export "stats --no-stream" "update --memory 32m" port; do
    # shellcheck disable=SC2086 # words
    run -1 docker $verb nothing x
    assert_line --index 0 "$said No such container: nothing"
  done
  says 1 "$said No such container: nothing"$'\n'"Error: failed to start containers: nothing" start nothing
  says 1 "$said Cannot kill container: nothing: No such container: nothing" kill nothing
  says 1 "$said No such container: nothing"$'\n'"Error: failed to rename container named nothing" rename nothing other
  says 1 "$said No such container: nothing" rm nothing
  says 1 "$said No such container: nothing" commit nothing x
  says 1 "$said No such container: nothing" cp nothing:/x .
  says 1 "[]"$'\n'"Error: No such object: nothing" inspect nothing
  says 1 "$said No such image: nothing:latest" rmi nothing
  says 1 "$said get nothing: no such volume" volume rm nothing
  says 1 "$said network nothing not found" network rm nothing
  docker run --name ended ubuntu true
  id=$(docker ps -aq --no-trunc)
  says 1 "$said Cannot kill container: ended: Container $id is not running" kill ended
  for verb in top pause "exec -i" "update --memory 32m"; do
    # shellcheck disable=SC2086 # words
    run -1 docker $verb ended $([[ $verb != exec* ]] || echo ls)
    assert_line "$said Container $id is not running"
  done
  says 1 "You cannot attach to a stopped container, start it first" attach ended
  says 1 "$said Could not find the file /nothing in container ended" cp ended:/nothing .
  says 1 "Error: No public port '80/tcp' published for ended" port ended 80
  docker run -d --name other ubuntu sleep 1000
  run -1 docker rename ended other
  assert_line --index 0 --partial "$said Error when allocating new name: Conflict. The container name \"/other\" is already in use"
}

@test "run -d of what cannot be started: its id, why, and it is there" {
  docker run -d --name first -p 8080:80 ubuntu sleep 1000
  run -125 docker run -d --name second -p 8080:80 ubuntu sleep 1000
  assert_line --index 0 --regexp '^[0-9a-f]{64}$'
  assert_line --index 1 --regexp '^docker: Error response from daemon: .*Bind for 0\.0\.0\.0:8080 failed: port is already allocated$'
  run -0 docker ps -a --format '{{.Names}} {{.Status}}' -f name=second
  assert_output "second Created"
  docker rm -f first
  docker start second
  run -0 docker port second
  assert_output "80/tcp -> 0.0.0.0:8080"
}

@test "run -p and -P, port, ps, inspect: a web server is reached through a port of the host" {
  printf 'FROM ubuntu\nEXPOSE 80 443\nCMD ["httpd", "-f", "-h", "/etc"]\n' >"$BATS_TEST_TMPDIR/Dockerfile"
  docker build -q -t web "$BATS_TEST_TMPDIR"
  docker run -d --name web -p 8080:80 web
  on_machine curl -fs --retry 9 --retry-all-errors http://127.0.0.1:8080/passwd | grep application
  run -0 docker port web
  assert_output "80/tcp -> 0.0.0.0:8080"
  run -0 docker ps
  assert_output --partial "0.0.0.0:8080->80/tcp"
  docker inspect web | grep -E '"IPAddress": "172\.'
  docker run -d --name all -P web
  run -0 docker port all
  assert_line --regexp '^443/tcp -> 0\.0\.0\.0:[0-9]+$'
  docker run -d --name some -p 80 -p 127.0.0.1::81 -p 127.0.0.1:8082:82 web
  run -0 docker port some 82
  assert_output "127.0.0.1:8082"
}

@test "network create, ls, inspect, connect, rm; system prune" {
  docker network create front
  run -0 docker network ls
  assert_line --index 0 --regexp '^NETWORK ID +NAME +DRIVER +SCOPE$'
  assert_line --partial front
  docker run -d --name one --network front ubuntu sleep 1000
  run -0 docker run --rm --network front ubuntu sh -c 'grep -c one /etc/hosts; hostname'
  assert_line 1
  assert_line --regexp '^[0-9a-f]{12}$'
  docker run -d --name two --network bridge ubuntu sleep 1000
  docker network connect front two
  run -0 docker network inspect -f '{{.Name}}' front
  assert_output front
  docker rm -f one two
  docker network rm front
  docker network create back
  run -0 docker system prune -f
  assert_line back
}

# contrib/docker-cli/docker: ports and networks, on a machine of the test's own.

load helpers
load images
load registry
load tutorial
load network

docker-registry() { exec nsenter --target "$machine" --net --mount docker-registry "$@"; }
skopeo() { on_machine skopeo "$@"; }

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

teardown() { on_machine bash -c ". $REPOSITORY/tests/integration/tutorial.bash; forget_machine $BATS_FILE_TMPDIR/machine"; }

docker() { on_machine docker "$@" 3>&-; }

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

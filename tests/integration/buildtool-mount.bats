#!/usr/bin/env bats
# RUN --mount: what a RUN sees for its own time.

load buildtool-helpers

@test "bind: files of the context without those that are ignored, of root, and read-only" {
  mkdir "$context/src"
  echo one >"$context/src/a"
  echo two >"$context/src/hidden"
  chown 1000:1000 "$context/src/a"
  echo src/hidden >"$context/.dockerignore"
  dockerfile <<'END'
FROM base
RUN --mount=source=src,target=/m ls /m && stat -c %u:%g /m/a && ! touch /m/b 2>/dev/null && cat /m/a >/copy
RUN --mount=type=bind,source=src/a,target=/file cat /file
END
  build --progress plain
  assert_success
  assert_line --regexp ' [0-9.]+ 0:0$'
  refute_output --partial hidden
  assert_equal "$(layer 2)" "copy"
  assert_equal "$(layer 1)" ""
  assert_nothing_left
}

@test "bind: what is written is the RUN's own, and thrown away" {
  dockerfile <<'END'
FROM base AS other
RUN mkdir /out && echo 1 > /out/one
FROM base
RUN --mount=from=other,source=out,target=/out,rw echo 2 > /out/two && ls /out > /seen
RUN --mount=from=other,source=out,target=/out ls /out | grep two || echo gone
END
  build --progress plain
  assert_success
  assert_output --partial " gone"
  assert_equal "$(layer 2)" "seen"
}

@test "bind: a link in the source's stage does not lead to the host" { # B1
  dockerfile <<END
FROM base AS hostile
RUN ln -s / /x
FROM base
RUN --mount=type=bind,from=hostile,source=/x,target=/m,rw test -L /m/w && test ! -e "/m$BATS_FILE_TMPDIR" && echo 1 > /m/mark
END
  build
  assert_success
  assert_file_not_exists /mark
}

@test "bind: a change of the files runs the step again, nothing else does" {
  echo 1 >"$context/f"
  printf 'FROM base\nRUN --mount=source=f,target=/f cat /f > /g\n' | dockerfile
  build
  build
  assert_equal "$(grep -c CACHED <<<"$output")" 2
  touch "$context/f"
  build
  assert_equal "$(grep -c CACHED <<<"$output")" 2
  echo 2 >"$context/f"
  build
  assert_equal "$(grep -c CACHED <<<"$output")" 1
}

@test "cache: a folder stays from step to step and from build to build, by its id" {
  dockerfile <<'END'
FROM base
ARG N
RUN --mount=type=cache,target=/c echo $N >> /c/log && cat /c/log
RUN --mount=type=cache,target=/other test ! -e /other/log
RUN --mount=type=cache,id=/c,target=/d,ro cat /d/log && ! touch /d/x 2>/dev/null
RUN --mount=type=cache,target=/mine,uid=1000,gid=50,mode=0751 stat -c %u:%g:%a /mine
END
  build --progress plain --build-arg N=first
  assert_success
  assert_output --partial " 1000:50:751"
  build --progress plain --build-arg N=second
  assert_success
  assert_equal "$(grep -c ' first$' <<<"$output")" 2
  assert_equal "$(layer 1)" ""
}

@test "cache: an id is a name and no path, a source does not leave its stage" { # B2
  dockerfile <<'END'
FROM base AS seed
RUN mkdir /s && echo grown > /s/f
FROM base
RUN --mount=type=cache,id=../../escape,target=/c touch /c/x
RUN --mount=type=cache,id=seeded,from=seed,source=../../s,target=/c cat /c/f
END
  build --progress plain
  assert_success
  assert_output --partial " grown"
  run find "$BATS_FILE_TMPDIR" -name '*escape*'
  assert_output ""
}

@test "mounts take no options that they do not know" { # B3
  printf 'FROM base\nRUN --mount=type=bind,target=/m,bind-propagation=shared true\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial "unexpected key 'bind-propagation'"
  printf 'FROM base\nRUN --mount=type=bind,target=/ true\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial 'invalid mount target "/"'
  printf 'FROM base\nRUN --mount=type=cache true\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial 'invalid mount target ""'
}

@test "a mount's stubs are no part of the layer, whatever the RUN puts there" { # B4
  mkdir -p "$BATS_FILE_TMPDIR/host/victim/deep"
  dockerfile <<'END'
FROM base
RUN --mount=type=tmpfs,target=/a/deep,size=1m touch /a/deep/x && echo y > /kept
END
  build
  assert_success
  assert_equal "$(layer 1)" "kept"
  printf 'FROM base\nRUN --mount=type=tmpfs,target=/a/deep mv /a /b; ln -s %s /a\n' "$BATS_FILE_TMPDIR/host/victim" | dockerfile
  build
  assert_dir_exists "$BATS_FILE_TMPDIR/host/victim/deep"
}

@test "secret: a file or a variable that nothing keeps" { # B11
  echo canary-file >"$BATS_TEST_TMPDIR/secret"
  dockerfile <<'END'
FROM base
RUN --mount=type=secret,id=one,required=true grep -q c.n.ry-file /run/secrets/one && stat -c %a:%u /run/secrets/one
RUN --mount=type=secret,id=one,target=/etc/s,mode=0444,uid=1000 stat -c %a:%u /etc/s
RUN --mount=type=secret,id=two,env=TWO echo $TWO | grep -q c.n.ry-variable && test ! -e /run/secrets/two
RUN --mount=type=secret,id=none test ! -e /run/secrets/none
END
  TOKEN=canary-variable build --progress plain --secret "id=one,src=$BATS_TEST_TMPDIR/secret" --secret id=two,env=TOKEN
  assert_success
  assert_output --partial " 400:0"
  assert_output --partial " 444:1000"
  refute_output --partial canary
  run grep -rl canary "$STORE"
  assert_output ""
  local blob
  for blob in "$STORE"/blobs/sha256/*; do
    run bash -c "gzip -dc '$blob' 2>/dev/null | grep -c canary"
    assert_output 0
  done
  assert_nothing_left
}

@test "secret: one that is required and not given is an error" {
  printf 'FROM base\nRUN --mount=type=secret,id=x,required true\n' | dockerfile
  build
  assert_failure 1
  assert_line --index -1 --partial "secret x: not found (--secret id=x gives it)"
  build --secret src=/x
  assert_failure 125
  assert_output --partial 'invalid argument "src=/x" for "--secret" flag: secret missing "id" field'
  build --secret id=x,src=/nosuch
  assert_failure 125
  assert_output --partial 'invalid argument "id=x,src=/nosuch" for "--secret" flag: failed to stat /nosuch: No such file or directory'
}

@test "ssh: the agent's socket, for the RUN that asks for it" {
  printf 'FROM base\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" && echo $SSH_AUTH_SOCK\nRUN test -z "$SSH_AUTH_SOCK"\n' | dockerfile
  python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$BATS_TEST_TMPDIR/agent"
  SSH_AUTH_SOCK=$BATS_TEST_TMPDIR/agent build --progress plain --ssh default
  assert_success
  assert_output --partial " /run/buildkit/ssh_agent.0"
  printf 'FROM base\nRUN --mount=type=ssh,required=true true\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial "unset ssh forward key default"
  : >"$BATS_TEST_TMPDIR/key"
  build --ssh "default=$BATS_TEST_TMPDIR/key"
  assert_failure 1
  assert_output --partial "is no socket"
  build --ssh default=/nosuch
  assert_failure 125
  assert_output --partial 'invalid argument "default=/nosuch" for "--ssh" flag: failed to stat /nosuch: No such file or directory'
}

@test "ssh: what a RUN says comes to the agent, through a socket that is the RUN's own" {
  # An agent that answers each message with its length; only its user's own can reach it.
  local agent=$BATS_TEST_TMPDIR/agent
  python3 - "$agent" 3>&- <<'END' &
import os, socket, sys, threading
listener = socket.socket(socket.AF_UNIX)
os.umask(0o177)
listener.bind(sys.argv[1] + ".new")
listener.listen()
os.rename(sys.argv[1] + ".new", sys.argv[1])
def serve(connection):
    while data := connection.recv(1 << 20):
        connection.sendall(b"%d\n" % len(data))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
END
  local pid=$!
  until [ -S "$agent" ]; do kill -0 "$pid"; done
  dockerfile <<'END'
FROM base
USER worker
RUN --mount=type=ssh,uid=1000,gid=1001,mode=0640 stat -c '%u:%g %a' "$SSH_AUTH_SOCK" && python3 -c '\
import os, socket; \
two = [socket.socket(socket.AF_UNIX) for i in (1, 2)]; \
[one.connect(os.environ["SSH_AUTH_SOCK"]) for one in two]; \
two[0].sendall(b"hello"); two[1].sendall(b"to you, too"); \
print("answers", two[0].recv(9).decode().strip(), two[1].recv(9).decode().strip())'
END
  local folder volumes=()
  for folder in /usr /lib /lib64; do volumes+=(-v "$folder:$folder:ro"); done
  SSH_AUTH_SOCK=$agent build --progress plain --ssh default "${volumes[@]}"
  kill "$pid"
  assert_success
  assert_output --partial " 1000:1001 640"
  assert_output --partial " answers 5 11"
}

@test "insecure and the host's network only with leave" { # B5
  printf 'FROM base\nRUN --security=insecure grep CapEff /proc/self/status\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial "security.insecure is not allowed (--allow security.insecure allows it)"
  build --progress plain --allow security.insecure
  assert_success
  refute_output --partial 00000000a80425fb
  printf 'FROM base\nRUN --network=host true\n' | dockerfile
  build
  assert_failure 1
  assert_output --partial "network.host is not allowed (--allow network.host allows it)"
  build --allow network.host
  assert_success
  build --allow everything
  assert_failure 125
  assert_output --partial "unknown entitlement"
}

@test "nothing of a build's mounts is seen on the host" {
  printf 'FROM base AS a\nFROM base\nRUN --mount=from=a,target=/m --mount=type=secret,id=s,required echo started; sleep 600\n' | dockerfile
  mkfifo "$BATS_TEST_TMPDIR/log"
  echo x >"$BATS_TEST_TMPDIR/s"
  buildtool --root "$STORE" --progress plain --secret "id=s,src=$BATS_TEST_TMPDIR/s" "$context" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
  local pid=$! line
  exec 8<"$BATS_TEST_TMPDIR/log"
  while read -r line <&8 && [[ $line != *" started" ]]; do :; done
  run grep "$STORE" /proc/self/mountinfo
  assert_output ""
  kill -INT "$pid"
  while read -r line <&8; do :; done
  exec 8<&-
  run wait "$pid"
  assert_nothing_left
}

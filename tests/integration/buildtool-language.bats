load helpers
load images
load dockerfile

setup_file() {
  require_root
  require_commands busybox jq skopeo
  setup_builds
}

setup() {
  CONTEXT=$BATS_TEST_TMPDIR/context
}

@test "language: continuations, comments inside them, and another escape character" {
  build <<'EOF'
# escape=`
FROM busybox
# A comment.
ENV a=1 `
    # another

    b=2
LABEL path=C:\x
EOF
  run config .Env
  assert_output '["PATH=/bin","a=1","b=2"]'
  run config .Labels
  assert_output '{"path":"C:\\x"}'
}

@test "language: variables with all their modifiers" {
  build --build-arg given=G <<'EOF'
ARG base=busybox
FROM ${base}
ARG given=default
ARG other=$given/x
ENV path=/usr/lib/libz.so.1
ENV a=$given b=${other} c=${none:-d} d=${none} e=${given:+set} f=${path##*/} g=${path%.*} h=${path//l/L} i='$given' j=\$given
ENV given=env
ENV k=$given
EOF
  run config '.Env[2:]'
  assert_output '["a=G","b=G/x","c=d","d=","e=set","f=libz.so.1","g=/usr/lib/libz.so","h=/usr/Lib/Libz.so.1","i=$given","j=$given","given=env","k=env"]'
}

@test "language: an instruction sees the values from before it" {
  build <<'EOF'
FROM busybox
ENV a=1
ENV a=2 b=$a
EOF
  run config '.Env[1:]'
  assert_output '["a=2","b=1"]'
}

@test "language: global ARGs are for FROM, and for a stage that asks" {
  build --build-arg V=2 <<'EOF'
ARG V=1
FROM busybox
ENV before=[$V]
ARG V
ENV after=[$V]
EOF
  run config '.Env[1:]'
  assert_output '["before=[]","after=[2]"]'
}

@test "language: shell and exec forms, and JSON that is none" {
  build <<'EOF'
FROM busybox
ENTRYPOINT ["/bin/e", "$x"]
CMD ['not', 'json']
EOF
  run config .Entrypoint
  assert_output '["/bin/e","$x"]'
  run config .Cmd
  assert_output "[\"/bin/sh\",\"-c\",\"['not', 'json']\"]"
}

@test "language: heredocs as commands, as scripts and as files" {
  build <<'END'
FROM busybox
ENV v=value
RUN <<EOF
echo "one $v" >/one
echo two >/two
EOF
RUN <<EOF cat >/three
it's $v
EOF
RUN <<-"EOF"
	#!/bin/sh
	echo "$0" >/four
EOF
COPY <<a <<-"b" /files/
it's $v
a
	$v
b
END
  cd "$(unpacked)"
  run grep -H . one two three files/a files/b
  assert_output "one:one value
two:two
three:it's value
files/a:it's value
files/b:\$v"
  assert_file_contains four EOF
}

@test "language: what the other instructions leave in the config" {
  build <<'EOF'
FROM busybox
MAINTAINER me
EXPOSE 80 53/udp 8000-8001
VOLUME ["/data"]
VOLUME /a /b
USER nobody:nogroup
WORKDIR /w
WORKDIR x
STOPSIGNAL SIGUSR1
SHELL ["/bin/sh", "-e", "-c"]
CMD run it
HEALTHCHECK --interval=5s --retries=2 CMD true
ONBUILD RUN  echo   $x
EOF
  run config '.ExposedPorts|keys'
  assert_output '["53/udp","80/tcp","8000/tcp","8001/tcp"]'
  run config '.Volumes|keys'
  assert_output '["/a","/b","/data"]'
  run config '|[.User,.WorkingDir,.StopSignal]'
  assert_output '["nobody:nogroup","/w/x","SIGUSR1"]'
  run config .Cmd
  assert_output '["/bin/sh","-e","-c","run it"]'
  run config '.Healthcheck|[.Test,.Interval,.Retries]'
  assert_output '[["CMD-SHELL","true"],5000000000,2]'
  run config .OnBuild
  assert_output '["RUN  echo   $x"]'
}

@test "language: a comment behind FROM is told what it is, one behind ENV is its value" {
  run build <<<'FROM busybox # the base'
  assert_failure 1
  assert_line --index -1 "buildtool build: dockerfile parse error on line 1: FROM requires either one or three arguments (a comment is a line of its own)"
  build <<<$'FROM scratch\nMAINTAINER "me <me@x>\nENV TZ "Asia/Shanghai" #x'
  assert_equal "$(config '.Env[1]')" '"TZ=Asia/Shanghai #x"'
  assert_equal "$(imagetool inspect test | jq -r '.[0].Author')" '"me <me@x>'
}

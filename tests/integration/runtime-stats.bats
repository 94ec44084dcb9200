# `runtime stats`: what supervised containers use.

load helpers
load bundle
load supervised

setup() { setup_supervised; }
teardown() { teardown_supervised; }

@test "stats --no-stream: Docker's columns, with figures" {
  change '.linux.resources.memory = {limit: 67108864} | .linux.cgroupsPath = "/" + $id' --arg id "$id"
  program 'while :; do :; done'
  start --name busy
  make_bundle "$BATS_TEST_TMPDIR/$id-ended"
  program 'exit 0'
  start --name ended
  runtime_ wait ended
  run -0 runtime_ stats --no-stream
  assert_line --index 0 --regexp '^CONTAINER ID   NAME +CPU % +MEM USAGE / LIMIT +MEM % +NET I/O +BLOCK I/O +PIDS$'
  assert_line --index 1 --regexp "^${id:0:12} +busy +[0-9]*\.[0-9]{2}% +[0-9.]+[KM]iB / 64MiB +[0-9.]+% +0B / 0B +[0-9.]+[kM]?B / [0-9.]+[kM]?B +[0-9]+"
  assert_equal "${#lines[@]}" 2
  refute_line --index 1 --regexp '^[^ ]+ +busy +0\.00% '
  run -0 runtime_ stats --no-stream --all --no-trunc --format '{{.ID}} {{.PIDs}}'
  assert_line "$id-ended 0"
  run -1 runtime_ stats --no-stream nobody
  assert_output 'runtime stats: container "nobody" does not exist'
}

@test "stats goes on, and on a terminal draws over what was there" {
  require_commands python3
  program 'exec sleep 1000'
  start
  run -0 python3 -c 'import os, pty, signal, sys
pid, master = pty.fork()
if pid == 0:
    os.execvp("runtime", ["runtime", "--root", sys.argv[1], "stats", "--format", "<{{.Name}}>"])
seen = b""
while seen.count(b"\x1b[J") < 2:
    seen += os.read(master, 4096)
os.kill(pid, signal.SIGTERM)
os.waitpid(pid, 0)
print(seen.count(b"\x1b[H<"))' "$BATS_TEST_TMPDIR/state"
  assert_output 2
}

# Terminals: in the foreground on the user's own, detached through a console socket.

load helpers
load bundle

setup() {
  require_root
  require_commands python3
  make_bundle
  change '.process.terminal = true'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id" 2>/dev/null || true
  no_containers_left
}

# on_terminal COMMAND ...: with a terminal of 30 lines and 100 columns.
on_terminal() {
  python3 -c 'import fcntl, os, pty, struct, sys, termios
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    while data := os.read(master, 4096):
        os.write(1, data)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@"
}

@test "run in the foreground: a terminal of the container's own, of the user's size, and the exit code" {
  change '.process.args = ["sh", "-c", "tty; test -t 0 && test -t 1 && echo yes; stty size; ls -l /dev/console | cut -c1; exit 5"]'
  run on_terminal runtime --root "$BATS_TEST_TMPDIR/state" run "$id"
  assert_equal "$status" 5
  assert_output --partial /dev/pts/0
  assert_output --partial yes
  assert_output --partial "30 100"
}

@test "detached: the master side comes through the console socket" {
  change '.process.args = ["sh", "-c", "echo hello from $(tty)"]'
  python3 -c 'import array, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
connection = server.accept()[0]
master = socket.recv_fds(connection, 100, 1)[1][0]
print(os.read(master, 100).decode(), flush=True)' "$BATS_TEST_TMPDIR/console" >"$BATS_TEST_TMPDIR/heard" 3>&- &
  local listener=$!
  until grep -q ready "$BATS_TEST_TMPDIR/heard"; do :; done
  run detached run -d --console-socket "$BATS_TEST_TMPDIR/console" "$id"
  assert_success
  wait $listener
  run cat "$BATS_TEST_TMPDIR/heard"
  assert_output --partial "hello from /dev/pts/0"
}

@test "detached without a console socket, and a socket without a terminal, are refused" {
  run runtime_ create "$id"
  assert_failure 1
  assert_output --partial "cannot make a terminal without a console socket when detached"
  run runtime_ run --detach "$id"
  assert_failure 1
  change '.process.terminal = false'
  run runtime_ create --console-socket /nowhere "$id"
  assert_failure 1
  assert_output --partial "--console-socket: config.json asks for no terminal"
}

@test "exec -t has a terminal" {
  change '.process.terminal = false | .process.args = ["sleep", "1000"]'
  detached run -d "$id"
  run on_terminal runtime --root "$BATS_TEST_TMPDIR/state" exec -t "$id" sh -c 'tty; stty size; exit 3'
  assert_equal "$status" 3
  assert_output --partial /dev/pts/0
  assert_output --partial "30 100"
}

@test "what goes to a pipe or file has no carriage returns" {
  change '.process.args = ["sh", "-c", "echo one; echo two"]'
  run runtime_ run "$id"
  assert_success
  assert_output $'one\ntwo'
  refute_output --partial $'\r'
}

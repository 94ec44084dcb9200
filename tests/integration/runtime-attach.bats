# Being attached to a supervised container: terminals, input, output, the keys that leave it.

load helpers
load bundle
load supervised

setup() {
  require_commands python3
  setup_supervised
}
teardown() { teardown_supervised; }

# on_terminal SAY COMMAND...: on a terminal of 30 lines and 100 columns. SAY is "WAIT=TYPE;...": once WAIT has been
# read, TYPE is typed (with Python's escapes); without a WAIT, at once. Prints what came, and at the end "status N".
on_terminal() {
  python3 -c 'import fcntl, os, pty, struct, sys, termios
steps = [s.split("=", 1) for s in sys.argv[1].split(";") if s]
def type_next():
    os.write(master, steps.pop(0)[1].encode().decode("unicode_escape").encode("latin-1"))
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
if steps and not steps[0][0]: type_next()
try:
    while data := os.read(master, 4096):
        os.write(1, data)
        seen += data
        while steps and steps[0][0].encode() in seen:
            type_next()
            seen = b""
except OSError:
    pass
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$1" runtime --root "$BATS_TEST_TMPDIR/state" "${@:2}" 3>&-
}

@test "run BUNDLE/ on a terminal: its size, what is typed, the exit code; nothing stays" {
  change '.process.terminal = true'
  program 'stty size; read word; echo "got $word"; exit 5'
  run on_terminal '30 100=hello\n' run "$PWD/"
  assert_line --partial "30 100"
  assert_line --partial "got hello"
  assert_line "status 5"
  assert_equal "$(runtime_ containers -aq)" ""
}

@test "Ctrl-P Ctrl-Q leaves it running, attach comes back; other keys by --detach-keys" {
  change '.process.terminal = true'
  program 'echo ready; while read word; do echo "got $word"; done; exit 6'
  run on_terminal 'ready=\x10x\n;got =\x10\x11' run --keep "$PWD/"
  assert_line "status 0"
  run -0 inspect '{{.State.Status}}'
  assert_output running
  run on_terminal '=again\n;got again=ab' attach --detach-keys a,b "$id"
  assert_line --partial "got again"
  assert_line "status 0"
  run -1 runtime_ attach --detach-keys ctrl-1 "$id"
  assert_output --partial "Unknown character: 'ctrl-1'"
  run on_terminal '=last\n;got last=\x04' attach "$id"
  assert_line "status 6"
  run on_terminal 'ready=cd' start -a -i --detach-keys c,d "$id"
  assert_line "status 0"
  run -0 inspect '{{.State.Status}}'
  assert_output running
}

@test "exec -t: the keys leave the command running, and what it writes then does not hold it up" {
  program 'exec sleep 1000'
  start >/dev/null
  runtime_ exec "$id" mkfifo /go
  run on_terminal 'ready=\x10\x11' exec -t "$id" sh -c 'echo ready; read x </go; cat /bin/busybox && touch /done'
  assert_line "status 0"
  runtime_ exec "$id" sh -c 'echo x >/go'
  until runtime_ exec "$id" test -e /done; do :; done
  run on_terminal 'ready=ab' exec -t --detach-keys a,b "$id" sh -c 'echo ready; read x </go; exit 4'
  assert_line "status 0"
  run on_terminal 'ready=a\n' exec -t --detach-keys a,b "$id" sh -c 'echo ready; read x; echo "got $x"; exit 4'
  assert_line --partial "got a"
  assert_line "status 4"
  run -1 runtime_ exec --detach-keys ctrl-1 "$id" true
  assert_output --partial "Unknown character: 'ctrl-1'"
}

@test "attach to a terminal: several at once see the same; the end is everyone's" {
  change '.process.terminal = true'
  program 'echo ready; while read word; do echo "got $word"; done; exit 6'
  start >/dev/null
  python3 - "$BATS_TEST_TMPDIR/state" "$id" >"$BATS_TEST_TMPDIR/seen" <<'P'
import os, pty, select, sys
def attach(*options):
    pid, master = pty.fork()
    if pid == 0:
        os.execvp("runtime", ["runtime", "--root", sys.argv[1], "attach", *options, sys.argv[2]])
    return pid, master
def until(master, text):
    seen = b""
    while text not in seen:
        seen += os.read(master, 4096)
first, second = attach(), attach("--no-stdin")
# The first is there once it gets an answer; the second once it sees one.
os.write(first[1], b"one\n")
until(first[1], b"got one")
seen = b""
while b"got two" not in seen:
    os.write(first[1], b"two\n")
    until(first[1], b"got two")
    while select.select([second[1]], [], [], 0)[0]:
        seen += os.read(second[1], 4096)
os.write(first[1], b"\x04")
for pid, master in (first, second):
    try:
        while os.read(master, 4096): pass
    except OSError: pass
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
  run cat "$BATS_TEST_TMPDIR/seen"
  assert_output "$(printf '6\n6')"
}

@test "without a terminal: input with -i, its end; output and errors apart; start -a -i" {
  program 'cat; echo error >&2; exit 4'
  start -i >/dev/null
  run -4 --separate-stderr runtime_ attach "$id" <<<"from outside" 3>&-
  assert_output "from outside"
  assert_equal "$stderr" error
  run -4 --separate-stderr runtime_ start -a -i "$id" <<<"again" 3>&-
  assert_output again
  assert_equal "$stderr" error
  run -1 runtime_ attach "$id"
  assert_output "runtime attach: You cannot attach to a stopped container, start it first"
}

@test "signals are passed on, unless --sig-proxy=false" {
  program 'trap "echo asked; exit 8" TERM; echo ready; while read word; do echo "got $word"; done'
  start -i >/dev/null
  mkfifo "$BATS_TEST_TMPDIR/input"
  exec 5<>"$BATS_TEST_TMPDIR/input"
  for pass in false true; do
    runtime --root "$BATS_TEST_TMPDIR/state" attach --sig-proxy="$pass" "$id" <&5 >"$BATS_TEST_TMPDIR/heard-$pass" 3>&- 5>&- &
    attached=$!
    echo word >&5
    until grep -q "got word" "$BATS_TEST_TMPDIR/heard-$pass"; do :; done # it is attached
    kill -TERM "$attached"
    status=0
    wait "$attached" || status=$?
    if [ "$pass" = true ]; then assert_equal "$status" 8; else assert_equal "$status" 143; fi
  done
}

@test "who does not read holds the container up, and loses nothing" {
  change '.process.args = ["head", "-c", "8388608", "/dev/zero"]'
  runtime_ create "$PWD/" >/dev/null
  mkfifo "$BATS_TEST_TMPDIR/output"
  exec 5<>"$BATS_TEST_TMPDIR/output"
  runtime --root "$BATS_TEST_TMPDIR/state" start -a "$id" >&5 3>&- 5>&- &
  attached=$!
  until_held_up 8388608
  assert_equal "$(head -c 8388608 <&5 | wc -c)" 8388608
  wait "$attached"
  assert_equal "$(runtime_ logs "$id" | wc -c)" 8388608
}

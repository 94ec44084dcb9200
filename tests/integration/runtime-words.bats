# Words that engines look for in what a runtime says, and decide by: containerd's shim (checkKillError,
# getLastRuntimeError), Podman's oci_util (getOCIRuntimeError), Docker's daemon (exit codes 126 and 127), CRI-O.

load helpers
load bundle

setup() {
  require_root
  make_bundle
  change '.process.args = ["sleep", "1000"]'
  id=test-$RUN_ID-$$-$BATS_TEST_NUMBER
}

teardown() {
  runtime_ delete --force "$id"
  no_containers_left
}

# says STATUS WORDS VERB...: it fails with these words, in the log as on standard error; the last entry of the log is
# the error, as an object a line with level, msg and time.
says() {
  local log=$BATS_TEST_TMPDIR/log
  rm -f "$log"
  run "-$1" runtime_ --log "$log" --log-format json "${@:3}"
  assert_output --partial "$2"
  run -0 jq -es --arg words "$2" 'last | .level == "error" and (.msg | contains($words)) and (.time | fromdate > 0)' "$log"
}

@test "a container that is not there does not exist" {
  says 1 "does not exist" state "$id"
  says 1 "does not exist" start "$id"
  says 1 "does not exist" kill "$id" KILL
  says 1 "does not exist" delete "$id"
  says 1 "does not exist" update --pids-limit 5 "$id"
  says 1 "does not exist" pause "$id"
  says 255 "does not exist" exec "$id" true
}

@test "a container that has stopped is not running" {
  detached run --detach "$id"
  says 1 "already exists" create "$id"
  says 1 "cannot start an already running container" start "$id"
  says 1 "that is not stopped: running" delete "$id"
  runtime_ kill "$id" KILL
  until [ "$(status_of)" = stopped ]; do :; done
  says 1 "container not running" kill "$id" 9
  says 1 "container not running" pause "$id"
  says 1 "cannot start a container that has stopped" start "$id"
  says 255 "cannot exec in a stopped container" exec "$id" true
}

@test "what cannot be executed is not found, or not permitted" {
  # Docker wants the command's own name beside them, Podman looks at the line alone.
  detached run --detach "$id"
  while IFS='|' read -r command words; do
    change '.process.args = [$c]' --arg c "$command"
    says 1 "$words" create "$id-2"
    says 1 "$words" run "$id-2"
    says 255 "$words" exec "$id" "$command"
  done <<'END'
nosuch|exec: "nosuch": executable file not found in $PATH
/no/such|exec: "/no/such": no such file or directory
/etc/passwd|exec: "/etc/passwd": permission denied
END
}

@test "a folder over a file is not a directory, a source that is missing no such file or directory" {
  # Compared without regard to case.
  change '.mounts += [{destination: "/etc/passwd", source: "/tmp", options: ["bind"]}]'
  says 1 "not a directory" create "$id"
  change '.mounts[-1] = {destination: "/etc", source: "/etc/passwd", options: ["bind"]}'
  says 1 "not a directory" create "$id"
  change '.mounts[-1] = {destination: "/mnt", source: "/no/such/source", options: ["bind"]}'
  says 1 "/no/such/source: No such file or directory" create "$id"
}

@test "a warning before the error does not hide it" {
  change '.process.capabilities.bounding += ["CAP_NOSUCH"] | .process.args = ["nosuch"]'
  says 1 "executable file not found" run "$id"
}

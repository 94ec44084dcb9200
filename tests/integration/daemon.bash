# Daemons that a test starts and ends: by process id, without sleeping.

# wait_for_line PID LOG PATTERN: until the log has a line that matches; prints
# what the pattern's group matched. Fails, with the log, where the process ends before.
wait_for_line() {
  local line
  line=$(timeout 60 tail -s 0.05 -n +1 -f --pid="$1" "$2" 2>/dev/null | grep -m 1 -E "$3")
  [[ $line =~ $3 ]] || { cat "$2" >&2; return 1; }
  echo "${BASH_REMATCH[1]}"
}

# start_daemon DIR COMMAND...: in the background, its output in DIR/log, its id in DIR/pid.
start_daemon() {
  local dir=$1
  shift
  mkdir -p "$dir"
  : >"$dir/log"
  # Not bats' own descriptor 3, which would keep it waiting.
  "$@" >>"$dir/log" 2>&1 </dev/null 3>&- &
  echo $! >"$dir/pid"
}

# stop_daemon DIR: and waits for its end; a DIR where none runs is fine.
stop_daemon() {
  [ -e "$1/pid" ] || return 0
  local pid
  pid=$(cat "$1/pid")
  rm "$1/pid"
  kill "$pid" 2>/dev/null || true
  tail -s 0.05 -f --pid="$pid" /dev/null
}

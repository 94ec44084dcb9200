# Completion for bash: runtime, imagetool, buildtool. What can be typed is
# asked of the programs themselves (--help), so it is always what they take.
#
# Installed once a program, under its name, in bash-completion's folder.

# The verbs that PROGRAM's help lists.
_toolkit_verbs() { "$1" --help 2>/dev/null | awk '/^Verbs:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'; }

# The options of `PROGRAM [VERB]`; those with a value end in "=".
_toolkit_options() {
  "$@" --help 2>/dev/null | awk '/^ *-/ {
    line = substr($0, 1, match($0, /   [^ -]/) ? RSTART : length($0))
    while (match(line, /--?[A-Za-z][A-Za-z0-9-]*(\[?=)?/)) {
      word = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
      sub(/\[=/, "", word); print word
    }
  }'
}

# The ids of containers, the names of images.
_toolkit_objects() {
  case $1 in
    runtime) runtime list --quiet 2>/dev/null ;;
    imagetool | buildtool) imagetool images 2>/dev/null | awk 'NR > 1 && $1 != "<none>" { print $1 ":" $2 }' ;;
  esac
}

_toolkit() {
  local program=${COMP_WORDS[0]##*/} word=${COMP_WORDS[COMP_CWORD]} verbs verb='' i
  verbs=$(_toolkit_verbs "$program")
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ " ${verbs//$'\n'/ } " == *" ${COMP_WORDS[i]} "* ]]; then verb=${COMP_WORDS[i]}; break; fi
  done
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_toolkit_options "$program" ${verb:+"$verb"})" -- "$word")
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  elif [[ -z $verb && -n $verbs ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W "$(_toolkit_objects "$program")" -- "$word")
  fi
}

complete -o default -F _toolkit runtime imagetool buildtool

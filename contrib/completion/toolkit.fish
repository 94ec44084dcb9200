# Completion for fish: runtime, imagetool, buildtool. What can be typed is asked
# of the programs themselves (--help), so it is always what they take.
#
# Installed once a program, under its name, in fish's vendor folder.

# "VERB<tab>SUMMARY" lines of a program's help.
function __toolkit_verbs
    $argv[1] --help 2>/dev/null | awk '/^Verbs:/ { on = 1; next } /^$/ { on = 0 }
        on { verb = $1; sub(/^ *[^ ]+ +/, ""); print verb "\t" $0 }'
end

# The verb on the command line, if there is one yet.
function __toolkit_verb
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l verbs (__toolkit_verbs $words[1] | string split --fields 1 \t)
    for word in $words[2..]
        contains -- $word $verbs; and echo $word; and return 0
    end
    return 1
end

# "--OPTION<tab>WHAT IT DOES" lines of `PROGRAM [VERB]`.
function __toolkit_options
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    $words[1] (__toolkit_verb) --help 2>/dev/null | awk '/^ *-/ && match($0, /--[a-z][A-Za-z0-9-]*(=)?/) {
        option = substr($0, RSTART, RLENGTH); text = substr($0, RSTART + RLENGTH)
        sub(/^[^ ]* +/, "", text); print option "\t" text }'
end

function __toolkit_objects
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    if test "$words[1]" = runtime
        runtime list --quiet 2>/dev/null
    else
        imagetool images 2>/dev/null | awk 'NR > 1 && $1 != "<none>" { print $1 ":" $2 }'
    end
end

function __toolkit_on_option
    string match --quiet -- '-*' (commandline --current-token)
end

for program in runtime imagetool buildtool
    complete --command $program --condition 'not __toolkit_verb >/dev/null; and not __toolkit_on_option' --arguments "(__toolkit_verbs $program)"
    complete --command $program --condition '__toolkit_verb >/dev/null; and not __toolkit_on_option' --arguments '(__toolkit_objects)'
    complete --command $program --condition __toolkit_on_option --no-files --arguments '(__toolkit_options)'
end

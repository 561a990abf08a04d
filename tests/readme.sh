#!/bin/bash
# Runs the README's curl commands against the server at GRADD_URL. A block marked `sh` that starts
# with curl is a command; the block of another kind that follows is what it must print, white space
# and measured times aside.
set -euo pipefail
cd "$(dirname "$0")/.."
kind='' block='' command='' open=0 commands=0 wrong=0

ask() { # runs $1 and prints its answer
    bash -c "$(sed -E "s#(http://)?(127\.0\.0\.1|localhost):8080#$GRADD_URL#g" <<< "$1")" 2> /dev/null
}

essence() { # of an answer $1
    tr -d '[:space:]' <<< "$1" | sed -E 's/("elapsed_us":)[0-9]+/\1/g'
}

check() { # COMMAND EXPECTED
    local answer
    answer=$(ask "$1") || true
    if [ "$(essence "$answer")" = "$(essence "$2")" ]; then
        echo "ok: ${1%%$'\n'*}"
    else
        printf 'README.md: %s\n  says    %s\n  answers %s\n' "$1" "$2" "$answer"
        wrong=1
    fi
}

while IFS= read -r line; do
    if [[ $open = 0 && $line == '```'* ]]; then
        open=1 kind=${line#'```'} block=
    elif [[ $open = 1 && $line != '```' ]]; then
        block+=$line$'\n'
    elif [[ $open = 1 && $kind = sh ]]; then
        open=0 command=
        [[ $block != curl* ]] || command=$block
    elif [[ $open = 1 ]]; then
        open=0
        [ -z "$command" ] || { check "$command" "$block"; commands=$((commands + 1)); }
        command=
    fi
done < README.md
[ $commands -gt 0 ] || { echo "README.md: no curl command with its answer"; wrong=1; }
exit $wrong

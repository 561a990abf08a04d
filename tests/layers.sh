#!/bin/bash
# Checks that code depends in one direction only (a folder of the engine on itself and the earlier
# ones), that outside libraries stay behind their files, that nothing is left half done, and that
# tests need nothing from outside the repository.
set -euo pipefail
cd "$(dirname "$0")/.."

includes() { # reads "file:line:#include ..." and prints those that are not allowed
    awk -F: '
    BEGIN {
        n = split("base tensor graph derive exec lang", order, " ")
        for (i = 1; i <= n; i++) rank[order[i]] = i
    }
    function wrong(why) {
        if (!seen[$1, $2]++) print $1 ":" $2 ": includes " name ": " why
        bad = 1
    }
    {
        split($1, own, "/"); name = $3; gsub(/^[^<"]*[<"]|[>"].*$/, "", name); split(name, its, "/")
        if ($3 ~ /<microhttpd/ && $1 !~ /^(server\/http|tests\/)/) wrong("only server/http*.c may")
        if ($3 ~ /<gnutls/ && $1 !~ /^(server\/http_tls|tests\/)/) wrong("only server/http_tls.c may")
        if ($3 ~ /<zlib/ && $1 !~ /^(server\/gzip|tests\/)/) wrong("only server/gzip.c may")
        if ($3 ~ /<jansson/ && $1 !~ /^(server\/wire|tests\/)/) wrong("only server/wire*.c may")
        if ($3 !~ /"/) next
        if ((getline line < name) < 0) wrong("no such file from the root of the repository")
        close(name)
        if (own[1] == "engine" && its[1] != "engine") wrong("the engine stands alone")
        if (own[1] == "engine" && 3 in own && !(rank[its[2]] && rank[its[2]] <= rank[own[2]]))
            wrong("not an earlier layer")
        if (own[1] == "server" && its[1] != "server" && name != "engine/gradd.h")
            wrong("the server knows engine/gradd.h alone")
    }
    END { exit bad }'
}

absent() { # PATTERN FOLDER...: fails and shows where the pattern stands
    local found=0
    grep -rnIE --exclude-dir=node_modules --exclude="${0##*/}" "$@" || found=$?
    [ $found = 1 ]
}

status=0
grep -rnE --include='*.[chS]' --include='*.def' '^ *# *include' engine server tests | includes || status=1
absent 'TODO|FIXME' engine server web tests || status=1
absent '\.\./shared|/work/' tests || status=1
exit $status

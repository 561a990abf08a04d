#!/bin/bash
# Runs a command around a server of its own: tests/serve.sh build/gradd COMMAND...
# The server listens on free ports, which the command finds in GRADD_URL and GRADD_ADMIN_URL. It must
# end with 0 on SIGTERM; whatever goes wrong, its log is shown.
set -euo pipefail
gradd=$1
shift
log=$(mktemp)
GRADD_LISTEN=127.0.0.1:0 GRADD_ADMIN=127.0.0.1:0 "$gradd" 2> "$log" &
server=$!
trap 'kill -9 $server 2> /dev/null || true; rm -f "$log"' EXIT

address() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/http:\/\/\1/p" <<< "$line"; }
for _ in $(seq 100); do
    line=$(head -n 1 "$log")
    GRADD_URL=$(address listen) GRADD_ADMIN_URL=$(address admin)
    [ -n "$GRADD_ADMIN_URL" ] && curl -sfo /dev/null "$GRADD_ADMIN_URL/readyz" && ready=1 && break
    kill -0 $server 2> /dev/null || break
    sleep 0.1
done
[ -n "${ready:-}" ] || { echo "serve.sh: $gradd is not ready"; cat "$log"; exit 1; } >&2

export GRADD_URL GRADD_ADMIN_URL
status=0
"$@" || status=$?
kill $server
wait $server || { echo "serve.sh: $gradd ended with $?"; status=1; } >&2
[ $status = 0 ] || cat "$log" >&2
exit $status

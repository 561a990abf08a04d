#!/bin/bash
# The long form of what tests/run.sh does in short: tests/soak/run.sh build/gradd SECONDS
set -euo pipefail
cd "$(dirname "$0")/../.."
ulimit -n "$(ulimit -Hn)"
status=0

echo "== mixed load for $2 s"
SOAK_SECONDS=$2 GRADD_MEMORY_BYTES=100000000 GRADD_LOG_REQUESTS=off \
    tests/serve.sh "$1" node tests/soak/soak.mjs || status=1

echo "== 10,000 clients at once"
GRADD_CONNECTIONS=10000 GRADD_EVENT_THREADS=84 GRADD_IDLE_TIMEOUT_MS=600000 \
    GRADD_HEAD_TIMEOUT_MS=600000 tests/serve.sh "$1" node tests/soak/crowd.mjs || status=1

echo "== replicas behind HAProxy that restart and die, for $(($2 / 3)) s"
GRADD=$1 GRADD_SOAK_SECONDS=$(($2 / 3)) node --test --test-reporter=spec tests/deploy/haproxy.test.mjs ||
    status=1
exit $status

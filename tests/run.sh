#!/bin/bash
# Runs every test on what `make test` has built. Each shows its own report, the summary comes last.
# tests/run.sh WORD runs only the steps with WORD in their name: tests/run.sh asan/tests/server
set -uo pipefail
cd "$(dirname "$0")/.."
export ASAN_OPTIONS=allocator_may_return_null=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
only=${1:-}
limit=600 # seconds for one step
log=$(mktemp)
trap 'rm -f "$log"' EXIT
steps=0 tests=0 failed=()

step() { # NAME COMMAND...
    local name=$1 start=$SECONDS verdict=ok
    shift
    [[ $name == *"$only"* ]] || return 0
    printf '\n== %s\n' "$name"
    timeout -k 10 $limit "$@" < /dev/null 2>&1 | tee "$log" || { verdict=FAILED; failed+=("$name"); }
    steps=$((steps + 1)) tests=$((tests + $(passed)))
    printf -- '-- %s: %s, %d s\n' "$name" $verdict $((SECONDS - start))
}

passed() { # the number of tests that the last report, cmocka's or node's, counts as passed
    awk '/^\[  PASSED  \] [0-9]+ test/ {n += $4} /^(#|ℹ) pass [0-9]+/ {n += $3} END {print n + 0}' "$log"
}

programs() { # VARIANT: its tests
    local source
    for source in tests/engine/test_*.c tests/fuzz/test_*.c tests/server/test_*.c; do
        [ -e "$source" ] || continue
        step "$1/${source%.c}" env GRADD="build/$1/gradd" $fixed "build/$1/${source%.c}"
    done
}

example() { # the C example prints what stands beside it
    [ ! -e tests/engine/example.c ] || build/example | diff - tests/engine/example.out
}
export -f example

step layers tests/layers.sh
fixed=
programs asan
setarch -R true 2> /dev/null && fixed="setarch -R" # the thread sanitizer needs its addresses unshuffled
programs tsan
for source in tests/server/test_*.c; do # the server within its sandbox, where sanitizers cannot be
    step "release/${source%.c}" env GRADD=build/gradd "build/${source%.c}"
done
step example bash -c example
step soak env SOAK_SECONDS=10 GRADD_MEMORY_BYTES=100000000 GRADD_LOG_REQUESTS=off \
    tests/serve.sh build/gradd node tests/soak/soak.mjs
step page tests/serve.sh build/gradd node --test --test-reporter=spec tests/web/*.test.mjs
step contract tests/serve.sh build/gradd node --test --test-reporter=spec tests/contract/*.test.mjs
step manifests tests/deploy/manifests.sh
step systemd tests/deploy/systemd.sh build/gradd
step haproxy node --test --test-reporter=spec tests/deploy/haproxy.test.mjs
step container tests/deploy/container.sh
step readme tests/serve.sh build/gradd tests/readme.sh

printf '\n[==========] %d steps run.\n[  PASSED  ] %d test(s).\n' $steps $tests
[ ${#failed[@]} = 0 ] || printf '[  FAILED  ] %s\n' "${failed[@]}"
[ $steps -gt 0 ] && [ ${#failed[@]} = 0 ]

#!/bin/bash
# Runs each target of the fuzzer $1 for $2 seconds, as many at a time as there are cores. Its folder
# keeps the texts that were tried with success (NAME/) and what broke (NAME-*), for a file in corpus/.
set -uo pipefail
cd "$(dirname "$0")/../.."
fuzzer=$(realpath "$1") seconds=$2 out=$(dirname "$1")
export ASAN_OPTIONS=allocator_may_return_null=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1

fuzz() { # TARGET: within its bounds a text takes less than 30 s, no block is beyond 100 MB
    local words=dialect leaks=1 texts='tests/conformance/tutorials tests/programs'
    mkdir -p "$out/$1"
    case $1 in
    guard | request) words=http leaks=0 texts= ;; # its threads allocate at all times
    tree | wire) texts= ;;
    esac
    FUZZ_TARGET=$1 nice "$fuzzer" -max_total_time=$seconds -timeout=30 -malloc_limit_mb=100 \
        -detect_leaks=$leaks -max_len=4096 -dict=tests/fuzz/$words.dict \
        -artifact_prefix="$out/$1-" "$out/$1" "tests/fuzz/corpus/$1" $texts \
        > "$out/$1.log" 2>&1
    local status=$?
    printf '%s: %s\n' "$1" "$(grep '^Done\|^SUMMARY\|does not hold' "$out/$1.log" | tail -n 1)"
    [ $status = 0 ] || tail -n 40 "$out/$1.log"
    return $status
}
export -f fuzz
export fuzzer seconds out

basename -a tests/fuzz/corpus/* | xargs -P "$(nproc)" -I TARGET bash -c 'fuzz TARGET'

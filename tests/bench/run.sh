#!/bin/bash
# Measures gradd's smallest requests beside what bounds them (floor.c) and what a user would build in
# its place (peer.py): requests/s, latency, CPU time, memory, time to start. In each round every
# server is started, loaded and stopped in turn, so that all share the machine's good and bad times.
# Then with as many connections as epoll hands over at once, and beside long programs; and as lines of
# batches, beside single ones and beside the peer's loop.
# Then programs that run long (programs/), in process: programs.c beside PyTorch (programs.py); and
# tensors as JSON, in process beside jansson (tensors.c) and over HTTP beside the peer with orjson.
#
#   GRADD                another gradd than build/gradd
#   GRADD_BENCH_PYTHON   an interpreter that has the peer's packages; else build/bench/venv is made
#   GRADD_BENCH_ROUNDS   5; at least 3 for a figure that is quoted
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
source=$(< tests/bench/request.py)
declare -A bodies=(
    [/v1/evaluate]='{"expr": "(sin(x) + x**2) / log(x)", "inputs": {"x": 2}}'
    [/v1/run]='{"cells": [{"id": "a", "source": "'${source//$'\n'/\\n}'"}]}')
# The value and the gradient of each, as far as all must agree.
declare -A values=([/v1/evaluate]=7.08261905193 [/v1/run]=27.0)
declare -A gradients=([/v1/evaluate]=0.061377494824 [/v1/run]=4.5000)
gradd=${GRADD:-build/gradd}
rounds=${GRADD_BENCH_ROUNDS:-5} seconds=4 connections=32 patience=60 # seconds to start
packages='torch==2.13.0 fastapi uvicorn uvloop httptools numpy orjson'

out=build/bench
log=$out/server.log figures=$out/figures.tsv
server='' # the process group of the one that runs
floor=()  # the reply that the floor gives: body, header, value, header, value...
mkdir -p $out && : > $log

serve_gradd() { GRADD_LISTEN=127.0.0.1:$port GRADD_ADMIN=127.0.0.1:0 exec "$gradd"; }
serve_floor() { exec $out/floor "$port" "${floor[@]}"; }
serve_uvloop() { serve_peer --loop uvloop --http httptools; }
serve_asyncio() { serve_peer --loop asyncio --http h11; }
serve_peer() {
    exec "$python" -B -m uvicorn peer:app --app-dir tests/bench --host 127.0.0.1 --port "$port" \
        --workers 1 --no-access-log --log-level warning "$@"
}
declare -A title=([gradd]='gradd' [floor]='the floor'
    [uvloop]='FastAPI + PyTorch, uvloop' [asyncio]='FastAPI + PyTorch, default loop')

fail() {
    echo "bench: $*" >&2
    [ ! -s $log ] || tail -n 20 $log >&2
    exit 1
}

stop() {
    [ -n "$server" ] || return 0
    kill -KILL -- "-$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
    server=
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

choose() { # PATH: what is asked from now on
    path=$1 value=${values[$1]} gradient=${gradients[$1]}
    export GRADD_BENCH_BODY=${bodies[$1]}
    printf -v request '%s\r\n' "POST $path HTTP/1.1" 'Host: 127.0.0.1' 'Connection: close' \
        'Content-Type: application/json' "Content-Length: ${#GRADD_BENCH_BODY}" ''
    request+=$GRADD_BENCH_BODY
}

# Sends the request to $port and sets `reply`, head and all; fails while nobody listens. Starts no
# process, because the time of a start is measured with it.
ask() {
    { exec 3<> "/dev/tcp/127.0.0.1/$port"; } 2> /dev/null || return 1
    printf '%s' "$request" >&3
    IFS= read -rd '' reply <&3 || true
    exec 3>&-
}

microseconds() { printf -v now '%s' "${EPOCHREALTIME/./}"; }

# Below the ports that the system hands out to clients.
find_port() {
    port=$((20000 + RANDOM % 10000))
    while { exec 3<> "/dev/tcp/127.0.0.1/$port"; } 2> /dev/null; do port=$((port + 1)); done
}

# Starts a server in a process group of its own and waits for its first answer, `first` µs later.
start() { # SERVER
    find_port
    microseconds
    local began=$now
    set -m
    "serve_$1" < /dev/null > $log 2>&1 &
    set +m
    server=$!
    until ask; do
        kill -0 $server 2> /dev/null || fail "$1 ended before it answered"
        read -rt 0.001 -u "$never" || true
        microseconds
        [ $((now - began)) -lt $((patience * 1000000)) ] || fail "$1 does not answer"
    done
    microseconds
    first=$((now - began))
}
exec {never}<> <(:) # to wait at without a process of its own

check() { # SERVER: that its answer is right
    start "$1"
    [[ $reply == 'HTTP/1.1 200 '* && $reply == *$value* && $reply == *$gradient* ]] ||
        fail "$1 answers"$'\n'"$reply"
    [ "$1" != gradd ] || copy_reply
    [ "$1" != floor ] || [ ${#reply} = "$reply_size" ] ||
        fail "the floor's reply is not as long as gradd's"
    stop
}

# Takes gradd's reply for the floor to give, except the headers that libmicrohttpd writes itself.
copy_reply() {
    local head=${reply%%$'\r\n\r\n'*} line
    reply_size=${#reply}
    floor=("${reply#*$'\r\n\r\n'}")
    while IFS= read -r line; do
        [[ ${line,,} =~ ^(http/|date:|content-length:|connection:) ]] ||
            floor+=("${line%%:*}" "${line#*: }")
    done <<< "${head//$'\r'/}"
}

processes() { # the state of all, as lines of /proc/*/stat from the process group on
    { cat /proc/[0-9]*/stat 2> /dev/null || true; } | sed 's/^\([0-9]*\) .*) . [0-9]* /\1 /'
}

resident() { # KiB of the server's processes
    awk '$1 == "Rss:" {n += $2} END {print n}' \
        $(processes | awk -v group="$server" '$2 == group {print "/proc/" $1 "/smaps_rollup"}')
}

# Clock ticks of processor time so far: the server's, everybody's. The latter counts what ended
# children have left with their parents.
used_ticks() {
    processes | awk -v group="$server" '
        {all += $11 + $12 + $13 + $14} $2 == group {own += $11 + $12} END {print own, all}'
}

load() { # SECONDS: prints the figures of request.lua
    wrk -t 1 -c $connections -d "${1}s" -s tests/bench/request.lua \
        "http://127.0.0.1:$port$path" | sed -n 's/^run\t//p'
}

# Appends a line for table.awk to the figures.
measure() { # SERVER
    local memory before after run
    start "$1"
    sleep 0.3
    memory=$(resident)
    load 1 > /dev/null
    before=$(used_ticks)
    run=$(load $seconds)
    after=$(used_ticks)
    stop
    awk -v OFS='\t' -v name="${title[$1]}" -v hz="$(getconf CLK_TCK)" -v cores="$(nproc)" \
        -v memory="$memory" -v first="$first" '{
            requests = $1; failed = $2; seconds = $3; p99 = $4; wrk = $5
            own = ($8 - $6) / hz; others = ($9 - $7) / hz - own - wrk
            print name, requests / seconds, p99, own * 1e6 / requests, memory / 1024, first / 1e3,
                100 * others / (cores * seconds)
            exit failed > 0
        }' <<< "$run $before $after" >> $figures || fail "$1: requests failed: $run"
}

# Sets `python` to an interpreter with the peer's packages; fails when there is none to be had.
find_python() {
    python=${GRADD_BENCH_PYTHON:-$out/venv/bin/python}
    ! "$python" -c "import ${imports// /, }" 2> /dev/null || return 0
    [ -z "${GRADD_BENCH_PYTHON:-}" ] || fail "$python cannot import all of: $imports"
    echo "installing the peer into $out/venv: $packages"
    # Of torch, which is a gigabyte otherwise, the build without CUDA.
    rm -rf $out/venv && python3 -m venv $out/venv > $log 2>&1 &&
        $out/venv/bin/pip install -q --retries 1 \
            --extra-index-url https://download.pytorch.org/whl/cpu $packages > $log 2>&1
}
imports='torch fastapi uvicorn uvloop httptools numpy orjson'

[ -x "$gradd" ] || fail "no $gradd; make builds it"
env -u MAKEFLAGS make --no-print-directory -f tests/bench/floor.mk $out/floor $out/programs $out/tensors
servers=(gradd floor)
if find_python; then
    servers+=(uvloop asyncio)
else
    echo "NO PEER: FastAPI + PyTorch could not be installed; there is only the floor:"
    tail -n 3 $log
fi


requests() { # PATH: the table of one request
    choose "$1"
    for name in "${servers[@]}"; do check "$name"; done
    echo "POST $path $GRADD_BENCH_BODY: all answer $value and $gradient"
    : > $figures
    for ((round = 1; round <= rounds; round++)); do
        for name in "${servers[@]}"; do
            [ ! -t 2 ] || printf '\rround %d of %d: %-10s' $round "$rounds" "$name" >&2
            measure "$name"
        done
    done
    [ ! -t 2 ] || printf '\r%40s\r' '' >&2
    awk -f tests/bench/spread.awk -f tests/bench/table.awk $figures
    echo
}

# What more connections, and long programs of four other clients, do to the smallest request: when
# sixteen clients ask some 10,000 times a second, and when four ask as fast as they are answered, so
# that nobody's processor time is left.
company() {
    local busy='x = torch.rand(200, 200)\nfor i in range(300): x = (x @ x).tanh()' kind pause
    local -A pauses=([steady]=1 [flood]=) clients=([steady]=16 [flood]=4) alone
    local beside
    choose /v1/evaluate
    : > $figures && : > $out/waits.tsv
    for ((round = 1; round <= rounds; round++)); do
        start gradd
        load 1 > /dev/null
        printf '128 connections beside 120\t%s\t%s\n' "$(connections=128 rate)" \
            "$(connections=120 rate)" >> $figures
        for kind in steady flood; do alone[$kind]=$(wait_of $kind); done
        GRADD_BENCH_BODY='{"cells": [{"source": "'$busy'"}]}' \
            wrk -t 1 -c 4 -d $((2 * seconds + 3))s --timeout 20s -s tests/bench/request.lua \
            "http://127.0.0.1:$port/v1/run" > /dev/null &
        sleep 1
        for kind in steady flood; do
            beside=$(wait_of $kind)
            printf '%s, beside long programs\t%s\t%s\n' $kind "$beside" "${alone[$kind]}" \
                >> $out/waits.tsv
        done
        wait $!
        stop
    done
    awk -f tests/bench/spread.awk -f tests/bench/pairs.awk -v title='connections' \
        -v ours='128, requests/s' -v theirs='120, requests/s' $figures
    awk -f tests/bench/spread.awk -f tests/bench/pairs.awk -v title='company' \
        -v ours='beside, p99 ms' -v theirs='alone, p99 ms' $out/waits.tsv
}

wait_of() { # KIND: the 99th percentile
    GRADD_BENCH_PAUSE=${pauses[$1]} connections=${clients[$1]} p99
}
rate() { load $seconds | awk '{print $1 / $3}'; }
p99() { load $seconds | awk '{print $4}'; }

# The smallest evaluation a thousand times in one request: lines to gradd, a list to the peer.
declare -A batch_paths=([gradd]=/v1/batch [uvloop]=/v1/evaluate/batch)

cost() { # COUNT of evaluations in each request: how many a second, and the server's µs for each
    local before run after
    before=$(used_ticks)
    run=$(load 2)
    after=$(used_ticks)
    awk -v count="$1" -v hz="$(getconf CLK_TCK)" '{
        n = $1 * count
        print n / $3, ($8 - $6) * 1e6 / hz / n
        exit $2 > 0
    }' <<< "$run $before $after" || fail "requests failed: $run"
}

batch() { # SERVER: the cost of each in batches
    local path=${batch_paths[$1]} connections=4 count
    count=$(curl -sS --fail -H 'Content-Type: application/json' --data-binary "@$out/batch.$1" \
        "http://127.0.0.1:$port$path" 2> $log | grep -o "$value" | wc -l)
    [ "$count" = 1000 ] || fail "$1 answers $count of 1000"
    GRADD_BENCH_BODY=@$out/batch.$1 cost 1000
}

pair() { # FILE OURS THEIRS, of which each is what cost() prints: two lines for pairs.awk
    printf 'evaluations a second\t%s\t%s\nCPU, us/evaluation\t%s\t%s\n' \
        "${2% *}" "${3% *}" "${2#* }" "${3#* }" >> "$1"
}

batches() {
    local ours single
    choose /v1/evaluate
    awk '{for (i = 0; i < 1000; i++) print}' <<< "$GRADD_BENCH_BODY" > $out/batch.gradd
    sed '1s/^/[/; $!s/$/,/; $s/$/]/' $out/batch.gradd > $out/batch.uvloop
    : > $figures && : > $out/peers.tsv
    for ((round = 1; round <= rounds; round++)); do
        start gradd
        load 1 > /dev/null
        ours=$(batch gradd) single=$(cost 1)
        stop
        pair $figures "$ours" "$single"
        [ ${#servers[@]} != 2 ] || continue
        start uvloop
        pair $out/peers.tsv "$ours" "$(batch uvloop)"
        stop
    done
    awk -f tests/bench/spread.awk -f tests/bench/pairs.awk -v title='batches of 1000' \
        -v ours='in batches' -v theirs='one by one' $figures
    [ ${#servers[@]} = 2 ] || awk -f tests/bench/spread.awk -f tests/bench/pairs.awk \
        -v title='the same' -v ours='gradd' -v theirs='FastAPI' $out/peers.tsv
}

# Each program twice, of which the second time counts: the first one loads what is loaded late.
run_programs() { # RUNNER: a line for each program, its nanoseconds and what it printed
    for name in tests/bench/programs/*.py; do printf '%s\n%s\n' "$name" "$name"; done |
        "$@" 2> $log | sed -n n\;p
}

programs() {
    : > $figures
    for ((round = 1; round <= rounds; round++)); do
        run_programs $out/programs > $out/ours || fail "a program failed"
        : > $out/theirs
        [ ${#servers[@]} = 2 ] || run_programs "$python" tests/bench/programs.py > $out/theirs
        paste -d '\t' <(printf '%s\n' tests/bench/programs/*.py) $out/ours $out/theirs |
            awk -F '\t' -v OFS='\t' '{
                split($2, ours, " "); split($3, theirs, " ")
                text = substr($2, length(ours[1]) + 1); other = substr($3, length(theirs[1]) + 1)
                if ($3 && text != other) { print $1 ": " text " and " other; exit 1 }
                sub(/.*\//, "", $1)
                print $1, ours[1], theirs[1] > "/dev/stderr"
            }' 2>> $figures || fail "the programs print different things"
    done
    awk -f tests/bench/spread.awk -f tests/bench/programs.awk $figures
}

# A million numbers in and as many out, one request after the other.
declare -A tensor_paths=([gradd]=/v1/evaluate [uvloop]=/v1/evaluate/tensor)

exchange() { # SERVER: posts the numbers, leaves the reply in a file and prints the milliseconds
    curl -sS --fail -o "$out/reply.$1" -w '%{time_total}' -H 'Expect:' \
        -H 'Content-Type: application/json' --data-binary @$out/numbers.json \
        "http://127.0.0.1:$port${tensor_paths[$1]}" 2> $log | awk '{print 1e3 * $1}' || fail "$1"
}

exchanges() { # SERVER: the fastest of three, after one that counts as practice
    start "$1"
    exchange "$1" > /dev/null
    for i in 1 2 3; do exchange "$1"; done | sort -n | head -n 1
    stop
}

ends() { # SERVER: the value and the last derivative in its reply
    head -c 200 "$out/reply.$1" | grep -o '"\(value\|data\)":[0-9][0-9.e+-]*' | head -n 1 | tr -d '":a-z'
    tail -c 200 "$out/reply.$1" | grep -o '[0-9][0-9.e+-]*\]' | tail -n 1 | tr -d ']'
}

tensors() {
    $out/tensors "$rounds" > $figures 2> $log || fail 'the tensors failed'
    awk -f tests/bench/spread.awk -f tests/bench/pairs.awk -v title='tensors as JSON' \
        -v ours='gradd, MB/s' -v theirs='jansson, MB/s' $figures
    echo
    awk 'BEGIN {
        srand(1)
        printf "{\"expr\": \"((sin(x) + x**2) / log(x)).sum()\", \"inputs\": {\"x\": ["
        for (i = 0; i < 1000000; i++) printf "%s%.17g", i ? "," : "", 2 + rand()
        printf "]}}"
    }' > $out/numbers.json
    choose /v1/evaluate
    : > $figures
    for ((round = 1; round <= rounds; round++)); do
        ours=$(exchanges gradd) theirs=
        [ ${#servers[@]} = 2 ] || theirs=$(exchanges uvloop)
        printf 'gradient of a million numbers\t%s\t%s\n' "$ours" "$theirs" >> $figures
    done
    [ ${#servers[@]} = 2 ] || paste <(ends gradd) <(ends uvloop) |
        awk '{d = $1 - $2; if (d * d > 1e-20 * $1 * $1) exit 1}' || fail 'the tensors differ'
    awk -f tests/bench/spread.awk -f tests/bench/pairs.awk -v title='over HTTP' \
        -v ours='gradd, ms' -v theirs='orjson, ms' $figures
}

echo "$rounds rounds of $seconds s; $connections connections, 1 thread of wrk; $(nproc) processors"
requests /v1/evaluate
requests /v1/run
company
echo
batches
echo
programs
echo
tensors

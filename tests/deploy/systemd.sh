#!/bin/bash
# deploy/gradd.service against the program and, where it is there, systemd: tests/deploy/systemd.sh
# build/gradd. What the unit sets must be known to gradd, what it starts must exist, and it must wait
# for a stop as long as gradd may take.
set -euo pipefail
cd "$(dirname "$0")/../.."
unit=deploy/gradd.service gradd=$(realpath "$1") folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$unit: $*" >&2
    exit 1
}

setting() { sed -n "s/^$1=//p" $unit; }

read -ra command <<< "$(setting ExecStart)"
[ "${command[0]}" = /usr/local/bin/gradd ] || fail "starts ${command[0]}"
read -ra variables <<< "$(setting Environment)"
env -i "${variables[@]}" "$gradd" "${command[@]:1}" --check-config > "$folder/set" 2> "$folder/said" ||
    fail "$(cat "$folder/said")"
[ ! -s "$folder/said" ] || fail "$(cat "$folder/said")"
for variable in "${variables[@]}"; do
    grep -qxF "$variable" "$folder/set" || fail "$variable is not in force"
done
stop=$(awk -F= '/^GRADD_(DRAIN|STOP)_MS=/ {ms += $2} END {print ms / 1000 + 5}' "$folder/set")
[ "$(setting TimeoutStopSec)" -gt "$stop" ] || fail "a stop may take $stop s and more"
files=$(awk -F= '/^GRADD_CONNECTIONS=/ {print $2 + 128}' "$folder/set")
[ "$(setting LimitNOFILE)" -ge "$files" ] || fail "needs $files files"

if command -v systemd-analyze > /dev/null; then
    sed "s#/usr/local/bin/gradd#$gradd#" $unit > "$folder/gradd.service"
    systemd-analyze verify --man=no "$folder/gradd.service"
    systemd-analyze security --offline=true --threshold=20 --no-pager "$folder/gradd.service" |
        tail -n 1
fi
echo ok

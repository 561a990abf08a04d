#!/bin/bash
# Builds the container image and runs it as it is meant to be run: as nobody, with no capability, on a
# file system that nobody can write to. Does nothing, and says so, on a machine that cannot build
# images: with a builder, the base image must be there, or a registry that has it.
#
# What a mirror may need, the machine's own certificate authorities and settings of npm, is lent to
# the build; the list of the image's files is checked for it.
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILDAH_ISOLATION=chroot LC_ALL=C # for a machine that is itself a container
base=$(sed -n 's/^FROM \(.*\) AS build$/\1/p' Dockerfile)
image=localhost/gradd-test-$$
work=$(mktemp -d)
builder='' container='' server='' log=$work/log

finish() {
    case $builder in
    docker | podman) [ -z "$container" ] || $builder rm -f "$container" > /dev/null 2>&1 ;;
    buildah)
        [ -z "$server" ] || kill -9 "$server" 2> /dev/null
        [ -z "$container" ] || buildah rm "$container" > /dev/null
        ;;
    esac
    [ -z "$builder" ] || $builder rmi "$image" > /dev/null 2>&1
    rm -rf "$work"
}
trap 'finish || true' EXIT

fail() {
    echo "container: $*" >&2
    [ ! -s "$log" ] || tail -n 30 "$log" >&2
    exit 1
}

# Whether a builder makes an image from the base and, where it runs containers too, one of these.
can_build() {
    command -v "$1" > /dev/null || return 1
    echo "$1: $(printf 'FROM %s\nRUN true\n' "$base" > "$work/Dockerfile" &&
        timeout 120 "$1" build -t "$image-probe" "$work" 2>&1)" > "$work/why-$1" || return 1
    [ "$1" = buildah ] || "$1" run --rm "$image-probe" true >> "$work/why-$1" 2>&1 || return 1
    "$1" rmi "$image-probe" > /dev/null
}

find_builder() {
    local name
    for name in docker podman buildah; do
        if can_build $name; then
            builder=$name
            return
        fi
    done
    echo "container: NOT RUN: none of docker, podman and buildah makes an image here"
    [ -n "$(ls "$work"/why-* 2> /dev/null)" ] || echo "none of them is installed"
    tail -qn 1 "$work"/why-* 2> /dev/null || true
    exit 0
}

build() {
    local file lent=(--format docker)
    for file in /usr/local/share/ca-certificates "$HOME/.npmrc"; do
        [ ! -e "$file" ] || lent+=(-v "$file:$file:ro")
    done
    [ $builder != docker ] || lent=()
    # Once more if a mirror failed.
    $builder build "${lent[@]}" -t $image . > "$log" 2>&1 ||
        $builder build "${lent[@]}" -t $image . > "$log" 2>&1 || fail "the image cannot be built"
}

# Sets `root` to a folder with the image's files.
open_image() {
    if [ $builder = buildah ]; then
        container=$(buildah from --pull-never $image)
        root=$(buildah mount "$container")
    else
        root=$work/root
        container=$($builder create $image)
        mkdir "$root"
        $builder export "$container" | tar -x -C "$root"
        $builder rm "$container" > /dev/null
        container=
    fi
}

check_files() {
    local size found
    size=$(du -sm "$root" | cut -f 1)
    echo "image: $size MB, $(find "$root" -type f | wc -l) files"
    [ "$size" -lt 60 ] || fail "the image has $size MB"
    # The dynamic loader and the C library are programs too, of a kind.
    found=$(find "$root" -type f -perm /111 -printf '/%P\n' | grep -vE '\.so(\.[0-9]+)*$' || true)
    [ "$found" = /usr/local/bin/gradd ] || fail "programs in the image:" $found
    found=$(find "$root" \( -name '*npmrc*' -o -name '*.crt' -o -name '*.pem' -o -path '*/etc/apt*' \))
    [ -z "$found" ] || fail "settings of the machine in the image:" $found
    node tests/deploy/sbom.mjs "$root" || fail "the bill of materials is wrong"
}

# The image's process, with its log in `log`; sets `server`.
start() {
    local settings=(GRADD_LISTEN=127.0.0.1:0 GRADD_ADMIN=127.0.0.1:0)
    : > "$log"
    if [ $builder = buildah ]; then
        unshare -m --propagation private bash -c '
            mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
            exec env -i "${@:2}" /usr/bin/setpriv --no-new-privs --inh-caps=-all \
                --bounding-set=-all,+sys_chroot,+setuid,+setgid \
                /usr/sbin/chroot --userspec=10001:10001 --groups= "$1" /usr/local/bin/gradd' \
            _ "$root" "${settings[@]}" 2> "$log" &
        server=$!
    else
        container=$($builder run -d --read-only --cap-drop ALL --security-opt no-new-privileges \
            --network host -e ${settings[0]} -e ${settings[1]} $image)
        server=$($builder inspect -f '{{.State.Pid}}' "$container")
    fi
}

inside() { # COMMAND...: in the image, beside its process
    if [ $builder = buildah ]; then chroot --userspec=10001:10001 --groups= "$root" "$@"
    else $builder exec "$container" "$@"; fi
}

address() { # listen or admin: as the log tells
    [ $builder = buildah ] || $builder logs "$container" > "$log" 2>&1
    sed -n "1s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$log"
}

wait_ready() {
    for _ in $(seq 100); do
        admin=$(address admin)
        [ -z "$admin" ] || ! inside /usr/local/bin/gradd health --admin "$admin" 2> /dev/null || return 0
        sleep 0.1
    done
    fail "not ready"
}

status() { # FIELD of the process
    awk -v field="$1:" '$1 == field {print $2}' "/proc/$server/status"
}

check_process() {
    local answer
    answer=$(curl -sf "http://$(address listen)/v1/evaluate" \
        -d '{"expr": "(sin(x) + x**2) / log(x)", "inputs": {"x": 2}}')
    [[ $answer == *0.06137749482484922* ]] || fail "answers $answer"
    echo "uid $(status Uid), capabilities $(status CapEff), no_new_privs $(status NoNewPrivs)"
    [ "$(status Uid)" = 10001 ] || fail "runs as $(status Uid)"
    [ "$((0x$(status CapEff) | 0x$(status CapPrm)))" = 0 ] || fail "has capabilities"
    [ "$(status NoNewPrivs)" = 1 ] || fail "may gain privileges"
    [ "$(awk '$5 == "/" {print substr($6, 1, 2)}' "/proc/$server/mountinfo")" = ro ] ||
        fail "/ is writable"
}

check_end() {
    local code
    if [ $builder = buildah ]; then
        kill "$server"
        code=0
        wait "$server" || code=$?
        server=
    else
        $builder stop -t 10 "$container" > /dev/null
        code=$($builder inspect -f '{{.State.ExitCode}}' "$container")
    fi
    [ "$code" = 0 ] || fail "ends with $code"
}

check_settings() { # of the image, from its configuration
    local config
    if [ $builder = buildah ]; then config=$(buildah inspect --type image --format '{{.Docker}}' $image)
    else config=$($builder image inspect $image); fi
    for word in 10001:10001 /usr/local/bin/gradd health 9090 8080 org.opencontainers.image.version; do
        [[ $config == *$word* ]] || fail "the image's settings lack $word: $config"
    done
    [[ $config == *"$(sed -n 's/.*GD_VERSION "\(.*\)"/\1/p' engine/gradd.h)"* ]] ||
        fail "the image's label tells another version than gradd"
}

find_builder
echo "container: built by $builder"
build
open_image
check_settings
check_files
start
wait_ready
check_process
check_end
echo "# pass 1"

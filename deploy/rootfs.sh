#!/bin/bash
# Lays out in ROOT all that the container image holds: the server, the shared libraries that it
# loads, and of every Debian package that a file comes from its licence and its entry of dpkg's
# database, by which scanners know it.
#   deploy/rootfs.sh ROOT GRADD PACKAGE...
# The libraries of each PACKAGE come along even where the server is not linked to them, with all that
# they need in turn. Nothing else of the system does: no shell, no package manager, no settings.
set -euo pipefail
cd "$(dirname "$0")/.."
root=${1:?usage: deploy/rootfs.sh ROOT GRADD PACKAGE...} gradd=${2:?the server}
shift 2
declare -A packages=()

owner() { # FILE: the package it came with, which may know it by its place before /usr was merged
    dpkg-query -S "$1" 2> /dev/null || dpkg-query -S "${1#/usr}"
}

take() { # FILE: copies it with its links followed, but under the name by which it is asked for
    local name
    name=$(realpath "$(dirname "$1")")/$(basename "$1")
    install -D -m "$(stat -Lc %a "$1")" "$1" "$root$name"
    packages[$(owner "$(realpath "$1")" | sed -n '1s/[:,].*//p')]=1
}

needed() { # FILE...: the libraries that these load, and the program that loads them
    ldd "$@" | sed -nE 's/.*=> (\/[^ ]+).*|^\t(\/[^ ]+).*/\1\2/p' | sort -u
}

rm -rf "$root"
mkdir -p "$root/usr/lib" "$root/usr/lib64"
ln -s usr/lib usr/lib64 "$root"
install -D -m 755 "$gradd" "$root/usr/local/bin/gradd"

mapfile -t libraries < <([ $# = 0 ] || dpkg-query -L "$@" | grep -E '\.so\.[0-9]+$')
for file in "${libraries[@]}" $(needed "$gradd" "${libraries[@]}"); do take "$file"; done
take /etc/os-release
for file in /usr/share/common-licenses/*; do take "$file"; done

mkdir -p "$root/var/lib/dpkg/status.d"
for package in "${!packages[@]}"; do
    take "/usr/share/doc/$package/copyright"
    dpkg-query -s "$package" > "$root/var/lib/dpkg/status.d/$package"
done

echo 'gradd:x:10001:10001:gradd:/:' > "$root/etc/passwd"
echo 'gradd:x:10001:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
install -D -m 644 LICENSE "$root/usr/share/doc/gradd/copyright"
node deploy/sbom.mjs "$root"
# The same input gives the same image.
[ -z "${SOURCE_DATE_EPOCH:-}" ] || find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +

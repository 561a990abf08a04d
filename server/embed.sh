#!/bin/sh
# Prints, as C for server/assets.h, the table of all files under the folder $1. Each is there plain
# and gzipped; the compiler takes both in with .incbin, the gzipped ones from $1.gz, made here.
set -eu
export LC_ALL=C
folder=${1:?a folder of files to embed}
rm -rf "$folder.gz"

type_of() {
    case $1 in
    */clients/* | *.txt) echo "text/plain; charset=utf-8" ;;
    *.html) echo "text/html; charset=utf-8" ;;
    *.js) echo "text/javascript; charset=utf-8" ;;
    *.css) echo "text/css; charset=utf-8" ;;
    *.json | *.map) echo "application/json" ;;
    *.svg) echo "image/svg+xml" ;;
    *.png) echo "image/png" ;;
    *.woff2) echo "font/woff2" ;;
    *) echo "embed.sh: no MIME type for $1" >&2; return 1 ;;
    esac
}

include() { # SYMBOL FILE: the file's bytes at SYMBOL, in read-only data
    printf '__asm__(".section .rodata\\n%s: .incbin \\"%s\\"\\n.previous");\n' "$1" "$2"
    printf 'extern const unsigned char %s[];\n' "$1"
}

size() { wc -c < "$1"; }

echo '#include "server/assets.h"'
paths=$(cd "$folder" && find . -type f | sed 's|^\.||; s|/index\.html$||; s|^$|/|' | sort)
n=0
rows=
for path in $paths; do
    name=$path
    [ -f "$folder$path" ] || name=${path%/}/index.html
    mkdir -p "$(dirname "$folder.gz$name")"
    gzip -9nc "$folder$name" > "$folder.gz$name"
    include "plain_$n" "$folder$name"
    include "gzip_$n" "$folder.gz$name"
    type=$(type_of "$name")
    hash=$(sha256sum < "$folder$name" | cut -c 1-32)
    rows="$rows    {\"$path\", \"$type\", \"\\\"$hash\\\"\",
     plain_$n, $(size "$folder$name"), gzip_$n, $(size "$folder.gz$name")},
"
    n=$((n + 1))
done
printf 'const asset assets[] = {\n%s    {0},\n};\nconst size_t n_assets = %d;\n' "$rows" "$n"

#!/bin/sh
# Value and derivative of a formula at a point: sh curl.sh 'x**2 / log(x)' 2
# GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one.
expr=${1:-(sin(x) + x**2) / log(x)}
quoted=$(printf %s "$expr" | sed 's/[\\"]/\\&/g')

reply=$(curl -sS --max-time 30 --retry 2 --fail-with-body "${GRADD_URL:-http://127.0.0.1:8080}/v1/evaluate" \
    -H 'Content-Type: application/json' ${GRADD_TOKEN:+-H "Authorization: Bearer $GRADD_TOKEN"} \
    -d "{\"expr\": \"$quoted\", \"inputs\": {\"x\": ${2:-2}}}")
failed=$?
[ -n "$reply" ] || exit 1 # curl has said why

# Pieces of the reply; jq reads any: .outputs.out.data, .gradients.x.data, .errors[0].hint
data() { printf '%s\n' "$reply" | sed -nE "s/.*\"$1\":(\\{[^{}]*\"data\":)?(\"[^\"]*\"|\\[[^{}]*\\]|[^][{}\",]+).*/\\2/p"; }
text() { printf '%s\n' "$reply" | sed -nE "s/.*\"$1\":\"(([^\"\\]|\\\\.)*)\".*/\\1/p" | sed 's/\\"/"/g'; }
if [ $failed = 0 ]; then
    gradient=$(data 'gradients":\{"x')
    echo "value    $(data 'outputs":\{"out')"
    echo "gradient ${gradient:-none}"
else
    echo "error    $(text detail)" >&2
    echo "hint     $(text hint)" >&2
    exit 1
fi

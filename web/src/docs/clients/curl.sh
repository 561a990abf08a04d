#!/bin/sh
# Value and derivative of a formula at a point: sh curl.sh 'x**2 / log(x)' 2
# GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one.
expr=${1:-(sin(x) + x**2) / log(x)}
quoted=$(printf %s "$expr" | sed 's/[\\"]/\\&/g')

reply=$(curl -sS --max-time 30 --retry 2 --fail-with-body "${GRADD_URL:-http://127.0.0.1:8080}/v1/evaluate" \
    -H 'Content-Type: application/json' ${GRADD_TOKEN:+-H "Authorization: Bearer $GRADD_TOKEN"} \
    -d "{\"expr\": \"$quoted\", \"inputs\": {\"x\": ${2:-2}}}")
failed=$?

# What follows a piece of the reply; jq reads any: .outputs.out.data, .gradients.x.data, .errors[0].hint
after() { printf '%s' "$reply" | sed -n "s/.*$1\"*\\([^\"}]*\\).*/\\1/p"; }
if [ $failed = 0 ]; then
    echo "value    $(after '"outputs":{"out":{[^}]*"data":')"
    echo "gradient $(after '"gradients":{"x":{[^}]*"data":')"
else
    echo "error    $(after '"detail":')" >&2
    echo "hint     $(after '"hint":')" >&2
    exit 1
fi

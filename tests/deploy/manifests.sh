#!/bin/bash
# Runs manifests.py in an environment of its own, made once, with what requirements.txt lists.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=build/deploy/venv
if ! cmp -s tests/deploy/requirements.txt $venv/installed.txt; then
    rm -rf $venv
    python3 -m venv $venv
    $venv/bin/pip install -q --disable-pip-version-check -r tests/deploy/requirements.txt
    cp tests/deploy/requirements.txt $venv/installed.txt
fi
exec $venv/bin/python -B tests/deploy/manifests.py

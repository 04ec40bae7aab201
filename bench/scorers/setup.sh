#!/usr/bin/env bash
# The other scorers, in exact versions, in ./venv.
set -euo pipefail
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt

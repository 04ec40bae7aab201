"""Pieces a second of ONNX Runtime on one thread, weights rounded to int8 dynamically.

    python onnx_speed.py MODEL.onnx [--seconds 5]

MODEL.onnx is `case/model.onnx` of export_onnx.py. Windows of 128 pieces, alone and in
batches of 8, the better of both; one line of JSON.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("model", type=Path)
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--float32", action="store_true", help="as it is, not rounded")
args = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    path = args.model
    if not args.float32:
        path = Path(folder) / "int8.onnx"
        quantize_dynamic(args.model, path, per_channel=True, weight_type=QuantType.QInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    best = 0.0
    for batch in (1, 8):
        random = np.random.default_rng(1)
        ids = random.integers(1000, 20000, (batch, 128))
        inputs = {"input_ids": ids, "case": np.full_like(ids, 5), "attention_mask": np.ones_like(ids)}
        session.run(None, inputs)
        pieces, began = 0, time.process_time()
        while (spent := time.process_time() - began) < args.seconds / 2:
            session.run(None, inputs)
            pieces += ids.size
        best = max(best, pieces / spent)
print(json.dumps({"runtime": f"onnxruntime {onnxruntime.__version__}", "pieces_per_second": round(best)}))

"""Weights out of an exported ONNX graph.

Exporters keep the names of tables, norms and biases, but fold the transposed weight
matrices into constants without a name; the node that multiplies by one still tells
which it is (`/encoder/layer.0/attention/self/query/MatMul`).
"""

from __future__ import annotations

import onnx
import torch
from onnx import numpy_helper


def bert_tensors(model: bytes) -> dict[str, torch.Tensor]:
    """The tensors of an exported BERT under their Hugging Face names, weights as
    [outputs, inputs]."""
    graph = onnx.load_from_string(model).graph
    constants = {i.name: i for i in graph.initializer}
    tensors = {}
    for name, constant in constants.items():
        if name.startswith(("embeddings.", "encoder.")):
            tensors[name] = torch.from_numpy(numpy_helper.to_array(constant).copy())
    for node in graph.node:
        if node.op_type != "MatMul":
            continue
        for name in node.input:
            if name in constants and node.name.startswith("/encoder/"):
                full = node.name.removeprefix("/").removesuffix("/MatMul").replace("/", ".") + ".weight"
                tensors[full] = torch.from_numpy(numpy_helper.to_array(constants[name]).T.copy())
    return tensors

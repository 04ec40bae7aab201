"""Writes a model folder of `train/encoder` as ONNX, for other programs to run.

    python export_onnx.py MODEL DIR

    DIR/case/model.onnx   the network as it is: input_ids, case, attention_mask → logits
    DIR/plain/            without the case embedding, in the form that Hugging Face's
                          tools export: model.onnx with input_ids, attention_mask and
                          token_type_ids, config.json, tokenizer.json

Weights are float32: a program rounds them its own way.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "train" / "encoder"))
from reader import folder  # noqa: E402


class Whole(torch.nn.Module):
    """The network over one batch, padding told by a mask."""

    def __init__(self, model, plain):
        super().__init__()
        self.model, self.plain = model, plain

    def forward(self, ids, other, mask):
        m = self.model
        x = m.words[ids] + m.positions[: ids.shape[1]]
        x = x + (0.0 * other.unsqueeze(-1).float() if self.plain else m.cases[other])
        x = m.norm(x)
        bias = ((1 - mask) * -1e4)[:, None, None].to(x.dtype)
        for layer in m.layers:
            x = layer(x, bias)
        return m.head(x)


def export(model, path, plain):
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "token_type_ids" if plain else "case", "attention_mask"]
    axes = {name: {0: "batch", 1: "length"} for name in [*names, "logits"]}
    torch.onnx.export(
        Whole(model, plain), (ids, torch.zeros_like(ids), ids), str(path),
        input_names=names, output_names=["logits"], dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("model", type=Path)
parser.add_argument("dir", type=Path)
args = parser.parse_args()

model, _ = folder.load(args.model)
model.eval()
for layer in model.layers:
    for product in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
        product.int8 = False
with torch.no_grad():
    export(model, args.dir / "case" / "model.onnx", plain=False)
    export(model, args.dir / "plain" / "model.onnx", plain=True)
config = json.loads((args.model / "config.json").read_text())
(args.dir / "plain" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
BertWordPieceTokenizer(str(args.model / "vocab.txt"), lowercase=True).save(str(args.dir / "plain" / "tokenizer.json"))

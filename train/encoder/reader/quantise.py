"""Step `quantise`: int8 weights, a smaller vocabulary, fewer positions.

Every weight matrix of the layers, and the table of words, becomes int8 with one float32
scale a row (an output, a word): w ≈ q · scale, q in −127…127. The case table, positions,
norms, biases and the last layer stay float32. Of positions only those of one window are
kept. `score` reads the result with inputs of products rounded as the kernels round them.

The vocabulary loses its unused entries and the pieces in scripts that English news is
not written in; a word that needed one becomes [UNK], or smaller pieces.
"""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

import torch

from . import folder as folders
from .folder import WINDOW, published_name
from .model import Encoder, Product
from .pieces import PUNCTUATION, Vocabulary, case_class
from .record import Record
from .score import find

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzßæðøþđħıłŋœə")
"""Of names in Latin script, as left when accents have been taken off."""

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the run; the result is the run NAME-int8")
    parser.add_argument("--whole-vocabulary", action="store_true", help="keep every piece")
    parser.add_argument("--positions", type=int, default=WINDOW, help="rows of the position table to keep")


def run(args: argparse.Namespace) -> None:
    source = find(args, Path(args.name))
    folder = args.work / "runs" / f"{args.name}-int8"
    record = Record("quantise", folder, args, model=folders.digest(source))
    if record.finished(args.again):
        return
    model, vocabulary = folders.load(source)
    if model.architecture.distances:
        raise SystemExit("MPNet is a teacher only: it is neither quantised nor exported")
    if not args.whole_vocabulary:
        vocabulary = pruned(model, vocabulary)
    with torch.no_grad():
        model.positions.data = model.positions[: args.positions].clone()
    model.architecture.positions = len(model.positions)
    tensors, error = int8_tensors(model)
    folders.save(folder, model, vocabulary, tensors=tensors)
    size = (folder / "model.safetensors").stat().st_size
    record.write(vocabulary=len(vocabulary.words), bytes=size, largest_relative_error=error)
    print(f"{folder}: {size / 1e6:.1f} MB, {len(vocabulary.words)} pieces")


def rows_as_int8(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A matrix as int8 and a scale for each row; a row of zeros has the scale 0."""
    limit = weight.abs().amax(1)
    scale = limit / 127
    steps = torch.where(limit > 0, 127 / limit, torch.zeros_like(limit))
    return (weight * steps[:, None]).round().clamp(-127, 127).to(torch.int8), scale


@torch.no_grad()
def int8_tensors(model: Encoder) -> tuple[dict[str, torch.Tensor], float]:
    """The tensors to write, by published name, and the largest relative error (in the
    Frobenius norm) of any quantised matrix."""
    tensors: dict[str, torch.Tensor] = {}
    worst = 0.0
    products = {f"{name}.weight" for name, module in model.named_modules() if isinstance(module, Product)}
    for name, parameter in model.named_parameters():
        published = published_name(name, mpnet=False)
        value = parameter.detach().float().contiguous()
        if name == "words" or name in products:
            tensors[published], scale = rows_as_int8(value)
            tensors[published + "_scale"] = scale
            back = tensors[published].float() * scale[:, None]
            worst = max(worst, float((back - value).norm() / value.norm()))
        else:
            tensors[published] = value
    return tensors, round(worst, 5)


def pruned(model: Encoder, vocabulary: Vocabulary) -> Vocabulary:
    """Takes out of the network's table the words that English news does not need."""
    keep = [i for i, word in enumerate(vocabulary.words) if is_needed(word)]
    model.words.data = model.words[keep].clone()
    model.architecture.vocabulary = len(keep)
    return Vocabulary([vocabulary.words[i] for i in keep])


def is_needed(word: str) -> bool:
    """Whether a piece can occur in English news.

    Unused entries cannot; nor can a continuation that is a punctuation character, each
    of which is a word of its own. Every letter must be one of names in Latin script.
    """
    if word in _SPECIAL:
        return True
    if word.startswith("[unused"):
        return False
    body = word.removeprefix("##")
    if body != word and case_class(body) == PUNCTUATION:
        return False
    return all(c in _LETTERS for c in body if unicodedata.category(c)[0] in "LM")

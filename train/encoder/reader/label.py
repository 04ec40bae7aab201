"""Step `label`: teachers' soft labels for raw news.

    labels/NAME/0000.npz …   some 100,000 words each; a file that is there is not redone
    labels/NAME/label.json

Teachers may take turns: `--with NAME` counts the labels of an earlier run over the same
articles as one more teacher's.

Of several teachers the probabilities are averaged, and a word is learnt from only where
all agree on its tag; of any, only where the mean gives its best tag `--sure` or more.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Iterator

import numpy as np
import torch

from . import folder as folders
from .decode import scores
from .documents import Document
from .keep_out import KeepOut
from .model import Encoder
from .pieces import Vocabulary
from .raw import articles, shares
from .record import Record, read
from .score import find
from .shards import SOFT_STEPS, Shard

SHARD_CHARACTERS = 600_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the labels; their folder is labels/NAME")
    parser.add_argument("--teacher", action="append", required=True, metavar="RUN", help="may be given several times")
    parser.add_argument(
        "--with", dest="others", action="append", default=[], metavar="NAME",
        help="labels that count as one more teacher's; made with the same --share",
    )  # fmt: skip
    parser.add_argument("--words", type=int, default=1_000_000, help="about so many (default: %(default)s)")
    parser.add_argument(
        "--share", action="append", metavar="[FILE=]SHARE",
        help="of the articles that may be taken, of every file or of those whose names begin with FILE (default: 0.25)",
    )  # fmt: skip
    parser.add_argument("--sure", type=float, default=0.0, help="least probability of a word's best tag")


def run(args: argparse.Namespace) -> None:
    folder = args.work / "labels" / args.name
    args.share = args.share or ["0.25"]
    places = [find(args, Path(t)) for t in args.teacher]
    others = [args.work / "labels" / name for name in args.others]
    digests = {p.name: folders.digest(p) for p in places}
    for other in others:
        digests |= read(other / "label.json")["inputs"]["teachers"]
    record = Record("label", folder, args, teachers=digests)
    if record.finished(args.again):
        return
    if args.again or _other_settings(folder, record):
        for old in folder.glob("*.npz"):
            old.unlink()
    teachers = [folders.load(p) for p in places]
    for model, _ in teachers:
        model.eval().to_compute(torch.bfloat16)
    words = sure = count = fresh = 0
    keep_out = KeepOut(args.keep_out)
    began = time.monotonic()
    for number, documents in enumerate(_bundles(filter(keep_out.lets, articles(args.raw, shares(args.share))))):
        path = folder / f"{number:04d}.npz"
        if path.exists():
            shard = Shard.read(path)
        else:
            earlier = [_earlier(other / path.name) for other in others]
            shard = label(teachers, documents, args.sure, earlier)
            shard.write(path)
            fresh += shard.words()
            print(f"{path.name}: {shard.words()} words, {fresh / (time.monotonic() - began):.0f} a second", flush=True)
        words += shard.words()
        sure += int(shard.sure.sum())
        count += len(documents)
        if words >= args.words:
            break
    record.write(
        documents=count, kept_out=keep_out.met, words=words, learnt=sure, share_learnt=round(sure / max(1, words), 4),
        words_per_second=round(fresh / max(1e-9, time.monotonic() - began)),
    )  # fmt: skip


def _other_settings(folder: Path, record: Record) -> bool:
    """Notes under which settings files are made, and tells whether those there differ.
    The number of words may grow: what is there is then the beginning."""
    mine = {"inputs": record.data["inputs"]} | {k: record.data["settings"][k] for k in ("share", "sure", "raw", "others")}
    notes = folder / "settings.json"
    differs = notes.exists() and json.loads(notes.read_text()) != mine
    folder.mkdir(parents=True, exist_ok=True)
    notes.write_text(json.dumps(mine))
    return differs


def _earlier(path: Path) -> Shard:
    if not path.exists():
        raise SystemExit(
            f"{path} is not there: label more with {path.parent.name} first, then go on; what is labelled is kept"
        )
    return Shard.read(path)


def _bundles(documents: Iterator[Document]) -> Iterator[list[Document]]:
    bundle: list[Document] = []
    size = 0
    for document in documents:
        bundle.append(document)
        size += len(document.text)
        if size >= SHARD_CHARACTERS:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def label(
    teachers: list[tuple[Encoder, Vocabulary]], documents: list[Document], least: float, earlier: list[Shard]
) -> Shard:
    """The teachers' mean probabilities for every word of some documents, `earlier`
    being what others said of the same ones."""
    vocabulary = teachers[0][1]
    pieces = [p for p in (vocabulary.encode(d.text) for d in documents) if len(p.ids)]
    views = []
    for model, own in teachers:
        if own.words != vocabulary.words:
            raise SystemExit("teachers must share one vocabulary")
        logits = np.concatenate(scores(model, own, pieces))
        views.append(torch.from_numpy(logits).softmax(-1).numpy())
    for other in earlier:
        if not np.array_equal(other.ids, np.concatenate([p.ids for p in pieces])):
            raise SystemExit("the labels to go with were made of other articles: give the same --share")
        steps = other.soft.astype(np.float32)
        views.append(steps / steps.sum(-1, keepdims=True))
    mean = np.mean(views, axis=0)
    best = mean.argmax(-1)
    sure = mean.max(-1) >= least
    for view in views:
        sure &= view.argmax(-1) == best
    return Shard.of(pieces, soft=[np.rint(mean * SOFT_STEPS).astype(np.uint8)], sure=[sure])

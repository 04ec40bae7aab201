"""Step `teach`: fine-tunes a network on gold alone.

Meant for the teacher (`--start mpnet` or `bge-small`), and as well for a student
without machine labels, to compare with.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from . import folder as folders
from . import training
from .record import Record, read
from .shards import Shard

RATES = {"minilm6": (3e-4, 0.08, 1.0), "bge-small": (2e-4, 0.08, 1.0), "mpnet": (4e-5, 0.12, 4.0)}
"""For each network to start from: the learning rate, the share of warm-up, and a factor
on its last layer norm. MPNet's output is small: without the factor and at a higher rate
it hardly learns."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the run; its folder is runs/NAME")
    add_network_arguments(parser)


def add_network_arguments(parser: argparse.ArgumentParser) -> None:
    """What teach and distil have in common."""
    parser.add_argument("--start", default="minilm6", help="weights or run to start from (default: %(default)s)")
    parser.add_argument("--layers", metavar="N,N,…", help="keep only these layers of it, counted from 0")
    parser.add_argument("--data", default="open", metavar="NAME", help="the gold (default: %(default)s)")
    parser.add_argument("--stop-after", type=int, metavar="N", help="interrupt after step N, to go on later")
    training.add_arguments(parser, rate=None, warm_up=None)


def run(args: argparse.Namespace) -> None:
    gold, prepared = gold_shards(args)
    fit("teach", args, gold, {"gold": prepared["figures"]["corpora"]}, prepared["figures"]["ships"])


def gold_shards(args: argparse.Namespace) -> tuple[list[Shard], dict]:
    """The prepared gold and the record of its preparation."""
    data = args.work / "data" / args.data
    prepared = read(data / "prepare.json")
    return [Shard.read(path) for path in sorted((data / "train").glob("*.npz"))], prepared


def fit(step: str, args: argparse.Namespace, shards: list[Shard], sources: dict, ships: bool) -> None:
    """Trains a network on shards and writes it and its record into the run's folder."""
    if args.name in RATES:
        raise SystemExit(f"{args.name} is the name of weights: call the run otherwise")
    start = _start(args)
    rate, warm_up, factor = RATES.get(start.name, RATES["minilm6"])
    args.rate = args.rate or rate
    args.warm_up = args.warm_up or warm_up
    stop_after, args.stop_after = args.stop_after, None
    folder = args.work / "runs" / args.name
    record = Record(step, folder, args, start=folders.digest(start), sources=sources)
    if record.finished(args.again):
        return
    torch.manual_seed(args.seed)
    layers = [int(n) for n in args.layers.split(",")] if args.layers else None
    model, vocabulary = folders.load(start, layers, args.dropout)
    with torch.no_grad():
        for parameter in model.layers[-1].norm2.parameters():
            parameter *= factor
    checkpoint = folder / "checkpoint.pt"
    if args.again:
        checkpoint.unlink(missing_ok=True)
    _same_as_before(record, folder, checkpoint)
    words = sum(s.words() for s in shards)
    print(f"{args.name}: {len(model.layers)} layers × {model.architecture.hidden}, {words} words")
    course = training.train(model, vocabulary, shards, args, checkpoint, stop_after=stop_after)
    if course is None:
        print(f"stopped after step {stop_after}; the same command goes on")
        return
    folders.save(folder, model, vocabulary)
    (folder / "settings.json").unlink(missing_ok=True)
    record.resumed(course.seconds - record.seconds() if course.seconds > record.seconds() else 0.0)
    record.write(ships=ships, words=words, parameters=folders.count(model), **course.figures())
    print(f"{args.name}: done in {course.seconds / 60:.1f} min, {folder}")


def _start(args: argparse.Namespace) -> Path:
    for kind in ("weights", "runs"):
        folder = args.work / kind / args.start
        if (folder / "model.safetensors").exists():
            return folder
    raise SystemExit(f"no weights or run called {args.start!r}: run the step 'weights' first")


def _same_as_before(record: Record, folder: Path, checkpoint: Path) -> None:
    """A checkpoint of a run of other settings must not be gone on from."""
    settings = folder / "settings.json"
    mine = {k: record.data[k] for k in ("settings", "inputs")}
    if checkpoint.exists() and json.loads(settings.read_text()) != mine:
        raise SystemExit(f"{checkpoint} is of a run with other settings: take another name, or --again")
    folder.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(mine))

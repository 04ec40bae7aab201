"""Step `average`: the mean of the weights of runs that began at one another.

    runs/NAME/                     a network like theirs

Runs that went on from the same network lie in one valley of the loss, and the point
between them is often better on every kind of text than either (Wortsman et al., Model
soups, 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from . import folder as folders
from .record import Record
from .score import find


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the result; its folder is runs/NAME")
    parser.add_argument("--run", dest="runs", action="append", required=True, metavar="RUN", help="given twice or more")


def run(args: argparse.Namespace) -> None:
    places = [find(args, Path(r)) for r in args.runs]
    folder = args.work / "runs" / args.name
    record = Record("average", folder, args, models={p.name: folders.digest(p) for p in places})
    if record.finished(args.again):
        return
    networks = [folders.load(p) for p in places]
    model, vocabulary = networks[0]
    if any(n.architecture != model.architecture or v.words != vocabulary.words for n, v in networks):
        raise SystemExit("only networks of the same shape and vocabulary have a mean")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.stack([dict(n.named_parameters())[name] for n, _ in networks]).mean(0))
    folders.save(folder, model, vocabulary)
    record.write(runs=len(networks))
    print(f"{folder}: the mean of {', '.join(p.name for p in places)}")

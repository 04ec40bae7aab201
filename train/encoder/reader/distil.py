"""Step `distil`: trains the student on gold and on machine labels together."""

from __future__ import annotations

import argparse

from . import teach
from .record import read
from .shards import Shard


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the run; its folder is runs/NAME")
    parser.add_argument("--labels", action="append", required=True, metavar="NAME", help="of the step label")
    parser.add_argument("--words", type=int, metavar="N", help="take only so many machine-labelled words")
    parser.add_argument("--gold", type=int, default=1, metavar="N", help="times that gold is read in an epoch")
    teach.add_network_arguments(parser)


def run(args: argparse.Namespace) -> None:
    gold, prepared = teach.gold_shards(args)
    machine: list[Shard] = []
    sources: dict = {"gold": prepared["figures"]["corpora"], "machine": {}}
    ships = prepared["figures"]["ships"]
    words = 0
    for name in args.labels:
        folder = args.work / "labels" / name
        labelled = read(folder / "label.json")
        for path in sorted(folder.glob("*.npz")):
            if args.words and words >= args.words:
                break
            machine.append(Shard.read(path))
            words += machine[-1].words()
        for teacher in labelled["inputs"]["teachers"]:
            trained = args.work / "runs" / teacher
            steps = [read(p) for p in (trained / "teach.json", trained / "distil.json") if p.exists()]
            ships = ships and all(s["figures"]["ships"] for s in steps) and bool(steps)
        sources["machine"][name] = labelled["inputs"]["teachers"]
    print(f"{words} machine-labelled words")
    teach.fit("distil", args, gold * args.gold + machine, sources, ships)

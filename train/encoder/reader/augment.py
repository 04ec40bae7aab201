"""Variations of training batches that teach a network to do without some of a clue.

The network is uncased, so writing a window in capitals, in lower case or as a headline
changes only the rows of the case table that it reads.
"""

from __future__ import annotations

import argparse

import torch

from .pieces import CAPITAL, CASES, LOWER, MIXED, TITLE, UPPER, Vocabulary
from .windows import Batch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("variation, as shares of windows (or of pieces)")
    group.add_argument("--upper", type=float, default=0.0, help="windows read as if in capitals")
    group.add_argument("--lower", type=float, default=0.0, help="windows read as if in lower case")
    group.add_argument("--title", type=float, default=0.0, help="windows read as if Every Word Had A Capital")
    group.add_argument("--mask", type=float, default=0.0, help="pieces replaced by [MASK]")


def _table(changes: dict[int, int]) -> torch.Tensor:
    rows = torch.arange(CASES)
    for old, new in changes.items():
        rows[old::10] = torch.arange(CASES)[new::10]
    return rows


_TABLES = {
    "upper": _table({LOWER: UPPER, TITLE: UPPER, MIXED: UPPER}),
    "lower": _table({UPPER: LOWER, CAPITAL: LOWER, TITLE: LOWER, MIXED: LOWER}),
    "title": _table({LOWER: TITLE}),
}


def varied(batch: Batch, vocabulary: Vocabulary, args: argparse.Namespace, random: torch.Generator) -> Batch:
    """The batch with some windows rewritten and some pieces masked."""
    drawn = torch.rand(len(batch.lengths), generator=random)
    below = 0.0
    for name, table in _TABLES.items():
        share = getattr(args, name)
        rows = (drawn >= below) & (drawn < below + share)
        if rows.any():
            batch.case[rows] = table[batch.case[rows]]
        below += share
    if args.mask:
        hit = torch.rand(batch.ids.shape, generator=random) < args.mask
        hit &= (batch.ids != vocabulary.begin) & (batch.ids != vocabulary.end) & (batch.ids != vocabulary.pad)
        batch.ids[hit] = vocabulary.mask
    return batch

"""Windows over documents: for training, cut anew each epoch; for reading, overlapping.

Everything here is a function of its arguments and, in training, of a seed and the
number of the epoch, so an interrupted run goes on with the same windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

import numpy as np
import torch

from .pieces import Vocabulary
from .shards import SOFT_STEPS, Shard


@dataclass
class Batch:
    """Windows padded to one length. `pick` holds the flattened positions of the pieces
    that are learnt from, `target` [picked, labels] their probabilities."""

    ids: torch.Tensor
    case: torch.Tensor
    lengths: torch.Tensor
    pick: torch.Tensor
    target: torch.Tensor

    def pieces(self) -> int:
        return int(self.lengths.sum())


def cut(shard: Shard, inner: int, random: np.random.Generator) -> list[tuple[int, int]]:
    """The windows of an epoch, as (begin, end) over the shard's pieces.

    A document longer than `inner` pieces is cut first at a random place and from there
    every `inner` pieces, each cut moved back to the beginning of a word.
    """
    windows = []
    begin = 0
    for end in shard.ends.tolist():
        at = begin
        reach = inner if end - begin <= inner else int(random.integers(1, inner + 1))
        while at < end:
            to = min(at + reach, end)
            back = to
            while back < end and back > at and not shard.first[back]:
                back -= 1
            if back > at:
                to = back
            windows.append((at, to))
            at, reach = to, inner
        begin = end
    return windows


class Epochs:
    """The batches of every epoch over some shards, in a random but repeatable order."""

    def __init__(self, shards: list[Shard], vocabulary: Vocabulary, window: int, batch_pieces: int, seed: int):
        self.shards = shards
        self.vocabulary = vocabulary
        self.inner = window - 2
        self.batch_pieces = batch_pieces
        self.seed = seed
        self.targets = [s.targets() for s in shards]

    def plan(self, epoch: int) -> list[list[tuple[int, int, int]]]:
        """The batches of an epoch: lists of windows (shard, begin, end).

        Windows of like length stand together, so that little is padding: a batch
        holds as many as fit into `batch_pieces` with the padding counted.
        """
        random = np.random.default_rng([self.seed, epoch])
        windows = [(i, b, e) for i, s in enumerate(self.shards) for b, e in cut(s, self.inner, random)]
        lengths = np.array([e - b for _, b, e in windows])
        order = np.lexsort((random.permutation(len(windows)), lengths))
        batches: list[list[tuple[int, int, int]]] = [[]]
        for k in order.tolist():
            padded = (lengths[k] + 2) * (len(batches[-1]) + 1)
            if batches[-1] and padded > self.batch_pieces:
                batches.append([])
            batches[-1].append(windows[k])
        return [batches[k] for k in random.permutation(len(batches)).tolist()]

    def batch(self, windows: list[tuple[int, int, int]]) -> Batch:
        """The tensors of a planned batch, [CLS] and [SEP] added."""
        length = max(e - b for _, b, e in windows) + 2
        ids = np.full((len(windows), length), self.vocabulary.pad, np.int64)
        case = np.zeros((len(windows), length), np.int64)
        pick, target = [], []
        for row, (i, begin, end) in enumerate(windows):
            shard, (soft, wanted) = self.shards[i], self.targets[i]
            width = end - begin
            ids[row, 0] = self.vocabulary.begin
            ids[row, 1 : width + 1] = shard.ids[begin:end]
            ids[row, width + 1] = self.vocabulary.end
            case[row, 1 : width + 1] = shard.case[begin:end]
            at = np.flatnonzero(wanted[begin:end])
            pick.append(row * length + 1 + at)
            target.append(soft[begin:end][at])
        soft = torch.from_numpy(np.concatenate(target)).float() / SOFT_STEPS
        return Batch(
            torch.from_numpy(ids),
            torch.from_numpy(case),
            torch.tensor([e - b + 2 for _, b, e in windows]),
            torch.from_numpy(np.concatenate(pick)),
            soft / soft.sum(-1, keepdim=True).clamp(min=1e-6),
        )


def reading(pieces: int, inner: int, context: int) -> Iterator[tuple[int, int, int, int]]:
    """Windows for reading a document of so many pieces: (begin, end, from, to).

    Each reads the pieces begin…end and answers for from…to; those within `context` of
    an edge that is not the document's own are left to its neighbour.
    """
    begin = 0
    answered = 0
    while answered < pieces:
        end = min(begin + inner, pieces)
        to = end if end == pieces else end - context
        yield begin, end, answered, to
        answered = to
        begin = max(0, min(to - context, pieces - inner))

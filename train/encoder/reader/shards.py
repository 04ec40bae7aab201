"""What is learnt from, on disk: documents as arrays of pieces with tags, many in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .pieces import LABELS, UNLABELLED, Pieces

SOFT_STEPS = 255
"""Probabilities are kept in so many steps; a row sums to about this."""


@dataclass
class Shard:
    """Documents one behind the other.

    Over pieces: `ids`, `case`, `first` (a word begins here). Over words: `labels`, or
    `soft` [words, labels] with the teachers' probabilities, and then `sure`, whether a
    word is to be learnt from. `ends` holds the number of pieces up to the end of each
    document; `alone` says that its documents are lone sentences.
    """

    ids: np.ndarray
    case: np.ndarray
    first: np.ndarray
    ends: np.ndarray
    labels: np.ndarray | None = None
    soft: np.ndarray | None = None
    sure: np.ndarray | None = None

    @classmethod
    def of(cls, documents: list[Pieces], labels=None, soft=None, sure=None) -> Shard:
        """Puts documents together; the other arguments are lists beside it, or None."""

        def whole(parts, kind):
            return None if parts is None else np.concatenate([np.zeros((0, *parts[0].shape[1:]), kind), *parts])

        return cls(
            np.concatenate([p.ids for p in documents]),
            np.concatenate([p.case for p in documents]),
            np.concatenate([p.first for p in documents]),
            np.cumsum([len(p.ids) for p in documents]),
            whole(labels, np.int8),
            whole(soft, np.uint8),
            whole(sure, bool),
        )

    def write(self, path: Path) -> None:
        """Writes through a file beside it, so that a file of this name is whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with open(part, "wb") as file:
            np.savez(file, **{k: v for k, v in vars(self).items() if v is not None})
        part.replace(path)

    @classmethod
    def read(cls, path: Path) -> Shard:
        with np.load(path) as arrays:
            return cls(**dict(arrays))

    def words(self) -> int:
        return int(self.first.sum())

    def targets(self) -> tuple[np.ndarray, np.ndarray]:
        """For every piece a row of probabilities [pieces, labels], as uint8 steps, and
        whether it is to be learnt from."""
        words = np.cumsum(self.first) - 1
        if self.soft is not None:
            table, wanted = self.soft, self.sure
        else:
            table = np.zeros((len(self.labels), len(LABELS)), np.uint8)
            wanted = self.labels != UNLABELLED
            table[np.flatnonzero(wanted), self.labels[wanted]] = SOFT_STEPS
        return table[words], wanted[words] & self.first

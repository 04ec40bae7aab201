"""From scores of pieces to names: windows, then the best legal sequence of tags."""

from __future__ import annotations

import numpy as np
import torch

from .folder import CONTEXT, WINDOW
from .model import Encoder
from .pieces import LABELS, Pieces, Vocabulary
from .windows import reading

BATCH_PIECES = 4096


@torch.inference_mode()
def scores(
    model: Encoder,
    vocabulary: Vocabulary,
    documents: list[Pieces],
    window: int = WINDOW,
    context: int = CONTEXT,
) -> list[np.ndarray]:
    """The scores (logits) of every word of some documents, [words, labels] each."""
    jobs = [
        (d, *edges)
        for d, pieces in enumerate(documents)
        for edges in reading(len(pieces.ids), window - 2, context)
    ]
    jobs.sort(key=lambda job: job[2] - job[1])  # Windows of one length need no padding.
    results = [np.zeros((len(p.ids), len(LABELS)), np.float32) for p in documents]
    while jobs:
        width = jobs[-1][2] - jobs[-1][1] + 2
        batch = jobs[-max(1, BATCH_PIECES // width) :]
        del jobs[-len(batch) :]
        ids = np.full((len(batch), width), vocabulary.pad, np.int64)
        case = np.zeros((len(batch), width), np.int64)
        for row, (d, begin, end, _, _) in enumerate(batch):
            size = end - begin
            ids[row, 0], ids[row, size + 1] = vocabulary.begin, vocabulary.end
            ids[row, 1 : size + 1] = documents[d].ids[begin:end]
            case[row, 1 : size + 1] = documents[d].case[begin:end]
        lengths = torch.tensor([end - begin + 2 for _, begin, end, _, _ in batch])
        out = model(torch.from_numpy(ids), torch.from_numpy(case), lengths).view(len(batch), width, -1).numpy()
        for row, (d, begin, _, start, to) in enumerate(batch):
            results[d][start:to] = out[row, start - begin + 1 : to - begin + 1]
    return [r[p.first] for r, p in zip(results, documents)]


_INSIDE = np.array([i for i, label in enumerate(LABELS) if label[0] == "I"])
_BEGIN = np.array([LABELS.index("B" + LABELS[i][1:]) for i in _INSIDE])


def best_tags(logits: np.ndarray) -> np.ndarray:
    """The tags of the highest sum of scores in which no I- stands without its B- or I-
    before it (Viterbi). Of equal sums the tags that come first in LABELS win."""
    count = len(logits)
    if count == 0:
        return np.zeros(0, np.int64)
    total = logits[0].astype(np.float64)
    total[_INSIDE] = -np.inf
    back = np.zeros((count, len(LABELS)), np.int64)
    for i in range(1, count):
        best = int(total.argmax())
        entry = np.full(len(LABELS), total[best])
        back[i] = best
        begun = total[_BEGIN] >= total[_INSIDE]
        entry[_INSIDE] = np.where(begun, total[_BEGIN], total[_INSIDE])
        back[i, _INSIDE] = np.where(begun, _BEGIN, _INSIDE)
        total = entry + logits[i]
    tags = np.zeros(count, np.int64)
    tags[-1] = total.argmax()
    for i in range(count - 1, 0, -1):
        tags[i - 1] = back[i, tags[i]]
    return tags


def spans(tags: np.ndarray, pieces: Pieces) -> list[tuple[int, int, str]]:
    """The names that legal tags mark, as (start, end, type) in the document's text."""
    found: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags.tolist()):
        kind = LABELS[tag]
        if kind[0] == "B":
            found.append((int(pieces.starts[i]), int(pieces.ends[i]), kind[2:]))
        elif kind[0] == "I":
            found[-1] = (found[-1][0], int(pieces.ends[i]), kind[2:])
    return found


def names(model: Encoder, vocabulary: Vocabulary, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    """The names in some texts."""
    documents = [vocabulary.encode(t) for t in texts]
    return [spans(best_tags(s), p) for s, p in zip(scores(model, vocabulary, documents), documents)]

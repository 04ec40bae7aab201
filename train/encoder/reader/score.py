"""Step `score`: strict F1 of a network on the dev sets.

A name is right when both ends and the type are. Counts are summed over documents; the
interval is the bootstrap's, over documents. A predicted name that overlaps an IGNORE
span, and is not itself in gold, counts for nothing.

These figures choose between networks. What the project reports comes from its own
`rollcall eval`, which can read the same dev files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from . import folder as folders
from .decode import best_tags, scores, spans
from .documents import IGNORE, TYPES, Document, read
from .pieces import UNLABELLED, Vocabulary
from .model import Encoder
from .record import Record

RESAMPLES = 1000

WAYS = {"upper": str.upper, "lower": str.lower, "title": str.title}
"""Ways to rewrite texts, to see how a network reads headlines and tweets."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, help="a run's name, or a model folder")
    parser.add_argument("--data", default="open", metavar="NAME", help="whose dev sets (default: %(default)s)")
    parser.add_argument("--dev", action="append", metavar="CORPUS", help="only this dev set")
    parser.add_argument("--written", choices=sorted(WAYS), help="rewrite the texts first, in capitals for instance")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N documents of each (to try out)")
    parser.add_argument("--bfloat16", action="store_true", help="three times as fast, and up to a point off")
    parser.add_argument("--answers", type=Path, metavar="DIR", help="also write what was found, as JSON lines")


def find(args: argparse.Namespace, model: Path) -> Path:
    """The folder of a model given by the name of a run or of weights, or as a folder."""
    for place in (args.work / "runs" / model, args.work / "weights" / model, model):
        if (place / "model.safetensors").exists():
            return place
    raise SystemExit(f"no model {model}: neither a run, nor fetched weights, nor a model folder")


def run(args: argparse.Namespace) -> None:
    folder = find(args, args.model)
    step = f"score-{args.written}" if args.written else "score"
    record = Record(step, folder, args, model=folders.digest(folder))
    if record.finished(args.again):
        return
    model, vocabulary = folders.load(folder)
    model.eval()
    fast = args.bfloat16 and not model.layers[0].query.int8
    if fast:
        model.to_compute(torch.bfloat16)
    files = sorted((args.work / "data" / args.data / "dev").glob("*.jsonl"))
    if not files:
        raise SystemExit(f"no dev sets in {args.work / 'data' / args.data}: run the step 'prepare' first")
    figures, evidence = {}, []
    for file in files:
        if args.dev and file.stem not in args.dev:
            continue
        documents = read(file)[: args.limit]
        if args.written:
            documents = [rewritten(d, args.written) for d in documents]
        found, logits, labels = answer(model, vocabulary, documents)
        evidence.append((logits, labels))
        figures[file.stem] = measure(documents, found)
        print(line(file.stem, figures[file.stem]), flush=True)
        if args.answers:
            args.answers.mkdir(parents=True, exist_ok=True)
            lines = [Document(d.id, d.text, f).to_json() + "\n" for d, f in zip(documents, found)]
            (args.answers / file.name).write_text("".join(lines), encoding="utf-8")
    heat = temperature(np.concatenate([e[0] for e in evidence]), np.concatenate([e[1] for e in evidence]))
    print(f"temperature {heat:.2f}")
    record.write(dev=figures, temperature=heat, compute="bfloat16" if fast else "float32")


def rewritten(document: Document, way: str) -> Document:
    """The document in capitals, lower case or With Capitals; its offsets stay true, as
    a character that would become several is left as it is."""
    changed = WAYS[way](document.text)
    if len(changed) != len(document.text):
        changed = "".join(c if len(WAYS[way](c)) != 1 else WAYS[way](c) for c in document.text)
    return Document(document.id, changed, document.spans)


def answer(model: Encoder, vocabulary: Vocabulary, documents: list[Document]):
    """What a network finds in documents; beside it the scores and labels of all words."""
    pieces = [vocabulary.encode(d.text) for d in documents]
    logits = scores(model, vocabulary, pieces)
    found = [spans(best_tags(s), p) for s, p in zip(logits, pieces)]
    return found, np.concatenate(logits), np.concatenate([p.labels(d) for p, d in zip(pieces, documents)])


def counts(gold: list[tuple[int, int, str]], found: list[tuple[int, int, str]]) -> np.ndarray:
    """Right, found and wanted of one document for each type, [types, 3]."""
    ignored = [(s, e) for s, e, kind in gold if kind == IGNORE]
    wanted = {span for span in gold if span[2] != IGNORE}
    table = np.zeros((len(TYPES), 3), np.int64)
    for start, end, kind in found:
        right = (start, end, kind) in wanted
        if right or not any(s < end and start < e for s, e in ignored):
            table[TYPES.index(kind)] += (right, 1, 0)
    for _, _, kind in wanted:
        table[TYPES.index(kind), 2] += 1
    return table


def f1(right, found, wanted):
    """F1 in per cent, elementwise; 0 where nothing is right."""
    return 200.0 * right / np.maximum(1, np.asarray(found) + wanted)


def measure(documents: list[Document], found: list[list[tuple[int, int, str]]]) -> dict:
    """Precision, recall, F1 and its 95 % interval over a dev set, and F1 by type."""
    tables = np.stack([counts(d.spans, f) for d, f in zip(documents, found)])
    total = tables.sum(0)
    right, answers, wanted = total.sum(0).tolist()
    random = np.random.default_rng(0)
    samples = random.multinomial(len(documents), np.full(len(documents), 1 / len(documents)), RESAMPLES)
    resampled = samples @ tables.sum(1)
    low, high = np.percentile(f1(*resampled.T), [2.5, 97.5])
    return {
        "documents": len(documents),
        "names": wanted,
        "precision": round(100 * right / max(1, answers), 2),
        "recall": round(100 * right / max(1, wanted), 2),
        "f1": round(float(f1(right, answers, wanted)), 2),
        "interval": [round(float(low), 1), round(float(high), 1)],
        "by_type": {t: round(float(f1(*total[i].tolist())), 2) for i, t in enumerate(TYPES)},
    }


def line(name: str, m: dict) -> str:
    types = "  ".join(f"{t} {v:.1f}" for t, v in m["by_type"].items())
    low, high = m["interval"]
    return f"{name:18} F1 {m['f1']:.2f} ({low}–{high})  P {m['precision']:.1f} R {m['recall']:.1f}  {types}"


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The divisor of scores under which words' labels are likeliest, to 0.01."""
    kept = labels != UNLABELLED
    x, y = torch.from_numpy(logits[kept]), torch.from_numpy(labels[kept].astype(np.int64))

    def cost(t: float) -> float:
        return float(torch.nn.functional.cross_entropy(x / t, y))

    low, high = 0.25, 4.0
    while high - low > 0.005:
        third = (high - low) / 3
        if cost(low + third) < cost(high - third):
            high -= third
        else:
            low += third
    return round((low + high) / 2, 2)

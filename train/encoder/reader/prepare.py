"""Step `prepare`: corpora to arrays of pieces with tags, and dev sets to JSON lines.

    data/NAME/train/CORPUS.npz     what is learnt from
    data/NAME/dev/CORPUS.jsonl     what is measured on, in the corpora's own form
    data/NAME/prepare.json         counts, licences, labels that were dropped
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from . import sports
from .corpora import CORPORA, Corpus, chosen, load
from .documents import Document
from .keep_out import KeepOut
from .pieces import UNLABELLED, Vocabulary
from .record import Record
from .shards import Shard
from .swap import Names, swapped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", default="open", metavar="NAME", help="name of the selection (default: %(default)s)")
    parser.add_argument("--with", dest="extra", action="append", default=[], metavar="CORPUS", help="one more corpus")
    parser.add_argument("--without", action="append", default=[], metavar="CORPUS", help="one corpus less")
    parser.add_argument("--swap", type=int, default=0, metavar="N", help="N more copies of each corpus with other names")
    parser.add_argument("--sports", type=int, default=0, metavar="N", help="N invented pages of sports results and reports")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N documents of each corpus (to try out)")


def run(args: argparse.Namespace) -> None:
    folder = args.work / "data" / args.data
    record = Record("prepare", folder, args)
    if record.finished(args.again):
        return
    vocabulary = Vocabulary.read(args.work / "weights" / "minilm6" / "vocab.txt")
    learnt = {c.name for c in chosen(args.extra, args.without)}
    for stale in [*(folder / "train").glob("*.npz"), *(folder / "dev").glob("*.jsonl")]:
        stale.unlink()
    keep_out = KeepOut(args.keep_out)
    figures = {}
    copied: list[Document] = []
    for corpus in CORPORA:
        if corpus.name not in learnt and not (corpus.dev or corpus.split):
            continue
        parts = load(corpus, args.corpora)
        train = [d for d in parts.train[: args.limit] if corpus.name in learnt and keep_out.lets(d)]
        dev = parts.dev[: args.limit]
        if train:
            figures[corpus.name] = _write_train(corpus, train, vocabulary, folder / "train")
            figures[corpus.name]["dropped"] = parts.dropped
            copied += train
            print(f"{corpus.name}: {figures[corpus.name]['words']} words to learn from")
        if dev:
            _write_dev(dev, folder / "dev" / f"{corpus.name}.jsonl")
            figures.setdefault(corpus.name, {"licence": corpus.licence, "ships": corpus.ships})
            figures[corpus.name]["dev_documents"] = len(dev)
    if args.swap:
        names = Names.read(args.gazetteers, copied)
        copies = [swapped(d, names, f"{n}") for n in range(args.swap) for d in copied]
        words = _write(copies, vocabulary, folder / "train" / "swapped.npz").words()
        print(f"copies with other names: {words} words")
    if args.sports:
        invented = sports.pages(sports.Names.read(args.gazetteers), args.sports)
        corpus = Corpus("sports", "written for this project", True, {}, notes="invented")
        figures["sports"] = _write_train(corpus, invented, vocabulary, folder / "train")
        print(f"sports: {figures['sports']['words']} words to learn from")
    ships = all(c.ships for c in CORPORA if c.name in learnt)
    record.write(ships=ships, kept_out=keep_out.met, corpora=figures)


def _write(documents: list[Document], vocabulary: Vocabulary, path: Path) -> Shard:
    pieces = [(d, vocabulary.encode(d.text)) for d in documents]
    kept = [(d, p) for d, p in pieces if len(p.ids)]
    shard = Shard.of([p for _, p in kept], labels=[p.labels(d) for d, p in kept])
    shard.write(path)
    return shard


def _write_train(corpus: Corpus, documents: list[Document], vocabulary: Vocabulary, folder: Path) -> dict:
    shard = _write(documents, vocabulary, folder / f"{corpus.name}.npz")
    return {
        "licence": corpus.licence,
        "ships": corpus.ships,
        "notes": corpus.notes,
        "documents": len(shard.ends),
        "words": shard.words(),
        "pieces": len(shard.ids),
        "unlabelled_words": int((shard.labels == UNLABELLED).sum()),
        "spans": dict(Counter(kind for d in documents for _, _, kind in d.spans)),
    }


def _write_dev(documents: list[Document], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(d.to_json() + "\n" for d in documents), encoding="utf-8")

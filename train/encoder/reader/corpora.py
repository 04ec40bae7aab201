"""The corpora: where they lie, how their labels map, under which licence, and what
part of each is kept out of training.

A corpus whose licence excludes commercial use, or whose use is for research only, is
never part of a model that ships: its `ships` is False, and `prepare` takes it only when
it is named with `--with`. The record of every step carries the licences along, and a
model that has seen such a corpus says so in its card.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from . import clean
from .documents import IGNORE, ORGANISATION, PERSON, PLACE, Document, read

HELD_OUT = 5
"""One document in so many is kept out of training where a corpus has no dev part."""

CONLL = {"PER": PERSON, "ORG": ORGANISATION, "LOC": PLACE, "MISC": None, "TIME": None, "NUM": None}
OURS = {PERSON: PERSON, ORGANISATION: ORGANISATION, PLACE: PLACE, "MONEY": None, IGNORE: IGNORE}
CROSSNER = {
    "politician": PERSON, "person": PERSON, "organisation": ORGANISATION,
    "politicalparty": ORGANISATION, "country": PLACE, "location": PLACE,
    "election": None, "event": None, "misc": None,
}  # fmt: skip
WNUT = {
    "person": PERSON, "corporation": ORGANISATION, "group": ORGANISATION,
    "location": PLACE, "product": None, "creative-work": None,
}  # fmt: skip
GMB = {
    "per": PERSON, "org": ORGANISATION, "geo": PLACE,
    "gpe": None, "tim": None, "art": None, "eve": None, "nat": None,
}  # fmt: skip


@dataclass(frozen=True)
class Corpus:
    """A corpus; paths are relative to the folder of corpora.

    `mapping` gives our type for each of its labels, None for a label that is none of
    ours. `train` files are learnt from and `dev` files measured on; of `split` files
    every document whose id falls into the fifth that `is_held_out` picks is measured
    on, the others are learnt from. `clean` brings documents nearer to our guideline.
    """

    name: str
    licence: str
    ships: bool
    mapping: dict[str, str | None]
    train: tuple[str, ...] = ()
    dev: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    clean: Callable[[Document], Document] | None = None
    default: bool = True
    notes: str = ""


NOT_STATED = "not stated"
CORPORA = (
    Corpus("worldwide", NOT_STATED, True, OURS, train=("worldwide/train.jsonl",), dev=("worldwide/dev.jsonl",)),
    Corpus("wikigold", "CC BY 4.0", True, CONLL, train=("wikigold/all.conll",)),
    Corpus("crossner-politics", "MIT", True, CROSSNER, train=("crossner-politics/train.conll", "crossner-politics/dev.conll")),
    Corpus("wnut17", "CC BY 4.0", True, WNUT, train=("wnut17/train.conll",), dev=("wnut17/dev.conll",)),
    Corpus("uner-ewt", "CC BY-SA 4.0", True, OURS, split=("uner-ewt/dev.jsonl", "uner-ewt/test.jsonl")),
    Corpus("ieer", NOT_STATED, True, OURS, split=("ieer/all.jsonl",)),
    Corpus("men", "MIT", True, OURS, split=("men/dev.jsonl",)),
    # For experiments, with --with: other conventions, noise, or terms of use.
    Corpus("redocred", "MIT", True, CONLL, train=("redocred/dev.conll", "redocred/test.conll"), clean=clean.nationalities, default=False,
           notes="nationality adjectives are often LOC: dropped by a list"),
    Corpus("btc", "CC BY 4.0", True, CONLL, train=tuple(f"btc/{part}.conll" for part in "abefgh"), clean=clean.user_names, default=False,
           notes="user names are PER: not learnt from"),
    Corpus("gum", "CC BY and others", True, OURS, train=tuple(f"gum/{kind}.jsonl" for kind in ("bio", "court", "essay", "interview", "letter", "news", "speech", "voyage")), default=False,
           notes="names derived by rule"),
    Corpus("gmb", "said to be public domain, provenance of the labels mixed", False, GMB, train=("gmb/all.conll.xz",), clean=clean.titles, default=False,
           notes="titles inside per: taken out by a list"),
    Corpus("conll2003", "text for research only", False, CONLL, train=("conll2003/train.conll",), dev=("conll2003/dev.conll",), default=False),
    Corpus("wikineural", "CC BY-NC-SA 4.0", False, CONLL, train=("wikineural/val.conll",), default=False),
)  # fmt: skip
BY_NAME = {c.name: c for c in CORPORA}


def is_held_out(id: str) -> bool:
    """Whether the document of this id is in the fifth that is kept out of training.

    It depends on nothing but the id, so every program and every run agrees.
    """
    return hashlib.sha256(id.encode()).digest()[0] % HELD_OUT == 0


def chosen(extra: list[str], without: list[str]) -> list[Corpus]:
    """The corpora to learn from: the default ones, those in `extra`, less `without`."""
    unknown = sorted({*extra, *without} - BY_NAME.keys())
    if unknown:
        raise ValueError(f"no such corpus: {', '.join(unknown)} (there are {', '.join(BY_NAME)})")
    return [c for c in CORPORA if (c.default or c.name in extra) and c.name not in without]


@dataclass
class Parts:
    """A corpus as read: documents to learn from and to measure on, and what was dropped."""

    train: list[Document] = field(default_factory=list)
    dev: list[Document] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)


def load(corpus: Corpus, folder: Path) -> Parts:
    """Reads a corpus with its labels mapped. A label the mapping lacks is an error."""
    parts = Parts()
    for file in corpus.train:
        parts.train += [_mapped(d, corpus, file, parts) for d in read(folder / file)]
    for file in corpus.dev:
        parts.dev += [_mapped(d, corpus, file, parts) for d in read(folder / file)]
    for file in corpus.split:
        for document in read(folder / file):
            part = parts.dev if is_held_out(document.id) else parts.train
            part.append(_mapped(document, corpus, file, parts))
    if corpus.clean:
        parts.train = [corpus.clean(d) for d in parts.train]
    return parts


def _mapped(document: Document, corpus: Corpus, file: str, parts: Parts) -> Document:
    spans = []
    for start, end, label in document.spans:
        if label not in corpus.mapping:
            raise ValueError(f"{file}: document {document.id}: label {label!r} has no mapping")
        kind = corpus.mapping[label]
        if kind is None:
            parts.dropped[label] = parts.dropped.get(label, 0) + 1
        else:
            spans.append((start, end, kind))
    return Document(document.id, document.text, spans)

"""Copies of documents with other names in them, so that a network learns from what
stands around a name rather than the names of its corpora.

A name that comes again in a document gets the same new one, and so does every word of a
person's name, so "Tilde Okoro … Okoro" stays one person.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from .documents import ORGANISATION, PERSON, PLACE, Document, lines_of

KEEP = 0.3
"""The share of a document's names that stay as they are."""


@dataclass
class Names:
    """Where new names come from: words of people's names and towns from lists, bodies
    from the corpora, by their number of words (0 for one in capitals)."""

    given: list[str]
    family: list[str]
    towns: list[str]
    bodies: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, gazetteers: Path, documents: list[Document]) -> Names:
        lists = [listed(gazetteers / f"{name}.tsv") for name in ("first-names", "surnames")]
        towns = listed(gazetteers / "cities.tsv")
        bodies: dict[int, set[str]] = {}
        for d in documents:
            for start, end, kind in d.spans:
                if kind == ORGANISATION:
                    bodies.setdefault(_length(d.text[start:end]), set()).add(d.text[start:end])
        return cls(*lists, towns, {n: sorted(names) for n, names in sorted(bodies.items())})


def listed(path: Path) -> list[str]:
    """The first column of a list, below its comments and its head."""
    rows = [line.partition("\t")[0] for line in lines_of(path) if line and not line.startswith("#")]
    return rows[1:]


def _length(name: str) -> int:
    return 0 if name.isupper() else len(name.split())


def swapped(document: Document, names: Names, seed: str) -> Document:
    """The document with most of its names replaced; the same seed gives the same."""
    chance = random.Random(f"{seed}/{document.id}")
    new: dict[tuple[str, str], str] = {}

    def once(kind: str, old: str, pool: list[str]) -> str:
        if (kind, old) not in new:
            new[kind, old] = old if chance.random() < KEEP or not pool else chance.choice(pool)
        return new[kind, old]

    def replacement(kind: str, old: str) -> str:
        if kind == PERSON:
            words = old.split(" ")
            last = len(words) - 1
            fresh = [
                once(PERSON, w.lower(), names.family if i == last else names.given) if _is_a_name(w) else w
                for i, w in enumerate(words)
            ]
            changed = " ".join(w if f == w.lower() else f for w, f in zip(words, fresh))
        elif kind == PLACE:
            changed = once(PLACE, old, names.towns)
        elif kind == ORGANISATION:
            changed = once(ORGANISATION, old, names.bodies.get(_length(old), []))
        else:
            return old
        return changed.upper() if old.isupper() and len(old) > 1 else changed

    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    size = at = 0
    for start, end, kind in sorted(document.spans):
        if start < at:
            continue
        parts.append(document.text[at:start])
        size += start - at
        fresh = replacement(kind, document.text[start:end])
        spans.append((size, size + len(fresh), kind))
        parts.append(fresh)
        size += len(fresh)
        at = end
    parts.append(document.text[at:])
    return Document(document.id + "~", "".join(parts), spans)


def _is_a_name(word: str) -> bool:
    """Not an initial, a particle, or a word with anything but letters."""
    return len(word) > 1 and word[0].isupper() and word.isalpha()

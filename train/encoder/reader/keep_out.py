"""Keeping the project's own gold out of what is learnt from.

Gold documents come from public sources, some of which are in the corpora or the raw
news too. A text that has the longest paragraph of a gold document in it, white space
aside, is taken to be that document.
"""

from __future__ import annotations

from pathlib import Path

from .documents import Document, read

SHORTEST = 40
"""Characters that a paragraph must have for it to tell a document."""


class KeepOut:
    """Knows the texts that must not be learnt from, and how many it has met."""

    def __init__(self, gold: Path):
        """Reads every `.jsonl` file in the folder; an error where there is none."""
        files = sorted(gold.glob("*.jsonl"))
        if not files:
            raise SystemExit(f"no gold in {gold}: name its folder with --keep-out, so that it is not learnt from")
        texts = [d.text for file in files for d in read(file)]
        longest = {max(map(_squeezed, t.split("\n")), key=len) for t in texts}
        self._marks = sorted(p for p in longest if len(p) >= SHORTEST)
        self.met = 0

    def lets(self, document: Document) -> bool:
        """Whether the document may be learnt from."""
        text = _squeezed(document.text)
        known = any(mark in text for mark in self._marks)
        self.met += known
        return not known


def _squeezed(text: str) -> str:
    return "".join(text.split())

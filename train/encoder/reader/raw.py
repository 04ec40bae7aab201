"""Raw news: articles without labels, cleaned of the worst, sampled."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Iterator

from .documents import Document, lines_of

MIN_CHARACTERS = 200
"""Articles shorter than this are mostly corrections and captions."""


def shares(settings: list[str]) -> dict[str, float]:
    """Reads `0.2` (of every file) and `NAME=0.5` (of the files whose names begin so)."""
    read = {}
    for setting in settings:
        name, _, share = setting.rpartition("=")
        read[name] = float(share)
    return read


def articles(folder: Path, share: dict[str, float]) -> Iterator[Document]:
    """The articles of every file in a folder, file by file.

    Of each file the share is taken that stands at the longest beginning of its name,
    chosen by a hash of file and id, so that a larger share contains a smaller one.
    Repeated texts (agencies send articles again) come once.
    """
    seen: set[bytes] = set()
    for path in sorted(folder.glob("*.jsonl*")):
        name = path.name.partition(".")[0]
        longest = max((start for start in share if name.startswith(start)), key=len, default=None)
        taken = share.get(longest, 0.0)
        for line in lines_of(path):
            data = json.loads(line)
            id = f"{name}-{data['id']}"
            draw = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4]) / 2**32
            if draw >= taken:
                continue
            text = repaired(data["text"])
            if data.get("title") and not text.startswith(data["title"]):
                text = f"{repaired(data['title'])}\n\n{text}"
            print_ = hashlib.sha256(text[:MIN_CHARACTERS].encode()).digest()
            if len(text) >= MIN_CHARACTERS and print_ not in seen:
                seen.add(print_)
                yield Document(id, text)


def repaired(text: str) -> str:
    """Undoes UTF-8 that was once read as Latin-1 or Windows-1252 ("Â£20m")."""
    if "Â" not in text and "â" not in text and "Ã" not in text:
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text

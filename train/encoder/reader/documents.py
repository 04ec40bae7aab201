"""Documents with marked names, and the two forms in which corpora hold them.

Offsets are Unicode code points, half-open, as in the corpora's JSON lines.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

PERSON, ORGANISATION, PLACE = "PERSON", "ORGANISATION", "PLACE"
TYPES = (PERSON, ORGANISATION, PLACE)
IGNORE = "IGNORE"
"""The type of a span that is scored neither right nor wrong, and not learnt from."""

SENTENCES_AS_DOCUMENTS = 100
"""A tag file that is not divided into documents and has more sentences than this is a
bag of sentences, each of which becomes a document."""


@dataclass
class Document:
    """A text and the names marked in it; `spans` are (start, end, label), in order."""

    id: str
    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def to_json(self) -> str:
        """The document as one line in the corpora's own form."""
        mentions = [{"start": s, "end": e, "type": t} for s, e, t in self.spans]
        line = {"id": self.id, "text": self.text, "mentions": mentions}
        return json.dumps(line, ensure_ascii=False)


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file, compressed with xz or not, without their ends."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\r\n")


def read(path: Path) -> list[Document]:
    """The documents of a `.jsonl` or `.conll` file (`.xz` too), labels as they stand."""
    kind = path.name.removesuffix(".xz").rpartition(".")[2]
    if kind == "jsonl":
        return list(_read_jsonl(path))
    if kind == "conll":
        return _read_conll(path)
    raise ValueError(f"{path}: neither .jsonl nor .conll")


def _read_jsonl(path: Path) -> Iterator[Document]:
    for number, line in enumerate(lines_of(path), 1):
        if not line:
            continue
        data = json.loads(line)
        spans = sorted((m["start"], m["end"], m["type"]) for m in data.get("mentions", ()))
        for start, end, _ in spans:
            if not 0 <= start < end <= len(data["text"]):
                raise ValueError(f"{path}:{number}: span {start}-{end} is outside the text")
        yield Document(str(data["id"]), data["text"], spans)


def _read_conll(path: Path) -> list[Document]:
    documents: list[list[list[tuple[str, str]]]] = [[[]]]
    for line in lines_of(path):
        token, _, tag = line.partition("\t")
        if not line.strip():
            documents[-1].append([])
        elif token.startswith("-DOCSTART-"):
            documents.append([[]])
        else:
            documents[-1][-1].append((token, tag))
    documents = [[s for s in d if s] for d in documents]
    documents = [d for d in documents if d]
    if len(documents) == 1 and len(documents[0]) > SENTENCES_AS_DOCUMENTS:
        documents = [[s] for s in documents[0]]
    name = path.name.partition(".")[0]
    return [_joined(f"{path.parent.name}-{name}-{i:05d}", d) for i, d in enumerate(documents, 1)]


def _joined(id: str, sentences: list[list[tuple[str, str]]]) -> Document:
    """Rebuilds a text: a blank between tokens, a line break between sentences.

    This is how the project's own reader of tag files rebuilds them, so a network sees
    in training what it will see when it is measured.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position = 0
    for sentence in sentences:
        if parts:
            parts.append("\n")
            position += 1
        open_label = None
        for i, (token, tag) in enumerate(sentence):
            if i:
                parts.append(" ")
                position += 1
            kind, _, label = tag.partition("-")
            end = position + len(token)
            if kind == "I" and label == open_label:
                spans[-1] = (spans[-1][0], end, label)
            elif kind in ("B", "I"):
                spans.append((position, end, label))
            open_label = label if kind in ("B", "I") else None
            parts.append(token)
            position = end
    return Document(id, "".join(parts), spans)

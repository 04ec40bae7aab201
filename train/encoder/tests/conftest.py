"""A small world to test in: a vocabulary, weights, and a corpus of invented sentences."""

import argparse
import json
from pathlib import Path

import pytest
import torch

from reader import folder as folders
from reader import __main__ as command_line
from reader.model import Architecture, Encoder
from reader.pieces import Vocabulary

WORDS = """[PAD] [UNK] [CLS] [SEP] [MASK] [unused0] a b c d e f g h i j k l m n o p q r s t u v w x y z
##a ##b ##c ##d ##e ##f ##g ##h ##i ##j ##k ##l ##m ##n ##o ##p ##q ##r ##s ##t ##u ##v ##w ##x ##y ##z
1 2 ##1 ##2 , . - : @ $ ( ) ' ##! α ##α 中 the mayor of met and in said bank gul ##bra ##nd ##sen port ##al ##ba
minister orla ##n vee river council""".split()

torch.set_num_threads(1)  # The networks are too small for more, which would only wait.

PEOPLE = ("Orlan Veer", "Gulbrandsen", "Tilde Okoro", "Ms Banks")
BODIES = ("Council of Portalba", "OVB", "River Bank")
TOWNS = ("Portalba", "Gul", "Veesen")
KEPT_OUT = "Nobody may learn from the minutes of the council of Veesen."


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS)


def invented(count: int) -> list[dict]:
    """Documents about people, bodies and towns that do not exist."""
    documents = []
    for i in range(count):
        text, mentions = "", []
        for k in range(1 + i % 4):
            parts = [
                ("PERSON", PEOPLE[(i + k) % 4]), (None, " met the mayor of "), ("PLACE", TOWNS[(i * 2 + k) % 3]),
                (None, ", and the "), ("ORGANISATION", BODIES[(i + 2 * k) % 3]), (None, " said so.\n"),
            ]  # fmt: skip
            for kind, words in parts:
                if kind:
                    mentions.append({"start": len(text), "end": len(text) + len(words), "type": kind})
                text += words
        documents.append({"id": f"doc-{i}", "text": text, "mentions": mentions})
    return documents


@pytest.fixture
def world(tmp_path: Path, vocabulary: Vocabulary, monkeypatch) -> Path:
    """A folder with `work/weights/minilm6` (tiny, random) and `corpora`, `raw`."""
    torch.manual_seed(7)
    sizes = Architecture(len(WORDS), hidden=32, layers=2, heads=4, inner=64, positions=128, cases=0)
    folders.save(tmp_path / "work" / "weights" / "minilm6", Encoder(sizes), vocabulary)
    lines = "".join(json.dumps(d) + "\n" for d in invented(60))
    for file in ("worldwide/train.jsonl", "worldwide/dev.jsonl", "men/dev.jsonl"):
        path = tmp_path / "corpora" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines)
    (tmp_path / "gold").mkdir()
    kept_out = {"id": "g", "text": f"Another headline\n{KEPT_OUT}\n", "mentions": []}
    (tmp_path / "gold" / "g.jsonl").write_text(json.dumps(kept_out) + "\n")
    (tmp_path / "raw").mkdir()
    raw = [{"id": "again", "title": "", "text": f"{KEPT_OUT} " * 9}]
    raw += [{"id": str(i), "title": "Mayor met", "text": d["text"] * 3} for i, d in enumerate(invented(20))]
    (tmp_path / "raw" / "news.jsonl").write_text("".join(json.dumps(d) + "\n" for d in raw))
    monkeypatch.setattr("reader.corpora.CORPORA", tuple(c for c in _corpora() if c.name in ("worldwide", "men")))
    monkeypatch.setattr("reader.prepare.CORPORA", tuple(c for c in _corpora() if c.name in ("worldwide", "men")))
    return tmp_path


def _corpora():
    from reader.corpora import BY_NAME

    return BY_NAME.values()


@pytest.fixture
def step(world: Path):
    """Runs a step in the small world as the command line would."""

    def run(line: str) -> None:
        words = line.split() + ["--work", str(world / "work")]
        if words[0] == "prepare":
            words += ["--corpora", str(world / "corpora")]
        if words[0] == "label":
            words += ["--raw", str(world / "raw")]
        if words[0] in ("prepare", "label"):
            words += ["--keep-out", str(world / "gold")]
        args: argparse.Namespace = command_line.parser().parse_args(words)
        command_line.STEPS[args.step].run(args)

    return run

"""The card of a model: written from the records of the steps that made it, so that no
figure in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from .corpora import BY_NAME
from .score import WAYS
from .weights import LICENCES

_STEPS = ("quantise", "average", "teach", "distil")

WEAKNESSES = """\
- English only; trained on news, encyclopaedia and web text. Other kinds of text were not measured.
- Tweets and mail are read less well than articles, and bodies less well than people and places.
- Whether a country or a building acts or is a scene, it is marked PLACE where gold does so; the corpora differ.
- Amounts of money, nationalities, events, products and works are not among its types.
- Names that nobody had in 2022 are new to it; it goes by their context.
"""


def history(work: Path, name: str) -> dict:
    """All that went into a run: the chain of steps from the weights on, each after those
    whose results it needs; the corpora, the teachers, and whether all of it may ship."""
    trace = _Trace(work)
    trace.run(name)
    return {
        "steps": trace.steps, "corpora": trace.corpora, "starts": sorted(trace.starts),
        "ships": trace.ships and not trace.not_to_ship, "not_to_ship": sorted(trace.not_to_ship),
    }  # fmt: skip


class _Trace:
    """A walk from a run back to the weights, through the records of the steps."""

    def __init__(self, work: Path):
        self.work = work
        self.steps: list[dict] = []
        self.corpora: dict[str, dict] = {}
        self.starts: set[str] = set()
        self.not_to_ship: set[str] = set()
        self.ships = True
        self._seen: set[Path] = set()

    def run(self, name: str) -> None:
        if name in LICENCES:
            self.starts.add(name)
            return
        folder = self.work / "runs" / name
        path = next((p for p in (folder / f"{s}.json" for s in _STEPS) if p.exists()), None)
        if path is None:
            self.ships = False
        elif self._is_new(path):
            record = _read(path)
            self._needs(record)
            self.steps.append(record)

    def _needs(self, record: dict) -> None:
        settings = record["settings"]
        if record["step"] == "quantise":
            self.run(settings["name"])
            return
        if record["step"] == "average":
            for run in settings["runs"]:
                self.run(run)
            return
        self.run(settings["start"])
        self._step(self.work / "data" / settings["data"] / "prepare.json")
        for labels in settings.get("labels", []):
            self._labels(labels)
        self.ships = self.ships and record["figures"]["ships"]
        for corpus, facts in record["inputs"]["sources"]["gold"].items():
            if "words" in facts:
                self.corpora[corpus] = facts
                if not facts["ships"]:
                    self.not_to_ship.add(corpus)

    def _labels(self, name: str) -> None:
        path = self.work / "labels" / name / "label.json"
        if not path.exists():
            self.ships = False
            return
        for teacher in _read(path)["settings"]["teacher"]:
            self.run(teacher)
        for other in _read(path)["settings"].get("others", []):
            self._labels(other)
        self._step(path)

    def _step(self, path: Path) -> None:
        if path.exists() and self._is_new(path):
            self.steps.append(_read(path))

    def _is_new(self, path: Path) -> bool:
        new = path not in self._seen
        self._seen.add(path)
        return new


def _read(path: Path) -> dict:
    return json.loads(path.read_text())


def text(title: str, history: dict, scored: dict | None, source: Path) -> str:
    """The card, in Markdown."""
    config = _read(source / "config.json")
    size = (source / "model.safetensors").stat().st_size
    parts = [
        f"# {title}\n",
        "Finds people, organisations and places in English news: a BERT encoder with a case embedding, "
        f"{config['num_hidden_layers']} layers × {config['hidden_size']}, {config['vocab_size']} word pieces, {size / 1e6:.1f} MB.\n",
    ]
    if not history["ships"]:
        parts.append("**For experiments only**: it has learnt from material that must not be in a model that ships.\n")
    parts += ["## Made from\n", "Pre-trained weights:\n"]
    parts += [f"- {name}: {LICENCES[name]}" for name in history["starts"]]
    parts += ["", "Annotated text (what was learnt from; held-out parts are not counted):\n"]
    parts += ["| corpus | licence | documents | words | names | notes |", "| --- | --- | ---: | ---: | ---: | --- |"]
    for name, facts in history["corpora"].items():
        names = sum(n for kind, n in facts["spans"].items() if kind != "IGNORE")
        notes = facts.get("notes") or (BY_NAME[name].notes if name in BY_NAME else "")
        parts.append(f"| {name} | {facts['licence']} | {facts['documents']} | {facts['words']} | {names} | {notes} |")
    machine: dict[str, dict] = {}
    for step in history["steps"]:
        if step["step"] == "distil":
            machine |= step["inputs"].get("sources", {}).get("machine", {})
    for labels, teachers in sorted(machine.items()):
        parts.append(f"\nMachine labels `{labels}` on raw news, by {', '.join(teachers)}.")
    parts.append("")
    if scored:
        parts += [
            "## Measured\n",
            "Strict F1 over the three types (both ends and the type right), the network alone, with 95 % intervals "
            "of the bootstrap over documents.\n",
            "| dev set | documents | names | P | R | F1 | interval | PERSON | ORGANISATION | PLACE |",
            "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |",
        ]
        for name, m in scored["figures"]["dev"].items():
            low, high = m["interval"]
            types = " | ".join(f"{v:.1f}" for v in m["by_type"].values())
            parts.append(
                f"| {name} | {m['documents']} | {m['names']} | {m['precision']:.1f} | {m['recall']:.1f} "
                f"| {m['f1']:.1f} | {low}–{high} | {types} |"
            )
        parts.append("")
        parts += _rewritten(scored, source)
    parts += ["## Known weaknesses\n", WEAKNESSES, "## To make it again\n", "In `train/encoder`, after `setup.sh`:\n", "```"]
    parts += ["venv/bin/python -m reader weights " + " ".join(history["starts"])]
    parts += [command(step) for step in history["steps"]]
    parts += ["```", ""]
    return "\n".join(parts)


def _rewritten(scored: dict, source: Path) -> list[str]:
    """A table of F1 on the dev sets rewritten, if that has been measured."""
    ways = {w: _read(source / f"score-{w}.json") for w in sorted(WAYS) if (source / f"score-{w}.json").exists()}
    if not ways:
        return []
    parts = ["F1 when the same texts are rewritten in capitals, lower case, or With Capitals:\n"]
    parts += ["| dev set | as it is | " + " | ".join(ways) + " |", "| --- | ---: |" + " ---: |" * len(ways)]
    for name, m in scored["figures"]["dev"].items():
        cells = [w["figures"]["dev"].get(name, {}).get("f1") for w in ways.values()]
        parts.append(f"| {name} | {m['f1']:.1f} | " + " | ".join("–" if c is None else f"{c:.1f}" for c in cells) + " |")
    return [*parts, ""]


_FLAGS = {"extra": "with", "others": "with", "runs": "run"}
"""Flags whose settings have another name."""

_PLUMBING = ("name", "corpora", "raw", "keep_out", "gazetteers")


def command(step: dict) -> str:
    """The command line that a record was made by."""
    settings = step["settings"]
    words = [f"venv/bin/python -m reader {step['step']} {settings.get('name', '')}".rstrip()]
    for key, value in settings.items():
        if key in _PLUMBING or value in (None, False, 0.0, [], ""):
            continue
        option = "--" + _FLAGS.get(key, key.replace("_", "-"))
        if value is True:
            words.append(option)
        else:
            words += [f"{option} {v}" for v in (value if isinstance(value, list) else [value])]
    return " ".join(words)

"""The card of a model: written from the records of the steps that made it, so that no
figure in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from .corpora import BY_NAME
from .score import WAYS
from .weights import LICENCES

_STEPS = ("teach", "distil")

WEAKNESSES = """\
- English only; trained on news, encyclopaedia and web text. Other kinds of text were not measured.
- Tweets and tables of results are read less well than articles.
- Whether a country or a building acts or is a scene, it is marked PLACE where gold does so; the corpora differ.
- Amounts of money, nationalities, events, products and works are not among its types.
- Names that nobody had in 2022 are new to it; it goes by their context.
"""


def history(work: Path, name: str) -> dict:
    """All that went into a run: the chain of steps from the weights on, the corpora,
    the teachers, and whether all of it may ship."""
    runs = work / "runs"
    steps, corpora, not_to_ship, starts = [], {}, set(), set()
    waiting, seen = [name], set()
    ships = True
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if current in LICENCES:
            starts.add(current)
            continue
        if (runs / current / "quantise.json").exists():
            steps.append(_read(runs / current / "quantise.json"))
            waiting.append(steps[-1]["settings"]["name"])
            continue
        record = next((_read(runs / current / f"{s}.json") for s in _STEPS if (runs / current / f"{s}.json").exists()), None)
        if record is None:
            ships = False
            continue
        steps += [record, *_material(work, record)]
        ships = ships and record["figures"]["ships"]
        waiting.append(record["settings"]["start"])
        sources = record["inputs"]["sources"]
        for corpus, facts in sources["gold"].items():
            if "words" in facts:
                corpora[corpus] = facts
                if not facts["ships"]:
                    not_to_ship.add(corpus)
        for teachers in sources.get("machine", {}).values():
            waiting += list(teachers)
    return {
        "steps": _once(steps), "corpora": corpora, "starts": sorted(starts),
        "ships": ships and not not_to_ship, "not_to_ship": sorted(not_to_ship),
    }  # fmt: skip


def _material(work: Path, record: dict) -> list[dict]:
    """The records of labelling and preparation that a training step rests on."""
    settings = record["settings"]
    paths = [work / "labels" / name / "label.json" for name in settings.get("labels", [])]
    paths.append(work / "data" / settings["data"] / "prepare.json")
    return [_read(p) for p in paths if p.exists()]


def _once(steps: list[dict]) -> list[dict]:
    """Steps, the last done first, each where it was first done."""
    commands = [command(s) for s in steps]
    return [s for i, s in enumerate(steps) if commands[i] not in commands[i + 1 :]]


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
        notes = facts.get("notes") or BY_NAME[name].notes
        parts.append(f"| {name} | {facts['licence']} | {facts['documents']} | {facts['words']} | {names} | {notes} |")
    for step in history["steps"]:
        machine = step["inputs"].get("sources", {}).get("machine") if step["step"] == "distil" else None
        for labels, teachers in (machine or {}).items():
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
    parts += [command(step) for step in reversed(history["steps"])]
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


_FLAGS = {"extra": "with", "others": "with"}
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

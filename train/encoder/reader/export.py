"""Step `export`: a model folder to ship, with a card that tells where it comes from."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from . import card
from . import folder as folders
from .record import Record, read
from .score import find

FILES = ("config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the run (NAME-int8 for the quantised one)")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.add_argument("--title", default="", help="the model's name in its card")
    parser.add_argument("--context", type=int, default=0, help="pieces at a window's edges that are seen and not labelled (default: %(default)s)")
    parser.add_argument("--slack", type=int, default=30, help="how much shorter a window may be to end with a sentence (default: %(default)s)")
    parser.add_argument("--for-experiments", action="store_true", help="export what must not be shipped as well")


def run(args: argparse.Namespace) -> None:
    source = find(args, Path(args.name))
    if (args.to / "model.safetensors").exists() and args.to.resolve() == source.resolve():
        raise SystemExit("export into another folder than the run's own")
    record = Record("export", args.to, args, model=folders.digest(source))
    history = card.history(args.work, args.name)
    if not history["ships"] and not args.for_experiments:
        raise SystemExit(
            f"{args.name} has learnt from material that must not be in a model that ships: "
            f"{', '.join(history['not_to_ship']) or 'of unknown origin'} (--for-experiments exports it all the same)"
        )
    args.to.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, args.to / name)
    score = source / "score.json"
    scored = read(score) if score.exists() else None
    config = json.loads((args.to / "config.json").read_text())
    config |= {"context": args.context, "slack": args.slack}
    if scored:
        config["temperature"] = scored["figures"]["temperature"]
    (args.to / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    title = args.title or args.name
    (args.to / "CARD.md").write_text(card.text(title, history, scored, source), encoding="utf-8")
    size = (args.to / "model.safetensors").stat().st_size
    record.write(bytes=size, scored=bool(scored))
    print(f"{args.to}: {size / 1e6:.1f} MB" + ("" if scored else "; not scored yet, so the card has no figures"))

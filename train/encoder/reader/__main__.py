"""The command line: `python -m reader STEP …`, one step at a time."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

# Threads of torch that wait by spinning lose a factor of three beside another process.
# They are read when torch is loaded, so they stand before its import.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

from . import average, distil, export, label, prepare, quantise, score, teach, weights  # noqa: E402

STEPS = {
    "weights": weights, "prepare": prepare, "teach": teach, "label": label,
    "distil": distil, "average": average, "score": score, "quantise": quantise, "export": export,
}  # fmt: skip
"""In the order in which they are run."""

PROJECT = Path(__file__).resolve().parent.parent
GAZETTEERS = PROJECT.parents[1] / "pipeline" / "data" / "gazetteers"
GOLD = PROJECT.parents[1] / "gold"
SHARED = PROJECT.parents[1].parent / "shared"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="reader", description="Trains the encoder that finds names. Steps, in order:")
    steps = top.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, module in STEPS.items():
        summary = module.__doc__.split("\n\n")[0].partition(": ")[2].replace("\n", " ")
        sub = steps.add_parser(
            name, help=summary, description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(sub)
        sub.add_argument("--work", type=Path, default=PROJECT / "work", help="where results go (default: work)")
        sub.add_argument("--again", action="store_true", help="even if it has been done")
        if name == "prepare":
            sub.add_argument("--corpora", type=Path, default=SHARED / "corpora", help="(default: ../shared/corpora)")
            sub.add_argument("--gazetteers", type=Path, default=GAZETTEERS, help="for --swap and --sports (default: the project's)")
        if name in ("prepare", "label"):
            sub.add_argument("--keep-out", type=Path, default=GOLD, metavar="DIR", help="gold not to learn from (default: the project's)")
        if name == "label":
            sub.add_argument("--raw", type=Path, default=SHARED / "raw", help="(default: ../shared/raw)")
    return top


def main() -> None:
    args = parser().parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    STEPS[args.step].run(args)


if __name__ == "__main__":
    main()

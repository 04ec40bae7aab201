"""What a step did, as a JSON file beside its result; and whether it is done already."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import numpy
import tokenizers
import torch


class Record:
    """The record of one step. Its file appears only when the step has finished."""

    def __init__(self, step: str, folder: Path, arguments: argparse.Namespace, **inputs: Any):
        self.path = folder / f"{step}.json"
        self._began = time.monotonic()
        self._before = 0.0
        # Through JSON and back, so that it compares equal to what a file says.
        settings = {k: v for k, v in vars(arguments).items() if k not in ("run", "step", "work", "again")}
        self.data = json.loads(json.dumps({"step": step, "settings": settings, "inputs": inputs}, default=str))

    def finished(self, again: bool = False) -> bool:
        """Whether this very step, same settings and same inputs, has been done before."""
        if again or not self.path.exists():
            return False
        old = json.loads(self.path.read_text())
        same = all(old.get(key) == self.data[key] for key in ("step", "settings", "inputs"))
        if same:
            print(f"{self.data['step']}: done before, see {self.path} (--again repeats it)")
        return same

    def resumed(self, seconds: float) -> None:
        """Adds the time that an interrupted run of the step had taken."""
        self._before = seconds

    def seconds(self) -> float:
        return self._before + time.monotonic() - self._began

    def write(self, **figures: Any) -> None:
        """Finishes the record."""
        self.data["figures"] = figures
        self.data["seconds"] = round(self.seconds(), 1)
        self.data["where"] = {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "tokenizers": tokenizers.__version__,
            "numpy": numpy.__version__,
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "bf16": torch.cpu._is_avx512_bf16_supported(),
            "amx": torch.cpu._is_amx_tile_supported(),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.data, indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> dict:
    """A record as written; an error that names the step to run where it is missing."""
    if not path.exists():
        raise SystemExit(f"{path} is missing: run the step {path.stem!r} first")
    return json.loads(path.read_text())

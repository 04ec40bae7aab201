"""The training loop that teacher and student share.

It writes a checkpoint every few minutes and goes on from it when it is started again:
windows depend on seed and epoch alone, and the state of the random generators is in the
checkpoint, so an interrupted run follows the same curve of losses as one that was not.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from . import augment
from .model import Encoder
from .optimiser import Average, Optimiser
from .pieces import Vocabulary
from .shards import Shard
from .windows import Epochs


def add_arguments(parser: argparse.ArgumentParser, rate: float, warm_up: float) -> None:
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--rate", type=float, default=rate, help="highest learning rate (default: %(default)s)")
    parser.add_argument("--head-rate", type=float, default=1e-3, help="of the head and the case table")
    parser.add_argument("--warm-up", type=float, default=warm_up, help="share of steps (default: %(default)s)")
    parser.add_argument("--window", type=int, default=128, help="pieces in a window, [CLS] and [SEP] included")
    parser.add_argument("--batch", type=int, default=2048, help="pieces in a step, padding included")
    parser.add_argument("--dropout", type=float, default=0.1, help="behind the embeddings and before the head")
    parser.add_argument("--smoothing", type=float, default=0.0, help="label smoothing")
    parser.add_argument("--r-drop", type=float, default=0.0, help="weight of the disagreement of two readings with other dropout (R-Drop)")
    parser.add_argument("--average", type=float, default=0.0, help="share of last steps whose weights are averaged")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--float32", action="store_true", help="no bfloat16: slower, for processors without it")
    augment.add_arguments(parser)


@dataclass
class Course:
    """How a training run went: the mean loss of every hundred steps, and its speed."""

    losses: list[float]
    steps: int
    pieces: int
    seconds: float

    def figures(self) -> dict:
        return {
            "steps": self.steps,
            "pieces": self.pieces,
            "pieces_per_second": round(self.pieces / max(self.seconds, 1e-9)),
            "losses": self.losses,
        }


EVERY = 100
"""Steps between two lines of the log."""


def train(
    model: Encoder,
    vocabulary: Vocabulary,
    shards: list[Shard],
    args: argparse.Namespace,
    checkpoint: Path,
    minutes: float = 3.0,
    stop_after: int | None = None,
) -> Course | None:
    """Trains `model` in place. Gives None if it ended after `stop_after` steps, with a
    checkpoint to go on from."""
    torch.manual_seed(args.seed)
    if not args.float32:
        model.to_compute(torch.bfloat16)
    model.train()
    epochs = Epochs(shards, vocabulary, args.window, args.batch, args.seed)
    plan = epochs.plan(0)
    steps = max(1, round(args.epochs * len(plan)))  # Epochs differ by a few batches.
    optimiser = Optimiser(model, args.rate, args.head_rate, args.warm_up, steps)
    average = Average(optimiser)
    variation = torch.Generator().manual_seed(args.seed)

    step = epoch = at = pieces = 0
    losses: list[float] = []
    recent: list[float] = []
    spent = 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        optimiser.restore(state["optimiser"])
        average.restore(state["average"])
        torch.set_rng_state(state["random"])
        variation.set_state(state["variation"])
        step, epoch, at, pieces, spent = (state[k] for k in ("step", "epoch", "at", "pieces", "spent"))
        losses, recent = state["losses"], state["recent"]
        plan = epochs.plan(epoch)
        print(f"going on after step {step} of {steps}")

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        state = {
            "optimiser": optimiser.state(), "average": average.state(), "random": torch.get_rng_state(),
            "variation": variation.get_state(), "step": step, "epoch": epoch, "at": at, "pieces": pieces,
            "spent": spent + time.monotonic() - began, "losses": losses, "recent": recent,
        }  # fmt: skip
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, part)
        part.replace(checkpoint)

    began = saved = time.monotonic()
    while step < steps:
        if at == len(plan):
            epoch, at = epoch + 1, 0
            plan = epochs.plan(epoch)
        batch = augment.varied(epochs.batch(plan[at]), vocabulary, args, variation)
        at += 1
        if len(batch.pick):
            scores = model(batch.ids, batch.case, batch.lengths, batch.pick)
            loss = cross_entropy(scores, batch.target, args.smoothing)
            if args.r_drop:
                again = model(batch.ids, batch.case, batch.lengths, batch.pick)
                loss = (loss + cross_entropy(again, batch.target, args.smoothing)) / 2
                loss = loss + args.r_drop * disagreement(scores, again)
            loss.backward()
            recent.append(loss.item())
        optimiser.step()
        step += 1
        pieces += batch.pieces()
        if step > steps * (1 - args.average):
            average.add()
        if step % EVERY == 0 or step == steps:
            losses.append(round(sum(recent) / max(1, len(recent)), 4))
            recent.clear()
            seconds = spent + time.monotonic() - began
            left = seconds / step * (steps - step) / 60
            print(
                f"step {step}/{steps}  epoch {epoch + at / len(plan):.2f}  loss {losses[-1]:.4f}  "
                f"{pieces / seconds:.0f} pieces/s  {left:.1f} min left",
                flush=True,
            )
        if step < steps and (time.monotonic() - saved > minutes * 60 or step == stop_after):
            save()
            saved = time.monotonic()
            if step == stop_after:
                return None
    average.apply()
    optimiser.copy_back()
    for weight, master in zip(optimiser.weights, optimiser.masters):
        weight.data = master.detach().clone()  # The result is float32 again.
    model.layers.float()
    model.eval()
    checkpoint.unlink(missing_ok=True)
    return Course(losses, steps, pieces, spent + time.monotonic() - began)


def cross_entropy(scores: torch.Tensor, target: torch.Tensor, smoothing: float) -> torch.Tensor:
    """The mean over pieces of the cross entropy with a row of probabilities."""
    if smoothing:
        target = target * (1 - smoothing) + smoothing / target.shape[-1]
    return -(target * scores.log_softmax(-1)).sum(-1).mean()


def disagreement(one: torch.Tensor, two: torch.Tensor) -> torch.Tensor:
    """The mean over pieces of the symmetric Kullback-Leibler divergence of two rows of
    scores (Liang et al., R-Drop, 2021), halved as there."""
    p, q = one.log_softmax(-1), two.log_softmax(-1)
    return ((p.exp() - q.exp()) * (p - q)).sum(-1).mean() / 2

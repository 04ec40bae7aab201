"""AdamW over float32 masters of weights that may be bfloat16.

bfloat16 keeps 8 bits of a weight, fewer than a step of training changes, so the sums
are kept in float32 and the network gets a rounded copy after each step.
"""

from __future__ import annotations

import torch

from .model import Encoder

HEAD_AND_CASES = ("head.", "cases")
"""Parameters that start from nothing, and get a learning rate of their own."""


class Optimiser:
    """AdamW (0.9, 0.98), gradients clipped at 1, a linear warm-up and decline."""

    def __init__(self, model: Encoder, rate: float, head_rate: float, warm_up: float, steps: int):
        self.steps = steps
        self.warm_up = max(1, round(warm_up * steps))
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        self.weights = [p for _, p in named]
        self.masters = [p.detach().float().clone() for p in self.weights]
        groups: dict[tuple[float, float], list[torch.Tensor]] = {}
        for (name, weight), master in zip(named, self.masters):
            decay = 0.01 if weight.dim() > 1 else 0.0
            own = head_rate if name.startswith(HEAD_AND_CASES) else rate
            groups.setdefault((own, decay), []).append(master)
        self.adam = torch.optim.AdamW(
            [{"params": p, "lr": lr, "weight_decay": d} for (lr, d), p in groups.items()],
            betas=(0.9, 0.98),
            fused=True,
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.adam, self._share)

    def _share(self, step: int) -> float:
        if step < self.warm_up:
            return (step + 1) / self.warm_up
        return max(0.0, (self.steps - step) / max(1, self.steps - self.warm_up))

    def step(self) -> None:
        for weight, master in zip(self.weights, self.masters):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, 1.0)
        self.adam.step()
        self.schedule.step()
        self.copy_back()

    @torch.no_grad()
    def copy_back(self) -> None:
        """Gives the network the masters' values."""
        torch._foreach_copy_(self.weights, self.masters)

    def state(self) -> dict:
        return {"masters": self.masters, "adam": self.adam.state_dict(), "schedule": self.schedule.state_dict()}

    def restore(self, state: dict) -> None:
        for master, old in zip(self.masters, state["masters"], strict=True):
            master.copy_(old)
        self.adam.load_state_dict(state["adam"])
        self.schedule.load_state_dict(state["schedule"])
        self.copy_back()


class Average:
    """The mean of the masters over the last steps of a training run."""

    def __init__(self, optimiser: Optimiser):
        self.optimiser = optimiser
        self.count = 0
        self.sums = [torch.zeros_like(m) for m in optimiser.masters]

    def add(self) -> None:
        torch._foreach_add_(self.sums, self.optimiser.masters)
        self.count += 1

    def apply(self) -> None:
        """Puts the mean in place of the masters."""
        if self.count:
            for master, total in zip(self.optimiser.masters, self.sums):
                master.copy_(total / self.count)

    def state(self) -> dict:
        return {"count": self.count, "sums": self.sums}

    def restore(self, state: dict) -> None:
        self.count, self.sums = state["count"], state["sums"]

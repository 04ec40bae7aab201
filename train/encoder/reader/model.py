"""The network: a BERT encoder with a case embedding and a layer that gives tags.

MPNet, the teacher, is the same network with a bias on attention that depends on the
distance of two pieces, shared by all layers, and without piece types.

Two things are for speed on a CPU: weights and activations of the layers are bfloat16
(embeddings, norms of the embeddings and the last layer stay float32), and attention is
two batched products and a softmax, because the backward pass of the built-in flash
attention is slow there.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

from .pieces import CASES, LABELS


@dataclass
class Architecture:
    """The sizes of a network. `distances` is the number of buckets of MPNet's distance
    bias, 0 for BERT; `cases` the rows of the case table, 0 for a network without one."""

    vocabulary: int = 30522
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    epsilon: float = 1e-12
    distances: int = 0
    cases: int = CASES
    labels: int = len(LABELS)

    def to_json(self) -> dict:
        return asdict(self)


class Product(nn.Linear):
    """A linear layer that can pretend to be int8: see `quantise`."""

    int8 = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.int8:
            x = as_int8(x)
        return F.linear(x, self.weight, self.bias)


def as_int8(x: torch.Tensor) -> torch.Tensor:
    """`x` rounded to 255 levels per row, symmetric about zero, as the int8 kernels do."""
    limit = x.abs().amax(-1, keepdim=True)
    scale = torch.where(limit > 0, 127 / limit, torch.zeros_like(limit))
    return (x * scale).round() * (limit / 127)


class Layer(nn.Module):
    """One layer of the encoder, normalised after each half."""

    def __init__(self, a: Architecture):
        super().__init__()
        self.heads = a.heads
        self.query = Product(a.hidden, a.hidden)
        self.key = Product(a.hidden, a.hidden)
        self.value = Product(a.hidden, a.hidden)
        self.out = Product(a.hidden, a.hidden)
        self.norm1 = nn.LayerNorm(a.hidden, a.epsilon)
        self.up = Product(a.hidden, a.inner)
        self.down = Product(a.inner, a.hidden)
        self.norm2 = nn.LayerNorm(a.hidden, a.epsilon)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """`x` is [batch, length, hidden]; `bias` is added to the attention scores and
        broadcasts to [batch, heads, length, length]."""
        batch, length, hidden = x.shape
        width = hidden // self.heads

        def split(y: torch.Tensor) -> torch.Tensor:
            y = y.view(batch, length, self.heads, width).transpose(1, 2)
            return y.reshape(batch * self.heads, length, width)

        scores = torch.bmm(split(self.query(x)), split(self.key(x)).transpose(1, 2)) / math.sqrt(width)
        if bias is not None:
            scores = (scores.view(batch, self.heads, length, length) + bias).view_as(scores)
        mixed = torch.bmm(scores.softmax(-1), split(self.value(x)))
        mixed = mixed.view(batch, self.heads, length, width).transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Word pieces in, a score for each tag out."""

    def __init__(self, architecture: Architecture, dropout: float = 0.1):
        super().__init__()
        a = self.architecture = architecture
        self.words = nn.Parameter(torch.empty(a.vocabulary, a.hidden), requires_grad=False)
        self.positions = nn.Parameter(torch.empty(a.positions, a.hidden))
        self.cases = nn.Parameter(torch.zeros(a.cases, a.hidden)) if a.cases else None
        self.distances = nn.Parameter(torch.empty(a.distances, a.heads)) if a.distances else None
        self.norm = nn.LayerNorm(a.hidden, a.epsilon)
        self.layers = nn.ModuleList(Layer(a) for _ in range(a.layers))
        self.head = nn.Linear(a.hidden, a.labels)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.words, std=0.02)
        nn.init.normal_(self.positions, std=0.02)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        if self.distances is not None:
            nn.init.zeros_(self.distances)

    def to_compute(self, dtype: torch.dtype) -> Encoder:
        """Turns the layers' weights into `dtype`; what is around them stays float32."""
        self.layers.to(dtype)
        return self

    def forward(
        self,
        ids: torch.Tensor,
        case: torch.Tensor,
        lengths: torch.Tensor,
        pick: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The scores (logits, float32) of the pieces, [pieces, labels].

        `ids` and `case` are [batch, length], rows padded behind `lengths`; `pick`
        holds indices into the flattened batch, and only those pieces are scored.
        """
        batch, length = ids.shape
        x = F.embedding(ids, self.words)
        x = x + self.positions[:length]
        if self.cases is not None:
            x = x + F.embedding(case, self.cases)
        x = self.dropout(self.norm(x)).to(self.layers[0].query.weight.dtype)

        bias = None
        if int(lengths.min()) < length:
            padding = torch.arange(length) >= lengths[:, None]
            bias = torch.zeros(batch, 1, 1, length).masked_fill(padding[:, None, None], -1e4).to(x.dtype)
        if self.distances is not None:
            far = distance_bias(self.distances, length).to(x.dtype)
            bias = far if bias is None else bias + far
        for layer in self.layers:
            x = layer(x, bias)
        x = x.reshape(batch * length, -1)
        if pick is not None:
            x = x[pick]
        return self.head(self.dropout(x.float()))


def distance_bias(table: torch.Tensor, length: int, furthest: int = 128) -> torch.Tensor:
    """MPNet's bias on attention, [heads, length, length], from its [buckets, heads] table.

    The buckets are T5's, in both directions: half of them for exact small distances,
    half for distances growing as powers up to `furthest`.
    """
    half = table.shape[0] // 2
    exact = half // 2
    at = torch.arange(length)
    behind = at[:, None] - at[None, :]
    far = behind.abs().clamp(min=1).float()
    grown = exact + (torch.log(far / exact) / math.log(furthest / exact) * (half - exact)).long()
    bucket = torch.where(behind.abs() < exact, behind.abs(), grown.clamp(max=half - 1))
    bucket = bucket + half * (behind < 0)
    return table[bucket].permute(2, 0, 1)

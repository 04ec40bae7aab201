"""Text to word pieces, with how each word was written and which tag it carries.

A *word* here is BERT's basic token: text is cut at white space, and every punctuation
character is a word of its own. Tags stand on the first piece of a word.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from .documents import IGNORE, TYPES, Document

LABELS = ("O",) + tuple(f"{edge}-{t}" for t in TYPES for edge in "BI")
"""The tags, in the order of the network's output."""

UNLABELLED = -1
"""In place of a tag: a continuation piece, or a word that is not to be learnt from."""

CASES = 40
"""Rows of the case embedding: 10 classes, doubled for continuation pieces, doubled for
words before which a line ends."""
CONTINUATION, NEW_LINE = 10, 20

NONE, PUNCTUATION, DIGITS, ALPHANUMERIC, NO_LETTER, LOWER, UPPER, CAPITAL, TITLE, MIXED = range(10)


@functools.lru_cache(maxsize=1 << 18)
def case_class(word: str) -> int:
    """How a word is written, from its original characters.

    Characters that the normaliser drops (controls, marks) do not count. The classes,
    in the order in which they are tried: one punctuation character; decimal digits
    only; digits and letters; no letter; one letter, upper case (an initial); all
    letters upper case; none upper case; the first only; anything else.
    """
    kinds = [k for k in map(unicodedata.category, word) if k[0] != "C" and k != "Mn"]
    letters = [k for k in kinds if k[0] == "L"]
    upper = [k in ("Lu", "Lt") for k in letters]
    digits = kinds.count("Nd")
    if len(kinds) == 1 and (kinds[0][0] == "P" or _is_ascii_punctuation(word)):
        return PUNCTUATION
    if digits and digits == len(kinds):
        return DIGITS
    if digits and letters:
        return ALPHANUMERIC
    if not letters:
        return NO_LETTER
    if all(upper):
        return CAPITAL if len(letters) == 1 else UPPER
    if not any(upper):
        return LOWER
    return TITLE if upper[0] and not any(upper[1:]) else MIXED


def _is_ascii_punctuation(word: str) -> bool:
    """BERT counts every printable ASCII character but letters, digits and the blank."""
    return any(c.isascii() and c.isprintable() and not c.isalnum() and c != " " for c in word)


@dataclass
class Pieces:
    """A document as arrays over its pieces, without [CLS] and [SEP].

    `ids` in the vocabulary, `case` row of the case embedding, `first` whether a word
    begins here; `starts` and `ends` are the words' offsets in the text, one per word.
    """

    ids: np.ndarray
    case: np.ndarray
    first: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def labels(self, document: Document) -> np.ndarray:
        """The index into LABELS of each word's tag; UNLABELLED where a span is IGNORE.

        A word belongs to the first span that it overlaps.
        """
        out = np.zeros(len(self.starts), np.int8)
        taken = np.zeros(len(self.starts), bool)
        for start, end, kind in sorted(document.spans):
            inside = np.arange(
                np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
            )
            inside = inside[~taken[inside]]
            taken[inside] = True
            if kind == IGNORE:
                out[inside] = UNLABELLED
            elif len(inside):
                begin = LABELS.index(f"B-{kind}")
                out[inside] = begin + 1
                out[inside[0]] = begin
        return out


class Vocabulary:
    """A WordPiece vocabulary and the tokeniser over it, equal to uncased BERT's."""

    def __init__(self, words: list[str]):
        self.words = words
        self.index = {w: i for i, w in enumerate(words)}
        self.pad, self.unknown, self.begin, self.end, self.mask = (
            self.index[w] for w in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        )
        self._tokenizer = Tokenizer(models.WordPiece(self.index, unk_token="[UNK]", max_input_chars_per_word=100))
        self._tokenizer.normalizer = normalizers.BertNormalizer(
            clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
        )
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """Reads `vocab.txt`, one piece a line."""
        return cls(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))

    def write(self, path: Path) -> None:
        path.write_text("\n".join(self.words) + "\n", encoding="utf-8")

    def encode(self, text: str) -> Pieces:
        """Cuts a text into pieces. Offsets are code points of this very text."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        words = np.array(encoding.word_ids, np.int64)
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
        first = np.ones(len(words), bool)
        first[1:] = words[1:] != words[:-1]
        begins = np.flatnonzero(first)
        lasts = np.append(begins[1:], len(words))[: len(begins)] - 1
        starts, ends = offsets[begins, 0], offsets[lasts, 1]
        case = np.zeros(len(begins), np.int64)
        before = 0
        for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist())):
            case[i] = case_class(text[start:end])
            if i == 0 or text.find("\n", before, start) >= 0:
                case[i] += NEW_LINE
            before = end
        case = np.repeat(case, lasts - begins + 1) + CONTINUATION * ~first
        return Pieces(
            np.array(encoding.ids, np.uint16), case.astype(np.uint8), first,
            starts.astype(np.int32), ends.astype(np.int32),
        )  # fmt: skip

"""Test vectors of the tokeniser: made-up lines, and what the `tokenizers`
library makes of them.

    python wordpiece.py ../../pipeline/encoder/testdata/wordpiece          # committed: a small vocabulary, 400 lines
    python wordpiece.py FOLDER --lines 100000 --vocab vocab.txt            # by hand, with a published vocabulary

Writes vocab-cased.txt and vocab-uncased.txt, and lines.jsonl: per line the
text, and for either vocabulary the ids of all pieces and the words as byte
spans.
"""

import argparse
import json
import pathlib

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from lines import lines

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def bert(model, lowercase):
    t = Tokenizer(model)
    t.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return t


def trained(lowercase):
    t = bert(models.WordPiece(unk_token="[UNK]"), lowercase)
    t.train_from_iterator(lines(4000, seed=2), trainers.WordPieceTrainer(
        vocab_size=1500, limit_alphabet=500, special_tokens=SPECIAL, show_progress=False))
    vocab = t.get_vocab()
    return sorted(vocab, key=vocab.get)


def words(tokenizer, text):
    """Byte spans of the words of a text, in order."""
    at, where = 0, [0]
    for c in text:
        at += len(c.encode("utf-8"))
        where.append(at)
    e = tokenizer.encode(text, add_special_tokens=False)
    spans = {}
    for word, (a, b) in zip(e.word_ids, e.offsets):
        first, last = spans.get(word, (a, b))
        spans[word] = (min(first, a), max(last, b))
    return e.ids, [(where[a], where[b]) for a, b in spans.values()]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("--lines", type=int, default=400)
    p.add_argument("--vocab", type=pathlib.Path)
    a = p.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    tokenizers = {}
    for name, lowercase in ("cased", False), ("uncased", True):
        vocab = a.vocab.read_text().splitlines() if a.vocab else trained(lowercase)
        (a.folder / f"vocab-{name}.txt").write_text("".join(v + "\n" for v in vocab))
        tokenizers[name] = bert(models.WordPiece({v: i for i, v in enumerate(vocab)}, unk_token="[UNK]"), lowercase)
    with open(a.folder / "lines.jsonl", "w") as out:
        for text in lines(a.lines):
            record = {"text": text}
            for name, t in tokenizers.items():
                ids, spans = words(t, text)
                record[name] = {"ids": ids, "words": spans}
            out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


main()

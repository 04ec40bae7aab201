"""Viterbi against trying everything, and counting right answers."""

import itertools

import numpy as np

from reader.decode import best_tags, spans
from reader.documents import Document
from reader.pieces import LABELS
from reader.score import counts, measure, rewritten, temperature


def legal(tags):
    before = "O"
    for tag in tags:
        name = LABELS[tag]
        if name[0] == "I" and before[1:] != name[1:]:
            return False
        before = name
    return True


def test_viterbi_finds_the_best_legal_sequence():
    random = np.random.default_rng(4)
    for _ in range(30):
        logits = random.normal(size=(4, len(LABELS))).astype(np.float32)
        all_legal = [t for t in itertools.product(range(len(LABELS)), repeat=4) if legal(t)]
        best = max(all_legal, key=lambda t: logits[range(4), t].astype(np.float64).sum())
        assert best_tags(logits).tolist() == list(best)


def test_no_words_no_tags():
    assert best_tags(np.zeros((0, len(LABELS)), np.float32)).tolist() == []


def test_tags_become_spans(vocabulary):
    text = "Orlan Veer met Gul"
    b, i, place = (LABELS.index(k) for k in ("B-PERSON", "I-PERSON", "B-PLACE"))
    assert spans(np.array([b, i, 0, place]), vocabulary.encode(text)) == [(0, 10, "PERSON"), (15, 18, "PLACE")]


def test_counting():
    gold = [(0, 5, "PERSON"), (6, 9, "PLACE"), (20, 25, "IGNORE")]
    found = [(0, 5, "PERSON"), (6, 9, "ORGANISATION"), (21, 23, "PLACE"), (30, 33, "PLACE")]
    assert counts(gold, found).tolist() == [[1, 1, 1], [0, 1, 0], [0, 1, 1]]
    m = measure([Document("d", "x" * 40, gold)], [found])
    assert (m["precision"], m["recall"], m["f1"]) == (33.33, 50.0, 40.0)


def test_temperature_cools_what_is_too_sure():
    random = np.random.default_rng(0)
    logits = random.normal(size=(5000, 7)).astype(np.float32)
    # The largest of scores with Gumbel noise is distributed as their softmax.
    labels = (logits + random.gumbel(size=logits.shape)).argmax(-1).astype(np.int8)
    assert abs(temperature(logits * 2, labels) - 2) < 0.15


def test_rewriting_keeps_offsets():
    document = Document("d", "die große Gul", [(10, 13, "PLACE")])
    assert rewritten(document, "upper").text == "DIE GROßE GUL"
    assert rewritten(document, "title").text == "Die Große Gul"

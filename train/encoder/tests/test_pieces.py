"""Words, their writing, their tags, and the offsets that tie them to the text."""

import numpy as np
import pytest

from reader.documents import Document
from reader.pieces import LABELS, UNLABELLED, case_class


@pytest.mark.parametrize(
    "word, expected",
    [
        (",", 1), ("$", 1), ("—", 1), ("12", 2), ("٣", 2), ("b2", 3), ("€5", 4), ("€", 4), ("²", 4),
        ("mayor", 5), ("中", 5), ("OVB", 6), ("V", 7), ("É", 7), ("Portalba", 8), ("ǅep", 8), ("McVee", 9), ("iVee", 9),
        ("Po\u200brt", 8), ("E\u0301", 7),
    ],
)  # fmt: skip
def test_case_class(word, expected):
    assert case_class(word) == expected


def words(vocabulary, text):
    pieces = vocabulary.encode(text)
    return [text[s:e] for s, e in zip(pieces.starts, pieces.ends)]


def test_words_are_of_the_text_as_it_stands(vocabulary):
    text = "The mayor-elect of Pórtalba\u00a0(Gulbrandsen) met ﬁ中x\u200dy."
    assert words(vocabulary, text) == [
        "The", "mayor", "-", "elect", "of", "Pórtalba", "(", "Gulbrandsen", ")", "met", "ﬁ", "中", "x\u200dy", ".",
    ]  # fmt: skip


def test_offsets_hold_behind_wide_and_combining_characters(vocabulary):
    text = "\U0001f600 e\u0301 Gul"
    assert words(vocabulary, text)[-1] == "Gul"


def test_pieces_of_a_word_share_its_class(vocabulary):
    pieces = vocabulary.encode("the Gulbrandsen\nGul")
    assert pieces.first.tolist() == [True, True, False, False, False, True]
    # 5 lower at the beginning of a line; 8 title, then its continuations; a new line.
    assert pieces.case.tolist() == [25, 8, 18, 18, 18, 28]


def test_continuations_keep_the_new_line(vocabulary):
    assert vocabulary.encode("\n Gulbrandsen").case.tolist() == [28, 38, 38, 38]


def test_tags_stand_on_first_pieces(vocabulary):
    text = "Orlan Veer met Gul-Portalba and OVB"
    at = text.index("OVB")
    document = Document("d", text, [(0, 10, "PERSON"), (15, 18, "PLACE"), (19, 27, "PLACE"), (at, at + 3, "IGNORE")])
    labels = vocabulary.encode(text).labels(document)
    assert [LABELS[k] if k >= 0 else None for k in labels] == [
        "B-PERSON", "I-PERSON", "O", "B-PLACE", "O", "B-PLACE", "O", None,
    ]  # fmt: skip
    assert labels[-1] == UNLABELLED


def test_a_span_inside_a_word_marks_the_word(vocabulary):
    labels = vocabulary.encode("ab Portalba").labels(Document("d", "ab Portalba", [(5, 8, "PLACE")]))
    assert labels.tolist() == [0, LABELS.index("B-PLACE")]


def test_touching_spans_are_two(vocabulary):
    labels = vocabulary.encode("Gul Veer").labels(Document("d", "Gul Veer", [(0, 3, "PLACE"), (4, 8, "PLACE")]))
    assert [LABELS[k] for k in labels] == ["B-PLACE", "B-PLACE"]


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b"])
def test_a_text_without_words(vocabulary, text):
    pieces = vocabulary.encode(text)
    assert len(pieces.ids) == len(pieces.starts) == 0
    assert pieces.labels(Document("d", text)).dtype == np.int8

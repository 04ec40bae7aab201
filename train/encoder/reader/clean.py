"""Bringing foreign annotation nearer to our guideline, one function a habit.

Each takes a document and gives a document. Where the right answer is known the span is
changed; where it is not, the span becomes IGNORE, so nothing is learnt from it.
"""

from __future__ import annotations

from .documents import IGNORE, PERSON, PLACE, Document

# Ends of English adjectives of nationality, and those that end otherwise.
_ADJECTIVE_ENDS = ("ian", "ean", "ese", "ish", "ani", "aqi", "aeli", "emeni", "eshi", "wegian", "ican")
_ADJECTIVES = frozenset(
    "french dutch swiss greek czech german afghan turk thai uzbek kazakh tajik turkmen kyrgyz omani kuwaiti "
    "saudi emirati qatari somali bengali nepali burmese icelandic american european welsh".split()
)
_PLACES_WITH_SUCH_ENDS = frozenset("afghan ocean caribbean mediterranean".split())

_TITLES = frozenset(
    "mr mr. mrs mrs. ms ms. dr dr. sir lord lady president vice prime minister chancellor premier king queen prince "
    "princess general gen. colonel col. major captain capt. lieutenant lt. sergeant sgt. admiral senator sen. "
    "representative rep. congressman congresswoman governor gov. secretary ambassador pope cardinal bishop archbishop "
    "ayatollah imam sheikh judge justice professor prof. deputy former foreign defense".split()
)


def nationalities(document: Document) -> Document:
    """Drops a PLACE of one word that is an adjective of nationality."""
    return _each(document, lambda kind, name: None if kind == PLACE and _is_nationality(name) else kind)


def _is_nationality(name: str) -> bool:
    word = name.lower()
    if " " in name or word in _PLACES_WITH_SUCH_ENDS:
        return False
    return word in _ADJECTIVES or word.endswith(_ADJECTIVE_ENDS)


def user_names(document: Document) -> Document:
    """Makes a span IGNORE that is a user name of a network (`@somebody`)."""
    return _each(document, lambda kind, name: IGNORE if name.startswith("@") else kind)


def titles(document: Document) -> Document:
    """Takes leading titles out of a PERSON; one that is nothing but titles is dropped."""
    spans = []
    for start, end, kind in document.spans:
        while kind == PERSON and start < end:
            word = document.text[start:end].split(" ", 1)[0]
            if word.lower() not in _TITLES:
                break
            start = min(start + len(word) + 1, end)
        if start < end:
            spans.append((start, end, kind))
    return Document(document.id, document.text, spans)


def _each(document: Document, decide) -> Document:
    kept = [(s, e, decide(k, document.text[s:e])) for s, e, k in document.spans]
    return Document(document.id, document.text, [span for span in kept if span[2]])

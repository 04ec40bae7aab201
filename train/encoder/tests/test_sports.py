import random

import pytest

from reader.documents import ORGANISATION, PERSON, PLACE
from reader.sports import PAGES, Names, Page, _document, pages

NAMES = Names(
    given=["Tilde", "Orlan"], family=["Okoro", "Veer"], towns=[f"Portalba {c}" for c in "abcdefghijklmnop"],
    regions=["Gulshire"], countries=[f"Veesland {c}" for c in "abcdefghij"], nations=["Gulish"],
)  # fmt: skip


@pytest.mark.parametrize("kind", [k for k, _ in PAGES], ids=lambda k: k.__name__)
def test_every_kind_of_page_has_names_and_no_marks(kind):
    types = set()
    for seed in range(40):
        document = _document("x", kind(Page(NAMES, random.Random(seed))))
        assert not set("\x01\x02\x03") & set(document.text)
        last = 0
        for start, end, label in document.spans:
            assert last <= start < end and document.text[start:end] == document.text[start:end].strip()
            last, types = end, types | {label}
    assert types and types <= {PERSON, ORGANISATION, PLACE}


def test_a_town_is_a_club_where_it_plays():
    found = {k: set() for k in (ORGANISATION, PLACE)}
    for document in pages(NAMES, 300):
        for start, end, label in document.spans:
            found.setdefault(label, set()).add(document.text[start:end])
    assert {"Boston", "Portalba a"} <= found[ORGANISATION]
    assert "Portalba a" in found[PLACE]
    assert not found[ORGANISATION] & set(NAMES.countries)


def test_the_same_seed_gives_the_same_pages():
    assert [d.text for d in pages(NAMES, 20)] == [d.text for d in pages(NAMES, 20)]
    assert pages(NAMES, 20)[0].text != pages(NAMES, 20, seed=2)[0].text

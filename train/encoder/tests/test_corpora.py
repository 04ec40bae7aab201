"""Reading corpora: forms, mapping, what is kept out of training."""

import json

import pytest

from reader import clean
from reader.corpora import BY_NAME, CORPORA, chosen, is_held_out, load
from reader.documents import Document, read
from reader.keep_out import KeepOut
from reader.raw import articles, repaired, shares
from reader.swap import Names, swapped

TAGS = "-DOCSTART-\tO\n\nMs\tO\nTilde\tB-PER\nOkoro\tI-PER\nleft\tO\n\nGul\tI-LOC\nVeesen\tB-LOC\nOVB\tI-ORG\n\n-DOCSTART-\tO\n\nRain\tO\n"


def test_tag_files_become_texts(tmp_path):
    (tmp_path / "x.conll").write_text(TAGS)
    first, second = read(tmp_path / "x.conll")
    assert first.text == "Ms Tilde Okoro left\nGul Veesen OVB"
    assert [(first.text[s:e], label) for s, e, label in first.spans] == [
        ("Tilde Okoro", "PER"), ("Gul", "LOC"), ("Veesen", "LOC"), ("OVB", "ORG"),
    ]  # fmt: skip
    assert second.text == "Rain" and not second.spans


def test_a_bag_of_sentences_is_as_many_documents(tmp_path):
    (tmp_path / "x.conll").write_text("Gul\tB-LOC\n\n" * 101)
    assert [d.text for d in read(tmp_path / "x.conll")] == ["Gul"] * 101


def test_a_span_outside_the_text_is_an_error(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"id":"a","text":"Gul","mentions":[{"start":0,"end":4,"type":"PLACE"}]}\n')
    with pytest.raises(ValueError, match="x.jsonl:1"):
        read(tmp_path / "x.jsonl")


def test_held_out_documents_are_not_learnt_from(world):
    parts = load(BY_NAME["men"], world / "corpora")
    assert {d.id for d in parts.dev} == {f"doc-{i}" for i in range(60) if is_held_out(f"doc-{i}")}
    assert len(parts.train) + len(parts.dev) == 60 and 5 <= len(parts.dev) <= 20


def test_an_unmapped_label_is_an_error(tmp_path):
    for file in BY_NAME["worldwide"].train + BY_NAME["worldwide"].dev:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text('{"id":"a","text":"Gul","mentions":[{"start":0,"end":3,"type":"VESSEL"}]}\n')
    with pytest.raises(ValueError, match="VESSEL"):
        load(BY_NAME["worldwide"], tmp_path)


def test_what_may_not_ship_is_never_a_default():
    assert all(c.ships for c in CORPORA if c.default)
    assert {"conll2003", "wikineural", "gmb"} <= {c.name for c in CORPORA if not c.ships}
    assert "conll2003" not in {c.name for c in chosen([], [])}
    with pytest.raises(ValueError, match="nosuch"):
        chosen(["nosuch"], [])


def test_cleaning():
    text = "Iranian President Tilde Okoro left Gul"
    marked = Document("d", text, [(0, 7, "PLACE"), (8, 29, "PERSON"), (35, 38, "PLACE")])
    assert [text[s:e] for s, e, _ in clean.nationalities(marked).spans] == ["President Tilde Okoro", "Gul"]
    assert [text[s:e] for s, e, _ in clean.titles(marked).spans] == ["Iranian", "Tilde Okoro", "Gul"]
    user = clean.user_names(Document("d", "@okoro", [(0, 6, "PERSON")]))
    assert user.spans == [(0, 6, "IGNORE")]


def test_twice_encoded_text_is_repaired():
    assert repaired("worth Â£20m in cafÃ©s") == "worth £20m in cafés"
    assert repaired("Âme, worth £6") == "Âme, worth £6"


def test_swapping_keeps_people_together_and_offsets_right(tmp_path):
    for name, rows in (("first-names", "Ila"), ("surnames", "Brekke"), ("towns", "Osk"), ("cities", "Osk")):
        (tmp_path / f"{name}.tsv").write_text(f"# a comment\nname\tcase\n{rows}\n")
    text = "Tilde van Okoro of OVB saw Gul. OKORO left."
    marked = [("Tilde van Okoro", "PERSON"), ("OVB", "ORGANISATION"), ("Gul", "PLACE"), ("OKORO", "PERSON")]
    document = Document("d", text, [(text.index(n), text.index(n) + len(n), k) for n, k in marked])
    names = Names.read(tmp_path, [document, Document("e", "WRF", [(0, 3, "ORGANISATION")])])
    assert names.bodies == {0: ["OVB", "WRF"]}
    seen = set()
    for seed in range(40):
        copy = swapped(document, names, str(seed))
        seen.add(copy.text)
        person, body, town, again = (copy.text[s:e] for s, e, _ in copy.spans)
        assert (person.split()[1], again) == ("van", person.split()[2].upper())
        assert [k for _, _, k in copy.spans] == [k for _, k in marked]
        assert copy.text == f"{person} of {body} saw {town}. {again} left."
        assert swapped(document, names, str(seed)).text == copy.text
    assert "Ila van Brekke of WRF saw Osk. BREKKE left." in seen


def test_gold_is_known_by_its_longest_paragraph_however_spaced(world):
    keep_out = KeepOut(world / "gold")
    again = "Nobody may\nlearn from the  minutes of the council of Veesen . And more"
    assert keep_out.lets(Document("d", "Another headline"))
    assert not keep_out.lets(Document("d", again))
    assert keep_out.met == 1
    with pytest.raises(SystemExit, match="--keep-out"):
        KeepOut(world / "raw-not-there")


def test_each_file_of_raw_news_has_its_share(tmp_path):
    for name in ("abc_1999", "abd_2001"):
        lines = [json.dumps({"id": i, "text": f"{name} {i} " * 60}) for i in range(40)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))

    def taken(*settings):
        ids = [d.id for d in articles(tmp_path, shares(list(settings)))]
        return sum(i.startswith("abc") for i in ids), sum(i.startswith("abd") for i in ids)

    assert taken("1") == (40, 40)
    assert taken("0", "abd=1") == (0, 40)
    assert taken("abc=1") == (40, 0)
    half = taken("0.5", "abd=0")
    assert 0 < half[0] < 40 and half[1] == 0

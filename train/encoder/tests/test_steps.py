"""The steps, one after the other, in a small world."""

import json

import pytest
import torch

from reader import folder as folders
from reader.shards import Shard

FAST = "--batch 256 --rate 0.003 --head-rate 0.01 --float32"


def losses(world, run, step="teach"):
    return json.loads((world / "work" / "runs" / run / f"{step}.json").read_text())["figures"]["losses"]


@pytest.mark.parametrize("precision", ["--float32", ""])
def test_an_interrupted_run_goes_on_as_if_it_had_not_been(step, world, precision):
    step("prepare")
    more = f"--epochs 3 --batch 256 {precision} --r-drop 0.5 --upper 0.2 --mask 0.05 --average 0.5"
    step(f"teach whole {more}")
    step(f"teach parts {more} --stop-after 7")
    assert not (world / "work" / "runs" / "parts" / "teach.json").exists()
    step(f"teach parts {more} --stop-after 30")
    step(f"teach parts {more}")
    assert json.loads((world / "work" / "runs" / "whole" / "teach.json").read_text())["figures"]["steps"] > 30
    assert losses(world, "parts") == losses(world, "whole")
    one, other = (world / "work" / "runs" / name / "model.safetensors" for name in ("parts", "whole"))
    assert one.read_bytes() == other.read_bytes()


def test_a_checkpoint_of_other_settings_is_refused(step, world):
    step("prepare")
    step(f"teach x {FAST} --stop-after 3")
    with pytest.raises(SystemExit, match="other settings"):
        step(f"teach x {FAST} --seed 2")


def test_from_corpora_to_a_card(step, world, capsys):
    step("prepare")
    step(f"teach big {FAST} --epochs 8")
    step("score big")
    step("label news --teacher big --words 500 --share 1 --sure 0.6")
    step(f"distil small --labels news --start minilm6 --layers 1 {FAST} --epochs 8")
    step("quantise small")
    step("score small-int8")
    step("score small-int8 --written upper")
    step(f"export small-int8 --to {world}/out --title Small")
    work = world / "work"
    dev = json.loads((work / "runs" / "big" / "score.json").read_text())["figures"]["dev"]
    assert dev["worldwide"]["f1"] > 80, "it should learn four names by heart"
    label = json.loads((work / "labels" / "news" / "label.json").read_text())["figures"]
    shards = [Shard.read(p) for p in (work / "labels" / "news").glob("*.npz")]
    assert label["words"] == sum(s.words() for s in shards) >= 500
    assert label["kept_out"] == 1
    assert label["learnt"] == sum(s.sure.sum() for s in shards)
    card = (world / "out" / "CARD.md").read_text()
    for expected in ("# Small", "minilm6: Apache-2.0", "| men | MIT |", "by big", "reader distil small", "reader prepare --data open\n", "reader label news --teacher big", "| worldwide | 60 |"):
        assert expected in card
    assert "| dev set | as it is | upper |" in card
    assert "temperature" in json.loads((world / "out" / "config.json").read_text())
    small = json.loads((work / "runs" / "small-int8" / "score.json").read_text())["figures"]["dev"]
    assert small["worldwide"]["f1"] > 60

    capsys.readouterr()
    step("prepare")
    step("label news --teacher big --words 500 --share 1 --sure 0.6")
    assert capsys.readouterr().out.count("done before") == 2


def test_a_run_cannot_pass_for_weights(step):
    step("prepare")
    with pytest.raises(SystemExit, match="name of weights"):
        step(f"teach minilm6 {FAST}")


def test_labelling_goes_on_where_it_was(step, world):
    step("prepare")
    step(f"teach big {FAST} --epochs 1")
    step("label news --teacher big --words 500 --share 1")
    path = next((world / "work" / "labels" / "news").glob("*.npz"))
    before = path.stat().st_mtime_ns
    (world / "work" / "labels" / "news" / "label.json").unlink()
    step("label news --teacher big --words 500 --share 1")
    assert path.stat().st_mtime_ns == before
    step("label news --teacher big --words 500 --share 1 --sure 0.9")
    assert path.stat().st_mtime_ns != before


def test_teachers_may_take_turns(step, world):
    step("prepare")
    step(f"teach one {FAST} --epochs 1")
    step(f"teach two {FAST} --epochs 1 --seed 2")
    step("label together --teacher one --teacher two --words 500 --share 1")
    step("label first --teacher one --words 500 --share 1")
    step("label second --teacher two --with first --words 500 --share 1")
    labels = world / "work" / "labels"
    together, second = (Shard.read(next((labels / name).glob("*.npz"))) for name in ("together", "second"))
    assert (abs(together.soft.astype(int) - second.soft) <= 1).all()
    assert (together.sure == second.sure).mean() > 0.99
    assert set(json.loads((labels / "second" / "label.json").read_text())["inputs"]["teachers"]) == {"one", "two"}
    step("label third --teacher two --words 500 --share 0.5")
    with pytest.raises(SystemExit, match="other articles"):
        step("label fourth --teacher one --with third --words 500 --share 1")
    for shard in (labels / "first").glob("*.npz"):
        shard.unlink()
    with pytest.raises(SystemExit, match="label more with first"):
        step("label fifth --teacher two --with first --words 500 --share 1")


def test_what_may_not_ship_is_not_exported(step, world, monkeypatch):
    import dataclasses

    from reader import corpora

    closed = tuple(dataclasses.replace(c, ships=c.name != "men") for c in corpora.CORPORA)
    monkeypatch.setattr("reader.corpora.CORPORA", closed)
    monkeypatch.setattr("reader.prepare.CORPORA", closed)
    step("prepare")
    step(f"teach big {FAST} --epochs 1")
    step("label news --teacher big --words 500 --share 1")
    step("prepare --data open --without men")
    step(f"distil small --labels news {FAST} --epochs 1")
    with pytest.raises(SystemExit, match="men"):
        step(f"export small --to {world}/out")
    step(f"export small --to {world}/out --for-experiments")
    assert "For experiments only" in (world / "out" / "CARD.md").read_text()


def test_seeds(step, world):
    step("prepare")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        step(f"teach {name} {FAST} --epochs 1 --seed {seed}")
    assert losses(world, "a") == losses(world, "b") != losses(world, "c")
    assert torch.get_default_dtype() == torch.float32


def test_the_mean_of_runs_tells_where_it_comes_from(step, world):
    step("prepare")
    for name, seed in (("a", 1), ("b", 2)):
        step(f"teach {name} {FAST} --epochs 1 --seed {seed}")
    step("average mean --run a --run b")
    runs = world / "work" / "runs"
    a, b, mean = (folders.load(runs / name)[0] for name in ("a", "b", "mean"))
    assert torch.allclose(mean.words, (a.words + b.words) / 2)
    assert torch.allclose(mean.cases, (a.cases + b.cases) / 2) and not torch.equal(a.cases, b.cases)
    step("quantise mean")
    step(f"export mean-int8 --to {world}/out")
    card = (world / "out" / "CARD.md").read_text()
    assert "average mean --run a --run b" in card and "teach a" in card and "teach b" in card

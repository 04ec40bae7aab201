"""The network, its folders, and its int8 form."""

import json

import pytest
import torch

from reader import folder as folders
from reader.decode import names, scores
from reader.model import Architecture, Encoder, distance_bias
from reader.quantise import int8_tensors, is_needed, pruned, rows_as_int8

TEXT = "Tilde Okoro met the mayor of Portalba.\nOVB said so."


def small(vocabulary, **more) -> Encoder:
    torch.manual_seed(3)
    sizes = dict(vocabulary=len(vocabulary.words), hidden=32, layers=2, heads=4, inner=64, positions=128) | more
    model = Encoder(Architecture(**sizes)).eval()
    torch.nn.init.normal_(model.cases, std=0.02)
    torch.nn.init.normal_(model.head.weight, std=1.0)
    return model


def logits(model, vocabulary):
    return scores(model, vocabulary, [vocabulary.encode(TEXT)])[0]


@pytest.mark.parametrize("distances", [0, 32])
def test_a_folder_gives_back_the_same_network(tmp_path, vocabulary, distances):
    model = small(vocabulary, distances=distances)
    folders.save(tmp_path, model, vocabulary)
    again, words = folders.load(tmp_path)
    assert words.words == vocabulary.words
    assert (logits(again.eval(), words) == logits(model, vocabulary)).all()


def test_a_missing_tensor_and_a_wrong_shape_are_named(tmp_path, vocabulary):
    model = small(vocabulary)
    folders.save(tmp_path, model, vocabulary)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 3}))
    with pytest.raises(ValueError, match="encoder.layer.2"):
        folders.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(config | {"intermediate_size": 65}))
    with pytest.raises(ValueError, match="intermediate.dense"):
        folders.load(tmp_path)


def test_some_layers_can_be_kept(tmp_path, vocabulary):
    model = small(vocabulary)
    folders.save(tmp_path, model, vocabulary)
    half, _ = folders.load(tmp_path, layers=[1])
    assert len(half.layers) == 1
    assert torch.equal(half.layers[0].up.weight, model.layers[1].up.weight)


def test_padding_and_company_change_nothing(vocabulary):
    model = small(vocabulary)
    ids = torch.randint(5, 60, (2, 12))
    lengths = torch.tensor([12, 7])
    case = torch.zeros_like(ids)
    both = model(ids, case, lengths).view(2, 12, -1)
    alone = model(ids[1:, :7], case[1:, :7], lengths[1:])
    assert torch.allclose(both[1, :7], alone, atol=1e-5)


def test_distance_buckets_are_those_of_t5():
    table = torch.arange(32.0)[:, None].repeat(1, 2)
    bias = distance_bias(table, 200)[0]
    # Behind: 0…15; ahead: 16…31; exact up to 7, then by powers up to 128.
    assert [bias[20, k].item() for k in (20, 19, 13, 12, 21, 27, 28)] == [0, 1, 7, 8, 17, 23, 24]
    assert bias[199, 0].item() == 15 and bias[0, 199].item() == 31


def test_rows_become_int8_within_half_a_step():
    weight = torch.randn(5, 64)
    weight[2] = 0
    q, scale = rows_as_int8(weight)
    assert q.abs().max() == 127 and scale[2] == 0
    assert ((q.float() * scale[:, None] - weight).abs() <= scale[:, None] / 2 + 1e-7).all()


def test_the_int8_folder_is_close_and_smaller(tmp_path, vocabulary):
    model = small(vocabulary)
    before = logits(model, vocabulary)
    tensors, error = int8_tensors(model)
    assert 0 < error < 0.02
    folders.save(tmp_path, model, vocabulary, tensors=tensors)
    again, _ = folders.load(tmp_path)
    assert all(layer.up.int8 for layer in again.layers)
    after = logits(again.eval(), vocabulary)
    assert 0 < abs(after - before).max() < 0.1 * abs(before).max()


def test_pruning_changes_no_english_answer(vocabulary):
    model = small(vocabulary)
    before = names(model, vocabulary, [TEXT])
    smaller = pruned(model, vocabulary)
    assert {"[unused0]", "##!", "α", "##α", "中"} == set(vocabulary.words) - set(smaller.words)
    assert names(model, smaller, [TEXT]) == before
    assert is_needed("[MASK]") and is_needed("ß") and is_needed("$")


def test_readings_that_agree_have_no_disagreement():
    from reader.training import disagreement

    one = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    assert disagreement(one, one + 3).abs() < 1e-6  # A constant changes no probability.
    two = torch.tensor([[0.0, 2.0, -1.0], [0.0, 1.0, 0.0]])
    p, q = one.softmax(-1), two.softmax(-1)
    both = ((p * (p / q).log()).sum(-1) + (q * (q / p).log()).sum(-1)) / 2
    assert torch.allclose(disagreement(one, two), both.mean())

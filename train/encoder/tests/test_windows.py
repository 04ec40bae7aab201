"""Windows cover what they must, once, and the same ones come again."""

import numpy as np
import pytest

from reader.shards import Shard
from reader.windows import Epochs, cut, reading


def shard(vocabulary, texts):
    pieces = [vocabulary.encode(t) for t in texts]
    return Shard.of(pieces, labels=[np.zeros(len(p.starts), np.int8) for p in pieces])


def test_training_windows_cover_every_piece_once(vocabulary):
    s = shard(vocabulary, ["Gulbrandsen met Orlan. " * 40, "Gul", "the mayor of Portalba said " * 9])
    windows = cut(s, 20, np.random.default_rng(1))
    assert windows[0][0] == 0 and windows[-1][1] == len(s.ids)
    assert all(a[1] == b[0] for a, b in zip(windows, windows[1:]))
    assert all(0 < e - b <= 20 for b, e in windows)
    assert all(s.first[b] for b, _ in windows)
    assert set(s.ends) <= {e for _, e in windows}


def test_a_word_longer_than_a_window_is_cut(vocabulary):
    s = shard(vocabulary, ["z" * 90])
    windows = cut(s, 20, np.random.default_rng(1))
    assert sum(e - b for b, e in windows) == len(s.ids) and max(e - b for b, e in windows) <= 20


def test_epochs_differ_and_come_again(vocabulary):
    s = shard(vocabulary, ["Gulbrandsen met Orlan. " * 40] * 5)
    plans = [Epochs([s], vocabulary, 32, 128, seed=3).plan(e) for e in (0, 1, 0)]
    assert plans[0] == plans[2] and plans[0] != plans[1]


def test_a_batch_frames_windows_and_picks_words(vocabulary):
    text = "Orlan met Gulbrandsen"
    pieces = vocabulary.encode(text)
    s = Shard.of([pieces, vocabulary.encode("Gul")], labels=[np.array([1, 0, -1], np.int8), np.array([5], np.int8)])
    batch = Epochs([s], vocabulary, 128, 2048, seed=1).batch([(0, 0, 7), (0, 7, 8)])
    v = vocabulary
    assert batch.ids[0].tolist() == [v.begin, *pieces.ids.tolist(), v.end]
    assert batch.ids[1].tolist() == [v.begin, v.index["gul"], v.end] + [v.pad] * 6
    assert batch.lengths.tolist() == [9, 3]
    # "Orlan" (two pieces), "met", and "Gul" of the second row; the masked word is not.
    assert batch.pick.tolist() == [1, 3, 9 + 1]
    assert batch.target.argmax(-1).tolist() == [1, 0, 5]


@pytest.mark.parametrize("pieces", [0, 1, 30, 31, 60, 61, 1000])
def test_reading_answers_for_every_piece_once(pieces):
    windows = list(reading(pieces, 30, 5))
    answered = [k for _, _, start, to in windows for k in range(start, to)]
    assert answered == list(range(pieces))
    for begin, end, start, to in windows:
        assert 0 < end - begin <= 30
        assert start - begin >= 5 or begin == 0
        assert end - to >= 5 or end == pieces

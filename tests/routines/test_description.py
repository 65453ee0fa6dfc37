from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines import description
from rpa_finder.routines.description import (
    Sample,
    cluster_segments,
    content_bits,
    describe,
    feature_bits,
    joint_bits,
    make_segments,
    set_background,
)
from rpa_finder.routines.shown import CONFLICT_BITS, show
from tests import naive
from tests.routines.streams import draw_evidence, draw_stream

LABELS = "abcde"


def _sample(texts, features=(), forced=False) -> tuple[Sample, np.ndarray]:
    """Give a sample of the texts, and the cut that makes each of them a segment."""
    label = np.array([LABELS.index(x) for text in texts for x in text], dtype=np.int64)
    cut = np.zeros(len(label), dtype=np.bool_)
    cut[np.cumsum([0, *map(len, texts[:-1])])] = True
    start, flat = (cut.copy() if forced else np.arange(len(label)) == 0), np.zeros(len(LABELS))
    return Sample(label, len(LABELS), tuple(features), start, flat, flat, np.zeros(len(label))), cut


segments_drawn = st.lists(st.text("abcd", min_size=1, max_size=9), min_size=1, max_size=8)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40))
def test_joint_bits_are_what_sending_symbol_by_symbol_takes(pairs):
    context, symbol = (np.array(column) for column in zip(*pairs, strict=True))
    expected = naive.sequential_bits(context.tolist(), symbol.tolist(), 5)
    assert joint_bits(context, symbol, 5) == pytest.approx(expected)
    # Contexts too many for a table are counted another way.
    assert joint_bits(context + 10_000_000, symbol, 5) == pytest.approx(expected)


@settings(deadline=None)
@given(segments_drawn)
def test_bag_bits_are_what_sending_count_by_count_takes(texts):
    sample, cut = _sample(texts)
    bag = make_segments(sample, cut).bag
    bags = [Counter(map(LABELS.index, text)) for text in texts]
    assert description._bag_bits(bag, len(LABELS)) == pytest.approx(naive.bag_bits(bags, len(LABELS)))


@settings(deadline=None)
@given(segments_drawn, st.data())
def test_order_bits_are_what_sending_label_by_label_takes(texts, data):
    sample, cut = _sample(texts)
    groups = data.draw(st.lists(st.integers(0, 1), min_size=len(texts), max_size=len(texts)))
    segments = make_segments(sample, cut)
    bits = description._order_bits(sample, segments, np.array(groups), np.arange(len(texts)))
    assert bits == pytest.approx(naive.order_bits(texts, groups))


@settings(deadline=None)
@given(segments_drawn, st.data())
def test_content_bits_are_references_or_contents_whichever_is_less(texts, data):
    sample, cut = _sample(texts)
    drawn = data.draw(st.lists(st.integers(-1, 1), min_size=len(texts), max_size=len(texts)))
    # Equal texts are in one cluster.
    groups = [drawn[texts.index(text)] for text in texts]
    segments = make_segments(sample, cut)
    kinds = len(set(groups))
    loose = "".join(t for t, g in zip(texts, groups, strict=True) if g < 0)
    own = [(t, g) for t, g in zip(texts, groups, strict=True) if g >= 0]
    shared = naive.sequential_bits([0] * len(groups), groups, kinds)
    shared += naive.sequential_bits([0] * len(loose), loose, len(LABELS))

    def contents(chosen):
        bits = 0.0
        for group in {g for _, g in chosen}:
            bags = [Counter(map(LABELS.index, t)) for t, g in chosen if g == group]
            bits += naive.bag_bits(bags, len(LABELS))
        return bits + (naive.order_bits([t for t, _ in chosen], [g for _, g in chosen]) if chosen else 0.0)

    plain = shared + contents(own)
    cluster = np.array(groups)
    assert content_bits(sample, segments, cluster, by_reference=False) == pytest.approx(plain)
    fresh = list(dict.fromkeys(own))
    by_reference = shared + contents(fresh) + naive.reference_bits(own, max(1.0, len(fresh) / 4))
    expected = plain if len(fresh) == len(own) else min(plain, by_reference)
    assert content_bits(sample, segments, cluster) == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.text("abcd", min_size=1, max_size=5), min_size=1, max_size=12))
def test_segments_hold_what_lies_between_cuts(texts):
    sample, cut = _sample(texts)
    segments = make_segments(sample, cut)
    assert segments.length.tolist() == [len(t) for t in texts]
    assert [Counter(dict(enumerate(row))) for row in segments.bag.tolist()] == [
        Counter({i: t.count(x) for i, x in enumerate(LABELS)}) for t in texts
    ]
    same = [[a == b for a in texts] for b in texts]
    assert (segments.sequence[:, None] == segments.sequence[None, :]).tolist() == same


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.booleans()), min_size=1, max_size=30))
def test_feature_bits_are_what_sending_bin_by_bin_takes(events):
    label, bins, cut = (np.array(column) for column in zip(*events, strict=True))
    label = np.array([LABELS.index(x) for x in label])
    flat = np.zeros(len(LABELS))
    sample = Sample(label, len(LABELS), ((bins, 3),), np.arange(len(label)) == 0, flat, flat, np.zeros(len(label)))
    gaps = [(x, b) for i, (x, b, is_cut) in enumerate(events) if i and not is_cut]
    at_cut = [b for i, (_, b, is_cut) in enumerate(events) if i and is_cut]
    inside = [b for _, b in gaps]
    expected = naive.sequential_bits([0] * len(at_cut), at_cut, 3)
    share = description.LABEL_WEIGHT
    expected += (1 - share) * naive.sequential_bits([0] * len(inside), inside, 3)
    expected += share * naive.sequential_bits([x for x, _ in gaps], inside, 3)
    found = feature_bits(sample, make_segments(sample, cut))
    assert found == pytest.approx(description.FEATURE_WEIGHT * expected)


def _bits(text, starts) -> float:
    stream = draw_stream(text)
    cut = np.isin(stream.label, [sorted(set(text.split()) - {"/", ","}).index(s) for s in starts])
    flat = np.zeros(stream.n_labels)
    return describe(Sample(stream.label, stream.n_labels, (), stream.start, flat, flat, np.zeros(len(cut))), cut)


def test_the_true_cut_of_alternating_routines_is_the_shortest_description():
    turns = np.random.default_rng(4).integers(0, 2, 60)
    text = " ".join(["a b c d e", "v w x y z"][i] for i in turns)
    truth = _bits(text, "av")
    assert truth < _bits(text, "ab")
    assert truth < _bits(text, "cx")
    assert truth < _bits(text, "abcdevwxyz")
    assert truth < _bits(text, "v")
    assert truth < _bits(text, "")


def test_a_routine_told_by_reference_is_cheaper_than_random_work_of_its_size():
    shuffled = np.random.default_rng(5).permuted(np.tile(np.arange(5), (40, 1)), axis=1)
    random_text = " ".join("abcde"[i] for i in shuffled.ravel())
    assert _bits("a b c d e " * 40, "a") < 0.5 * _bits(random_text, "a")


def test_segments_that_repeat_their_labels_pay_as_giants():
    sample, cut = _sample(["abcde"] * 20, forced=False)
    giants = cut & (np.arange(100) % 50 == 0)
    segments = make_segments(sample, giants)
    assert description._guards(sample, segments, np.zeros(2, dtype=np.int64)) > 3
    segments = make_segments(sample, cut)
    cluster = np.zeros(20, dtype=np.int64)
    assert description._guards(sample, segments, cluster) == 1.0


def test_cuts_within_background_cost_nothing():
    noise = "".join("cde"[i] for i in np.random.default_rng(2).integers(0, 3, 120))
    sample, cut = _sample(["ab"] * 10 + [noise])
    cut[1:20:2] = False
    again = cut.copy()
    again[80] = True
    segments = make_segments(sample, again)
    assert set_background(segments, cluster_segments(segments, 0.5)).tolist() == [0] * 10 + [-1, -1]
    assert describe(sample, again) == pytest.approx(describe(sample, cut))


def test_like_segments_are_clustered():
    sample, cut = _sample(["abc", "abc", "acb", "de", "ed"] * 4)
    cluster = cluster_segments(make_segments(sample, cut), 0.5)
    assert len(set(cluster.tolist())) == 2
    assert cluster.reshape(4, 5).tolist() == [cluster[:5].tolist()] * 4
    assert len(set(cluster_segments(make_segments(sample, cut), 0.5, limit=1).tolist())) == 1


def test_one_event_has_a_description():
    sample, cut = _sample(["a"])
    assert np.isfinite(describe(sample, cut))


@settings(deadline=None)
@given(segments_drawn, st.data())
def test_background_is_what_its_cluster_tells_dearer_than_label_by_label(texts, data):
    groups = data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    groups = [sorted(set(groups)).index(g) for g in groups]
    sample, cut = _sample(texts)
    found = set_background(make_segments(sample, cut), np.array(groups))
    margin = [naive.background_margin(i, texts, groups, LABELS) for i in range(len(texts))]
    for number, group, over in zip(found.tolist(), groups, margin, strict=True):
        if abs(over) > 1e-9:
            assert number == (-1 if over > 0 else group)


def test_a_group_of_one_does_not_explain_itself():
    sample, cut = _sample(["abcd"] * 20 + ["ee"])
    segments = make_segments(sample, cut)
    assert set_background(segments, np.array([0] * 20 + [1])).tolist() == [0] * 20 + [-1]


def test_steps_that_open_and_close_decide_where_a_cycle_begins():
    sample, cut = _sample(["abcde"] * 20)
    turned = np.roll(cut, 2) | sample.forced
    edge, closing = np.eye(len(LABELS))[0], np.eye(len(LABELS))[4]
    plain = describe(sample, turned) - describe(sample, cut)
    assert describe(replace(sample, edge=edge), turned) - describe(replace(sample, edge=edge), cut) > plain
    assert describe(replace(sample, closing=closing), turned) - describe(replace(sample, closing=closing), cut) > plain


def test_a_cut_that_parts_one_value_costs_its_link():
    sample, cut = _sample(["abcde"] * 20)
    link = np.zeros(100)
    link[50], link[52] = 3.0, 100.0
    assert describe(replace(sample, link=link), cut) == pytest.approx(describe(sample, cut) + 3.0)


def test_one_execution_about_two_records_pays_for_the_conflict():
    stream = draw_stream(" ".join(["a b c d"] * 20))
    cut = stream.label == 0
    flat = np.zeros(stream.n_labels)
    sample = Sample(stream.label, stream.n_labels, (), stream.start, flat, flat, np.zeros(len(cut)))
    within = show(stream, draw_evidence(stream, conflicts=[(0, 2, 4.0)]))
    across = show(stream, draw_evidence(stream, conflicts=[(2, 5, 4.0)]))
    plain = describe(sample, cut)
    assert describe(replace(sample, shown=within), cut) == pytest.approx(plain + 4.0 * CONFLICT_BITS)
    assert describe(replace(sample, shown=across), cut) == plain

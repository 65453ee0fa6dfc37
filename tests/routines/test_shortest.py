from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines import shortest
from rpa_finder.routines.description import Sample, describe, make_segments
from rpa_finder.routines.shortest import shorten
from rpa_finder.routines.shown import Shown
from tests import naive

LABELS = "abcdefgh"
SIMILARITY, LIMIT = 0.5, 4


def _sample(texts, sessions=(), features=(), link=None) -> tuple[Sample, np.ndarray]:
    """Give a sample of the texts, and the cut that makes each a segment; sessions: texts that start one."""
    label = np.array([LABELS.index(x) for text in texts for x in text], dtype=np.int64)
    starts = np.cumsum([0, *map(len, texts[:-1])])
    cut, forced = (np.zeros(len(label), dtype=np.bool_) for _ in range(2))
    cut[starts] = True
    forced[starts[[0, *sessions]]] = True
    flat = np.zeros(len(LABELS))
    link = np.zeros(len(label)) if link is None else np.asarray(link, dtype=np.float64)
    return Sample(label, len(LABELS), tuple(features), forced, flat, flat, link), cut


def _pieces(sample, cut) -> list[str]:
    text = "".join(LABELS[i] for i in sample.label)
    bounds = [*np.flatnonzero(cut).tolist(), len(text)]
    return [text[a:b] for a, b in pairwise(bounds)]


texts_drawn = st.lists(st.text("abcd", min_size=1, max_size=7), min_size=1, max_size=7)


@settings(deadline=None, max_examples=60)
@given(texts_drawn, texts_drawn, st.data())
def test_bits_of_segments_are_what_telling_them_label_by_label_takes(texts, others, data):
    groups = data.draw(st.lists(st.integers(-1, 1), min_size=len(texts), max_size=len(texts)))
    sample, cut = _sample(texts)
    sessions = sorted(data.draw(st.sets(st.integers(1, len(others)), max_size=3)) - {len(others)})
    target, _ = _sample(others, sessions)
    text, longest = "".join(others), data.draw(st.integers(1, 9))
    inside = np.array(data.draw(st.lists(st.floats(0, 4), min_size=len(text), max_size=len(text))))
    starts = np.array(sorted(data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1))), dtype=np.int64)
    kinds = sorted({g for g in groups if g >= 0})
    made = list(shortest._groups(sample, make_segments(sample, cut), np.array(groups)))
    assert [g.number for g in made] == kinds
    session = np.cumsum(target.forced)
    for group in made:
        own = [t for t, g in zip(texts, groups, strict=True) if g == group.number]
        code = naive.GroupCode(own, len(texts), len(kinds), LABELS)
        found = {
            (int(b) - size + 1, int(b)): float(bits)
            for last, size, cost in shortest._segment_bits(target, group, starts, longest, inside)
            for b, bits in zip(last, cost, strict=True)
        }
        expected = {
            (a, b): code.bits(text[a : b + 1]) + inside[a + 1 : b + 1].sum()
            for a in starts.tolist()
            for b in range(a, min(a + longest, len(text)))
            if session[a] == session[b]
        }
        assert found.keys() == expected.keys()
        assert [found[key] for key in expected] == pytest.approx(list(expected.values()), rel=1e-4, abs=1e-4)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_each_conflict_inside_a_segment_costs_its_bits(seed):
    rng = np.random.default_rng(seed)
    sample, cut = _sample(["abcd", "abdc", "abcd", "efgh", "abcd"], sessions=[3])
    left = rng.integers(0, 16, 5)
    right = left + rng.integers(1, 4, 5)
    none = np.full(len(sample.label), -1)
    shown = Shown(none, none, none >= 0, none, left, right, rng.random(5) * 9)
    starts, inside = np.flatnonzero(cut), np.zeros(len(cut))
    segments = make_segments(sample, cut)
    (group,) = shortest._groups(sample, segments, np.zeros(len(segments.first), dtype=np.int64))
    plain, paid = (
        {
            (int(b) - size + 1, int(b)): float(bits)
            for last, size, cost in shortest._segment_bits(told, group, starts, 9, inside)
            for b, bits in zip(last, cost, strict=True)
        }
        for told in (sample, replace(sample, shown=shown))
    )
    for (a, b), bits in plain.items():
        held = sum(cost for x, y, cost in zip(left, right, shown.bits, strict=True) if a <= x and y <= b)
        assert paid[a, b] == pytest.approx(bits + held, abs=1e-3)


def test_an_exact_repeat_pays_for_its_conflicts_too():
    sample, cut = _sample(["abcd"] * 5)
    none = np.full(len(cut), -1)
    shown = Shown(none, none, none >= 0, none, np.array([4, 5, 11]), np.array([6, 7, 12]), np.array([3.0, 5.0, 7.0]))
    segments = make_segments(sample, cut)
    found = []
    for told in (sample, replace(sample, shown=shown)):
        found.append(np.full((len(cut), 4), np.inf))
        cluster = np.zeros(len(segments.first), dtype=np.int64)
        shortest._by_reference(sample, segments, cluster, told, np.zeros(len(cut)), found[-1])
    whole = np.arange(3, len(cut), 4)
    assert (found[1][whole, 3] - found[0][whole, 3]).tolist() == pytest.approx([0.0, 8.0, 0.0, 0.0, 0.0])


def _all_tellings(n):
    """Give every way to tell n events as segments and stretches of background: lists of (first, end, is_segment)."""
    if n == 0:
        yield []
        return
    for size in range(1, n + 1):
        for rest in _all_tellings(n - size):
            for is_segment in (True, False):
                yield [*rest, (n - size, n, is_segment)]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_the_cheapest_cut_is_the_least_of_all_cuts(n, longest, seed):
    rng = np.random.default_rng(seed)
    best = np.where(rng.random((n, longest)) < 0.4, np.inf, rng.random((n, longest)) * 12)
    at_cut, loose, enter = rng.random(n) * 2, rng.random(n) * 5, rng.random(n) * 2
    forced = np.append(True, rng.random(n - 1) < 0.2)
    flat = np.zeros(1)
    sample = Sample(np.zeros(n, dtype=np.int64), 1, (), forced, flat, flat, np.zeros(n))

    def bits(telling):
        total = 0.0
        for a, b, is_segment in telling:
            total += at_cut[a]
            if not is_segment:
                total += enter[a] + loose[a:b].sum()
            else:
                total += best[b - 1, b - a - 1] if b - a <= longest else math.inf
        return total

    least = min(_all_tellings(n), key=bits)
    expected = forced.copy()
    expected[[a for a, _, _ in least]] = True
    assert np.array_equal(shortest._cheapest(sample, best, at_cut, loose, enter), expected)


@settings(deadline=None, max_examples=60)
@given(texts_drawn, st.data())
def test_gaps_cost_what_they_cost_at_cuts_and_within_of_the_sample(texts, data):
    n = sum(map(len, texts))
    drawn = st.lists(st.integers(0, 2), min_size=n, max_size=n)
    bins, now = np.array(data.draw(drawn)), np.array(data.draw(drawn))
    link = np.array(data.draw(drawn), dtype=np.float64)
    sessions = sorted(data.draw(st.sets(st.integers(1, len(texts)), max_size=3)) - {len(texts)})
    sample, cut = _sample(texts, features=((bins, 3),))
    target, _ = _sample(["".join(texts)[::-1]], features=((now, 3),), link=link)
    target.forced[[sum(map(len, texts[:i])) for i in sessions]] = True
    at_cut, inside = shortest._gap_bits(sample, make_segments(sample, cut), target)
    weight = shortest.LABEL_WEIGHT
    cuts = [bins[i] for i in range(1, n) if cut[i]]
    within = [(sample.label[i], bins[i]) for i in range(1, n) if not cut[i]]

    def share(kept, b):
        return (sum(x == b for x in kept) + 1 / 3) / (len(kept) + 1)

    for i in range(n):
        if target.forced[i]:
            assert (at_cut[i], inside[i]) == (link[i], 0.0)
            continue
        same = [b for x, b in within if x == target.label[i]]
        usual = -(1 - weight) * math.log2(share([b for _, b in within], now[i])) - weight * math.log2(
            share(same, now[i])
        )
        assert inside[i] == pytest.approx(shortest.FEATURE_WEIGHT * usual)
        assert at_cut[i] - link[i] == pytest.approx(-shortest.FEATURE_WEIGHT * math.log2(share(cuts, now[i])))


@settings(deadline=None, max_examples=60)
@given(texts_drawn, texts_drawn, st.data())
def test_a_segment_told_before_costs_a_reference(texts, others, data):
    groups = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=len(texts), max_size=len(texts))))
    if (groups < 0).all():
        groups[0] = 0
    sample, cut = _sample(texts)
    sessions = sorted(data.draw(st.sets(st.integers(1, len(others)), max_size=3)) - {len(others)})
    target, _ = _sample(others, sessions)
    text, longest = "".join(others), data.draw(st.integers(1, 7))
    inside = np.array(data.draw(st.lists(st.floats(0, 2), min_size=len(text), max_size=len(text))))
    limit = data.draw(st.sampled_from((2.0, 50.0)))
    best = np.full((len(text), longest), limit)
    shortest._by_reference(sample, make_segments(sample, cut), groups, target, inside, best)
    own = [(t, g) for t, g in zip(texts, groups.tolist(), strict=True) if g >= 0]
    known, sizes = Counter(t for t, _ in own), Counter(g for _, g in own)
    alpha = max(1.0, len(known) / 4)
    named = shortest.SEGMENT_BITS - sum(n / len(own) * math.log2(n / len(own)) for n in sizes.values())
    session = np.cumsum(target.forced)
    for a in range(len(text)):
        for b in range(a, min(a + longest, len(text))):
            expected = limit
            times = known[text[a : b + 1]]
            if times > 1 and session[a] == session[b]:
                bits = named - math.log2(times / (len(own) + alpha)) + inside[a + 1 : b + 1].sum()
                expected = min(expected, bits)
            assert best[b, b - a] == pytest.approx(expected)


def test_segments_may_start_where_segments_have_started_or_after_what_has_ended_them():
    sample, cut = _sample(["abc"] * 6 + ["dbe"])
    target, _ = _sample(["aabbcc", "hbed", "e"], sessions=(1,))
    segments = make_segments(sample, cut)
    own = np.arange(7) < 6
    starts = shortest._possible_starts(sample, segments, own, target)
    # Each a; after each c; the sessions' first events; d started only what is background.
    assert starts.tolist() == [0, 1, 5, 6]


def _noisy(n, seed, texts=("abcdef",), stray=0.15):
    """Give executions of routines in random order, now and then with a step left out or a stray one."""
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(n):
        text = texts[rng.integers(len(texts))]
        at = int(rng.integers(1, len(text) - 1))
        if rng.random() < stray:
            text = text[:at] + text[at + 1 :]
        elif rng.random() < stray:
            text = text[:at] + "g" + text[at:]
        drawn.append(text)
    return drawn


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_cut_of_a_noisy_routine_is_mended(seed):
    sample, truth = _sample(_noisy(60, seed))
    damaged = truth.copy()
    rng = np.random.default_rng(seed)
    for at in rng.choice(np.flatnonzero(truth)[1:-1], 15, replace=False):
        damaged[at], damaged[at + rng.integers(-2, 3)] = False, True
    again = shorten(sample, damaged, SIMILARITY, LIMIT)
    assert describe(sample, again) < describe(sample, damaged)
    assert (again != truth).sum() < 0.2 * (damaged != truth).sum()


def test_what_was_learnt_on_one_sample_cuts_another():
    routines = ("abcd", "efgh")
    sample, cut = _sample(_noisy(40, 1, routines, stray=0.0))
    target, truth = _sample(_noisy(60, 2, routines, stray=0.0))
    assert np.array_equal(shorten(sample, cut, SIMILARITY, LIMIT, target), truth)


def test_a_cut_without_groups_stays_and_tells_nothing_of_another():
    sample, cut = _sample(["abcdefgh"])
    target, _ = _sample(["ab", "cd", "ef"], sessions=(1,))
    assert np.array_equal(shorten(sample, cut, SIMILARITY, LIMIT), cut)
    assert np.array_equal(shorten(sample, cut, SIMILARITY, LIMIT, target), target.forced)


def test_what_no_group_explains_is_background():
    noise = "".join("efgh"[i] for i in np.random.default_rng(3).integers(0, 4, 30))
    sample, truth = _sample([*["abcd"] * 20, noise, *["abcd"] * 20])
    again = _pieces(sample, shorten(sample, truth, SIMILARITY, LIMIT))
    # Cuts within background say nothing; no execution may take any of it.
    assert again[:20] == again[-20:] == ["abcd"] * 20
    assert "".join(again[20:-20]) == noise


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=2, max_size=12), st.data())
def test_sessions_are_kept_apart_and_the_cut_given_is_left_alone(texts, data):
    sessions = sorted(data.draw(st.sets(st.integers(1, len(texts) - 1))))
    sample, cut = _sample(texts, sessions)
    before = cut.copy()
    again = shorten(sample, cut, SIMILARITY, data.draw(st.integers(1, 4)))
    assert again[sample.forced].all()
    assert np.array_equal(cut, before)


def test_an_execution_does_not_reach_over_the_end_of_a_session():
    # "abcdef" begins in one session and ends in the next: no segment may hold both halves.
    sample, truth = _sample(["abcdef"] * 10 + ["abc", "def"] + ["abcdef"] * 10, sessions=(11,))
    assert _pieces(sample, shorten(sample, truth, SIMILARITY, LIMIT))[10:12] == ["abc", "def"]


def test_a_value_shown_on_both_sides_of_a_cut_holds_it_together():
    texts = ["abcd", "efgh"] * 20
    sample, truth = _sample(texts)
    dear = np.where(sample.label == LABELS.index("e"), 60.0, 0.0)
    linked, _ = _sample(texts, link=dear)
    free = shorten(sample, truth, SIMILARITY, LIMIT)
    held = shorten(linked, truth, SIMILARITY, LIMIT)
    assert free.sum() == 40
    assert held[1:].sum() < free[1:].sum()


def test_no_reference_reaches_over_the_end_of_a_session():
    sample, cut = _sample(["ab", "ab"])
    target, _ = _sample(["a", "b", "ab"], sessions=(1,))
    best = np.full((4, 2), np.inf)
    shortest._by_reference(sample, make_segments(sample, cut), np.array([0, 0]), target, np.zeros(4), best)
    assert np.isfinite(best[:, 1]).tolist() == [False, False, False, True]

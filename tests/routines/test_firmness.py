from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines import firmness
from rpa_finder.routines.clusters import presence, weights
from rpa_finder.routines.firmness import describe_groups, firm_groups, order_of
from rpa_finder.routines.pieces import Pieces, pieces_of_cut
from rpa_finder.routines.stream import Stream
from tests import naive
from tests.routines.streams import draw_stream

CLAIM, LOOK_UP = "a b c d e f", "p q r s t"
LEAST = 5


def _pieces(*texts, **drawn) -> tuple[Stream, Pieces]:
    """Give a stream of the pieces, one after another in one session, and the pieces."""
    stream = draw_stream(" ".join(texts), **drawn)
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[np.cumsum([0, *(len(t.split()) for t in texts[:-1])])] = True
    return stream, pieces_of_cut(cut)


def _random_pieces(n, letters, size=6, seed=1):
    draw = random.Random(seed)
    return [" ".join(draw.sample(letters, size)) for _ in range(n)]


def _groups(stream, pieces, cluster):
    present = presence(stream, pieces)
    return list(describe_groups(stream, pieces, present, weights(stream, present), np.array(cluster), LEAST))


def _firm(stream, pieces, cluster) -> list[int]:
    present = presence(stream, pieces)
    return firm_groups(stream, pieces, present, weights(stream, present), np.array(cluster), LEAST).tolist()


@settings(deadline=None)
@given(st.lists(st.text("abcde", min_size=1, max_size=6), min_size=1, max_size=20), st.sets(st.sampled_from("abcde")))
def test_order_is_what_loops_over_pairs_find(texts, core):
    stream, pieces = _pieces("a b c d e", *(" ".join(t) for t in texts))
    at = np.array(sorted("abcde".index(c) for c in core), dtype=np.int64)
    member = np.arange(1, pieces.count)
    assert order_of(stream, pieces, member, at) == pytest.approx(naive.order_of(texts, sorted(core)))


def test_order_is_firm_for_routines_and_loose_for_random_work():
    core = np.arange(6)
    stream, pieces = _pieces(*[CLAIM] * 40)
    assert order_of(stream, pieces, np.arange(40), core) == pytest.approx(1.0)
    stream, pieces = _pieces(*_random_pieces(40, "abcdef"))
    assert abs(order_of(stream, pieces, np.arange(40), core)) < 0.2


def test_order_of_many_pieces_is_read_off_some_of_them():
    stream, pieces = _pieces(*[CLAIM] * 400)
    assert order_of(stream, pieces, np.arange(400), np.arange(6)) == pytest.approx(1.0)


def _slow_groups(texts, cluster, steps, weight):
    """Describe groups piece by piece: (members, core, is work, firmness); texts are sets of letters in their order."""
    claimed = Counter()
    letters = sorted(steps)
    told = {}
    numbers = [k for k in range(max(cluster, default=-1) + 1) if cluster.count(k) >= LEAST]
    # What was refused is looked at again when all that is firm has claimed its steps.
    for k in [*numbers, *numbers]:
        if k in told and told[k][3] >= told[k][4]:
            continue
        member = [i for i, c in enumerate(cluster) if c == k]
        own = Counter({x: sum(x in texts[i] for i in member) for x in letters})
        free = Counter({x: sum(x in t for t in texts) - claimed[x] for x in letters})
        core = [x for x in letters if own[x] >= firmness.CORE_SHARE * len(member) and weight[x] > 0]
        claim = 0.0
        if core:
            share = [own[x] / max(free[x], 1) for x in core]
            best = sorted(share)[-firmness.OWN_STEPS :]
            whole = sum(own[x] for x in core) / max(sum(free[x] for x in core), 1)
            claim = min(1.0, max(whole, firmness.OWN_STEPS_WEIGHT * sum(best) / len(best)))
        others = [t for i, t in enumerate(texts) if i not in member]
        kinds = [steps[x] for x in core]
        screens = {screen for screen, _, _ in kinds}
        uncommon = [
            s
            for s in screens
            if sum(any(steps[x][0] == s for x in t) for t in others) / max(len(others), 1) < firmness.COMMON_SCREEN
        ]
        steps_alone = [kind for kind in set(kinds) if kinds.count(kind) == 1]
        carries = any(
            a[1] in ("copy", "cut") and b[1] in ("paste", "input") and a[0] != b[0] for a in kinds for b in kinds
        )
        large = len(uncommon) >= firmness.CORE_SCREENS or len(steps_alone) >= firmness.CORE_STEPS or carries
        on_two_screens = len(screens) > 1 and all(element < 0 for _, _, element in kinds)
        small = (len(kinds) >= firmness.SMALL_STEPS or on_two_screens) and claim >= firmness.SMALL_CLAIM
        enough = large or small
        if len(member) < firmness.SMALL:
            said = sum(own[x] * weight[x] for x in letters)
            enough = enough and sum(own[x] * weight[x] for x in core) >= firmness.LEAST_CORE * max(said, 1e-9)
        rates = [(free[x] - own[x]) / max(len(texts) - len(member), 1) for x in core]
        enough = enough and len(member) >= 3 + 2 * len(texts) * math.prod(rates)
        order = max(0.0, naive.order_of([texts[i] for i in member], core))
        firm = order * claim**0.5 * (1 - len(member) ** -0.5) if enough else 0.0
        alone = all(element < 0 for _, _, element in kinds)
        least = firmness.LEAST_ON_SCREENS if alone else firmness.LEAST_FIRMNESS
        if enough and firm >= least:
            claimed += own
        told[k] = member, core, enough, firm, least
    return list(told.values())


steps_drawn = st.tuples(
    st.integers(0, 4), st.sampled_from(("click", "copy", "paste", "input", "scroll")), st.integers(-1, 2)
)


@settings(deadline=None, max_examples=120)
@given(st.lists(st.tuples(st.integers(-1, 2), st.text("abcdefg", min_size=1, max_size=7)), min_size=1), st.data())
def test_groups_are_what_loops_over_pieces_find(drawn, data):
    every = "abcdefg"
    pieces_drawn = [(-1, every), *drawn * 3]
    cluster, texts = [k for k, _ in pieces_drawn], [t for _, t in pieces_drawn]
    steps = dict(zip(every, data.draw(st.lists(steps_drawn, min_size=7, max_size=7)), strict=True))
    stream, pieces = _pieces(*(" ".join(t) for t in texts))
    stream = replace(stream, labels=tuple(steps.values()))
    weight = dict(zip(every, weights(stream, presence(stream, pieces)).tolist(), strict=True))
    found = _groups(stream, pieces, cluster)
    expected = _slow_groups(texts, cluster, steps, weight)
    assert [(g.member.tolist(), [every[i] for i in g.core], bool(g.is_work)) for g in found] == [
        row[:3] for row in expected
    ]
    assert [g.firmness for g in found] == pytest.approx([row[3] for row in expected])


def test_a_routine_is_firm_and_the_same_steps_in_any_order_are_not():
    texts = [CLAIM] * 30 + _random_pieces(30, "uvwxyz")
    assert _firm(*_pieces(*texts), [0] * 30 + [1] * 30) == [0] * 30 + [-1] * 30


def test_too_few_pieces_are_not_described():
    stream, pieces = _pieces(*[CLAIM] * 20, *[LOOK_UP] * (LEAST - 1))
    assert [g.number for g in _groups(stream, pieces, [0] * 20 + [1] * (LEAST - 1))] == [0]


def test_steps_that_others_hold_as_well_are_claimed_less():
    alone = _groups(*_pieces(*[CLAIM] * 20, *[LOOK_UP] * 20), [0] * 20 + [-1] * 20)
    shared = _groups(*_pieces(*[CLAIM] * 20, *["a b c p q"] * 20), [0] * 20 + [-1] * 20)
    assert 0 < shared[0].firmness < alone[0].firmness


def test_what_a_firm_group_claims_is_nobody_elses_background():
    # The second routine shares most steps with the first, which is larger and firm.
    texts = [CLAIM] * 60 + ["a b c p q r"] * 20
    known = _groups(*_pieces(*texts), [0] * 60 + [1] * 20)
    unknown = _groups(*_pieces(*texts), [-1] * 60 + [0] * 20)
    assert known[1].firmness > unknown[0].firmness


def test_that_holds_for_larger_groups_too():
    # Four steps on one screen are small work, their own only once the smaller routine has claimed them as well.
    texts = ["a b c d"] * 40 + ["a b c d p q r s t u"] * 20 + _random_pieces(20, "vwxyz", 4)
    stream, pieces = _pieces(*texts, screens="AAAA" + "PQRSTUVWXYZ")
    assert _firm(stream, pieces, [0] * 40 + [1] * 20 + [-1] * 20) == [0] * 40 + [1] * 20 + [-1] * 20
    assert _firm(stream, pieces, [0] * 40 + [-1] * 40) == [-1] * 80


def test_many_steps_on_few_screens_are_a_routines_own_only_if_others_hardly_take_them():
    few = {"screens": "AAABB" + "PQRSTU"}
    shares = [
        _groups(*_pieces(*["a b c d e"] * 20, *["a b", "d e", "c p"] * n, *_random_pieces(20, "pqrstu"), **few), c)[0]
        for n, c in ((2, [0] * 20 + [-1] * 26), (60, [0] * 20 + [-1] * 200))
    ]
    assert [(g.is_work, g.is_own) for g in shares] == [(True, True), (True, False)]


def test_a_rare_routine_of_usual_steps_is_firm_by_the_few_that_are_its_own():
    often = [CLAIM, "b c d e f a", "f e d c b a", "c a b f d e"] * 30
    stream, pieces = _pieces(*often, *["a b c x y z"] * 10)
    assert _firm(stream, pieces, [-1] * 120 + [0] * 10)[120:] == [0] * 10


def test_screens_that_everybody_opens_are_nobodys_own():
    # Three screens, one step on each: work where they are its own, none where they are in most other pieces.
    own = _groups(*_pieces(*["a b c"] * 20, *_random_pieces(40, "pqrstu")), [0] * 20 + [-1] * 40)
    common = _groups(*_pieces(*["a b c"] * 20, *["p b q a r c"] * 10, *["c p a q b r"] * 10), [0] * 20 + [-1] * 20)
    assert [own[0].is_work, common[0].is_work] == [True, False]


def test_small_work_is_a_routine_if_it_is_hardly_seen_elsewhere():
    one_screen = {"screens": "AAAA" + "PQRSTU"}
    few = _groups(*_pieces(*["a b c d"] * 20, *_random_pieces(20, "pqrstu"), **one_screen), [0] * 20 + [-1] * 20)
    seen = ["a p b q c r d"] * 20
    much = _groups(
        *_pieces(*["a b c d"] * 20, *_random_pieces(20, "pqrstu"), *seen, **one_screen), [0] * 20 + [-1] * 40
    )
    assert [few[0].is_work, much[0].is_work] == [True, False]


def test_two_steps_on_one_screen_are_no_work():
    stream, pieces = _pieces(*["a b"] * 50, *_random_pieces(50, "pqrstu"), screens="AAPQRSTU")
    assert _firm(stream, pieces, [0] * 50 + [-1] * 50) == [-1] * 100


def test_two_screens_are_work_where_a_log_knows_no_more():
    stream, pieces = _pieces(*["a b"] * 20, *_random_pieces(20, "pqrstu"))
    blind = replace(stream, labels=tuple((screen, "other", -1) for screen, _, _ in stream.labels))
    cluster = [0] * 20 + [-1] * 20
    assert [g.is_work for g in _groups(stream, pieces, cluster)] == [False]
    assert [g.is_work for g in _groups(blind, pieces, cluster)] == [True]


@pytest.mark.parametrize(
    ("piece", "apps", "is_work"),
    [
        ("a b a b", (0, 1), True),
        # List and item of one application: who reads mails copies nothing.
        ("a b a b", (0, 0), False),
        # There and back once.
        ("a b a", (0, 1), False),
    ],
)
def test_going_to_and_fro_between_two_applications_is_work(piece, apps, is_work):
    """One of the two screens is everywhere, so that the pair is no small work of its own."""
    common = ["a"] * 60 + ["a p q", "q a p"] * 20
    stream, pieces = _pieces(*[piece] * 20, *common)
    blind = replace(stream, labels=tuple((screen, "focus", -1) for screen, _, _ in stream.labels))
    app = np.zeros(256, dtype=np.int64)
    app[[screen for screen, _, _ in blind.labels][:2]] = apps
    told = _groups(replace(blind, app=app), pieces, [0] * 20 + [-1] * len(common))
    assert [g.is_work for g in told] == [is_work]
    if is_work:
        assert told[0].firmness >= firmness.LEAST_FIRMNESS


@pytest.mark.parametrize(
    ("a", "b", "is_work"), [("copy", "paste", True), ("cut", "input", True), ("copy", "click", False)]
)
def test_a_value_carried_to_another_screen_is_work(a, b, is_work):
    stream, pieces = _pieces(*["a b"] * 20, *_random_pieces(20, "pqrstu"), actions={"a": a, "b": b})
    assert [g.is_work for g in _groups(stream, pieces, [0] * 20 + [-1] * 20)] == [is_work]


def test_a_value_moved_on_one_screen_is_not_carried():
    stream, pieces = _pieces(
        *["a b"] * 20, *_random_pieces(20, "pqrstu"), screens="AAPQRSTU", actions={"a": "copy", "b": "paste"}
    )
    assert [g.is_work for g in _groups(stream, pieces, [0] * 20 + [-1] * 20)] == [False]


def test_few_pieces_with_little_in_common_are_no_work():
    stray = ["".join(f" {x} {x.upper()}" for x in pair) for pair in ("gh", "ij", "kl", "mn", "uv")]
    texts = [f"a b c {extra}" for extra in stray]
    assert [g.is_work for g in _groups(*_pieces(*texts, *_random_pieces(40, "pqrst", 4)), [0] * 5 + [-1] * 40)] == [
        False
    ]
    assert [
        g.is_work for g in _groups(*_pieces(*["a b c"] * 5, *_random_pieces(40, "pqrst", 4)), [0] * 5 + [-1] * 40)
    ] == [True]


@pytest.mark.parametrize("seed", range(6))
def test_unrelated_work_makes_no_random_work_firm(seed):
    draw = random.Random(seed)
    random_work = _random_pieces(40, "abcdefgh", draw.randint(4, 8), seed)
    for n in (0, 10, 100, 400):
        unrelated = _random_pieces(n, "pqrstuvwxyz", 5, seed + 50)
        stream, pieces = _pieces(*random_work, *unrelated)
        assert set(_firm(stream, pieces, [0] * 40 + [-1] * n)) == {-1}
        assert set(_firm(stream, pieces, [0] * 40 + [1] * n)[:40]) == {-1}


@pytest.mark.parametrize("seed", range(3))
def test_unrelated_work_takes_no_routine_away(seed):
    for n in (0, 10, 100, 400):
        stream, pieces = _pieces(*[CLAIM] * 12, *_random_pieces(n, "pqrstuvwxyz", 5, seed))
        assert _firm(stream, pieces, [0] * 12 + [-1] * n)[:12] == [0] * 12


def test_a_screen_that_most_others_show_counts_for_none():
    steps = [(0, "click", 0), (1, "click", 1), (2, "click", 2)]
    assert firmness._is_work(steps, np.zeros(4))
    assert not firmness._is_work(steps, np.array([0.0, 0.0, 1.0, 0.0]))

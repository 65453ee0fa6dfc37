from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines.clusters import find_routines, group_in_frames, presence, weights
from rpa_finder.routines.firmness import describe_groups
from rpa_finder.routines.frames import find_frames
from rpa_finder.routines.pieces import pieces_of_cut
from tests.routines.streams import draw_stream

MAIL, OTHERS = "m", "pqrs"
LEAST = 5


def _windows(*texts, apps=None):
    """Give a stream of windows alone and its pieces; each letter is a window of an application of its own."""
    stream = draw_stream(" ".join(" ".join(text) for text in texts))
    labels = tuple((i, "focus", -1) for i in range(stream.n_labels))
    letters = sorted(set("".join(texts)))
    stream = replace(stream, labels=labels, app=np.array([ord((apps or {}).get(x, x)) for x in letters]))
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[np.cumsum([0, *(len(text) for text in texts[:-1])])] = True
    return stream, pieces_of_cut(cut), letters


def _framed(*texts, apps=None):
    stream, pieces, letters = _windows(*texts, apps=apps)
    return "".join(letters[i] if i >= 0 else "-" for i in find_frames(stream, pieces).screen)


def test_a_piece_is_framed_by_the_window_it_begins_and_ends_with_if_it_went_elsewhere():
    assert _framed("mpm", "mpqm", "mp", "pm", "m", "mm", "pmp") == "mm----p"


def test_within_one_application_nobody_went_elsewhere():
    assert _framed("mpm", "mqm", apps={"p": "m"}) == "-m"


def test_where_fields_are_known_nothing_is_framed():
    stream, pieces, _ = _windows("mpm", "mqm")
    known = replace(stream, labels=tuple((screen, action, 0) for screen, action, _ in stream.labels))
    assert find_frames(known, pieces).any() is False
    assert find_frames(stream, pieces).any() is True


def test_a_log_of_nothing_has_no_frames():
    stream, pieces, _ = _windows("m")
    nothing = replace(stream, label=stream.label[:0], start=stream.start[:0])
    assert find_frames(nothing, pieces_of_cut(stream.start[:0])).any() is False
    assert find_frames(stream, pieces).usual(np.array([0])) == -1


@settings(deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=12), st.integers(0, 2))
def test_firmness_is_what_loops_over_pieces_find(texts, screen):
    stream, pieces, letters = _windows("abc", *texts)
    letter, member = letters[screen], np.arange(1, pieces.count)
    framed = [t[0] == t[-1] == letter and set(t) != {letter} for t in texts]
    # Two of the n events drawn without putting back are both of the window.
    chance = [t.count(letter) * (t.count(letter) - 1) / (len(t) * (len(t) - 1)) if len(t) > 1 else 0.0 for t in texts]
    observed, expected = sum(framed) / len(texts), sum(chance) / len(texts)
    firm = max(0.0, (observed - expected) / max(1.0 - expected, 1e-9))
    frames = find_frames(stream, pieces)
    assert frames.firmness(member, screen) == pytest.approx(firm)


@settings(deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=12))
def test_the_usual_frame_is_that_of_a_quarter_at_least(texts):
    stream, pieces, letters = _windows(*texts)
    seen = [x for x in _framed(*texts) if x != "-"]
    usual = find_frames(stream, pieces).usual(np.arange(pieces.count))
    if usual < 0:
        assert all(seen.count(x) < len(texts) / 4 for x in seen)
    else:
        assert seen.count(letters[usual]) == max(map(seen.count, seen)) >= len(texts) / 4


def _complaints(n, seed=1):
    """Give complaints answered from one or two windows of others, and others' own work with these."""
    rng = np.random.default_rng(seed)
    mails = [MAIL + "".join(rng.permutation(list(OTHERS))[: rng.integers(1, 3)]) + MAIL for _ in range(n)]
    work = ["".join(rng.permutation(list(OTHERS + "tuvw"))[:4]) for _ in range(4 * n)]
    return mails, work


def test_what_is_looked_at_within_a_frame_differs_and_it_is_one_routine():
    mails, work = _complaints(60)
    stream, pieces, _ = _windows(*mails, *work)
    routine = find_routines(stream, pieces, LEAST)
    assert set(routine[:60].tolist()) == {0}
    assert set(routine[60:].tolist()) == {-1}


def test_the_frame_alone_is_what_such_a_routine_is_made_of():
    mails, work = _complaints(60)
    stream, pieces, letters = _windows(*mails, *work)
    present = presence(stream, pieces)
    weight = weights(stream, present)
    cluster = group_in_frames(stream, pieces, present, weight, LEAST)
    (group,) = [g for g in describe_groups(stream, pieces, present, weight, cluster, LEAST) if g.is_firm]
    assert ([letters[i] for i in group.core], group.is_own) == ([MAIL], True)


def test_a_frame_that_others_use_as_well_makes_no_routine():
    mails, work = _complaints(60)
    stream, pieces, _ = _windows(*mails, *work, *["tmu", "vmw", "umv"] * 60)
    assert set(find_routines(stream, pieces, LEAST)[:60].tolist()) == {-1}

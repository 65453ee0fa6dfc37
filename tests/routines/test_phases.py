from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines.phases import end_as_runs_do, in_phase, join_dependent
from rpa_finder.routines.stream import Stream
from tests.routines.streams import draw_stream, streams


def _cut(text: str) -> tuple[Stream, np.ndarray, list[str]]:
    """Draw 'a b | c d / a b': a cut at every bar and session; give the pieces as words too."""
    names = sorted(set(text.split()) - {"|", "/"})
    stream = draw_stream(text.replace("|", " "), screens="".join(names).upper())
    cut, fresh, pieces = [], True, []
    for sign in text.split():
        if sign in ("|", "/"):
            fresh = True
            continue
        cut.append(fresh)
        pieces = [*pieces, sign] if fresh else [*pieces[:-1], pieces[-1] + sign]
        fresh = False
    return stream, np.array(cut), pieces


def _told(stream: Stream, cut: np.ndarray) -> str:
    """Write the cut with the letters that were drawn: their places are their screens."""
    letters = [chr(screen).lower() for screen, _, _ in stream.labels]
    return "".join(("|" if c else "") + letters[label] for label, c in zip(stream.label, cut, strict=True))


def _groups(pieces: list[str], *kinds: str) -> np.ndarray:
    return np.array([next((i for i, kind in enumerate(kinds) if piece in kind.split()), -1) for piece in pieces])


def _of_agents(stream: Stream, n: int) -> Stream:
    """Let every session be another of n agents' work."""
    return replace(stream, agent=(np.cumsum(stream.start) - 1) % n)


def test_what_never_stands_alone_is_joined():
    stream, cut, pieces = _cut(" / ".join(["a b c | d e | a b c"] * 8))
    mended = join_dependent(_of_agents(stream, 4), cut, _groups(pieces, "abc", "de"))
    assert _told(stream, mended) == "|abcde|abc" * 8


def test_the_beginning_of_what_follows_it_is_joined_too():
    stream, cut, pieces = _cut(" / ".join(["d e | a b c | a b c"] * 8))
    assert _told(stream, join_dependent(_of_agents(stream, 4), cut, _groups(pieces, "abc", "de"))) == "|deabc|abc" * 8


def test_what_few_agents_do_one_after_the_other_stays_apart():
    stream, cut, pieces = _cut(" / ".join(["a b c | d e | a b c"] * 8))
    assert np.array_equal(join_dependent(_of_agents(stream, 3), cut, _groups(pieces, "abc", "de")), cut)


def test_what_also_stands_alone_stays_apart():
    stream, cut, pieces = _cut(" / ".join(["a b c | d e / d e | a b c | a b c"] * 8))
    groups = _groups(pieces, "abc", "de")
    # Half of the small ones come after, half before, none of them mostly in one place.
    assert np.array_equal(join_dependent(_of_agents(stream, 5), cut, groups), cut)


def test_no_session_is_joined_to_another():
    stream, cut, pieces = _cut(" / ".join(["a b c", "d e"] * 8))
    assert np.array_equal(join_dependent(_of_agents(stream, 5), cut, _groups(pieces, "abc", "de")), cut)


def test_rows_cut_a_few_steps_too_late_are_cut_where_they_begin():
    late = "a b | c d a b | c d a b | c d"
    stream, cut, pieces = _cut(" / ".join([late] * 6))
    assert _told(stream, in_phase(stream, cut, _groups(pieces, "cdab", "ab", "cd"))) == ("|abcd" * 3) * 6


def test_parts_at_either_end_are_of_the_run_whatever_group_they_are_in():
    late = "x y | a b | c d a b | c d a b | c d | x y"
    stream, cut, pieces = _cut(" / ".join([late] * 6))
    mended = in_phase(stream, cut, _groups(pieces, "cdab", "ab", "xy"))
    assert _told(stream, mended) == ("|xy" + "|abcd" * 3 + "|xy") * 6


def test_runs_cut_where_they_begin_stay_as_they_are():
    stream, cut, pieces = _cut(" / ".join(["x | a b c d | a b c d | a b c d | y"] * 6))
    assert np.array_equal(in_phase(stream, cut, _groups(pieces, "abcd")), cut)


def test_too_few_runs_tell_nothing():
    stream, cut, pieces = _cut(" / ".join(["a b | c d a b | c d a b | c d"] * 4))
    assert np.array_equal(in_phase(stream, cut, _groups(pieces, "cdab", "ab", "cd")), cut)


@settings(deadline=None, max_examples=150)
@given(streams(most=60), st.data())
def test_mended_cuts_keep_every_session_and_what_is_in_no_group(stream, data):
    n = len(stream)
    cut = stream.start | np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    group = np.array(data.draw(st.lists(st.integers(-1, 2), min_size=int(cut.sum()), max_size=int(cut.sum()))))
    stream = _of_agents(stream, 5)
    joined = join_dependent(stream, cut, group)
    assert (joined[stream.start]).all()
    assert not (joined & ~cut).any()
    lost = np.flatnonzero(cut & ~joined)
    piece = np.cumsum(cut) - 1
    assert (group[piece[lost]] >= 0).all()
    assert (group[piece[lost - 1]] >= 0).all()
    assert (in_phase(stream, cut, group)[stream.start]).all()


def test_runs_tell_with_which_step_each_execution_ends():
    # A list read line by line into a form: the last step of each was taken for the first of the next.
    stream, cut, pieces = _cut(" / ".join(["a b a | b a b a | b a b"] * 5))
    mended = end_as_runs_do(stream, cut, np.zeros(len(pieces), dtype=np.int64))
    assert _told(stream, mended) == "|abab|abab|ab" * 5


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(["a b a | b a b", "b a b | b a b"] * 5, id="runs begin as often with one step as with another"),
        pytest.param(["a b | b c a b | a b"] * 6, id="the next execution goes on from it"),
        pytest.param(["a b a | a a b a | a b a"] * 6, id="runs begin and end with one step"),
        pytest.param(["a b a | b a b"] * 4, id="too few runs"),
        pytest.param(["a b c | x a b c | a b c"] * 6, id="an optional first step"),
    ],
)
def test_runs_that_tell_nothing_leave_the_cut(text):
    stream, cut, pieces = _cut(" / ".join(text))
    assert np.array_equal(end_as_runs_do(stream, cut, np.zeros(len(pieces), dtype=np.int64)), cut)


@settings(deadline=None)
@given(streams(most=30, letters="ab"), st.data())
def test_ends_are_given_back_by_one_step_and_nothing_is_lost(stream, data):
    cut = stream.start | np.array(data.draw(st.lists(st.booleans(), min_size=len(stream), max_size=len(stream))))
    group = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=int(cut.sum()), max_size=int(cut.sum()))))
    mended = end_as_runs_do(stream, cut, group)
    assert mended.sum() == cut.sum()
    assert mended[stream.start].all()
    assert all(cut[at] or cut[at - 1] for at in np.flatnonzero(mended))

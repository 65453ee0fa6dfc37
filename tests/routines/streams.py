"""Draw a stream of steps: 'a b c / a c' is two sessions of steps named by letters."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.stream import Stream

PAUSES = 4


def draw_stream(text: str, screens: str | None = None, actions: dict[str, str] | None = None) -> Stream:
    """Give a stream of one agent; each letter is a step on a screen of its own unless `screens` tells otherwise.

    '/' ends a session, ',' stands for a long pause. screens: the screen of each
    letter in order of the alphabet of the text. actions: letter -> action, else click.
    """
    letters, start, gaps = [], [], []
    fresh, gap = True, 1.0
    for sign in text.split():
        if sign == "/":
            fresh = True
        elif sign == ",":
            gap = 60.0
        else:
            letters.append(sign)
            start.append(fresh)
            gaps.append(0.0 if fresh else gap)
            fresh, gap = False, 1.0
    names = sorted(set(letters))
    places = screens or "".join(chr(ord("A") + i) for i in range(len(names)))
    gap_array = np.array(gaps)
    return Stream(
        label=np.array([names.index(x) for x in letters], dtype=np.int64),
        labels=tuple((ord(places[i]), (actions or {}).get(n, "click"), i) for i, n in enumerate(names)),
        start=np.array(start, dtype=np.bool_),
        gap=gap_array,
        pause=np.searchsorted((2.0, 30.0), gap_array).astype(np.int64),
        pauses=PAUSES,
        agent=np.zeros(len(letters), dtype=np.int64),
        position=np.arange(len(letters)),
        passing=np.zeros(len(letters), dtype=np.bool_),
        app=np.zeros(256, dtype=np.int64),
    )


def draw_evidence(stream: Stream, conflicts=(), span=None, identity=None, named=None, origin=None) -> Evidence:
    """Give evidence from conflicts (left, right, weight), links alive per gap; identity, named, origin per event."""
    left, right, weight = (list(c) for c in zip(*conflicts, strict=True)) if conflicts else ([], [], [])
    n = len(stream)
    return Evidence(
        np.array(left, dtype=np.int64),
        np.array(right, dtype=np.int64),
        np.array(weight, dtype=np.float64),
        np.zeros(n) if span is None else np.array(span, dtype=np.float64),
        np.full(n, -1) if identity is None else np.array(identity, dtype=np.int64),
        np.zeros(n, dtype=np.bool_) if named is None else np.array(named, dtype=np.bool_),
        np.full(n, -1) if origin is None else np.array(origin, dtype=np.int64),
    )


@st.composite
def streams(draw, most: int = 14, letters: str = "abcd") -> Stream:
    """Draw small streams of a few sessions."""
    signs = draw(st.lists(st.sampled_from(letters), min_size=1, max_size=most))
    marks = draw(st.lists(st.sampled_from(("", "", "", "/", ",")), min_size=len(signs), max_size=len(signs)))
    return draw_stream(" ".join(f"{mark} {sign}" for mark, sign in zip(marks, signs, strict=True)))


@st.composite
def conflicts_in(draw, n: int, most: int = 6) -> list[tuple[int, int, float]]:
    """Draw conflicts among n events."""
    if n < 2:
        return []
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1])
    cells = st.tuples(pairs.map(lambda p: (min(p), max(p))), st.sampled_from((1.5, 4.0, 6.0)))
    return [(a, b, w) for (a, b), w in draw(st.lists(cells, max_size=most, unique_by=lambda c: c[0]))]

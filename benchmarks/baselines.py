"""What simple rules find in a log: the least that discovery has to beat, given knowledge that it has not.

Both cut each agent's stream of cleaned events into executions. An activity is
screen, element and action. They are told what no user knows: the best threshold
of a grid, and the step that tells best where each routine ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.scoring import Rows, overlap_scores
from rpa_finder.cleaning import clean
from rpa_finder.events import UILog
from rpa_finder.privacy import pseudonymise

SILENCES_S = (2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 180, 600)
"""Thresholds tried, in seconds."""
LEAST_MEMBERS = (1, 2, 5)
"""How many executions a group must have at least, tried."""

Found = list[tuple[str, Rows]]


@dataclass(frozen=True, slots=True)
class Stream:
    """The cleaned events of a log, one agent after the other, each in order of work."""

    rows: np.ndarray[Any, Any]
    agent: np.ndarray[Any, Any]
    seconds: np.ndarray[Any, Any]
    activity: np.ndarray[Any, Any]
    """Number of the activity."""


def read_stream(log: UILog) -> Stream:
    """Clean a log as a scan does, and keep what the baselines look at."""
    cleaned = clean(pseudonymise(log)).log
    table = cleaned.table
    codes = np.stack([cleaned.codes(name) for name in ("screen", "element")] + [table["action"].cat.codes.to_numpy()])
    _, activity = np.unique(codes, axis=1, return_inverse=True)
    return Stream(
        table["row"].to_numpy(),
        cleaned.codes("agent"),
        table["time"].astype("int64").to_numpy() / 1e6,
        activity.ravel(),
    )


def cut_at_silences(stream: Stream, truth: dict[str, Any]) -> dict[str, Any]:
    """Score pieces between silences, grouped by their exact set of activities: the best of all thresholds by f1_50."""
    tried: list[dict[str, Any]] = []
    for silence in SILENCES_S:
        found = _grouped(stream, _pieces(stream, np.abs(np.diff(stream.seconds)) > silence))
        tried += [overlap_scores(_in_groups_of(found, least), truth) for least in LEAST_MEMBERS]
    return max(tried, key=lambda scores: scores["f1_0.5"])


def cut_after_completion(stream: Stream, truth: dict[str, Any]) -> dict[str, Any]:
    """Score pieces that end with the completion step of a true routine; what follows the last such step is left out."""
    ends = _completions(stream, truth)
    is_end = np.isin(stream.activity, list(ends))
    pieces = _pieces(stream, is_end[:-1])
    found = [(str(stream.activity[last - 1]), rows) for last, rows in _with_ends(stream, pieces) if is_end[last - 1]]
    return overlap_scores(found, truth)


def _completions(stream: Stream, truth: dict[str, Any]) -> set[int]:
    """Give the last activity that tells the end of each true routine best; the smallest number among equals.

    Best is the largest F1 of "here an execution of it ends": the most usual last
    step, unless it is everywhere else too, such as an option of the main menu.
    """
    place = {int(row): i for i, row in enumerate(stream.rows)}
    everywhere = np.bincount(stream.activity)
    lasts: dict[str, Counter[int]] = defaultdict(Counter)
    for e in truth["executions"]:
        places = [place[row] for first, last in e["rows"] for row in range(first, last + 1) if row in place]
        if places:
            lasts[e["routine"]][int(stream.activity[max(places)])] += 1
    return {_best_end(ends, everywhere) for ends in lasts.values()}


def _best_end(ends: Counter[int], everywhere: np.ndarray[Any, Any]) -> int:
    """Give the activity with the largest F1: twice its ends over executions and occurrences."""
    return min(ends, key=lambda activity: (-ends[activity] / (ends.total() + int(everywhere[activity])), activity))


def _pieces(stream: Stream, cut_after: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Cut where cut_after says and where the agent changes; give (first, end) of each piece."""
    cuts = np.flatnonzero(cut_after | (np.diff(stream.agent) != 0)) + 1
    edges = [0, *cuts.tolist(), len(stream.rows)]
    return list(pairwise(edges))


def _with_ends(stream: Stream, pieces: Iterable[tuple[int, int]]) -> Iterable[tuple[int, Rows]]:
    return ((end, frozenset(stream.rows[first:end].tolist())) for first, end in pieces)


def _grouped(stream: Stream, pieces: Sequence[tuple[int, int]]) -> Found:
    numbers: dict[frozenset[int], str] = {}
    found = []
    for first, end in pieces:
        activities = frozenset(stream.activity[first:end].tolist())
        name = numbers.setdefault(activities, str(len(numbers)))
        found.append((name, frozenset(stream.rows[first:end].tolist())))
    return found


def _in_groups_of(found: Found, least: int) -> Found:
    sizes = Counter(name for name, _ in found)
    return [(name, rows) for name, rows in found if sizes[name] >= least]

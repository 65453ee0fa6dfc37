"""Decision points: where a routine goes on in two or more ways, and what that seems to depend on.

In: the steps of a routine's executions, and the rows they come from. Out:
DecisionPoint objects. Whether something explains a decision is tested against
chance; values are compared while in memory, and only their shapes are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from rpa_finder.events import UILog
from rpa_finder.model import DecisionPoint, Option, Step
from rpa_finder.routines.stream import Bools, Ints
from rpa_finder.values import value_shape

LEAST_EXECUTIONS = 3
LEAST_SHARE = 0.1
"""An option is taken in at least so many executions, and such a share of those that come to the decision."""
ELSEWHERE_SHARE = 0.2
"""A step that so many of those who did not take it do later on is a matter of order, not a decision."""
MOST_DECISIONS = 12
MOST_OPTIONS = 6
MOST_CASES = 12
"""What takes more different forms than this is told apart no further."""
CHANCE = 0.01
"""Chance that any of the things tried at a decision goes with it as well by accident (Bonferroni)."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PART_OF_DAY = 3
_COMING = ("open", "close", "focus", "navigate", "click", "scroll", "idle")


@dataclass(frozen=True, slots=True)
class Work:
    """A routine's events, execution by execution in order."""

    execution: Ints
    """Per event: 0 .. executions-1, ascending."""
    step: Ints
    """Per event: 1-based step of the routine, 0 = a step of its own."""
    row: Ints
    """Per event: row of the log."""
    steps: Sequence[Step]
    values: Any
    """Per event: what stands there, objects; None or NaN = nothing."""


class Surroundings:
    """What the log shows of any row, coded once for all routines."""

    def __init__(self, log: UILog) -> None:
        local = log.table["time"].astype("int64").to_numpy() // 60_000_000 + log.table["offset_min"].to_numpy()
        self.weekday = np.asarray(((local // 1440) + 3) % 7, dtype=np.int64)
        self.part_of_day = np.asarray(local % 1440 // (60 * PART_OF_DAY), dtype=np.int64)
        self.agent, self.screen = log.codes("agent"), log.codes("screen")
        self.screens = log.categories("screen")
        self.earlier_screen = np.append(-1, np.where(self.agent[1:] == self.agent[:-1], self.screen[:-1], -1))


def find_decisions(work: Work, around: Surroundings) -> tuple[DecisionPoint, ...]:
    """Give the decision points of a routine, by step."""
    ways = _ways_on(work)
    found = []
    for step in np.unique(ways.step).tolist():
        at = np.flatnonzero(ways.step == step)
        options = _options(ways, at)
        if len(options) > 1:
            found.append((step, at, options))
    found.sort(key=lambda f: (-_undecided(ways.next[f[1]], f[2]), f[0]))
    if not found:
        return ()
    seen = _seen_values(work)
    return tuple(
        _decision(work, seen, around, ways, step, at, options)
        for step, at, options in sorted(found[:MOST_DECISIONS], key=lambda f: f[0])
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """The first time that each execution does each step, and what it does next."""

    execution: Ints
    step: Ints
    next: Ints
    """Step that comes next, repetitions and steps of its own left out; 0 = none."""
    event: Ints
    held: Bools
    """Executions x steps (0 unused): does it hold the step."""


def _places(steps: Sequence[Step]) -> Ints:
    """Give for each step (0 unused) the usual step at its field: pressing into a field and typing there is one thing.

    Where fields are known, coming to a screen is no step of its own: what is done there is.
    """
    named = any(s.field for s in steps)
    usual: dict[tuple[str, str], int] = {}
    for number in sorted(range(1, len(steps) + 1), key=lambda n: (-steps[n - 1].share, n)):
        usual.setdefault((steps[number - 1].screen, steps[number - 1].field), number)
    places = [usual[s.screen, s.field] if s.field or not named or s.action not in _COMING else 0 for s in steps]
    return np.array([0, *places], dtype=np.int64)


def _ways_on(work: Work) -> _Ways:
    place = _places(work.steps)[work.step]
    known = np.flatnonzero(place > 0)
    of, step = work.execution[known], place[known]
    turn = np.append(True, (of[1:] != of[:-1]) | (step[1:] != step[:-1]))[: len(of)]
    event, of, step = known[turn], of[turn], step[turn]
    after = np.append(np.where(of[1:] == of[:-1], step[1:], 0), 0)[: len(of)]
    width = len(work.steps) + 1
    _, firsts = np.unique(of * width + step, return_index=True)
    held = np.zeros((int(work.execution.max(initial=-1)) + 1, width), dtype=np.bool_)
    held[of, step] = True
    return _Ways(of[firsts], step[firsts], after[firsts], event[firsts], held)


def _options(ways: _Ways, at: Ints) -> list[int]:
    """Give the steps that follow often enough, if at least one of them is a choice and not a matter of order."""
    steps, counts = np.unique(ways.next[at], return_counts=True)
    enough = counts >= max(LEAST_EXECUTIONS, LEAST_SHARE * len(at))
    order = np.lexsort((steps[enough], -counts[enough]))[:MOST_OPTIONS]
    options = [int(s) for s in steps[enough][order]]
    if len(options) < 2:
        return []
    chosen = [s for s in options if s]
    for step in chosen:
        others = ways.execution[at][(ways.next[at] != step) & np.isin(ways.next[at], options)]
        if ways.held[others, step].mean() <= ELSEWHERE_SHARE:
            return options
    return []


def _undecided(after: Ints, options: list[int]) -> float:
    """Give in how many executions the usual option is not the one taken."""
    counts = [int((after == option).sum()) for option in options]
    return float(sum(counts) - max(counts))


def _decision(
    work: Work, seen: _Seen, around: Surroundings, ways: _Ways, step: int, at: Ints, options: list[int]
) -> DecisionPoint:
    at = at[np.isin(ways.next[at], options)]
    taken = np.array([options.index(int(s)) for s in ways.next[at]], dtype=np.int64)
    counts = np.bincount(taken, minlength=len(options))
    best = _best(taken, len(options), _features(work, seen, around, ways.execution[at], ways.event[at]))
    usual = int(counts.max())
    if best is None:
        plain = tuple(Option(s, int(n)) for s, n in zip(options, counts, strict=True))
        return DecisionPoint(step, len(at), plain, "", "", usual)
    table = _table(best.code, taken, len(options))
    where = [[best.name_of(c) for c in np.flatnonzero(table.argmax(axis=1) == o).tolist()] for o in range(len(options))]
    told = tuple(
        Option(s, int(n), tuple(sorted({w for w in words if w})))
        for s, n, words in zip(options, counts, where, strict=True)
    )
    return DecisionPoint(step, len(at), told, best.words, best.basis, int(table.max(axis=1).sum()))


@dataclass(frozen=True, slots=True)
class _Feature:
    """Something that may go with a decision: one code per execution that comes to it."""

    basis: str
    words: str
    code: Ints
    names: tuple[str, ...] = field(default=())
    """What each code looks like, "" where it must not be told."""

    def name_of(self, code: int) -> str:
        return self.names[code] if code < len(self.names) else ""


def _table(code: Ints, taken: Ints, options: int) -> Ints:
    return np.bincount(code * options + taken, minlength=(int(code.max()) + 1) * options).reshape(-1, options)


def _best(taken: Ints, options: int, features: Iterator[_Feature]) -> _Feature | None:
    """Give the feature that tells most of the decision beyond chance; None where chance may have made them all."""
    from sklearn.metrics import mutual_info_score  # noqa: PLC0415 - half a second and 60 MB, which a refusal has no need of

    tried = list(features)
    best, most = None, 0.0
    for feature in tried:
        table = _table(feature.code, taken, options)
        gain = mutual_info_score(None, None, contingency=table)
        freedom = (int(table.any(axis=1).sum()) - 1) * (options - 1)
        # Twice the information is chi-square distributed where there is none (Wilks); its mean is the freedom.
        if freedom and chdtrc(freedom, 2 * len(taken) * gain) * len(tried) <= CHANCE:
            beyond = round(gain - freedom / (2 * len(taken)), 9)
            if beyond > most:
                best, most = feature, beyond
    return best


def _features(work: Work, seen: _Seen, around: Surroundings, execution: Ints, event: Ints) -> Iterator[_Feature]:
    """Give what is known when the decision is taken: values seen so far, where and when it is, and who decides."""
    yield from _value_features(work, seen, execution, event)
    first = work.row[np.searchsorted(work.execution, execution)]
    screens = around.screens
    part = around.part_of_day[first]
    yield _coded("screen", "the screen the agent comes from", around.earlier_screen[first], lambda c: screens[c])
    yield _coded("day", "the day of the week", around.weekday[first], lambda c: WEEKDAYS[c])
    yield _coded(
        "time", "the time of day", part, lambda c: f"{PART_OF_DAY * c:02d}:00 to {PART_OF_DAY * (c + 1):02d}:00"
    )
    yield _coded("agent", "the agent", around.agent[first], lambda _: "")


@dataclass(frozen=True, slots=True)
class _Seen:
    """The values of a routine's events, those that have one."""

    event: Ints
    value: Ints
    """Code of the value, from 1."""
    shape: Ints
    """Code of its shape, from 1."""
    shapes: Sequence[str]
    """The shapes; 0 = "empty"."""


def _seen_values(work: Work) -> _Seen:
    code, values = pd.factorize(work.values)
    event = np.flatnonzero((code >= 0) & (work.step > 0))
    shape, shapes = pd.factorize(np.array([value_shape(str(v)) for v in values], dtype=object))
    shape_of = np.append(shape, 0)
    return _Seen(event, code[event] + 1, shape_of[code[event]] + 1, ("empty", *map(str, shapes)))


def _value_features(work: Work, seen: _Seen, execution: Ints, event: Ints) -> Iterator[_Feature]:
    """Give for each field what its last value before the decision looks like, and which of a few values it is."""
    place = _places(work.steps)[work.step[seen.event]]
    decided = np.full(int(work.execution.max()) + 1, -1, dtype=np.int64)
    decided[execution] = event
    number = np.full(len(decided), -1, dtype=np.int64)
    number[execution] = np.arange(len(execution))
    before = (seen.event <= decided[work.execution[seen.event]]) & (place > 0)
    for step in np.unique(place[before]).tolist():
        mine = np.flatnonzero(before & (place == step))
        name = _name(work.steps[step - 1])
        at = number[work.execution[seen.event[mine]]]
        shape, value = np.zeros(len(execution), dtype=np.int64), np.zeros(len(execution), dtype=np.int64)
        # Later ones overwrite earlier ones: the last value before the decision stays.
        shape[at], value[at] = seen.shape[mine], seen.value[mine]
        yield _coded(
            "presence", f"whether {name} is seen", (value > 0).astype(np.int64), lambda c: ("not seen", "seen")[c]
        )
        yield _coded("form", f"the form of {name}", shape, lambda c: seen.shapes[c])
        frequent = np.bincount(value)[1:] >= LEAST_EXECUTIONS
        if 2 <= frequent.sum() <= MOST_CASES:
            yield _coded("value", f"the value of {name}", value, lambda _: "")


def _name(step: Step) -> str:
    return f"{step.field} on {step.screen}" if step.field else f"what stands on {step.screen}"


def _coded(basis: str, words: str, code: Ints, name_of: Callable[[int], str]) -> _Feature:
    """Number what is seen by frequency; what is rare or comes after the most frequent is one case."""
    names, dense, counts = np.unique(code, return_inverse=True, return_counts=True)
    firsts = np.full(len(names), len(code), dtype=np.int64)
    np.minimum.at(firsts, dense, np.arange(len(code)))
    order = np.lexsort((firsts, -counts))
    kept = [i for i in order if counts[i] >= LEAST_EXECUTIONS][: MOST_CASES - 1]
    number = np.full(len(names), len(kept), dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return _Feature(basis, words, number[dense], tuple(name_of(int(names[i])) if names[i] >= 0 else "" for i in kept))

"""Sessions: contiguous work of one agent, and how much of it was work.

In: UILog after cleaning. Out: UILog with session and active_seconds, and the
idle threshold with its effect.

The pause before an event is the time from the end of all that the agent did
before it in the session (from its start, where the log has no ends). Up to the
idle threshold a pause is work; beyond it, it counts as the usual (median)
pause before that type of step (screen, action, element). What typing its text
takes a slow typist is taken off the pause before an entry first, and is work
however long. An event that lasts
(the log has its end) adds its own duration, as far as no earlier event covers
it, by the same rule. So no second counts twice, and the first event of a
session adds nothing but its own duration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog
from rpa_finder.model import IdleThreshold

_Array = np.ndarray[Any, np.dtype[Any]]

_SHOWN_THRESHOLDS = (30.0, 60.0, 180.0, 300.0)
_LEAST, _MOST, _DEFAULT = 30.0, 300.0, 180.0
_GLUED_SECONDS = 60.0
"""A clock that jumps back further is another recording."""
_LEAST_PAUSES = 50
"""Fewer pauses are too few to see two populations in."""
_LEAST_IDLE = 10
"""Fewer idle pauses are no population."""
_SECONDS_PER_CHARACTER = 0.3
"""Forty words of five characters a minute, an ordinary typist's speed (Dhakal et al. 2018 found 52 on average)."""


def add_sessions(log: UILog, config: ScanConfig) -> tuple[UILog, IdleThreshold]:
    """Cut the log into sessions S000001 .. and give every event its active seconds.

    A session ends where the agent or the recorded session changes, after a
    pause of more than config.session_break_seconds, and where the clock jumps
    back by more than 60 s (order="file"). The idle threshold is
    config.idle_threshold_seconds, or learnt from the log's pauses if that is 0.
    """
    pauses = _measure(log, config.session_break_seconds)
    learnt = None if config.idle_threshold_seconds else _learn_threshold(pauses)
    seconds = config.idle_threshold_seconds or learnt or _DEFAULT
    usual = _UsualTimes(_step_types(log), pauses)
    active = pauses.typing + usual.active_seconds(seconds)
    _check(active.sum(), pauses, seconds)
    shown = sorted({*_SHOWN_THRESHOLDS, seconds})
    typed = pauses.typing.sum()
    effect = tuple((t, float(typed + usual.active_seconds(t).sum())) for t in shown)
    log = log.with_columns(session=_session_names(pauses.first), active_seconds=active)
    return log, IdleThreshold(seconds, learnt is not None, effect, _counted(pauses, seconds))


def _counted(pauses: _Pauses, threshold: float) -> tuple[tuple[str, float], ...]:
    elapsed, dropped, capped = _bounds(pauses, threshold)
    return (("elapsed", elapsed), ("dropped", dropped), ("capped", capped))


def _bounds(pauses: _Pauses, threshold: float) -> tuple[float, float, float]:
    """Give all seconds, those without idle pauses, and those with idle pauses cut at the threshold."""
    parts, typed = (pauses.before, pauses.during), float(pauses.typing.sum())
    return (
        typed + sum(elapsed_seconds(part) for part in parts),
        typed + sum(dropped_seconds(part, threshold) for part in parts),
        typed + sum(capped_seconds(part, threshold) for part in parts),
    )


def elapsed_seconds(gaps: _Array) -> float:
    """Add up gaps in seconds, idle or not."""
    return float(gaps.sum())


def dropped_seconds(gaps: _Array, threshold: float) -> float:
    """Add up gaps in seconds, those beyond the threshold as nothing."""
    return float(gaps[gaps <= threshold].sum())


def capped_seconds(gaps: _Array, threshold: float) -> float:
    """Add up gaps in seconds, those beyond the threshold as the threshold."""
    return float(np.minimum(gaps, threshold).sum())


@dataclass(frozen=True, slots=True)
class _Pauses:
    """Seconds before and during every event, and whether it starts a session."""

    typing: _Array
    """Of the pause before an entry: what typing its text takes."""
    before: _Array
    """The rest of the pause."""
    during: _Array
    first: _Array


def _measure(log: UILog, break_seconds: float) -> _Pauses:
    start = log.table["time"].astype("int64").to_numpy()
    # An end that lies further off than a break is no work and must not swallow what follows.
    end = log.table["end"].fillna(log.table["time"]).astype("int64").to_numpy()
    end = np.clip(end, start, start + int(break_seconds * 1e6))
    cut = _recording_changes(log)
    cut[1:] |= start[1:] - start[:-1] < -_GLUED_SECONDS * 1e6
    reached = pd.Series(end).groupby(np.cumsum(cut)).cummax().to_numpy()
    reached_before = np.where(cut, start, np.roll(reached, 1))
    before = np.maximum(start - reached_before, 0) / 1e6
    during = np.maximum(end - np.maximum(start, reached_before), 0) / 1e6
    first = cut | (before > break_seconds)
    before = np.where(first, 0.0, before)
    typing = np.minimum(before, _typing_seconds(log))
    return _Pauses(typing, before - typing, during, first)


def _typing_seconds(log: UILog) -> _Array:
    """Give what typing the text of each entry takes; where the text is missing, the usual of the same step."""
    seconds = np.zeros(len(log))
    typed = np.flatnonzero((log.table["action"] == "input").to_numpy())
    if not len(typed):
        return seconds
    characters = log.table["value"].iloc[typed].str.len()
    usual = characters.groupby(_step_types(log)[typed]).transform("median")
    seconds[typed] = _SECONDS_PER_CHARACTER * characters.fillna(usual).fillna(0.0).to_numpy(dtype=np.float64)
    return seconds


def _recording_changes(log: UILog) -> _Array:
    """Mark events where the agent or the recorded session changes."""
    agent = log.codes("agent")
    session = _carried_on(agent, log.codes("session"))
    changed = np.ones(len(log), dtype=bool)
    changed[1:] = agent[1:] != agent[:-1]
    other = np.zeros(len(log), dtype=bool)
    other[1:] = (session[1:] != session[:-1]) & ~changed[1:]
    # Recordings that run side by side alternate: then a change is no break.
    people, width = int(agent.max(initial=-1)) + 2, int(session.max(initial=-1)) + 2
    pairs = np.unique((agent + 1) * width + session + 1)
    recordings = np.bincount(pairs // width, minlength=people)
    alternations = np.bincount(agent[other] + 1, minlength=people)
    return np.asarray(changed | (other & (alternations < 2 * recordings)[agent + 1]))


def _carried_on(agent: _Array, session: _Array) -> _Array:
    """Give events without a recorded session that of the agent's event before them."""
    known = (session >= 0) | np.append(True, agent[1:] != agent[:-1])[: len(agent)]
    return np.asarray(session[np.maximum.accumulate(np.where(known, np.arange(len(agent)), 0))])


def _session_names(first: _Array) -> Any:
    number = np.cumsum(first)
    last = int(number[-1]) if len(number) else 0
    width = max(6, len(str(last)))
    names = pd.Index([f"S{i:0{width}d}" for i in range(1, last + 1)], dtype="str")
    return pd.Series(pd.Categorical.from_codes(number - 1, categories=names))


def _step_types(log: UILog) -> _Array:
    screen, action, element = (log.codes(name) + 1 for name in ("screen", "action", "element"))
    wide = (screen * (action.max(initial=0) + 1) + action) * (element.max(initial=0) + 1) + element
    return np.asarray(pd.factorize(wide)[0])


class _UsualTimes:
    """Active seconds of every event for any threshold, from one sort per kind of time."""

    def __init__(self, step_type: _Array, pauses: _Pauses) -> None:
        self._n = len(step_type)
        counted = ~pauses.first
        self._parts = [_Ranked(step_type[counted], pauses.before[counted], np.flatnonzero(counted))]
        lasting = pauses.during > 0
        if lasting.any():
            self._parts.append(_Ranked(step_type[lasting], pauses.during[lasting], np.flatnonzero(lasting)))

    def active_seconds(self, threshold: float) -> _Array:
        total = np.zeros(self._n)
        for part in self._parts:
            total[part.rows] += part.active(threshold)
        return total


class _Ranked:
    """Times of steps, ranked within their type."""

    def __init__(self, step_type: _Array, seconds: _Array, rows: _Array) -> None:
        order = np.lexsort((seconds, step_type))
        self.rows = rows[order]
        self._type, self._seconds = step_type[order], seconds[order]
        self._sizes = np.bincount(step_type)
        self._starts = np.cumsum(self._sizes) - self._sizes

    def active(self, threshold: float) -> _Array:
        working = self._seconds <= threshold
        if working.all():
            return self._seconds
        if not working.any():
            return np.zeros(len(self._seconds))
        seen = np.bincount(self._type[working], minlength=len(self._sizes))
        last = len(self._seconds) - 1
        low = self._seconds[np.minimum(self._starts + np.maximum(seen - 1, 0) // 2, last)]
        high = self._seconds[np.minimum(self._starts + seen // 2, last)]
        overall = float(np.median(self._seconds[working]))
        usual = np.where(seen > 0, (low + high) / 2, overall)
        return np.where(working, self._seconds, usual[self._type])


def _check(active: float, pauses: _Pauses, threshold: float) -> None:
    """Hold the total between what is left without idle time and what was there at all."""
    slack = 1e-6 * max(1.0, active)
    elapsed, least, most = _bounds(pauses, threshold)
    if not least - slack <= active <= most + slack <= elapsed + 2 * slack:
        raise AssertionError("active seconds exceed what was observed")


def _learn_threshold(pauses: _Pauses) -> float | None:
    """Find the pause from which idleness is likelier than work, or None if the pauses don't tell.

    Pauses of a second and more (shorter ones are the recorder's, not a
    person's), as log seconds, are fitted with one population of work and one
    of idleness; where that shows no idleness, with quick work, slow work and
    idleness.
    """
    seconds = np.concatenate([pauses.typing + pauses.before, pauses.during])
    logs = np.log(seconds[seconds >= 1.0])
    if len(logs) < _LEAST_PAUSES:
        return None
    weight, edges = np.histogram(logs, bins=240, range=(0.0, float(np.log(86400.0))))
    x = (edges[:-1] + edges[1:]) / 2
    quick, slow = np.quantile(logs, (0.5, 0.9))
    for means in ([quick, _IDLE_START], [quick, slow, _IDLE_START]):
        found = _crossing(x, weight, np.array(means))
        if found is not None:
            return float(np.clip(round(found), _LEAST, _MOST))
    return None


_IDLE_START = float(np.log(300.0))
_ROUNDS = 200


def _crossing(x: _Array, weight: _Array, mean: _Array) -> float | None:
    """Fit normal populations by expectation maximisation; give the seconds where the last overtakes the others."""
    share, spread = np.full(len(mean), 1.0 / len(mean)), np.full(len(mean), 0.8)
    size = share
    density = np.zeros((len(x), len(mean)))
    for _ in range(_ROUNDS):
        density = share * np.exp(-0.5 * ((x[:, None] - mean) / spread) ** 2) / spread + 1e-300
        belongs = density / density.sum(axis=1, keepdims=True) * weight[:, None]
        size = belongs.sum(axis=0) + 1e-9
        share, mean = size / size.sum(), (belongs * x[:, None]).sum(axis=0) / size
        spread = np.sqrt((belongs * (x[:, None] - mean) ** 2).sum(axis=0) / size) + 0.05
    apart = (mean[-1] - mean[:-1]) / (spread[-1] + spread[:-1])
    if size[-1] < _LEAST_IDLE or share[-1] > 0.5 or apart.min() < 1.0 or mean[-1] < np.log(_LEAST):
        return None
    idle = (density[:, -1] > density[:, :-1].sum(axis=1)) & (x > mean[:-1].max())
    return float(np.exp(x[np.argmax(idle)])) if idle.any() else None

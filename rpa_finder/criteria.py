"""Suitability criteria as evidence: one answer each, and whether the log can give it.

The criteria are those that recur in the literature (Wellmann et al. 2020, Syed
et al. 2020). None has been validated across organisations, so that they are
shown side by side and never added up to a score.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from rpa_finder.model import Criterion, Routine, ScreenGraph
from rpa_finder.verdicts import Evidence, count_words, percent

MEASURED, ASSUMED, UNSEEN = "measured", "assumed", "not observable in this log"

_NEVER_SEEN = (
    ("Interfaces", "Whether the applications offer an interface that could carry the values."),
    ("Coming changes", "Whether a screen or an application will be replaced within six months."),
    ("Decisions about persons", "Whether the law wants a person to decide (GDPR, article 22)."),
    ("Urgency", "How soon an item must be done."),
)


def weigh_criteria(routine: Routine, evidence: Evidence, graph: ScreenGraph, days: int) -> tuple[Criterion, ...]:
    """Answer every criterion for a routine seen in a log of so many worked days."""
    measured = (
        _frequency(evidence, days),
        _duration(routine),
        *_ways(routine),
        *_exceptions(evidence),
        *_rules(evidence),
        Criterion("Systems", count_words(evidence.applications, "application") + " in its usual steps", MEASURED),
        *_surroundings(routine, graph),
        *_hand_offs(routine),
        Criterion("People", f"{count_words(evidence.agents, 'agent')} did it", MEASURED),
    )
    return (*measured, *(Criterion(name, question, UNSEEN) for name, question in _NEVER_SEEN))


def standardisation(executions: Sequence[int]) -> float:
    """Give 1 less the entropy of the variants over that of equally many equal ones: 1 = always the same way."""
    counts = np.array([n for n in executions if n > 0], dtype=float)
    if len(counts) < 2:
        return 1.0
    shares = counts / counts.sum()
    return float(1 + (shares * np.log(shares)).sum() / math.log(len(counts)))


def inverse_stability(seconds: Sequence[float]) -> float:
    """Give the variance of durations over their mean, in seconds: higher is less stable (after Wanner et al. 2019)."""
    times = np.asarray(seconds, dtype=float)
    mean = float(times.mean()) if len(times) else 0.0
    return float(((times - mean) ** 2).mean() / mean) if mean > 0 else 0.0


def surroundings(successors: Sequence[float], predecessors: Sequence[float]) -> float:
    """Say how fixed it is what comes before and after a step: 2 = always the same, near 0 = anything.

    Per side the share of the most usual neighbour over the number of
    neighbours; moves to the step itself are left out (after Wanner et al. 2019).
    """
    return sum(max(side) / sum(side) / len(side) for side in (successors, predecessors) if sum(side) > 0)


def _frequency(evidence: Evidence, days: int) -> Criterion:
    return Criterion("Frequency", f"{evidence.executions / max(days, 1):.1f} executions a worked day", MEASURED)


def _duration(routine: Routine) -> Criterion:
    times = [e.active_seconds for e in routine.executions]
    if not times:
        return Criterion("Duration", "How long an execution takes.", UNSEEN)
    spread = inverse_stability(times)
    median = float(np.median(times))
    return Criterion("Duration", f"{median:.0f} s (median); variance over mean {spread:.1f} s", MEASURED)


def _ways(routine: Routine) -> Iterator[Criterion]:
    counts = [v.executions for v in routine.variants]
    if not counts:
        yield Criterion("Standardisation", "In how many ways it is done.", UNSEEN)
        return
    top, alike = percent(max(counts) / max(sum(counts), 1)), standardisation(counts)
    ways = count_words(len(counts), "way")
    yield Criterion("Standardisation", f"{ways}; the most usual has {top}; evenness index {alike:.2f}", MEASURED)


def _exceptions(evidence: Evidence) -> Iterator[Criterion]:
    if evidence.exceptions is None:
        yield Criterion("Exceptions", "The share that goes another way; the least share is assumed.", ASSUMED)
    else:
        text = f"{percent(evidence.exception_share)} of the executions go another way or lack a usual step"
        yield Criterion("Exceptions", text, MEASURED)


def _rules(evidence: Evidence) -> Iterator[Criterion]:
    if evidence.transfers:
        text = f"{percent(evidence.explained)} of the values carried follow a simple transform"
        yield Criterion("Determinism", text, MEASURED)
    else:
        yield Criterion("Determinism", "Whether what is entered follows a rule.", UNSEEN)
    text = f"{percent(evidence.typed_share)} of the time goes into typing that no screen explains"
    yield Criterion("Structured input", text, MEASURED)


def _surroundings(routine: Routine, graph: ScreenGraph) -> Iterator[Criterion]:
    screens = sorted({step.screen for step in routine.steps})
    found = []
    for screen in screens:
        after = [float(t.moves) for t in graph.transitions if t.source == screen and t.target != screen]
        before = [float(t.moves) for t in graph.transitions if t.target == screen and t.source != screen]
        if after or before:
            found.append(surroundings(after, before))
    if found:
        text = f"what comes before and after its screens: index {sum(found) / len(found):.2f} (2 = always the same)"
        yield Criterion("Fixed surroundings", text, MEASURED)
    else:
        yield Criterion("Fixed surroundings", "What comes before and after its screens.", UNSEEN)


def _hand_offs(routine: Routine) -> Iterator[Criterion]:
    by_case: dict[str, set[str]] = {}
    for execution in routine.executions:
        if execution.case:
            by_case.setdefault(execution.case, set()).add(execution.agent)
    if by_case:
        more = sum(len(agents) > 1 for agents in by_case.values())
        yield Criterion("Hand-offs", f"{percent(more / len(by_case))} of the cases saw a second agent", MEASURED)
    else:
        yield Criterion("Hand-offs", "Whether a case passes through several hands.", UNSEEN)

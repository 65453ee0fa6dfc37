"""Two scans -> what appeared, shrank, grew, drifted or stayed.

In: a baseline and a later scan of the same work. Out: one Change a routine.
Counts are compared per agent-day, with an interval that allows for work
coming in bursts; no change is claimed only because the two counts differ.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

from rpa_finder.matching import match_routines
from rpa_finder.model import Change, Range, Routine, Scan, Step

TOO_FEW = 15
"""With fewer executions on both sides nothing is said."""
BAND = 0.10
"""A rate within 10 % either way counts as the same."""
DRIFT_IN_MIX = 0.05
"""Jensen-Shannon divergence of the variants, in bits, from which the work is done otherwise."""

_Z95 = 1.959963984540054
_Z80 = 1.2815515655446004
_PERMUTATIONS = 199


def compare(baseline: Scan, scan: Scan) -> tuple[Change, ...]:
    """Compare a scan with an earlier one, routine by routine: the baseline's first, then new ones.

    Verdicts: new, gone, reduced, grew, drifted, stable, too-few. Rates are
    executions per agent-day; rate_ratio is P10 to P90, the verdict rests on 95 %.
    """
    pairs = {before.id: (after, score) for before, after, score in match_routines(baseline.routines, scan.routines)}
    matched = {after.id for after, _ in pairs.values()}
    changes = []
    for before in baseline.routines:
        if before.id in pairs:
            changes.append(_matched(before, *pairs[before.id], baseline, scan))
        else:
            changes.append(_one_sided(before, baseline, scan, gone=True))
    changes += [_one_sided(r, scan, baseline, gone=False) for r in scan.routines if r.id not in matched]
    return tuple(changes)


def rate_ratio(
    before: tuple[int, float], after: tuple[int, float], dispersion: float = 1.0, z: float = _Z95
) -> tuple[float, float, float]:
    """Give low, middle and high of after's rate over before's; each is (count, exposure), counts above 0.

    The logarithm's standard error is that of two Poisson counts, times the
    root of the dispersion (variance over mean of the counts per agent-day).
    """
    (n0, e0), (n1, e1) = before, after
    ratio = (n1 / e1) / (n0 / e0)
    spread = math.exp(z * math.sqrt(dispersion * (1 / n0 + 1 / n1)))
    return ratio / spread, ratio, ratio * spread


def upper_rate(exposure: float) -> float:
    """Give the highest rate per unit of exposure that still fits having seen nothing (95 %, Poisson)."""
    return -math.log(0.05) / exposure


def divergence(left: Mapping[object, float], right: Mapping[object, float]) -> float:
    """Give the Jensen-Shannon divergence of two mixes, in bits: 0 = the same, 1 = nothing in common."""
    totals = sum(left.values()), sum(right.values())
    bits = 0.0
    for name in sorted(left.keys() | right.keys(), key=repr):
        p, q = left.get(name, 0) / totals[0], right.get(name, 0) / totals[1]
        middle = (p + q) / 2
        bits += sum(x * math.log2(x / middle) / 2 for x in (p, q) if x > 0)
    return max(0.0, bits)


def _matched(before: Routine, after: Routine, score: float, baseline: Scan, scan: Scan) -> Change:
    counts = len(before.executions), len(after.executions)
    exposures = _exposure(baseline), _exposure(scan)
    rates = counts[0] / exposures[0], counts[1] / exposures[1]
    hours = _gross_hours(after) - _gross_hours(before)
    ratio: Range | None = None
    if (before.key, before.executions, exposures[0]) == (after.key, after.executions, exposures[1]):
        ratio, verdict, why = Range(1.0, 1.0, 1.0), "stable", "The same executions in both scans."
    elif max(counts) < TOO_FEW or min(counts) == 0:
        verdict, why = "too-few", f"Seen {counts[0]} and {counts[1]} times: too little to tell."
    else:
        sides = (counts[0], exposures[0]), (counts[1], exposures[1])
        phi = _dispersion((before, exposures[0]), (after, exposures[1]))
        ratio = Range(*rate_ratio(*sides, phi, _Z80))
        low, middle, high = rate_ratio(*sides, phi)
        figure = f"{middle:.2f} times the rate before (95 % interval {low:.2f} to {high:.2f})"
        verdict = _rate_verdict(low, middle, high)
        drift = _drift(before, after, score)
        if drift and verdict in ("stable", "too-few"):
            verdict = "drifted"
        why = " ".join([f"Done {figure}{_RATE_WORDS[verdict]}.", *drift])
    return Change(before.id, after.id, after.name, verdict, *rates, ratio, hours, why)


_RATE_WORDS = {
    "reduced": "",
    "grew": "",
    "stable": ", within 10 % either way or no sign of a change",
    "drifted": "",
    "too-few": ": it may have changed or not, too little was seen to tell",
}


def _one_sided(routine: Routine, seen_in: Scan, other: Scan, *, gone: bool) -> Change:
    """Judge a routine that one scan holds and the other does not."""
    n, exposure = len(routine.executions), _exposure(seen_in)
    rate, most = n / exposure, upper_rate(_exposure(other)) * _dispersion((routine, exposure))
    when = "now" if gone else "before"
    if n < TOO_FEW or most >= rate:
        verdict = "too-few"
        why = f"Seen {n} times in one scan only, and too little else was seen to tell."
    else:
        verdict = "gone" if gone else "new"
        why = f"Not seen {when}: at most {most:.3g} times per agent-day (95 %), against {rate:.3g}."
    hours = _gross_hours(routine)
    if gone:
        return Change(routine.id, "", routine.name, verdict, rate, 0.0, None, -hours, why)
    return Change("", routine.id, routine.name, verdict, 0.0, rate, None, hours, why)


def _rate_verdict(low: float, middle: float, high: float) -> str:
    least, most = 1 / (1 + BAND), 1 + BAND
    if least <= low and high <= most:
        return "stable"
    if high < 1:
        return "reduced"
    if low > 1:
        return "grew"
    return "stable" if least <= middle <= most else "too-few"


def _drift(before: Routine, after: Routine, score: float) -> list[str]:
    """Say what shows that the same routine is done in another way; empty if nothing does."""
    said = []
    if before.key != after.key:
        said.append(f"Its steps changed: {score:.0%} alike.")
    mix = _mix_change(before, after)
    if mix is not None:
        said.append(f"Its variants are used in another mix (divergence {mix:.2f} bits).")
    low, middle, high = _time_ratio(before, after)
    if high < 1 / (1 + BAND) or low > 1 + BAND:
        said.append(f"An execution takes {middle:.2f} times as long (95 % interval {low:.2f} to {high:.2f}).")
    return said


def _mix_change(before: Routine, after: Routine) -> float | None:
    """Give the divergence of two variant mixes if agents dealt at random to the scans rarely differ as much."""
    groups = _mixes(before), _mixes(after)
    seen = divergence(_added(groups[0]), _added(groups[1]))
    if seen < DRIFT_IN_MIX:
        return None
    rng, pool, size = random.Random(1), [*groups[0], *groups[1]], len(groups[0])
    as_much = 0
    for _ in range(_PERMUTATIONS):
        rng.shuffle(pool)
        as_much += divergence(_added(pool[:size]), _added(pool[size:])) >= seen - 1e-12
    return seen if (as_much + 1) / (_PERMUTATIONS + 1) < 0.05 else None


def _mixes(routine: Routine) -> list[Counter[object]]:
    """Count, for each agent, the executions of each variant, named by its steps."""
    names = {v.id: tuple((s.screen, s.action, s.field) for s in _steps(routine, v.steps)) for v in routine.variants}
    mixes: dict[str, Counter[object]] = {}
    for e in routine.executions:
        mixes.setdefault(e.agent, Counter())[names.get(e.variant, e.variant)] += 1
    return [mixes[agent] for agent in sorted(mixes)]


def _steps(routine: Routine, indices: Sequence[int]) -> list[Step]:
    return [routine.steps[i - 1] for i in indices if 0 < i <= len(routine.steps)]


def _added(mixes: Sequence[Counter[object]]) -> Counter[object]:
    total: Counter[object] = Counter()
    for mix in mixes:
        total.update(mix)
    return total


def _time_ratio(before: Routine, after: Routine) -> tuple[float, float, float]:
    """Give low, middle and high of the mean active seconds after over before, agents as clusters."""
    (mean0, error0), (mean1, error1) = _mean_time(before), _mean_time(after)
    if mean0 <= 0 or mean1 <= 0:
        return 0.0, 1.0, math.inf
    spread = math.exp(_Z95 * math.hypot(error0 / mean0, error1 / mean1))
    return mean1 / mean0 / spread, mean1 / mean0, mean1 / mean0 * spread


def _mean_time(routine: Routine) -> tuple[float, float]:
    """Give the mean active seconds and its standard error, linearised over agents."""
    times: dict[str, list[float]] = {}
    for e in routine.executions:
        times.setdefault(e.agent, []).append(e.active_seconds)
    mean = fmean(e.active_seconds for e in routine.executions)
    groups = len(times)
    if groups < 2:
        return mean, math.inf
    squares = math.fsum((math.fsum(t) - mean * len(t)) ** 2 for t in times.values())
    return mean, math.sqrt(groups / (groups - 1) * squares) / len(routine.executions)


def _dispersion(*sides: tuple[Routine, float]) -> float:
    """Give variance over mean of the executions per agent-day, days without any included; at least 1."""
    squares, units = 0.0, 0.0
    for routine, exposure in sides:
        if not routine.executions:
            continue
        days = Counter((e.agent, e.day) for e in routine.executions)
        mean = len(routine.executions) / exposure
        empty = max(0.0, exposure - len(days))
        squares += (math.fsum((n - mean) ** 2 for n in days.values()) + empty * mean**2) / mean
        units += exposure
    return max(1.0, squares / max(1.0, units - len(sides)))


def _exposure(scan: Scan) -> float:
    return float(max(1, scan.totals.agent_days))


def _gross_hours(routine: Routine) -> float:
    """Give the observed hours scaled to a year; from volume and time where no range is given."""
    saving = routine.saving
    if saving is None:
        return 0.0
    if saving.gross_hours is not None:
        return saving.gross_hours.p50
    return saving.volume_per_year * saving.seconds_per_execution / 3600

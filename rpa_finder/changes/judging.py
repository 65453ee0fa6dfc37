"""From the evidence on every routine to a verdict on each.

The questions of how often are one family, those of how (steps, mix, time) another:
a p counts after adjustment for how many were asked in its family
(Benjamini-Hochberg), so that a comparison of a hundred unchanged routines is
no more likely to cry wolf than one of two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rpa_finder.agent_days import Grid, influence, spread
from rpa_finder.changes.manner import DRIFT_IN_MIX, Shift, TimeShift
from rpa_finder.changes.rates import LEAST, MOST, SURE, RateChange, absence_p, adjust, upper_rate
from rpa_finder.model import Change, Routine, Scan, SetAside

TOO_FEW = 15
"""With fewer executions on both sides nothing is said."""
ALARM = 0.05
"""An adjusted p up to this counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What both scans say about one routine; None where a scan does not hold it, or a question makes no sense."""

    before: Routine | None
    after: Routine | None
    grids: tuple[Grid, Grid]
    scans: tuple[Scan, Scan]
    likeness: float | None = None
    same: bool = False
    """The very same executions."""
    rates: RateChange | None = None
    said: tuple[str, ...] = ()
    """Steps that changed, in words."""
    steps: Shift | None = None
    mix: Shift | None = None
    time: TimeShift | None = None
    part_of: str = ""
    """Id of the other scan's routine that its steps are part of, where only one scan draws it for itself."""
    set_aside: SetAside | None = None
    """What the other scan saw of it without calling it a routine."""
    split: tuple[str, ...] = ()
    """Routines that are the same work, counted with it: one scan draws as several what the other draws as one."""
    visited: bool = False
    """The other scan visits its screens as often."""

    @property
    def drawn_otherwise(self) -> bool:
        """Whether the other scan may hold the same work under another heading."""
        return bool(self.part_of) or self.set_aside is not None or self.visited

    @property
    def counts(self) -> tuple[int, int]:
        """Executions before and after."""
        before, after = (len(r.executions) if r else 0 for r in (self.before, self.after))
        return before, after


@dataclass(frozen=True, slots=True)
class _Absence:
    """A routine that one scan holds and the other does not."""

    p: float
    most: float
    """The highest rate in the other scan that still fits (95 %)."""


def judge_all(evidence: Sequence[Evidence], basis: str, expected: Collection[str] = ()) -> tuple[Change, ...]:
    """Give one Change for each; basis is what rates are counted against.

    Of routines whose keys are expected to change, how often they are done was asked for beforehand: not one
    question of many.
    """
    absences = [_absence(e) if None in (e.before, e.after) else None for e in evidence]
    asked: list[tuple[int, str, float]] = []
    for i, (e, absence) in enumerate(zip(evidence, absences, strict=True)):
        if max(e.counts) < TOO_FEW or e.same or e.drawn_otherwise:
            continue
        if absence is not None:
            asked.append((i, "rate", absence.p))
        if e.rates is not None:
            asked.append((i, "rate", e.rates.p))
        if min(e.counts) >= TOO_FEW:
            answers = (("steps", e.steps), ("mix", e.mix), ("time", e.time))
            asked += [
                (i, name, answer.p) for name, answer in answers if answer is not None and (name != "steps" or e.said)
            ]
    families: dict[str | int, list[tuple[int, str, float]]] = {}
    for i, name, p in asked:
        family = "manner" if name != "rate" else i if _is_expected(evidence[i], expected) else "rate"
        families.setdefault(family, []).append((i, name, p))
    found: list[dict[str, float]] = [{} for _ in evidence]
    for questions in families.values():
        for (i, name, _), q in zip(questions, adjust([p for _, _, p in questions]), strict=True):
            found[i][name] = q
    return tuple(
        _one_sided(e, absence, q, basis) if absence is not None else _matched(e, q)
        for e, absence, q in zip(evidence, absences, found, strict=True)
    )


def _is_expected(e: Evidence, expected: Collection[str]) -> bool:
    return e.before is not None and e.before.key in expected


def _matched(e: Evidence, q: dict[str, float]) -> Change:
    before, after = e.before, e.after
    assert before is not None and after is not None  # noqa: PT018  (one-sided routines are judged elsewhere)
    counts, rates = e.counts, e.rates
    per_unit = counts[0] / e.grids[0].total, counts[1] / e.grids[1].total
    hours = gross_hours(after) - gross_hours(before)
    drift = _drift(e, q)
    if e.same:
        verdict, why = "stable", "The same executions in both scans."
    elif rates is None or max(counts) < TOO_FEW:
        verdict, why = "too-few", f"Seen {counts[0]} and {counts[1]} times: too little to tell."
    else:
        low, high = rates.ends(SURE)
        verdict = _verdict(rates.ratio, (low, high), q["rate"], drift=bool(drift))
        figure = f"{rates.ratio:.2f} times the rate before (95 % interval {low:.2f} to {high:.2f})"
        why = " ".join([f"Done {figure}{_WORDS[verdict]}.", *drift])
        if e.split:
            why = f"Counted with {', '.join(e.split)}, which one scan draws apart. {why}"
    if e.split:
        # Only together are they one routine: what is told of a single routine would be wrong.
        rates = None
    return Change(
        *(before.id, after.id, after.name, verdict, *per_unit),
        rates.range if rates else None,
        hours,
        why,
        *counts,
        before.key,
        likeness=e.likeness,
        rate_interval=rates.ends(SURE) if rates else None,
        dispersion=rates.dispersion if rates else None,
        rate_p=rates.p if rates else None,
        rate_q=q.get("rate"),
        equivalence_p=rates.equivalence_p if rates else None,
        steps_changed=e.said,
        steps_q=q.get("steps"),
        mix_divergence=e.mix.size if e.mix else None,
        mix_q=q.get("mix"),
        time_ratio=e.time.range if e.time else None,
        time_shift_seconds=e.time.seconds if e.time else None,
        time_q=q.get("time"),
    )


_WORDS = {
    "reduced": "",
    "grew": "",
    "stable": ", surely within 10 % either way",
    "drifted": "",
    "too-few": ": too little was seen to call it changed, or the same within 10 %",
}


def _verdict(ratio: float, interval: tuple[float, float], q: float, *, drift: bool) -> str:
    same = interval[0] >= LEAST and interval[1] <= MOST
    if q <= ALARM and not same:
        return "reduced" if ratio < 1 else "grew"
    if drift:
        return "drifted"
    return "stable" if same else "too-few"


def _drift(e: Evidence, q: dict[str, float]) -> list[str]:
    """Say what shows that the same routine is done in another way; empty if nothing does."""
    said = []
    if e.said and (q.get("steps", 1.0) <= ALARM or ("steps" in q and any(s.startswith("renamed") for s in e.said))):
        said.append(f"Its steps changed ({'; '.join(e.said[:4])}).")
    if e.mix is not None and e.mix.size >= DRIFT_IN_MIX and q.get("mix", 1.0) <= ALARM:
        said.append(f"Its variants are used in another mix (divergence {e.mix.size:.2f} bits).")
    if e.time is not None and q.get("time", 1.0) <= ALARM:
        r = e.time.range
        said.append(f"An execution takes {r.p50:.2f} times as long (8 in 10: {r.p10:.2f} to {r.p90:.2f}).")
    return said


def _absence(e: Evidence) -> _Absence:
    """Weigh how surely a routine that one scan holds is missing in the other."""
    gone = e.before is not None
    routine, (seen_in, other), scan = (e.before, e.grids, e.scans[1]) if gone else (e.after, e.grids[::-1], e.scans[0])
    assert routine is not None
    n = len(routine.executions)
    dispersion = max(1.0, _own_dispersion(seen_in, routine)) if n else 1.0
    # A scan lists no routine below the least number of executions: so many may have been there.
    least = scan.config.get("min_executions", 1)
    unseen = max(0, int(least) - 1) if isinstance(least, int | float) else 0
    return _Absence(
        absence_p(n, seen_in.total, other.total, dispersion, unseen) if n else 1.0,
        upper_rate(other.total, unseen) * dispersion,
    )


def _own_dispersion(grid: Grid, routine: Routine) -> float:
    """Give the variance of a routine's rate over that of a Poisson count, in the scan that holds it."""
    own = influence(grid, grid.counts(routine.executions))
    nothing = Grid({}, {}, own[:0, :0])
    return spread((grid, own), (nothing, own[:0, :0])).error ** 2 * len(routine.executions)


def _one_sided(e: Evidence, absence: _Absence, q: dict[str, float], basis: str) -> Change:
    """Judge a routine that one scan holds and the other does not."""
    gone = e.before is not None
    routine = e.before or e.after
    assert routine is not None
    grid = e.grids[0] if gone else e.grids[1]
    n = len(routine.executions)
    rate, when = n / grid.total, "now" if gone else "before"
    if e.part_of:
        verdict = "too-few"
        why = f"The other scan has its steps as part of {e.part_of}: drawn otherwise, which tells nothing of how often."
    elif e.set_aside:
        verdict = "too-few"
        seen = f"{e.set_aside.executions} times and set it aside ({e.set_aside.reason})"
        why = f"The other scan saw it {seen}: whether it is a routine is open, not whether it was done."
    elif e.visited:
        verdict = "too-few"
        why = "The other scan does not draw it, but visits its screens as often: it may be done there all the same."
    elif q.get("rate", 1.0) > ALARM:
        verdict = "too-few"
        why = f"Seen {n} times in one scan only, and too little else was seen to tell."
    else:
        verdict = "gone" if gone else "new"
        why = f"Not seen {when}: at most {absence.most:.3g} times per {basis} (95 %), against {rate:.3g}."
    hours = gross_hours(routine)
    # The unseen rest, at the pace and the staffing of the scan that saw the routine.
    left = hours * absence.most / rate if rate and hours else None
    if verdict == "gone" and left is not None:
        why += f" At most {left:.0f} h a year are left."
    change = (verdict, rate, 0.0, None, -hours) if gone else (verdict, 0.0, rate, None, hours)
    return Change(
        e.before.id if e.before else "",
        e.after.id if e.after else "",
        routine.name,
        *change,
        why,
        *e.counts,
        routine.key,
        rate_p=absence.p,
        rate_q=q.get("rate"),
        most_hours_left=left if verdict == "gone" else None,
    )


def gross_hours(routine: Routine) -> float:
    """Give the observed hours scaled to a year; from volume and time where no range is given."""
    saving = routine.saving
    if saving is None:
        return 0.0
    if saving.gross_hours is not None:
        return saving.gross_hours.p50
    return saving.volume_per_year * saving.seconds_per_execution / 3600

"""What proposals that went live have really saved: claimed against measured.

In: two scans, their Comparison, and what was decided. Out: one
VerifiedBenefit for each live proposal. Runs of a robot are not counted; people's
remaining work is measured again. What the same routine did at another team, or the untouched
routines did, in the meantime is taken off (difference in differences), new work on the same screens is
charged against the saving, and only months actually run are credited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from rpa_finder.agent_days import Array, Grid, Spread, influence, make_grid, spread, together
from rpa_finder.config import ScanConfig, read_config
from rpa_finder.errors import UsageError
from rpa_finder.gain_share import fees
from rpa_finder.matching import match_routines
from rpa_finder.model import Change, Comparison, LiveProposal, Range, Routine, Scan, VerifiedBenefit

DAYS_PER_MONTH = 365.25 / 12
EXECUTIONS_WANTED = 100
"""With fewer on either side, the untouched routines are no control."""
TEAM_WANTED = 30
"""With fewer executions of a routine on either side, another team is no control: chance alone moves it by a quarter."""
_CHARGED = ("new", "grew")


@dataclass(frozen=True, slots=True)
class Measured:
    """Hours a figure comes to, per agent-day of the later scan, and how far it could be off."""

    hours: float
    spread: Spread

    def range(self, factor: float, less: float = 0.0) -> Range:
        """Give P10 to P90 times a factor, less what is taken off."""
        reach = self.spread.reach(0.8)
        low, middle, high = (x * factor - less for x in (self.hours - reach, self.hours, self.hours + reach))
        return Range(low, middle, high)


@dataclass(frozen=True, slots=True)
class Team:
    """Another team at which nothing went live: its scans of both times, and their comparison."""

    scans: tuple[Scan, Scan]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class _Control:
    """What says how many would have been done without the change; nothing where executions are none."""

    executions: tuple[Sequence[Any], Sequence[Any]]
    grids: tuple[Grid, Grid]
    words: str
    routines: int = 1


@dataclass(frozen=True, slots=True)
class _Sides:
    scans: tuple[Scan, Scan]
    grids: tuple[Grid, Grid]
    comparison: Comparison
    config: ScanConfig
    teams_controls: dict[str, _Control]
    """Id of a routine in the baseline -> the same routine at the other team."""

    @property
    def agent_days_a_year(self) -> float:
        totals = self.scans[1].totals
        return totals.agent_days / max(1, totals.days) * self.config.assumptions.worked_days_per_year


def verify_benefits(
    baseline: Scan, scan: Scan, comparison: Comparison, live: Sequence[LiveProposal], team: Team | None = None
) -> tuple[VerifiedBenefit, ...]:
    """Measure what each live proposal has saved, in the order given.

    The control is the same routine at the other team, if one is given that does it often enough
    in the same two times; else the untouched routines; else there is none, which is said.
    Hours a year are at the staffing of the later scan. Withheld where the
    routine is not in the comparison, or its hours would be one person's.

    Raises UsageError config-currency-mismatch if costs would be set against fees in another currency.
    """
    config, before = _config(scan), _config(baseline)
    if live and before.assumptions.currency != config.assumptions.currency:
        what = f"currency = {config.assumptions.currency!r}, but the baseline's is {before.assumptions.currency!r}."
        todo = "Give both scans one currency: what live proposals cost is never converted."
        raise UsageError("config-currency-mismatch", scan.label or "the later scan", what, todo)
    controls = _teams_controls(team, baseline, scan) if team is not None else {}
    sides = _Sides((baseline, scan), (make_grid(baseline), make_grid(scan)), comparison, config, controls)
    changes = {c.key: c for c in comparison.routines if c.before_id}
    touched = {changes[p.routine_key].before_id for p in live if p.routine_key in changes}
    control = [c for c in comparison.routines if _is_control(c, comparison, touched)]
    moved = _moved_hours(comparison, sides, [changes.get(p.routine_key) for p in live])
    return tuple(
        _verify(p, changes.get(p.routine_key), control, away, sides) for p, away in zip(live, moved, strict=True)
    )


def removed_hours(
    routine: tuple[Sequence[Any], Sequence[Any]],
    control: tuple[Sequence[Any], Sequence[Any]],
    grids: tuple[Grid, Grid],
    trend: float = 1.0,
    others: tuple[Grid, Grid] | None = None,
) -> Measured:
    """Measure the hours an agent-day no longer spends: what the control says it would have, less what it does.

    Both are executions before and after. Without a control, trend says how much more volume an agent-day has.
    others are the agents and days of a control that other people did.
    """
    whose = others or grids
    tables = [g.counts(es, [e.active_seconds / 3600 for e in es]) for g, es in zip(grids, routine, strict=True)]
    hours = [float(t.sum()) / g.total for t, g in zip(tables, grids, strict=True)]
    drawn: list[Array] = [np.zeros_like(t) for t in tables]
    if all(control):
        counts = [g.counts(es) for g, es in zip(whose, control, strict=True)]
        rates = [float(t.sum()) / g.total for t, g in zip(counts, whose, strict=True)]
        trend = rates[1] / rates[0]
        drawn = [influence(g, t) for g, t in zip(whose, counts, strict=True)]
    expected = trend * hours[0]
    own = [(t - h * g.exposure) / g.total for t, h, g in zip(tables, hours, grids, strict=True)]
    measured, tried = (trend * own[0], -own[1]), (-expected * drawn[0], expected * drawn[1])
    if others is None:
        before, after = (a + b for a, b in zip(measured, tried, strict=True))
        return Measured(expected - hours[1], spread((grids[0], before), (grids[1], after)))
    apart = spread((others[0], tried[0]), (others[1], tried[1]))
    return Measured(expected - hours[1], together(spread((grids[0], measured[0]), (grids[1], measured[1])), apart))


def difference_in_differences(rates: tuple[float, float], control: tuple[float, float]) -> float:
    """Give the items spared per unit of exposure: the fall of a rate beyond the fall of the control's."""
    return (rates[0] - rates[1]) - (control[0] - control[1])


def _verify(
    live: LiveProposal, change: Change | None, untouched: Sequence[Change], moved: float, sides: _Sides
) -> VerifiedBenefit:
    months = _months_run(live, sides.scans[1])
    why = _unmeasured(live, change, sides)
    if why or change is None:
        return _benefit(live, months, why)
    executions = _executions(sides, [change])
    control = _control(change, untouched, sides)
    even = control.executions
    trend = 1.0 if all(even) else _volume_trend(sides)
    others = control.grids if control.grids is not sides.grids else None
    measured = removed_hours(executions, even, sides.grids, trend, others)
    a_year = sides.agent_days_a_year
    removed, verified = measured.range(a_year), measured.range(a_year, moved)
    part = months / 12
    before, after = (len(e) / g.total for e, g in zip(executions, sides.grids, strict=True))
    even_before, even_after = (
        len(e) / g.total / max(1, control.routines) for e, g in zip(even, control.grids, strict=True)
    )
    spared = difference_in_differences((before, after), (even_before, even_after)) if all(even) else None
    terms, price = sides.config.gain_share, sides.config.assumptions.cost_per_hour
    fee = fees(np.array([verified.p10, verified.p50, verified.p90]) * price, terms)
    agreed = terms.share > 0 or terms.floor > 0
    return VerifiedBenefit(
        *(live.proposal_id, live.routine_key, live.title, live.live_since, live.stopped),
        months_run=months,
        claimed_hours=live.claimed_hours,
        removed_hours=removed,
        moved_hours=moved,
        verified_hours=verified,
        verified_to_date=Range(*(x * part for x in (verified.p10, verified.p50, verified.p90))),
        verified_share=verified.p50 / live.claimed_hours if live.claimed_hours else None,
        items_spared=spared,
        control=control.words,
        cost_to_date=live.cost_to_date,
        fee=Range(*map(float, fee)) if agreed else None,
        why=f"{change.why} {control.words}.",
        decided_by=live.decided_by,
    )


def _benefit(live: LiveProposal, months: float, why: str) -> VerifiedBenefit:
    nothing = (None, 0.0, None, None, None, None)
    return VerifiedBenefit(
        *(live.proposal_id, live.routine_key, live.title, live.live_since, live.stopped, months, live.claimed_hours),
        *nothing,
        "",
        live.cost_to_date,
        None,
        why,
        live.decided_by,
    )


def _unmeasured(live: LiveProposal, change: Change | None, sides: _Sides) -> str:
    """Say why nothing can be measured, or ""."""
    if change is None:
        return "The baseline does not hold its routine: no saving can be told."
    comparison, config, totals = sides.comparison, sides.config, sides.scans[0].totals
    routine = next(r for r in sides.scans[0].routines if r.id == change.before_id)
    reasons = (
        (
            live.live_since < comparison.before_last[:10],
            "It went live before the baseline ended: compare with an earlier scan.",
        ),
        (
            live.live_since > comparison.after_last[:10],
            "It went live after the later scan's log ended: scan again once it has run.",
        ),
        (
            bool(live.stopped) and live.stopped < comparison.after_first[:10],
            "It was stopped before the later scan began: nothing of it can be measured there.",
        ),
        (
            # Both scans hold it, and one of them draws it apart.
            bool(change.after_id) and change.verdict != "stable" and change.rate_ratio is None,
            f"No saving can be told of one routine alone. {change.why}",
        ),
        (routine.agents < config.least_agents <= 5 <= totals.agents, "Withheld: the hours would be one person's."),
    )
    return next((why for applies, why in reasons if applies), "")


def _control(change: Change, untouched: Sequence[Change], sides: _Sides) -> _Control:
    """Choose the control: another team, else the untouched routines, else none."""
    if change.before_id in sides.teams_controls:
        return sides.teams_controls[change.before_id]
    executions = _executions(sides, untouched)
    if min(map(len, executions)) >= EXECUTIONS_WANTED:
        many = "1 untouched routine" if len(untouched) == 1 else f"{len(untouched)} untouched routines"
        return _Control(executions, sides.grids, f"Control: {many}", len(untouched))
    given = ", at the volume given" if sides.comparison.basis == "case" else ""
    return _Control(((), ()), sides.grids, f"Before and after, no control{given}")


def _teams_controls(team: Team, baseline: Scan, scan: Scan) -> dict[str, _Control]:
    """Find the baseline's routines at another team; none where its logs are of another time, or hold too few."""
    sides = tuple(zip((baseline, scan), team.scans, strict=True))
    if any(a.totals.first > b.totals.last or b.totals.first > a.totals.last for a, b in sides):
        return {}
    grids = make_grid(team.scans[0]), make_grid(team.scans[1])
    held = [{r.id: r.executions for r in s.routines} for s in team.scans]
    now = {c.before_id: c.after_id for c in team.comparison.routines if c.before_id and c.after_id}
    found = {}
    for here, there, _ in match_routines(baseline.routines, team.scans[0].routines):
        executions = held[0][there.id], held[1].get(now.get(there.id, ""), ())
        if min(map(len, executions)) >= TEAM_WANTED:
            name = team.scans[1].label or "another team"
            found[here.id] = _Control(executions, grids, f"Control: the same routine at {name}")
    return found


def _is_control(change: Change, comparison: Comparison, touched: set[str]) -> bool:
    untouched = comparison.untouched
    return untouched is not None and change.before_id in untouched.routines and change.before_id not in touched


def _executions(sides: _Sides, changes: Sequence[Change]) -> tuple[list[Any], list[Any]]:
    ids = ({c.before_id for c in changes}, {c.after_id for c in changes if c.after_id})
    found = [
        [e for r in s.routines if r.id in of for e in r.executions] for s, of in zip(sides.scans, ids, strict=True)
    ]
    return found[0], found[1]


def _moved_hours(comparison: Comparison, sides: _Sides, live: Sequence[Change | None]) -> list[float]:
    """Give each live proposal its part of the hours a year that new or grown routines take on its screens.

    Work that several may have caused is parted equally.
    """
    screens = [_screens_of(sides, change) for change in live]
    moved = [0.0] * len(live)
    for change in comparison.routines:
        if change.verdict not in _CHARGED or change in live:
            continue
        there = _screens_of(sides, change)
        causes = [i for i, own in enumerate(screens) if own & there]
        before, after = (sum(e.active_seconds for e in es) / 3600 for es in _executions(sides, [change]))
        more = after / sides.grids[1].total - before / sides.grids[0].total
        for i in causes:
            moved[i] += max(0.0, more) * sides.agent_days_a_year / len(causes)
    return moved


def _screens_of(sides: _Sides, change: Change | None) -> set[str]:
    """Name the screens that most executions of a routine work on: others are passed through by everybody."""
    if change is None:
        return set()
    held: list[Routine] = [r for r in sides.scans[0].routines if r.id == change.before_id]
    held += [r for r in sides.scans[1].routines if r.id == change.after_id]
    return {
        s.screen for r in held for s in r.steps if s.share >= 0.5 and s.action in ("input", "paste", "submit", "save")
    }


def _months_run(live: LiveProposal, scan: Scan) -> float:
    """Count the months of the later scan's log in which it ran, from going live if that came earlier than its end."""
    end = min(filter(None, (live.stopped, scan.totals.last[:10])))
    days = (date.fromisoformat(end) - date.fromisoformat(live.live_since)).days
    return max(0.0, days / DAYS_PER_MONTH)


def _volume_trend(sides: _Sides) -> float:
    """Give the volume of an agent-day, after over before; 1 where none was given."""
    volumes = sides.comparison.volumes
    if volumes is None:
        return 1.0
    return (volumes[1] / sides.grids[1].total) / (volumes[0] / sides.grids[0].total)


def _config(scan: Scan) -> ScanConfig:
    """Give the configuration of a scan; what is not kept is the default."""
    return read_config({k: v for k, v in scan.config.items() if k in ScanConfig.__dataclass_fields__})

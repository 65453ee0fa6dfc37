"""Does a re-scan tell what changed? Draws pairs of scans whose truth is known, and counts.

    python benchmarks/rescans.py [--pairs 100]

A pair has twelve routines of 20 to 3,000 executions, done by agents who differ in how often and how fast, on days
that differ, with three in ten agents replaced in between. One routine is automated for 80 % of its volume; in one
a field is renamed and a step added; one grows by 40 %; one is new; the rest stay. In every other pair the volume of
everything changes by up to a quarter, and is given. For truth "same", stable and too-few are right
(nothing was claimed); for a real change too-few is a miss.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import NormalDist

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rpa_finder.benefits import verify_benefits
from rpa_finder.changes import compare
from rpa_finder.config import ScanConfig
from rpa_finder.model import (
    Comparison,
    DataTransfer,
    Execution,
    IdleThreshold,
    LiveProposal,
    Portfolio,
    Routine,
    Scan,
    ScreenGraph,
    Step,
    Totals,
    Variant,
)

SEED = 3000
"""Pairs from 1 on were looked at while the tests of change were built; those from here on only score."""
ROUTINES = 12
LEFT = 0.2
"""Share of its volume that the automated routine keeps."""
GROWTH = 1.4
COUNTED = 15
SPREAD_OF_SECONDS = 0.4
"""Of the logarithm, between executions of one agent."""
MANY = 200
"""Executions in the baseline from which a single saving should lie near the truth: below, chance alone is wider."""
RIGHT, ALARMS, OFF, HELD = 0.90, 0.05, 0.10, (0.75, 0.85)
_FATES = ("automated", "changed", "grew", "new")
_GOOD = {
    "automated": {"reduced"},
    "changed": {"drifted"},
    "grew": {"grew"},
    "new": {"new"},
    "same": {"stable", "too-few"},
}


@dataclass(frozen=True, slots=True)
class Work:
    """One routine as it really is: executions of an average agent-day, seconds, and what becomes of it."""

    number: int
    daily: float
    seconds: float
    fate: str
    mix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scans and what really happened between them."""

    before: Scan
    after: Scan
    volumes: tuple[float, float] | None
    fates: dict[str, str]
    """Routine key -> fate."""
    saved: float
    """Hours a year that the automated routine no longer takes, of the people and the days of the later scan: what they
    would have been expected to do, less what they can be expected to do now."""
    saved_by_anybody: float
    """The same of an average team of that size on average days, of which the log shows one draw."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who works when, and how: log-scale deviations, the same person the same habits."""

    people: tuple[int, ...]
    days: int
    start: int


def draw_pair(seed: int, *, changing: bool = True, routines: int = ROUTINES, most: float = 3000.0) -> Pair:
    """Draw a pair of scans; without changing, nothing happens between them but chance and staff."""
    rng = np.random.default_rng(seed)
    size, days = int(rng.integers(14, 26)), int(rng.integers(20, 41))
    stay = round(0.7 * size)
    teams = (
        Team(tuple(range(size)), days, 0),
        Team((*range(size - stay, size), *range(size, size + size - stay + int(rng.integers(0, 4)))), days, 200),
    )
    volume_known = seed % 2 == 1
    volume = float(rng.uniform(0.8, 1.25)) if volume_known else 1.0
    fates = [*_FATES, *(["same"] * routines)][:routines] if changing else ["same"] * routines
    works = []
    for i, fate in enumerate(fates):
        executions = float(np.exp(rng.uniform(np.log(20), np.log(most))))
        mix = (0.7, 0.2, 0.1)
        works.append(Work(i, executions / (size * days), float(rng.uniform(30, 240)), fate, mix))
    people = max(max(t.people) for t in teams) + 1
    habits = {
        "busy": rng.normal(0, 0.15, people),
        "own": rng.normal(0, 0.25, (people, routines)),
        "pace": rng.normal(0, 0.2, (people, routines)),
    }
    drawn = [_draw_scan(team, works, habits, volume if later else 1.0, later, rng) for later, team in enumerate(teams)]
    scans = [scan for scan, _ in drawn]
    exposure = [s.totals.agent_days for s in scans]
    volumes = (float(exposure[0]), exposure[1] * volume) if volume_known else None
    a_year = exposure[1] / days * ScanConfig().assumptions.worked_days_per_year
    automated = next((w for w in works if w.fate == "automated"), works[0])
    factor = np.exp((0.15**2 + 0.25**2 + 0.2**2 + 0.1**2) / 2) * np.exp((0.2**2 + SPREAD_OF_SECONDS**2) / 2)
    anybody = volume * automated.daily * factor * automated.seconds / 3600 * (1 - LEFT) * a_year
    here = drawn[1][1] / exposure[1] * a_year
    return Pair(scans[0], scans[1], volumes, {f"k{w.number}": w.fate for w in works}, here, float(anybody))


def _draw_scan(
    team: Team, works: list[Work], habits: dict[str, np.ndarray], volume: float, later: int, rng: np.random.Generator
) -> tuple[Scan, float]:
    """Draw a scan; also give the hours that the automated routine would have taken more in it, as expected."""
    size = len(team.people)
    present = rng.random((size, team.days)) < 0.9
    who = list(team.people)
    busy_days = rng.normal(0, 0.2, team.days)
    found = []
    spared = 0.0
    for work in works:
        times = {"automated": LEFT, "grew": GROWTH}.get(work.fate, 1.0) if later else 1.0
        if work.fate == "new" and not later:
            continue
        rate = np.exp(habits["busy"][who] + habits["own"][who, work.number])[:, None]
        day = np.exp(busy_days + rng.normal(0, 0.1, team.days))[None, :]
        expected = work.daily * volume * rate * day * present
        counts = rng.poisson(times * expected)
        pace = np.exp(habits["pace"][who, work.number])
        if work.fate == "automated":
            seconds = work.seconds * pace[:, None] * np.exp(SPREAD_OF_SECONDS**2 / 2)
            spared = float((expected * seconds).sum()) / 3600 * (1 - LEFT)
        found.append(_draw_routine(work, counts, pace, bool(later), team, rng))
    kept = tuple(r for r in found if r.executions)
    seconds = 2 * sum(e.active_seconds for r in kept for e in r.executions)
    day_of = _day(team, 0), _day(team, team.days - 1)
    totals = Totals(1000, size, seconds, 9, 9, 9, team.days, int(present.sum()), *(f"{d}T09:00:00Z" for d in day_of))
    scan = Scan(
        *(f"scan {later}", "2026-03-31T00:00:00+00:00", "0", ScanConfig().as_dict(), (), totals),
        IdleThreshold(60.0, False, ()),
        ScreenGraph((), ()),
        kept,
        (),
        Portfolio(None, None, None, None, None, 0),
    )
    return scan, spared


def _day(team: Team, day: int) -> str:
    return str(np.datetime64("2026-01-05") + team.start + day)


def _draw_routine(
    work: Work, counts: np.ndarray, pace: np.ndarray, later: bool, team: Team, rng: np.random.Generator
) -> Routine:
    changed = later and work.fate == "changed"
    names = [f"{work.number}-{c}" for c in "abcdefg"]
    fields = names[:-1] if not changed else [*names[:3], names[3] + " (new)", *names[4:6], names[6]]
    screens = [f"Screen {work.number}.{i // 3}" for i in range(len(fields))]
    steps = tuple(
        Step(s, "select" if i == 0 else "input", f, 1.0, 3.0)
        for i, (s, f) in enumerate(zip(screens, fields, strict=True))
    )
    places = tuple(range(1, len(steps) + 1))
    ways = (places, (*places[:1], *places[2:3], *places[1:2], *places[3:]), places[:-1])
    executions = []
    for agent, day in np.argwhere(counts):
        for _ in range(counts[agent, day]):
            way = int(rng.choice(3, p=work.mix))
            seconds = float(work.seconds * pace[agent] * np.exp(rng.normal(0, SPREAD_OF_SECONDS)))
            n = len(executions)
            executions.append(
                Execution(
                    *(f"R{work.number}-{n}", f"A{agent:02d}", "", _day(team, int(day)), "", ""),
                    *(seconds, seconds, (0,), (n + 1,), ways[way], f"V{way}"),
                )
            )
    variants = tuple(Variant(f"V{i}", 1, way, work.seconds) for i, way in enumerate(ways))
    key = f"k{work.number}" + ("-changed" if changed else "")
    return Routine(
        *(f"R{work.number:02d}", key, f"Routine {work.number}", "copy-transfer", 0.9, "values", steps),
        tuple(executions),
        (DataTransfer(screens[0], fields[0], screens[3], fields[3], "rekey", "same", 1, 1.0, 1.0, 4.0),),
        variants,
    )


@dataclass(slots=True)
class Tally:
    """What was counted over many pairs."""

    said: Counter[tuple[str, str]]
    pairs: int = 0
    pairs_alarmed: int = 0
    unchanged: int = 0
    unchanged_alarmed: int = 0
    grown: list[tuple[int, int]] = field(default_factory=list)
    """Executions before and after of the routine that grew."""
    misses: list[float] = field(default_factory=list)
    """Of the verified saving, as a share of the true one."""
    counts: list[tuple[int, int]] = field(default_factory=list)
    """Executions before and after of the automated routine."""
    held: int = 0
    held_anybody: int = 0


def score(seeds: range) -> Tally:
    """Compare every pair, changed and unchanged, with its truth."""
    tally = Tally(Counter())
    for seed in seeds:
        pair = draw_pair(seed)
        comparison = compare(pair.before, pair.after, pair.volumes)
        for change in comparison.routines:
            if max(change.executions_before, change.executions_after) >= COUNTED:
                tally.said[pair.fates[change.key], change.verdict] += 1
                if pair.fates[change.key] == "grew":
                    tally.grown.append((change.executions_before, change.executions_after))
        tally.pairs += 1
        verify(pair, tally, comparison)
        still = draw_pair(seed, changing=False)
        verdicts = [c.verdict for c in compare(still.before, still.after, still.volumes).routines]
        alarms = sum(v not in ("stable", "too-few") for v in verdicts)
        tally.unchanged += len(verdicts)
        tally.unchanged_alarmed += alarms
        tally.pairs_alarmed += alarms > 0
    return tally


def verify(pair: Pair, tally: Tally, comparison: Comparison) -> None:
    """Count how far the verified saving of a pair is from the truth, and whether its range holds it."""
    live = LiveProposal("P01", "k0", "Routine 0", pair.before.totals.last[:10], "", None, 0.0)
    (benefit,) = verify_benefits(pair.before, pair.after, comparison, [live])
    removed = benefit.removed_hours
    if removed is not None:
        tally.held += removed.p10 <= pair.saved <= removed.p90
        tally.held_anybody += removed.p10 <= pair.saved_by_anybody <= removed.p90
        tally.misses.append(removed.p50 / pair.saved - 1)
        change = next(c for c in comparison.routines if c.key == "k0")
        tally.counts.append((change.executions_before, change.executions_after))


def growth_bound(counts: list[tuple[int, int]]) -> float:
    """Give the share of grown routines that a single test at 5 % would see if it knew every habit and every day.

    What is left then is the chance of two Poisson counts, which nothing can know.
    """
    errors = np.array([math.sqrt(1 / max(1, a) + 1 / max(1, b)) for a, b in counts])
    return float(np.mean([NormalDist().cdf(math.log(GROWTH) / e - 1.96) for e in errors]))


def saving_bound(counts: list[tuple[int, int]]) -> float:
    """Give how near half of the savings would come if every habit, every day and the trend were known.

    What is left is the chance of the counts and of the seconds of single executions.
    """
    per_execution = math.exp(SPREAD_OF_SECONDS**2)
    errors = [
        math.sqrt(per_execution * (1 / a + (LEFT / (1 - LEFT)) ** 2 / max(1, b)) if b else per_execution / a)
        / (1 - LEFT)
        for a, b in counts
    ]
    drawn = np.random.default_rng(1).normal(size=(1000, len(errors)))
    return float(np.median(np.abs(drawn * np.array(errors))))


def score_savings(seeds: range) -> Tally:
    """Verify the savings of many small pairs: a share that holds the truth needs more trials than verdicts do."""
    tally = Tally(Counter())
    for seed in seeds:
        pair = draw_pair(seed, routines=7, most=1500)
        verify(pair, tally, compare(pair.before, pair.after, pair.volumes))
    return tally


def right_share(tally: Tally) -> float:
    """Give the share of the routines whose verdict is right."""
    return sum(n for (fate, verdict), n in tally.said.items() if verdict in _GOOD[fate]) / sum(tally.said.values())


def time_comparison(routines: int = 200) -> float:
    """Give the processor seconds it takes to compare two scans of so many routines."""
    pair = draw_pair(1, routines=routines, most=600)
    began = time.process_time()
    compare(pair.before, replace(pair.after, label="later"))
    return time.process_time() - began


def main() -> int:
    """Print what was measured; give 1 if something is outside its bounds."""
    parser = argparse.ArgumentParser(description="Measure how well a re-scan tells what changed.")
    parser.add_argument("--pairs", type=int, default=100)
    pairs = parser.parse_args().pairs
    tally = score(range(SEED, SEED + pairs))
    for fate, good in _GOOD.items():
        said = {verdict: n for (f, verdict), n in sorted(tally.said.items()) if f == fate}
        share = sum(n for v, n in said.items() if v in good) / max(1, sum(said.values()))
        print(f"{fate:<10} right {share:6.1%}  {said}")
    print(f"  a test that knew every habit and day would see {growth_bound(tally.grown):.1%} of those that grew")
    savings = score_savings(range(SEED, SEED + 4 * pairs))
    misses = np.array(savings.misses)
    many = np.array([a >= MANY for a, _ in savings.counts])
    bounds = [saving_bound([c for c, m in zip(savings.counts, many, strict=True) if m or not only]) for only in (0, 1)]
    alarms, pairs_alarmed = tally.unchanged_alarmed / tally.unchanged, tally.pairs_alarmed / tally.pairs
    off, held, anybody = (float(misses.mean()), savings.held / len(misses), savings.held_anybody / len(misses))
    near = [float(np.median(np.abs(part))) for part in (misses, misses[many])]
    seconds = time_comparison()
    results = (
        (
            f"verdicts right: {right_share(tally):.1%} of {sum(tally.said.values())} routines",
            right_share(tally) >= RIGHT,
        ),
        (f"false alarms on unchanged routines: {alarms:.2%} of {tally.unchanged}", alarms <= ALARMS),
        (f"unchanged pairs with any alarm: {pairs_alarmed:.1%} of {tally.pairs}", pairs_alarmed <= ALARMS),
        (f"verified saving off by {off:+.1%} on average", abs(off) <= OFF),
        (f"  half of all {len(misses)} within {near[0]:.1%}; with all but chance known, {bounds[0]:.1%}", True),
        (f"  half of the {many.sum()} of {MANY} or more within {near[1]:.1%}; {bounds[1]:.1%}", near[1] <= OFF),
        (f"80 % interval holds the saving of these people and days in {held:.1%}", HELD[0] <= held <= HELD[1]),
        (f"  that of an average team on average days in {anybody:.1%}", True),
        (f"two scans of 200 routines compared in {seconds:.1f} s", seconds <= 3),
    )
    for text, fine in results:
        print(text + ("" if fine else "  MISSED"))
    return int(not all(fine for _, fine in results))


if __name__ == "__main__":
    sys.exit(main())

"""Would another way of counting see more of what changed? Measures ways that the product does not take.

    python benchmarks/rescan_ways.py [--pairs 60]

On the drawn pairs of benchmarks/rescans.py, seeds to look at. Growth by 40 %: the product's test; its variances drawn
towards those of all routines (Smyth 2004); beside the untouched routines, each by its precision; and what the product's
test would see if agents had the same name in both scans. Verified savings: other controls than the product's.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import polygamma, stdtr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rescans import Pair, draw_pair, saving_bound
from rpa_finder.agent_days import Array, Grid, influence, make_grid, spread
from rpa_finder.changes.judging import ALARM
from rpa_finder.changes.rates import adjust
from rpa_finder.model import Scan

LOOK = range(1, 3000)
NOTHING = 1e-6
"""The chance of the routine that is new, which is asked as well."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One routine that both scans hold: counts by agent and day, and what follows from them."""

    fate: str
    grids: tuple[Grid, Grid]
    tables: tuple[Array, Array]

    @property
    def poisson(self) -> float:
        """Variance of the logarithm of the ratio by chance alone."""
        return float(sum(1 / t.sum() for t in self.tables))

    @property
    def log_ratio(self) -> float:
        """Logarithm of the ratio of both rates."""
        rates = [float(t.sum()) / g.total for t, g in zip(self.tables, self.grids, strict=True)]
        return math.log(rates[1] / rates[0])

    def influences(self) -> list[Array]:
        """Give what every cell adds to the logarithm of either rate."""
        return [influence(g, t) for g, t in zip(self.grids, self.tables, strict=True)]


def count(pair: Pair) -> list[Counted]:
    """Count every routine of a pair that both scans hold."""
    cases = pair.volumes or (None, None)
    grids = make_grid(pair.before, cases[0]), make_grid(pair.after, cases[1])
    sides = [{r.key.split("-")[0]: r.executions for r in scan.routines} for scan in (pair.before, pair.after)]
    return [
        Counted(pair.fates[key], grids, (grids[0].counts(sides[0][key]), grids[1].counts(sides[1][key])))
        for key in sides[0]
        if sides[1].get(key)
    ]


def named(pair: Pair, seed: int) -> Pair:
    """Give a pair whose agents have the same name in both scans; who stays follows from how pairs are drawn."""
    size = int(np.random.default_rng(seed).integers(14, 26))
    gone = size - round(0.7 * size)

    def renamed(scan: Scan, first: int) -> Scan:
        routines = (
            replace(r, executions=tuple(replace(e, agent=f"P{int(e.agent[1:]) + first:03d}") for e in r.executions))
            for r in scan.routines
        )
        return replace(scan, routines=tuple(routines))

    return replace(pair, before=renamed(pair.before, 0), after=renamed(pair.after, gone))


def as_it_is(routines: list[Counted]) -> Iterator[float]:
    """Give the product's p of every routine."""
    for r in routines:
        before, after = r.influences()
        error = spread((r.grids[0], -before), (r.grids[1], after), r.poisson)
        yield min(1.0, 2 * error.above(abs(r.log_ratio)))


def moderated(routines: list[Counted]) -> Iterator[float]:
    """Give the p of every routine with its variance drawn towards that of all."""
    own = [r.influences() for r in routines]
    yield from _moderated([r.log_ratio for r in routines], own, routines)


def beside_untouched(routines: list[Counted]) -> Iterator[float]:
    """Give the p of every routine beside the others that move with the middle, each by its precision."""
    own = [r.influences() for r in routines]
    ratios = np.array([r.log_ratio for r in routines])
    errors = [spread((r.grids[0], -i[0]), (r.grids[1], i[1]), r.poisson) for r, i in zip(routines, own, strict=True)]
    middle = float(np.median(ratios))
    even = [i for i, e in enumerate(errors) if abs(ratios[i] - middle) < e.reach(0.95)]
    beside, contrasts = [], []
    for i in range(len(routines)):
        others = [j for j in even if j != i]
        weights = np.array([1 / errors[j].error ** 2 for j in others])
        weights /= weights.sum()
        beside.append(float(ratios[i] - weights @ ratios[others]))
        contrasts.append([own[i][s] - sum(w * own[j][s] for w, j in zip(weights, others, strict=True)) for s in (0, 1)])
    yield from _moderated(beside, contrasts, routines)


def _moderated(ratios: list[float], influences: list[list[Array]], routines: list[Counted]) -> Iterator[float]:
    poisson = np.array([r.poisson for r in routines])
    found = [spread((r.grids[0], -i[0]), (r.grids[1], i[1])) for r, i in zip(routines, influences, strict=True)]
    free = np.array([e.freedom for e in found])
    own = np.maximum([e.error**2 for e in found], poisson / 4)

    def too_small(extra: float) -> float:
        return float((free * (own / (poisson + extra) - 1)).sum())

    expected = poisson + (brentq(too_small, 0, 100) if too_small(0) > 0 else 0.0)
    unrest = float(np.var(np.log(own / expected), ddof=1) - polygamma(1, free / 2).mean())
    prior = 2 * brentq(lambda x: polygamma(1, x) - unrest, 1e-3, 1e6) if unrest > 1e-3 else 1e4
    variance = np.maximum((prior * expected + free * own) / (prior + free), poisson)
    for ratio, v, f in zip(ratios, variance, free, strict=True):
        yield min(1.0, 2 * float(stdtr(prior + f, -abs(ratio) / math.sqrt(v))))


WAYS: dict[str, Callable[[list[Counted]], Iterator[float]]] = {
    "as it is": as_it_is,
    "variances drawn towards that of all": moderated,
    "that, beside the untouched routines": beside_untouched,
}


def measure_growth(seeds: range) -> None:
    """Print how many of those that grew every way sees, and its alarms on those that stayed."""
    seen = dict.fromkeys([*WAYS, "agents known by name"], 0)
    alarms = dict(seen)
    stayed = 0
    for seed in seeds:
        pair = draw_pair(seed)
        routines, known = count(pair), count(named(pair, seed))
        chances = {name: list(way(routines)) for name, way in WAYS.items()}
        chances["agents known by name"] = list(as_it_is(known))
        for name, ps in chances.items():
            for r, q in zip(routines, adjust([*ps, NOTHING]), strict=False):
                seen[name] += r.fate == "grew" and q <= ALARM
                alarms[name] += r.fate in ("same", "changed") and q <= ALARM
        stayed += sum(r.fate in ("same", "changed") for r in routines)
    for name, many in seen.items():
        print(f"growth seen, {name}: {many / len(seeds):.0%}; alarms {alarms[name]} of {stayed}")


def measure_savings(seeds: range) -> None:
    """Print how far the hours removed are off by several controls; the truth says which routines are untouched."""
    misses: dict[str, list[float]] = {}
    counts = []
    for seed in seeds:
        pair = draw_pair(seed, routines=7, most=1500)
        before, *_ = (r for r in pair.before.routines if r.key == "k0")
        now = [e for r in pair.after.routines if r.key == "k0" for e in r.executions]
        counts.append((len(before.executions), len(now)))
        routines = count(replace(pair, volumes=None))
        days = [g.total for g in routines[0].grids]
        spent = [
            sum(e.active_seconds for e in es) / 3600 / d for es, d in zip((before.executions, now), days, strict=True)
        ]
        even = [r for r in routines if r.fate in ("same", "changed")]
        sums = [sum(float(r.tables[s].sum()) for r in even) / days[s] for s in (0, 1)]
        weights = np.array([1 / (r.poisson + 0.01) for r in even])
        trends = {
            "untouched routines added up, as it is": sums[1] / sums[0],
            "each by its precision": math.exp(float(weights @ [r.log_ratio for r in even]) / weights.sum()),
            "none": 1.0,
        }
        if pair.volumes is not None:
            trends["the volume given"] = (pair.volumes[1] / days[1]) / (pair.volumes[0] / days[0])
        a_year = days[1] / pair.after.totals.days * 252
        for name, trend in trends.items():
            misses.setdefault(name, []).append((trend * spent[0] - spent[1]) * a_year / pair.saved - 1)
    for name, off in misses.items():
        half = np.median(np.abs(off))
        print(f"saving by {name}: half of {len(off)} within {half:.1%}, {np.mean(off):+.1%} on average")
    print(f"with all but chance known: {saving_bound(counts):.1%}")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description="Measure other ways to tell what changed.")
    parser.add_argument("--pairs", type=int, default=60)
    pairs = parser.parse_args().pairs
    measure_growth(LOOK[:pairs])
    measure_savings(LOOK[: 5 * pairs])


if __name__ == "__main__":
    main()

"""Is a routine done more or less often than before?

In: what was counted in both scans, and what it is counted against. Out: the
ratio of the two rates, how far it could be off, and the chance of it if
nothing had changed. Work comes in bursts and agents have habits, so that two
counts differ by more than Poisson's law allows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rpa_finder.agent_days import Array, Grid, Spread, influence, spread
from rpa_finder.model import Range

BAND = 0.10
"""A rate within 10 % either way counts as the same."""
LEAST, MOST = 1 / (1 + BAND), 1 + BAND
SURE = 0.95
RANGE = 0.80
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class RateChange:
    """The ratio of two rates and how far it could be off; the spread is that of its logarithm."""

    ratio: float
    spread: Spread
    dispersion: float

    def ends(self, confidence: float) -> tuple[float, float]:
        """Give an interval that holds the true ratio in that share of cases."""
        reach = math.exp(min(700.0, self.spread.reach(confidence)))
        return self.ratio / reach, self.ratio * reach

    @property
    def range(self) -> Range:
        """P10 to P90."""
        low, high = self.ends(RANGE)
        return Range(low, self.ratio, high)

    @property
    def p(self) -> float:
        """Chance of a ratio as far from 1 if nothing had changed."""
        return min(1.0, 2 * self.spread.above(abs(math.log(self.ratio))))

    @property
    def equivalence_p(self) -> float:
        """Two one-sided tests of a ratio within the band: the larger of both p."""
        middle, edge = math.log(self.ratio), math.log(MOST)
        return max(self.spread.above(middle + edge), self.spread.above(edge - middle))


def compare_rates(before: tuple[Grid, Array], after: tuple[Grid, Array]) -> RateChange:
    """Compare what was counted by agent and day in two scans; both counts are above 0."""
    (n0, e0), (n1, e1) = ((float(table.sum()), grid.total) for grid, table in (before, after))
    poisson = 1 / n0 + 1 / n1
    error = spread((before[0], -influence(*before)), (after[0], influence(*after)), poisson)
    return RateChange((n1 / e1) / (n0 / e0), error, error.error**2 / poisson)


def rate_ratio(
    before: tuple[float, float], after: tuple[float, float], dispersion: float = 1.0, z: float = _Z95
) -> tuple[float, float, float]:
    """Give low, middle and high of after's rate over before's; each is (count, exposure), counts above 0.

    The logarithm's standard error is that of two Poisson counts, times the
    root of the dispersion (variance over mean of the counts per agent-day).
    """
    (n0, e0), (n1, e1) = before, after
    ratio = (n1 / e1) / (n0 / e0)
    reach = math.exp(z * math.sqrt(dispersion * (1 / n0 + 1 / n1)))
    return ratio / reach, ratio, ratio * reach


def upper_rate(exposure: float, unseen: int = 0) -> float:
    """Give the highest rate per unit of exposure that still fits having seen so few (95 %, Poisson)."""
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy, loaded when used

    return float(gammaincinv(unseen + 1, 0.95)) / exposure


def absence_p(count: float, exposure: float, without: float, dispersion: float, unseen: int = 0) -> float:
    """Give the chance of at most so many unseen in an exposure if the rate were the one of the other scan.

    Exact, given the sum of both (binomial); counts are divided by their dispersion. Two-sided: doubled.
    """
    from scipy.special import betainc  # noqa: PLC0415 - heavy, loaded when used

    seen, few = count / dispersion, unseen / dispersion
    return min(1.0, 2 * float(betainc(seen, few + 1, exposure / (exposure + without))))


def adjust(chances: list[float]) -> list[float]:
    """Adjust many p for asking many questions (Benjamini and Hochberg 1995); in the given order."""
    n = len(chances)
    order = sorted(range(n), key=lambda i: -chances[i])
    adjusted, least = [0.0] * n, 1.0
    for place, i in enumerate(order):
        least = min(least, chances[i] * n / (n - place))
        adjusted[i] = least
    return adjusted

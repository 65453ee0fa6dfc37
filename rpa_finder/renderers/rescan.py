"""What a re-scan found: the one thing that every output of compare is rendered from."""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder.model import Comparison, Scan, ScreenDrift, VerifiedBenefit

VERDICTS = ("gone", "reduced", "grew", "drifted", "new", "stable", "too-few")
"""In the order in which a reader wants to know of them."""
NOTHING_NEW = ("stable", "too-few")
VERDICT_WORDS = {
    "gone": "no longer seen",
    "reduced": "done less",
    "grew": "done more",
    "drifted": "done in another way",
    "new": "new",
    "stable": "the same within 10 %",
    "too-few": "no sign of a change, but too little seen to rule one out",
}


@dataclass(frozen=True, slots=True)
class Rescan:
    """Two scans, what changed between them, what was saved, and which screens changed within the later one."""

    baseline: Scan
    scan: Scan
    comparison: Comparison
    benefits: tuple[VerifiedBenefit, ...] = ()
    drift: tuple[ScreenDrift, ...] = ()
    screen_changes: tuple[float, ...] = ()
    """Of any one screen in a year: P10, middle, P90; empty where the logs span too few weeks to tell."""

    @property
    def changed(self) -> bool:
        """Whether a routine is anything but stable or too-few, or a live proposal saves surely less than claimed."""
        routines = any(c.verdict not in NOTHING_NEW for c in self.comparison.routines)
        return routines or any(falls_short(b) for b in self.benefits)


def falls_short(benefit: VerifiedBenefit) -> bool:
    """Tell whether 9 in 10 outcomes of what was verified lie below what was claimed."""
    verified, claimed = benefit.verified_hours, benefit.claimed_hours
    return verified is not None and claimed is not None and verified.p90 < claimed

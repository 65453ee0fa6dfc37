"""Proposals taken together: the same draws for all of them, and what they come to at given assumptions.

In: the routines that something is built for, with their proposals. Out: joint
draws, and from these hours and money. All chance is in the draws, none in what
follows from them: so the same draws can be valued again at other assumptions.
Chances that have a cause in common share it by a mixture (estimates.follow).
The report's page does so with the same numbers (renderers/live.py): executions
and seconds are kept in sixteen bits, the other chances follow from a key.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rpa_finder import estimates, intervals, verdicts, workload, worth
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.finance import Array
from rpa_finder.model import Proposal, Routine, ScreenGraph
from rpa_finder.verdicts import Evidence

_LEVELS = 65_535
_ATTENDED = (verdicts.ATTENDED,)
_GOLDEN = 0x9E3779B9
"""2^32 over the golden ratio: the numbers of draws, spread over 32 bits."""

Codes = np.ndarray[Any, np.dtype[np.uint16]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of one figure: low + step x code, one code per draw."""

    low: float
    step: float
    codes: Codes

    @property
    def values(self) -> Array:
        """The draws as numbers."""
        return np.asarray(self.low + self.step * self.codes)


@dataclass(frozen=True, slots=True)
class Part:
    """One proposal of the plan."""

    proposal: Proposal
    routine: Routine
    evidence: Evidence
    executions: Drawn
    seconds: Drawn
    chance: int
    """Key of the chances that decide how much is handed back."""


@dataclass(frozen=True, slots=True)
class Joint:
    """The proposals of the plan with their draws."""

    parts: tuple[Part, ...]
    days: tuple[str, ...]
    draws: int
    realised: int
    """Key of the chances that decide how much is put to use: the same for all, as it is the organisation's."""
    overrun: int
    """Key of the chances that decide how far builds overrun; the same for all."""
    unattended: workload.Load
    attended: workload.Load


@dataclass(frozen=True, slots=True)
class Valued:
    """What the plan comes to; arrays of hours a year are proposal x draw."""

    gross: Array
    net: Array
    realised: Array
    cashable: Array
    factor: Array
    """How far builds overrun, one per draw."""
    robots: worth.Robots
    priced: worth.Priced


def draw_jointly(
    routines: Sequence[Routine],
    proposals: Sequence[Proposal],
    worked_days: int,
    config: ScanConfig,
    graph: ScreenGraph,
) -> Joint | None:
    """Draw agents and days once for all proposals that something is built for, by rank; None if there are none."""
    routine_of = {r.id: r for r in routines}
    ranked = [(p, routine_of[p.routine_id]) for p in sorted(proposals, key=lambda p: p.rank)]
    chosen = [(p, r) for p, r in ranked if p.verdict in verdicts.BUILT and r.saving and r.saving.net_hours]
    if not chosen:
        return None
    days = estimates.name_worked_days(routines, worked_days)
    margins = intervals.tabulate([r.executions for _, r in chosen], len(days))
    counts, seconds = intervals.resample(margins, config.draws, estimates.seeded(config.seed, "portfolio"))
    parts = tuple(
        Part(
            proposal,
            routine,
            verdicts.measure_evidence(routine, graph),
            _sixteen_bits(counts[i]),
            _sixteen_bits(seconds[i]),
            _key(config.seed, f"exceptions {routine.key} {i}"),
        )
        for i, (proposal, routine) in enumerate(chosen)
    )
    keys = _key(config.seed, "realised"), _key(config.seed, "overrun")
    return Joint(parts, days, config.draws, *keys, _load(parts, verdicts.UNATTENDED_LIKE), _load(parts, _ATTENDED))


def value_jointly(joint: Joint, given: Assumptions, build_factor: float = 1.0) -> Valued:
    """Work out hours and money of a plan at these assumptions, builds taking build_factor times the days estimated."""
    overrun = chances(joint.overrun, joint.draws)
    # A hard project overruns, hands more back and is put to less use.
    put = estimates.follow(chances(joint.realised, joint.draws), 1 - overrun, given.common_cause)
    share = estimates.triangular_at(put, *estimates.realisation_ends(given.realisation))
    rows = [_hours(part, joint, share, overrun, given) for part in joint.parts]
    gross, net, realised = (np.array([getattr(row, name) for row in rows]) for name in ("gross", "net", "realised"))
    factor = estimates.triangular_at(overrun, *estimates.BUILD_FACTORS)
    robots = worth.Robots(workload.day_robots(joint.unattended, given), workload.hour_robots(joint.attended, given))
    build = math.fsum(build_cost_of(part.routine) for part in joint.parts) * build_factor
    priced = worth.price(realised.sum(axis=0), net.sum(axis=0), build, factor, robots, given)
    return Valued(gross, net, realised, np.sum([row.cashable for row in rows], axis=0), factor, robots, priced)


def choose_parts(joint: Joint, ids: Collection[str]) -> Joint:
    """Keep the proposals with these ids, each with the draws it had: as routines share no row, none gains by it."""
    parts = tuple(part for part in joint.parts if part.proposal.id in ids)
    return replace(
        joint, parts=parts, unattended=_load(parts, verdicts.UNATTENDED_LIKE), attended=_load(parts, _ATTENDED)
    )


def load_of(part: Part) -> tuple[workload.Load, workload.Load]:
    """Give the work that a proposal adds to robots alone and to robots beside an agent."""
    return _load((part,), verdicts.UNATTENDED_LIKE), _load((part,), _ATTENDED)


def build_cost_of(routine: Routine) -> float:
    """Give the uplifted build cost that a routine's saving holds; 0 without money."""
    return routine.saving.money.build_cost if routine.saving and routine.saving.money else 0.0


def basis_of(part: Part, joint: Joint, given: Assumptions) -> estimates.Basis:
    """Collect what a proposal's hours rest on at these assumptions."""
    return estimates.make_basis(part.evidence, part.proposal.verdict, joint.days, given)


def chances(key: int, draws: int) -> Array:
    """Give so many numbers between 0 and 1 that look independent and follow from a key of 32 bits.

    The mixing of bits is Wellons' "lowbias32" (2018): multiplications of 32 bits, the same in any language.
    """
    x = np.arange(draws, dtype=np.uint32) * np.uint32(_GOLDEN) + np.uint32(key)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    x ^= x >> np.uint32(16)
    return np.asarray((x.astype(np.float64) + 0.5) / 2**32)


def _hours(part: Part, joint: Joint, realised: Array, overrun: Array, given: Assumptions) -> estimates.Hours:
    basis = basis_of(part, joint, given)
    back = estimates.follow(chances(part.chance, joint.draws), overrun, given.common_cause)
    exceptions = estimates.triangular_at(back, *basis.exceptions)
    return estimates.work_out_hours(part.executions.values, part.seconds.values, realised, exceptions, basis)


def _load(parts: Sequence[Part], kinds: Sequence[str]) -> workload.Load:
    return workload.measure_load([part.routine for part in parts if part.proposal.verdict in kinds])


def _sixteen_bits(values: Array) -> Drawn:
    low, high = float(values.min()), float(values.max())
    step = (high - low) / _LEVELS
    codes = np.round((values - low) / step) if step > 0 else np.zeros(len(values))
    return Drawn(low, step, codes.astype(np.uint16))


def _key(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:4], "big")

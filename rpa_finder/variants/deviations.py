"""Executions that leave the step model, and those that a bot could have done.

In: a Routine with variants and decision points. Out: the same with deviations
and the number of executions for a bot. A bot can take an execution that does
what its variant does and nothing else, where every choice of what to write
goes with something that the log shows. Which way is taken to the same entries
is no matter to a bot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rpa_finder.model import OTHER_WAY, DecisionPoint, Deviation, Routine
from rpa_finder.variants.grouping import Bools, Ints, count_steps

DEVIATIONS = ("other-way", "missing-steps", "foreign-steps", "corrections")
"""In this order: an execution counts under the first that holds."""
MUST_SHARE = 0.9
"""A step that so many executions of a variant hold must be there."""
MAY_SHARE = 0.1
"""A step that fewer hold is none of the variant's."""
LOOP_SHARE = 0.25
"""A field that so many executions fill more often than usual is part of a loop, not corrected."""
EXPLAINED_SHARE = 0.9
DIFFERS = 0.5
"""An entry belongs to an option if its share of executions is so much larger after it than after another."""
LEAST_OF_OPTION = 3
"""So few executions of an option tell nothing of what is written after it."""
WRITES = ("input", "paste", "submit", "save")
HABIT = "agent"
"""What goes with the agent is a habit: nothing tells a bot which way to go."""


def count_deviations(routine: Routine) -> Routine:
    """Give the routine with its deviations, and with the executions that a bot could have done."""
    counts = count_steps(routine.executions, len(routine.steps))
    variant = np.array([e.variant for e in routine.executions])
    kind = np.where(variant == OTHER_WAY, 0, -1)
    for v in routine.variants:
        if v.id != OTHER_WAY:
            at = np.flatnonzero(variant == v.id)
            kind[at] = _first_oddity(routine, counts[at])
    found = Counter(kind.tolist())
    clear = _clear_variants(routine)
    fit = (kind < 0) & np.isin(variant, sorted(clear))
    return replace(
        routine,
        deviations=tuple(Deviation(name, found[i]) for i, name in enumerate(DEVIATIONS) if found[i]),
        bot_executions=0 if routine.kind == "judgement" else int(fit.sum()),
        hidden_executions=sum(e.variant != OTHER_WAY and e.variant not in clear for e in routine.executions),
    )


def _clear_variants(routine: Routine) -> set[str]:
    hidden = [d for d in routine.decisions if not is_explained(d) and changes_entries(routine, d)]
    return {v.id for v in routine.variants if not _on_the_way(routine, hidden, v.steps)}


def changes_entries(routine: Routine, decision: DecisionPoint) -> bool:
    """Say whether what is written anywhere in an execution differs by the option taken.

    The option is the first of the options that follows the step; 0 = the execution ends without one.
    """
    writes = np.array([s.action in WRITES for s in routine.steps], dtype=np.bool_)
    if not writes.any():
        return False
    options = {option.step for option in decision.options}
    counts = count_steps(routine.executions, len(routine.steps))[:, 1:][:, writes] > 0
    taken = np.array([_taken(e.steps, decision.step, options) for e in routine.executions])
    shares = [counts[taken == o].mean(axis=0) for o in sorted(options) if (taken == o).sum() >= LEAST_OF_OPTION]
    return len(shares) > 1 and bool((np.max(shares, axis=0) - np.min(shares, axis=0)).max() >= DIFFERS)


def _taken(steps: Sequence[int], after: int, options: set[int]) -> int:
    """Give the option taken, -1 where the step is not held."""
    if after not in steps:
        return -1
    rest = steps[steps.index(after) + 1 :]
    return next((step for step in rest if step in options), 0)


def is_explained(decision: DecisionPoint) -> bool:
    """Say whether what the log shows tells nearly always which option is taken."""
    return decision.basis not in ("", HABIT) and decision.explained >= EXPLAINED_SHARE * decision.executions


def _on_the_way(routine: Routine, decisions: Sequence[DecisionPoint], steps: tuple[int, ...]) -> list[DecisionPoint]:
    """Give the decisions after a field or screen that a variant comes to."""
    places = {(routine.steps[s - 1].screen, routine.steps[s - 1].field) for s in steps}
    at = [routine.steps[d.step - 1] for d in decisions]
    return [d for d, step in zip(decisions, at, strict=True) if (step.screen, step.field) in places]


def _first_oddity(routine: Routine, counts: Ints) -> Ints:
    """Give for each execution of one variant the first deviation of the list, -1 = none; counts: executions x steps."""
    share = (counts[:, 1:] > 0).mean(axis=0)
    missing = (counts[:, 1:][:, share >= MUST_SHARE] == 0).any(axis=1)
    foreign = (counts[:, 0] > 0) | (counts[:, 1:][:, share < MAY_SHARE] > 0).any(axis=1)
    more = counts[:, 1:] > np.maximum(np.median(counts[:, 1:], axis=0), 1.0)
    writes: Bools = np.array([s.action in ("input", "paste") for s in routine.steps], dtype=np.bool_)
    corrected = (more & writes & (more.mean(axis=0) < LOOP_SHARE)).any(axis=1)
    return np.where(missing, 1, np.where(foreign, 2, np.where(corrected, 3, -1)))

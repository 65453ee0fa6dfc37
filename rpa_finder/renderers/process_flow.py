"""The way a routine is done, as a flow: visits of screens in their usual order, and where executions cut short.

Drawn from the executions themselves: the spine is the most usual way; of
every execution the longest common subsequence with it says which visits it
made, and in which order. What people do besides has no place of its own in
the flow, and is counted elsewhere as deviations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from rpa_finder.model import DecisionPoint, Execution, Routine, Scan, Step
from rpa_finder.renderers.routine_views import MAIN_STEP, OF_PERSONS, is_small_group
from rpa_finder.renderers.words import ACTION_ALONE_WORDS, ACTION_WORDS, count_noun

MOST_VISITS = 40
"""A longer way is drawn up to here; its table of steps has it whole."""
MOST_SHORTCUTS = 8
LEAST_SHARE = 0.05
"""Short cuts that fewer executions take are not drawn, but counted."""

OTHER_VARIANT = "other"
_CANDIDATES, _COMPARED = 12, 40
"""So many different ways, the most frequent first, are held against so many for the most usual one."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Steps that follow each other on one screen."""

    screen: str
    app: str
    steps: tuple[int, ...]
    """1-based indices into Routine.steps, in order; empty where the rest of a long way is left out."""
    name: str
    """What is done, in words."""
    executions: int
    """Executions that make it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Going on from one visit to another one, or from the start, or to the end."""

    source: int
    """Index of the visit; -1 is the start."""
    target: int
    """Index of the visit; the number of visits is the end."""
    executions: int
    when: str = ""
    """What is seen where this way is taken, as far as the log tells."""


@dataclass(frozen=True, slots=True)
class ProcessFlow:
    """The visits of a routine and the ways between them; every way leads forward."""

    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    """By source and target; each visit leads to the next one at least."""
    executions: int
    questions: tuple[tuple[int, str], ...]
    """(visit after which the ways part, what that goes with), where the log tells."""
    left_out: int
    """Executions with a short cut that is too seldom to be drawn."""


def trace_flow(routine: Routine, scan: Scan) -> ProcessFlow:
    """Draw up the flow of a routine; without any step it has no visit, and leads from start to end."""
    app_of = {s.name: s.app for s in scan.graph.screens}
    spine = usual_steps(routine)
    bounds = _visits(spine, routine.steps)
    paths: Counter[tuple[int, ...]] = Counter()
    visit_of = [i for i, (first, last) in enumerate(bounds) for _ in range(first, last)]
    for steps, executions in Counter(e.steps for e in routine.executions).items():
        paths[tuple(sorted({visit_of[at] for at in align(steps, spine)}))] += executions
    kept = bounds[:MOST_VISITS]
    paths = _folded(paths, len(kept)) if len(kept) < len(bounds) else paths
    made = Counter(at for path, n in paths.items() for at in path for _ in range(n))
    visits = [
        Visit(
            screen := routine.steps[spine[first] - 1].screen,
            app_of.get(screen, ""),
            tuple(spine[first:last]),
            _words([routine.steps[s - 1] for s in spine[first:last]]),
            made[i],
        )
        for i, (first, last) in enumerate(kept)
    ]
    if len(kept) < len(bounds):
        rest = len(bounds) - len(kept)
        visits[-1] = Visit(
            visits[-1].screen, visits[-1].app, (), f"{count_noun(rest + 1, 'more visit')}", made[len(kept) - 1]
        )
    taken = _taken(paths, len(visits))
    least = max(2, LEAST_SHARE * len(routine.executions))
    cuts = sorted((pair for pair in taken if pair[1] > pair[0] + 1), key=lambda pair: (-taken[pair], pair))
    drawn = {pair for pair in cuts[:MOST_SHORTCUTS] if taken[pair] >= least}
    along = {(i, i + 1) for i in range(-1, len(visits))}
    decisions = _decisions(routine, visits, small=is_small_group(routine, scan))
    left_out = sum(n for path, n in paths.items() if not set(_pairs(path, len(visits))) <= drawn | along)
    return ProcessFlow(
        visits=tuple(visits),
        shifts=tuple(
            Shift(*pair, taken[pair], _when(decisions.get(pair[0]), pair[1], visits)) for pair in sorted(drawn | along)
        ),
        executions=len(routine.executions),
        questions=tuple((i, d.depends_on) for i, d in sorted(decisions.items()) if d.depends_on),
        left_out=left_out,
    )


def usual_steps(routine: Routine) -> tuple[int, ...]:
    """Give the usual way of the most usual variant; without executions, the steps that the variant names."""
    named = [v for v in routine.variants if v.id != OTHER_VARIANT] or list(routine.variants)
    most = max(named, key=lambda v: (v.executions, v.id), default=None)
    way = usual_way([e for e in routine.executions if most is None or e.variant == most.id])
    return way or (most.steps if most is not None else ())


def usual_way(executions: Sequence[Execution]) -> tuple[int, ...]:
    """Give the steps of the most usual of some executions, in the order in which they were really done.

    It is the one with the fewest steps to add and to take away to get at the others; steps in it that few of them
    share are left out.
    """
    ways = Counter(tuple(s for s in e.steps if s) for e in executions)
    if not ways:
        return ()
    order = sorted(ways, key=lambda way: (-ways[way], way))
    others = [(way, ways[way]) for way in order[:_COMPARED]]
    spine = min(order[:_CANDIDATES], key=lambda way: _distance(way, others))
    held: Counter[int] = Counter()
    for way, n in ways.items():
        held.update(dict.fromkeys(align(way, spine), n))
    return tuple(step for at, step in enumerate(spine) if held[at] >= MAIN_STEP * len(executions))


def _distance(way: tuple[int, ...], others: Sequence[tuple[tuple[int, ...], int]]) -> int:
    """Add up the steps to add and to take away to get at the others."""
    return sum(n * (len(way) + len(other) - 2 * common_steps(other, way)) for other, n in others)


def common_steps(steps: Sequence[int], spine: Sequence[int]) -> int:
    """Give the length of a longest common subsequence of both."""
    last = _rows(steps, spine)[-1]
    return len(spine) - last.bit_count()


def _rows(steps: Sequence[int], spine: Sequence[int]) -> list[int]:
    """Give a row of bits for each number of steps: 0 where one more of the spine is in common."""
    everything = (1 << len(spine)) - 1
    where: dict[int, int] = {}
    for at, step in enumerate(spine):
        where[step] = where.get(step, 0) | 1 << at
    rows = [everything]
    for step in steps:
        old = rows[-1]
        match = old & where.get(step, 0)
        rows.append(((old + match) | (old - match)) & everything)
    return rows


def align(steps: Sequence[int], spine: Sequence[int]) -> list[int]:
    """Give the positions in the spine of a longest common subsequence of both, the last ones first.

    Bit-parallel (Hyyrö 2004): one machine-made addition for each step, whatever the length of the spine.
    """
    rows = _rows(steps, spine)

    def common(i: int, j: int) -> int:
        return j - (rows[i] & ((1 << j) - 1)).bit_count()

    found, i, j = [], len(steps), len(spine)
    while common(i, j):
        if common(i - 1, j) == common(i, j):
            i -= 1
        elif common(i, j - 1) == common(i, j):
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append(j)
    return found


def _visits(spine: Sequence[int], steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Cut the spine where the screen changes: first position of each visit, and the one after its last."""
    lengths = [len(list(run)) for _, run in groupby(spine, key=lambda s: steps[s - 1].screen)]
    return list(pairwise(accumulate(lengths, initial=0)))


def _folded(paths: Mapping[tuple[int, ...], int], visits: int) -> Counter[tuple[int, ...]]:
    """Let every visit that is not drawn count as the last one drawn."""
    folded: Counter[tuple[int, ...]] = Counter()
    for path, executions in paths.items():
        folded[tuple(sorted({min(at, visits - 1) for at in path}))] += executions
    return folded


def _pairs(path: tuple[int, ...], visits: int) -> list[tuple[int, int]]:
    return list(pairwise((-1, *path, visits)))


def _taken(paths: Mapping[tuple[int, ...], int], visits: int) -> Counter[tuple[int, int]]:
    taken: Counter[tuple[int, int]] = Counter()
    for path, executions in paths.items():
        for pair in _pairs(path, visits):
            taken[pair] += executions
    return taken


def _decisions(routine: Routine, visits: Sequence[Visit], small: bool) -> dict[int, DecisionPoint]:
    """Give the decision at the end of each visit; those that would point to persons are left out."""
    at_step = {d.step: d for d in routine.decisions if not (small and d.basis in OF_PERSONS)}
    return {i: at_step[v.steps[-1]] for i, v in enumerate(visits) if v.steps and v.steps[-1] in at_step}


def _when(decision: DecisionPoint | None, target: int, visits: Sequence[Visit]) -> str:
    if decision is None:
        return ""
    first = visits[target].steps[:1] if target < len(visits) else (0,)
    return ", ".join(w for option in decision.options if (option.step,) == first for w in option.when)


def _words(steps: Sequence[Step]) -> str:
    """Say what is done on a screen: "copy Account, paste into Name"; focus and scrolling say nothing, unless alone."""
    told = [s for s in steps if s.action not in ("focus", "scroll", "idle")] or steps[:1]
    return ", ".join(dict.fromkeys(step_words(s) for s in told))


def step_words(step: Step) -> str:
    """Say one step without its screen: "paste into Account no"."""
    if not step.field:
        return ACTION_ALONE_WORDS.get(step.action, ACTION_WORDS.get(step.action, step.action))
    return f"{ACTION_WORDS.get(step.action, step.action)} {step.field}"

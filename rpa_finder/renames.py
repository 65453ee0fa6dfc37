"""Which screens and fields go by another name in the later scan.

In: the routines of two scans. Out: for every step of the later scan its name
in the baseline. Only a name that is gone is paired with one that is new, by
what stays: a screen keeps its fields and neighbours, a field its place in the
routine, its action and the values that flow through it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rpa_finder.model import Rename, Routine

LEAST_LIKENESS = 0.5
"""Below this a new name is a new thing."""

StepName = tuple[str, str, str]
"""Screen, action, field."""
_Context = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of steps and fields of both scans, brought to those of the baseline."""

    renames: tuple[Rename, ...]
    screens: Mapping[str, str]
    """Later name -> name in the baseline."""
    fields: Mapping[tuple[str, str], str]
    """(Screen as the baseline names it, later name of the field) -> name in the baseline."""
    before: Mapping[StepName, StepName]
    """Empty: the baseline's names stand."""
    after: Mapping[StepName, StepName]
    """Steps of the later scan whose name differs from the baseline's."""

    def field(self, screen: str, name: str) -> tuple[str, str]:
        """Give screen and field of the later scan as the baseline names them."""
        screen = self.screens.get(screen, screen)
        return screen, self.fields.get((screen, name), name)

    def is_rename(self, was: StepName, now: StepName) -> bool:
        """Tell whether the one is the other's new name."""
        return self.after.get(now) == was


SAME_NAMES = Naming((), {}, {}, {}, {})


def find_renames(
    before: Sequence[Routine], after: Sequence[Routine], visited: tuple[Collection[str], Collection[str]] = ((), ())
) -> Naming:
    """Find renamed screens first, then renamed fields on screens that are known in both.

    visited are all screens of either log: one that only left the routines is not gone, nor new where it only came in.
    """
    old, new = _screens(before), _screens(after)
    gone = sorted(old.keys() - new.keys() - set(visited[1]))
    come = sorted(new.keys() - old.keys() - set(visited[0]))
    screens = _pair([(_screen_likeness(old[a], new[b], a, b), a, b) for a in gone for b in come])
    renames = [Rename(a, "", b, score) for score, a, b in screens]
    to_old = {b: a for _, a, b in screens}
    left, right = _fields(before, {}), _fields(after, to_old)
    fields: dict[tuple[str, str], str] = {}
    known = sorted({screen for screen, _ in left} & {screen for screen, _ in right})
    by_screen = [{s: [f for s2, f in sorted(side) if s2 == s] for s in known} for side in (left, right)]
    for screen in known:
        here, there = (set(side[screen]) for side in by_screen)
        scored = [
            (_field_likeness(left[screen, a], right[screen, b], a, b), a, b)
            for a in sorted(here - there)
            for b in sorted(there - here)
        ]
        for score, a, b in _pair(scored):
            renames.append(Rename(screen, a, b, score))
            fields[screen, b] = a
    names = {(s.screen, s.action, s.field) for r in after for s in r.steps}
    changed = {}
    for screen, action, field in sorted(names):
        was = to_old.get(screen, screen)
        name = (was, action, fields.get((was, field), field))
        if name != (screen, action, field):
            changed[screen, action, field] = name
    return Naming(tuple(renames), to_old, fields, {}, changed)


def _pair(scored: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Pair the most alike first; nobody twice."""
    found: list[tuple[float, str, str]] = []
    taken: set[tuple[int, str]] = set()
    for score, a, b in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if score >= LEAST_LIKENESS and (0, a) not in taken and (1, b) not in taken:
            taken |= {(0, a), (1, b)}
            found.append((score, a, b))
    return found


def _screens(routines: Sequence[Routine]) -> dict[str, _Context]:
    """Give what belongs to each screen: its fields with their actions, and the screens before and after it."""
    found: dict[str, _Context] = defaultdict(Counter)
    for routine in routines:
        for step in routine.steps:
            found[step.screen]["field", step.action, step.field] += 1
        for a, b in zip(routine.steps, routine.steps[1:], strict=False):
            if a.screen != b.screen:
                found[a.screen]["to", b.screen] += 1
                found[b.screen]["from", a.screen] += 1
    return found


def _fields(routines: Sequence[Routine], to_old: Mapping[str, str]) -> dict[tuple[str, str], _Context]:
    """Give what surrounds each field: its action, the steps before and after it, the values it takes and gives."""
    found: dict[tuple[str, str], _Context] = defaultdict(Counter)
    for routine in routines:
        steps = [(to_old.get(s.screen, s.screen), s.action, s.field) for s in routine.steps]
        for i, (screen, action, field) in enumerate(steps):
            own = found[screen, field]
            own["action", action] += 1
            for side, j in (("before", i - 1), ("after", i + 1)):
                # Past the ends of the routine stands nothing, and that is a place as well.
                near = steps[j] if 0 <= j < len(steps) else ("", "", "")
                own[side, *((near[1], "itself") if (near[0], near[2]) == (screen, field) else near)] += 1
        for t in routine.transfers:
            source = (to_old.get(t.source_screen, t.source_screen), t.source_field)
            target = (to_old.get(t.target_screen, t.target_screen), t.target_field)
            found[source]["gives", *target] += 2
            found[target]["takes", *source] += 2
    return found


def _screen_likeness(old: _Context, new: _Context, a: str, b: str) -> float:
    fields = [Counter({k: n for k, n in side.items() if k[0] == "field"}) for side in (old, new)]
    around = [Counter({k: n for k, n in side.items() if k[0] != "field"}) for side in (old, new)]
    return 0.5 * _overlap(*fields) + 0.25 * _overlap(*around) + 0.25 * _text(a, b)


def _field_likeness(old: _Context, new: _Context, a: str, b: str) -> float:
    if not {k for k in old if k[0] == "action"} & {k for k in new if k[0] == "action"}:
        return 0.0
    return 0.8 * _overlap(old, new) + 0.2 * _text(a, b)


def _overlap(left: _Context, right: _Context) -> float:
    """Give the share that two contexts have in common, however often each was seen."""
    totals = sum(left.values()), sum(right.values())
    return (
        sum(min(left[k] / totals[0], right[k] / totals[1]) for k in left.keys() & right.keys()) if all(totals) else 0.0
    )


def _text(a: str, b: str) -> float:
    return SequenceMatcher(None, a.casefold(), b.casefold(), autojunk=False).ratio()

"""Which routine of a baseline is which routine of a scan."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rpa_finder.model import Routine, SetAside, Step
from rpa_finder.renames import SAME_NAMES, Naming

LEAST_LIKENESS = 0.6
"""Below this two routines are not taken for the same work."""

KNOWN_AGAIN = 0.5
"""Work that a scan set aside is listed with fewer steps than a routine, so that less of both must agree."""
_NEARLY_ALWAYS = 0.8
"""Share of the executions that hold a step by which a routine is known again where one scan has no model of it."""

Pair = tuple[Routine, Routine, float]
"""Before, after, and how alike they are, 0 to 1."""
_Name = tuple[str, ...]


def match_routines(before: Sequence[Routine], after: Sequence[Routine], naming: Naming = SAME_NAMES) -> list[Pair]:
    """Pair routines: first those with the same key, then the most alike, best first.

    naming says what screens and fields of the later scan were called before. A
    routine is in one pair at most; what stays alone is in none. In the order of `before`.
    """
    pairs = _same_key(before, after)
    taken_before = {b.id for b, _, _ in pairs}
    taken_after = {a.id for _, a, _ in pairs}
    left = [r for r in before if r.id not in taken_before]
    right = [r for r in after if r.id not in taken_after]
    weights = [_weights(b, SAME_NAMES) for b in left], [_weights(a, naming) for a in right]
    scored = (
        (_overlap(x, y), b, a)
        for b, x in zip(left, weights[0], strict=True)
        for a, y in zip(right, weights[1], strict=True)
    )
    close = [(score, b, a) for score, b, a in scored if score >= LEAST_LIKENESS]
    for score, b, a in sorted(close, key=lambda item: (-item[0], item[1].id, item[2].id)):
        if b.id not in taken_before and a.id not in taken_after:
            taken_before.add(b.id)
            taken_after.add(a.id)
            pairs.append((b, a, score))
    place = {r.id: i for i, r in enumerate(before)}
    return sorted(pairs, key=lambda pair: place[pair[0].id])


def likeness(before: Routine, after: Routine, naming: Naming = SAME_NAMES) -> float:
    """Give the weighted Jaccard index of two routines' steps and transfers, 0 to 1.

    Each step (screen, action, field) and each transfer (from, to) weighs as
    much as the share of executions that hold it.
    """
    return _overlap(_weights(before, SAME_NAMES), _weights(after, naming))


def find_absorbed(
    alone: Sequence[Routine], others: Sequence[Routine], naming: Naming = SAME_NAMES, *, alone_is_later: bool = False
) -> dict[str, str]:
    """Find routines of one scan whose steps are part of a routine of the other: its id by the id of the absorbed.

    Where a routine begins and ends is each scan's own finding: what is drawn as two routines here may be one there.
    """
    of = (naming, SAME_NAMES) if alone_is_later else (SAME_NAMES, naming)
    wholes = [(other.id, _weights(other, of[1])) for other in others]
    found = {}
    for routine in alone:
        own = _weights(routine, of[0])
        total = math.fsum(own.values())
        parts = [
            (math.fsum(min(own[n], whole[n]) for n in own.keys() & whole.keys()) / total, id_)
            for id_, whole in wholes
            if total
        ]
        most = max(parts, key=lambda part: (part[0], part[1]), default=(0.0, ""))
        if most[0] >= LEAST_LIKENESS:
            found[routine.id] = most[1]
    return found


def find_set_aside(
    alone: Sequence[Routine], pieces: Sequence[SetAside], naming: Naming = SAME_NAMES, *, alone_is_later: bool = False
) -> dict[str, SetAside]:
    """Find routines of one scan that the other saw too, and set aside: the piece of work by the id of the routine.

    Whether work is firm enough to be called a routine may hang on a few executions. Known again by the steps that
    nearly all executions hold (Jaccard index).
    """
    of = (naming, SAME_NAMES) if alone_is_later else (SAME_NAMES, naming)
    known = [(piece, _lasting(piece.steps, of[1])) for piece in pieces]
    found = {}
    for routine in alone:
        own = _lasting(routine.steps, of[0])
        scored = [(len(own & steps) / len(own | steps), piece) for piece, steps in known if own & steps]
        score, piece = max(scored, key=lambda item: (item[0], item[1].executions, item[1].name), default=(0.0, None))
        if piece is not None and score >= KNOWN_AGAIN:
            found[routine.id] = piece
    return found


def _lasting(steps: Sequence[Step], naming: Naming) -> set[_Name]:
    names = [(s.screen, s.action, s.field) for s in steps if s.share >= _NEARLY_ALWAYS]
    return {naming.after.get(name, name) for name in names}


def _same_key(before: Sequence[Routine], after: Sequence[Routine]) -> list[Pair]:
    waiting: dict[str, list[Routine]] = {}
    for routine in after:
        waiting.setdefault(routine.key, []).append(routine)
    return [(b, a, likeness(b, a)) for b in before if waiting.get(b.key) for a in (waiting[b.key].pop(0),)]


def _overlap(left: Mapping[_Name, float], right: Mapping[_Name, float]) -> float:
    shared = left.keys() & right.keys()
    if not shared:
        return 0.0
    both = math.fsum(min(left[n], right[n]) for n in shared)
    return both / (math.fsum(left.values()) + math.fsum(right.values()) - both)


def _weights(routine: Routine, naming: Naming) -> dict[_Name, float]:
    weights: dict[_Name, float] = defaultdict(float)
    for s in routine.steps:
        name = (s.screen, s.action, s.field)
        weights[naming.after.get(name, name)] += s.share
    for t in routine.transfers:
        ends = naming.field(t.source_screen, t.source_field), naming.field(t.target_screen, t.target_field)
        weights[ends[0] + ends[1]] += t.share
    return weights

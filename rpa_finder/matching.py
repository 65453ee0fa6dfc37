"""Which routine of a baseline is which routine of a scan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rpa_finder.model import Routine

LEAST_LIKENESS = 0.6
"""Below this two routines are not taken for the same work."""

Pair = tuple[Routine, Routine, float]
"""Before, after, and how alike they are, 0 to 1."""


def match_routines(before: Sequence[Routine], after: Sequence[Routine]) -> list[Pair]:
    """Pair routines: first those with the same key, then the most alike, best first.

    A routine is in one pair at most; what stays alone is in none. In the order of `before`.
    """
    pairs = _same_key(before, after)
    taken_before = {b.id for b, _, _ in pairs}
    taken_after = {a.id for _, a, _ in pairs}
    left = [r for r in before if r.id not in taken_before]
    right = [r for r in after if r.id not in taken_after]
    scored = ((likeness(b, a), b, a) for b in left for a in right)
    close = [(score, b, a) for score, b, a in scored if score >= LEAST_LIKENESS]
    for score, b, a in sorted(close, key=lambda item: (-item[0], item[1].id, item[2].id)):
        if b.id not in taken_before and a.id not in taken_after:
            taken_before.add(b.id)
            taken_after.add(a.id)
            pairs.append((b, a, score))
    place = {r.id: i for i, r in enumerate(before)}
    return sorted(pairs, key=lambda pair: place[pair[0].id])


def likeness(before: Routine, after: Routine) -> float:
    """Give the weighted Jaccard index of two routines' steps and transfers, 0 to 1.

    Each step (screen, action, field) and each transfer (from, to) weighs as
    much as the share of executions that hold it.
    """
    left, right = _weights(before), _weights(after)
    names = sorted(left.keys() | right.keys())
    either = sum(max(left[n], right[n]) for n in names)
    return sum(min(left[n], right[n]) for n in names) / either if either else 0.0


def _same_key(before: Sequence[Routine], after: Sequence[Routine]) -> list[Pair]:
    waiting: dict[str, list[Routine]] = {}
    for routine in after:
        waiting.setdefault(routine.key, []).append(routine)
    return [(b, waiting[b.key].pop(0), likeness(b, b)) for b in before if waiting.get(b.key)]


def _weights(routine: Routine) -> dict[tuple[str, ...], float]:
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    shares: list[tuple[tuple[str, ...], float]] = [((s.screen, s.action, s.field), s.share) for s in routine.steps]
    shares += [((t.source_screen, t.source_field, t.target_screen, t.target_field), t.share) for t in routine.transfers]
    for name, share in shares:
        weights[name] += share
    return weights

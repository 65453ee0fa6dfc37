"""Score a Scan against the truth of a log: executions, transfers, time and kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from rpa_finder.model import Scan

Rows = frozenset[int]


def true_executions(truth: dict[str, Any]) -> list[tuple[str, Rows]]:
    """Give (routine, rows) of each true execution."""
    return [(e["routine"], frozenset(r for a, b in e["rows"] for r in range(a, b + 1))) for e in truth["executions"]]


def found_executions(scan: Scan) -> list[tuple[str, Rows]]:
    """Give (routine id, rows) of each execution found."""
    return [(routine.id, frozenset(e.rows)) for routine in scan.routines for e in routine.executions]


def matched(found: list[tuple[str, Rows]], true: list[tuple[str, Rows]], least: float) -> list[tuple[int, int]]:
    """Pair found with true executions one to one, by intersection over union, the best first."""
    owners: dict[int, list[int]] = defaultdict(list)
    for j, (_, rows) in enumerate(true):
        for row in rows:
            owners[row].append(j)
    candidates = []
    for i, (_, rows) in enumerate(found):
        for j, shared in Counter(j for row in rows for j in owners.get(row, ())).items():
            iou = shared / (len(rows) + len(true[j][1]) - shared)
            if iou >= least:
                candidates.append((-iou, i, j))
    pairs, used_found, used_true = [], set(), set()
    for _, i, j in sorted(candidates):
        if i not in used_found and j not in used_true:
            used_found.add(i)
            used_true.add(j)
            pairs.append((i, j))
    return pairs


def ratio(a: float, b: float) -> float:
    """Give a / b, 0 where b is 0."""
    return a / b if b else 0.0


def execution_scores(scan: Scan, truth: dict[str, Any]) -> dict[str, Any]:
    """Give F1 at IoU .5 and .8: over all executions, and averaged over the true routines.

    A found execution counts against the routine it overlaps most; one that
    overlaps none is spurious.
    """
    true, found = true_executions(truth), found_executions(scan)
    owner = {row: name for name, rows in true for row in rows}
    likely = [Counter(owner[r] for r in rows if r in owner).most_common(1) for _, rows in found]
    claimed = Counter(c[0][0] for c in likely if c)
    wanted = Counter(name for name, _ in true)
    scores: dict[str, Any] = {
        "found": len(found),
        "true": len(true),
        "spurious": ratio(sum(not c for c in likely), len(found)),
    }
    for least in (0.5, 0.8):
        pairs = matched(found, true, least)
        right = Counter(true[j][0] for _, j in pairs)
        each = {name: ratio(2 * right[name], claimed[name] + n) for name, n in wanted.items()}
        scores[f"f1_{least:.1f}"] = ratio(2 * len(pairs), len(found) + len(true))
        scores[f"mean_f1_{least:.1f}"] = ratio(sum(each.values()), len(each))
        scores[f"each_{least:.1f}"] = each
    return scores


def transfer_scores(scan: Scan, truth: dict[str, Any], least: int = 2) -> dict[str, Any]:
    """Give F1 of field-to-field edges; a true edge's other possible sources count as right."""
    new = truth.get("renamed_screens", {})
    found = {
        (
            new.get(t.source_screen, t.source_screen),
            t.source_field,
            new.get(t.target_screen, t.target_screen),
            t.target_field,
        )
        for routine in scan.routines
        if routine.kind != "judgement"
        for t in routine.transfers
    }
    edges = [t for t in truth.get("transfers", []) if t.get("transfers", least) >= least]
    right: set[tuple[str, ...]] = set()
    hit = 0
    for t in edges:
        target = (t["target_screen"], t["target_field"])
        sources = [(t["source_screen"], t["source_field"])]
        sources += [tuple(s) if isinstance(s, list) else (s["screen"], s["field"]) for s in t.get("also_from", [])]
        same = {(*s, *target) for s in sources} & found
        right |= same
        hit += bool(same)
    distinct = len({(t["source_screen"], t["source_field"], t["target_screen"], t["target_field"]) for t in edges})
    recall, precision = ratio(hit, len(edges)), ratio(len(right), len(found))
    return {
        "transfers_true": distinct,
        "transfers_found": len(found),
        "transfers_f1": ratio(2 * recall * precision, recall + precision),
        "transfers_missed": sorted(
            {(t["source_screen"], t["source_field"], t["target_screen"], t["target_field"]) for t in edges} - found
        ),
        "transfers_extra": sorted(found - right),
    }


def routine_scores(scan: Scan, truth: dict[str, Any]) -> dict[str, Any]:
    """Give how well active seconds and kinds of the true routines are told."""
    true = true_executions(truth)
    owner = {row: name for name, rows in true for row in rows}
    seconds: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for routine in scan.routines:
        for e in routine.executions:
            names = Counter(owner[r] for r in e.rows if r in owner).most_common(1)
            if names:
                seconds[names[0][0]] += e.active_seconds
                kinds[names[0][0]][routine.kind] += 1
    errors, right = {}, {}
    for name, facts in truth["routines"].items():
        errors[name] = ratio(seconds[name], facts["active_seconds"]) - 1.0
        wanted = facts.get("shown_as", facts.get("kind"))
        right[name] = bool(kinds[name]) and kinds[name].most_common(1)[0][0] == wanted
    total = ratio(sum(seconds.values()), sum(f["active_seconds"] for f in truth["routines"].values())) - 1.0
    return {
        "seconds_total_error": total,
        "seconds_mean_error": ratio(sum(map(abs, errors.values())), len(errors)),
        "seconds_error": errors,
        "kinds_right": ratio(sum(right.values()), len(right)),
        "kinds": {name: dict(kinds[name]) for name in truth["routines"]},
    }

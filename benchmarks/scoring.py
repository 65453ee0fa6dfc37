"""Score a Scan against the truth of a log: executions, variants, steps, transfers, time and kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import comb
from typing import Any

from rpa_finder.model import Scan

Rows = frozenset[int]
LABEL_COLUMNS = ("eventType", "source", "Sheet", "FileName", "Url", "Label", "Column")
"""Columns of the public logs whose filled cells make the name of a step in their truth."""


def true_executions(truth: dict[str, Any]) -> list[tuple[str, Rows]]:
    """Give (routine, rows) of each true execution."""
    return [(e["routine"], frozenset(r for a, b in e["rows"] for r in range(a, b + 1))) for e in truth["executions"]]


def found_executions(scan: Scan) -> list[tuple[str, Rows]]:
    """Give (routine id, rows) of each execution found."""
    return [(routine.id, frozenset(e.rows)) for routine in scan.routines for e in routine.executions]


def found_variants(scan: Scan) -> list[tuple[str, Rows]]:
    """Give (routine id / variant, rows) of each execution found."""
    return [(f"{routine.id}/{e.variant}", frozenset(e.rows)) for routine in scan.routines for e in routine.executions]


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
    return overlap_scores(found_executions(scan), truth)


def overlap_scores(found: list[tuple[str, Rows]], truth: dict[str, Any]) -> dict[str, Any]:
    """Give the execution_scores of (routine, rows) found in any way; habits: routines spurious for the most part."""
    true = true_executions(truth)
    owner = {row: name for name, rows in true for row in rows}
    likely = [Counter(owner[r] for r in rows if r in owner).most_common(1) for _, rows in found]
    claimed = Counter(c[0][0] for c in likely if c)
    wanted = Counter(name for name, _ in true)
    scores: dict[str, Any] = {
        "found": len(found),
        "true": len(true),
        "spurious": ratio(sum(not c for c in likely), len(found)),
        "habits": _made_of_nothing(found, likely),
    }
    for least in (0.5, 0.8):
        pairs = matched(found, true, least)
        right = Counter(true[j][0] for _, j in pairs)
        each = {name: ratio(2 * right[name], claimed[name] + n) for name, n in wanted.items()}
        scores[f"f1_{least:.1f}"] = ratio(2 * len(pairs), len(found) + len(true))
        scores[f"mean_f1_{least:.1f}"] = ratio(sum(each.values()), len(each))
        scores[f"each_{least:.1f}"] = each
    return scores


def _made_of_nothing(found: Sequence[tuple[str, Rows]], likely: Sequence[Sequence[Any]]) -> int:
    """Count the found routines most of whose executions share no row with a true one."""
    all_of = Counter(name for name, _ in found)
    spurious: Counter[str] = Counter()
    for (name, _), claim in zip(found, likely, strict=True):
        spurious[name] += not claim
    return sum(spurious[name] * 2 > n for name, n in all_of.items())


def step_labels(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Name the step of each record of a public log as its truth does."""
    at = [header.index(column) for column in LABEL_COLUMNS if column in header]
    return ["|".join(row[i] for i in at if row[i]) for row in rows]


def variant_scores(scan: Scan, truth: dict[str, Any], labels: Sequence[str] = ()) -> dict[str, Any]:
    """Give variant_ari and, where the truth lists steps and labels name each record's, jc_found and jc_true.

    variant_ari: adjusted Rand index of (routine, variant) against the true routine,
    over the executions matched at IoU .5 (None under two of them). jc_found, jc_true:
    mean Jaccard coefficient of step multisets, from each found variant's most usual
    execution to its best true routine, and from each true one to its best variant.
    """
    found, true = found_variants(scan), true_executions(truth)
    pairs = matched(found, true, 0.5)
    scores: dict[str, Any] = {"variant_ari": adjusted_rand([(found[i][0], true[j][0]) for i, j in pairs])}
    steps = {name: Counter(facts["steps"]) for name, facts in truth["routines"].items() if facts.get("steps")}
    if steps and labels:
        usual = _usual_steps(found, labels)
        scores["jc_found"] = _mean(max(_jaccard(bag, s) for s in steps.values()) for bag in usual.values())
        scores["jc_true"] = _mean(max((_jaccard(bag, s) for bag in usual.values()), default=0) for s in steps.values())
    return scores


def adjusted_rand(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Give the adjusted Rand index of two groupings of the same things (Hubert and Arabie 1985); None under two."""
    if len(pairs) < 2:
        return None
    both = _pairs_within(Counter(pairs))
    ours, theirs = (_pairs_within(Counter(pair[side] for pair in pairs)) for side in (0, 1))
    expected = ours * theirs / comb(len(pairs), 2)
    most = (ours + theirs) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _pairs_within(groups: Mapping[Any, int]) -> int:
    return sum(comb(size, 2) for size in groups.values())


def _usual_steps(found: Sequence[tuple[str, Rows]], labels: Sequence[str]) -> dict[str, Counter[str]]:
    """Give the steps of each variant's most usual execution, order left aside; the first of equals."""
    bags: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for name, rows in found:
        bags[name][tuple(sorted(labels[row - 1] for row in rows))] += 1
    return {name: Counter(counted.most_common(1)[0][0]) for name, counted in bags.items()}


def _jaccard(a: Counter[str], b: Counter[str]) -> float:
    return ratio((a & b).total(), (a | b).total())


def _mean(values: Any) -> float:
    listed = list(values)
    return ratio(sum(listed), len(listed))


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
    seconds: dict[str, float] = defaultdict(float)
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
        "seconds_worst_error": max(errors.values(), key=abs, default=0.0),
        "seconds_mean_error": ratio(sum(map(abs, errors.values())), len(errors)),
        "seconds_error": errors,
        "kinds_right": ratio(sum(right.values()), len(right)),
        "kinds": {name: dict(kinds[name]) for name in truth["routines"]},
    }


def kind_scores(scan: Scan, truth: dict[str, Any]) -> dict[str, float | None]:
    """Give the share of judgement executions sold as copying, and of look-ups called look-ups; None without any.

    A true execution is taken for what the routine that holds most of its rows is:
    sold if that routine, or a proposal for it, is copy-transfer.
    """
    sold = {p.routine_id for p in scan.proposals if p.kind == "copy-transfer"}
    kind = {routine.id: routine.kind for routine in scan.routines}
    home = {row: name for name, rows in found_executions(scan) for row in rows}
    hits: dict[str, list[bool]] = {"judgement": [], "lookup": []}
    for e in truth["executions"]:
        facts = truth["routines"][e["routine"]]
        wanted = facts["kind"] if facts.get("kind") == "judgement" else facts.get("shown_as")
        if wanted not in hits:
            continue
        rows = [row for first, last in e["rows"] for row in range(first, last + 1)]
        most = Counter(home[row] for row in rows if row in home).most_common(1)
        named = kind[most[0][0]] if most else ""
        is_sold = named == "copy-transfer" or bool(most and most[0][0] in sold)
        hits[wanted].append(is_sold if wanted == "judgement" else named == "lookup")
    return {
        "judgement_sold": _mean(hits["judgement"]) if hits["judgement"] else None,
        "lookups_named": _mean(hits["lookup"]) if hits["lookup"] else None,
    }

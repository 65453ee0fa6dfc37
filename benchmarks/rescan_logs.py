"""Does a re-scan of whole logs tell what changed? Tells two stories, changes the second, scans and compares both.

    python benchmarks/rescan_logs.py [--pairs 10] [--all]

Both stories have the same settings and different seeds: other agents, other cases, other chance. Of the second
log, four in five executions of one routine are taken out (it was automated, as had been decided), and one field of
another is renamed. A scan's routine is the true one that most of its rows belong to. Work between routines differs from
story to story, so that a routine made of it may truly come or go: it is told apart as "(none)".
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rpa_finder.changes import compare
from rpa_finder.config import ScanConfig
from rpa_finder.model import Change, Comparison, Routine, Scan
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions
from rpa_finder.samples import SEEDS_SCORE, benchmark_story, write_log

EVENTS, AGENTS, DAYS = 30_000, 12, 12
AUTOMATED, RENAMED = "arrears_rows", "change_of_address"
LEFT = 0.2
COUNTED = 15
"""Executions on either side from which a routine counts."""
NEW_NAME = "Entry (new form)"


def tell(seed: int, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Write one story's desktop log; give its path and its truth."""
    log, truth = write_log(benchmark_story(seed, EVENTS, agents=AGENTS, days=DAYS), "desktop", folder)
    return log, json.loads(truth.read_text(encoding="utf-8"))


def alter(log: Path, truth: dict[str, Any], seed: int) -> str:
    """Automate one routine and rename a field of another in a written log; give the field that was renamed."""
    rng = np.random.default_rng(seed)
    gone: set[int] = set()
    mine: set[int] = set()
    for execution in truth["executions"]:
        rows = {n for a, b in execution["rows"] for n in range(a, b + 1)}
        if execution["routine"] == AUTOMATED and rng.random() > LEFT:
            gone |= rows
        if execution["routine"] == RENAMED:
            mine |= rows
    with open(log, newline="", encoding="utf-8") as file:
        head, *rows_read = csv.reader(file)
    column, event = head.index("Control"), head.index("Event")
    typed = Counter(
        r[column] for n, r in enumerate(rows_read, start=1) if n in mine and r[column] and "dit" in r[event]
    )
    field = typed.most_common(1)[0][0]
    with open(log, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for n, row in enumerate(rows_read, start=1):
            if n in gone:
                continue
            if row[column] == field:
                row[column] = NEW_NAME
            writer.writerow(row)
    return field


def scan(log: Path) -> Scan:
    """Scan one log with the configuration that the command line has by default."""
    return scan_logs([log], ScanConfig(), ReadOptions(), "2026-03-31T00:00:00+00:00")


def true_names(scan: Scan, truth: dict[str, Any]) -> dict[str, str]:
    """Give for each routine of a scan the true routine that most of its rows belong to."""
    of = {n: e["routine"] for e in truth["executions"] for a, b in e["rows"] for n in range(a, b + 1)}
    return {r.id: _most(r, of) for r in scan.routines}


def _most(routine: Routine, of: dict[int, str]) -> str:
    return Counter(of.get(row, "") for e in routine.executions for row in e.rows).most_common(1)[0][0]


def say(known: str, names: dict[str, str], change: Change) -> str:
    """Tell what was said of a routine."""
    counts = f"{change.executions_before:5} {change.executions_after:5}"
    return f"  {known:9} {names[change.key]:20} {counts} {change.verdict:8} {change.why[:110]}"


def names_of(comparison: Comparison, before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Give the true routine of every change, by its key; "(none)" where most rows are of none."""
    return {c.key: before.get(c.before_id) or after.get(c.after_id) or "(none)" for c in comparison.routines}


def main() -> None:
    """Compare pairs as they are, and with their second log changed."""
    parser = argparse.ArgumentParser(description="Measure a re-scan on whole logs.")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--first", type=int, default=SEEDS_SCORE.start)
    parser.add_argument("--all", action="store_true", help="Tell of every routine, not only of alarms and changes.")
    given = parser.parse_args()
    unchanged, alarms, pairs_alarmed, drawn = 0, 0, 0, 0
    automated: Counter[str] = Counter()
    renamed: Counter[str] = Counter()
    for seed in range(given.first, given.first + 2 * given.pairs, 2):
        print(f"pair {seed}")
        with tempfile.TemporaryDirectory() as folder:
            before, truth = tell(seed, Path(folder) / "a")
            after, later = tell(seed + 1, Path(folder) / "b")
            first, second = scan(before), scan(after)
            comparison = compare(first, second)
            names = names_of(comparison, true_names(first, truth), true_names(second, later))
            counted = [c for c in comparison.routines if max(c.executions_before, c.executions_after) >= COUNTED]
            alarmed = [c for c in counted if c.verdict not in ("stable", "too-few")]
            unchanged += len(counted)
            alarms += len(alarmed)
            drawn += sum(names[c.key] == "(none)" for c in alarmed)
            pairs_alarmed += bool(alarmed)
            for change in counted if given.all else alarmed:
                print(say("unchanged", names, change))
            field = alter(after, later, seed)
            live = {r.key for r in first.routines if true_names(first, truth)[r.id] == AUTOMATED}
            comparison = compare(first, scan(after), expected=live)
            names = names_of(comparison, true_names(first, truth), {})
            for change in comparison.routines:
                if given.all or names[change.key] in (AUTOMATED, RENAMED):
                    print(say("changed", names, change))
            automated += Counter(c.verdict for c in comparison.routines if names[c.key] == AUTOMATED)
            known = {(r.field, r.now) for r in comparison.renames}
            renamed["named as such"] += (field, NEW_NAME) in known
            renamed["other renames"] += len(known - {(field, NEW_NAME)})
    print(f"{given.pairs} pairs; alarms on {alarms} of {unchanged} unchanged routines ({alarms / unchanged:.1%}),")
    print(f"  {drawn} of them on work between routines, which differs; pairs with any alarm: {pairs_alarmed}")
    print(f"automated by four fifths: {dict(automated)}; renamed field: {dict(renamed)}")


if __name__ == "__main__":
    main()

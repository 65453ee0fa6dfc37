"""Measure what is found against logs with known truth, and print one table.

    python benchmarks/accuracy.py [--quick] [--look] [--targets] [--only PATTERN] [--seeds N]

Public logs where ../shared/data is there, harder versions of them, sample
stories of unseen seeds at several settings, and logs of other shapes; beside
our scan two baselines, and scans of logs that show less (benchmarks/logs.py,
baselines.py, ablations.py). docs/measuring.md says what the columns mean.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import baselines, scoring
from benchmarks.ablations import ABLATIONS
from benchmarks.logs import PUBLIC, Group, Log, groups
from benchmarks.targets import missed
from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog
from rpa_finder.pipeline import scan
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.samples import SEEDS_LOOK, SEEDS_SCORE

SCANNED_AT = "2026-01-01T00:00:00Z"
OURS, OURS_WORST = "ours", "ours, worst"
COLUMNS = {
    "found": "found",
    "true": "true",
    "f1_50": "f1_0.5",
    "f1_80": "f1_0.8",
    "mean_50": "mean_f1_0.5",
    "mean_80": "mean_f1_0.8",
    "spurious": "spurious",
    "habits": "habits",
    "edges": "transfers_f1",
    "ari": "variant_ari",
    "jc_found": "jc_found",
    "jc_true": "jc_true",
    "secs": "seconds_total_error",
    "worst": "seconds_worst_error",
    "kinds": "kinds_right",
    "sold": "judgement_sold",
    "lookups": "lookups_named",
    "time": "time",
}
"""Column of the table, and the score in it."""
_COUNTED = ("found", "true", "habits")
_LESS_IS_BETTER = ("spurious", "habits", "sold", "time")
_SIGNED = ("secs", "worst")
_NAME_WIDTH, _METHOD_WIDTH, _CELL_WIDTH = 48, 16, 8

Figures = dict[str, float | None]
Baseline = Callable[[baselines.Stream, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    method: str
    figures: Figures
    said: str = ""
    """What is to be said instead of figures."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, each entry as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one seed, and fewer settings")
    parser.add_argument("--look", action="store_true", help="seeds that may be looked at, each with a row of its own")
    parser.add_argument("--targets", action="store_true", help="name the targets that a row misses")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="only logs with such a name")
    parser.add_argument("--seeds", type=int, default=3, help="seeds of each story and shape")
    given = parser.parse_args(arguments)
    seeds = (SEEDS_LOOK if given.look else SEEDS_SCORE)[: 1 if given.quick else given.seeds]
    for line in head(given.targets):
        print(line, flush=True)
    for group in groups(seeds, given.quick):
        if fnmatch(group.name, f"*{given.only}*"):
            for row in measure(group, each=given.look):
                print(line_of(row, given.targets), flush=True)
    if not PUBLIC.is_dir():
        print("\nThe public logs are not here and were not scored.")


def measure(group: Group, each: bool) -> Iterator[Row]:
    """Give the rows of a group: each log's own if asked for, then mean and worst of every method."""
    by_method: dict[str, list[Row]] = {}
    for i, log in enumerate(group.logs):
        for row in _measure_log(log, group.beside, group.ablate and i == 0):
            by_method.setdefault(row.method, []).append(row)
    for method, rows in by_method.items():
        crashed = [replace(row, name=group.name) for row in rows if row.said]
        sound = [row for row in rows if not row.said]
        if each and len(group.logs) > 1:
            yield from (replace(row, name=f"{group.name}, {row.name}") for row in sound)
        yield from crashed
        if len(sound) == 1:
            yield replace(sound[0], name=group.name)
        elif sound:
            yield Row(group.name, method, mean_of([row.figures for row in sound]))
            if method == OURS:
                yield Row(group.name, OURS_WORST, worst_of([row.figures for row in sound]))


def _measure_log(log: Log, beside: bool, ablate: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as empty:
        try:
            folder = log.write(Path(empty))
            truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
            began = time.perf_counter()
            read = read_log([folder / truth["log"]], ReadOptions(order=log.order))
            reading = time.perf_counter() - began
            labels = _labels(folder, truth)
        except Exception as error:  # whatever a log can do to us is a row of the table
            yield _crash(log, OURS, error)
            return
    yield _attempt(log, OURS, partial(score, read, truth, labels, log.order, reading))
    if beside:
        for name, cut in (
            ("silences, best", baselines.cut_at_silences),
            ("completion step", baselines.cut_after_completion),
        ):
            yield _attempt(log, name, partial(_baseline, cut, read, truth))
    for name, reduce in ABLATIONS.items() if ablate else ():
        yield _attempt(log, f"ours, {name}", partial(_ablation, reduce, read, truth, labels, log.order))


def _attempt(log: Log, method: str, measured: Callable[[], Figures]) -> Row:
    """Give the figures as a row; a crash is a row too, not the end of the table."""
    try:
        return Row(log.name, method, measured())
    except Exception as error:  # as above
        return _crash(log, method, error)


def _crash(log: Log, method: str, error: Exception) -> Row:
    said = " ".join(str(error).split())
    return Row(log.name, method, {}, f"{log.name} crashed: {type(error).__name__} {said}"[:120])


def score(read: ReadResult, truth: dict[str, Any], labels: Sequence[str], order: str, reading: float = 0) -> Figures:
    """Scan what was read, which took reading seconds, and hold it against the truth."""
    began = time.perf_counter()
    found = scan(read, ScanConfig(order=order), SCANNED_AT)
    scores = {"time": reading + time.perf_counter() - began} | scoring.execution_scores(found, truth)
    scores |= scoring.variant_scores(found, truth, labels) | scoring.kind_scores(found, truth)
    if all("active_seconds" in facts for facts in truth["routines"].values()):
        scores |= scoring.routine_scores(found, truth)
    if truth.get("transfers"):
        scores |= scoring.transfer_scores(found, truth)
    return _figures(scores)


def _baseline(cut: Baseline, read: ReadResult, truth: dict[str, Any]) -> Figures:
    return _figures(cut(baselines.read_stream(read.log), truth))


def _ablation(
    reduce: Callable[[UILog], UILog], read: ReadResult, truth: dict[str, Any], labels: Sequence[str], order: str
) -> Figures:
    return score(replace(read, log=reduce(read.log)), truth, labels, order) | {"time": None}


def _labels(folder: Path, truth: dict[str, Any]) -> list[str]:
    """Name the step of each record, where the truth lists the steps of its routines."""
    if not any(facts.get("steps") for facts in truth["routines"].values()):
        return []
    with (folder / truth["log"]).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return scoring.step_labels(header, rows)


def _figures(scores: Mapping[str, Any]) -> Figures:
    return {column: scores.get(key) for column, key in COLUMNS.items()}


def mean_of(many: Sequence[Figures]) -> Figures:
    """Give the mean of each column over the logs that have it; of errors, the mean of their size."""
    figures: Figures = {}
    for column in COLUMNS:
        known = [abs(f) if column in _SIGNED else f for row in many if (f := row.get(column)) is not None]
        figures[column] = sum(known) / len(known) if known else None
    return figures


def worst_of(many: Sequence[Figures]) -> Figures:
    """Give the worst figure of each column over the logs that have it; nothing for mere counts."""
    figures: Figures = {}
    for column in COLUMNS:
        known = [f for row in many if (f := row.get(column)) is not None]
        if not known or column in ("found", "true"):
            figures[column] = None
        elif column in _SIGNED:
            figures[column] = max(known, key=abs)
        else:
            figures[column] = max(known) if column in _LESS_IS_BETTER else min(known)
    return figures


def head(targets: bool) -> list[str]:
    """Give the two lines above the rows."""
    names = ["log".ljust(_NAME_WIDTH), "method".ljust(_METHOD_WIDTH)] + [c.rjust(_CELL_WIDTH) for c in COLUMNS]
    rules = ["-" * _NAME_WIDTH, "-" * _METHOD_WIDTH] + ["-" * (_CELL_WIDTH - 1) + ":" for _ in COLUMNS]
    if targets:
        names.append("missed")
        rules.append("------")
    return [f"| {' | '.join(names)} |", f"| {' | '.join(rules)} |"]


def line_of(row: Row, targets: bool) -> str:
    """Give a row as a line of the table."""
    cells = [row.name.ljust(_NAME_WIDTH), row.method.ljust(_METHOD_WIDTH)]
    if row.said:
        return f"| {' | '.join(cells)} | {row.said} |"
    cells += [_cell(column, row.figures.get(column)).rjust(_CELL_WIDTH) for column in COLUMNS]
    if targets:
        cells.append(", ".join(missed(row.name, row.figures)) if row.method in (OURS, OURS_WORST) else "")
    return f"| {' | '.join(cells)} |"


def _cell(column: str, figure: float | None) -> str:
    if figure is None:
        return "-"
    if column in _COUNTED:
        return f"{figure:.0f}"
    return f"{figure:.1f}" if column == "time" else f"{figure:.3f}"


if __name__ == "__main__":
    main()

"""The same log gives the same bytes, whatever else is different."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from rpa_finder import renderers
from rpa_finder.config import ScanConfig
from rpa_finder.engines import make_engine
from rpa_finder.model import Execution, Scan
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions
from tests.sample_scans import SCANNED_AT, log_of, scan_file, scan_of

TIME_COLUMN = {"action_logger": "timeStamp", "desktop": "Timestamp", "smartrpa": "timestamp", "terminal": "Logged at"}
SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "TZ": "America/St_Johns"}
    | {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
)


def rendered(scan: Scan) -> dict[str, bytes]:
    return dict(renderers.render(scan))


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_the_same_log_gives_the_same_bytes_twice():
    again = scan_file(log_of("desktop"))
    assert again == scan_of("desktop")
    assert differing(rendered(scan_of("desktop")), rendered(again)) == []


def test_hash_seed_threads_time_zone_and_language_change_nothing(tmp_path: Path):
    def scan_in(number: int) -> dict[str, bytes]:
        out = tmp_path / f"out{number}"
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1772409600"} | SURROUNDINGS[number]
        line = [sys.executable, "-m", "rpa_finder", "scan", str(log_of("desktop")), "--out", str(out)]
        subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}

    with ThreadPoolExecutor(2) as pool:
        first, *others = pool.map(scan_in, range(len(SURROUNDINGS)))
    assert len(first["executions.csv"].splitlines()) > 50
    assert [differing(first, other) for other in others] == [[]] * len(others)


def test_two_workers_find_what_one_finds():
    options, config = ReadOptions(), ScanConfig()
    scan = scan_logs([log_of("desktop")], config, options, SCANNED_AT, engine=make_engine("local", 2))
    assert scan == scan_of("desktop")


# Row order


def scan_in_order(sample: str, order: Sequence[int], folder: Path) -> Scan:
    """Scan a sample whose rows are put in another order; order gives the old position of each new row."""
    header, *rows = log_of(sample).read_text(encoding="utf-8").splitlines()
    path = folder / log_of(sample).name
    path.write_text("\n".join([header, *(rows[i] for i in order)]) + "\n", encoding="utf-8")
    return scan_file(path)


def with_rows(scan: Scan, row_of: Callable[[int], int]) -> Scan:
    """Rename the row numbers of a scan, and leave out the digest of the file, which a new order changes."""

    def renamed(execution: Execution) -> Execution:
        return replace(execution, rows=tuple(map(row_of, execution.rows)))

    routines = tuple(replace(r, executions=tuple(map(renamed, r.executions))) for r in scan.routines)
    return replace(scan, routines=routines, inputs=tuple(replace(i, sha256="") for i in scan.inputs))


def shuffled(n: int, seed: int) -> list[int]:
    order = list(range(n))
    Random(seed).shuffle(order)
    return order


def ties_in_file_order(order: Sequence[int], times: Sequence[str]) -> list[int]:
    """Let rows of one instant keep the order among themselves that they have in the file."""
    places = defaultdict(list)
    for place, old in enumerate(order):
        places[times[old]].append(place)
    put = list(order)
    for at in places.values():
        for place, old in zip(at, sorted(order[p] for p in at), strict=True):
            put[place] = old
    return put


def lines_and_times(sample: str) -> tuple[list[str], list[str]]:
    header, *rows = log_of(sample).read_text(encoding="utf-8").splitlines()
    delimiter = ";" if sample == "terminal" else ","
    column = next(csv.reader([header], delimiter=delimiter)).index(TIME_COLUMN[sample])
    return rows, [cells[column] for cells in csv.reader(rows, delimiter=delimiter)]


@pytest.mark.parametrize("sample", TIME_COLUMN)
def test_shuffled_rows_give_the_same_scan_but_for_row_numbers(tmp_path: Path, sample: str):
    # Of rows with one time, only the order in the file tells which came first: they keep it.
    lines, times = lines_and_times(sample)
    order = ties_in_file_order(shuffled(len(lines), seed=3), times)
    assert sum(a != b for a, b in enumerate(order)) > len(order) / 2
    before = scan_in_order(sample, range(len(lines)), tmp_path)
    after = scan_in_order(sample, order, tmp_path)
    assert len(before.routines) >= 5
    assert with_rows(after, lambda row: order[row - 1] + 1) == with_rows(before, lambda row: row)


@pytest.mark.parametrize("seed", [4, 5])
def test_rows_of_one_time_may_be_shuffled_too_where_they_are_equal(tmp_path: Path, seed: int):
    # With a clock of milliseconds, the rows of one agent and one time are records logged twice. One of
    # them is counted as the duplicate, the later in the file: which number it has is all that may differ.
    lines, _ = lines_and_times("desktop")
    order = shuffled(len(lines), seed)
    first_of = {line: row for row, line in reversed(list(enumerate(lines, 1)))}
    before = scan_in_order("desktop", range(len(lines)), tmp_path)
    after = scan_in_order("desktop", order, tmp_path)
    after = with_rows(after, lambda row: first_of[lines[order[row - 1]]])
    assert after == with_rows(before, lambda row: first_of[lines[row - 1]])


def test_every_output_but_the_row_numbers_is_the_same_bytes_for_shuffled_rows(tmp_path: Path):
    lines, times = lines_and_times("desktop")
    order = ties_in_file_order(shuffled(len(lines), seed=6), times)
    before = scan_in_order("desktop", range(len(lines)), tmp_path)
    after = scan_in_order("desktop", order, tmp_path)
    names_rows = {"scan.json", "execution_events.csv", "report.html", "business_case.xlsx"}
    changed = differing(rendered(before), rendered(after))
    assert {n for n in changed if not n.startswith("proposals/")} <= names_rows
    # With digest and row numbers as before, nothing is left that differs.
    old = {e.id: e.rows for r in before.routines for e in r.executions}
    put_back = tuple(
        replace(r, executions=tuple(replace(e, rows=old[e.id]) for e in r.executions)) for r in after.routines
    )
    assert differing(rendered(before), rendered(replace(after, routines=put_back, inputs=before.inputs))) == []


def test_a_log_in_two_files_gives_what_the_two_give_in_any_order(tmp_path: Path):
    header, *rows = log_of("desktop").read_text(encoding="utf-8").splitlines(keepends=True)
    for name, part in (("a.csv", rows[:1500]), ("b.csv", rows[1500:3000])):
        (tmp_path / name).write_text("".join([header, *part]), encoding="utf-8")
    one, other = (scan_file(*(tmp_path / n for n in names)) for names in (("a.csv", "b.csv"), ("b.csv", "a.csv")))
    assert len(one.inputs) == 2
    assert differing(rendered(one), rendered(other)) == []

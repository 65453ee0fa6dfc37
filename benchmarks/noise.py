"""Harder versions of a clean recording with known truth: lost and stray events, other order, overlap.

    with_noise      each step may be lost or follow a stray event of its own execution
    alternating     the executions of two routines in turn: A, B, A, B
    with_strangers  events of nobody's routine after each execution
    with_even_clock the same rows, stamped so that the clock neither jumps nor stands out at a boundary
    interleaved     executions in pairs, their rows shuffled into each other

Each takes a Recording and gives another, whose truth names the rows as they are
now. Random is a seeded random.Random that is passed in.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise, zip_longest
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rpa_finder.samples.truths import ROW_NUMBERING, as_ranges

LOG_NAME = "log.csv"
_TIME_COLUMN = "timestamp"
_LONGEST_GAP_S = 300


@dataclass(frozen=True, slots=True)
class Recording:
    """A log as a table, and its truth: routines with steps, and each execution with its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Data records; the truth numbers them from 1."""
    truth: dict[str, Any]


class _Placed(NamedTuple):
    """A record of the new log."""

    cells: tuple[str, ...]
    execution: int
    """Index in the truth's executions; -1: of none."""
    noise: bool


def read_recording(folder: Path) -> Recording:
    """Read log and truth.json of a folder as the public logs lie there."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with (folder / truth["log"]).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return Recording(tuple(header), tuple(map(tuple, rows)), truth)


def write_recording(recording: Recording, folder: Path) -> Path:
    """Write log.csv and truth.json into the folder; give the log."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOG_NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(recording.header)
        writer.writerows(recording.rows)
    (folder / "truth.json").write_text(json.dumps(recording.truth), encoding="utf-8", newline="\n")
    return folder / LOG_NAME


def with_noise(recording: Recording, share: float, rng: Random) -> Recording:
    """Lose or double with strays: with probability share at each step of an execution, half and half.

    A stray is a random event of the same execution, put before the step at the
    step's time; it is a noise row, and lies within the execution's rows. After
    Faizanunipd/Routine-Model-Discovery.
    """
    time, noise = _time_of(recording), _noise_of(recording)
    members = [rows for _, rows in _executions(recording)]
    placed: list[_Placed] = []
    for number, execution in enumerate(_owners(recording)):
        cells = recording.rows[number]
        hit = execution >= 0 and rng.random() < share
        if hit and rng.random() < 0.5:
            continue
        if hit:
            stray = list(recording.rows[rng.choice(members[execution])])
            stray[time] = cells[time]
            placed.append(_Placed(tuple(stray), execution, noise=True))
        placed.append(_Placed(cells, execution, number in noise))
    return _rebuild(recording, placed, f"{share:.0%} of the steps lost or doubled")


def alternating(recording: Recording) -> Recording:
    """Order the executions of two routines by turns, as long as there are two; times stay, so they jump.

    Rows of no execution are left out. Scan it with order=file. The clock tells
    every boundary unless with_even_clock follows.
    """
    by_routine: dict[str, list[int]] = {}
    for i, (routine, _) in enumerate(_executions(recording)):
        by_routine.setdefault(routine, []).append(i)
    turns = [i for round_ in zip_longest(*by_routine.values()) for i in round_ if i is not None]
    return _rebuild(recording, _in_order(recording, turns), "executions of the routines by turns")


def with_strangers(recording: Recording, count: int, rng: Random) -> Recording:
    """Put that many random events of the log after each execution: noise rows of no execution.

    For logs whose executions do not overlap. A stranger keeps the time it has, so
    scan it with order=file.
    """
    placed: list[_Placed] = []
    noise = _noise_of(recording)
    for execution, rows in groupby(enumerate(_owners(recording)), key=lambda pair: pair[1]):
        placed += [_Placed(recording.rows[number], execution, number in noise) for number, _ in rows]
        if execution >= 0:
            placed += [_Placed(rng.choice(recording.rows), -1, noise=True) for _ in range(count)]
    return _rebuild(recording, placed, f"{count} random events after each execution")


def with_even_clock(recording: Recording, rng: Random) -> Recording:
    """Stamp the rows anew, in their order: a gap under zero or over five minutes becomes one of the log's other gaps.

    Executions that are put in another order with the times they had make the
    clock jump at every boundary: whoever cuts at jumps is then told the truth.
    """
    time = _time_of(recording)
    stamps = [datetime.fromisoformat(row[time]) for row in recording.rows]
    gaps = [(after - before).total_seconds() for before, after in pairwise(stamps)]
    ordinary = [gap for gap in gaps if 0 <= gap <= _LONGEST_GAP_S]
    now, rows = stamps[0], []
    for row, gap in zip(recording.rows, [0.0, *gaps], strict=True):
        now += timedelta(seconds=gap if 0 <= gap <= _LONGEST_GAP_S else rng.choice(ordinary))
        stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        rows.append((*row[:time], stamp, *row[time + 1 :]))
    origin = f"{recording.truth.get('origin', '')}; clock made even"
    return Recording(recording.header, tuple(rows), recording.truth | {"origin": origin})


def interleaved(recording: Recording, rng: Random) -> Recording:
    """Shuffle every two executions that follow each other into one another.

    Rows keep their order within the execution, and the times of the pair go to
    the rows in their new order, so that order by time is order in the file.
    Rows of no execution are left out.
    """
    time = _time_of(recording)
    members = [rows for _, rows in _executions(recording)]
    order = sorted(range(len(members)), key=lambda i: members[i][0])
    noise = _noise_of(recording)
    placed: list[_Placed] = []
    for first in range(0, len(order), 2):
        pair = [[(number, i) for number in members[i]] for i in order[first : first + 2]]
        turns = [turn for turn, rows in enumerate(pair) for _ in rows]
        rng.shuffle(turns)
        streams = [iter(rows) for rows in pair]
        mixed = [next(streams[turn]) for turn in turns]
        times = sorted(recording.rows[number][time] for number, _ in mixed)
        for (number, execution), stamp in zip(mixed, times, strict=True):
            cells = list(recording.rows[number])
            cells[time] = stamp
            placed.append(_Placed(tuple(cells), execution, number in noise))
    return _rebuild(recording, placed, "executions shuffled into each other in pairs")


def as_truth(routines: dict[str, Any], executions: Iterable[dict[str, Any]], rows: int, **more: Any) -> dict[str, Any]:
    """Put a truth together as the public logs have it; counts the executions of each routine."""
    listed = list(executions)
    counted = {
        name: facts | {"executions": sum(e["routine"] == name for e in listed)} for name, facts in routines.items()
    }
    return {
        "log": LOG_NAME,
        "rows": rows,
        "row_numbering": ROW_NUMBERING,
        "routines": counted,
        "executions": listed,
    } | more


def _time_of(recording: Recording) -> int:
    return [name.lower() for name in recording.header].index(_TIME_COLUMN)


def _executions(recording: Recording) -> list[tuple[str, list[int]]]:
    """Give routine and rows, from 0, of each execution."""
    return [
        (e["routine"], [row - 1 for first, last in e["rows"] for row in range(first, last + 1)])
        for e in recording.truth["executions"]
    ]


def _owners(recording: Recording) -> list[int]:
    """Give the execution of each row, -1 for none."""
    owners = [-1] * len(recording.rows)
    for i, (_, rows) in enumerate(_executions(recording)):
        for row in rows:
            owners[row] = i
    return owners


def _in_order(recording: Recording, executions: Sequence[int]) -> list[_Placed]:
    members = [rows for _, rows in _executions(recording)]
    noise = _noise_of(recording)
    return [_Placed(recording.rows[number], i, number in noise) for i in executions for number in members[i]]


def _noise_of(recording: Recording) -> set[int]:
    """Give the rows, from 0, that are noise already."""
    return {number - 1 for number in recording.truth.get("noise_rows", ())}


def _rebuild(recording: Recording, placed: Sequence[_Placed], how: str) -> Recording:
    """Number the rows anew; an execution that lost all its rows is gone."""
    rows: dict[int, list[int]] = {}
    for number, record in enumerate(placed, start=1):
        if record.execution >= 0:
            rows.setdefault(record.execution, []).append(number)
    before = recording.truth
    executions = [e | {"rows": as_ranges(rows[i])} for i, e in enumerate(before["executions"]) if i in rows]
    truth = as_truth(
        before["routines"],
        executions,
        len(placed),
        origin=f"derived: {how}; {before.get('origin', '')}",
        noise_rows=[number for number, record in enumerate(placed, start=1) if record.noise],
    )
    return Recording(recording.header, tuple(record.cells for record in placed), truth)

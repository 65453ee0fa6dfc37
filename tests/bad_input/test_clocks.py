"""Times that are spoilt: two readings, two formats, odd years, odd hours, odd order.

The numbers are those of the table of bad inputs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.bad_input.drawn import START, assert_refused, read, rejected, row, slugs, stamped, table
from tests.conftest import RunCommand


def moments(n: int = 100, day: int = 2, step: float = 7) -> list[datetime]:
    return [START.replace(day=day) + timedelta(seconds=step * i) for i in range(n)]


def both_ways() -> str:
    """Every date can be read in two ways, and under both some row comes too early."""
    days = [(3, 4), (4, 3), (5, 6), (6, 5)]
    return stamped([f"{a:02d}/{b:02d}/2026 09:00:{i:02d}" for i, (a, b) in enumerate(days * 5)])


def half_and_half() -> str:
    forms = ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S")
    return stamped([at.strftime(forms[i % 2]) for i, at in enumerate(moments(60, 20))])


REFUSED = [
    ("31 both readings possible", both_ways(), "date-order-ambiguous", "--date-order"),
    ("32 half the dates are month first", half_and_half(), "mixed-date-formats", "30 of 60"),
    (
        "32 a tenth of the dates has another format",
        stamped(
            [at.strftime("%d.%m.%Y %H:%M:%S") if i % 10 == 0 else at.isoformat() for i, at in enumerate(moments())]
        ),
        "mixed-date-formats",
        "10 of 100",
    ),
    (
        "37 half the times have an offset",
        stamped([f"{at.isoformat()}{'Z' if i % 2 else ''}" for i, at in enumerate(moments())]),
        "mixed-date-formats",
        "50 of 100",
    ),
    (
        "34 a tenth is no time",
        stamped([*["soon"] * 10, *(at.isoformat() for at in moments(90))]),
        "too-many-rejected",
        "is no time",
    ),
]


@pytest.mark.parametrize(("text", "slug", "word"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(command: RunCommand, tmp_path: Path, text: str, slug: str, word: str):
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    assert_refused(command, tmp_path, "log.csv", slug, word)


OUT_OF_RANGE = "is out of the years 1990 to 2100"
LEFT_OUT = [
    ("32 one other format", "03.02.2026 09:00:00", "has another date format than the rest of the column"),
    ("34 no time at all", "soon", "is no time"),
    ("34 nothing", " ", "has no time"),
    ("34 no day of the calendar", "2026-02-30T09:00:00", "is no day or time of the calendar"),
    ("35 the year 1", "0001-01-01T00:00:00", OUT_OF_RANGE),
    ("35 the year 1900", "1900-01-01T00:00:00", OUT_OF_RANGE),
    ("35 the year 9999", "9999-12-31T23:59:59", OUT_OF_RANGE),
    ("37 one offset among none", "2026-03-02T09:05:50+01:00", "has another date format than the rest of the column"),
]


@pytest.mark.parametrize(("stamp", "reason"), [r[1:] for r in LEFT_OUT], ids=[r[0] for r in LEFT_OUT])
def test_left_out(tmp_path: Path, stamp: str, reason: str):
    assert rejected(read(tmp_path, table({50: row(50, stamp)}))) == [(52, "timestamp", reason)]


def utc(result) -> list[datetime]:
    table = result.log.table.sort_values(["source", "row"])
    return [at.to_pydatetime() for at in table["time"]]


DAY_NUMBER = datetime(1899, 12, 30)
HOURS = [timedelta(hours=i % 3) for i in range(100)]
READ = [
    ("31 one day above 12 decides", "%d/%m/%Y %H:%M:%S", 20, "date-order-inferred"),
    ("33 seconds since 1970", lambda at: f"{at.replace(tzinfo=UTC).timestamp():.0f}", 2, ""),
    ("33 milliseconds", lambda at: f"{at.replace(tzinfo=UTC).timestamp() * 1e3:.0f}", 2, ""),
    ("33 microseconds", lambda at: f"{at.replace(tzinfo=UTC).timestamp() * 1e6:.0f}", 2, ""),
    ("33 days of a spreadsheet", lambda at: f"{(at - DAY_NUMBER) / timedelta(days=1):.9f}", 2, "excel-serial-dates"),
    ("37 several offsets", lambda at: f"{at + HOURS[at.second]}+0{HOURS[at.second].seconds // 3600}:00", 2, ""),
]


@pytest.mark.parametrize(("form", "day", "slug"), [r[1:] for r in READ], ids=[r[0] for r in READ])
def test_read(tmp_path: Path, form: str | Callable[[datetime], str], day: int, slug: str):
    stamps = [at.strftime(form) if isinstance(form, str) else form(at) for at in moments(day=day)]
    result = read(tmp_path, stamped(stamps))
    assert not result.issues
    assert utc(result) == [at.replace(tzinfo=UTC) for at in moments(day=day)]
    assert not slug or slug in slugs(result)


def test_36_times_to_come_are_told(command: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "log.csv").write_text(table(), encoding="utf-8")
    for epoch, told in (("1772300000", True), ("1772500000", False)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert command("scan", "log.csv", "--out", "out").returncode == 0
        assert ("future-times" in (tmp_path / "out" / "scan.json").read_text(encoding="utf-8")) is told


def local_clock(first: datetime, minutes: int) -> tuple[list[datetime], list[str]]:
    """Give an instant a minute, and what a clock on a wall in Berlin shows then."""
    at = [first + timedelta(minutes=i) for i in range(minutes)]
    return at, [f"{moment.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M:%S}" for moment in at]


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)]
)
def test_38_work_through_both_changes_of_summer_time_has_even_steps(tmp_path: Path, start: datetime):
    at, shown = local_clock(start, 240)
    lines = [row(2 * i, stamp) for i, stamp in enumerate(shown)]
    result = read(tmp_path, "\n".join([table(n=0).strip(), *lines]) + "\n", timezone="Europe/Berlin")
    assert utc(result) == at
    assert ("repeated-hour" in slugs(result)) is (start.month == 10)


def test_38_an_hour_that_never_was_keeps_its_pauses(tmp_path: Path):
    stamps = [f"2026-03-29 02:{i:02d}:00" for i in range(60)]
    result = read(tmp_path, stamped(stamps), timezone="Europe/Berlin")
    assert set(np.diff([at.timestamp() for at in utc(result)])) == {60.0}
    assert utc(result)[0] == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    (note,) = [note for note in result.notes if note.slug == "missing-hour"]
    assert "60 times" in note.text


def test_39_a_clock_that_jumps_back_is_told_and_no_pause_is_negative(command: RunCommand, tmp_path: Path):
    stamps = [at.isoformat() for at in (*moments(50, 3), *moments(50, 2))]
    text = stamped(stamps)
    result = read(tmp_path, text)
    (note,) = [note for note in result.notes if note.slug == "clock-jumped"]
    # Once for each of the two agents.
    assert "2 places" in note.text
    for order in ("time", "file"):
        done = command("scan", "log.csv", "--order", order, "--out", order)
        assert done.returncode == 0, done.stderr
        lines = (tmp_path / order / "executions.csv").read_text(encoding="utf-8").splitlines()
        places = [lines[0].split(",").index(name) for name in ("active_seconds", "elapsed_seconds")]
        assert all(float(line.split(",")[place]) >= 0 for line in lines[1:] for place in places)


def test_39_with_the_order_of_the_file_a_jump_back_ends_the_session(command: RunCommand, tmp_path: Path):
    """Put in order of time, rows of before and after the jump lie between each other, and nothing jumps."""
    stamps = [at.isoformat() for at in (*moments(50), *moments(50))]
    (tmp_path / "log.csv").write_text(stamped(stamps), encoding="utf-8")
    sessions = {}
    for order in ("time", "file"):
        assert command("scan", "log.csv", "--order", order, "--out", order).returncode == 0
        found = json.loads((tmp_path / order / "scan.json").read_text(encoding="utf-8"))
        sessions[order] = found["totals"]["sessions"]
        assert "clock-jumped" in {note["slug"] for note in found["notes"]}
    # Two agents, each before and after.
    assert sessions == {"time": 2, "file": 4}


def test_41_42_rows_in_another_order_are_the_same_log_and_equal_times_keep_theirs(tmp_path: Path):
    stamps = [at.isoformat() for at in moments(40)]
    lines = stamped([stamp for stamp in stamps for _ in (0, 1)]).splitlines()
    sorted_log = read(tmp_path, "\n".join(lines) + "\n").log.table
    # Pairs of equal times swap their places in the file, but not their order.
    pairs = [lines[i : i + 2] for i in range(1, len(lines), 2)]
    mixed = [line for pair in pairs[::-1] for line in pair]
    other = read(tmp_path, "\n".join([lines[0], *mixed]) + "\n").log.table
    columns = ["time", "agent", "app", "screen", "action", "element", "value"]
    assert sorted_log[columns].astype(object).equals(other[columns].astype(object))


def test_43_a_night_is_no_work(command: RunCommand, tmp_path: Path):
    text = stamped([at.isoformat() for at in (*moments(60, 2), *moments(60, 3))])
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    done = command("inspect", "log.csv")
    assert "2026-03-02 to 2026-03-03" in done.stdout
    assert command("scan", "log.csv", "--out", "out").returncode == 0
    found = (tmp_path / "out" / "scan.json").read_text(encoding="utf-8")
    seconds = float(found.split('"active_seconds": ')[1].split(",")[0].split("}")[0])
    assert 0 < seconds <= 2 * 2 * 60 * 7

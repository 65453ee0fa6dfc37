"""A small sound log, to be spoilt in one place each, and what a user sees of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from rpa_finder.readers import ReadOptions, ReadResult, read_log
from tests.conftest import RunCommand

HEADER = "timestamp,user,application,window,action,element,value"
SECRET = "SECRET48213"
"""Stands in every value, so that a message that quotes one is found out."""
START = datetime(2026, 3, 2, 9, 0, 0)
STEPS = ("Shop,Order,copy,Order number", "Billing,Invoice,paste,Reference", "Billing,Invoice,click,Save")


def row(i: int, stamp: str = "", title: str = "", value: str = "") -> str:
    """Draw the i-th row (from 0, on line i + 2); its parts may be given."""
    app, window, action, element = STEPS[i % 3].split(",")
    at = stamp or (START + timedelta(seconds=7 * i)).isoformat()
    text = value or (f"{SECRET}{i // 3}" if i % 3 < 2 else "")
    return ",".join((at, "ann" if i % 2 else "bob", app, title or window, action, element, text))


def table(changed: dict[int, str] | None = None, n: int = 100, header: str = HEADER) -> str:
    """Draw a log of n rows, some of them replaced by others (by their place, from 0)."""
    lines = [(changed or {}).get(i, row(i)) for i in range(n)]
    return "\n".join([header, *lines]) + "\n"


def stamped(stamps: list[str]) -> str:
    """Draw a log of those times."""
    return table({i: row(i, stamp) for i, stamp in enumerate(stamps)}, len(stamps))


def read(folder: Path, content: str | bytes, name: str = "log.csv", **options: str) -> ReadResult:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_log([path], ReadOptions(**options))


def rejected(result: ReadResult) -> list[tuple[int, str, str]]:
    """Give line, column and reason of what was left out, and see that nothing else is missing."""
    (entry,) = result.inputs
    assert entry.rows_read == len(result.log) + len(result.issues)
    assert all(issue.source_file == entry.path for issue in result.issues)
    return [(issue.line, issue.column, issue.reason) for issue in result.issues]


def slugs(result: ReadResult) -> set[str]:
    return {note.slug for note in result.notes}


def assert_refused(command: RunCommand, folder: Path, name: str, slug: str, *words: str) -> None:
    """See that a scan ends with exit code 3 and one line that names the file, and leaves nothing behind."""
    before = {path.name for path in folder.iterdir()}
    done = command("scan", name, "--out", "out")
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert line.endswith(f"[{slug}]"), line
    assert SECRET not in line
    for word in (name.split("*", maxsplit=1)[0], *words):
        assert word in line
    # A mapping to complete is what the user is told to use where no time is recognised.
    assert {path.name for path in folder.iterdir()} - before <= {f"{Path(name).name.split('.')[0]}.mapping.toml"}

"""What can't be scanned, as a user meets it: a process, its exit code, one line on stderr."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rpa_finder.errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_STORE, EXIT_USAGE
from tests.conftest import RunCommand

HEADER = "timestamp,user,application,window,action,element,value"
SECRET = "SECRET48213"


def rows(n: int = 60, stamp: Callable[[datetime], str] = datetime.isoformat) -> list[str]:
    at = datetime(2026, 3, 2, 9, 0, 0)
    steps = ("Shop,Order,copy,Order number", "Billing,Invoice,paste,Reference", "Billing,Invoice,click,Save")
    return [
        f"{stamp(at + timedelta(seconds=7 * i))},ann,{steps[i % 3]},{SECRET}{i // 3 if i % 3 < 2 else ''}"
        for i in range(n)
    ]


def good_log() -> str:
    return "\n".join([HEADER, *rows()]) + "\n"


def mixed_dates() -> str:
    """Day first in the first half, month first in the second, where the day tells."""
    lines = [HEADER]
    for form in ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"):
        lines += rows(30, lambda at, form=form: at.replace(day=13 + at.second % 9).strftime(form))
    return "\n".join(lines) + "\n"


def files() -> dict[str, tuple[str, bytes, str]]:
    """Give case -> name of the file, its content, the slug wanted."""
    text = good_log()
    packed = gzip.compress((text + "\n".join(rows(3000))).encode())
    timeless = "\n".join(line.split(",", 1)[1] for line in text.splitlines())
    return {
        "empty file": ("nothing.csv", b"", "empty-file"),
        "blank lines only": ("blank.csv", b"\n\n  \n", "empty-file"),
        "header only": ("header.csv", HEADER.encode() + b"\n", "no-events"),
        "no timestamp column": ("timeless.csv", timeless.encode(), "no-timestamp"),
        "PDF named .csv": ("report.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "not-a-text-log"),
        "truncated .gz": ("log.csv.gz", packed[: len(packed) * 2 // 3], "truncated-gz"),
        "mixed date formats": ("dates.csv", mixed_dates().encode(), "mixed-date-formats"),
    }


def assert_refused(done, code: int, slug: str, name: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert line.endswith(f"[{slug}]")
    assert name in line
    assert "Traceback" not in line
    assert SECRET not in line


def names_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


@pytest.mark.parametrize("case", files())
def test_a_file_that_is_no_log_is_refused_and_nothing_is_written(process: RunCommand, tmp_path: Path, case: str):
    name, content, slug = files()[case]
    (tmp_path / name).write_bytes(content)
    assert_refused(process("scan", name, "--out", "out"), EXIT_BAD_INPUT, slug, name)
    # Where no time is recognised, a mapping to complete is what the user is told to use.
    proposed = ["timeless.mapping.toml"] if slug == "no-timestamp" else []
    assert names_in(tmp_path) == sorted([name, *proposed])
    assert all(SECRET not in (tmp_path / p).read_text(encoding="utf-8") for p in proposed)


def test_a_delimiter_that_the_mapping_gets_wrong_is_refused(process: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_text(good_log(), encoding="utf-8")
    (tmp_path / "m.toml").write_text('time = "timestamp"\ndelimiter = ";"\n', encoding="utf-8")
    done = process("scan", "log.csv", "--mapping", "m.toml", "--out", "out")
    assert done.returncode == EXIT_BAD_INPUT
    assert_refused(done, EXIT_BAD_INPUT, done.stderr.rsplit("[", 1)[-1].strip("]\n"), "log.csv")
    assert names_in(tmp_path) == ["log.csv", "m.toml"]
    (tmp_path / "m.toml").write_text('time = "timestamp"\ndelimiter = ","\n', encoding="utf-8")
    assert process("scan", "log.csv", "--mapping", "m.toml", "--out", "out").returncode == EXIT_DONE


def test_a_folder_without_logs_is_refused(process: RunCommand, tmp_path: Path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"\xff\xd8\xff\xe0 no log")
    (tmp_path / "void").mkdir()
    for folder in ("photos", "void"):
        assert_refused(process("scan", folder, "--out", "out"), EXIT_BAD_INPUT, "no-logs-in-folder", folder)
    assert names_in(tmp_path) == ["photos", "photos/cat.jpg", "void"]


def test_a_bad_file_beside_good_ones_stops_the_scan_if_it_is_named(command: RunCommand, tmp_path: Path):
    (tmp_path / "good.csv").write_text(good_log(), encoding="utf-8")
    (tmp_path / "bad.csv").write_bytes(b"")
    assert_refused(command("scan", "good.csv", "bad.csv", "--out", "out"), EXIT_BAD_INPUT, "empty-file", "bad.csv")
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_written_is_refused_before_the_scan(process: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_text(good_log(), encoding="utf-8")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    for out in ("taken", "taken/out"):
        assert_refused(process("scan", "log.csv", "--out", out), EXIT_STORE, "out-not-writable", "taken")
    assert names_in(tmp_path) == ["log.csv", "taken"]
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_without_rights_is_refused(process: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_text(good_log(), encoding="utf-8")
    (tmp_path / "locked").mkdir(mode=0o500)
    assert_refused(process("scan", "log.csv", "--out", "locked/out"), EXIT_STORE, "out-not-writable", "locked")


def test_a_scan_that_fails_leaves_the_one_before_as_it_was(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_text(good_log(), encoding="utf-8")
    assert command("scan", "log.csv", "--out", "out").returncode == EXIT_DONE
    before = {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path) if (tmp_path / name).is_file()}
    (tmp_path / "log.csv").write_text(HEADER + "\n", encoding="utf-8")
    assert_refused(command("scan", "log.csv", "--out", "out"), EXIT_BAD_INPUT, "no-events", "log.csv")
    after = {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path) if (tmp_path / name).is_file()}
    assert after == before | {"log.csv": (HEADER + "\n").encode()}


def test_a_mapping_that_names_no_column_of_the_log_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_text(good_log(), encoding="utf-8")
    (tmp_path / "m.toml").write_text('time = "timestmap"\n', encoding="utf-8")
    done = command("scan", "log.csv", "--mapping", "m.toml")
    assert_refused(done, EXIT_BAD_INPUT, "mapping-unknown-column", "log.csv")
    assert "'timestamp'" in done.stderr
    assert_refused(command("scan", "log.csv", "--mapping", "none.toml"), EXIT_USAGE, "mapping-unreadable", "none.toml")

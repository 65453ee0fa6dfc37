from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rpa_finder import console
from rpa_finder.console import Progress, emphasise, now, write_file
from rpa_finder.errors import StoreError


def test_a_terminal_sees_each_stage_and_its_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = Progress()
    progress.start("reading")
    progress.start("cleaning")
    progress.end()
    progress.end()
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"reading +0\.\d s", first)
    assert re.fullmatch(r"cleaning +0\.\d s", second)


def test_a_pipe_sees_nothing(capsys: pytest.CaptureFixture[str]):
    progress = Progress()
    progress.start("reading")
    progress.end()
    assert capsys.readouterr().err == ""


def test_nobody_is_told_who_asked_for_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = Progress(quiet=True)
    progress.start("reading")
    progress.end()
    assert capsys.readouterr().err == ""


def test_long_work_says_about_how_long_the_rest_will_take(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(console, "_SHARES", {"reading": 20, "cleaning": 30, "routines": 50})
    clock = iter([0.0, 40.0, 40.0, 42.0, 42.0, 43.0])
    monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
    progress = Progress()
    for stage in ("reading", "cleaning", "routines"):
        progress.start(stage)
    progress.end()
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.split("  ")[0] == "reading"
    assert second.split("  ")[0] == "cleaning, about 3 min left"
    assert third.split("  ")[0] == "routines, about 40 s left"


def test_shares_of_the_stages_make_a_whole():
    assert sum(console._SHARES.values()) == 100


def test_heading_and_labels_are_bold_unless_colour_is_unwanted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = "My scan\n=======\n\nRead      1 file\nCan't be concluded\n  - Only 2 agents.\nFiles in x\n"
    bold = emphasise(text)
    assert re.findall(r"\x1b\[1m(.*?)\x1b\[0m", bold) == ["My scan", "Read", "Can't be concluded"]
    assert re.sub(r"\x1b\[\d*m", "", bold) == text
    monkeypatch.setenv("NO_COLOR", "1")
    assert emphasise(text) == text


def test_the_clock_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772409600")
    assert now() == "2026-03-02T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs((datetime.fromisoformat(now()) - datetime.now(UTC)).total_seconds()) < 5


def test_a_file_is_written_whole_and_its_folder_made(tmp_path: Path):
    target = tmp_path / "new" / "compare.json"
    write_file(target, "{}\n")
    write_file(target, '{"a": 1}\n')
    assert target.read_bytes() == b'{"a": 1}\n'
    assert [path.name for path in target.parent.iterdir()] == ["compare.json"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path):
    target = tmp_path / "compare.json"
    write_file(target, "{}\n")
    with pytest.raises(UnicodeEncodeError):
        write_file(target, "\ud800")
    assert target.read_text(encoding="utf-8") == "{}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["compare.json"]


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="out-not-writable"):
        write_file(tmp_path / "file" / "compare.json", "{}")

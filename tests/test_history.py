from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa_finder import history
from rpa_finder.errors import StoreError
from rpa_finder.renderers.scan_json import as_stored
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan
from tests.renderers.written import files

CHECKER = Path(__file__).parents[2] / "shared" / "bench" / "check_scan.py"


def content_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_scan_read_back_renders_to_the_same_bytes(tmp_path: Path):
    history.write_scan(tmp_path / "out", files(benefits_scan()))
    again = history.read_scan(tmp_path / "out")
    assert again == as_stored(benefits_scan())
    assert dict(files(again)) == content_of(tmp_path / "out")


def test_written_folder_keeps_the_contract(tmp_path: Path):
    if not CHECKER.is_file():
        pytest.skip("bench/check_scan.py lies beside the checkout only where the project is developed")
    history.write_scan(tmp_path / "out", [*files(small_scan("=Sum\n;")), ("report.html", b"")])
    said = subprocess.run([sys.executable, CHECKER, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert said.stdout == "contract kept\n"


def test_files_are_for_their_owner_only(tmp_path: Path):
    history.write_scan(tmp_path / "out", files(small_scan()))
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert modes == {0o600}
    assert os.listdir(tmp_path) == ["out"]


def test_a_new_scan_replaces_the_old_one_and_spares_other_files(tmp_path: Path):
    out = tmp_path / "out"
    history.write_scan(out, files(small_scan("Old title")))
    (out / "notes.txt").write_text("mine")
    (out / "proposals" / "P01-old-title" / "comment.md").write_text("mine too")
    history.write_scan(out, files(small_scan("New title")))
    expected = {name for name, _ in files(small_scan("New title"))}
    assert content_of(out).keys() == expected | {"notes.txt", "proposals/P01-old-title/comment.md"}
    assert history.read_scan(out).label == "New title"
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("inside", [False, True], ids=["by renaming", "in place"])
def test_files_not_written_anew_stay_where_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
):
    out = tmp_path / "out"
    history.write_scan(out, files(small_scan("Old title")))
    before = content_of(out)
    if inside:
        monkeypatch.chdir(out)
    again = [(name, content) for name, content in files(small_scan("New title")) if not name.startswith("proposals/")]
    history.write_scan(out, again, keep_others=True)
    assert content_of(out) == before | dict(again)
    history.write_scan(out, again)
    assert content_of(out) == dict(again)


def test_a_failure_half_way_leaves_the_old_scan_as_it_was(tmp_path: Path):
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "scan.json", b"{}"
        raise KeyboardInterrupt

    out = tmp_path / "out"
    history.write_scan(out, files(small_scan()))
    before = content_of(out)
    with pytest.raises(KeyboardInterrupt):
        history.write_scan(out, broken())
    assert content_of(out) == before
    with pytest.raises(KeyboardInterrupt):
        history.write_scan(tmp_path / "new", broken())
    assert os.listdir(tmp_path) == ["out"]


def test_a_scan_killed_between_the_two_renames_is_put_right(tmp_path: Path):
    out = tmp_path / "out"
    history.write_scan(out, files(small_scan()))
    out.rename(tmp_path / ".out.before-x1y2")
    assert history.read_scan(out).label == "Customer"
    assert os.listdir(tmp_path) == ["out"]


def test_working_folder_is_written_without_being_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    history.write_scan(Path(), files(small_scan("Old title")))
    place = tmp_path.stat().st_ino
    (tmp_path / "notes.txt").write_text("mine")
    history.write_scan(Path(), files(small_scan("New title")))
    expected = {name for name, _ in files(small_scan("New title"))}
    assert content_of(tmp_path).keys() == expected | {"notes.txt"}
    assert tmp_path.stat().st_ino == place
    assert not (tmp_path / "proposals" / "P01-old-title").exists()


def test_a_folder_with_other_things_is_refused(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError) as caught:
        history.write_scan(tmp_path, files(small_scan()))
    assert caught.value.slug == "out-not-a-scan"
    assert content_of(tmp_path) == {"letter.txt": b"dear"}


@pytest.mark.parametrize("name", ["file", "file/below", "file/below/deeper"])
def test_an_unwritable_place_is_found_before_the_scan(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught:
        history.check_writable(tmp_path / name)
    assert caught.value.slug == "out-not-writable"
    assert "\n" not in str(caught.value)


def test_checking_leaves_no_trace(tmp_path: Path):
    history.check_writable(tmp_path / "a" / "b")
    history.check_writable(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    history.write_scan(tmp_path / "out", files(small_scan()))
    before = content_of(tmp_path / "out")
    monkeypatch.setattr(history, "_write_files", no_space)
    with pytest.raises(StoreError, match="No space left") as caught:
        history.write_scan(tmp_path / "out", files(small_scan("New")))
    assert caught.value.slug == "out-not-writable"
    assert content_of(tmp_path / "out") == before
    assert os.listdir(tmp_path) == ["out"]


def test_what_is_no_scan_is_said(tmp_path: Path):
    with pytest.raises(StoreError) as caught:
        history.read_scan(tmp_path)
    assert caught.value.slug == "not-a-scan"

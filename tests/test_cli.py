from __future__ import annotations

import gzip
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rpa_finder import cli
from rpa_finder.errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAULT_FOUND, EXIT_STORE, EXIT_USAGE, InputError
from rpa_finder.store import add_scan
from tests.conftest import RunCommand
from tests.test_drift import dated
from tests.test_renames import form

HEADER = "timestamp,user,application,window,action,element,value\n"


def small_log(orders: int = 12, seconds: int = 4, value: str = "SECRET") -> str:
    """Two agents copy an order number from the shop to billing, again and again."""
    lines = []
    for agent in ("ann", "bob"):
        at = datetime(2026, 3, 2, 9, 0, 0)
        for n in range(orders):
            text = f"{value}{agent}{n:05d}"
            for app, window, action, element in (
                ("Shop", "Order", "click", "Open"),
                ("Shop", "Order", "copy", "Order number"),
                ("Billing", "Invoice", "paste", "Reference"),
                ("Billing", "Invoice", "click", "Save"),
            ):
                content = text if action in ("copy", "paste") else ""
                lines.append(f"{at.isoformat()}Z,{agent},{app},{window},{action},{element},{content}")
                at += timedelta(seconds=seconds)
    return HEADER + "\n".join(lines) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(small_log(), encoding="utf-8")
    return path


def assert_refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    lines = done.stderr.strip().splitlines()
    assert (done.returncode, len(lines)) == (code, 1), done.stderr
    assert lines[0].startswith("error: ")
    assert [word for word in words if word not in lines[0]] == []
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


# What a user gets wrong


def test_no_command_shows_the_help(command: RunCommand):
    done = command()
    assert done.returncode == EXIT_USAGE
    assert "Usage: rpa-finder" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["scan"], ["nonsense"], ["scan", "log.csv", "--order", "random"], ["scan", "log.csv", "--jobs", "0"]],
    ids=" ".join,
)
def test_a_wrong_command_line_is_one_line(command: RunCommand, arguments: list[str]):
    assert_refused(command(*arguments), EXIT_USAGE, "[usage]")


def test_a_process_ends_with_the_code_of_its_outcome(process: RunCommand):
    assert_refused(process("scan", "nowhere.csv"), EXIT_BAD_INPUT, "nowhere.csv", "[file-not-found]")


def test_version_and_help_are_no_errors(command: RunCommand):
    assert command("--version").stdout.startswith("rpa-finder ")
    assert command("scan", "-h").returncode == EXIT_DONE


def test_a_bad_configuration_is_one_line(command: RunCommand, log: Path, tmp_path: Path):
    config = tmp_path / "config.toml"
    config.write_text("[scan]\nmin_executions = 1\n")
    assert_refused(command("scan", log, "--config", config), EXIT_USAGE, "min_executions", "[config-out-of-range]")


def bad_files() -> dict[str, tuple[bytes, str]]:
    rows = small_log().splitlines()
    packed = gzip.compress(small_log(200).encode())
    mixed = [HEADER.strip()] + [
        f"{day:02d}/{month:02d}/2026 09:00:{n:02d},ann,Shop,Order,click,Open,"
        for n, (day, month) in enumerate([(13, 1), (1, 13)] * 20)
    ]
    return {
        "empty.csv": (b"", "[empty-file]"),
        "header.csv": (HEADER.encode(), ""),
        "no_time.csv": ("\n".join(row.split(",", 1)[1] for row in rows).encode(), ""),
        "pdf.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "PDF"),
        "cut.csv.gz": (packed[: len(packed) // 2], "[truncated-gz]"),
        "no_columns.csv": ("\n".join(row.replace(",", " ") for row in rows).encode(), ""),
        "mixed_dates.csv": ("\n".join(mixed).encode(), ""),
        "page.xes": (b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page"),
    }


@pytest.mark.parametrize("name", bad_files())
def test_a_bad_file_is_one_line_and_nothing_is_written(command: RunCommand, tmp_path: Path, name: str):
    content, words = bad_files()[name]
    (tmp_path / name).write_bytes(content)
    assert_refused(command("scan", name), EXIT_BAD_INPUT, name, words)
    assert {path.name for path in tmp_path.iterdir()} <= {name, "no_time.mapping.toml"}


def test_columns_that_are_not_recognised_give_a_mapping_to_complete(command: RunCommand, tmp_path: Path):
    strange = small_log().replace("timestamp,user,application,window", "zq1,zq2,zq3,zq4").replace("T09:", " at 9.")
    (tmp_path / "strange.csv").write_text(strange, encoding="utf-8")
    assert_refused(command("scan", "strange.csv"), EXIT_BAD_INPUT, "[no-timestamp]", "strange.mapping.toml")
    assert "SECRET" not in (tmp_path / "strange.mapping.toml").read_text(encoding="utf-8")
    (tmp_path / "strange.mapping.toml").write_text("# completed by hand", encoding="utf-8")
    assert_refused(command("inspect", "strange.csv"), EXIT_BAD_INPUT, "[no-timestamp]")
    assert (tmp_path / "strange.mapping.toml").read_text(encoding="utf-8") == "# completed by hand"


def test_no_such_file_is_one_line(command: RunCommand):
    assert_refused(command("scan", "nowhere.csv"), EXIT_BAD_INPUT, "nowhere.csv", "[file-not-found]")


def test_a_folder_without_logs_is_one_line(command: RunCommand, tmp_path: Path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"\xff\xd8\xff")
    assert_refused(command("scan", "photos"), EXIT_BAD_INPUT, "photos", "[no-logs-in-folder]")


def test_an_output_folder_that_cannot_be_made_is_told_before_the_scan(command: RunCommand, log: Path, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    assert_refused(command("scan", log, "--out", "file/out"), EXIT_STORE, "[out-not-writable]")
    assert_refused(command("scan", "nowhere.csv", "--out", "file/out"), EXIT_STORE, "[out-not-writable]")


def test_a_folder_of_other_things_is_not_overwritten(command: RunCommand, log: Path, tmp_path: Path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.txt").write_text("years of work")
    assert_refused(command("scan", log, "--out", "thesis"), EXIT_STORE, "[out-not-a-scan]")
    assert (tmp_path / "thesis" / "chapter1.txt").read_text() == "years of work"


def test_a_folder_that_is_no_scan_is_refused(command: RunCommand, tmp_path: Path):
    for arguments in (["report", "."], ["compare", ".", "."], ["verify", ".", "log.csv"]):
        assert_refused(command(*arguments), EXIT_STORE, "[not-a-scan]")


# The main job and what follows from it


@pytest.fixture
def scanned(command: RunCommand, log: Path, tmp_path: Path) -> Path:
    done = command("scan", log, "--out", "out", "--label", "March", "--history", "kept.sqlite")
    assert done.returncode == EXIT_DONE, done.stderr
    assert done.stderr == ""
    assert "report.html" in done.stdout
    return tmp_path / "out"


def test_a_scan_writes_all_outputs_and_no_value(scanned: Path):
    names = {path.name for path in scanned.iterdir()}
    assert {"scan.json", "report.html", "business_case.xlsx", "executions.csv", "screen_graph.graphml"} <= names
    scan = json.loads((scanned / "scan.json").read_text(encoding="utf-8"))
    assert (scan["label"], scan["totals"]["events"], scan["totals"]["agents"]) == ("March", 96, 2)
    assert [str(path) for path in scanned.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()] == []


def test_the_same_scan_has_the_same_bytes(process: RunCommand, log: Path, tmp_path: Path):
    for name, seed, zone in (("one", "1", "UTC"), ("two", "2", "Asia/Tokyo")):
        fixed = {"SOURCE_DATE_EPOCH": "1772409600", "PYTHONHASHSEED": seed, "TZ": zone}
        assert process("scan", log, "--out", name, **fixed).returncode == EXIT_DONE
    first = {p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path / "two"): p.read_bytes() for p in (tmp_path / "two").rglob("*") if p.is_file()}
    assert first == second


def test_a_kept_scan_is_verified_from_its_log(command: RunCommand, scanned: Path, log: Path):
    done = command("verify", scanned, log)
    assert (done.returncode, done.stdout) == (EXIT_DONE, "Every figure follows from the log.\n"), done.stderr
    log.write_text(small_log(orders=11), encoding="utf-8")
    done = command("verify", scanned, log)
    assert done.returncode == EXIT_FAULT_FOUND
    assert "totals.events: kept 96, again 88" in done.stdout


def test_a_figure_that_was_touched_up_is_found(command: RunCommand, scanned: Path, log: Path):
    path = scanned / "scan.json"
    scan = json.loads(path.read_text(encoding="utf-8"))
    scan["totals"]["agents"] = 3
    path.write_text(json.dumps(scan), encoding="utf-8")
    done = command("verify", scanned, log)
    assert done.returncode == EXIT_FAULT_FOUND
    assert "totals.agents: kept 3, again 2" in done.stdout


def test_a_report_is_rendered_again_without_the_log(command: RunCommand, scanned: Path, log: Path, tmp_path: Path):
    log.unlink()
    assert command("report", scanned, "--out", "again").returncode == EXIT_DONE
    for path in scanned.rglob("*"):
        if path.is_file():
            assert (tmp_path / "again" / path.relative_to(scanned)).read_bytes() == path.read_bytes()


def test_chosen_outputs_are_rendered_again_and_others_stay(command: RunCommand, scanned: Path, tmp_path: Path):
    before = {path.name: path.read_bytes() for path in scanned.iterdir() if path.is_file()}
    (scanned / "business_case.xlsx").write_bytes(b"changed by hand")
    (scanned / "screen_graph.graphml").unlink()
    assert command("report", scanned, "--formats", "graphml, backlog").returncode == EXIT_DONE
    assert (scanned / "business_case.xlsx").read_bytes() == b"changed by hand"
    assert (scanned / "screen_graph.graphml").read_bytes() == before["screen_graph.graphml"]
    assert command("report", scanned, "--out", tmp_path / "few", "--formats", "xlsx").returncode == EXIT_DONE
    assert (tmp_path / "few" / "business_case.xlsx").read_bytes() == before["business_case.xlsx"]
    assert not (tmp_path / "few" / "report.html").exists()


def test_an_output_that_does_not_exist_is_one_line(command: RunCommand, scanned: Path):
    assert_refused(command("report", scanned, "--formats", "pdf"), EXIT_USAGE, "'pdf'", "xlsx", "[usage]")


def test_a_quiet_scan_prints_nothing(command: RunCommand, log: Path, tmp_path: Path):
    done = command("scan", log, "--out", tmp_path / "out", "--quiet", "--formats", "graphml")
    assert (done.returncode, done.stdout, done.stderr) == (EXIT_DONE, "", "")


def test_a_summary_for_programs_has_what_scan_json_has(command: RunCommand, log: Path, tmp_path: Path):
    done = command("scan", log, "--out", tmp_path / "out", "--json", "--formats", "graphml")
    summary = json.loads(done.stdout)
    kept = json.loads((tmp_path / "out" / "scan.json").read_text(encoding="utf-8"))
    assert summary.pop("folder") == str(tmp_path / "out")
    assert summary == {name: kept[name] for name in summary}
    assert {"totals", "proposals", "portfolio", "notes"} < set(summary)


def test_a_pipe_gets_no_colour(command: RunCommand, log: Path, tmp_path: Path):
    done = command("scan", log, "--out", tmp_path / "out", "--formats", "graphml")
    assert "Proposals" in done.stdout
    assert "\x1b" not in done.stdout


def test_two_scans_are_compared(command: RunCommand, scanned: Path, tmp_path: Path):
    done = command("compare", scanned, scanned, "--out", "changes")
    assert done.returncode == EXIT_DONE, done.stderr
    compared = json.loads((tmp_path / "changes" / "compare.json").read_text(encoding="utf-8"))
    assert {entry["verdict"] for entry in compared["routines"]} == {"stable"}
    names = {path.name for path in (tmp_path / "changes").iterdir()}
    assert names == {"compare.json", "compare.html", "compare_report.html", "compare.xlsx"}


def test_scans_are_compared_from_the_store_and_by_scan_json(
    command: RunCommand, scanned: Path, log: Path, tmp_path: Path
):
    assert command("scan", log, "--out", "again", "--history", "kept.sqlite").returncode == EXIT_DONE
    since = "2030-01-01"
    assert (
        command("history", "decide", "kept.sqlite", "P01", "live", "--since", since, "--scan", "1").returncode
        == EXIT_DONE
    )
    done = command("compare", "1", "2", "--history", "kept.sqlite", "--out", "changes", "--exit-code")
    assert done.returncode == EXIT_DONE, done.stderr
    assert "Live since 1 Jan 2030: P01" in done.stdout
    assert b"SECRET" not in (tmp_path / "kept.sqlite").read_bytes()
    with sqlite3.connect(tmp_path / "kept.sqlite") as db:
        packed = [zlib.decompress(findings) for (findings,) in db.execute("SELECT findings FROM scans")]
    assert len(packed) == 2
    for text in packed:
        assert b"Order number" in text
        assert [word for word in (b"SECRET", b",ann,", b",bob,") if word in text] == []
    control = ("--control", scanned, "2")
    assert command("compare", "1", "2", "--history", "kept.sqlite", *control).returncode == EXIT_DONE
    assert_refused(command("compare", "1", "2", "--history", "kept.sqlite", "--control", scanned, "none"), EXIT_STORE)
    assert command("compare", scanned / "scan.json", tmp_path / "again").returncode == EXIT_DONE
    assert_refused(command("compare", "1", "9", "--history", "kept.sqlite"), EXIT_USAGE, "[scan-unknown]")


def test_kept_scans_price_maintenance_by_how_often_screens_changed(command: RunCommand, log: Path, tmp_path: Path):
    store = tmp_path / "kept.sqlite"
    for field, first, last in (("Name", "2026-01-05", "2026-01-20"), ("Full name", "2026-06-01", "2026-06-30")):
        add_scan(store, dated(form(field, "Date", transfer_to=field), first=first, last=last))
    assert command("scan", log, "--out", "out", "--history", store).returncode == EXIT_DONE
    kept = json.loads((tmp_path / "out" / "scan.json").read_text(encoding="utf-8"))
    # One change seen, and half a change to come, of two screens in 177 days; a quarter of the build for each.
    assert kept["config"]["screen_changes"][1] == pytest.approx(1.5 * 365.25 / 177 / 2, rel=1e-3)
    assert kept["config"]["assumptions"]["maintenance_share"] == pytest.approx(0.387, abs=1e-3)
    assert command("verify", "out", log).returncode == EXIT_DONE


def test_the_same_comparison_has_the_same_bytes(process: RunCommand, scanned: Path, log: Path, tmp_path: Path):
    log.write_text(small_log(orders=60), encoding="utf-8")
    assert process("scan", log, "--out", "later", SOURCE_DATE_EPOCH="1772409600").returncode == EXIT_DONE
    for name, seed in (("one", "1"), ("two", "2")):
        assert process("compare", scanned, "later", "--out", name, PYTHONHASHSEED=seed).returncode == EXIT_DONE
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_scheduler_is_told_of_a_change(command: RunCommand, scanned: Path, log: Path):
    log.write_text(small_log(orders=60), encoding="utf-8")
    assert command("scan", log, "--out", "later").returncode == EXIT_DONE
    assert command("compare", scanned, "later").returncode == EXIT_DONE
    assert command("compare", scanned, "later", "--exit-code").returncode == EXIT_FAULT_FOUND


@pytest.mark.usefixtures("scanned")
def test_a_decision_is_kept_and_shown(command: RunCommand):
    assert "March" in command("history", "list", "kept.sqlite").stdout
    shown = command("history", "show", "kept.sqlite").stdout
    assert "P01" in shown
    assert "not decided" in shown
    assert command("history", "decide", "kept.sqlite", "P01", "approved", "--note", "in July").returncode == EXIT_DONE
    assert "approved" in command("history", "show", "kept.sqlite", "1").stdout
    assert_refused(command("history", "decide", "kept.sqlite", "P99", "approved"), EXIT_USAGE, "[proposal-unknown]")
    assert_refused(command("history", "list", "none.sqlite"), EXIT_STORE, "[store-missing]")


def test_inspect_says_what_the_log_is(command: RunCommand, log: Path):
    done = command("inspect", log)
    assert done.returncode == EXIT_DONE, done.stderr
    assert "log.csv" in done.stdout
    assert "SECRET" not in done.stdout


def test_samples_are_written(command: RunCommand, tmp_path: Path):
    assert command("sample", "samples").returncode == EXIT_DONE
    assert any((tmp_path / "samples").rglob("*.csv"))


# How the command line behaves as a program


def test_a_fault_of_ours_is_one_line_without_its_text(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    def fail(*_: object, **__: object) -> None:
        raise ValueError("invalid literal: '48213'")

    monkeypatch.delenv("RPA_FINDER_DEBUG", raising=False)
    monkeypatch.setattr(cli.cli, "main", fail)
    assert cli.run([]) == cli.EXIT_BUG
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "48213" not in said
    monkeypatch.setenv("RPA_FINDER_DEBUG", "1")
    assert cli.run([]) == cli.EXIT_BUG
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (MemoryError(), EXIT_STORE),
        (InputError("empty-file", "a\nb.csv", "is empty.", "Export it."), EXIT_BAD_INPUT),
    ],
    ids=["interrupt", "memory", "newline in a name"],
)
def test_every_end_is_one_line_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, error: BaseException, code: int
):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli.cli, "main", fail)
    assert cli.run([]) == code
    assert capsys.readouterr().err.count("\n") == 1


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path):
    line = f"{sys.executable} -m rpa_finder scan --help | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


def test_stages_are_shown_on_a_terminal_only(log: Path, tmp_path: Path):
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "rpa_finder", "scan", str(log), "--out", str(tmp_path / "out")]
    subprocess.run(line, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert " s\r\n" in shown
    assert "SECRET" not in shown


def test_seconds_that_were_touched_up_are_found_in_the_rows(command: RunCommand, scanned: Path, log: Path):
    path = scanned / "executions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    place = lines[0].split(",").index("active_seconds")
    cells[place] = str(float(cells[place]) + 5)
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    done = command("verify", scanned, log)
    assert done.returncode == EXIT_FAULT_FOUND
    assert f"executions.{cells[1]}.active_seconds: kept " in done.stdout


def test_an_impossible_assumption_is_refused_in_one_line(command: RunCommand, log: Path, tmp_path: Path):
    (tmp_path / "c.toml").write_text('profile = "uk-public"\n[assumptions]\nrealisation = 1.5\n', encoding="utf-8")
    done = command("scan", log, "--out", "x", "--config", "c.toml")
    assert done.returncode == EXIT_USAGE
    assert done.stderr.splitlines() == [
        "error: c.toml: realisation = 1.5 is not allowed. Give a number from 0 to 1. [config-out-of-range]"
    ]


def test_the_recipe_for_a_monthly_run_mails_the_page(tmp_path: Path, process: RunCommand):
    cookbook = (Path(__file__).parents[1] / "docs" / "cookbook.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", cookbook, flags=re.DOTALL)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, line in (
        ("rpa-finder", f'exec "{sys.executable}" -m rpa_finder "$@"'),
        ("mail", 'printf "%s\\n" "$@" > mailed.txt; cat >> mailed.txt'),
        ("date", "echo 2026-03"),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (tools / name).chmod(0o700)

    def month_of(orders: int) -> str:
        """Run the recipe on a month's log; give what was mailed."""
        (tmp_path / "exports" / "2026-03").mkdir(parents=True, exist_ok=True)
        (tmp_path / "exports" / "2026-03" / "log.csv").write_text(small_log(orders=orders), encoding="utf-8")
        (tmp_path / "changes").mkdir(exist_ok=True)
        (tmp_path / "mailed.txt").unlink(missing_ok=True)
        environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}
        subprocess.run(
            ["sh", "-c", script.replace("/srv/finder", str(tmp_path))], env=environment, check=False, timeout=120
        )
        mailed = tmp_path / "mailed.txt"
        return mailed.read_text(encoding="utf-8") if mailed.exists() else ""

    failed = month_of(60)
    assert "Comparison failed in 2026-03" in failed
    assert "[not-a-scan]" in failed
    (tmp_path / "log.csv").write_text(small_log(), encoding="utf-8")
    assert process("scan", "log.csv", "--out", "scans/baseline", "--quiet").returncode == 0
    changed = month_of(60)
    assert "Work changed in 2026-03\n-A\nchanges/2026-03/compare.html\n" in changed
    assert "compared:" in changed
    assert (tmp_path / "changes" / "2026-03" / "compare.html").is_file()

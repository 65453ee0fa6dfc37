"""Logs that are sound but odd: one event, one agent, hostile texts, secrets, a million of one kind.

The numbers are those of the table of bad inputs.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.odd_logs import KINDS, write_odd_log
from rpa_finder.cli import cli
from tests.bad_input.drawn import HEADER, START, row, table
from tests.conftest import RunCommand


def scan(command: RunCommand, folder: Path, text: str, *options: str) -> dict:
    (folder / "log.csv").write_text(text, encoding="utf-8")
    done = command("scan", "log.csv", "--out", "out", *options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads((folder / "out" / "scan.json").read_text(encoding="utf-8"))


def notes(found: dict) -> set[str]:
    return {note["slug"] for note in found["notes"]}


def outputs(folder: Path) -> dict[str, bytes]:
    """Give everything written, the parts of workbooks and documents unpacked."""
    found = {}
    for path in sorted((folder / "out").rglob("*")):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found |= {f"{path.name}/{name}": archive.read(name) for name in archive.namelist()}
        elif path.is_file():
            found[path.name] = path.read_bytes()
    return found


def turns(n: int, title: str = "Order", value: str = "V{i}", case: str = "") -> str:
    """Draw somebody copying from one screen to another n times, with a title of the first screen."""
    lines = [HEADER.replace("user", "case,user")] if case else [HEADER]
    for i in range(n):
        at = START + timedelta(seconds=40 * i)
        for second, (app, window, action, element) in enumerate(
            [
                ("Shop", title, "copy", "Number"),
                ("Billing", "Invoice", "paste", "Ref"),
                ("Billing", "Invoice", "click", "Save"),
            ]
        ):
            text = value.format(i=i) if action != "click" else ""
            cells = [
                (at + timedelta(seconds=6 * second)).isoformat(),
                f"agent{i % 6}",
                app,
                window,
                action,
                element,
                text,
            ]
            lines.append(
                ",".join('"' + cell.replace('"', '""') + '"' for cell in (cells[:1] + [case] * bool(case) + cells[1:]))
            )
    return "\n".join(lines) + "\n"


def test_3_one_event(command: RunCommand, tmp_path: Path):
    found = scan(command, tmp_path, table(n=1))
    assert found["totals"]["events"] == 1
    assert found["transitions"] == found["routines"] == []
    assert {"one-screen", "no-routines", "few-agents"} <= notes(found)


def test_4_one_agent(command: RunCommand, tmp_path: Path):
    text = "\n".join([HEADER, *(row(2 * i) for i in range(200))]) + "\n"
    found = scan(command, tmp_path, text)
    assert found["totals"]["agents"] == 1
    assert "few-agents" in notes(found)


def test_5_one_screen(command: RunCommand, tmp_path: Path):
    lines = [re.sub(",(Shop|Billing),(Order|Invoice),", ",Shop,Order,", row(i)) for i in range(100)]
    found = scan(command, tmp_path, "\n".join([HEADER, *lines]) + "\n")
    assert found["totals"]["screens"] == 1
    assert "one-screen" in notes(found)


def test_40_rows_twice_in_one_file_count_once(command: RunCommand, tmp_path: Path):
    text = table({i: row(i - i % 2) for i in range(20)})
    (entry,) = scan(command, tmp_path, text)["inputs"]
    assert (entry["rows_read"], entry["rows_used"], entry["rows_rejected"], entry["rows_duplicate"]) == (100, 90, 0, 10)


@pytest.mark.parametrize("sign", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1"])
def test_44_a_formula_in_a_title_stays_text(command: RunCommand, tmp_path: Path, sign: str):
    scan(command, tmp_path, turns(40, sign))
    for name, content in outputs(tmp_path).items():
        if name.endswith(".csv"):
            for cells in csv.reader(content.decode().splitlines()):
                assert not [cell for cell in cells if re.match(r"[=+@\t]|-\D", cell)], name
        if "worksheets" in name:
            assert b"cmd|" not in b"".join(re.findall(rb"<f>.*?</f>", content))
            assert b"SUM(A1)" not in b"".join(re.findall(rb"<f>.*?</f>", content))


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "]]></script>"]
)
def test_45_markup_in_a_title_is_text(command: RunCommand, tmp_path: Path, title: str):
    scan(command, tmp_path, turns(40, title))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "]]></script>" not in page
    if title == "{{7*7}}":
        assert "49" not in re.findall(r"<text[^>]*>([^<]*)</text>", page)


@pytest.mark.parametrize(
    "title", ["\u202eevil\u202c", "zero\u200bwidth", "\u05e9\u05dc\u05d5\u05dd", "\U0001f600 Order", "long " * 400]
)
def test_46_odd_letters_in_a_title_do_no_harm(command: RunCommand, tmp_path: Path, title: str):
    scan(command, tmp_path, turns(40, title))
    for name, content in outputs(tmp_path).items():
        assert "\u202e".encode() not in content, name


@pytest.mark.parametrize("case", ["../../x", "CON", "c" * 300])
def test_47_a_case_is_never_a_file(command: RunCommand, tmp_path: Path, case: str):
    scan(command, tmp_path, turns(40, case=case))
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert not [name for name in names if case.strip("./") in name.split("/")]
    assert {name.split("/")[0] for name in names} == {"log.csv", "out"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Scan 20,000 events of every odd kind; `python -m benchmarks.odd_logs` scans a million."""
    found = {}
    for kind in KINDS:
        folder = tmp_path_factory.mktemp("odd")
        began = time.process_time()
        result = CliRunner().invoke(
            cli, ["scan", str(write_odd_log(folder / "log.csv", kind, 20_000)), "--out", str(folder / "out"), "--quiet"]
        )
        assert result.exit_code == 0, result.output
        assert time.process_time() - began < (20 if sys.gettrace() is None else 60)
        found[kind] = json.loads((folder / "out" / "scan.json").read_text(encoding="utf-8"))
        assert found[kind]["totals"]["events"] == 20_000
    return found


def test_57_ids_in_titles_are_no_screens_of_their_own_and_it_is_told(odd: dict[str, dict]):
    found = odd["ids in titles"]
    assert found["totals"]["screens"] <= 3
    (note,) = [note for note in found["notes"] if note["slug"] == "titles-folded"]
    assert note["text"].startswith("20000 different titles")


def test_58_where_every_screen_leads_to_every_other_nothing_is_a_routine(odd: dict[str, dict]):
    found = odd["all to all"]
    assert found["totals"]["screens"] == 80
    assert found["totals"]["transitions"] > 0.7 * 80 * 79
    assert found["routines"] == []


def test_58_a_circle_of_screens_has_bounded_patterns(odd: dict[str, dict]):
    found = odd["a circle"]
    assert len(found["routines"]) + len(found["set_aside"]) <= 5
    assert all(len(routine["steps"]) <= 60 for routine in found["routines"])


def test_59_one_case_of_all_events_is_read_as_any_other_log(odd: dict[str, dict]):
    assert odd["one case"]["transitions"] == odd["a case each"]["transitions"] != []


def test_60_one_event_of_each_has_no_transitions(odd: dict[str, dict]):
    found = odd["an agent each"]
    assert found["totals"]["agents"] == 20_000
    assert found["transitions"] == found["routines"] == []
    assert "no-transitions" in notes(found)
    # What leads where is told by who works: a case per event takes no transition away.
    assert "no-transitions" not in notes(odd["a case each"])


PERSONAL = ("4111111111111111", "078-05-1120", "ann.lee@corp.example", "DE89370400440532013000", "+49 30 901820")


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("where", ["value", "title"])
def test_61_what_is_personal_is_in_no_output(command: RunCommand, tmp_path: Path, personal: str, where: str):
    text = turns(40, value=personal) if where == "value" else turns(40, f"Customer {personal} - Shop")
    scan(command, tmp_path, text, "--history", "kept.sqlite")
    found = outputs(tmp_path) | {"kept": (tmp_path / "kept.sqlite").read_bytes()}
    assert [name for name, content in found.items() if personal.encode() in content] == []


def test_62_figures_of_few_agents_are_withheld(command: RunCommand, tmp_path: Path):
    found = scan(command, tmp_path, turns(80).replace("agent4", "agent0").replace("agent5", "agent1"))
    assert found["totals"]["agents"] == 4
    assert "few-agents" in notes(found)
    assert all(routine["agents"] <= 4 for routine in found["routines"])


def test_63_a_column_of_passwords_is_not_read(command: RunCommand, tmp_path: Path):
    lines = [f"{row(i)},hunter{i}" for i in range(100)]
    found = scan(command, tmp_path, "\n".join([HEADER + ",password", *lines]) + "\n")
    assert "secrets-left-out" in notes(found)
    assert [name for name, content in outputs(tmp_path).items() if b"hunter" in content] == []


def test_64_overlapping_exports_count_once(command: RunCommand, tmp_path: Path):
    alone = scan(command, tmp_path, table())
    lines = table().splitlines()
    (tmp_path / "more.csv").write_text("\n".join([lines[0], *lines[31:]]) + "\n", encoding="utf-8")
    (tmp_path / "log.csv").write_text("\n".join(lines[:71]) + "\n", encoding="utf-8")
    for files in (["log.csv", "more.csv"], ["log.csv", "more.csv", "log.csv", "./more.csv"]):
        assert command("scan", *files, "--out", "both").returncode == 0
        both = json.loads((tmp_path / "both" / "scan.json").read_text(encoding="utf-8"))
        assert both["totals"] == alone["totals"]
        assert [(i["rows_used"], i["rows_duplicate"]) for i in both["inputs"]] == [(70, 0), (30, 40)]
        assert "exports-overlap" in notes(both)

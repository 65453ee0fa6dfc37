"""The whole way from files to outputs, for logs of every size and for those that show little."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder import history, pipeline, renderers
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.errors import InputError
from rpa_finder.events import UILog
from rpa_finder.model import InputFile, Portfolio, Scan
from rpa_finder.pipeline import recompute, scan, scan_logs
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.renderers.scan_json import as_stored
from rpa_finder.verification import find_untraceable
from tests.drawing import draw_log
from tests.sample_scans import SAMPLES, SCANNED_AT, log_of, scan_file, scan_of, truth_of

CHECK_SCAN = Path(__file__).parents[2] / "shared" / "bench" / "check_scan.py"
COLUMNS = ("timestamp", "user", "application", "window", "action", "field", "value", "case")
NINE = datetime(2026, 3, 2, 9)
STEPS = (("Shop", "Order", "copy", "Number"), ("Billing", "Invoice", "paste", "Reference"))


def assert_true_to_the_log(found: Scan) -> None:
    """Assert what holds for every scan: rows add up, belong to one execution, and no second is made up."""
    for entry in found.inputs:
        assert entry.rows_read == entry.rows_used + entry.rows_rejected + entry.rows_duplicate
    assert sum(entry.rows_used for entry in found.inputs) == found.totals.events
    assert sum(entry.rows_rejected for entry in found.inputs) == len(found.issues)
    executions = [e for r in found.routines for e in r.executions]
    rows = Counter(pair for e in executions for pair in zip(e.sources, e.rows, strict=True))
    assert max(rows.values(), default=1) == 1
    assert all(1 <= row <= found.inputs[source].rows_read for source, row in rows)
    assert len({e.id for e in executions}) == len(executions)
    assert all(0 <= e.active_seconds <= e.elapsed_seconds + 1e-6 for e in executions)
    assert sum(e.active_seconds for e in executions) <= found.totals.active_seconds + 1e-6
    for routine in found.routines:
        assert {e.variant for e in routine.executions} == {v.id for v in routine.variants}
        assert all(0 <= step <= len(routine.steps) for e in routine.executions for step in e.steps)
    assert {p.routine_id for p in found.proposals} <= {r.id for r in found.routines}


def assert_all_outputs_can_be_written(found: Scan, folder: Path) -> None:
    history.write_scan(folder, renderers.render(found))
    again = history.read_scan(folder)
    assert dict(renderers.render(again)) == dict(renderers.render(found))
    if CHECK_SCAN.is_file():
        line = [sys.executable, str(CHECK_SCAN), str(folder)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (0, "contract kept\n")


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_row_of_a_sample_is_lost_or_counted_twice(sample: str):
    assert_true_to_the_log(scan_of(sample))
    assert [entry.rows_read for entry in scan_of(sample).inputs] == [truth_of(sample)["rows"]]


@pytest.mark.parametrize("sample", SAMPLES)
def test_outputs_of_every_sample_keep_the_contract(sample: str, tmp_path: Path):
    assert_all_outputs_can_be_written(scan_of(sample), tmp_path / "out")


def test_every_row_of_an_execution_lies_in_the_file_that_is_named(tmp_path: Path):
    header, *lines = log_of("desktop").read_text(encoding="utf-8").splitlines(keepends=True)
    # Named neither in the order of their time nor of their names; one name starts like the other.
    for name, part in (("b.csv", lines[:2000]), ("a/log.csv", lines[2000:3000]), ("a-log.csv", lines[3000:])):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("".join([header, *part]), encoding="utf-8")
    found = scan_file(*(tmp_path / name for name in ("b.csv", "a/log.csv", "a-log.csv")))
    assert_true_to_the_log(found)
    times = [
        [row["Timestamp"] for row in csv.DictReader(Path(entry.path).read_text(encoding="utf-8").splitlines())]
        for entry in found.inputs
    ]
    executions = [e for r in found.routines for e in r.executions]
    assert {source for e in executions for source in e.sources} == {0, 1, 2}
    for e in executions:
        shown = [times[source][row - 1].replace(" ", "T") + "Z" for source, row in zip(e.sources, e.rows, strict=True)]
        assert (shown[0], shown[-1]) == (e.start, e.end)


def test_stages_are_told_in_the_order_of_the_story():
    told: list[str] = []
    scan_logs([log_of("titles")], ScanConfig(), ReadOptions(), SCANNED_AT, told.append)
    assert told == ["reading", "cleaning", "screens and transfers", "routines", "savings"]


def test_a_rejected_row_is_an_issue_and_a_repeated_one_a_duplicate(tmp_path: Path):
    lines = [*work(40), {"timestamp": "no time"}]
    path = write(tmp_path, [*lines, lines[3]])
    (entry,) = scan_file(path).inputs
    assert (entry.rows_read, entry.rows_used, entry.rows_rejected, entry.rows_duplicate) == (42, 40, 1, 1)
    (issue,) = scan_file(path).issues
    assert (issue.source_file, issue.line) == (str(path), 42)


# Logs that show little: a scan that says what it can't conclude


def work(events: int, seconds: float = 5, **constant: str) -> list[dict[str, str]]:
    """Give rows of an agent who copies a number from one screen to another, again and again."""
    made = []
    for n in range(events):
        app, window, action, field = STEPS[n % 2]
        row = {"timestamp": (NINE + timedelta(seconds=seconds * n)).isoformat() + "Z", "user": "ann"}
        row |= {"application": app, "window": window, "action": action, "field": field, "value": f"N{n // 2:05d}"}
        made.append(row | constant)
    return made


def write(folder: Path, rows: Iterable[dict[str, str]], *without: str) -> Path:
    text = io.StringIO()
    columns = [name for name in COLUMNS if name not in without]
    lines = csv.DictWriter(text, columns, extrasaction="ignore", restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    path = folder / "log.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def little() -> dict[str, tuple[list[dict[str, str]], tuple[str, ...], set[str]]]:
    """Give case -> rows, columns left out, notes wanted."""
    alike = {"application": "Shop", "window": "Order", "action": "click", "field": "Save", "value": ""}
    few = {"few-agents", "short-window"}
    return {
        "one event": (work(1), (), few | {"no-routines", "one-screen", "idle-not-learnt"}),
        "two events": (work(2), (), few | {"no-routines", "idle-not-learnt"}),
        "two events at once": (work(2, seconds=0), (), few | {"no-routines", "idle-not-learnt"}),
        "one agent": (work(300), (), few),
        "no agent column": (work(300), ("user",), few),
        "one screen": (work(300, application="Shop", window="Order"), (), few | {"one-screen"}),
        "all events alike": (work(300, **alike), (), few | {"one-screen", "no-values", "no-clipboard"}),
        "all events alike and at once": (
            work(300, 0, **alike),
            (),
            few | {"one-screen", "no-values", "no-clipboard", "no-routines", "idle-not-learnt"},
        ),
        "no fields": (work(300), ("field",), few | {"no-fields"}),
        "no clipboard": (work(300, action="input"), (), few | {"no-clipboard"}),
        "all values missing": (work(300, value=""), (), few | {"no-values"}),
        "nothing but times": (
            work(300),
            tuple(c for c in COLUMNS if c not in ("timestamp", "action")),
            few | {"one-screen", "no-values"},
        ),
        "one case of 5,000 events": (work(5000, case="C1"), (), few),
    }


@pytest.mark.parametrize("case", little())
def test_a_log_that_shows_little_gives_a_scan_that_says_so(case: str, tmp_path: Path):
    rows, without, wanted = little()[case]
    found = scan_file(write(tmp_path, rows, *without))
    assert_true_to_the_log(found)
    assert found.inputs[0].rows_read == len(rows)
    assert wanted <= {note.slug for note in found.notes}
    assert ("no-routines" in {note.slug for note in found.notes}) == (not found.routines)
    assert_all_outputs_can_be_written(found, tmp_path / "out")


def test_notes_are_not_made_where_there_is_no_need():
    slugs = {note.slug for note in scan_of("desktop").notes}
    assert "short-window" in slugs
    unwanted = {"no-routines", "no-values", "no-clipboard", "no-fields", "one-screen", "few-agents", "idle-not-learnt"}
    assert not slugs & unwanted


def orders(agent: str, number: int) -> list[dict[str, str]]:
    """Give rows of an agent who carries one number per order from the shop to billing, with a pause before each."""
    steps = (("click", "Open"), ("copy", "Number"), ("paste", "Reference"), ("click", "Save"))
    made = []
    for n in range(number):
        for i, (action, field) in enumerate(steps):
            at = NINE + timedelta(seconds=40 * n + 4 * i)
            app, window = ("Shop", "Order") if i < 2 else ("Billing", "Invoice")
            row = {"timestamp": at.isoformat() + "Z", "user": agent, "application": app, "window": window}
            value = f"{agent}{n:05d}" if action in ("copy", "paste") else ""
            made.append(row | {"action": action, "field": field, "value": value})
    return made


def test_copying_again_and_again_is_found_with_its_transfer(tmp_path: Path):
    found = scan_file(write(tmp_path, orders("ann", 60) + orders("bob", 60)))
    (routine,) = found.routines
    assert (routine.kind, len(routine.executions), routine.agents) == ("copy-transfer", 120, 2)
    assert [(s.screen, s.action, s.field) for s in routine.steps] == [
        ("Order", "click", "Open"),
        ("Order", "copy", "Number"),
        ("Invoice", "paste", "Reference"),
        ("Invoice", "click", "Save"),
    ]
    (transfer,) = routine.transfers
    assert (transfer.source_field, transfer.target_field, transfer.medium) == ("Number", "Reference", "clipboard")
    assert transfer.transfers == 120


# Any log at all


def read_result(log: UILog) -> ReadResult:
    n = len(log)
    return ReadResult(log, (InputFile("log.csv", "0" * 64, "generic", n, n, 0, 0),), (), ())


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 5000),
        st.sampled_from(["ann", "bob", "-"]),
        st.sampled_from(["CRM", "Bank", "-"]),
        st.sampled_from(["Customer 17", "Orders", "-"]),
        st.sampled_from(["copy", "paste", "input", "click", "select", "submit"]),
        st.sampled_from(["Account", "A2", "A3", "-"]),
        st.sampled_from(["48213", "x", "-"]),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(EVENTS, st.integers(1, 4))
def test_figures_of_any_log_are_true_to_it(events: list[tuple], times: int):
    # What is drawn is repeated, so that there is something to find.
    lines = [
        " | ".join([(NINE + timedelta(seconds=5000 * again + second)).isoformat(), *cells])
        for again in range(times)
        for second, *cells in events
    ]
    found = scan(read_result(draw_log("\n".join(lines))), ScanConfig(draws=50), SCANNED_AT)
    assert_true_to_the_log(found)
    assert found.totals.events == len(lines) - found.inputs[0].rows_duplicate
    assert "log.csv" not in {r.name for r in found.routines}


def test_contact_records_are_kept_beside_the_log_and_alone_are_refused(tmp_path: Path):
    lines = [f"{NINE + timedelta(seconds=i)},ann,CRM,Case,click,Save,,c" for i in range(30)]
    (tmp_path / "log.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    calls = "CALL ID,TIMESTAMP,AGENT,ANI,DISPOSITION,TALK TIME\n1,2026-03-02 09:00:00,ann,+15550100,moved,60\n"
    (tmp_path / "calls.csv").write_text(calls, encoding="utf-8")
    found = scan_logs([tmp_path], ScanConfig(), ReadOptions(), SCANNED_AT)
    assert [(c.agent, c.customer, c.talk_seconds) for c in found.contacts] == [("A01", "K01", 60.0)]
    assert found.totals.events == 30
    written = dict(renderers.render(found))
    assert written["contacts.csv"].decode().splitlines()[0].startswith("source,row,contact,root,previous,agent")
    assert b"5550100" not in b"".join(written.values())
    with pytest.raises(InputError) as caught:
        scan_logs([tmp_path / "calls.csv"], ScanConfig(), ReadOptions(), SCANNED_AT)
    assert caught.value.slug == "only-contacts"


def test_executions_name_the_log_and_not_the_contacts_or_the_copy_beside_it(tmp_path: Path):
    """Files without events of their own stand last, whatever their names."""
    log = log_of("terminal").read_bytes()
    for name in ("b.csv", "c.csv"):
        (tmp_path / name).write_bytes(log)
    calls = "CALL ID,TIMESTAMP,AGENT,ANI,DISPOSITION\n1,2026-03-02T09:00:00Z,ann,5,x\n"
    (tmp_path / "a.csv").write_text(calls, encoding="utf-8")
    read = read_log([tmp_path], ReadOptions())
    found = as_stored(scan(read, ScanConfig(), SCANNED_AT))
    alone = scan_of("terminal")
    assert next(Path(entry.path).name for entry in found.inputs) == "b.csv"
    assert found.totals == as_stored(alone).totals
    used = {source for r in found.routines for e in r.executions for source in e.sources}
    assert used == {0}
    assert find_untraceable(found, recompute(found, read, ScanConfig())) == ()


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_saving_of_a_sample_follows_from_the_rows_it_names(sample: str):
    kept = as_stored(scan_of(sample))
    read = read_log([log_of(sample)], ReadOptions())
    again = recompute(kept, read, ScanConfig())
    assert find_untraceable(kept, again) == ()


def test_other_rows_under_the_same_figures_are_found():
    kept = as_stored(scan_of("terminal"))
    first, second, *rest = kept.routines[0].executions
    doubled = replace(first, sources=second.sources, rows=second.rows, steps=second.steps)
    claims = replace(kept.routines[0], executions=(doubled, second, *rest))
    wrong = replace(kept, routines=(claims, *kept.routines[1:]))
    read = read_log([log_of("terminal")], ReadOptions())
    found = {m.key for m in find_untraceable(wrong, recompute(wrong, read, ScanConfig()))}
    assert {f"executions.{e.id}.active_seconds" for e in (first, second)} & found


def test_the_portfolio_is_never_more_than_was_observed():
    for sample in SAMPLES:
        found = scan_of(sample)
        given = ScanConfig().assumptions
        observed = found.totals.active_seconds / 3600 / found.totals.days * given.worked_days_per_year
        if found.portfolio.gross_hours:
            assert found.portfolio.gross_hours.p50 <= observed * 1.1
            assert found.portfolio.net_hours.p50 <= found.portfolio.gross_hours.p50
        assert found.portfolio.elapsed_hours <= found.portfolio.elapsed_hours_summed + 1e-9


def test_one_month_is_no_season_unless_somebody_gives_it():
    lines = [f"2026-03-0{day}T09:0{i}:00 | ann | CRM | Customer | copy" for day in (2, 3) for i in range(9)]
    read = read_result(draw_log("\n".join(lines)))
    slugs = [{n.slug for n in scan(read, ScanConfig(assumptions=given), SCANNED_AT).notes} for given in SEASONS]
    assert ["season-unknown" in found for found in slugs] == [True, False, False]


def test_work_side_by_side_without_cases_is_said():
    hours = [(2.0, 2.0), (2.0, 1.7), (2.0, 1.5)]
    portfolios = [replace(EMPTY, elapsed_hours_summed=a, elapsed_hours=b) for a, b in hours]
    assert [len(pipeline._side_by_side((), p)) for p in portfolios] == [0, 0, 1]
    routine = scan_of("terminal").routines[0]
    with_case = replace(routine, executions=(replace(routine.executions[0], case="4711"),))
    assert pipeline._side_by_side((with_case,), portfolios[2]) == ()


EMPTY = Portfolio(None, None, None, None, None, 0)
SEASONS = (Assumptions(), Assumptions(seasonal_index=1.2), Assumptions(monthly_index=(1.0,) * 12))

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from rpa_finder.renderers.backlog import JIRA_COLUMNS, render_backlog
from tests.renderers.odd_scans import HOSTILE
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def issues(scan) -> list[list[str]]:
    return list(csv.reader(io.StringIO(dict(render_backlog(scan))["proposals_jira.csv"])))


def ideas(scan) -> list[dict]:
    return json.loads(dict(render_backlog(scan))["automation_hub.json"])["ideas"]


def test_an_import_has_a_summary_and_no_punctuation_in_its_heads():
    scan = benefits_scan()
    head, *rows = issues(scan)
    assert tuple(head) == JIRA_COLUMNS
    assert all(name.replace(" ", "").isalnum() for name in head)
    assert [row[0][:4] for row in rows] == [f"{p.id}:" for p in scan.proposals]
    assert {len(row) for row in rows} == {len(JIRA_COLUMNS)}
    assert all(row[0] and "\n" not in row[0] and len(row[0]) <= 255 for row in rows)


@pytest.mark.parametrize("text", [*HOSTILE, "{noformat}[~admin] {noFormat} https://example.org {  noformat}"])
def test_a_hostile_title_is_inert_in_an_import(text: str):
    _, row = issues(small_scan(text))
    body = row[2]
    assert body.startswith("{noformat}\n")
    assert body.endswith("\n{noformat}")
    assert body.lower().count("{noformat}") == 2
    assert not row[0].startswith(("=", "+", "-", "@"))
    assert not set("\u202e\u2066\x00") & set("".join(row))


def test_an_idea_has_the_documented_keys_and_leaves_open_what_a_log_cannot_know():
    (idea,) = ideas(small_scan("Enter"))
    assert idea["process_name"] == "Enter"
    assert [k for k in ("task_stability", "application_stability", "category_id", "stability") if idea[k]] == []
    assert idea["automation_goal"] == "automation-goal-productivity"
    assert (idea["frequency"], idea["volumes"]) == ("daily", 2)
    assert idea["rules"] == 3
    assert idea["input_quality"] == 5
    assert idea["employee_average_full_cost"] == 48_000
    assert idea["estimatedTimeSavingsPerYear"] == 2.5
    assert idea["estimatedFTESavings"] == pytest.approx(2.5 / 1600)
    assert idea["estimatedCostSavingsPerYear"] == pytest.approx(75.0)


@pytest.mark.parametrize(
    ("volume", "frequency", "volumes"),
    [(5040.0, "daily", 20), (104.0, "weekly", 2), (51.0, "monthly", 4), (4.0, "quarterly", 1), (3.0, "yearly", 3)],
)
def test_frequency_is_the_shortest_with_an_item_each_time(volume: float, frequency: str, volumes: int):
    scan = small_scan()
    (routine,) = scan.routines
    routine = replace(routine, saving=replace(routine.saving, volume_per_year=volume))
    (idea,) = ideas(replace(scan, routines=(routine,)))
    assert (idea["frequency"], idea["volumes"]) == (frequency, volumes)


def test_without_saving_and_transfers_figures_stay_open():
    scan = small_scan()
    routine = replace(scan.routines[0], saving=None, transfers=(), bot_executions=None)
    (idea,) = ideas(replace(scan, routines=(routine,)))
    open_ = ("frequency", "volumes", "rules", "input_type", "input_quality", "estimatedTimeSavingsPerYear")
    assert {idea[key] for key in open_} == {None}

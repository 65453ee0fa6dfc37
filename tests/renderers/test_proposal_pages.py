from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from rpa_finder.renderers.proposal_pages import CASES_PER_VARIANT, render_proposal_pages
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def pages(scan) -> dict[str, str]:
    return dict(render_proposal_pages(scan))


def test_each_proposal_has_a_folder_of_three_files():
    names = [name.split("/") for name in pages(benefits_scan())]
    assert {n[0] for n in names} == {"proposals"}
    assert [n[1][:4] for n in names[::3]] == ["P01-", "P02-", "P03-", "P04-"]
    assert {n[2] for n in names} == {"proposal.md", "mapping.csv", "cases.csv"}


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "CON", "", "x" * 300, "日本語", "a/b\\c\x00:d*?", "Größe ändern"]
)
def test_no_title_becomes_a_path(title: str):
    for name in pages(small_scan(title)):
        assert re.fullmatch(r"proposals/P01-[a-z0-9-]{1,40}/(proposal\.md|mapping\.csv|cases\.csv)", name)


def test_page_says_what_to_do_and_why_and_what_is_not_known():
    page = pages(benefits_scan())["proposals/P01-fill-claim-intake-from-crm-and-terminal/proposal.md"]
    heads = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert heads == [
        "Why",
        "Risks and open questions",
        "Figures",
        "From hours seen to hours realised",
        "Steps",
        "Field to field",
        "Variants",
        "Notes",
        "Evidence",
        "To be filled in",
    ]
    assert "Realised hours a year | 590 h (440–740 h) |" in page
    assert "412\u00a0executions by 22\u00a0agents" in page


def test_a_change_of_a_value_is_given_as_a_program_once():
    scan = small_scan("CRM")
    (routine,) = scan.routines
    (name,) = (n for n in pages(scan) if n.endswith("proposal.md"))
    (transfer,) = routine.transfers
    again = replace(transfer, target_field="Again")
    plain = replace(transfer, target_field="Plain", transform="as it is")
    page = pages(replace(scan, routines=(replace(routine, transfers=(transfer, again, plain)),)))[name]
    assert "Form: CRM; Form: Again\n\n```python\ndef transform(account):\n    return account\n```" in page
    assert page.count("def transform") == 1


def test_text_of_a_log_does_not_break_the_page():
    page = pages(small_scan("a|b\n# head <script> `c` \u202e[x](y)"))["proposals/P01-a-b-head-script-c-x-y/proposal.md"]
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert "<script>" not in page.replace("\\<script\\>", "")
    assert "\u202e" not in page
    assert not any(line.startswith("# head") for line in page.splitlines())
    assert all(line.endswith("|") for line in tables)


def test_single_executions_are_withheld_where_few_agents_did_it():
    found = pages(benefits_scan())
    few = found["proposals/P04-write-statuses-into-the-tracker/cases.csv"]
    assert len(few.splitlines()) == 1
    assert "withheld" in found["proposals/P04-write-statuses-into-the-tracker/proposal.md"]


def test_cases_are_the_most_usual_executions_of_each_variant():
    scan = benefits_scan()
    name = "proposals/P01-fill-claim-intake-from-crm-and-terminal/cases.csv"
    rows = list(csv.DictReader(io.StringIO(pages(scan)[name])))
    executions = {e.id: e for e in scan.routines[0].executions}
    for variant in scan.routines[0].variants:
        shown = [executions[row["execution_id"]] for row in rows if row["variant"] == variant.id]
        assert len(shown) == min(CASES_PER_VARIANT, variant.executions)
        rest = [e for e in executions.values() if e.variant == variant.id and e not in shown]
        off = [abs(e.active_seconds - variant.mean_active_seconds) for e in (*shown, *rest)]
        assert max(off[: len(shown)]) <= min(off[len(shown) :], default=1e9)
    assert "agent" not in rows[0]


def test_a_proposal_without_saving_says_so():
    scan = small_scan()
    bare = replace(
        scan,
        routines=tuple(replace(r, saving=None) for r in scan.routines),
        proposals=tuple(replace(p, marginal_hours=None) for p in scan.proposals),
    )
    assert "better-ranked proposal | withheld |" in pages(bare)["proposals/P01-customer/proposal.md"]

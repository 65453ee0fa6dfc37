from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from rpa_finder.renderers.proposal_pages import render_proposal_pages
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def pages(scan) -> dict[str, str]:
    return dict(render_proposal_pages(scan))


FILES = {"proposal.md", "proposal.docx", "process.bpmn", "mapping.csv", "cases.csv"}


def test_each_proposal_has_a_folder_of_five_files():
    names = [name.split("/") for name in pages(benefits_scan())]
    assert {n[0] for n in names} == {"proposals"}
    assert [n[1][:4] for n in names[::5]] == ["P01-", "P02-", "P03-", "P04-"]
    assert {n[2] for n in names} == FILES


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "CON", "", "x" * 300, "日本語", "a/b\\c\x00:d*?", "Größe ändern"]
)
def test_no_title_becomes_a_path(title: str):
    for name in pages(small_scan(title)):
        assert re.fullmatch(r"proposals/P01-[a-z0-9-]{1,40}/[a-z.]+", name)
        assert name.rpartition("/")[2] in FILES


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
    assert "412 executions by 22 agents" in page


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


def test_a_mapping_holds_the_program_of_each_field():
    scan = small_scan("CRM")
    (row,) = csv.DictReader(io.StringIO(pages(scan)["proposals/P01-crm/mapping.csv"]))
    assert row["program"] == scan.routines[0].transfers[0].program
    assert row["alternatives"] == "CRM: Number (1)"


def test_no_text_of_a_log_becomes_a_link():
    page = pages(small_scan("https://a.example www.b.example c@d.example"))
    (text,) = (content for name, content in page.items() if name.endswith("proposal.md"))
    assert "https://" not in text
    assert "www." not in text
    assert not re.search(r"\w@\w", text)


def test_a_proposal_without_saving_says_so():
    scan = small_scan()
    bare = replace(
        scan,
        routines=tuple(replace(r, saving=None) for r in scan.routines),
        proposals=tuple(replace(p, marginal_hours=None) for p in scan.proposals),
    )
    assert "better-ranked proposal | withheld |" in pages(bare)["proposals/P01-customer/proposal.md"]

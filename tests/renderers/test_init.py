from __future__ import annotations

import sys
import time

import pytest

from rpa_finder.cli import FORMATS
from rpa_finder.renderers import ON_REQUEST, OUTPUTS, encode, render
from tests.renderers.odd_scans import large_scan
from tests.renderers.small import small_scan
from tests.renderers.written import WRITTEN

READ_BACK = ["scan.json", "executions.csv", "execution_events.csv", "rejected_rows.csv"]


def test_render_gives_every_file_of_the_contract():
    names = [name for name, _ in render(small_scan(), WRITTEN)]
    assert names[0] == "scan.json"
    assert {"executions.csv", "screen_graph.graphml", "business_case.xlsx", "proposals.csv"} < set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("output", "file"),
    [
        ("graphml", "screen_graph.graphml"),
        ("proposals", "proposals/P01-customer/proposal.docx"),
        ("backlog", "proposals_jira.csv"),
        ("xlsx", "business_case.xlsx"),
    ],
)
def test_chosen_outputs_come_beside_what_a_scan_is_read_back_from(output: str, file: str):
    names = [name for name, _ in render(small_scan(), [output])]
    assert set(READ_BACK) < set(names)
    assert file in names
    many = {"screen_graph.graphml", "proposals/P01-customer/proposal.docx", "business_case.xlsx", "proposals_jira.csv"}
    assert many & set(names) == {file}


def test_all_outputs_of_fifty_routines_and_two_hundred_screens_take_six_seconds_at_most():
    scan = large_scan()
    start = time.process_time()
    assert sum(len(content) for _, content in render(scan)) > 0
    # Measuring coverage about doubles the time.
    assert time.process_time() - start < (6 if sys.gettrace() is None else 14)


def test_the_command_line_knows_every_output():
    assert tuple(OUTPUTS) == FORMATS
    assert set(OUTPUTS) > ON_REQUEST


def test_half_a_surrogate_pair_is_written_as_its_escape():
    assert encode("a\ud800b") == b"a\\ud800b"

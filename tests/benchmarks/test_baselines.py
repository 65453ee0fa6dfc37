"""The two simple rules cut where they say, and know what they are told."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.baselines import cut_after_completion, cut_at_silences, read_stream
from rpa_finder.events import UILog
from tests.drawing import draw_log

FORM = """
{0} | {1} | CRM | Account  | copy   | Number | 48213
{0} | {1} | Web | New plan | paste  | Number | 48213
{0} | {1} | Web | New plan | submit | Send   | -
"""


def log_of(starts: dict[str, list[int]], step: int = 2) -> tuple[UILog, dict[str, Any]]:
    """Draw executions of three rows that start at these seconds, by agent."""
    lines, executions, row = [], [], 0
    for agent, seconds in starts.items():
        for start in seconds:
            block = list(FORM.strip().splitlines())
            for i, line in enumerate(block):
                at = start + i * step
                lines.append(line.format(f"09:{at // 60:02d}:{at % 60:02d}", agent))
            executions.append({"id": str(row), "routine": "plan", "rows": [[row + 1, row + 3]]})
            row += 3
    return draw_log("\n".join(lines)), {"routines": {"plan": {}}, "executions": executions}


def test_silences_are_cut_at_the_best_threshold_of_the_grid():
    log, truth = log_of({"ann": [0, 60, 120], "bob": [5, 70, 140]})
    scores = cut_at_silences(read_stream(log), truth)
    assert (scores["f1_0.5"], scores["f1_0.8"], scores["found"]) == (1.0, 1.0, 6)


def test_no_silence_no_cut():
    log, truth = log_of({"ann": [0, 6, 12, 18]}, step=2)
    scores = cut_at_silences(read_stream(log), truth)
    assert scores["f1_0.5"] == 0
    assert cut_after_completion(read_stream(log), truth)["f1_0.8"] == 1.0


def test_a_completion_step_ends_an_execution_and_the_tail_is_left_out():
    log, truth = log_of({"ann": [0, 6], "bob": [0]})
    open_end = draw_log(
        "09:00:00 | ann | CRM | Account | copy | Number | 1\n"
        "09:00:01 | ann | Web | New plan | submit | Send | -\n"
        "09:00:02 | ann | CRM | Account | copy | Number | 2\n"
    )
    assert cut_after_completion(read_stream(log), truth)["found"] == 3
    told = {"routines": {"plan": {}}, "executions": [{"id": "0", "routine": "plan", "rows": [[1, 2]]}]}
    scores = cut_after_completion(read_stream(open_end), told)
    assert (scores["found"], scores["f1_0.8"]) == (1, 1.0)


def test_the_usual_last_step_is_told_by_the_truth_and_not_the_only_one():
    log, truth = log_of({"ann": [0, 6, 12]})
    truth["executions"][0]["rows"] = [[1, 2]]
    scores = cut_after_completion(read_stream(log), truth)
    assert scores["found"] == 3
    assert scores["f1_0.5"] == 1.0
    assert scores["f1_0.8"] == pytest.approx(2 / 3)


def test_a_last_step_that_is_everywhere_is_no_completion_step():
    lines, executions = [], []
    for i in range(10):
        last = "Web | Menu | click | Option" if i < 6 else "Web | Receipt | print | Page"
        middle = ["Web | Menu | click | Option"] * 5
        for step in [*middle, "CRM | Account | copy | Number", last]:
            lines.append(f"09:{len(lines) // 60:02d}:{len(lines) % 60:02d} | ann | {step}")
        executions.append({"id": str(i), "routine": "plan", "rows": [[len(lines) - 6, len(lines)]]})
    scores = cut_after_completion(
        read_stream(draw_log("\n".join(lines))), {"routines": {"plan": {}}, "executions": executions}
    )
    assert scores["found"] == 4


def test_agents_are_never_one_piece():
    log, truth = log_of({"ann": [0], "bob": [0]}, step=1)
    assert cut_at_silences(read_stream(log), truth)["f1_0.8"] == 1.0

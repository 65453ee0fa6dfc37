"""Retiming: executions timed from the rows they name."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog
from rpa_finder.model import InputFile
from rpa_finder.retiming import retime_routines
from rpa_finder.sessions import add_sessions
from tests.drawing import draw_log
from tests.drawing_routines import draw_routine

LOG, _ = add_sessions(
    draw_log(
        """
        09:00:00 | ann | CRM | Customer | copy
        09:00:10 | ann | CRM | Customer | paste
        09:00:25 | ann | CRM | Customer | save
        09:00:30 | ann | CRM | Mail | open
        09:00:37 | ann | CRM | Customer | save
        """
    ),
    ScanConfig(idle_threshold_seconds=180),
)


def an_input(path, digest="aa"):
    return InputFile(path, digest, "generic", 5, 5, 0, 0)


def retime(rows, kept="old/log.csv", digest="aa"):
    routine = draw_routine([("ann", "2026-03-02", 999.0)])
    execution = replace(routine.executions[0], rows=rows, sources=(0,) * len(rows))
    given = replace(routine, executions=(execution,))
    (found,) = retime_routines(LOG, [given], [an_input(kept, digest)], [an_input("log.csv")])
    return found.executions[0]


@pytest.mark.parametrize(
    ("rows", "active", "elapsed"),
    [
        ((1, 2, 3), 25.0, 25.0),
        # The first row's own gap led up to it, and the mail in between is other work.
        ((2, 3, 5), 15.0 + 7.0, 27.0),
        ((4,), 0.0, 0.0),
    ],
)
def test_seconds_are_those_of_the_rows(rows, active, elapsed):
    found = retime(rows)
    assert (found.active_seconds, found.elapsed_seconds) == (active, elapsed)


def test_windows_count_from_the_start_of_the_first_to_the_start_of_the_last(monkeypatch):
    drawn = draw_log(
        """
        09:00:00 | ann | Mail | Inbox    | focus
        09:00:10 | ann | CRM  | Customer | focus
        09:00:30 | ann | Mail | Inbox    | focus
        """
    )
    end = pd.to_datetime(["2026-03-02T09:00:10Z", "2026-03-02T09:00:30Z", "2026-03-02T09:00:31Z"], format="ISO8601")
    windows, _ = add_sessions(drawn.with_columns(end=end), ScanConfig(idle_threshold_seconds=180))
    monkeypatch.setattr("tests.test_retiming.LOG", windows)
    assert retime((1, 2, 3)).active_seconds == 30.0
    assert retime((2, 3)).active_seconds == 20.0


def test_a_file_is_known_by_its_digest_wherever_it_lies():
    assert retime((1, 2), "elsewhere/renamed.csv").active_seconds == 10.0


def test_rows_that_are_not_in_the_log_carry_no_time():
    assert retime((1, 2, 99)).active_seconds == 0.0
    assert retime((1, 2), digest="other").active_seconds == 0.0
    assert retime((1, 2, 2)).rows == ()


def test_rows_that_another_execution_holds_carry_no_time():
    routine = draw_routine([("ann", "2026-03-02", 9.0)] * 2)
    executions = tuple(replace(e, rows=(1, 2), sources=(0, 0)) for e in routine.executions)
    log_input = an_input("log.csv")
    (found,) = retime_routines(LOG, [replace(routine, executions=executions)], [log_input], [log_input])
    assert [e.active_seconds for e in found.executions] == [10.0, 0.0]


def test_members_of_one_archive_have_one_digest_and_are_told_by_their_names():
    both = pd.concat([LOG.table.assign(source=name) for name in ("a.zip/1.csv", "a.zip/2.csv")], ignore_index=True)
    log = UILog(both.assign(source=both["source"].astype("category")), LOG.order)
    read = [an_input("a.zip/1.csv"), an_input("a.zip/2.csv")]
    # The scan has its files in another order than they are read in.
    kept = [an_input("old.zip/2.csv"), an_input("old.zip/1.csv")]
    routine = draw_routine([("ann", "2026-03-02", 999.0), ("ann", "2026-03-02", 999.0)])
    executions = [
        replace(execution, rows=(1, 2), sources=(source, source)) for source, execution in enumerate(routine.executions)
    ]
    (found,) = retime_routines(log, [replace(routine, executions=tuple(executions))], kept, read)
    assert [execution.active_seconds for execution in found.executions] == [10.0, 10.0]

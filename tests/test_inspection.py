from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rpa_finder import inspection
from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY, UILog, make_log
from rpa_finder.inspection import Inspection, inspect_log, render_inspection
from rpa_finder.model import InputFile, Note
from rpa_finder.readers import ReadOptions, ReadResult
from tests.drawing import draw_log

DRAWN = """
    09:00:00 | ann | Shop    | Order   | copy  | Number | 48213
    09:00:10 | ann | Billing | Invoice | paste | Ref    | 48213
    09:00:20 | ann | Billing | Invoice | click | Save
    09:20:20 | ann | Shop    | Order   | click | Next
    09:00:00 | bob | Shop    | Order   | copy  | Number | 77777
    09:00:20 | bob | Shop    | Order   | click | -
"""


@pytest.fixture
def inspect(monkeypatch: pytest.MonkeyPatch):
    def run(log: UILog, *notes: Note) -> Inspection:
        entry = InputFile("log.csv", "00ff", "csv", len(log) + 1, len(log), 1, 0)
        monkeypatch.setattr(inspection, "read_log", lambda *_: ReadResult(log, (entry,), (), notes))
        return inspect_log([Path("log.csv")], ReadOptions())

    return run


def test_counts_events_agents_and_days(inspect):
    found = inspect(draw_log(DRAWN))
    assert (found.events, found.agents, found.days) == (6, 2, 1)
    assert (found.first, found.last) == ("2026-03-02", "2026-03-02")


def test_tells_how_well_each_column_is_filled(inspect):
    found = inspect(draw_log(DRAWN))
    assert found.share("agent") == 1
    assert found.share("element") == pytest.approx(5 / 6)
    assert found.share("case") == 0
    assert found.transferable == 1


def test_long_pauses_and_changes_of_agent_are_no_active_time(inspect):
    # 20 s of ann's and 20 s of bob's: 6 events in 40 s.
    assert inspect(draw_log(DRAWN)).events_per_active_hour == pytest.approx(6 * 3600 / 40)


def test_text_names_format_columns_and_limits_but_no_value(inspect):
    text = render_inspection(inspect(draw_log(DRAWN), Note("zone-assumed", "No zone was given.")))
    assert "log.csv: csv, 7 rows, 1 of them rejected" in text
    assert "+ which field feeds which (100% of copies, pastes and inputs have their value)" in text
    assert "- what holds for a team: fewer than five agents" in text
    assert "! No zone was given. [zone-assumed]" in text
    assert "48213" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_window_log_cannot_show_fields_or_transfers(inspect):
    found = inspect(draw_log("09:00:00 | - | Shop | Order | focus\n09:00:10 | - | Shop | Invoice | focus"))
    text = render_inspection(found)
    assert "+ routines: steps by screen only" in text
    assert "- which field feeds which: no values" in text
    assert "- who did what" in text
    assert found.agents == 1


def test_one_event_has_no_pace(inspect):
    assert inspect(draw_log("09:00:00 | ann | Shop | Order | click")).events_per_active_hour == 0


def test_a_clock_of_minutes_and_an_assumed_zone_are_told(inspect):
    log = make_log(
        {
            "source": ["log.csv"],
            "row": [1],
            "time": pd.to_datetime(pd.Series(["2026-03-02T09:00"]), utc=True),
            "action_raw": ["click"],
            "precision_ms": [60000],
            "quality": [QUALITY["zone_assumed"]],
        }
    )
    text = render_inspection(inspect(log))
    assert "clock: minutes; zone: not given, UTC assumed" in text
    assert "- seconds per step" in text


def test_contact_records_alone_can_not_be_looked_at(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("CALL ID,TIMESTAMP,ANI,DISPOSITION\n1,2026-03-02 10:00:00,5,x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        inspect_log([path], ReadOptions())
    assert caught.value.slug == "only-contacts"

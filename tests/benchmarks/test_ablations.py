"""A log that shows less has the same rows, and lacks what it is to lack."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ablations import ABLATIONS, without_ids, without_time, without_values
from rpa_finder.events import UILog
from tests.drawing import draw_log


def log() -> UILog:
    lines = []
    for i in range(40):
        at = f"{9 + i // 30:02d}:{i * 2 % 60:02d}:{i * 7 % 60:02d}"
        day = "2026-03-02" if i < 20 else "2026-03-03"
        agent = "ann" if i % 2 else "bob"
        lines.append(f"{day}T{at} | {agent} | CRM | Customer {48_213 + i * 37} - Overview | copy | A{i + 2} | {i}77")
    return draw_log("\n".join(lines))


@pytest.mark.parametrize("name", ABLATIONS)
def test_rows_stay_and_the_given_log_is_not_changed(name: str):
    before, kept = log(), log()
    after = ABLATIONS[name](before)
    assert sorted(after.table["row"]) == sorted(kept.table["row"])
    assert before.table.equals(kept.table)


def test_without_values_no_value_is_left():
    assert log().table["value"].notna().all()
    assert without_values(log()).table["value"].isna().all()


def test_without_time_an_agents_events_are_a_second_apart_and_breaks_stay():
    before, after = log(), without_time(log())
    assert list(after.table["row"]) == list(before.table["row"])
    for agent in (0, 1):
        mine = after.codes("agent") == agent
        gaps = np.diff(after.table["time"][mine].astype("int64").to_numpy()) / 1e6
        assert sorted(set(gaps))[0] == 1.0
        assert sum(gaps > 1) == 1
        assert max(gaps) > 3 * 3600
    assert after.table["time"].dtype == before.table["time"].dtype


def test_without_ids_titles_show_none_and_cells_keep_their_row():
    after = without_ids(log())
    assert set(after.table["screen"]) == {"Customer # - Overview"}
    assert after.table["record"].isna().all()
    assert sorted(after.table["element"]) == sorted(log().table["element"])

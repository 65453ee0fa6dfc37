from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.errors import StoreError
from rpa_finder.model import Execution, Range, Scan
from rpa_finder.verification import find_execution_mismatches, find_mismatches, find_untraceable, kept_config
from tests.renderers.story import benefits_scan
from tests.test_store import a_scan

SCAN: dict[str, Any] = {
    "schema_version": 1,
    "label": "March",
    "scanned_at": "2026-03-31T12:00:00+00:00",
    "tool_version": "0.1.0",
    "config": {},
    "inputs": [{"path": "a/log.csv", "sha256": "00ff", "rows_read": 10}],
    "totals": {"events": 10, "active_seconds": 0.1 + 0.2},
    "routines": [{"id": "R01", "executions": 3}, {"id": "R02", "executions": 2}],
}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def keys(kept: dict[str, Any], again: dict[str, Any]) -> list[str]:
    return [mismatch.key for mismatch in find_mismatches(kept, again)]


@given(st.dictionaries(st.text(max_size=4), values, max_size=4))
def test_a_scan_equals_itself(scan: dict[str, Any]):
    assert find_mismatches(scan, deepcopy(scan)) == ()


def test_when_where_and_under_which_name_are_no_figures():
    again = deepcopy(SCAN) | {"label": "x", "scanned_at": "y", "tool_version": "z", "config": {"seed": 2}}
    again["inputs"][0]["path"] = "elsewhere/log.csv"
    assert keys(SCAN, again) == []


def test_a_note_on_a_file_is_the_same_wherever_the_file_lies():
    kept, again = (
        SCAN | {"notes": [{"slug": "zone-assumed", "text": f"{path}: times have no zone, 3/4 of them."}]}
        for path in ("logs/may/log.csv", "C:\\May logs\\log.csv")
    )
    assert keys(kept, again) == []
    again["notes"][0]["text"] = "C:\\May logs\\log.csv: times have no zone, 1/4 of them."
    assert keys(kept, again) == ["notes[0].text"]
    again["notes"][0]["text"] = "other.csv: times have no zone, 3/4 of them."
    assert keys(kept, again) == ["notes[0].text"]


def test_names_each_figure_that_differs():
    again = deepcopy(SCAN)
    again["totals"]["events"] = 11
    again["routines"][1]["executions"] = 1
    again["inputs"][0]["sha256"] = "ff00"
    assert keys(SCAN, again) == ["inputs[0].sha256", "routines[1].executions", "totals.events"]


def test_says_what_was_kept_and_what_came_again():
    again = deepcopy(SCAN)
    again["totals"]["events"] = 11
    (mismatch,) = find_mismatches(SCAN, again)
    assert (mismatch.kept, mismatch.again) == ("10", "11")


def test_a_routine_that_is_gone_is_one_mismatch():
    again = deepcopy(SCAN)
    del again["routines"][1]
    (mismatch,) = find_mismatches(SCAN, again)
    assert (mismatch.key, mismatch.kept, mismatch.again) == ("routines[1]", "2 entries", "")


def test_rounding_is_no_difference_but_a_small_change_is():
    again = deepcopy(SCAN)
    again["totals"]["active_seconds"] = 0.3
    assert keys(SCAN, again) == []
    again["totals"]["active_seconds"] = 0.301
    assert keys(SCAN, again) == ["totals.active_seconds"]


def test_true_is_not_one():
    assert keys({"learnt": True}, {"learnt": 2}) == ["learnt"]


def test_the_configuration_of_a_kept_scan_comes_back():
    config = ScanConfig(min_executions=7, assumptions=Assumptions(cost_per_hour=41.5))
    assert kept_config({"config": config.as_dict()}) == config


def test_a_configuration_of_another_version_is_refused():
    with pytest.raises(StoreError, match="scan-other-version"):
        kept_config({"config": {"assumptions": {"price_of_tea": 3}}})


def with_execution(seconds: float, rows: tuple[int, ...] = (1, 2)) -> Scan:
    at = "2026-03-02T09:00:00.000Z"
    sources = tuple(0 for _ in rows)
    execution = Execution("E1", "a1", "", "2026-03-02", at, at, seconds, seconds, sources, rows, sources)
    scan = a_scan()
    return replace(scan, routines=(replace(scan.routines[0], executions=(execution,)),))


def test_the_same_executions_are_no_mismatch():
    assert find_execution_mismatches(with_execution(8.0), with_execution(8.0)) == ()


def test_an_execution_of_other_rows_or_seconds_or_gone_is_named():
    kept = with_execution(8.0)
    for again in (with_execution(9.0), with_execution(8.0, rows=(1, 3)), a_scan()):
        (mismatch,) = find_execution_mismatches(kept, again)
        assert mismatch.key == "executions.E1"
        assert mismatch.kept == "2 events from 2026-03-02T09:00:00.000Z, 8 s"


def priced_scan() -> Scan:
    scan = benefits_scan()
    return replace(scan, routines=tuple(replace(r, notes=()) for r in scan.routines))


def test_a_scan_whose_rows_give_the_same_is_traceable():
    assert find_untraceable(priced_scan(), priced_scan()) == ()


def test_seconds_and_savings_that_the_rows_do_not_give_are_named():
    kept = priced_scan()
    first = kept.routines[0]
    slower = replace(first.executions[0], active_seconds=first.executions[0].active_seconds + 0.01)
    dearer = replace(first.saving, hours_per_year=Range(1.0, 2.0, 3.0))
    touched = replace(first, executions=(slower, *first.executions[1:]), saving=dearer)
    claimed = tuple(replace(p, marginal_hours=Range(9.0, 9.0, 9.0)) for p in kept.proposals[:1])
    again = replace(
        kept, routines=(touched, *kept.routines[1:]), proposals=claimed + kept.proposals[1:], portfolio=kept.portfolio
    )
    found = {m.key for m in find_untraceable(kept, again)}
    assert f"executions.{slower.id}.active_seconds" in found
    assert {f"savings.{first.id}.hours_per_year.{end}" for end in ("p10", "p50", "p90")} <= found
    assert f"proposals.{kept.proposals[0].id}.p50" in found


def test_rounding_of_kept_steps_is_no_difference():
    kept = priced_scan()
    first = kept.routines[0]
    hours = first.saving.hours_per_year
    near = replace(first.saving, hours_per_year=Range(hours.p10, hours.p50 * 1.0005, hours.p90))
    assert find_untraceable(kept, replace(kept, routines=(replace(first, saving=near), *kept.routines[1:]))) == ()

from __future__ import annotations

import json
from dataclasses import replace

from rpa_finder.renderers.compare_json import render_compare
from tests.drawing_scans import routine, scan_of
from tests.renderers.rescans import empty_comparison, full_rescan, rescan_of


def test_compare_json_holds_every_figure():
    text = render_compare(rescan_of(scan_of(routine("R01", 1000)), scan_of(routine("R02", 200))))
    (entry,) = json.loads(text)["routines"]
    assert (entry["before_id"], entry["after_id"], entry["verdict"]) == ("R01", "R02", "reduced")
    assert entry["rate_ratio"]["p10"] < 0.2 < entry["rate_ratio"]["p90"]
    assert (entry["rate_before"], entry["rate_after"]) == (5.0, 1.0)
    assert entry["rate_q"] < 0.05
    assert text.endswith("\n")


def test_an_empty_comparison_is_written_as_one():
    document = json.loads(render_compare(replace(full_rescan(), comparison=empty_comparison(), benefits=(), drift=())))
    assert document["schema_version"] == 1
    assert document["routines"] == document["benefits"] == document["screen_drift"] == []


def test_benefits_renames_and_graph_are_in_it():
    document = json.loads(render_compare(full_rescan()))
    assert document["benefits"][0]["verified_hours"]["p10"] > 0
    assert document["renames"][0]["now"] == "Full name"
    assert {s["status"] for s in document["screens"]} == {"same", "appeared", "vanished"}

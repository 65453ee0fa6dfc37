from __future__ import annotations

import json
import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.model import Scan
from rpa_finder.renderers.scan_json import as_stored, render_scan_json
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def document(scan: Scan) -> dict:
    return json.loads(render_scan_json(as_stored(scan)))


def test_keys_stand_in_a_fixed_order():
    keys = (
        "schema_version label scanned_at tool_version config inputs totals idle screens transitions "
        "routines proposals portfolio issues notes set_aside"
    )
    assert " ".join(document(small_scan())) == keys
    assert render_scan_json(small_scan()).endswith("}\n")


def test_a_routine_is_counted_where_tables_list_it():
    routine = document(benefits_scan())["routines"][0]
    assert (routine["executions"], routine["agents"], routine["variants"]) == (412, 22, 3)
    assert len(routine["variant_list"]) == 3
    assert routine["saving"]["hours_per_year"] == {"p10": 440.0, "p50": 590.0, "p90": 740.0}


def test_what_is_decided_and_what_a_bot_could_take_are_told_with_counts():
    routine = document(small_scan("Claim"))["routines"][0]
    assert (routine["bot_executions"], routine["bot_share"]) == (1, 0.5)
    assert routine["recurrence"] == {"known": 2, "rework": 1, "ping_pong": 0, "repeat_contact": 1}
    assert routine["deviations"] == [{"kind": "foreign-steps", "executions": 1}]
    assert routine["decisions"][0]["options"][0] == {"step": 2, "executions": 1, "when": ["999", "Claim"]}
    assert document(benefits_scan())["routines"][0]["bot_share"] is None


def test_a_routine_without_saving_has_no_hours():
    scan = small_scan()
    bare = replace(scan, routines=tuple(replace(r, saving=None) for r in scan.routines))
    assert document(bare)["routines"][0]["saving"] == {"hours_per_year": None}


def test_rejected_rows_are_counted_by_reason():
    assert document(benefits_scan())["issues"] == {"rejected_rows": 2, "by_reason": {"is empty": 1, "is no time": 1}}


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_rounded_parts_never_exceed_the_rounded_whole(seconds: list[float]):
    scan = small_scan()
    routine = scan.routines[0]
    executions = tuple(
        replace(routine.executions[0], id=f"E{i}", active_seconds=s, elapsed_seconds=s) for i, s in enumerate(seconds)
    )
    whole = replace(
        scan,
        routines=(replace(routine, executions=executions),),
        totals=replace(scan.totals, active_seconds=math.fsum(seconds)),
    )
    stored = as_stored(whole)
    assert stored.routines[0].active_seconds_total <= stored.totals.active_seconds * (1 + 1e-9) + 1e-6
    assert all(e.active_seconds <= e.elapsed_seconds + 1e-6 for e in stored.routines[0].executions)
    assert as_stored(stored) == stored


def test_text_is_readable_and_not_escaped():
    assert '"label": "Größe › 日本"' in render_scan_json(small_scan("Größe › 日本"))


def test_a_routine_says_how_sure_it_is_and_what_is_no_routine_is_set_aside_with_a_reason():
    read = document(small_scan("Claim"))
    assert (read["routines"][0]["q_value"], read["routines"][0]["stability"]) == (0.02, 0.75)
    assert read["set_aside"] == [
        {
            "name": "Claim",
            "steps": [
                {
                    "screen": "Form",
                    "action": "click",
                    "field": "Claim",
                    "share": 0.75,
                    "mean_seconds": 0.0,
                    "forms": [],
                }
            ],
            "executions": 9,
            "agents": 2,
            "q_value": 0.5,
            "stability": 0.25,
            "reason": "Claim",
        }
    ]
    assert read["schema_version"] == 1

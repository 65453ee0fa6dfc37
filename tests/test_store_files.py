from __future__ import annotations

import zlib
from dataclasses import replace

from rpa_finder.changes import compare
from rpa_finder.model import Contact
from rpa_finder.store_files import pack_scan, unpack_scan
from tests.drawing_scans import routine, scan_of
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan

KEY = b"k" * 32


def test_a_packed_scan_says_the_same_but_for_names():
    scan = benefits_scan()
    again = unpack_scan(pack_scan(scan, KEY))
    assert [(r.id, r.key, len(r.executions)) for r in again.routines] == [
        (r.id, r.key, len(r.executions)) for r in scan.routines
    ]
    assert again.totals.agent_days == scan.totals.agent_days
    assert again.graph.screens[0].name == scan.graph.screens[0].name
    assert unpack_scan(pack_scan(scan, KEY)) == again


def test_no_agent_and_no_case_in_what_is_kept():
    scan = small_scan()
    whole = scan.routines[0]
    named = replace(
        whole, executions=tuple(replace(e, agent="Ada Lovelace", case="CASE-4711") for e in whole.executions)
    )
    text = zlib.decompress(pack_scan(replace(scan, routines=(named,)), KEY))
    assert b"Ada" not in text
    assert b"4711" not in text
    assert b"executions.csv" in text


def test_contacts_are_left_out():
    contact = Contact("c.csv", 1, "T1", "", "", "Ada", "K1", "voice", "in", "Q", "", "", None, None, None, None, "")
    packed = pack_scan(replace(small_scan(), contacts=(contact,)), KEY)
    assert b"Ada" not in zlib.decompress(packed)
    assert unpack_scan(packed).contacts == ()


def test_tokens_are_the_same_under_one_key_and_others_under_another():
    agents = [
        {e.agent for r in unpack_scan(pack_scan(benefits_scan(), key)).routines for e in r.executions}
        for key in (KEY, KEY, b"x" * 32)
    ]
    assert agents[0] == agents[1]
    assert not agents[0] & agents[2]


def test_kept_scans_compare_as_the_scans_themselves():
    before, after = scan_of(routine("R01", 1000)), scan_of(routine("R01", 300))
    kept = compare(unpack_scan(pack_scan(before, KEY)), unpack_scan(pack_scan(after, KEY)))
    assert [c.verdict for c in kept.routines] == [c.verdict for c in compare(before, after).routines] == ["reduced"]

from __future__ import annotations

from dataclasses import replace

from rpa_finder.model import Range
from rpa_finder.renderers.rescan import Rescan, falls_short
from tests.drawing_scans import routine, scan_of
from tests.renderers.rescans import full_rescan, rescan_of


def test_a_scan_and_itself_have_not_changed():
    scan = scan_of(routine("R01", 100), routine("R02", 9))
    assert not rescan_of(scan, scan).changed
    assert rescan_of(scan, scan_of(routine("R01", 10))).changed


def test_a_benefit_falls_short_only_where_the_whole_range_does():
    benefit = replace(full_rescan().benefits[0], claimed_hours=600.0)
    assert falls_short(replace(benefit, verified_hours=Range(100, 200, 599)))
    assert not falls_short(replace(benefit, verified_hours=Range(100, 200, 601)))
    assert not falls_short(replace(benefit, claimed_hours=None))
    assert not falls_short(replace(benefit, verified_hours=None))


def test_falling_short_alone_is_a_change_to_act_on():
    scan = scan_of(routine("R01", 100))
    still = rescan_of(scan, scan)
    benefit = replace(full_rescan().benefits[0], claimed_hours=600.0, verified_hours=Range(1, 2, 3))
    assert Rescan(still.baseline, still.scan, still.comparison, (benefit,)).changed

"""The section on other assumptions: the plan as scanned, and what moves it."""

from rpa_finder.renderers.live import make_live_case
from rpa_finder.renderers.live_views import MATTER_MOST, view_live
from rpa_finder.renderers.words import format_money
from tests.renderers.planned import planned_scan

SCAN = planned_scan()
VIEW = view_live(make_live_case(SCAN), SCAN, "EUR")


def test_shows_the_plan_as_the_scan_has_it():
    rows = {row.key: row for row in VIEW.rows}
    assert rows["npv-24"].figure == format_money(SCAN.portfolio.npv.p50, "EUR")
    assert {"gross", "net", "realised", "benefit", "build", "npv-12", "npv-36", "loss", "payback"} <= set(rows)


def test_expected_hours_of_the_parts_add_up():
    assert len(VIEW.each) == VIEW.proposals == len(SCAN.proposals)
    assert sum(part.hours for part in VIEW.each) == VIEW.mean


def test_names_what_matters_with_ends_and_source():
    assert len(VIEW.swings) > MATTER_MOST
    use = next(swing for swing in VIEW.swings if swing.name == "Share of freed time put to use")
    assert (use.ends, use.now, use.source) == ("25\u00a0% to 70\u00a0%", "50\u00a0%", "assumed")
    assert 'aria-label="Share of freed time put to use from 25' in use.bar


def test_starts_the_sliders_at_the_scan():
    assert (VIEW.wage, VIEW.realised, VIEW.handed) == ("30", 50, 5)

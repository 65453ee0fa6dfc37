from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder.changes import compare
from rpa_finder.drift import measure_drift, poisson_rate, screen_changes
from rpa_finder.model import Routine, Scan
from tests.drawing_scans import routine, scan_of
from tests.test_renames import form


def with_release(day: str, agents: set[str] | None = None) -> Routine:
    """Draw a routine whose step 3 gives way to step 4 on a day, for those agents (all if not given)."""
    whole = routine("R01", 400)
    steps = (
        *(replace(s, screen="Form") for s in whole.steps[:2]),
        *(replace(s, screen="Form", share=0.5) for s in whole.steps[2:]),
    )

    def path(e_day: str, agent: str) -> tuple[int, ...]:
        return (1, 2, 4) if e_day >= day and (agents is None or agent in agents) else (1, 2, 3)

    return replace(
        whole, steps=steps, executions=tuple(replace(e, steps=path(e.day, e.agent)) for e in whole.executions)
    )


def dated(*routines: Routine, first: str = "2026-03-01", last: str = "2026-03-20") -> Scan:
    scan = scan_of(*routines)
    return replace(scan, totals=replace(scan.totals, first=f"{first}T08:00:00Z", last=f"{last}T17:00:00Z"))


def test_a_release_is_one_change_on_its_day():
    (form_drift,) = measure_drift([dated(with_release("2026-03-11"))])
    assert form_drift.screen == "Form"
    assert form_drift.changes == ("2026-03-11: came: Form, input d; went: Form, input c",)
    assert form_drift.per_year == pytest.approx(365.25 / 20)
    assert form_drift.low < form_drift.per_year < form_drift.high


def test_no_change_no_rate_but_a_bound():
    (form_drift,) = measure_drift([dated(with_release("2027-01-01"))])
    assert (form_drift.changes, form_drift.per_year, form_drift.low) == ((), 0.0, 0.0)
    assert form_drift.high == pytest.approx(2.302585 * 365.25 / 20, rel=1e-5)


def test_one_agents_new_habit_is_no_change_of_a_screen():
    (form_drift,) = measure_drift([dated(with_release("2026-03-11", {"a3"}))])
    assert form_drift.changes == ()


def test_a_routine_that_begins_is_no_change_of_a_screen():
    late = routine("R02", 100, steps="abx")
    late = replace(late, executions=tuple(replace(e, steps=(1, 2, 3)) for e in late.executions if e.day > "2026-03-12"))
    assert all(d.changes == () for d in measure_drift([dated(with_release("2027-01-01"), late)]))


def test_renames_between_two_scans_count_over_the_time_between():
    before = dated(form("Name", "Date", transfer_to="Name"), last="2026-03-20")
    after = dated(form("Full name", "Date", transfer_to="Full name"), first="2026-08-01", last="2026-08-31")
    found = {d.screen: d for d in measure_drift([before, after], compare(before, after))}
    assert found["New claim"].changes == ("2026-08-01: Name is now Full name",)
    assert found["New claim"].per_year == pytest.approx(365.25 / 184)
    assert found["Customer"].changes == ()


def test_all_screens_together_say_how_often_one_changes():
    before = dated(form("Name", "Date", transfer_to="Name"), last="2026-03-20")
    after = dated(form("Full name", "Date", transfer_to="Full name"), first="2026-08-01", last="2026-08-31")
    low, middle, high = screen_changes([before, after], compare(before, after))
    # One change of two screens in 184 days.
    screen_years = 2 * 184 / 365.25
    assert middle == pytest.approx(1.5 / screen_years, rel=1e-3)
    assert (low, high) == pytest.approx(poisson_rate(1, screen_years), rel=1e-3)


def test_few_weeks_tell_nothing_of_how_often_screens_change():
    assert screen_changes([dated(with_release("2026-03-11"))]) == ()
    assert screen_changes([]) == ()
    steady = screen_changes([dated(with_release("2027-01-01"), first="2026-01-05", last="2026-03-20")])
    assert steady[0] == 0
    assert steady[1] == pytest.approx(0.5 * 365.25 / 75, rel=1e-3)


def test_interval_of_a_poisson_rate():
    # Garwood's 80 % interval of 5 events: chi-squared quantiles over two.
    assert poisson_rate(5, 1.0) == pytest.approx((2.432591, 9.274674), rel=1e-6)

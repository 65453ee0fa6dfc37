from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.rescans import draw_pair
from rpa_finder.agent_days import make_grid
from rpa_finder.benefits import Team, difference_in_differences, removed_hours, verify_benefits
from rpa_finder.changes import compare
from rpa_finder.config import ScanConfig
from rpa_finder.errors import UsageError
from rpa_finder.model import LiveProposal, Scan, VerifiedBenefit
from tests.drawing_scans import AGENTS, DAYS, routine, scan_of

LIVE = LiveProposal("P01", "key-abcd", "Fill the form", "2026-04-01", "", 100.0, 5000.0)
COUNTS = (1000, 900, 1100)


def dated(scan: Scan, first: str, last: str, **config: object) -> Scan:
    return replace(
        scan, totals=replace(scan.totals, first=f"{first}T08:00:00Z", last=f"{last}T17:00:00Z"), config=config
    )


def before_and_after(left: int = 200, trend: float = 0.5, **config: object) -> tuple[Scan, Scan]:
    """Draw 1,000 executions of the live routine, then so many; all else by the trend."""
    others = [routine(f"R1{i}", n, steps=f"{i}xyz") for i, n in enumerate(COUNTS)]
    later = [routine(f"R1{i}", round(n * trend), steps=f"{i}xyz") for i, n in enumerate(COUNTS)]
    return (
        dated(scan_of(routine("R01", 1000), *others), "2026-03-01", "2026-03-20"),
        dated(scan_of(routine("R01", left), *later), "2026-06-01", "2026-06-30", **config),
    )


def verified(before: Scan, after: Scan, live: LiveProposal = LIVE) -> VerifiedBenefit:
    (benefit,) = verify_benefits(before, after, compare(before, after), [live])
    return benefit


def test_difference_in_differences_of_the_research():
    assert difference_in_differences((8.40, 1.22), (5.0, 4.8)) == pytest.approx(6.98)


def test_what_the_untouched_routines_lost_is_nobodys_saving():
    benefit = verified(*before_and_after())
    # Half of 1,000 would have been left; 200 are: 300 executions of 30 s in 200 agent-days, 10 agents on 252 days.
    expected = 300 * 30 / 3600 / 200 * 10 * 252
    assert benefit.removed_hours is not None
    assert benefit.removed_hours.p50 == pytest.approx(expected, rel=0.01)
    assert benefit.control == "Control: 3 untouched routines"
    assert benefit.items_spared == pytest.approx((5.0 - 1.0) - (5.0 - 2.5))


def test_without_others_it_is_before_and_after_and_says_so():
    before, after = before_and_after()
    alone = [replace(s, routines=s.routines[:1]) for s in (before, after)]
    benefit = verified(*alone)
    assert benefit.control == "Before and after, no control"
    assert benefit.items_spared is None
    assert benefit.removed_hours is not None
    assert benefit.removed_hours.p50 == pytest.approx(800 * 30 / 3600 / 200 * 2520, rel=0.01)
    (by_volume,) = verify_benefits(*alone, compare(*alone, (200.0, 100.0)), [LIVE])
    assert by_volume.removed_hours is not None
    assert by_volume.removed_hours.p50 == pytest.approx(300 * 30 / 3600 / 200 * 2520, rel=0.01)


def team(before: int, after: int, first: str = "2026-06-01", last: str = "2026-06-30") -> Team:
    """Draw another team that does the live routine so often, and nothing else."""
    scans = (
        dated(scan_of(routine("R07", before)), "2026-03-01", "2026-03-20"),
        replace(dated(scan_of(routine("R09", after)), first, last), label="North"),
    )
    return Team(scans, compare(*scans))


def with_team(other: Team) -> VerifiedBenefit:
    before, after = before_and_after()
    (benefit,) = verify_benefits(before, after, compare(before, after), [LIVE], other)
    return benefit


def test_what_the_same_routine_did_at_another_team_is_taken_off():
    benefit = with_team(team(500, 400))
    # By the other team 800 of 1,000 would have been left; 200 are.
    assert benefit.removed_hours is not None
    assert benefit.removed_hours.p50 == pytest.approx(600 * 30 / 3600 / 200 * 2520, rel=0.01)
    assert benefit.control == "Control: the same routine at North"
    agent_days = AGENTS * DAYS
    assert benefit.items_spared == pytest.approx((1000 - 200) / agent_days - (500 - 400) / agent_days)


def test_another_team_is_counted_by_its_own_agent_days():
    first, second = team(500, 400).scans
    longer = replace(second, totals=replace(second.totals, agent_days=2 * AGENTS * DAYS))
    benefit = with_team(Team((first, longer), compare(first, longer)))
    # Twice the agent-days: the other team does 0.4 of what it did, which leaves 400 of 1,000; 200 are.
    assert benefit.removed_hours is not None
    assert benefit.removed_hours.p50 == pytest.approx(200 * 30 / 3600 / 200 * 2520, rel=0.01)


@pytest.mark.parametrize(
    "other",
    [
        team(29, 400),
        team(500, 29),
        team(500, 400, "2026-09-01", "2026-09-30"),
        team(500, 400, "2026-04-05", "2026-04-30"),
    ],
    ids=["too few before", "too few after", "a later time", "an earlier time"],
)
def test_a_team_that_tells_nothing_is_no_control(other: Team):
    assert with_team(other) == verified(*before_and_after())


def test_a_small_team_makes_the_range_wider():
    ranges = [with_team(team(n, n * 4 // 5)).removed_hours for n in (50, 5000)]
    small, large = (r.p90 - r.p10 for r in ranges if r is not None)
    assert small > 3 * large


def test_only_months_actually_run_are_credited():
    benefit = verified(*before_and_after())
    assert benefit.months_run == pytest.approx(90 / 30.4375)
    assert benefit.verified_hours is not None
    assert benefit.verified_to_date is not None
    assert benefit.verified_to_date.p50 == pytest.approx(benefit.verified_hours.p50 * benefit.months_run / 12)
    stopped = verified(*before_and_after(), replace(LIVE, stopped="2026-06-10"))
    assert stopped.months_run == pytest.approx(70 / 30.4375)


def test_new_work_on_the_same_screens_is_charged():
    before, after = before_and_after()
    checks = replace(routine("R99", 400, steps="dqrs"), name="Check the robot")
    benefit = verified(before, replace(after, routines=(*after.routines, checks)))
    assert benefit.moved_hours == pytest.approx(400 * 30 / 3600 / 200 * 2520, rel=0.01)
    assert benefit.removed_hours is not None
    assert benefit.verified_hours is not None
    assert benefit.verified_hours.p50 == pytest.approx(benefit.removed_hours.p50 - benefit.moved_hours)
    elsewhere = replace(checks, steps=tuple(replace(s, screen="Far " + s.screen) for s in checks.steps))
    assert verified(before, replace(after, routines=(*after.routines, elsewhere))).moved_hours == 0


@pytest.mark.parametrize(
    ("live", "said"),
    [
        (replace(LIVE, routine_key="unknown"), "does not hold its routine"),
        (replace(LIVE, live_since="2026-03-05"), "before the baseline ended"),
        (replace(LIVE, live_since="2026-07-01"), "after the later scan's log ended"),
        (replace(LIVE, stopped="2026-05-01"), "stopped before the later scan"),
    ],
)
def test_what_cannot_be_measured_has_no_figure(live: LiveProposal, said: str):
    benefit = verified(*before_and_after(), live)
    assert benefit.verified_hours is None
    assert said in benefit.why


def test_a_routine_that_one_scan_draws_apart_has_no_saving_that_can_be_told():
    parts = [routine(f"R0{i}", 300, key=f"k{x}", steps=f"abcd{x}") for i, x in enumerate("efg")]
    before = dated(scan_of(routine("R01", 1000, key="key-abcd", steps="abcdefg")), "2026-03-01", "2026-03-20")
    benefit = verified(before, dated(scan_of(*parts), "2026-06-01", "2026-06-30"))
    assert benefit.verified_hours is None
    assert benefit.why.startswith("No saving can be told of one routine alone. Counted with R01, R02,")


def test_one_persons_hours_are_withheld():
    before, after = before_and_after()
    alone = replace(before.routines[0], executions=tuple(replace(e, agent="a0") for e in before.routines[0].executions))
    benefit = verified(replace(before, routines=(alone, *before.routines[1:])), after)
    assert (benefit.verified_hours, benefit.why) == (None, "Withheld: the hours would be one person's.")


def test_gain_share_rests_on_what_was_verified():
    config = ScanConfig().as_dict() | {"gain_share": {"share": 0.5}, "assumptions": {"cost_per_hour": 40.0}}
    benefit = verified(*before_and_after(**config))
    assert benefit.fee is not None
    assert benefit.verified_hours is not None
    assert benefit.fee.p50 == pytest.approx(0.5 * 40 * benefit.verified_hours.p50)
    assert verified(*before_and_after()).fee is None


def test_nothing_saved_between_a_scan_and_itself():
    pair = draw_pair(5)
    executions = pair.before.routines[0].executions, pair.before.routines[0].executions
    others = pair.before.routines[5].executions, pair.before.routines[5].executions
    grid = make_grid(pair.before)
    assert removed_hours(executions, others, (grid, grid)).hours == pytest.approx(0)


def test_what_was_spent_in_one_currency_is_not_set_against_fees_in_another():
    before, after = before_and_after(assumptions={"currency": "USD"})
    found = compare(before, after)
    with pytest.raises(UsageError) as caught:
        verify_benefits(before, after, found, [LIVE])
    assert (caught.value.slug, caught.value.exit_code) == ("config-currency-mismatch", 2)
    assert "'USD'" in str(caught.value)
    assert "'EUR'" in str(caught.value)
    assert verify_benefits(before, after, found, []) == ()

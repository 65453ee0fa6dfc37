from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.changes import compare, divergence, rate_ratio, upper_rate
from rpa_finder.model import Scan
from rpa_finder.renderers.scan_json import as_stored
from tests.drawing_scans import routine, scan_of
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def verdicts(before: Scan, after: Scan) -> list[tuple[str, str, str]]:
    return [(c.before_id, c.after_id, c.verdict) for c in compare(before, after)]


def test_rate_ratio_of_two_poisson_counts():
    low, middle, high = rate_ratio((4620, 550), (610, 500))
    assert (round(low, 6), round(middle, 6), round(high, 6)) == (0.133479, 0.145238, 0.158034)


def test_rate_ratio_of_counts_that_come_in_bursts():
    low, middle, high = rate_ratio((4620, 550), (610, 500), dispersion=6)
    assert (round(low, 6), round(middle, 6), round(high, 6)) == (0.118103, 0.145238, 0.178608)


def test_most_that_fits_having_seen_nothing():
    assert round(upper_rate(500), 6) == 0.005991


def test_divergence_of_two_mixes_in_bits():
    assert round(divergence({1: 0.7, 2: 0.2, 3: 0.1}, {1: 0.5, 2: 0.2, 3: 0.3}), 6) == 0.049823
    assert divergence({1: 3}, {2: 5}) == pytest.approx(1)
    assert divergence({1: 3, 2: 6}, {1: 1, 2: 2}) == pytest.approx(0)


@pytest.mark.parametrize("scan", [benefits_scan(), as_stored(benefits_scan()), small_scan()])
def test_a_scan_against_itself_is_stable_throughout(scan: Scan):
    for change in compare(scan, scan):
        assert change.verdict == "stable"
        assert change.hours_per_year_change == 0
        assert change.rate_before == change.rate_after


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (1000, 200, "reduced"),
        (200, 1000, "grew"),
        (4000, 4040, "stable"),
        (400, 410, "stable"),
        (60, 80, "too-few"),
        (10, 14, "too-few"),
    ],
)
def test_verdict_follows_the_rate(before: int, after: int, verdict: str):
    assert verdicts(scan_of(routine("R01", before)), scan_of(routine("R02", after))) == [("R01", "R02", verdict)]


def test_bursts_make_a_verdict_harder():
    even, bursts = routine("R01", 120), routine("R01", 120)
    bursts = replace(bursts, executions=tuple(replace(e, day="2026-03-01", agent="a1") for e in bursts.executions))
    assert verdicts(scan_of(even), scan_of(routine("R01", 60)))[0][2] == "reduced"
    assert verdicts(scan_of(bursts), scan_of(routine("R01", 60)))[0][2] == "too-few"


def test_routines_seen_in_one_scan_only_are_new_or_gone():
    one, other = scan_of(routine("R01", 100, steps="abcd")), scan_of(routine("R01", 100, steps="wxyz"))
    assert verdicts(one, other) == [("R01", "", "gone"), ("", "R01", "new")]
    rare = scan_of(routine("R01", 14, steps="wxyz"))
    assert verdicts(one, rare) == [("R01", "", "gone"), ("", "R01", "too-few")]
    assert "at most 0.015 times per agent-day" in compare(one, other)[0].why


def test_other_steps_are_a_drift():
    before, after = scan_of(routine("R01", 400, steps="abcdefgh")), scan_of(routine("R01", 400, steps="abcdefgx"))
    (change,) = compare(before, after)
    assert change.verdict == "drifted"
    assert "Its steps changed: 78% alike." in change.why


def test_slower_executions_are_a_drift():
    (change,) = compare(scan_of(routine("R01", 400)), scan_of(routine("R01", 400, seconds=60.0)))
    assert (change.verdict, "takes 2.00 times as long" in change.why) == ("drifted", True)


def test_another_mix_of_variants_is_a_drift():
    (change,) = compare(scan_of(routine("R01", 400)), scan_of(routine("R01", 400, v2=6)))
    assert (change.verdict, "another mix" in change.why) == ("drifted", True)


words = st.text("abcdef", min_size=1, max_size=6)


@given(st.lists(words, max_size=6), st.lists(words, max_size=6))
def test_every_routine_is_told_of_once_whatever_the_order(left: list[str], right: list[str]):
    before = scan_of(*(routine(f"R{i}", 20, key=f"b{i}", steps=s) for i, s in enumerate(left)))
    after = scan_of(*(routine(f"R{i}", 20, key=f"a{i}", steps=s) for i, s in enumerate(right)))
    changes = compare(before, after)
    assert sorted(c.before_id for c in changes if c.before_id) == [r.id for r in before.routines]
    assert sorted(c.after_id for c in changes if c.after_id) == [r.id for r in after.routines]
    shuffled = compare(before, replace(after, routines=after.routines[::-1]))
    assert {(c.before_id, c.after_id) for c in changes} == {(c.before_id, c.after_id) for c in shuffled}

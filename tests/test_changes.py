from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rescans import draw_pair, right_share, score, time_comparison
from rpa_finder.agent_days import Grid, Spread
from rpa_finder.changes import compare
from rpa_finder.changes.manner import divergence, hodges_lehmann
from rpa_finder.changes.rates import RateChange, absence_p, adjust, compare_rates, rate_ratio, upper_rate
from rpa_finder.changes.untouched import choose_untouched
from rpa_finder.model import Change, Routine, Scan, Screen, ScreenGraph, SetAside
from rpa_finder.renderers.scan_json import as_stored
from tests.drawing_scans import WAYS, routine, scan_of
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def holding(whole: Routine) -> Routine:
    """Let every execution hold every step."""
    steps = tuple(range(1, len(whole.steps) + 1))
    return replace(whole, executions=tuple(replace(e, steps=steps) for e in whole.executions))


def verdicts(before: Scan, after: Scan) -> list[tuple[str, str, str]]:
    return [(c.before_id, c.after_id, c.verdict) for c in compare(before, after).routines]


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
    comparison = compare(scan, scan)
    assert {g.status for g in (*comparison.screens, *comparison.moves)} <= {"same", "too-few"}
    assert comparison.renames == ()
    assert all(line.hours_before == line.hours_after for line in comparison.time_went)
    for change in comparison.routines:
        assert change.verdict == "stable"
        assert change.hours_per_year_change == 0
        assert change.rate_before == change.rate_after


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (1000, 200, "reduced"),
        (200, 1000, "grew"),
        (4000, 4040, "stable"),
        (400, 410, "too-few"),
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
    (first,), (second,) = (compare(scan_of(r), scan_of(routine("R01", 60))).routines for r in (even, bursts))
    assert first.dispersion == 1
    assert second.dispersion is not None
    assert second.dispersion > 5


def test_routines_seen_in_one_scan_only_are_new_or_gone():
    one, other = scan_of(routine("R01", 100, steps="abcd")), scan_of(routine("R01", 100, steps="wxyz"))
    assert verdicts(one, other) == [("R01", "", "gone"), ("", "R01", "new")]
    rare = scan_of(routine("R01", 14, steps="wxyz"))
    assert verdicts(one, rare) == [("R01", "", "gone"), ("", "R01", "too-few")]
    assert "at most 0.015 times per agent-day" in compare(one, other).routines[0].why


def changed_one(before: Scan, after: Scan) -> Change:
    (change,) = compare(before, after).routines
    return change


def test_other_steps_are_a_drift():
    before = scan_of(holding(routine("R01", 400, steps="abcdefgh")))
    change = changed_one(before, scan_of(holding(routine("R01", 400, steps="abcdefgx"))))
    assert change.verdict == "drifted"
    assert change.steps_changed == ("went: Screen h, input h", "came: Screen x, input x")
    assert change.likeness == pytest.approx(7 / 9)


def test_a_step_that_is_rare_in_both_is_no_drift():
    def with_rare_step(share: float, name: str) -> Routine:
        whole = holding(routine("R01", 400, key=name, steps="abcde"))
        rare = replace(whole.steps[4], field=name, share=share)
        executions = tuple(
            replace(e, steps=(1, 2, 3, 4) if i % 20 else (1, 2, 3, 4, 5)) for i, e in enumerate(whole.executions)
        )
        return replace(whole, steps=(*whole.steps[:4], rare), executions=executions)

    change = changed_one(scan_of(with_rare_step(0.05, "x")), scan_of(with_rare_step(0.05, "y")))
    assert change.steps_changed == ()
    assert change.verdict == "too-few"


def test_what_one_scan_draws_as_two_routines_is_neither_gone_nor_drifted():
    two = scan_of(holding(routine("R01", 400, steps="abcdef")), holding(routine("R02", 300, steps="ghi")))
    one = scan_of(holding(routine("R01", 400, steps="abcdefghi")))
    assert verdicts(two, one) == [("R01", "R01", "too-few"), ("R02", "", "too-few")]
    assert verdicts(one, two) == [("R01", "R01", "too-few"), ("", "R02", "too-few")]
    assert "part of R01" in compare(two, one).routines[1].why


def test_what_one_scan_draws_apart_is_not_compared_by_one_of_its_parts():
    apart = scan_of(*(holding(routine(f"R0{i}", 100, steps=f"abcd{x}")) for i, x in enumerate("efg")))
    whole = scan_of(holding(routine("R01", 300, key="k", steps="abcdefg")))
    compared = compare(apart, whole).routines
    assert [c.verdict for c in compared] == ["too-few"] * 3
    assert compared[0].why.startswith("Counted with R01, R02, which one scan draws apart. Done 1.00 times")
    assert compared[0].rate_ratio is None
    assert [c.verdict for c in compare(whole, apart).routines] == ["too-few"] * 3
    few = scan_of(holding(routine("R00", 300, steps="abcde")), holding(routine("R01", 9, steps="abcdf")))
    assert compare(few, scan_of(holding(routine("R00", 310, steps="abcde")))).routines[0].rate_ratio is not None
    less = scan_of(holding(routine("R01", 60, key="k", steps="abcdefg")))
    assert [c.verdict for c in compare(apart, less).routines] == ["reduced", "too-few", "too-few"]


def test_what_the_other_scan_saw_and_set_aside_is_neither_new_nor_gone():
    one, other = scan_of(routine("R01", 100, steps="abcd")), scan_of(routine("R01", 100, steps="wxyz"))
    piece = SetAside("a > b", other.routines[0].steps, 90, 5, 0.0, 0.25, "half of the work does not give it again")
    assert verdicts(replace(one, set_aside=(piece,)), other) == [("R01", "", "gone"), ("", "R01", "too-few")]
    assert verdicts(other, replace(one, set_aside=(piece,))) == [("R01", "", "too-few"), ("", "R01", "new")]
    why = compare(other, replace(one, set_aside=(piece,))).routines[0].why
    assert "saw it 90 times and set it aside (half of the work does not give it again)" in why


@pytest.mark.parametrize(("visits", "verdict"), [(390, "too-few"), (360, "too-few"), (340, "gone"), (0, "gone")])
def test_a_routine_whose_screens_are_visited_as_often_may_be_done_yet(visits: int, verdict: str):
    def visited(scan: Scan, count: int) -> Scan:
        counts = {"Screen a": count, "Screen b": 5 * count}
        screens = tuple(Screen(name, "App", n, 0.0, n, 3) for name, n in counts.items() if n)
        return replace(scan, graph=ScreenGraph(screens, ()))

    one, other = scan_of(routine("R01", 100, steps="ab")), scan_of(routine("R01", 100, steps="wxyz"))
    # A hundred visits of four hundred would be missing; half of them must be.
    before, after = visited(one, 400), visited(other, visits)
    assert verdicts(before, after)[0] == ("R01", "", verdict)
    assert verdicts(after, before)[1] == ("", "R01", {"gone": "new"}.get(verdict, verdict))


@pytest.mark.parametrize(("share", "verdict"), [(0.9, "drifted"), (0.7, "too-few")])
def test_a_step_of_some_executions_that_is_not_drawn_any_more_is_no_drift(share: float, verdict: str):
    whole = holding(routine("R01", 400, steps="abcde"))
    some = tuple(
        replace(e, steps=(1, 2, 3, 4, 5) if i % 10 < share * 10 else (1, 2, 3, 4))
        for i, e in enumerate(whole.executions)
    )
    before = replace(whole, executions=some, steps=(*whole.steps[:4], replace(whole.steps[4], share=share)))
    after = holding(routine("R01", 400, steps="abcd"))
    assert changed_one(scan_of(before), scan_of(after)).verdict == verdict


def test_slower_executions_are_a_drift():
    change = changed_one(scan_of(routine("R01", 400)), scan_of(routine("R01", 400, seconds=60.0)))
    assert (change.verdict, "takes 2.00 times as long" in change.why) == ("drifted", True)
    assert change.time_shift_seconds == pytest.approx(30, rel=0.05)


def test_a_time_that_would_be_one_persons_is_not_told():
    alone = [
        replace(r, executions=tuple(replace(e, agent="a0") for e in r.executions))
        for r in (routine("R01", 400), routine("R01", 400, seconds=60.0))
    ]
    change = changed_one(scan_of(alone[0]), scan_of(alone[1]))
    assert (change.time_ratio, change.time_shift_seconds) == (None, None)


def test_another_mix_of_variants_is_a_drift():
    change = changed_one(scan_of(routine("R01", 400)), scan_of(routine("R01", 400, v2=6)))
    assert (change.verdict, "another mix" in change.why) == ("drifted", True)


def test_one_agents_other_habit_is_no_drift():
    odd = routine("R01", 400)
    odd = replace(odd, executions=tuple(replace(e, steps=WAYS["V2"]) if e.agent == "a0" else e for e in odd.executions))
    assert changed_one(scan_of(routine("R01", 400)), scan_of(odd)).verdict != "drifted"


def test_a_listed_routine_may_have_been_done_unseen_below_the_least_number():
    one, other = scan_of(routine("R01", 100, steps="abcd")), scan_of(routine("R01", 100, steps="wxyz"))
    five = replace(other, config={"min_executions": 5})
    gone = compare(one, five).routines[0]
    assert gone.verdict == "gone"
    # 95 % upper bound of a Poisson mean after four events (Garwood): 9.1535.
    assert "at most 0.0458 times" in gone.why


def test_rates_per_case_follow_the_volume_that_is_given():
    before, after = scan_of(routine("R01", 2000)), scan_of(routine("R01", 1000))
    assert compare(before, after).routines[0].verdict == "reduced"
    by_case = compare(before, after, (10_000.0, 5_000.0))
    assert by_case.basis == "case"
    assert by_case.routines[0].verdict in ("stable", "too-few")
    assert by_case.routines[0].rate_before == pytest.approx(0.2)


def test_benjamini_hochberg():
    assert adjust([0.001, 0.012, 0.021, 0.04, 0.3]) == pytest.approx([0.005, 0.03, 0.035, 0.05, 0.3])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_chances_as_by_the_definition(chances: list[float]):
    n = len(chances)
    ranks = sorted(chances)
    slow = [min(min(1.0, ranks[k] * n / (k + 1)) for k in range(n) if ranks[k] >= p) for p in chances]
    assert adjust(chances) == pytest.approx(slow)


def test_a_poisson_table_without_habits_gives_the_poisson_interval():
    # Every cell as expected: no dispersion beyond Poisson's is seen, and none below is believed.
    grids = [Grid({f"a{i}": i for i in range(500)}, {"d": 0}, np.ones((500, 1))) for _ in range(2)]
    change = compare_rates((grids[0], np.full((500, 1), 8.0)), (grids[1], np.full((500, 1), 2.0)))
    assert change.dispersion == 1
    low, high = change.ends(0.95)
    assert (low, high) == pytest.approx(rate_ratio((4000, 500), (1000, 500))[::2], rel=0.005)


def test_equivalence_needs_the_whole_interval_within_the_band():
    assert RateChange(1.0, Spread(0.03, 1e6), 1.0).equivalence_p < 0.001
    assert RateChange(1.0, Spread(0.08, 1e6), 1.0).equivalence_p > 0.05
    assert RateChange(1.2, Spread(0.03, 1e6), 1.0).equivalence_p > 0.9


def test_absence_against_the_exact_chance():
    # 10 seen in one of two equal exposures: both tails of a fair coin.
    assert absence_p(10, 100, 100, 1.0) == pytest.approx(2 / 2**10)
    assert absence_p(10, 100, 100, 1.0, unseen=1) == pytest.approx(2 * 12 / 2**11)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_hodges_lehmann_is_the_median_of_all_differences(left: list[float], right: list[float]):
    slow = float(np.median([b - a for a in left for b in right]))
    assert hodges_lehmann(np.array(left), np.array(right)) == pytest.approx(slow)


def test_untouched_routines_move_with_the_middle():
    counts = (1000, 900, 1100, 1000, 900)
    before = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate(counts)))
    later = [round(n * f) for n, f in zip(counts, (0.8, 0.8, 0.8, 0.1, 2.0), strict=True)]
    after = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate(later)))
    comparison = compare(before, after)
    assert [c.before_id for c in choose_untouched(comparison.routines)] == ["R0", "R1", "R2"]
    assert comparison.untouched is not None
    assert comparison.untouched.routines == ("R0", "R1", "R2")
    assert comparison.untouched.ratio.p50 == pytest.approx(0.8)


def test_a_change_that_was_expected_is_no_question_of_many():
    before = scan_of(*(routine(f"R{i}", 60, key=f"k{i}", steps=f"{i}abc") for i in range(12)))
    after = scan_of(*(routine(f"R{i}", 39 if i == 3 else 61, key=f"k{i}", steps=f"{i}abc") for i in range(12)))
    one_of_many, alone = compare(before, after), compare(before, after, expected={"k3", "unknown"})
    assert one_of_many.routines[3].verdict == "too-few"
    assert alone.routines[3].verdict == "reduced"
    assert alone.routines[3].rate_q == alone.routines[3].rate_p
    assert [c.verdict for i, c in enumerate(alone.routines) if i != 3] == ["too-few"] * 11


def test_of_two_routines_none_is_the_others_control():
    before, after = (scan_of(routine("R0", n, steps="abc"), routine("R1", 1000, steps="xyz")) for n in (1000, 200))
    comparison = compare(before, after)
    assert comparison.untouched is None
    assert [c.beside_untouched for c in comparison.routines] == [None, None]


def test_every_routine_stands_beside_the_untouched_ones():
    counts, factors = (1000, 900, 1100, 1000, 900), (0.8, 0.8, 0.8, 0.1, 2.0)
    before = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate(counts)))
    later = [round(n * f) for n, f in zip(counts, factors, strict=True)]
    after = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate(later)))
    changes = compare(before, after).routines
    beside = [c.beside_untouched.p50 for c in changes if c.beside_untouched is not None]
    assert beside == pytest.approx([1, 1, 1, 0.125, 2.5], rel=0.01)
    assert "Beside the untouched routines: 2.50 times" in changes[4].why
    alone = compare(scan_of(before.routines[0]), scan_of(after.routines[0])).routines[0]
    assert alone.beside_untouched is None


def test_no_routine_stands_beside_itself():
    before = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate((1000, 900, 1100))))
    after = scan_of(*(routine(f"R{i}", n, steps=f"{i}abc") for i, n in enumerate((800, 745, 890))))
    comparison = compare(before, after)
    assert comparison.untouched is not None
    assert len(comparison.untouched.routines) == 3
    beside = [c.beside_untouched.p50 for c in comparison.routines if c.beside_untouched is not None]
    assert beside == pytest.approx(
        [0.8 / (1635 / 2000), 745 / 900 / (1690 / 2100), 890 / 1100 / (1545 / 1900)], rel=1e-9
    )


def test_days_that_are_busy_for_everybody_cancel_out_beside_the_untouched():
    def busy_at_first(whole: Routine) -> Routine:
        early = tuple(
            replace(e, day=f"2026-03-{1 + i * 9 // 8 % 4 * (i % 5 > 0):02d}") for i, e in enumerate(whole.executions)
        )
        return replace(whole, executions=early)

    scans = [
        scan_of(*(busy_at_first(routine(f"R{i}", n, steps=f"{i}abc")) for i, n in enumerate(counts)))
        for counts in ((1000, 900, 1100), (990, 910, 1120))
    ]
    for change in compare(*scans).routines:
        assert change.rate_ratio is not None
        assert change.beside_untouched is not None
        own, beside = (r.p90 / r.p10 for r in (change.rate_ratio, change.beside_untouched))
        assert beside < own**0.5


def test_every_hour_stands_in_one_line():
    pair = draw_pair(3)
    lines = compare(pair.before, pair.after).time_went
    for scan, hours in ((pair.before, [x.hours_before for x in lines]), (pair.after, [x.hours_after for x in lines])):
        assert sum(hours) == pytest.approx(scan.totals.active_seconds / 3600 / scan.totals.agent_days * 100)


def test_drawn_pairs_are_judged_right():
    tally = score(range(1, 7))
    assert right_share(tally) >= 0.85
    assert tally.unchanged_alarmed / tally.unchanged <= 0.05
    assert abs(sum(tally.misses)) / tally.pairs <= 0.15


def test_a_long_comparison_takes_seconds():
    assert time_comparison(60) <= 3


words = st.text("abcdef", min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(words, max_size=6), st.lists(words, max_size=6))
def test_every_routine_is_told_of_once_whatever_the_order(left: list[str], right: list[str]):
    before = scan_of(*(routine(f"R{i}", 20, key=f"b{i}", steps=s) for i, s in enumerate(left)))
    after = scan_of(*(routine(f"R{i}", 20, key=f"a{i}", steps=s) for i, s in enumerate(right)))
    changes = compare(before, after).routines
    assert sorted(c.before_id for c in changes if c.before_id) == [r.id for r in before.routines]
    assert sorted(c.after_id for c in changes if c.after_id) == [r.id for r in after.routines]
    shuffled = compare(before, replace(after, routines=after.routines[::-1])).routines
    assert {(c.before_id, c.after_id) for c in changes} == {(c.before_id, c.after_id) for c in shuffled}

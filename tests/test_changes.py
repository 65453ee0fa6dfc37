from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.changes import compare, divergence, rate_ratio, upper_rate
from rpa_finder.matching import likeness, match_routines
from rpa_finder.model import Execution, Routine, Scan, Step
from rpa_finder.renderers.compare_json import render_compare
from rpa_finder.renderers.scan_json import as_stored
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan

AGENTS = 10
DAYS = 20


def routine(id_: str, count: int, *, key: str = "", steps: str = "abcd", seconds: float = 30.0, v2: int = 0) -> Routine:
    """Spread executions evenly over agents and days; v2 of ten are done in the second way."""
    executions = tuple(
        Execution(
            f"{id_}-{i}",
            f"a{i % AGENTS}",
            "",
            f"2026-03-{i // AGENTS % DAYS + 1:02d}",
            "",
            "",
            seconds * (0.9 + 0.02 * (i % 11)),
            60.0,
            (0,),
            (i + 1,),
            (1,),
            "V2" if i // AGENTS % 10 < v2 else "V1",
        )
        for i in range(count)
    )
    known = tuple(Step(f"Screen {name}", "input", name, 1.0, 2.0) for name in steps)
    base = small_scan().routines[0]
    variants = (
        replace(base.variants[0], id="V1", steps=(1, 2, 3)),
        replace(base.variants[0], id="V2", steps=(3, 2, 1)),
    )
    return replace(
        base,
        id=id_,
        key=key or "key-" + steps,
        name=f"Routine {steps}",
        steps=known,
        executions=executions,
        transfers=(),
        variants=variants,
        saving=None,
    )


def scan_of(*routines: Routine) -> Scan:
    scan = small_scan()
    return replace(scan, routines=routines, totals=replace(scan.totals, agent_days=AGENTS * DAYS))


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


def test_the_same_key_wins_over_likeness():
    before = (routine("R01", 20, key="k1", steps="abcd"),)
    after = (routine("R01", 20, key="k2", steps="abcd"), routine("R02", 20, key="k1", steps="abcx"))
    assert [(b.id, a.id) for b, a, _ in match_routines(before, after)] == [("R01", "R02")]


def test_the_most_alike_are_paired_first_and_nobody_twice():
    before = (routine("R01", 20, key="p", steps="abcde"), routine("R02", 20, key="q", steps="abcdef"))
    after = (routine("R03", 20, key="r", steps="abcdef"), routine("R04", 20, key="s", steps="abcdx"))
    assert [(b.id, a.id) for b, a, _ in match_routines(before, after)] == [("R01", "R04"), ("R02", "R03")]


def test_steps_weigh_as_much_as_they_are_done():
    full, rare = routine("R01", 20, steps="abc"), routine("R02", 20, steps="abcd")
    rare = replace(rare, steps=(*rare.steps[:3], replace(rare.steps[3], share=0.1)))
    assert likeness(full, rare) == pytest.approx(3 / 3.1)


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


def test_compare_json_holds_every_figure():
    text = render_compare(compare(scan_of(routine("R01", 1000)), scan_of(routine("R02", 200))))
    (entry,) = json.loads(text)["routines"]
    assert (entry["before_id"], entry["after_id"], entry["verdict"]) == ("R01", "R02", "reduced")
    assert entry["rate_ratio"]["p10"] < 0.2 < entry["rate_ratio"]["p90"]
    assert (entry["rate_before"], entry["rate_after"]) == (5.0, 1.0)
    assert text.endswith("\n")
    assert json.loads(render_compare(())) == {"schema_version": 1, "routines": []}

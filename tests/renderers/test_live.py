"""Live assumptions: the page's script gives what Python gives, to the cent."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from rpa_finder import joint
from rpa_finder.config import Assumptions
from rpa_finder.renderers import live
from rpa_finder.renderers.live import MOST_BYTES, make_live_case
from tests.renderers.planned import planned_scan
from tests.renderers.small import small_scan as no_plan
from tests.renderers.story import benefits_scan

SCRIPT = Path(__file__).parents[2] / "rpa_finder" / "renderers" / "templates" / "live.js"


def settings(n):
    rng = random.Random(7)
    return [
        {
            "wage": rng.uniform(5, 120),
            "realisation": rng.uniform(0, 1),
            "exceptions": rng.uniform(0, 0.6),
            "build": rng.uniform(0.25, 3),
        }
        for _ in range(n)
    ]


def value_in_python(case, setting):
    given = replace(
        case.given,
        cost_per_hour=setting["wage"],
        realisation=setting["realisation"],
        exception_floor=setting["exceptions"],
    )
    return joint.value_jointly(case.plan, given, setting["build"])


def run_script(case, given):
    code = (
        f"{SCRIPT.read_text()}\nconst data = Live.load({case.payload});\n"
        f"console.log(JSON.stringify({json.dumps(given)}.map(s => Live.value(data, s))));"
    )
    return json.loads(subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True).stdout)


def busy_scan():
    """The planned scan where a robot has little time, so that each choice needs another number of them."""
    return planned_scan(Assumptions(robot_hours_per_day=0.25, robot_utilisation=0.1))


def cents(range_):
    return [round(x, 2) for x in (range_.p10, range_.p50, range_.p90)]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node; the browser's tests compare as well")
def test_the_script_equals_python_to_the_cent_at_fifty_settings():
    case = make_live_case(planned_scan())
    given = settings(50)
    for setting, found in zip(given, run_script(case, given), strict=True):
        expected = value_in_python(case, setting)
        money = expected.priced.money
        assert [round(x, 2) for x in found["npv"]] == cents(money.npv)
        assert [round(x, 2) for x in found["benefit"]] == cents(money.benefit_per_year)
        assert found["build"] == pytest.approx(money.build_cost, abs=0.005)
        assert found["loss"] == money.probability_of_loss
        assert found["payback"] == pytest.approx(money.payback_months)
        assert [round(h["npv"][1], 2) for h in found["horizons"]] == [round(h.npv.p50, 2) for h in money.horizons]
        assert [part["hours"] for part in found["each"]] == pytest.approx(expected.realised.mean(axis=1).tolist())


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node; the browser's tests compare as well")
def test_every_choice_of_proposals_equals_python_to_the_cent_robots_included():
    case = make_live_case(busy_scan())
    ids = [part.proposal.id for part in case.plan.parts]
    assert case.base.robots.attended > 1 or case.base.robots.unattended > 1
    choices = [out for n in range(len(ids)) for out in combinations(ids, n)]
    given = [{**setting, "out": out} for setting, out in zip(settings(len(choices)), choices, strict=True)]
    robots = set()
    for setting, found in zip(given, run_script(case, given), strict=True):
        kept = [name for name in ids if name not in setting["out"]]
        expected = value_in_python(replace(case, plan=joint.choose_parts(case.plan, kept)), setting)
        robots.add(expected.robots)
        assert [round(x, 2) for x in found["npv"]] == cents(expected.priced.money.npv)
        assert found["build"] == pytest.approx(expected.priced.money.build_cost, abs=0.005)
        assert found["loss"] == expected.priced.money.probability_of_loss
        assert [part["id"] for part in found["each"]] == kept
    assert len(robots) > 2


def test_hours_that_are_never_the_busiest_stay_out_of_the_page():
    case = make_live_case(planned_scan())
    for peak, load in zip(json.loads(case.payload)["peaks"], (case.plan.unattended, case.plan.attended), strict=True):
        cells = load.by_day if peak["hours"] > 1 else load.by_hour
        assert max(map(sum, peak["seconds"]), default=0) == pytest.approx(max(cells.values(), default=0))
        assert len(peak["seconds"]) <= len(cells)


def test_a_plan_with_too_many_hours_leaves_no_choice(monkeypatch):
    monkeypatch.setattr(live, "MOST_CELLS", 1)
    assert json.loads(make_live_case(planned_scan()).payload)["peaks"] is None


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node; the browser's tests compare as well")
@pytest.mark.parametrize("share", [0.0, 0.6, 0.95])
def test_the_script_ties_chances_to_their_common_cause_as_python_does(share):
    case = make_live_case(planned_scan(Assumptions(common_cause=share)))
    (setting,) = settings(1)
    code = (
        f"{SCRIPT.read_text()}\nconst data = Live.load({case.payload});\n"
        f"console.log(JSON.stringify(Live.value(data, {json.dumps(setting)})));"
    )
    run = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    expected = value_in_python(case, setting).priced.money
    assert [round(x, 2) for x in json.loads(run.stdout)["npv"]] == cents(expected.npv)


def test_as_scanned_gives_the_scan_and_changed_settings_give_another_scan():
    scan = planned_scan()
    case = make_live_case(scan)
    assert cents(case.base.priced.money.npv) == cents(scan.portfolio.npv)
    changed = Assumptions(cost_per_hour=44.5, realisation=0.7, exception_floor=0.12)
    again = planned_scan(changed).portfolio
    valued = joint.value_jointly(case.plan, replace(case.given, **_moved(changed)))
    assert cents(valued.priced.money.npv) == cents(again.npv)
    assert valued.priced.money.probability_of_loss == again.probability_of_loss


def _moved(given):
    return {name: getattr(given, name) for name in ("cost_per_hour", "realisation", "exception_floor")}


def test_assumptions_are_listed_by_how_much_they_move():
    case = make_live_case(planned_scan())
    widths = [swing.width for swing in case.swings]
    assert widths == sorted(widths, reverse=True)
    by_key = {swing.key: swing for swing in case.swings}
    assert by_key["realisation"].npv[0] < by_key["realisation"].npv[1]
    assert by_key["build_days_base"].npv[0] > by_key["build_days_base"].npv[1]


def test_there_is_nothing_to_change_without_a_plan_or_with_a_scan_of_another_version():
    assert make_live_case(no_plan()) is None
    assert make_live_case(benefits_scan()) is None  # its portfolio is invented, as another version's would differ


def test_draws_of_fifty_routines_stay_below_400_kilobytes():
    assert MOST_BYTES * 4 / 3 < 400_000
    payload = make_live_case(planned_scan()).payload
    parts = json.loads(payload)["parts"]
    assert len(payload) / len(parts) * 50 < 400_000


def test_too_many_draws_are_left_out_of_the_page():
    assert make_live_case(planned_scan(draws=30_000)).payload == ""

"""The report page in a browser: silent, sealed off, usable, sound at every width."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from rpa_finder.estimates import to_range
from rpa_finder.joint import choose_parts, value_jointly
from rpa_finder.locales import LOCALES, written_as
from rpa_finder.renderers.live import make_live_case
from rpa_finder.renderers.report import render_report
from rpa_finder.renderers.routine_views import FOLD_FROM
from rpa_finder.renderers.words import format_money, format_money_range, format_range
from tests.renderers.odd_scans import hostile_scan, large_scan, small_scan
from tests.renderers.planned import planned_scan
from tests.renderers.story import benefits_scan

CHROMIUM = Path("/usr/bin/chromium")
AXE = "axe-core@4.14.1"


def slide(page, name, value):
    """Set a slider or number field as a person would: value, then the event."""
    page.evaluate(
        "([name, value]) => { const field = document.getElementById(name); field.value = value;"
        " field.dispatchEvent(new Event('input')); }",
        [name, value],
    )


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def open_page(browser, tmp_path, scan, width=1440, script=True):
    """Open a report; give the page and a list that collects whatever it should not do."""
    path = tmp_path / "report.html"
    path.write_text(render_report(scan), encoding="utf-8")
    page = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script).new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: faults.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, faults


@pytest.mark.parametrize("make", [benefits_scan, planned_scan, hostile_scan, small_scan])
def test_opens_silently_and_never_scrolls_sideways(browser, tmp_path, make):
    page, faults = open_page(browser, tmp_path, make())
    for width in (360, 820, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    page.context.close()


def test_filters_and_sorts_proposals(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan())
    page.select_option("#verdict", "macro")
    assert page.locator("#proposal-table tbody tr:visible").count() == 1
    assert page.inner_text("#shown") == "1 of 4 shown"
    page.select_option("#verdict", "")
    page.fill("#find", "STATUS")
    assert page.locator("#proposal-table tbody tr:visible").count() == 2
    page.fill("#find", "")
    loss = page.locator("#proposal-table thead th", has_text="loss")
    loss.locator("button").click()
    loss.locator("button").click()
    assert loss.get_attribute("aria-sort") == "descending"
    order = page.locator("#proposal-table tbody tr th").all_inner_texts()
    assert [text[:3] for text in order] == ["P03", "P02", "P01", "P04"]
    assert faults == []
    page.context.close()


def test_overlays_time_count_and_agents_on_the_map(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan())
    widths = "[...document.querySelectorAll('svg.graph .line')].map(l => l.getAttribute('stroke-width')).join()"
    by_time = page.evaluate(widths)
    page.check("input[name=overlay][value=count]")
    assert "2,810 ×" in page.text_content("svg.graph").replace("\u00a0", " ")
    assert page.evaluate(widths) != by_time
    page.check("input[name=overlay][value=agents]")
    assert "24 agents" in page.text_content("svg.graph").replace("\u00a0", " ")
    page.check("input[name=overlay][value=time]")
    assert page.evaluate(widths) == by_time
    assert faults == []
    page.context.close()


def test_sliders_take_the_lightest_screens_and_moves_away(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan())
    slide(page, "screens-shown", 5)
    assert page.locator("svg.graph .screen:visible").count() == 5
    assert page.inner_text("#screens-said") == "5 of 12"
    ends = page.evaluate(
        "[...document.querySelectorAll('svg.graph .move:not(.off)')].flatMap(m => [m.dataset.from, m.dataset.to])"
    )
    assert all(int(end) < 5 for end in ends)
    slide(page, "screens-shown", 12)
    slide(page, "moves-shown", 3)
    assert page.locator("svg.graph .move:not(.off)").count() == 3
    assert page.inner_text("#moves-said") == "3 of 25"
    assert faults == []
    page.context.close()


def test_a_click_shows_figures_neighbours_and_routines(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan())
    page.locator("svg.graph .screen").first.click()
    panel = page.locator("#map-detail [data-detail]:visible")
    assert panel.count() == 1
    assert "Hands-on" in panel.inner_text()
    assert panel.locator("a[href^='#routine-']").count() > 0
    panel.locator("button[data-move]").first.click()
    move = page.locator("#map-detail [data-detail^=move]:visible")
    assert "→" in move.inner_text()
    assert page.locator("svg.graph .move.hot").count() == 1
    assert page.locator("svg.graph .screen.hot").count() == 2
    page.locator("svg.graph .move .hit").first.dispatch_event("click")
    assert page.locator("#map-detail [data-detail]:visible").count() == 1
    assert faults == []
    page.context.close()


def test_a_routine_is_followed_over_the_map_in_the_order_of_its_steps(browser, tmp_path):
    scan = benefits_scan()
    page, faults = open_page(browser, tmp_path, scan)
    page.select_option("#highlight", "R01")
    screens = list(dict.fromkeys(step.screen for step in scan.routines[0].steps))
    assert page.locator("svg.graph .screen.hot").count() == len(screens)
    assert sorted(page.locator("svg.graph .badge").all_text_contents()) == [str(i + 1) for i in range(len(screens))]
    assert page.locator("#routine-followed a").get_attribute("href") == "#routine-R01"
    page.select_option("#highlight", "")
    assert page.locator("svg.graph .hot, svg.graph .dim, svg.graph .badge").count() == 0
    page.locator("a.on-map").first.click()
    assert page.locator("svg.graph .badge").count() > 0
    assert faults == []
    page.context.close()


def test_the_map_is_walked_and_chosen_by_keyboard(browser, tmp_path):
    page, _ = open_page(browser, tmp_path, benefits_scan())
    page.locator("svg.graph .screen[tabindex='0']").focus()
    place = "document.activeElement.querySelector('.box').getAttribute('x')"
    before = float(page.evaluate(place))
    page.keyboard.press("ArrowRight")
    right = float(page.evaluate(place))
    page.keyboard.press("ArrowLeft")
    assert max(right, float(page.evaluate(place))) > before or right == before
    assert page.locator("svg.graph .screen[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("svg.graph .screen.chosen").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Escape")
    assert page.locator("svg.graph .chosen, svg.graph .dim").count() == 0
    page.context.close()


def test_live_assumptions_equal_python_at_fifty_settings(browser, tmp_path):
    scan = planned_scan()
    case = make_live_case(scan)
    page, faults = open_page(browser, tmp_path, scan)
    rng = random.Random(11)
    for _ in range(50):
        wage, realised, handed, builds = (
            round(rng.uniform(5, 120), 2),
            rng.randint(0, 100),
            rng.randint(0, 60),
            rng.randrange(25, 301, 5),
        )
        for name, value in (("wage", wage), ("realised", realised), ("handed", handed), ("builds", builds)):
            slide(page, name, value)
        given = replace(case.given, cost_per_hour=wage, realisation=realised / 100, exception_floor=handed / 100)
        valued = value_jointly(case.plan, given, builds / 100)
        money, hours = valued.priced.money, to_range(valued.realised.sum(axis=0))
        for name, expected in (("npv-24", money.npv), ("benefit", money.benefit_per_year), ("realised", hours)):
            shown = json.loads(page.get_attribute(f"#live-{name}", "data-exact"))
            assert [round(x, 2) for x in shown] == [round(x, 2) for x in (expected.p10, expected.p50, expected.p90)]
        assert page.inner_text("#live-npv-24").split("\n")[0] == format_money(money.npv.p50, "EUR")
        assert page.inner_text("#live-npv-24 small") == format_money_range(money.npv, "EUR")
        assert page.inner_text("#live-realised small") == format_range(hours)
    page.click("#as-scanned")
    assert page.inner_text("#live-state") == "As scanned"
    assert page.locator("#live .live-only:visible").count() == 0
    assert faults == []
    page.context.close()


def test_proposals_are_ticked_out_of_the_plan_by_keyboard_and_totals_follow(browser, tmp_path):
    scan = planned_scan()
    case = make_live_case(scan)
    page, faults = open_page(browser, tmp_path, scan)
    ids = [part.proposal.id for part in case.plan.parts]
    tick = page.get_by_role("checkbox", name=f"{ids[0]} in the plan", exact=True)
    tick.focus()
    page.keyboard.press("Space")
    assert not tick.is_checked()
    valued = value_jointly(choose_parts(case.plan, ids[1:]), case.given)
    shown = json.loads(page.get_attribute("#live-npv-24", "data-exact"))
    npv = valued.priced.money.npv
    assert [round(x, 2) for x in shown] == [round(x, 2) for x in (npv.p10, npv.p50, npv.p90)]
    assert page.inner_text("#live-state") == f"Changed, {len(ids) - 1} of {len(ids)} proposals in the plan"
    assert page.inner_text(f"#live-each [data-part={ids[0]}]") == "left out"
    for each in page.locator("#live-each input").all():
        each.uncheck()
    assert page.inner_text("#live-realised").split("\n")[0].startswith("0")
    page.click("#as-scanned")
    assert tick.is_checked()
    assert page.inner_text("#live-state") == "As scanned"
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 480, 720])
def test_figures_of_a_narrow_page_stand_on_one_line(browser, tmp_path, width):
    page, faults = open_page(browser, tmp_path, planned_scan())
    page.set_viewport_size({"width": width, "height": 800})
    lines = page.evaluate(
        "[...document.querySelectorAll('.rows.big .val > b, .amount')].filter(x => x.getClientRects().length)"
        ".map(x => x.getBoundingClientRect().height / parseFloat(getComputedStyle(x).lineHeight))"
    )
    assert len(lines) > 5
    assert max(lines) < 1.6
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_script_writes_figures_as_python_does_in_every_locale(browser, tmp_path, locale):
    """At the scan's own assumptions the script's column is the one that Python wrote, hours, money and losses."""
    with written_as(locale):
        page, faults = open_page(browser, tmp_path, planned_scan())
    slide(page, "builds", 105)
    slide(page, "builds", 100)
    cells = page.evaluate(
        "[...document.querySelectorAll('#live-table tbody tr, #live-each tr')].map(row =>"
        " [...row.querySelectorAll('td')].map(cell => cell.textContent.replace(/[ \\n]+/g, ' ').trim()))"
    )
    pairs = [row for row in cells if len(row) == 2]
    assert len(pairs) >= 10
    for scanned, ours in pairs:
        assert ours.replace(" ", "") == scanned.replace(" ", "")
    # So little is put to use that hours have decimals.
    case = make_live_case(planned_scan())
    slide(page, "realised", 1)
    few = to_range(value_jointly(case.plan, replace(case.given, realisation=0.01), 1.0).realised.sum(axis=0))
    with written_as(locale):
        assert page.inner_text("#live-realised small") == format_range(few)
        assert LOCALES[locale].decimal in format_range(few)
    assert faults == []
    page.context.close()


def test_rare_steps_come_on_with_a_tick(browser, tmp_path):
    scan = benefits_scan()
    usual, rare = replace(scan.routines[0].steps[0], share=0.9), replace(scan.routines[0].steps[0], share=0.1)
    routine = replace(scan.routines[0], steps=(*[usual] * FOLD_FROM, rare), variants=(), decisions=())
    page, _ = open_page(browser, tmp_path, replace(scan, routines=(routine,), proposals=scan.proposals[:1]))
    steps = page.locator("#routine-R01 .steps > li:visible")
    assert steps.count() == FOLD_FROM
    page.locator("#routine-R01 .all-steps").check()
    assert steps.count() == FOLD_FROM + 1
    page.context.close()


def test_prints_every_routine_in_light_with_the_summary_on_one_page(browser, tmp_path):
    page, _ = open_page(browser, tmp_path, planned_scan())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("article.routine:visible").count() == 4
    assert page.locator(".controls:visible, .side:visible, #map-detail:visible").count() == 0
    page.set_viewport_size({"width": 703, "height": 1024})  # A4 less its margins
    assert page.evaluate("document.getElementById('summary').getBoundingClientRect().height") < 1024
    page.context.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    if shutil.which("npm") is None:
        pytest.skip("needs npm, to fetch axe-core")
    folder = tmp_path_factory.mktemp("axe")
    line = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", AXE]
    fetched = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    if fetched.returncode:
        pytest.skip(f"{AXE} can't be fetched from npm")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
@pytest.mark.parametrize("make", [benefits_scan, planned_scan, hostile_scan])
def test_axe_finds_nothing_serious(browser, tmp_path, axe, make, width, scheme):
    path = tmp_path / "report.html"
    path.write_text(render_report(make()), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate(
        """() => {
            for (const part of document.querySelectorAll('details')) part.open = true;
            for (const part of document.querySelectorAll('article')) part.style.contentVisibility = 'visible';
            document.querySelector('svg.graph .screen').dispatchEvent(new MouseEvent('click'));
        }"""
    )
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    context.close()


def test_sets_no_label_over_another_box(browser, tmp_path):
    scan = large_scan()
    page, faults = open_page(browser, tmp_path, replace(scan, routines=scan.routines[:2], proposals=scan.proposals[:2]))
    assert faults == []
    overlaps = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('svg.graph .box')].map(b => b.getBoundingClientRect());
            return [...document.querySelectorAll('svg.graph .screen')].filter((screen, own) =>
                [...screen.querySelectorAll('text')].some(text => {
                    const t = text.getBoundingClientRect(), b = boxes[own];
                    return t.left < b.left || t.right > b.right || t.top < b.top || t.bottom > b.bottom;
                })).length;
        }"""
    )
    assert overlaps == 0
    page.context.close()


def test_is_complete_without_script(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan(), script=False)
    assert page.locator("#proposal-table tbody tr:visible").count() == 4
    assert page.locator("article.routine:visible").count() == 4
    assert page.locator("#proposal-controls:visible, #map-controls:visible").count() == 0
    assert faults == []
    page.context.close()


def test_can_be_walked_through_by_keyboard(browser, tmp_path):
    page, _ = open_page(browser, tmp_path, benefits_scan())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#proposal-table thead button").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#proposal-table thead th").first.get_attribute("aria-sort") == "descending"
    page.context.close()

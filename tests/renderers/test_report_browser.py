"""The report page in a browser: silent, sealed off, usable, sound at every width."""

from dataclasses import replace
from pathlib import Path

import pytest

from rpa_finder.renderers.report import render_report
from tests.renderers.odd_scans import hostile_scan, large_scan, small_scan
from tests.renderers.story import benefits_scan

CHROMIUM = Path("/usr/bin/chromium")


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


@pytest.mark.parametrize("make", [benefits_scan, hostile_scan, small_scan])
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


def test_overlays_counts_and_highlights_a_routine_on_the_map(browser, tmp_path):
    page, faults = open_page(browser, tmp_path, benefits_scan())
    page.select_option("#overlay", "count")
    assert "2,810 ×" in page.text_content("svg.graph").replace("\u00a0", " ")
    page.select_option("#highlight", index=3)
    assert page.locator(".screen.hot").count() == 2
    assert page.locator(".screen.dim").count() == 10
    page.select_option("#highlight", index=0)
    assert page.locator("svg.graph .hot, svg.graph .dim").count() == 0
    assert faults == []
    page.context.close()


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

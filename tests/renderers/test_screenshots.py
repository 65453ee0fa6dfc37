"""The committed sample's report, looked at: every view is as approved, and faults are seen."""

import numpy as np
import pytest

from rpa_finder.history import read_scan
from rpa_finder.renderers.report import render_report
from tests.renderers.pictures import (
    APPROVED,
    VIEWS,
    differences,
    grey_apart,
    has_family,
    load_pictures,
    save_pictures,
    take_pictures,
)
from tests.renderers.test_report_browser import CHROMIUM
from tests.sample_scans import ROOT

AGAIN = 'see what is meant in "python benchmarks/pictures.py --approve" and git diff'
VIEW = {view.name: view for view in VIEWS}


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        if not has_family(opened):
            pytest.skip("needs the letters of the approved pictures: apt-get install fonts-dejavu-core")
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_report(read_scan(ROOT / "reports" / "desktop")), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_looks_as_approved(browser, report, view):
    assert differences(load_pictures(view), take_pictures(browser, report, view)) == [], AGAIN


@pytest.mark.parametrize(
    "style",
    ["body { -webkit-text-stroke: .4px currentColor }", "* { text-rendering: geometricPrecision }"],
    ids=["heavier", "placed between dots"],
)
def test_letters_drawn_otherwise_are_no_fault(browser, report, style):
    view = VIEW["1440-light"]
    assert differences(load_pictures(view), take_pictures(browser, report, view, style)) == []


@pytest.mark.parametrize(
    ("view", "style", "said"),
    [
        ("1440-light", "#map { display: none !important }", "#map: missing"),
        ("1440-light", "svg.graph { visibility: hidden }", "#map block"),
        ("1440-light", "#proposals { background: #ddd }", "#proposals block"),
        ("1440-light", "main { width: 90% }", "width"),
        ("1440-light", ".columns > :last-child { margin-left: -120px }", "#summary block"),
        ("360-light", ".cards td[data-l] { display: inline !important }", "#proposals block"),
        ("1440-dark", ".box, .graph text { fill: #15171b !important; stroke: none }", "#map block"),
        ("print", "#proposal-table tbody { visibility: hidden }", "#proposals block"),
    ],
)
def test_a_fault_is_seen(browser, report, view, style, said):
    faults = differences(load_pictures(VIEW[view]), take_pictures(browser, report, VIEW[view], style))
    assert any(said in fault for fault in faults), faults


def test_the_wrong_colours_are_seen_in_every_part():
    light, dark = load_pictures(VIEW["1440-light"]), load_pictures(VIEW["1440-dark"])
    assert {fault.split(" block")[0] for fault in differences(light, dark)} == set(light)


def test_what_is_saved_is_read_back_and_every_view_has_a_small_picture(tmp_path):
    for view in VIEWS:
        parts = load_pictures(view)
        save_pictures(view, parts, tmp_path)
        again = load_pictures(view, tmp_path)
        assert all((parts[name].grey == again[name].grey).all() for name in view.parts)
    kept = {path.name: path.stat().st_size for path in APPROVED.iterdir()}
    assert set(kept) == {path.name for path in tmp_path.iterdir()}
    assert max(kept.values()) < 300_000
    assert sum(kept.values()) < 1_500_000


def test_the_mean_of_a_tile_counts_and_not_its_dots():
    board = np.indices((24, 24)).sum(axis=0) % 2 * 200
    assert grey_apart(board, 200 - board, 12) == pytest.approx(0)
    assert grey_apart(board, np.vstack([board, board]), 12) == pytest.approx(0)
    darker = board.copy()
    darker[:12, :12] -= board[:12, :12]
    assert grey_apart(board, darker, 12) == pytest.approx(100)

"""The report page: complete, self-contained, inert and the same every time."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rpa_finder.config import ScanConfig
from rpa_finder.model import (
    IdleThreshold,
    InputFile,
    Note,
    Portfolio,
    Range,
    Scan,
    Screen,
    ScreenGraph,
    Totals,
    Transition,
)
from rpa_finder.renderers.report import headline, render_report, verdict_shape
from tests.renderers.story import benefits_scan

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = (
    "<script>alert(1)</script>",
    "</script></style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}{% raw %}",
    "' onfocus='alert(1)",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066\u200b",
    "🧾👩‍💼 Rechnung 発注 فاتورة",
    "W" * 2000,
    "=HYPERLINK(1)\nnew\tline\x00",
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.texts = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def parse(html):
    tags = Tags()
    tags.feed(html)
    return tags


def text_of(html):
    return " ".join(" ".join(parse(html).texts).replace("\u00a0", " ").split())


def small_scan(**changes):
    """A log of one event: one agent, one screen, no routine."""
    none = Portfolio(None, None, None, None, None, 0)
    one = Scan(
        label="",
        scanned_at="2026-03-16T09:00:00Z",
        tool_version="0.1.0",
        config=ScanConfig().as_dict(),
        inputs=(InputFile("one.csv", "ab" * 32, "generic", 1, 1, 0, 0),),
        totals=Totals(1, 1, 0.0, 1, 0, 1, 1, 1, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"),
        idle=IdleThreshold(60.0, False, ((60.0, 0.0),)),
        graph=ScreenGraph((Screen("Only", "App", 1, 0.0, 1, 1),), ()),
        routines=(),
        proposals=(),
        portfolio=none,
    )
    return replace(one, **changes)


def hostile_scan():
    """The story with every name of the log replaced by a hostile one."""
    scan = benefits_scan()
    names = {s.name: f"{HOSTILE[i % len(HOSTILE)]} {i}" for i, s in enumerate(scan.graph.screens)}
    apps = {app: f"{HOSTILE[i]} app" for i, app in enumerate(sorted({s.app for s in scan.graph.screens}))}
    bad = "".join(HOSTILE[:8])
    return replace(
        scan,
        label=bad,
        scanned_at=bad,
        inputs=tuple(replace(f, path=bad, format=bad) for f in scan.inputs),
        notes=tuple(Note("x", h) for h in HOSTILE),
        issues=tuple(replace(i, source_file=bad, column=bad, reason=bad) for i in scan.issues),
        graph=ScreenGraph(
            tuple(replace(s, name=names[s.name], app=apps[s.app]) for s in scan.graph.screens),
            tuple(replace(t, source=names[t.source], target=names[t.target]) for t in scan.graph.transitions),
        ),
        routines=tuple(
            replace(
                r,
                name=bad,
                notes=(Note("x", bad),),
                steps=tuple(replace(s, screen=names[s.screen], field=bad, action=bad) for s in r.steps),
                transfers=tuple(
                    replace(
                        t,
                        source_screen=names[t.source_screen],
                        source_field=bad,
                        target_screen=names[t.target_screen],
                        target_field=bad,
                        transform=bad,
                        medium=bad,
                    )
                    for t in r.transfers
                ),
                executions=tuple(replace(e, id=bad, agent=bad, start=bad) for e in r.executions),
            )
            for r in scan.routines
        ),
        proposals=tuple(
            replace(p, title=bad, verdict=bad, what_to_do=bad, reasons=(bad,), risks=(bad,)) for p in scan.proposals
        ),
    )


def large_scan():
    """200 screens, 50 routines with proposals, many moves and files."""
    scan = benefits_scan()
    screens = tuple(Screen(f"Form {i:03d} of the claim", f"App {i % 7}", 90, 9000.0 - i, 80, 20) for i in range(200))
    moves = tuple(
        Transition(screens[i].name, screens[(i * step + 1) % 200].name, 30, 900.0 - i, 9)
        for i in range(200)
        for step in (1, 3)
    )
    routine, proposal = scan.routines[0], scan.proposals[0]
    routines = tuple(replace(routine, id=f"R{i + 1:02d}") for i in range(50))
    return replace(
        scan,
        graph=ScreenGraph(scan.graph.screens + screens, scan.graph.transitions + moves),
        routines=routines,
        proposals=tuple(
            replace(proposal, id=f"P{i + 1:02d}", routine_id=r.id, rank=i + 1) for i, r in enumerate(routines)
        ),
    )


def test_says_the_finding_with_its_risk_first():
    assert headline(benefits_scan()) == (
        "Three changes would free about 1,110 hours a year of screen work, the capacity of 0.7 full-time posts. "
        "They cost more than they save in about 1 in 7 of the simulated outcomes."
    )


def test_says_that_nothing_pays_or_nothing_was_found():
    scan = benefits_scan()
    withheld = replace(scan, portfolio=replace(scan.portfolio, hours_per_year=None))
    assert "too little" in headline(withheld)
    loss = replace(scan, portfolio=replace(scan.portfolio, hours_per_year=Range(-9.0, -5.0, 1.0)))
    assert "free no time" in headline(loss)
    assert "no routine" in headline(small_scan())


def test_shows_every_part_of_the_summary():
    text = text_of(render_report(benefits_scan()))
    for part in (
        "2,970 h 2,570–3,390 h",
        "1,110 h 830–1,400 h",
        "€20,100",
        "14 % probability of loss",
        "2 Mar 2026 to 13 Mar 2026 , 10 days",
        "24 agents, 218 agent-days, 49,560 events",
        "49,560 used, 49 rejected, 901 duplicates",
        "Telephone calls are not in the log",
    ):
        assert part in text


def test_has_a_section_for_every_proposal_and_every_other_routine():
    scan = benefits_scan()
    html = render_report(scan)
    for routine in scan.routines:
        assert f'id="routine-{routine.id}"' in html
    text = text_of(html)
    for proposal in scan.proposals:
        assert proposal.what_to_do in text
        assert all(reason in text for reason in (*proposal.reasons, *proposal.risks))


def test_lists_transfers_with_their_transform_count_and_shares():
    text = text_of(render_report(benefits_scan()))
    assert "National insurance no PER03 Person details spaces taken out NI number Claim intake typed again" in text
    assert "375 91 % 97 % 22 s" in text


def test_names_the_rows_behind_at_most_twenty_executions():
    html = render_report(benefits_scan())
    text = text_of(html)
    assert "Evidence: 20 of 412 executions, with their log rows" in text
    assert re.search(r"R01-E0001 agent-\d\d 2 Mar 2026, 07:58:11 [\d.]+ s desktop_week_10\.csv : 40–43, 45–49", text)


def test_withholds_shares_times_and_rows_of_a_small_group_among_many():
    html = render_report(benefits_scan())
    part = html[html.index('id="routine-R04"') : html.index('id="others"')]
    assert "R04-E" not in part
    assert 'class="hist"' not in part
    assert "share-cell" not in part
    assert "could point to one person" in part


def test_shows_all_of_a_log_that_holds_one_agent_only():
    scan = benefits_scan()
    routine = scan.routines[0]
    alone = replace(routine, executions=tuple(replace(e, agent="agent-01") for e in routine.executions))
    html = render_report(replace(scan, routines=(alone,), proposals=(), totals=replace(scan.totals, agents=1)))
    assert "R01-E0001" in html
    assert "whether others work the same way is not known" in html


def test_shows_no_distribution_of_fewer_than_five_executions():
    scan = benefits_scan()
    routine = replace(scan.routines[0], executions=scan.routines[0].executions[:4])
    html = render_report(replace(scan, routines=(routine,), proposals=(), totals=replace(scan.totals, agents=1)))
    assert "fewer than five executions make no distribution" in html


def test_says_what_cannot_be_concluded_from_one_event_or_none():
    text = text_of(render_report(small_scan()))
    for part in ("no time between actions", "no moves", "One agent or none", "Nothing is proposed"):
        assert part in text
    nothing = small_scan(
        inputs=(), graph=ScreenGraph((), ()), totals=Totals(0, 0, 0.0, 0, 0, 0, 0, 0, "", ""), config={}
    )
    assert "there is no map" in text_of(render_report(nothing))


def test_says_which_assumptions_the_user_set():
    scan = benefits_scan()
    given = dict(scan.config["assumptions"]) | {"cost_per_hour": 41.0, "currency": "GBP"}
    text = text_of(render_report(replace(scan, config=dict(scan.config) | {"assumptions": given})))
    assert "Cost of a productive hour, all in £41 set by you" in text
    assert "Discount rate a year, real 3.5 % assumed" in text


def test_gives_the_same_bytes_under_every_hash_seed():
    code = (
        "import hashlib; from tests.renderers.story import benefits_scan; "
        "from rpa_finder.renderers.report import render_report; "
        "print(hashlib.sha256(render_report(benefits_scan()).encode()).hexdigest())"
    )
    here = hashlib.sha256(render_report(benefits_scan()).encode()).hexdigest()
    root = Path(__file__).parents[2]
    for seed in ("1", "77"):
        env = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"}
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == here


def test_allows_only_its_own_style_and_script():
    html = render_report(benefits_scan())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    for tag in ("style", "script"):
        blocks = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(blocks) == 1
        digest = base64.b64encode(hashlib.sha256(blocks[0].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "default-src &#39;none&#39;" in policy[1]


@pytest.mark.parametrize("scan", [benefits_scan(), hostile_scan()], ids=["story", "hostile"])
def test_has_no_style_attribute_no_handler_and_no_address(scan):
    tags = parse(render_report(scan)).found
    assert {t for t, _ in tags} & {"img", "link", "iframe", "object", "form", "base"} == set()
    assert sum(t == "script" for t, _ in tags) == 1
    for _, attributes in tags:
        assert not [a for a in attributes if a == "style" or a.startswith("on") or a in ("src", "xlink:href")]
        assert attributes.get("href", "#").startswith("#")


def test_leaves_hostile_names_as_text():
    html = render_report(hostile_scan())
    text = text_of(html)
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "\u202e" not in html
    assert "W" * 400 not in html


def test_has_no_id_twice_and_no_link_to_nowhere():
    tags = parse(render_report(benefits_scan())).found
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for key in ("href", "aria-labelledby"):
            assert attributes.get(key, "#summary").removeprefix("#") in ids


def test_weighs_less_than_two_megabytes_with_fifty_routines():
    assert len(render_report(large_scan()).encode()) < 2_000_000


def test_tells_verdicts_apart_by_shape():
    verdicts = ("attended bot", "macro", "fix upstream", "leave to people")
    assert [verdict_shape(v) for v in verdicts] == ["disc", "square", "triangle", "ring"]


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

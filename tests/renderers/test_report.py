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

from rpa_finder.model import (
    Range,
    ScreenGraph,
    Totals,
)
from rpa_finder.renderers.report import headline, render_report, verdict_shape
from tests.renderers.odd_scans import hostile_scan, large_scan, small_scan
from tests.renderers.planned import planned_scan
from tests.renderers.story import benefits_scan


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


def test_says_the_finding_with_its_risk_first():
    assert headline(benefits_scan()) == (
        "Three changes would free about 1,110 hours a year of screen work, the capacity of 0.7 full-time posts. "
        "They cost more than they save in about 1 in 7 of the simulated outcomes."
    )


def test_says_that_nothing_pays_or_nothing_was_found():
    scan = benefits_scan()
    bare = tuple(replace(r, saving=None) for r in scan.routines)
    withheld = replace(scan, routines=bare, portfolio=replace(scan.portfolio, hours_per_year=None))
    assert "does not show what automating them would save" in headline(withheld)
    loss = replace(scan, portfolio=replace(scan.portfolio, hours_per_year=Range(-9.0, -5.0, 1.0)))
    assert "free no time" in headline(loss)
    claimed = replace(scan, proposals=tuple(replace(p, marginal_hours=None) for p in scan.proposals))
    assert "free no time" in headline(replace(claimed, portfolio=replace(scan.portfolio, hours_per_year=None)))
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
    withheld = {r.id for r in scan.routines if r.agents < 5 and r.saving and r.saving.withheld}
    for proposal in scan.proposals:
        assert proposal.what_to_do in text
        assert all(risk in text for risk in proposal.risks)
        assert all((reason in text) != (proposal.routine_id in withheld) for reason in proposal.reasons)


def test_prints_no_count_of_a_routine_that_is_withheld_for_few_agents():
    scan = benefits_scan()
    routine = next(r for r in scan.routines if r.agents < 5 and r.saving and r.saving.withheld)
    html = render_report(scan)
    part = html[html.index(f'id="routine-{routine.id}"') :]
    text = text_of(part[: part.index("</article>")])
    assert f"{len(routine.executions)} executions" not in text
    assert "fewer than 5" in text


def test_lists_transfers_with_their_transform_count_and_shares():
    text = text_of(render_report(benefits_scan()))
    assert "National insurance no PER03 Person details spaces taken out NI number Claim intake typed again" in text
    assert "375 × 91 % 97 % 22 s" in text


def test_names_the_rows_behind_at_most_twenty_executions():
    html = render_report(benefits_scan())
    text = text_of(html)
    assert "Evidence: 20 of 412 executions, with their log rows" in text
    assert re.search(r"R01-E0001 agent-\d\d 2 Mar 2026, 07:58:11 [\d.]+ s desktop_week_10\.csv : 40–43, 45–49", text)


def test_withholds_times_and_rows_of_a_small_group_among_many():
    html = render_report(benefits_scan())
    part = html[html.index('id="routine-R04"') : html.index('id="others"')]
    assert "R04-E" not in part
    assert 'class="hist"' not in part
    assert '<span class="secs"></span>' in part
    assert "could point to one person" in part


def test_gives_the_hours_of_a_small_group_as_every_other_output_does():
    scan = benefits_scan()
    routine = scan.routines[0]
    few = replace(routine, executions=tuple(replace(e, agent="agent-01") for e in routine.executions))
    html = render_report(replace(scan, routines=(few,), proposals=scan.proposals[:1]))
    part = text_of(html[html.index('id="proposals"') : html.index('id="assumptions"')])
    assert "590" in part
    assert "R01-E" not in part
    assert "mean hands-on time from the step before" not in part


def test_says_why_a_proposal_has_no_hours():
    scan = benefits_scan()
    claims_none = replace(scan, proposals=(replace(scan.proposals[0], marginal_hours=None), *scan.proposals[1:]))
    assert "none claimed" in text_of(render_report(claims_none))
    assert "none claimed by" not in text_of(render_report(scan))
    assert "withheld" in text_of(render_report(scan))


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
    verdicts = ("attended bot", "macro or template", "eliminate", "not worth automating")
    assert [verdict_shape(v) for v in verdicts] == ["disc", "square", "triangle", "ring"]


def test_shows_what_matters_most_where_the_plan_can_be_valued_again():
    scan = planned_scan()
    text = text_of(render_report(scan))
    assert "The three assumptions that matter" in text
    assert "The three assumptions that matter" not in text_of(render_report(benefits_scan()))


def test_marks_ties_beside_the_rank():
    scan = benefits_scan()
    tied = replace(scan, portfolio=replace(scan.portfolio, ties=(("P01", "P02"),)))
    assert text_of(render_report(tied)).count("Tied, as the log can't tell which of them frees more: P01, P02.") == 1
    assert render_report(tied).count(">=</span>") == 2


def test_says_why_assumptions_can_not_be_changed_with_too_many_draws():
    text = text_of(render_report(planned_scan(draws=30_000)))
    assert "too many draws for a page" in text
    assert "What the plan comes to" in text

"""compare.html: two scans side by side on one page that opens offline and asks for nothing.

The page has no script. What appeared or vanished is marked by a sign as well as by
a colour; the content security policy allows this page's own style and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rpa_finder.model import Comparison, GraphChange, Range, Scan, Screen, ScreenGraph, Transition
from rpa_finder.renderers import words
from rpa_finder.renderers.graph_svg import draw_graph
from rpa_finder.renderers.layout import Layout, lay_out
from rpa_finder.renderers.rescan import NOTHING_NEW, VERDICT_WORDS, VERDICTS, Rescan, falls_short

MOST_ROWS = 200
MOST_DRIFT = 40

_TEMPLATES = Path(__file__).parent / "templates"
_SIGNS = {"appeared": "+ ", "vanished": "× ", "grew": "▲ ", "shrank": "▼ "}
_COLOURS = {"appeared": "--new", "vanished": "--gone", "grew": "--more", "shrank": "--less"}
_NOTHING = ("same", "too-few")


def render_compare_page(rescan: Rescan) -> str:
    """Give the whole page as HTML; the same comparison gives the same text."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        name=lambda text, length=80: words.shorten(text, length),
        date=words.format_date,
        hours=words.format_hours,
        seconds=words.format_seconds,
        number=words.format_number,
        share=words.format_share,
        range=words.format_range,
        money=lambda r: words.format_money_range(r, _currency(rescan.scan)),
        between=_between,
    )
    comparison = rescan.comparison
    graph, own_style = _graphs(rescan)
    style = (_TEMPLATES / "compare.css").read_text(encoding="utf-8") + own_style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    changes = sorted(comparison.routines, key=lambda c: (VERDICTS.index(c.verdict), c.before_id, c.after_id))
    return environment.get_template("compare.html.j2").render(
        policy=policy,
        style=Markup(style),
        r=rescan,
        c=comparison,
        headline=headline(rescan),
        changes=changes[:MOST_ROWS],
        left_out=max(0, len(changes) - MOST_ROWS),
        verdict_words=VERDICT_WORDS,
        falls_short=falls_short,
        graphs=graph,
        screens=[g for g in comparison.screens if g.status not in _NOTHING][:MOST_ROWS],
        moves=[g for g in comparison.moves if g.status not in _NOTHING][:MOST_ROWS],
        signs=_SIGNS,
        drift=[d for d in rescan.drift if d.changes][:MOST_DRIFT],
        steady=[d for d in rescan.drift if not d.changes],
    )


def headline(rescan: Rescan) -> str:
    """Say in one or two sentences what changed, and what was saved."""
    changes = rescan.comparison.routines
    moved = sum(c.verdict not in NOTHING_NEW for c in changes)
    routines = words.count_noun(len(changes), "routine")
    text = f"{words.format_count(moved) if moved else 'None'} of {routines} surely changed."
    verified = [b for b in rescan.benefits if b.verified_hours is not None]
    if verified:
        hours = sum(b.verified_hours.p50 for b in verified if b.verified_hours)
        text += (
            f" {words.count_noun(len(verified), 'live proposal')} saved {words.format_hours(hours)} a year, measured"
        )
        claimed = [b.claimed_hours for b in verified]
        if None not in claimed:
            text += f"; {words.format_hours(sum(filter(None, claimed)))} were claimed"
        text += "."
    return text


def _graphs(rescan: Rescan) -> tuple[tuple[Markup, Markup] | None, str]:
    """Draw both graphs on one layout, so that a screen stands at the same place; with the style that marks changes."""
    comparison = rescan.comparison
    names = {r.now: r.screen for r in comparison.renames if not r.field}
    before, after = rescan.baseline.graph, _renamed(rescan.scan.graph, names)
    signs = {g.source: _SIGNS.get(g.status, "") for g in comparison.screens}
    layout = lay_out(_signed(_united(before, after), signs))
    if not layout.screens:
        return None, ""
    colours = {app: i for i, app in enumerate(sorted({s.app for s in (*before.screens, *after.screens)}))}
    drawn = tuple(
        draw_graph(_with_figures(layout, _signed(graph, signs)), colours, f"Screens and moves {when}")
        for graph, when in ((before, "before"), (after, "now"))
    )
    return (drawn[0], drawn[1]), _style(layout, comparison, signs)


def _style(layout: Layout, comparison: Comparison, signs: Mapping[str, str]) -> str:
    """Colour what changed by its place in the layout, and fade what one side does not have."""
    place = {p.screen.name: i for i, p in enumerate(layout.screens)}
    rules = []
    for change in (*comparison.screens, *comparison.moves):
        at = _selector(change, place, signs)
        if not at:
            continue
        if change.status in _COLOURS:
            rules.append(f"{at} :is(.box, .line) {{ stroke: var({_COLOURS[change.status]}); stroke-opacity: 1; }}")
        for side, count in (("before", change.count_before), ("after", change.count_after)):
            if count == 0:
                rules.append(f"#{side} {at} {{ opacity: .12; }}")
    return "\n".join(rules) + "\n"


def _selector(change: GraphChange, place: Mapping[str, int], signs: Mapping[str, str]) -> str:
    ends = [place.get(signs.get(name, "") + name) for name in (change.source, change.target) if name]
    if None in ends:
        return ""
    if not change.target:
        return f'[data-screen="{ends[0]}"]'
    return f'[data-from="{ends[0]}"][data-to="{ends[1]}"]'


def _with_figures(layout: Layout, graph: ScreenGraph) -> Layout:
    """Give the layout with the figures of one side; nothing where that side lacks a screen or move."""
    screens = {s.name: s for s in graph.screens}
    moves = {(t.source, t.target): t for t in graph.transitions}
    return replace(
        layout,
        screens=tuple(replace(p, screen=screens.get(p.screen.name, _empty(p.screen))) for p in layout.screens),
        moves=tuple(
            replace(m, transition=moves.get((t.source, t.target), Transition(t.source, t.target, 0, 0.0, 0)))
            for m in layout.moves
            for t in (m.transition,)
        ),
    )


def _empty(screen: Screen) -> Screen:
    return Screen(screen.name, screen.app, 0, 0.0, 0, 0)


def _united(before: ScreenGraph, after: ScreenGraph) -> ScreenGraph:
    screens: dict[str, Screen] = {}
    for s in (*before.screens, *after.screens):
        seen = screens.get(s.name)
        screens[s.name] = s if seen is None else replace(seen, active_seconds=seen.active_seconds + s.active_seconds)
    moves: dict[tuple[str, str], Transition] = {}
    for t in (*before.transitions, *after.transitions):
        known = moves.get((t.source, t.target))
        moves[t.source, t.target] = (
            t if known is None else replace(known, active_seconds=known.active_seconds + t.active_seconds)
        )
    return ScreenGraph(tuple(screens.values()), tuple(moves.values()))


def _renamed(graph: ScreenGraph, names: Mapping[str, str]) -> ScreenGraph:
    return ScreenGraph(
        tuple(replace(s, name=names.get(s.name, s.name)) for s in graph.screens),
        tuple(
            replace(t, source=names.get(t.source, t.source), target=names.get(t.target, t.target))
            for t in graph.transitions
        ),
    )


def _signed(graph: ScreenGraph, signs: Mapping[str, str]) -> ScreenGraph:
    return _renamed(graph, {name: sign + name for name, sign in signs.items()})


def _between(range_: Range) -> str:
    return f"{words.format_number(range_.p10)}{words.EN_DASH}{words.format_number(range_.p90)}"


def _currency(scan: Scan) -> str:
    assumptions: Any = scan.config.get("assumptions", {})
    return str(assumptions.get("currency", "EUR"))

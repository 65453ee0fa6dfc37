"""The report: one self-contained page that opens offline and asks for nothing.

Everything is drawn here; the page's script only filters, sorts and
highlights. Names from a log are escaped, isolated and cut; the content
security policy allows this page's own style and script and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rpa_finder.config import Assumptions
from rpa_finder.locales import current
from rpa_finder.model import Proposal, Range, Scan
from rpa_finder.renderers import words
from rpa_finder.renderers.aside_views import view_aside
from rpa_finder.renderers.business_case import assumption_sources, hours_to_pay_back, scan_assumptions
from rpa_finder.renderers.charts import range_bar
from rpa_finder.renderers.effort import NARROW, Point, value_against_effort
from rpa_finder.renderers.graph_svg import app_class, draw_graph
from rpa_finder.renderers.layout import MAX_MOVES, Layout
from rpa_finder.renderers.live import make_live_case
from rpa_finder.renderers.live_views import MATTER_MOST, view_live
from rpa_finder.renderers.map_views import view_map
from rpa_finder.renderers.outcome_views import view_outcomes
from rpa_finder.renderers.report_changes import between, view_changes
from rpa_finder.renderers.rescan import Rescan
from rpa_finder.renderers.routine_views import RoutineView, view_routine

MAX_TABLE_ROWS = 200
"""Longest table of screens and of moves; the CSV files have every row."""
MAX_REASONS = 20

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN_NAME = 80
_TITLE = 300
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_LEAVE = ("leave", "watch", "withheld", "not worth", "none")
_SHAPES = (
    ("bot", "disc"),
    ("robot", "disc"),
    ("macro", "square"),
    ("api", "square"),
    ("self-service", "triangle"),
    ("upstream", "triangle"),
    ("eliminate", "triangle"),
)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A line of the way from gross to realised hours in the summary."""

    name: str
    what: str
    figure: str
    between: str
    bar: Markup


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """A line of the table of assumptions."""

    name: str
    value: str
    source: str


def render_report(scan: Scan, rescan: Rescan | None = None) -> str:
    """Give the whole page as HTML, with what changed since an earlier scan if given; the same scan, the same text."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = "\n".join(map(_asset, ("report.css", "charts.css", "print.css")))
    script = "\n".join(map(_asset, ("report.js", "map.js", "live.js", "live_panel.js")))
    environment.filters.update(_filters(_currency(scan)))
    page = environment.get_template("report.html.j2")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return page.render(policy=policy, style=Markup(style), script=Markup(script), **_context(scan, rescan))


def headline(scan: Scan) -> str:
    """Say the finding in one or two sentences, with its risk."""
    routines, portfolio = scan.routines, scan.portfolio
    if not routines:
        return "This log holds no routine that is repeated often enough to say what automating it would save."
    changes = sum(p.marginal_hours is not None and p.marginal_hours.p50 > 0 for p in scan.proposals)
    found = f"{words.count_noun(len(routines), 'routine was', 'routines were')} found"
    it = "it" if len(routines) == 1 else "them"
    estimated = any(r.saving is not None and r.saving.hours_per_year is not None for r in routines)
    if portfolio.hours_per_year is None and not estimated:
        return f"{found}, but this log does not show what automating {it} would save."
    hours = portfolio.hours_per_year.p50 if portfolio.hours_per_year is not None else 0.0
    if changes == 0 or hours <= 0:
        return f"{found}, but automating {it} would free no time once exceptions and checks are counted."
    posts = hours / float(_assumption(scan, "productive_hours_per_year"))
    share = words.format_number(round(posts, 1)) if posts >= 0.05 else f"less than {words.format_number(0.1)}"
    many = _NUMBERS[changes] if changes < len(_NUMBERS) else words.format_count(changes)
    change = "change" if changes == 1 else "changes"
    finding = f"{many} {change} would free about {words.hours_figure(hours)} hours a year of screen work"
    finding += f", the capacity of {share} full-time {'post' if share == '1' else 'posts'}."
    if portfolio.probability_of_loss is None:
        return finding
    return f"{finding} {_odds_of_loss(changes, portfolio.probability_of_loss)}"


def _odds_of_loss(changes: int, loss: float) -> str:
    odds = f"in {words.format_odds(loss)} of the simulated outcomes"
    if loss >= 0.95:
        it = "it would cost more than it saves" if changes == 1 else "they would cost more than they save"
        return f"At the volume seen, {it} {odds}."
    return f"{'It costs more than it saves' if changes == 1 else 'They cost more than they save'} {odds}."


def _context(scan: Scan, rescan: Rescan | None) -> dict[str, Any]:
    app_of = {s.name: s.app for s in scan.graph.screens}
    colours = _colours(scan)
    proposals = {p.routine_id: p for p in scan.proposals}
    views = [view_routine(r, proposals.get(r.id), scan, app_of, colours) for r in scan.routines]
    by_id = {v.routine.id: v for v in views}
    proposed = [by_id[p.routine_id] for p in sorted(scan.proposals, key=lambda p: (p.rank, p.id))]
    map_view = view_map(scan)
    layout, case = map_view.layout, make_live_case(scan)
    live = view_live(case, scan, _currency(scan)) if case is not None else None
    moves = sorted(scan.graph.transitions, key=lambda t: (-t.active_seconds, -t.moves, t.source, t.target))
    screens = sorted(scan.graph.screens, key=lambda s: (-s.active_seconds, -s.visits, s.name))
    return {
        "scan": scan,
        "headline": headline(scan),
        "changes": view_changes(rescan) if rescan is not None else None,
        "proposed": proposed,
        "others": [v for v in views if v.proposal is None],
        "hours_rows": _hours_rows(scan),
        "npv_bar": _npv_bar(scan.portfolio.npv, _currency(scan)),
        "horizon": int(float(_assumption(scan, "horizon_months"))),
        "graph": draw_graph(layout, colours, _graph_label(scan), MAX_MOVES) if layout.screens else None,
        "map": map_view,
        "names": {v.routine.id: _routine_name(v) for v in views},
        "live": live,
        "matter": live.swings[:MATTER_MOST] if live is not None else (),
        "currency_sign": words.currency_sign(_currency(scan)),
        "locale": current(),
        "aside": view_aside(scan),
        "colours": {app: app_class(number) for app, number in colours.items()},
        "app_of": app_of,
        "screens": screens[:MAX_TABLE_ROWS],
        "moves": moves[:MAX_TABLE_ROWS],
        "left_out": _left_out(layout),
        "outcomes": view_outcomes(scan),
        "effort": _effort(proposed, scan_assumptions(scan)),
        "assumptions": _assumptions(scan),
        "idle_rows": scan.idle.active_seconds_at,
        "reasons": _reasons(scan),
        "glossary": words.GLOSSARY,
        "tied": {id_ for group in scan.portfolio.ties for id_ in group},
        "verdicts": sorted({v.proposal.verdict for v in proposed if v.proposal}),
        "missing": _missing(scan),
        "notes": _notes(scan),
    }


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _filters(currency: str) -> dict[str, Any]:
    return {
        "name": _name,
        "plain": words.shorten,
        "count": words.format_count,
        "hours": words.format_hours,
        "worked": words.format_worked,
        "figure": words.hours_figure,
        "between": words.format_range,
        "money": lambda x: _unbroken(words.format_money(x, currency)),
        "money_between": lambda r: _unbroken(words.format_money_range(r, currency)),
        "share": words.format_share,
        "ratio": words.format_number,
        "ends": between,
        "seconds": words.format_seconds,
        "days": words.format_days,
        "months": words.format_months,
        "date": words.format_date,
        "instant": words.format_instant,
        "noun": words.count_noun,
        "kind": lambda kind: _word(words.KIND_WORDS, kind),
        "medium": lambda medium: _word(words.MEDIUM_WORDS, medium),
        "source": lambda source: _word(words.SOURCE_WORDS, source),
        "evidence": lambda evidence: _word(words.EVIDENCE_WORDS, evidence),
        "shape": verdict_shape,
        "sentence": _sentence,
        "code": _code,
    }


def _unbroken(amounts: str) -> Markup:
    """Keep sign and figure of an amount on one line: browsers break between a minus sign and that of a currency."""
    return Markup(" to ").join(Markup('<span class="amount">{}</span>').format(part) for part in amounts.split(" to "))


def _word(known: Mapping[str, str], word: str) -> str:
    return known.get(word) or words.shorten(word, 40)


def _name(text: str, length: int = _SHOWN_NAME) -> Markup:
    """Write a name from the log: one line, isolated from its surroundings, cut, whole in the tooltip."""
    shown = words.shorten(text, length)
    if not shown:
        return Markup('<span class="quiet">no name</span>')
    whole = words.shorten(text, _TITLE)
    title = Markup(' title="{}"').format(whole) if whole != shown else Markup("")
    return Markup("<bdi{}>{}</bdi>").format(title, shown)


def _sentence(text: str) -> str:
    flat = words.shorten(text, 1000)
    return flat[:1].upper() + flat[1:] + ("" if flat.endswith((".", "!", "?")) else ".")


def _code(text: str) -> str:
    """Keep a program's lines; what does not print shows as a space."""
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in text.strip().split("\n"))


def verdict_shape(verdict: str) -> str:
    """Give the shape that stands beside a verdict: disc, square, triangle, or ring where people keep the work."""
    low = verdict.lower()
    if any(word in low for word in _LEAVE):
        return "ring"
    return next((shape for word, shape in _SHAPES if word in low), "disc")


def _currency(scan: Scan) -> str:
    return words.shorten(str(_assumption(scan, "currency")), 8)


def _given(scan: Scan) -> Mapping[str, Any]:
    given = scan.config.get("assumptions")
    return given if isinstance(given, dict) else {}


def _assumption(scan: Scan, key: str) -> Any:
    return _given(scan).get(key, getattr(Assumptions(), key))


def _colours(scan: Scan) -> dict[str, int]:
    """Number the applications by active time: the first six have a colour of their own."""
    seconds: dict[str, float] = defaultdict(float)
    for screen in scan.graph.screens:
        seconds[screen.app] += screen.active_seconds
    return {app: i for i, app in enumerate(sorted(seconds, key=lambda a: (-seconds[a], a)))}


def _hours_rows(scan: Scan) -> list[HoursRow]:
    p = scan.portfolio
    realisation = words.format_share(float(_assumption(scan, "realisation")))
    given = (
        ("Gross", "what agents spend on these routines today", p.gross_hours),
        ("Net", "what can be taken over, less exceptions and checks", p.net_hours),
        ("Realised", f"what is really put to use, at {realisation} (assumed)", p.hours_per_year),
    )
    ranges = [(name, what, r) for name, what, r in given if r is not None]
    scale = (min((r.p10 for _, _, r in ranges), default=0.0), max((r.p90 for _, _, r in ranges), default=0.0))
    return [
        HoursRow(
            name,
            what,
            words.hours_figure(r.p50),
            words.format_range(r),
            range_bar(r, scale, f"{name}: {words.format_hours(r.p50)} a year, range {words.format_range(r)}"),
        )
        for name, what, r in ranges
    ]


def _npv_bar(npv: Range | None, currency: str) -> Markup | None:
    if npv is None:
        return None
    label = f"Net present value {words.format_money(npv.p50, currency)}, {words.format_money_range(npv, currency)}"
    return range_bar(npv, (npv.p10, npv.p90), label)


def _graph_label(scan: Scan) -> str:
    apps = len({s.app for s in scan.graph.screens})
    return (
        f"Map of {words.count_noun(len(scan.graph.screens), 'screen')} of {words.count_noun(apps, 'application')} "
        "and the moves between them; the tables below the map hold the same figures"
    )


def _routine_name(view: RoutineView) -> str:
    proposal = view.proposal
    return f"{proposal.id} {proposal.title}" if proposal is not None else f"{view.routine.id} {view.routine.name}"


def _left_out(layout: Layout) -> str:
    """Say how much the map leaves out; nothing where it shows all."""
    counts = ((layout.screens_left_out, "lighter screen"), (layout.moves_left_out, "lighter move"))
    return " and ".join(words.count_noun(n, noun) for n, noun in counts if n)


def _effort(proposed: list[RoutineView], given: Assumptions) -> Markup | None:
    shown: list[Proposal] = [v.proposal for v in proposed if v.proposal is not None]
    points = [Point(p.id, p.build_days, p.marginal_hours) for p in shown if p.marginal_hours is not None]
    return _at_two_widths(points, hours_to_pay_back(given)) if len(points) > 1 else None


def _at_two_widths(points: list[Point], even: float | None) -> Markup:
    return value_against_effort(points, even) + value_against_effort(points, even, NARROW)


def _assumptions(scan: Scan) -> list[AssumptionRow]:
    given, sources, currency = _given(scan), assumption_sources(scan), _currency(scan)
    rows = []
    for key, (name, unit) in words.ASSUMPTION_WORDS.items():
        value = given.get(key, getattr(Assumptions(), key))
        source = "user" if sources.get(key) == "user" else "assumed"
        rows.append(AssumptionRow(name, words.format_assumption(value, unit, currency), source))
    return rows


def _reasons(scan: Scan) -> list[tuple[str, str, str, int]]:
    """Group the rejected rows by file, column and reason, most frequent first."""
    counted = Counter((i.source_file, i.column, i.reason) for i in scan.issues)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [(*key, n) for key, n in ordered[:MAX_REASONS]]


def _notes(scan: Scan) -> list[str]:
    """Give the scan's reservations, less those that the box of what can't be concluded holds already."""
    said = {"few-agents": scan.totals.agents < 5, "short-window": scan.totals.days < 5}
    return [note.text for note in scan.notes if not said.get(note.slug, False)]


def _missing(scan: Scan) -> list[str]:
    """Say what can't be concluded from a log as small as this one."""
    t = scan.totals
    tests = (
        (t.events < 2, "One event or none: there is no time between actions to measure."),
        (t.screens < 2, "One screen or none: there are no moves, and nothing can be carried between screens."),
        (t.agents < 2, "One agent or none: whether others work the same way is not known."),
        (1 < t.agents < 5, "Fewer than five agents: what holds for them need not hold for the team."),
        (t.days < 5, "Fewer than five days: weekly and monthly peaks are not seen, so a year is a guess."),
        (not scan.routines, "No routine was found: nothing can be said about savings."),
    )
    return [text for holds, text in tests if holds]

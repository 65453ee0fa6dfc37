"""Draw a laid-out screen graph as SVG: text stays text, nothing is fetched, no style attribute."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from rpa_finder.renderers.layout import BOX_HEIGHT, BOX_WIDTH, OTHER, Lane, Layout, PlacedMove, PlacedScreen
from rpa_finder.renderers.words import ELLIPSIS, count_noun, format_count, format_seconds, format_worked, shorten
from rpa_finder.verdicts import short_name

LABEL_SIZE = 12
FIGURE_SIZE = 11
APP_COLOURS = 6

_TITLE = 300
_INDENT = 10
_NARROW = frozenset("iljtfrI.,:;'|!()[]{}-/ ")
_WIDE = frozenset("mwMOQGCDHNUK%&…›")
_WIDEST = frozenset("W@—")


def draw_graph(layout: Layout, colours: Mapping[str, int], label: str, shown_moves: int | None = None) -> Markup:
    """Draw the whole graph; colours gives each application's class number, label the words for a screen reader.

    Screens and moves are numbered by their place in the layout (data-screen, data-move, data-from, data-to);
    moves beyond the first shown_moves are there but off.
    """
    most = layout.moves if shown_moves is None else layout.moves[:shown_moves]
    moves = sorted(enumerate(layout.moves), key=lambda numbered: numbered[1].width)
    scale = (max((m.transition.moves for m in most), default=1), max((m.transition.agents for m in most), default=1))
    parts = [
        f'<svg class="graph" role="img" aria-label="{escape(label)}" width="{layout.width:g}" '
        f'height="{layout.height:g}" viewBox="0 0 {layout.width:g} {layout.height:g}">'
    ]
    parts += [_lane(lane, layout.width, colours) for lane in layout.lanes]
    number = {p.screen.name: i for i, p in enumerate(layout.screens)}
    parts += [_move(i, move, scale, number, off=i >= len(most)) for i, move in moves]
    parts += [
        _screen(i, p, layout.lanes[p.lane], app_class(colours.get(p.screen.app))) for i, p in enumerate(layout.screens)
    ]
    parts.append("</svg>")
    return Markup("".join(parts))  # every text went through escape


def text_width(text: str, size: float) -> float:
    """Estimate a text's width in px, on the safe side for common sans-serif fonts."""
    return sum(_character_width(c) for c in text) * size


def wrap_label(text: str, widths: Sequence[float], size: float) -> tuple[str, ...]:
    """Break a label into as many lines as there are widths; what does not fit ends in an ellipsis."""
    words = shorten(text, 120).split(" ")
    lines = []
    for i, width in enumerate(widths):
        if not words:
            break
        line, words = _fill(words, width, size)
        if i == len(widths) - 1 and words:
            line, words = cut_to_width(" ".join([line, *words]).strip(), width, size), []
        lines.append(line)
    return tuple(lines)


def cut_to_width(text: str, width: float, size: float) -> str:
    """Cut a text to a width in px, with an ellipsis where something is cut."""
    flat = shorten(text, 400)
    if text_width(flat, size) <= width:
        return flat
    while flat and text_width(flat + ELLIPSIS, size) > width:
        flat = flat[:-1]
    return flat.rstrip() + ELLIPSIS


def _fill(words: list[str], width: float, size: float) -> tuple[str, list[str]]:
    line = ""
    for i, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if text_width(longer, size) > width:
            if not line:
                head = _head(word, width, size)
                return head, [word[len(head) :], *words[i + 1 :]]
            return line, words[i:]
        line = longer
    return line, []


def _head(word: str, width: float, size: float) -> str:
    n = 1
    while n < len(word) and text_width(word[: n + 1], size) <= width:
        n += 1
    return word[:n]


def _character_width(c: str) -> float:
    if c in _NARROW:
        return 0.36
    if c in _WIDE:
        return 0.86
    if c in _WIDEST:
        return 1.02
    if unicodedata.combining(c):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF" or ord(c) > 0x2E80:
        return 1.25
    return 0.7 if c.isupper() else 0.57


def _lane(lane: Lane, width: float, colours: Mapping[str, int]) -> str:
    colour = app_class(colours.get(lane.app))
    name = cut_to_width(lane.app or "Application not named", BOX_WIDTH - 20, LABEL_SIZE)
    y = lane.y + 0.5
    rule = f'<path class="lane" d="M4 {y:g}H{width - 4:g}"/>' if lane.y else ""
    return (
        f'{rule}<rect class="mark {colour}" x="4" y="{lane.y + 10:g}" width="9" height="9"/>'
        f'<text class="lane-name" x="19" y="{lane.y + 19:g}">{escape(name)}<title>{_full(lane.app)}, '
        f"{format_worked(lane.active_seconds)} of hands-on time</title></text>"
    )


def _screen(number: int, placed: PlacedScreen, lane: Lane, colour: str) -> str:
    screen = placed.screen
    label = f"{screen.app} · {screen.name}" if lane.app == OTHER else screen.name
    hours, visits = format_worked(screen.active_seconds), f"{format_count(screen.visits)} ×"
    agents = count_noun(screen.agents, "agent")
    full_width = BOX_WIDTH - _INDENT - 6
    lines = wrap_label(_box_label(label), (full_width, full_width), LABEL_SIZE)
    right, x, y = placed.x + BOX_WIDTH - 6, placed.x + _INDENT, placed.y
    spans = "".join(f'<tspan x="{x:g}" y="{y + 16 + 15 * i:g}">{escape(line)}</tspan>' for i, line in enumerate(lines))
    title = (
        f"{_full(screen.app)} · {_full(screen.name)}: {hours}, {count_noun(screen.visits, 'visit')}, "
        f"{count_noun(screen.events, 'event')}, {agents}"
    )
    return (
        f'<g class="screen {colour}" data-screen="{number}"><title>{title}</title>'
        f'<rect class="box" x="{placed.x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3"/>'
        f'<rect class="stripe" x="{placed.x:g}" y="{y:g}" width="4" height="{BOX_HEIGHT}"/>'
        f'<text class="label">{spans}</text>'
        f'<text class="figure" x="{right:g}" y="{y + BOX_HEIGHT - 7:g}" data-time="{hours}" '
        f'data-count="{visits}" data-agents="{agents}">{hours}</text></g>'
    )


def _box_label(name: str) -> str:
    """Spare a box what tells nothing: title parts that are only a '#', the protocol and middle of a URL."""
    if "://" in name:
        return short_name(name)
    return " - ".join(part for part in name.split(" - ") if part.strip(" #")) or name


def _move(rank: int, move: PlacedMove, scale: tuple[int, int], number: Mapping[str, int], *, off: bool) -> str:
    t = move.transition
    by_count, by_agents = (
        round(min(11.0, max(1.0, 9.0 * n / most)), 1) for n, most in zip((t.moves, t.agents), scale, strict=True)
    )
    title = (
        f"{_full(t.source)} to {_full(t.target)}: {count_noun(t.moves, 'move')}, "
        f"{format_seconds(t.active_seconds)} in all, {count_noun(t.agents, 'agent')}"
    )
    path, arrow = _path(move.points, move.width)
    return (
        f'<g class="move{" off" if off else ""}" data-move="{rank}" data-from="{number[t.source]}" '
        f'data-to="{number[t.target]}"><title>{title}</title>'
        f'<path class="line" d="{path}" stroke-width="{move.width:g}" data-time="{move.width:g}" '
        f'data-count="{by_count:g}" data-agents="{by_agents:g}"/><polygon class="arrow" points="{arrow}"/></g>'
    )


def _path(points: Sequence[tuple[float, float]], width: float) -> tuple[str, str]:
    """Give the curve and the arrow head of a line; level in columns, curved between them."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    head = round(5 + width * 0.5, 1)
    half = round(2.5 + width * 0.55, 1)
    same_column = len(points) == 2 and x0 == x1
    forward = -1 if same_column or points[-2][0] > x1 else 1
    end = x1 - forward * head
    if same_column:
        bulge = 16 + min(12, abs(y1 - y0) / 12)
        path = f"M{x0:g} {y0:g}C{x0 + bulge:g} {y0:g} {end + bulge - head:g} {y1:g} {end:g} {y1:g}"
    else:
        path = f"M{x0:g} {y0:g}"
        stops = [*points[1:-1], (end, y1)]
        x, y = x0, y0
        for i, (nx, ny) in enumerate(stops):
            mid = round((x + nx) / 2, 1)
            path += f"H{nx:g}" if i % 2 else f"C{mid:g} {y:g} {mid:g} {ny:g} {nx:g} {ny:g}"
            x, y = nx, ny
    arrow = f"{x1:g},{y1:g} {end:g},{y1 - half:g} {end:g},{y1 + half:g}"
    return path, arrow


def app_class(number: int | None) -> str:
    """Give the class that colours an application: a0 to a5, then one grey for all others."""
    return f"a{number}" if number is not None and number < APP_COLOURS else "ax"


def _full(text: str) -> Markup:
    return escape(shorten(text, _TITLE))

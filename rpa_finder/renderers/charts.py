"""Small charts as SVG: bars with ranges, shares, histogram, waterfall, value against effort, transfers.

Marks only where text can stand in HTML beside them. Lengths are per cent of
the chart's width, so that one drawing serves a phone and a wall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from rpa_finder.model import DataTransfer, Range
from rpa_finder.renderers.graph_svg import app_class, cut_to_width, text_width
from rpa_finder.renderers.words import format_number, format_seconds, format_share

EXPLAINED_WELL = 0.95
"""From this share of exactly reproduced values on, a transfer's line is drawn solid."""

_BINS = 18
_CARD = 250
_MIDDLE = 350
_ROW = 30
_HEAD = 34
_FLOW_GAP = 22


def range_bar(range_: Range, scale: tuple[float, float], label: str, before: float | None = None) -> Markup:
    """Draw a bar to the likely value and a whisker from P10 to P90; before = what was there one step earlier."""
    low, high = min(0.0, scale[0]), max(0.0, scale[1])
    zero, mid = _share(0, low, high), _share(range_.p50, low, high)
    p10, p90 = _share(range_.p10, low, high), _share(range_.p90, low, high)
    parts = [_open("bar", label, 'width="100%" height="26"')]
    parts.append('<rect class="base" x="0" y="24" width="100%" height="1"/>')
    if before is not None and _share(before, low, high) > mid:
        parts.append(_rect("gone", mid, _share(before, low, high), 6, 14))
    parts.append(_rect("value", min(zero, mid), max(zero, mid), 6, 14))
    if low < 0:
        parts.append(f'<line class="zero" x1="{zero}%" x2="{zero}%" y1="0" y2="26"/>')
    parts.append(f'<line class="whisker" x1="{p10}%" x2="{p90}%" y1="13" y2="13"/>')
    parts += [f'<line class="whisker" x1="{x}%" x2="{x}%" y1="9" y2="17"/>' for x in (p10, p90)]
    return Markup("".join([*parts, "</svg>"]))


def swing_bar(ends: tuple[float, float], now: float, scale: tuple[float, float], label: str) -> Markup:
    """Draw a bar from end to end with a gap where the figure is now; an upright line at zero if it lies within."""
    room = (scale[1] - scale[0]) * 0.02 or 1.0
    low, high = scale[0] - room, scale[1] + room
    left, right, here = (_share(x, low, high) for x in (*ends, now))
    parts = [_open("bar", label, 'width="100%" height="22"')]
    parts.append('<rect class="base" x="0" y="20" width="100%" height="1"/>')
    parts.append(_rect("value", left, max(right, left + 0.4), 5, 12))
    if low < 0 < high:
        zero = _share(0, low, high)
        parts.append(f'<line class="zero" x1="{zero}%" x2="{zero}%" y1="0" y2="22"/>')
    parts.append(f'<line class="now" x1="{here}%" x2="{here}%" y1="3" y2="19"/>')
    return Markup("".join([*parts, "</svg>"]))


def share_bar(share: float) -> Markup:
    """Draw a share from 0 to 1 as a thin bar in the colour of the application around it."""
    width = _share(min(max(share, 0.0), 1.0), 0, 1)
    return Markup(f'<svg class="share" aria-hidden="true"><rect width="{width:g}%" height="6"/></svg>')


def histogram(seconds: Sequence[float]) -> Markup:
    """Draw how long executions take: bins to P95, the last bin holds all beyond; mean dashed."""
    ordered = sorted(seconds)
    top = nice_ceiling(max(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1.0))
    bins = [0] * _BINS
    for value in ordered:
        bins[min(_BINS - 1, int(value / top * (_BINS - 1)))] += 1
    width, height, step = 400, 130, 400 / _BINS
    most = max(bins)
    mean = sum(ordered) / len(ordered)
    p10, p90 = ordered[int(len(ordered) * 0.1)], ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
    label = (
        f"Histogram of {len(ordered)} executions: 8 in 10 take {format_seconds(p10)} to {format_seconds(p90)}, "
        f"mean {format_seconds(mean)}"
    )
    parts = [_open("hist", label, f'viewBox="0 0 {width} {height + 24}"')]
    for i, n in enumerate(bins):
        tall = round(n / most * (height - 24), 1)
        parts.append(
            f'<rect class="bin" x="{i * step + 0.5:.1f}" y="{height - tall:.1f}" width="{step - 1:.1f}" '
            f'height="{tall:g}"><title>{n}</title></rect>'
        )
    unit = width * (_BINS - 1) / _BINS / top
    a, b, m = (round(min(v * unit, width - 2), 1) for v in (p10, p90, mean))
    parts.append(f'<path class="span" d="M{a:g} 8V16M{a:g} 12H{b:g}M{b:g} 8V16"/>')
    parts.append(f'<path class="mean" d="M{m:g} 4V{height}"/><path class="axis" d="M0 {height + 0.5:g}H{width}"/>')
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = width if share == 1.0 else share * top * unit
        mark = f"{format_number(top * share)}{'+' if share == 1.0 else ''} s" if share else "0"
        parts.append(f'<text class="tick" x="{x:g}" y="{height + 17}" text-anchor="{anchor}">{mark}</text>')
    return Markup("".join([*parts, "</svg>"]))


def transfer_picture(transfers: Sequence[DataTransfer], app_of: Mapping[str, int]) -> Markup:
    """Draw source fields, the transform in words, and target fields; dashed where it explains less than 95 %."""
    sources = _cards([(t.source_screen, t.source_field) for t in transfers])
    targets = _cards([(t.target_screen, t.target_field) for t in transfers])
    height = max(_cards_height(sources), _cards_height(targets))
    width = 2 * _CARD + _MIDDLE
    label = f"{len(transfers)} data transfers between fields; the table that follows has them in words"
    parts = [_open("flows", label, f'viewBox="0 0 {width} {height}"')]
    from_y, card_parts = _draw_cards(sources, 0, app_of)
    to_y, more_parts = _draw_cards(targets, _CARD + _MIDDLE, app_of)
    x0, x1 = _CARD, _CARD + _MIDDLE
    ends = sorted(transfers, key=lambda t: (to_y[t.target_screen, t.target_field], t.source_screen, t.source_field))
    used: list[float] = []
    for t in ends:
        y0, y1 = from_y[t.source_screen, t.source_field], to_y[t.target_screen, t.target_field]
        text_y = y1
        while any(abs(text_y - other) < _FLOW_GAP for other in used):
            text_y += 2
        used.append(text_y)
        kind = "flow" if t.explained >= EXPLAINED_WELL else "flow weak"
        words = cut_to_width(t.transform, 224, 12)
        half = text_width(words, 12) / 2 + 6
        mid = x0 + _MIDDLE // 2 - 16
        parts.append(
            f'<path class="{kind}" d="M{x0} {y0:g}C{x0 + 30} {y0:g} {x0 + 24} {text_y:g} {mid - half:.0f} {text_y:g}"/>'
            f'<path class="{kind}" d="M{mid + half:.0f} {text_y:g}C{x1 - 40} {text_y:g} {x1 - 34} {y1:g} {x1} {y1:g}"/>'
            f'<text class="words" x="{mid}" y="{text_y + 4:g}" text-anchor="middle">{escape(words)}</text>'
            f'<text class="tick" x="{mid + 118}" y="{text_y - 4:g}" text-anchor="end">'
            f"{format_share(t.explained)}</text>"
        )
    height = max(height, int(max(used, default=0)) + 12)
    parts[0] = _open("flows", label, f'viewBox="0 0 {width} {height}"')
    return Markup("".join([*parts, *card_parts, *more_parts, "</svg>"]))


def nice_ceiling(x: float) -> float:
    """Give the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten: a round end for an axis."""
    power = 1.0
    while power * 10 <= x:
        power *= 10
    while power > x:
        power /= 10
    return next((m * power for m in (1, 1.5, 2, 3, 4, 5, 6, 8) if m * power >= x), 10 * power)


def _cards(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    cards: dict[str, list[str]] = {}
    for screen, name in fields:
        names = cards.setdefault(screen, [])
        if name not in names:
            names.append(name)
    return cards


def _cards_height(cards: Mapping[str, Sequence[str]]) -> int:
    return sum(_HEAD + _ROW * len(names) + 14 for names in cards.values()) - 12


def _draw_cards(
    cards: Mapping[str, Sequence[str]], x: int, app_of: Mapping[str, int]
) -> tuple[dict[tuple[str, str], float], list[str]]:
    """Draw one card for each screen, one row for each field; give the rows' heights."""
    heights: dict[tuple[str, str], float] = {}
    parts = []
    y = 1
    for screen, names in cards.items():
        tall = _HEAD + _ROW * len(names)
        colour = app_class(app_of.get(screen))
        parts.append(
            f'<g class="card {colour}">'
            f'<rect class="box" x="{x + 1}" y="{y}" width="{_CARD - 2}" height="{tall}" rx="3"/>'
            f'<rect class="stripe" x="{x + 1}" y="{y}" width="4" height="{tall}"/>'
            f'<text class="head" x="{x + 14}" y="{y + 21}">{escape(cut_to_width(screen, _CARD - 30, 13))}</text>'
        )
        for i, name in enumerate(names):
            top = y + _HEAD + _ROW * i
            heights[screen, name] = top + _ROW / 2 - 3
            parts.append(
                f'<rect class="field" x="{x + 12}" y="{top}" width="{_CARD - 22}" height="24" rx="2"/>'
                f'<text class="label" x="{x + 20}" y="{top + 16}">{escape(cut_to_width(name, _CARD - 42, 12))}</text>'
            )
        parts.append("</g>")
        y += tall + 14
    return heights, parts


def _share(value: float, low: float, high: float) -> float:
    return round((value - low) / (high - low) * 100, 2) if high > low else 0.0


def _rect(kind: str, start: float, end: float, y: int, height: int) -> str:
    return f'<rect class="{kind}" x="{start}%" y="{y}" width="{round(end - start, 2)}%" height="{height}"/>'


def _open(kind: str, label: str, size: str) -> str:
    return f'<svg class="{kind}" role="img" aria-label="{escape(label)}" {size}>'

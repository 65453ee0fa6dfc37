"""The chart of value against effort: realised hours a year over build days, and where a build pays back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from rpa_finder.model import Range
from rpa_finder.renderers.graph_svg import text_width
from rpa_finder.renderers.words import format_number

WIDE, NARROW = 640, 360
"""Widths of the chart, in px: for a desk and for a phone."""

_HEIGHT = 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 20, 22, 44
_LABEL = 12
_FURTHEST = 60
"""A label is led away from its dot by so many px at most; beyond, only the table names it."""

Place = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_Scale = Callable[[float, float], Place]


@dataclass(frozen=True, slots=True)
class Point:
    """One proposal on the chart."""

    label: str
    x: float
    y: Range


def value_against_effort(points: Sequence[Point], even: float | None = None, width: int = WIDE) -> Markup:
    """Draw realised hours a year (P10 to P90) over build days, one upright line for each proposal.

    even is how many hours a year a build day must bring to pay back within the horizon, robots apart: above
    that line is shaded.
    """
    low, high = min(0.0, *(p.y.p10 for p in points)), max(0.0, *(p.y.p90 for p in points))
    low, high = low - 0.04 * (high - low), high + 0.04 * (high - low) or 1.0
    most = max(p.x for p in points) * 1.06 or 1.0
    right, bottom = width - _RIGHT, _HEIGHT - _BOTTOM

    def at(x: float, y: float) -> Place:
        return round(_LEFT + x / most * (right - _LEFT), 1), round(
            _TOP + (high - y) / (high - low) * (bottom - _TOP), 1
        )

    label = "Realised hours a year against build days, for each proposal; the table below has the figures"
    parts = [f'<svg class="effort w{width}" role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {_HEIGHT}">']
    if even is not None and even > 0:
        parts += _even_line(even, most, high, at)
    across, upright = axis_ticks(0.0, most), axis_ticks(low, high)
    parts += _axes([x for x in across if x <= most], [y for y in upright if low <= y <= high], at, width)
    dots = [at(p.x, p.y.p50) for p in points]
    for point, (x, y) in zip(points, dots, strict=True):
        (_, y10), (_, y90) = at(point.x, point.y.p10), at(point.x, point.y.p90)
        parts.append(
            f'<path class="whisker" d="M{x:g} {y10:g}V{y90:g}"/><circle class="dot" cx="{x:g}" cy="{y:g}" r="5">'
            f"<title>{escape(point.label)}</title></circle>"
        )
    parts += _names(points, dots, width)
    return Markup("".join([*parts, "</svg>"]))


def axis_ticks(low: float, high: float) -> tuple[float, ...]:
    """Give round ticks, 0 among them, that reach from low to high: steps of 1, 2 or 5 times a power of ten."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = (high - low) / 5 or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 5) if m * power >= rough), 10 * power)
    first, last = math.floor(low / step), max(math.ceil(high / step), 1)
    return tuple(i * step for i in range(first, last + 1))


def _axes(across: Sequence[float], upright: Sequence[float], at: _Scale, width: int) -> Iterable[str]:
    for tick in upright:
        _, y = at(0, tick)
        yield f'<path class="{"grid" if tick else "zero"}" d="M{_LEFT} {y:g}H{width - _RIGHT}"/>'
        yield f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:g}" text-anchor="end">{format_number(tick)}</text>'
    for tick in across:
        x, _ = at(tick, 0)
        yield f'<text class="tick" x="{x:g}" y="{_HEIGHT - 26}" text-anchor="middle">{format_number(tick)}</text>'
    yield f'<text class="tick" x="{width - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end">build days</text>'
    yield f'<text class="tick" x="4" y="{_TOP - 10}">hours a year</text>'


def _even_line(even: float, most_x: float, most_y: float, at: _Scale) -> Iterable[str]:
    """Draw the line through zero as far as the chart goes, and shade what lies above."""
    end = min(most_x, most_y / even)
    (x0, y0), (x1, y1), (_, top), (left, _) = at(0, 0), at(end, end * even), at(0, most_y), at(0, 0)
    yield f'<path class="pays" d="M{x0:g} {y0:g}L{x1:g} {y1:g}V{top:g}H{left:g}Z"/>'
    yield f'<path class="even" d="M{x0:g} {y0:g}L{x1:g} {y1:g}"/>'


def _names(points: Sequence[Point], dots: Sequence[Place], width: int) -> Iterable[str]:
    """Set each label beside its dot where it covers no dot and no other label, led away by a line if need be."""
    taken: list[Rect] = [(x - 5, y - 5, x + 5, y + 5) for x, y in dots]
    for point, (x, y) in zip(points, dots, strict=True):
        wide = text_width(point.label, _LABEL)
        found = next((p for p in _candidates(x, y, wide) if _free(_box(p, wide), taken, width)), None)
        if found is None:
            continue
        taken.append(_box(found, wide))
        middle = found[0] + wide / 2
        if abs(found[1] - 4 - y) > 16 or abs(middle - x) > wide / 2 + 16:
            yield f'<path class="lead" d="M{x:g} {y:g}L{middle:.1f} {found[1] - 4:g}"/>'
        yield f'<text class="name" x="{found[0]:g}" y="{found[1]:g}">{escape(point.label)}</text>'


def _candidates(x: float, y: float, wide: float) -> Iterable[Place]:
    for away in range(0, _FURTHEST, 7):
        for dx, dy in (
            (9 + away, 4.0),
            (-9 - wide - away, 4.0),
            (9 + away / 2, -5.0 - away),
            (9 + away / 2, 13.0 + away),
        ):
            yield round(x + dx, 1), round(y + dy, 1)
        for dx, dy in (
            (-wide - 9 - away / 2, -5.0 - away),
            (-wide - 9 - away / 2, 13.0 + away),
            (-wide / 2, -10.0 - away),
        ):
            yield round(x + dx, 1), round(y + dy, 1)


def _box(place: Place, wide: float) -> Rect:
    return place[0] - 2, place[1] - 11, place[0] + wide + 2, place[1] + 3


def _free(box: Rect, taken: Sequence[Rect], width: int) -> bool:
    inside = box[0] >= _LEFT and box[2] <= width and box[1] >= 0 and box[3] <= _HEIGHT - _BOTTOM + 4
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )

"""When a routine is done: executions by weekday and hour as a heat map, cells of few agents withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from rpa_finder.model import Execution
from rpa_finder.renderers.words import EN_DASH, count_noun, format_count

STEPS = 6
"""Shades of one hue."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORK_WEEK = 5
_LEFT, _TOP, _CELL = 34, 4, 22
_WIDTH = 400
_LEAST_HOURS = 8

_BLOCKS = (1, 2, 4)
"""Hours taken together."""

Cell = tuple[int, int]
"""Weekday, Monday = 0, and number of the block of hours in the day."""


@dataclass(frozen=True, slots=True)
class _Week:
    hours: int
    """In a block."""
    counts: dict[Cell, int]
    shown: dict[Cell, int]
    """Cells of enough agents."""


def draw_week(executions: Sequence[Execution], zone: str, least_agents: int) -> Markup | None:
    """Draw how many executions start in each hour of the week, in a time zone ("" = UTC).

    A cell in which fewer than least_agents agents started is dashed and empty. Hours are taken together, two or
    four at a time, where single ones would hide more than they show; None where nothing could be shown.
    """
    starts = _starts(executions, _zone(zone))
    tried = [_count(starts, hours, least_agents) for hours in _BLOCKS]
    enough = (week for week in tried if 2 * sum(week.shown.values()) >= len(starts))
    week = next(enough, max(tried, key=lambda week: sum(week.shown.values())))
    return _draw(week) if week.shown else None


def _draw(week: _Week) -> Markup:
    counts, most = week.counts, max(week.shown.values())
    blocks = range(min(b for _, b in counts), max(b for _, b in counts) + 1)
    last = max(_WORK_WEEK - 1, *(day for day, _ in counts))
    wide = min(_CELL * 1.6 * week.hours, (_WIDTH - _LEFT - 10) / max(len(blocks), _LEAST_HOURS // week.hours))
    bottom = _TOP + (last + 1) * _CELL
    parts = [
        f'<svg class="week" role="img" aria-label="{escape(_label(week))}" viewBox="0 0 {_WIDTH} {bottom + 44}">',
        *(
            f'<text class="tick" x="{_LEFT - 8}" y="{_TOP + day * _CELL + 15}" text-anchor="end">{_DAYS[day]}</text>'
            for day in range(last + 1)
        ),
    ]
    for day in range(last + 1):
        parts += [_draw_cell((day, block), _LEFT + i * wide, wide, week, most) for i, block in enumerate(blocks)]
    every = 1 if wide > 26 else 2 if wide > 14 else 4
    parts += [
        f'<text class="tick" x="{_LEFT + i * wide:.1f}" y="{bottom + 14}" text-anchor="middle">'
        f"{block * week.hours}</text>"
        for i, block in enumerate((*blocks, blocks[-1] + 1))
        if i % every == 0
    ]
    parts += _legend(bottom + 24, most)
    return Markup("".join([*parts, "</svg>"]))


def _starts(executions: Sequence[Execution], zone: tzinfo) -> list[tuple[int, int, str]]:
    """Give weekday, hour and agent of each execution whose start is known."""
    found = []
    for execution in executions:
        try:
            start = datetime.fromisoformat(execution.start)
        except ValueError:
            continue
        local = (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(zone)
        found.append((local.weekday(), local.hour, execution.agent))
    return found


def _count(starts: Sequence[tuple[int, int, str]], hours: int, least_agents: int) -> _Week:
    counts: dict[Cell, int] = defaultdict(int)
    agents: dict[Cell, set[str]] = defaultdict(set)
    for day, hour, agent in starts:
        cell = (day, hour // hours)
        counts[cell] += 1
        agents[cell].add(agent)
    shown = {cell: n for cell, n in counts.items() if len(agents[cell]) >= least_agents}
    return _Week(hours, dict(counts), shown)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, LookupError):  # a scan from another machine may name a zone that is not known here
        return UTC


def _label(week: _Week) -> str:
    (day, block), most = min(week.shown.items(), key=lambda item: (-item[1], item[0]))
    start, withheld = block * week.hours, len(week.counts) - len(week.shown)
    text = f"Executions by weekday and hour; most on {_DAYS[day]} from {start} to {start + week.hours}: {most}"
    return f"{text}; {count_noun(withheld, 'cell')} of few agents withheld" if withheld else text


def _draw_cell(cell: Cell, x: float, wide: float, week: _Week, most: int) -> str:
    box = f'x="{x + 1:.1f}" y="{_TOP + cell[0] * _CELL + 1}" width="{wide - 2:.1f}" height="{_CELL - 2}"'
    if cell in week.shown:
        n, start = week.shown[cell], cell[1] * week.hours
        when = f"{_DAYS[cell[0]]} {start}{EN_DASH}{start + week.hours}"
        return f'<rect class="h{-(-n * STEPS // most)}" {box}><title>{when}: {format_count(n)}</title></rect>'
    return f'<rect class="{"few" if cell in week.counts else "h0"}" {box}/>'


def _legend(y: int, most: int) -> list[str]:
    cells = [
        f'<rect class="h{shade}" x="{_LEFT + 14 + shade * 16}" y="{y}" width="14" height="12"/>'
        for shade in range(STEPS + 1)
    ]
    end = _LEFT + 14 + (STEPS + 1) * 16
    return [
        f'<text class="tick" x="{_LEFT}" y="{y + 10}">0</text>',
        *cells,
        f'<text class="tick" x="{end + 4}" y="{y + 10}">{format_count(most)} executions</text>',
    ]

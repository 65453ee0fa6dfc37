"""Draw a log in a test: one line an event, columns split by '|'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rpa_finder.events import UILog, make_log

COLUMNS = ("time", "agent", "app", "screen", "action", "element", "value")


def draw_log(text: str, order: str = "time", **constant: str) -> UILog:
    """Build a UILog from lines such as '09:00:01 | ann | CRM | Customer | copy | Account | 48213'.

    Times are on 2026-03-02 UTC unless a line gives a full ISO time; missing
    trailing cells and '-' are missing values; rows are numbered from 1.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for row in cells:
        for i, name in enumerate(COLUMNS):
            cell = row[i] if i < len(row) else "-"
            columns[name].append(None if cell in ("-", "") else cell)
    times = [t if t and "T" in t else f"2026-03-02T{t}" for t in columns.pop("time")]
    n = len(cells)
    return make_log(
        {name: pd.Series(values, dtype="object") for name, values in columns.items()}
        | {
            "source": pd.Series(["log.csv"] * n),
            "row": range(1, n + 1),
            "time": pd.to_datetime(pd.Series(times, dtype="str"), utc=True, format="ISO8601"),
            "action_raw": pd.Series(columns["action"], dtype="object"),
        }
        | {name: pd.Series([value] * n) for name, value in constant.items()},
        order,
    )


Turn = tuple[str, Mapping[str, object]]


def write_day(agent: str, turns: Iterable[Turn], start: str = "2026-03-02T09:00:00", pause: float = 20.0) -> str:
    """Write lines for draw_log: blocks of work that one agent does in turn, `pause` seconds apart.

    A line of a block is '5 | CRM | Customer | copy | Account | {account}': the
    seconds since the line before, then what draw_log wants after the agent;
    names in braces are filled in from the turn's values.
    """
    now = pd.Timestamp(start)
    lines = []
    for number, (block, values) in enumerate(turns):
        now += pd.Timedelta(seconds=pause if number else 0.0)
        for line in filter(None, map(str.strip, block.strip().splitlines())):
            seconds, rest = line.format(**values).split("|", 1)
            now += pd.Timedelta(seconds=float(seconds))
            lines.append(f"{now.isoformat()} | {agent} |{rest}")
    return "\n".join(lines) + "\n"

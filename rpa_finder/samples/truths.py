"""What is hidden in a log file, said in that file's row numbers and screen names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rpa_finder.samples.catalogue import SCREENS
from rpa_finder.samples.dialects import Dialect
from rpa_finder.samples.harder_work import scripts_of
from rpa_finder.samples.stories import Story
from rpa_finder.samples.work import QUOTED

ROW_NUMBERING = "1-based data records, header not counted; ranges inclusive"


def describe_truth(story: Story, dialect: Dialect, rows: Sequence[int]) -> dict[str, Any]:
    """Say which rows belong to which execution, and which values were carried.

    rows gives the story row behind each record of the file, -1 for none. Seconds
    are working time; kinds are what the work is, shown_as what such a log can show.
    """
    own: dict[int, list[int]] = defaultdict(list)
    events = story.rows
    for number, event in enumerate(rows, start=1):
        if event >= 0 and events[event].execution >= 0:
            own[events[event].execution].append(number)
    executions = [
        {
            "id": e.id,
            "routine": e.routine,
            "agent": e.agent,
            "rows": as_ranges(own[i]),
            "active_seconds": round(e.active_seconds, 3),
        }
        | ({"case": e.case} if e.case else {})
        | ({"window_seconds": round(e.window_seconds, 3)} if story.windows else {})
        for i, e in enumerate(story.executions)
        if i in own
    ]
    transfers = _transfers(story, dialect)
    return {
        "log": dialect.file_name,
        "rows": len(rows),
        "row_numbering": ROW_NUMBERING,
        "story": {name: getattr(story.settings, name) for name in story.settings.__slots__},
        "routines": _routines(story, executions, transfers),
        "renamed_screens": _renamed(story, dialect),
        "executions": executions,
        "transfers": transfers,
    }


def as_ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Turn row numbers into inclusive ranges."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _routines(
    story: Story, executions: list[dict[str, Any]], transfers: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, script in scripts_of(story.settings.harder).items():
        mine = [e for e in executions if e["routine"] == name]
        if not mine:
            continue
        carried = sum(t["transfers"] for t in transfers if t["routine"] == name)
        found[name] = {
            "kind": script.kind,
            "shown_as": _shown_as(story.settings.kind, script.kind, carried / len(mine)),
            "executions": len(mine),
            "active_seconds": round(sum(e["active_seconds"] for e in mine), 3),
        }
    return found


def _shown_as(kind_of_log: str, kind: str, carried: float) -> str:
    if kind_of_log == "titles":
        return "navigation"
    if kind == "copy-transfer" and carried < 0.5:
        return "data-entry"
    return kind


def _transfers(story: Story, dialect: Dialect) -> list[dict[str, Any]]:
    def shown(key: str) -> str:
        return dialect.name_screen(SCREENS[key], story.settings.ids_in_titles, True)

    listed = []
    for transfer in sorted(story.transfers):
        if transfer.transform == QUOTED:
            continue
        others = sorted(story.alternatives.get(transfer, ()))
        listed.append(
            {
                "routine": transfer.routine,
                "source_screen": shown(transfer.source_screen),
                "source_field": transfer.source_field,
                "target_screen": shown(transfer.target_screen),
                "target_field": transfer.target_field,
                "medium": transfer.medium,
                "transform": transfer.transform,
                "transfers": story.transfers[transfer],
            }
            | ({"also_from": [[shown(s), f] for s, f in others]} if others else {})
        )
    return listed


def _renamed(story: Story, dialect: Dialect) -> dict[str, str]:
    """Give the name before the renaming and the one after it, which the transfers use."""
    ids = story.settings.ids_in_titles
    pairs = {dialect.name_screen(s, ids, False): dialect.name_screen(s, ids, True) for s in SCREENS.values()}
    return {before: after for before, after in pairs.items() if before != after}

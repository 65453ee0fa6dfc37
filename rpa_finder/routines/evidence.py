"""Identity evidence: where a boundary must lie, and where it can't.

A place that shows an id (a title, a URL, a case, a spreadsheet row, a typed field)
and then another one is a conflict: somewhere in between the work moved on. A
value that comes back is a link: a boundary in between is unlikely.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import UILog, ValueFlow
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream
from rpa_finder.values import ValueKeys

RECORD_WEIGHT = 6.0
CELL_WEIGHT = 4.0
ENTRY_WEIGHT = 1.5
LONGEST_CONFLICT = 150
LINK_ROWS = 60
LINK_SECONDS = 1200.0
LINK_CAP = 4.0
MEETING_ROWS = 15
MEETINGS = 8
AGREEMENT = 0.6
LEAST_VALUES = 10
TOKEN_VALUES_PER_DAY = 1.5
CASE_EVENTS = 1.5
"""Events in a row about one case, on average, below which a case says nothing of what belongs together."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Conflicts and links over the stream."""

    left: Ints
    """A conflict wants a boundary before one of the events left+1 .. right."""
    right: Ints
    weight: Floats
    span: Floats
    """Per event: links alive across the gap before it, at most LINK_CAP."""
    identity: Ints
    """Per event: code of the id or rare value it shows, -1 = none."""
    named: Bools
    """Per event: what it shows is the id of the record that it is about."""
    origin: Ints
    """Per event: the event whose value it enters, -1 = none."""


def find_evidence(log: UILog, stream: Stream, values: ValueKeys, flow: ValueFlow) -> Evidence:
    """Collect conflicts and links from ids in titles and URLs, sheet rows and rare values."""
    slot, shown = _slots(log, stream)
    family = _families(stream, slot, shown)
    conflicts = [_conflicts(stream, family, shown, RECORD_WEIGHT)]
    row = log.codes("cell_row")[stream.position]
    sheet = log.codes("screen")[stream.position]
    conflicts.append(_conflicts(stream, np.where(row >= 0, sheet, -1), row, CELL_WEIGHT))
    key, rare = values.key[stream.position], values.rare[stream.position]
    action = np.array([a for _, a, _ in stream.labels], dtype=object)[stream.label]
    if np.isin(action, ("copy", "cut", "select", "paste")).any():
        # A menu's option is typed again and again; a rare value typed again is other work.
        typed = np.where((action == "input") & rare, stream.label, -1)
        conflicts.append(_conflicts(stream, typed, key, ENTRY_WEIGHT, least_apart=2))
    else:
        conflicts.append(_entered_again(stream, action, key, rare))
    case = _cases(log, stream)
    conflicts.append(_conflicts(stream, np.where(case >= 0, 0, -1), case, RECORD_WEIGHT))
    left, right, weight = (np.concatenate(part) for part in zip(*conflicts, strict=True))
    width = len(log.categories("record"))
    identity = np.where(shown >= 0, shown, np.where(rare, key + width, -1))
    identity = np.where((identity < 0) & (case >= 0), case + int(identity.max(initial=-1)) + 1, identity)
    return Evidence(left, right, weight, _span(stream, identity), identity, slot >= 0, _origins(stream, flow))


def _origins(stream: Stream, flow: ValueFlow) -> Ints:
    size = 1 + max(int(part.max(initial=-1)) for part in (stream.position, flow.source, flow.target))
    place = np.full(size, -1, dtype=np.int64)
    place[stream.position] = np.arange(len(stream))
    origin = np.full(size, -1, dtype=np.int64)
    origin[flow.target] = place[flow.source]
    return np.asarray(origin[stream.position], dtype=np.int64)


def _entered_again(stream: Stream, action: Any, key: Ints, rare: Bools) -> tuple[Ints, Ints, Floats]:
    """Give the entries of one field after another where no screen is seen to be read: a form filled again.

    What is typed into a menu, and values as common as a code, say nothing.
    """
    menu = np.array([n > 1 for n in map(Counter(stream.labels).__getitem__, stream.labels)])[stream.label]
    typed = (action == "input") & ~menu & (rare | (key < 0))
    shown = np.where(key >= 0, key, -2 - np.arange(len(key)))
    return _conflicts(stream, np.where(typed, stream.label, -1), shown, ENTRY_WEIGHT, least_apart=2)


def _cases(log: UILog, stream: Stream) -> Ints:
    """Give the case of each event, -1 where cases are no pieces of work: a session's number, or each row's."""
    case = log.codes("case")[stream.position]
    known = case >= 0
    if not known.any() or case.max() + 1 < LEAST_VALUES:
        return np.full(len(case), -1)
    changes = np.append(False, case[1:] != case[:-1]) & known & ~stream.start
    days = len(np.unique((stream.agent * 100_000 + _day(log, stream))[known]))
    often, seldom = changes.sum() > TOKEN_VALUES_PER_DAY * days, known.sum() >= CASE_EVENTS * changes.sum()
    return np.where(known & often & seldom, case, -1)


def _slots(log: UILog, stream: Stream) -> tuple[Ints, Ints]:
    """Give for each event the place that shows an id (-1 = none) and the id's code."""
    screen, record = log.codes("screen")[stream.position], log.codes("record")[stream.position]
    slot = np.where(record >= 0, screen, -1)
    if not (slot >= 0).any():
        return slot, record
    day = stream.agent * 100_000 + _day(log, stream)
    at = pd.DataFrame({"slot": slot, "record": record, "day": day})[slot >= 0].drop_duplicates()
    per_day = at.groupby(["slot", "day"]).size().groupby("slot").median()
    values = at.groupby("slot")["record"].nunique()
    good = per_day.index[(per_day > TOKEN_VALUES_PER_DAY) & (values >= LEAST_VALUES)]
    return np.where(np.isin(slot, good.to_numpy()), slot, -1), record


def _day(log: UILog, stream: Stream) -> Ints:
    return np.asarray(log.table["time"].astype("int64").to_numpy()[stream.position] // 86_400_000_000, dtype=np.int64)


def _families(stream: Stream, slot: Ints, shown: Ints) -> Ints:
    """Join slots that show the same id when they meet: two screens of one record."""
    at = np.flatnonzero(slot >= 0)
    if not len(at):
        return slot
    width = int(slot.max()) + 1
    pairs, agrees = [], []
    for back in range(1, MEETING_ROWS + 1):
        a, b = at[:-back], at[back:]
        near = (b - a <= MEETING_ROWS) & (stream.agent[a] == stream.agent[b])
        near &= slot[a] != slot[b]
        low, high = np.minimum(slot[a], slot[b])[near], np.maximum(slot[a], slot[b])[near]
        pairs.append(low * width + high)
        agrees.append((shown[a] == shown[b])[near])
    pair, agree = np.concatenate(pairs), np.concatenate(agrees)
    names, of = np.unique(pair, return_inverse=True)
    meetings, same = np.bincount(of), np.bincount(of, weights=agree)
    leader = np.arange(width)
    for p in names[(meetings >= MEETINGS) & (same >= AGREEMENT * meetings)]:
        a, b = leader[p // width], leader[p % width]
        leader[leader == max(a, b)] = min(a, b)
    return np.where(slot >= 0, leader[slot], -1)


def _conflicts(
    stream: Stream, family: Ints, shown: Ints, weight: float, least_apart: int = 1
) -> tuple[Ints, Ints, Floats]:
    """Give the neighbouring events of one agent and family that show different things."""
    at = np.flatnonzero(family >= 0)
    order = np.lexsort((at, family[at], np.cumsum(stream.start)[at]))
    a, b = at[order][:-1], at[order][1:]
    session = np.cumsum(stream.start)
    differs = (family[a] == family[b]) & (session[a] == session[b]) & (shown[a] != shown[b])
    differs &= (b - a <= LONGEST_CONFLICT) & (b - a >= least_apart)
    return a[differs], b[differs], np.full(int(differs.sum()), weight)


def _span(stream: Stream, identity: Ints) -> Floats:
    """Count the links alive across the gap before each event."""
    at = np.flatnonzero(identity >= 0)
    order = np.lexsort((at, identity[at], np.cumsum(stream.start)[at]))
    a, b = at[order][:-1], at[order][1:]
    clock = np.cumsum(np.maximum(stream.gap, 0.0))
    session = np.cumsum(stream.start)
    same = (identity[a] == identity[b]) & (session[a] == session[b])
    same &= (b - a <= LINK_ROWS) & (clock[b] - clock[a] <= LINK_SECONDS)
    change = np.zeros(len(stream) + 1)
    np.add.at(change, a[same] + 1, 1.0)
    np.add.at(change, b[same] + 1, -1.0)
    return np.minimum(np.cumsum(change)[:-1], LINK_CAP)


def take_evidence(evidence: Evidence, chosen: Ints, length: int) -> Evidence:
    """Give the evidence of a part of the stream: conflicts that lie whole within it; length: of the stream."""
    place = np.full(length, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    left, right = place[evidence.left], place[evidence.right]
    whole = (left >= 0) & (right >= 0)
    origin = np.where(evidence.origin[chosen] >= 0, place[evidence.origin[chosen]], -1)
    seen = (evidence.span[chosen], evidence.identity[chosen], evidence.named[chosen], origin)
    return Evidence(left[whole], right[whole], evidence.weight[whole], *seen)

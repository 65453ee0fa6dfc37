"""What routine finding sees of a log: labels, pauses and nothing of pandas.

In: UILog with sessions. Out: Stream, plain arrays in work order, one entry
per event that can belong to an execution (clipboard echoes can't).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import QUALITY, UILog
from rpa_finder.routines.moves import POINTED, find_moves

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

PAUSE_QUANTILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.995)
JUMP_BACK_SECONDS = -1.0
ENTRY_SHARE = 0.2
MOVE = "navigate"
"""What going to a screen is called, however it is done."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The events of all agents, one session after another."""

    label: Ints
    """Code of (screen, action, element): the type of the step."""
    labels: tuple[tuple[int, str, int], ...]
    """(screen code, action, element code) of each label."""
    start: Bools
    """True at the first event of a session."""
    gap: Floats
    """Seconds since the previous event of the session, 0 at its start."""
    pause: Ints
    """Bin of the gap: 0 .. pauses-1; the last bin = the clock jumped back."""
    pauses: int
    agent: Ints
    position: Ints
    """Row of the UILog."""
    passing: Bools
    """Part of a move to another screen that a later event completes."""
    app: Ints
    """Application of each screen code."""

    def __len__(self) -> int:
        """Count the events."""
        return len(self.label)

    @property
    def n_labels(self) -> int:
        """Count the labels."""
        return len(self.labels)


def make_stream(log: UILog) -> Stream:
    """Code the events of a log that has sessions."""
    table = log.table
    echo = (table["quality"].to_numpy() & QUALITY["clipboard_echo"]) > 0
    position = _in_order(log)
    position = position[~echo[position]]
    action = table["action"].astype("str").where(table["action"] != "other", table["action_raw"].astype("str"))
    screen, element = log.codes("screen")[position], log.codes("element")[position]
    done = _sent_entries(action.to_numpy(dtype=object)[position], screen, element)
    session = log.codes("session")[position]
    start = np.ones(len(position), dtype=np.bool_)
    start[1:] = session[1:] != session[:-1]
    second = table["time"].astype("int64").to_numpy()[position] / 1e6
    moves = find_moves(done, screen, element, start, second)
    moved = moves.target >= 0
    actions, words = pd.factorize(np.where(moved, MOVE, done), sort=True)
    width = int(element.max(initial=-1)) + 2
    screen, element = np.where(moved, moves.target, screen), np.where(moved, -1, element)
    label, kinds = pd.factorize((screen * len(words) + actions) * width + element + 1, sort=True)
    labels = tuple(
        (int(k) // width // len(words), str(words[int(k) // width % len(words)]), int(k) % width - 1) for k in kinds
    )
    gap = np.where(start, 0.0, np.diff(second, prepend=second[:1]))
    pause, pauses = pause_bins(gap)
    return Stream(
        label=label.astype(np.int64),
        labels=labels,
        start=start,
        gap=gap,
        pause=pause,
        pauses=pauses,
        agent=log.codes("agent")[position],
        position=position,
        passing=moves.passing,
        app=_apps(log),
    )


def _apps(log: UILog) -> Ints:
    """Give the application of each screen; the last entry stands for events without a screen."""
    app = np.full(len(log.categories("screen")) + 1, -1, dtype=np.int64)
    app[log.codes("screen")] = log.codes("app")
    return app


def _sent_entries(action: Any, screen: Ints, element: Ints) -> Any:
    """Give the actions, a key in a field that is typed into as an entry where a log has nothing but keys and entries.

    A terminal trace tells a field and the key that sent it; without the value
    it would be another step than with it.
    """
    if np.isin(action, POINTED).any():
        return action
    typed = action == "input"
    field = np.where(element >= 0, screen * (int(element.max(initial=0)) + 1) + element, -1)
    held = np.isin(action, ("input", "key")) & (field >= 0)
    if not typed.any():
        return action
    size = int(field.max(initial=0)) + 1
    entries = np.bincount(field[held & typed], minlength=size)
    share = entries / np.maximum(np.bincount(field[held], minlength=size), 1)
    return np.where(held & (share[np.maximum(field, 0)] >= ENTRY_SHARE), "input", action)


def _in_order(log: UILog) -> Ints:
    """Give the rows, session by session as they began, so that agents' names change nothing."""
    session = log.codes("session")
    if log.order == "file" or not len(session):
        return np.arange(len(session))
    first = np.flatnonzero(np.append(True, session[1:] != session[:-1]))
    began = log.table["time"].astype("int64").to_numpy()[first]
    size = np.diff(np.append(first, len(session)))
    order = np.lexsort((log.table["row"].to_numpy()[first], began))
    return np.concatenate([np.arange(first[i], first[i] + size[i]) for i in order]).astype(np.int64)


def pause_bins(gap: Floats) -> tuple[Ints, int]:
    """Give the bin of each gap and the number of bins: by quantiles, the last for clocks that jump back."""
    forward = gap[gap >= 0]
    edges = np.unique(np.quantile(forward, PAUSE_QUANTILES)) if len(forward) else np.empty(0)
    pause = np.searchsorted(edges, gap, "left").astype(np.int64)
    pause[gap < JUMP_BACK_SECONDS] = len(edges) + 1
    return pause, len(edges) + 2


def spread_blocks(n: int, size: int, blocks: int) -> Ints:
    """Choose all of n events, or about `size` of them in blocks spread over all."""
    if n <= size:
        return np.arange(n)
    starts = np.linspace(0, n - size // blocks, blocks).astype(np.int64)
    return np.unique((starts[:, None] + np.arange(size // blocks)[None, :]).ravel())


def take(stream: Stream, chosen: Ints) -> Stream:
    """Give a part of the stream: blocks of events, each block the start of a session."""
    start = stream.start[chosen].copy()
    start[0] = True
    start[1:] |= np.diff(chosen) > 1
    return replace(
        stream,
        label=stream.label[chosen],
        start=start,
        gap=np.where(start, 0.0, stream.gap[chosen]),
        pause=np.where(start, 0, stream.pause[chosen]),
        agent=stream.agent[chosen],
        position=stream.position[chosen],
        passing=stream.passing[chosen],
    )


def fold_rare(stream: Stream, most: int) -> Stream:
    """Give the stream with its most frequent labels, all others as one that says nothing.

    A label seen a few times repeats nothing; tables of all labels would grow with the log.
    """
    if stream.n_labels <= most:
        return stream
    frequency = np.bincount(stream.label, minlength=stream.n_labels)
    kept = np.sort(np.lexsort((np.arange(len(frequency)), -frequency))[: most - 1])
    code = np.full(stream.n_labels, most - 1, dtype=np.int64)
    code[kept] = np.arange(most - 1)
    labels = (*(stream.labels[i] for i in kept), (-1, "idle", -1))
    return replace(stream, label=code[stream.label], labels=labels)


def take_strand(stream: Stream, chosen: Ints) -> Stream:
    """Give some events of the stream as if the others had not been: gaps reach over those left out."""
    session = np.cumsum(stream.start)[chosen]
    start = np.append(True, session[1:] != session[:-1])
    clock = np.cumsum(stream.gap)[chosen]
    gap = np.where(start, 0.0, np.diff(clock, prepend=clock[:1]))
    pause, pauses = pause_bins(gap)
    return replace(
        stream,
        label=stream.label[chosen],
        start=start,
        gap=gap,
        pause=pause,
        pauses=pauses,
        agent=stream.agent[chosen],
        position=stream.position[chosen],
        passing=stream.passing[chosen],
    )


def join(streams: Sequence[Stream]) -> Stream:
    """Give several parts of one stream, one after another."""
    if len(streams) == 1:
        return streams[0]
    return replace(
        streams[0],
        label=np.concatenate([s.label for s in streams]),
        start=np.concatenate([s.start for s in streams]),
        gap=np.concatenate([s.gap for s in streams]),
        pause=np.concatenate([s.pause for s in streams]),
        pauses=max(s.pauses for s in streams),
        agent=np.concatenate([s.agent for s in streams]),
        position=np.concatenate([s.position for s in streams]),
        passing=np.concatenate([s.passing for s in streams]),
    )


def spread(whole: Stream, part: Stream, known: Ints) -> Ints:
    """Give what is known of each event of a part over all the stream; what only passes on is as what it leads to."""
    place = np.full(int(whole.position.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[part.position] = known
    n = len(whole)
    after = np.minimum.accumulate(np.where(whole.passing, n, np.arange(n))[::-1])[::-1]
    return place[whole.position[after]]

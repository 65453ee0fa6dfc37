"""What routine finding sees of a log: labels, pauses and nothing of pandas.

In: UILog with sessions. Out: Stream, plain arrays in work order, one entry
per event that can belong to an execution (clipboard echoes can't).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import QUALITY, UILog

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

PAUSE_QUANTILES = (0.5, 0.8, 0.9, 0.95, 0.98, 0.995)
JUMP_BACK_SECONDS = -1.0


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
    actions, words = pd.factorize(action.to_numpy()[position], sort=True)
    screen, element = log.codes("screen")[position], log.codes("element")[position]
    width = int(element.max(initial=-1)) + 2
    code = (screen * len(words) + actions) * width + element + 1
    label, kinds = pd.factorize(code, sort=True)
    labels = tuple(
        (int(k) // width // len(words), str(words[int(k) // width % len(words)]), int(k) % width - 1) for k in kinds
    )
    session = log.codes("session")[position]
    start = np.ones(len(position), dtype=np.bool_)
    start[1:] = session[1:] != session[:-1]
    second = table["time"].astype("int64").to_numpy()[position] / 1e6
    gap = np.where(start, 0.0, np.diff(second, prepend=second[:1]))
    pause, pauses = _pause_bins(gap)
    return Stream(
        label=label.astype(np.int64),
        labels=labels,
        start=start,
        gap=gap,
        pause=pause,
        pauses=pauses,
        agent=log.codes("agent")[position],
        position=position,
    )


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


def _pause_bins(gap: Floats) -> tuple[Ints, int]:
    forward = gap[gap >= 0]
    edges = np.unique(np.quantile(forward, PAUSE_QUANTILES)) if len(forward) else np.empty(0)
    pause = np.searchsorted(edges, gap, "left").astype(np.int64)
    pause[gap < JUMP_BACK_SECONDS] = len(edges) + 1
    return pause, len(edges) + 2


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
    )

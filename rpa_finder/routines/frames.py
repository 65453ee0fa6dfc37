"""Screens that work begins and ends on: one is opened, others are looked at, and it is come back to.

In a log of screens alone that is all that shows of answering a letter from
whatever screens help: what is looked at differs every time, and only the
screen around it stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rpa_finder.routines.pieces import Pieces
from rpa_finder.routines.stream import Ints, Stream

FRAME_SHARE = 0.25
"""What so many of a group's pieces begin and end on may be their frame."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What each piece begins and ends with."""

    stream: Stream
    pieces: Pieces
    screen: Ints
    """Per piece: the screen that it begins and ends on, having been in another application in between; else -1."""

    def any(self) -> bool:
        """Say whether anything is framed."""
        return bool((self.screen >= 0).any())

    def none(self) -> Frames:
        """Give the same pieces with nothing framed."""
        return Frames(self.stream, self.pieces, np.full_like(self.screen, -1))

    def usual(self, member: Ints) -> int:
        """Give the screen that most of some pieces begin and end on, -1 if only few have any."""
        framed = np.bincount(self.screen[member] + 1)[1:]
        screen = int(framed.argmax()) if len(framed) else -1
        return screen if screen >= 0 and framed[screen] >= FRAME_SHARE * len(member) else -1

    def firmness(self, member: Ints, screen: int) -> float:
        """Give how much more often some pieces begin and end on a screen than if their events were shuffled, 0 to 1."""
        size = np.diff(self.pieces.bounds)[member]
        events = np.concatenate([self.pieces.events(int(piece)) for piece in member])
        on_screen = _screen_of_label(self.stream)[self.stream.label[events]] == screen
        held = np.add.reduceat(on_screen.astype(np.float64), np.cumsum(size) - size)
        chance = float((held * (held - 1.0) / np.maximum(size * (size - 1.0), 1.0)).mean())
        framed = float((self.screen[member] == screen).mean())
        return max(0.0, (framed - chance) / max(1.0 - chance, 1e-9))


def find_frames(stream: Stream, pieces: Pieces) -> Frames:
    """Find the screen that each piece begins and ends on; nothing where the log knows fields, which tell more."""
    none = np.full(pieces.count, -1, dtype=np.int64)
    if not pieces.count or any(element >= 0 for _, _, element in stream.labels):
        return Frames(stream, pieces, none)
    first, last = pieces.order[pieces.bounds[:-1]], pieces.order[pieces.bounds[1:] - 1]
    screen = _screen_of_label(stream)[stream.label]
    app = stream.app[screen]
    inside = np.flatnonzero(pieces.of >= 0)
    of = pieces.of[inside]
    away = np.zeros(pieces.count, dtype=np.bool_)
    away[of[app[inside] != app[first[of]]]] = True
    return Frames(stream, pieces, np.where((screen[first] == screen[last]) & away, screen[first], none))


def _screen_of_label(stream: Stream) -> Ints:
    return np.array([screen for screen, _, _ in stream.labels], dtype=np.int64)

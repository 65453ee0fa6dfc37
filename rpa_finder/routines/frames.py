"""Steps that work begins and ends with: a screen is opened, others are looked at, and it is come back to.

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
"""What so many of the pieces that hold a step begin and end with may be their frame."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What each piece begins and ends with."""

    stream: Stream
    pieces: Pieces
    label: Ints
    """Per piece: the label that it begins and ends with, having shown another application in between; else -1."""

    def any(self) -> bool:
        """Say whether anything is framed."""
        return bool((self.label >= 0).any())

    def none(self) -> Frames:
        """Give the same pieces with nothing framed."""
        return Frames(self.stream, self.pieces, np.full_like(self.label, -1))

    def usual(self, member: Ints) -> int:
        """Give the label that most of some pieces begin and end with, -1 if only few have any."""
        framed = np.bincount(self.label[member] + 1, minlength=self.stream.n_labels + 1)[1:]
        label = int(framed.argmax())
        return label if framed[label] >= FRAME_SHARE * len(member) else -1

    def firmness(self, member: Ints, label: int) -> float:
        """Give how much more often some pieces begin and end with a label than if their events were shuffled, 0 to 1.

        0 where too few of them do at all.
        """
        framed = float((self.label[member] == label).mean())
        if framed < FRAME_SHARE:
            return 0.0
        size = np.diff(self.pieces.bounds)[member]
        events = np.concatenate([self.pieces.events(int(piece)) for piece in member])
        held = np.add.reduceat((self.stream.label[events] == label).astype(np.float64), np.cumsum(size) - size)
        chance = float((held * (held - 1.0) / np.maximum(size * (size - 1.0), 1.0)).mean())
        return max(0.0, (framed - chance) / max(1.0 - chance, 1e-9))


def find_frames(stream: Stream, pieces: Pieces) -> Frames:
    """Find what pieces begin and end with; nothing where the log knows fields, which tell more."""
    none = np.full(pieces.count, -1, dtype=np.int64)
    if not pieces.count or any(element >= 0 for _, _, element in stream.labels):
        return Frames(stream, pieces, none)
    first, last = pieces.order[pieces.bounds[:-1]], pieces.order[pieces.bounds[1:] - 1]
    app = stream.app[[screen for screen, _, _ in stream.labels]][stream.label]
    inside = np.flatnonzero(pieces.of >= 0)
    of = pieces.of[inside]
    away = np.zeros(pieces.count, dtype=np.bool_)
    away[of[app[inside] != app[first[of]]]] = True
    label = stream.label[first]
    return Frames(stream, pieces, np.where((label == stream.label[last]) & away, label, none))

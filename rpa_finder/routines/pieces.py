"""Pieces of work: the stretches of a stream that may be executions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rpa_finder.routines.stream import Bools, Ints


@dataclass(frozen=True, slots=True)
class Pieces:
    """The stream in pieces of work: piece of each event (-1 = none), pieces numbered from 0."""

    of: Ints
    count: int
    order: Ints
    """Events sorted by piece."""
    bounds: Ints
    """Where each piece starts in order."""

    def events(self, piece: int) -> Ints:
        """Give the events of a piece, in order."""
        return self.order[self.bounds[piece] : self.bounds[piece + 1]]


def make_pieces(of: Ints, count: int) -> Pieces:
    """Index the pieces; of: per event, -1 = none."""
    order = np.argsort(of, kind="stable")
    return Pieces(of, count, order, np.searchsorted(of[order], np.arange(count + 1)))


def pieces_of_cut(cut: Bools) -> Pieces:
    """Number the pieces between cuts."""
    of = np.cumsum(cut).astype(np.int64) - 1
    return make_pieces(of, int(of[-1]) + 1 if len(of) else 0)

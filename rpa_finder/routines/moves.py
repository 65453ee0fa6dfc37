"""Which events of a terminal only lead to another screen: menus, command lines, and the keys that go back to a menu.

In: events in order of work. Out: for each the screen that it leads to. Some
agents go through menus and some type where they want to go; what is done is
the same, and how they got there is no part of it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

POINTED = ("click", "copy", "cut", "paste", "select")
"""Actions of a log that sees a mouse or a clipboard: there, going to a screen is an event of its own."""
WAYS = 3
WAY_SHARE = 0.05
WAY_LEAST = 3
LEAVES = 0.7
"""An entry that goes somewhere leaves its screen so often, for so many screens, each with so large a share."""
MOSTLY = 0.5
ALWAYS = 0.97
"""Where so many ways to a menu are a key, that key is a part of going on."""


class Moves(NamedTuple):
    """Where events lead, one entry per event."""

    target: Ints
    """Screen that the event leads to, -1 = it is no move."""
    passing: Bools
    """A part of a move that a later event completes: back to the menu, before its option."""


def find_moves(action: Any, screen: Ints, element: Ints, start: Bools, second: Floats) -> Moves:
    """Tell moves from work, where nothing but keys and entries is seen; start: first events of sessions."""
    n = len(action)
    none = Moves(np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.bool_))
    typed, key = action == "input", action == "key"
    if not typed.any() or np.isin(action, POINTED).any():
        return none
    to = _next(screen, start)
    leaves = (to >= 0) & (to != screen)
    # A trace tells what was typed and the key that sent it as two events of one moment.
    sent = np.append(key[1:] & leaves[1:] & (screen[1:] == screen[:-1]) & ~start[1:] & (np.diff(second) == 0), False)
    to = np.where(sent & typed, np.append(to[1:], -1), to)
    goes = _goes(np.flatnonzero(typed & (element >= 0)), screen, element, to)
    if not len(goes):
        return none
    target, passing = none
    pairs = goes[sent[goes]]
    passing[pairs] = True
    target[goes], target[pairs + 1] = to[goes], to[pairs]
    menu = _menus(screen, start, target >= 0)
    # Elsewhere the key that leads back to the menu is how a piece of work ends.
    reaches = leaves & (target < 0) & menu[np.maximum(to, 0)]
    back = reaches & key
    passing |= back & (back.sum() >= ALWAYS * reaches.sum())
    passing |= (target >= 0) & menu[np.maximum(target, 0)]
    return _completed(target, passing, start)


def _next(screen: Ints, start: Bools) -> Ints:
    to = np.append(screen[1:], -1)
    to[:-1][start[1:]] = -1
    return to


def _goes(at: Ints, screen: Ints, element: Ints, to: Ints) -> Ints:
    """Give the entries that go to another screen; at: entries; to: per event, the screen that follows it.

    They are of fields that do nothing else on most of the screens that have them.
    """
    width = int(element.max()) + 1
    field, of = np.unique(screen[at] * width + element[at], return_inverse=True)
    leaves = (to[at] >= 0) & (to[at] != screen[at])
    seen = np.bincount(of)
    away = np.bincount(of, weights=leaves)
    screens = int(screen.max()) + 1
    way, counts = np.unique(of[leaves] * screens + to[at][leaves], return_counts=True)
    usual = counts >= np.maximum(WAY_SHARE * away[way // screens], WAY_LEAST)
    ways = np.bincount(way[usual] // screens, minlength=len(field))
    many = (ways >= WAYS) & (away >= LEAVES * seen)
    # A command line is on every screen; on screens seldom seen it leads to few.
    name = field % width
    all_of, leading = np.bincount(name, weights=seen), np.bincount(name, weights=seen * many)
    goes = leading[name] > MOSTLY * all_of[name]
    return np.asarray(at[leaves & goes[of]], dtype=np.int64)


def _menus(screen: Ints, start: Bools, moves: Bools) -> Bools:
    """Say which screens are there to be left: hardly anything but moves begins there, and seldom does one end there."""
    n = int(screen.max()) + 1
    came = np.append(False, (screen[1:] != screen[:-1]) & ~start[1:])
    by_move = came & np.append(False, moves[:-1])
    all_of, left = np.bincount(screen, minlength=n), np.bincount(screen[moves], minlength=n)
    entered, moved = np.bincount(screen[came], minlength=n), np.bincount(screen[by_move], minlength=n)
    return np.asarray((left >= MOSTLY * all_of) & (moved < MOSTLY * entered))


def _completed(target: Ints, passing: Bools, start: Bools) -> Moves:
    """Let a move that is passed through lead where the next event leads; without one it stays what it is."""
    n = len(target)
    after = np.minimum.accumulate(np.where(passing, n, np.arange(n))[::-1])[::-1]
    last = np.minimum(after, n - 1)
    session = np.cumsum(start)
    known = passing & (after < n) & (session[last] == session) & (target[last] >= 0)
    return Moves(np.where(known, target[last], np.where(passing, -1, target)), known)

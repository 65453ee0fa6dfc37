"""One of many alike: elements of which people pick any one, a hit in a list, a day, a free slot.

In: UILog with screens, sorted by agent. Out: UILog in which such elements have
one name. Without this, what is one step of a routine would be as many steps as
the list is long, above all in anonymous web logs, where paths name fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.events import UILog, coded_texts

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

_ORDINAL = re.compile(r"(?<=[\[(])(\d+)(?=[\])])")
"""A place among equals in a path: li[3], nth-child(3). The number of Button3 is its name."""
_EVERY = tuple(range(1, 24, 2))
"""Places of the ordinals of a name that are looked at, the first twelve."""
_LEAST_NAMES, _LEAST_PICKED = 3, 20
"""Alike names that make a list, and how often one of them must be picked before anything can be said."""
_TOLD = 0.1
"""A number that tells so much of what comes before or after (share of its entropy) is no choice among equals."""
_BESIDE = 0.5
"""Elements that so often stand beside each other are the fields of a form, or its rows in turn."""
_NEIGHBOURS = 15
"""Neighbours told apart, the most usual ones; all others are one."""

_Name = tuple[str, ...]
"""Texts between ordinals and the ordinals, in turn."""


def name_choices(log: UILog) -> UILog:
    """Put '#' for an ordinal in the paths of elements of which people pick any one.

    Such paths differ in that number only, and it tells next to nothing of what
    is done just before or after. Fields of a form come one after another, and
    entries of a menu lead to different places: they keep theirs.
    """
    elements = [*log.categories("element"), ""]
    if not any(map(_ORDINAL.search, elements)):
        return log
    pairs, pair = np.unique(
        (log.codes("app") + 1) * len(elements) + log.codes("element") % len(elements), return_inverse=True
    )
    app = (pairs // len(elements)).tolist()
    names = [_split(elements[i]) for i in (pairs % len(elements)).tolist()]
    steps = _Steps.of_log(log, pair)
    folded = False
    for places in (_EVERY, *((place,) for place in _EVERY)):
        for masked, members in _families(app, names, places).items():
            number = np.unique([names[i] for i in members], axis=0, return_inverse=True)[1]
            if number.max() + 1 >= _LEAST_NAMES and steps.are_choices(members, number):
                folded = True
                for i in members:
                    names[i] = masked[1]
    if not folded:
        return log
    texts, codes = np.unique(np.asarray([*("".join(parts) for parts in names), ""], dtype=object), return_inverse=True)
    return log.with_columns(element=coded_texts(codes[pair], texts))


@dataclass(frozen=True, slots=True)
class _Steps:
    """What is done after what: rows in a row on one element of one screen are one step."""

    element: Ints
    place: Ints
    """Screen and element of each step."""
    joined: Bools
    """The same agent did the step before."""
    order: Ints
    """The steps by element, ..."""
    bounds: Ints
    """... and where each element begins among them."""

    @classmethod
    def of_log(cls, log: UILog, element: Ints) -> _Steps:
        screen = log.codes("screen") + 1
        place = np.unique(element * (int(screen.max(initial=0)) + 1) + screen, return_inverse=True)[1]
        agent = log.codes("agent")
        same = np.append(False, agent[1:] == agent[:-1])
        first = np.flatnonzero(~(same & np.append(False, place[1:] == place[:-1])))
        element = element[first]
        order = np.argsort(element, kind="stable")
        bounds = np.searchsorted(element[order], np.arange(int(element.max(initial=-1)) + 2))
        return cls(element, place[first], same[first], order, bounds)

    def are_choices(self, elements: list[int], number: Ints) -> bool:
        """Say whether the number of each of these elements says next to nothing of what stands beside it.

        elements: ascending; number: of each.
        """
        size = self.bounds[np.array(elements) + 1] - self.bounds[elements]
        if size.sum() < _LEAST_PICKED:
            return False
        at = np.concatenate([self.order[self.bounds[i] : self.bounds[i + 1]] for i in elements])
        own = np.repeat(number, size)
        for beside in (at - 1, at + 1):
            known = (beside >= 0) & (beside < len(self.element))
            known[known] = self.joined[np.maximum(at, beside)[known]]
            near = beside[known]
            if self._others(near, own[known], elements, number) > _BESIDE * len(at):
                return False
            if _told(own[known], self.place[near]) > _TOLD:
                return False
        return True

    def _others(self, near: Ints, own: Ints, elements: list[int], number: Ints) -> int:
        """Count the neighbours that are another one of these elements."""
        found = self.element[near]
        which = np.minimum(np.searchsorted(elements, found), len(elements) - 1)
        return int(((np.array(elements)[which] == found) & (number[which] != own)).sum())


def _told(number: Ints, beside: Ints) -> float:
    """Give the share of the entropy of beside that number surely explains.

    Mutual information less its bias, (r-1)(c-1)/2n for r numbers and c
    neighbours (Miller 1955), and less one standard deviation of it by chance.
    """
    if not len(number):
        return 0.0
    _, code, counts = np.unique(beside, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-counts, kind="stable"))
    column = np.minimum(rank[code], _NEIGHBOURS)
    table = np.zeros((int(number.max()) + 1, int(column.max()) + 1))
    np.add.at(table, (number, column), 1.0)
    table = table[table.sum(axis=1) > 0]
    n, free = len(number), (table.shape[0] - 1) * (table.shape[1] - 1)
    entropy = _nats(table.sum(axis=0)) / n
    if not entropy:
        return 0.0
    mutual = entropy + (_nats(table.sum(axis=1)) - _nats(table.ravel())) / n
    return float((mutual - (free + np.sqrt(2.0 * free)) / (2.0 * n)) / entropy)


def _nats(counts: Any) -> Any:
    """Give the entropy of what is counted, times its number."""
    counts = counts[counts > 0]
    return -(counts * np.log(counts / counts.sum())).sum()


def _families(app: list[int], names: list[_Name], places: tuple[int, ...]) -> dict[tuple[int, _Name], list[int]]:
    """Give the elements of an application that differ in numbers at these places alone; '#' stands for what differs."""
    alike: dict[tuple[int, _Name], list[int]] = {}
    for i, name in enumerate(names):
        if any(place < len(name) for place in places):
            masked = tuple("#" if place in places else part for place, part in enumerate(name))
            alike.setdefault((app[i], masked), []).append(i)
    families = {}
    for (owner, _), members in alike.items():
        first = names[members[0]]
        parts = zip(*(names[i] for i in members), strict=True)
        families[owner, tuple("#" if set(at) != {one} else one for one, at in zip(first, parts, strict=True))] = members
    return families


def _split(text: str) -> _Name:
    return tuple(_ORDINAL.split(text))

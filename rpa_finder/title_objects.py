"""Tell the pages in titles from the objects that they show.

In: the titles of one application and shape, cut into pieces. Out: what stays
of each title and what is taken out.

1. Split a shape by the piece with the fewest alternatives, as long as those
   are used by several agents again and again: page names, not objects.
2. What is left with many alternatives is an object, unless the alternative is
   used again and again, and not like the others or with an id of its own in it
   ("Tenancy notice #"): then it is a page.
3. Fewer alternatives are objects where the same piece beside another page is
   one, or where they were found to be objects elsewhere.
4. Words that many objects begin or end with are the page's ("Customer Ann").

The idea of splitting at the position with the fewest values is IPLoM's
(Makanju et al., 2009), there for lines of system logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rpa_finder.title_tokens import LEAST_OBJECTS, MOST_PAGES, Array, Members, Neighbours, Pieces, Spread

_LEAST_NEW_OBJECTS = 6
"""Fewer alternatives that never come again are no sign of objects either."""
_LEAST_BESIDE_OBJECTS = 3
"""Alternatives that are objects if the same piece of another page is one."""
_OBJECT_SHARE = 0.3
"""Alternatives as a share of the titles from which a position holds objects."""
_TITLES_PER_WORD = 8
_PAGE_WORD_SHARE = 0.2
"""Share of the objects that a word must begin or end to belong to the page."""
_MOST_WORDS = 12
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WORD = re.compile(r"[^\W_]+")

Cut = tuple[Pieces, tuple[str, ...]]
"""The pieces without objects, and the objects."""


def take_out_objects(shapes: Sequence[Members], spread: Spread, neighbours: Neighbours) -> list[dict[Pieces, Cut]]:
    """Give each title of each shape its pieces without objects, and the objects."""
    leaves_of_shape = [list(_leaves(list(members), members, spread)) for members in shapes]
    for members, leaves in zip(shapes, leaves_of_shape, strict=True):
        for leaf in leaves:
            for position in range(len(leaf.titles[0])):
                _find_objects(leaf, position, members, spread, neighbours)
    known = {record_of([taken]) for ls in leaves_of_shape for leaf in ls for taken in leaf.taken()}
    found = []
    for leaves in leaves_of_shape:
        positions = {p for leaf in leaves for p in leaf.cuts}
        for leaf in leaves:
            for position, values in leaf.rare.items():
                _find_again(leaf, position, values, known, position in positions)
        found.append({pieces: leaf.cut(pieces) for leaf in leaves for pieces in leaf.titles})
    return found


def record_of(taken: Iterable[str]) -> str:
    """Give the record of what was taken out of a title: its words in lower case, sorted."""
    return " ".join(sorted({word.lower() for text in taken for word in _WORD.findall(text)}))


@dataclass(slots=True)
class _Leaf:
    """Titles of one page, or of pages that no piece tells apart."""

    titles: list[Pieces]
    cuts: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """By position: what stays of a value and what is taken out."""
    rare: dict[int, list[str]] = field(default_factory=dict)
    """By position: values that may be objects, though too few to tell."""

    def cut(self, pieces: Pieces) -> Cut:
        cut = [self.cuts.get(p, {}).get(piece, (piece, "")) for p, piece in enumerate(pieces)]
        return tuple(c[0] for c in cut), tuple(c[1] for c in cut if c[1])

    def taken(self) -> Iterator[str]:
        return (taken for values in self.cuts.values() for _, taken in values.values())

    def is_framed(self, position: int) -> bool:
        """Tell whether a page name would be left without a position."""
        return any(_LETTERS.search(piece) for p, piece in enumerate(self.titles[0]) if p != position)


def _leaves(titles: list[Pieces], members: Members, spread: Spread) -> Iterator[_Leaf]:
    """Split titles by the position with the fewest alternatives until one position, or no page name, is left."""
    values = [{t[p] for t in titles} for p in range(len(titles[0]))]
    varied = sorted((len(v), p) for p, v in enumerate(values) if len(v) > 1)
    for alternatives, position in varied if len(varied) > 1 else ():
        if alternatives > MOST_PAGES:
            break
        common = _common(titles, position, members, spread)
        if 2 * sum(common[t[position]] for t in titles) < len(titles):
            continue
        parts: dict[str, list[Pieces]] = {}
        for title in titles:
            # What is no page is not told apart.
            parts.setdefault(title[position] if common[title[position]] else "", []).append(title)
        if len(parts) > 1:
            for part in parts.values():
                yield from _leaves(part, members, spread)
            return
    yield _Leaf(titles)


def _common(titles: list[Pieces], position: int, members: Members, spread: Spread) -> dict[str, bool]:
    number, indices, group = _grouped(titles, position, members)
    return dict(zip(number, spread.common(indices, group, len(number)).tolist(), strict=True))


def _grouped(titles: list[Pieces], position: int, members: Members) -> tuple[dict[str, int], list[int], Array]:
    """Number the values of a position, and give the titles that have them with the values' numbers."""
    number: dict[str, int] = {}
    for pieces in titles:
        number.setdefault(pieces[position], len(number))
    indices = [i for pieces in titles for i in members[pieces]]
    group = np.array([number[pieces[position]] for pieces in titles for _ in members[pieces]], dtype=np.int64)
    return number, indices, group


def _find_objects(leaf: _Leaf, position: int, members: Members, spread: Spread, neighbours: Neighbours) -> None:
    number, indices, group = _grouped(leaf.titles, position, members)
    common = spread.common(indices, group, len(number))
    leaf.rare[position] = [v for v, is_common in zip(number, common, strict=True) if not is_common]
    if len(number) < LEAST_OBJECTS:
        few = len(number) >= _LEAST_NEW_OBJECTS and not common.any() and leaf.is_framed(position)
        if few and spread.never_return(indices, group, len(number)):
            leaf.cuts[position] = _cut_words(list(number))
        return
    page = common.copy()
    if common.any():
        page &= ~neighbours.alike(indices, group, len(number), common)
    page |= _names_kind(list(number), group)
    values = [v for v, is_page in zip(number, page, strict=True) if not is_page]
    many = len(values) >= LEAST_OBJECTS and len(values) > _OBJECT_SHARE * len(leaf.titles)
    if many and (leaf.is_framed(position) or spread.tells(indices, len(number))):
        leaf.cuts[position] = _cut_words(values)


def _names_kind(values: list[str], group: Array) -> Array:
    """Say which texts name a kind of object: words beside an id that is masked, and that many titles differ in."""
    titles = np.bincount(group, minlength=len(values))
    worded = [bool("#" in v and _LETTERS.search(v)) for v in values]
    return np.array(worded, dtype=np.bool_) & (titles >= LEAST_OBJECTS)


def _find_again(leaf: _Leaf, position: int, values: list[str], known: set[str], beside: bool) -> None:
    """Take out objects that are too few to tell, from what was found elsewhere."""
    if position in leaf.cuts or not leaf.is_framed(position):
        return
    alternatives = {title[position] for title in leaf.titles}
    if beside and len(values) == len(alternatives) >= _LEAST_BESIDE_OBJECTS:
        leaf.cuts[position] = _cut_words(values)
        return
    seen = [v for v in values if " " in v and "#" not in v and record_of([v]) in known]
    if seen:
        leaf.cuts[position] = {v: ("#", v) for v in seen}


def _cut_words(values: list[str]) -> dict[str, tuple[str, str]]:
    """Take the objects out of texts: words that many begin or end with stay."""
    words = {value: value.split() for value in values}
    start = _shared(values, lambda value, n: words[value][n] if n < len(words[value]) - 1 else "")
    end = _shared(values, lambda value, n: words[value][-1 - n] if n < len(words[value]) - 1 - start[value] else "")
    cuts = {}
    for value, split in words.items():
        middle = split[start[value] : len(split) - end[value]]
        kept = [*split[: start[value]], "#", *split[len(split) - end[value] :]]
        cuts[value] = " ".join(kept), " ".join(middle)
    return cuts


def _shared(values: list[str], word: Callable[[str, int], str]) -> dict[str, int]:
    """Count the words, from one side, that each text shares with many others."""
    length = dict.fromkeys(values, 0)
    groups = [values]
    for n in range(_MOST_WORDS):
        deeper = []
        for group in groups:
            by_word: dict[str, list[str]] = {}
            for value in group:
                by_word.setdefault(word(value, n), []).append(value)
            least = max(_TITLES_PER_WORD, _PAGE_WORD_SHARE * len(group))
            deeper += [g for w, g in by_word.items() if w and len(g) >= least]
        for group in deeper:
            length.update(dict.fromkeys(group, n + 1))
        groups = deeper
    return length

"""Screen templates: window titles and URLs without ids and names of people.

In: the distinct titles of each application and when they were used. Out: a
template a title (the screen) and the record that was taken out of it.

1. Cut off what changes by itself: unread counters, dirty markers, browsers.
2. Mask ids: free-standing numbers, long numbers, e-mail addresses, UUIDs.
3. Cut into pieces at strong separators; titles of one application with the
   same separators are one shape.
4. Mask user names and terminal sessions: whoever sees one all day sees no other.
5. Split a shape by its piece with the fewest alternatives as long as each has
   many titles: page names have few alternatives, objects have many.
6. What is left with many alternatives is an object, unless the alternative is
   seen almost all the time: then it is a page.
7. Titles of odd shapes that fit a screen found so, but for an object with separators in it, are that screen.
8. Words that many objects begin or end with are the page's ("Customer Ann").

The idea of splitting at the position with the fewest values is IPLoM's
(Makanju et al., 2009), there for lines of system logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_Array = np.ndarray[Any, np.dtype[Any]]

_MOST_PAGES = 40
"""A position with more alternatives is not a choice of pages."""
_TITLES_PER_PAGE = 8
"""Titles that each alternative must have on average to be split by."""
_LEAST_OBJECTS = 12
"""Fewer alternatives are no sign of objects."""
_OBJECT_SHARE = 0.3
"""Alternatives as a share of the titles from which a position holds objects."""
_PAGE_BUCKETS = 0.2
"""Share of the hours from which an alternative is a page."""
_RARE_BUCKETS = 4
_TELLING_BUCKETS = 20
"""A log of fewer hours can't tell a page that is seldom seen from an object."""
_PAGE_WORD_SHARE = 0.2
"""Share of the objects that a word must begin or end to belong to the page."""
_MOST_PIECES = 12
_LEAST_TOKENS = 3
"""Fewer users or terminal sessions can't be told from pages."""
_LEAST_DAYS = 6
_MEETINGS = 1.15
"""Agent-days of all tokens, over agent-days with any: 1 if two never meet."""


@dataclass(frozen=True, slots=True)
class Use:
    """When titles were used: pairs of title and bucket (an agent's hour), distinct, sorted by title."""

    title: _Array
    bucket: _Array
    day_of_bucket: _Array
    """The agent's day that each bucket lies in."""


def find_templates(apps: Sequence[str], titles: Sequence[str], use: Use) -> tuple[list[str], list[str]]:
    """Give each title (distinct within its application) its template and its record.

    The record is what was taken out, in lower case with its words sorted, so
    that "SMITH, ANN" and "Ann Smith" are one record; "" if nothing was.
    """
    ids = [""] * len(titles)
    same: dict[tuple[str, str, bool], list[int]] = {}
    for i, title in enumerate(titles):
        is_url = bool(_URL.match(title))
        text, ids[i] = _without_ids(title, is_url)
        same.setdefault((apps[i], text, is_url), []).append(i)
    shapes: dict[tuple[str, _Pieces], dict[_Pieces, list[int]]] = {}
    for (app, text, is_url), alike in same.items():
        pieces, separators = _split(text, is_url)
        shapes.setdefault((app, separators), {}).setdefault(pieces, []).extend(alike)
    spread = _Spread(use, len(titles))
    templates, records = [""] * len(titles), [""] * len(titles)
    frames: dict[str, set[str]] = {}
    odd: list[int] = []
    for (app, separators), shape in shapes.items():
        members = _without_session_tokens(shape, spread)
        if len(members) < _LEAST_OBJECTS:
            odd += [i for indices in members.values() for i in indices if spread.is_rare(i)]
        for pieces, (kept, taken) in _without_objects(members, spread).items():
            template = _join(kept, separators)
            if taken:
                frames.setdefault(app, set()).add(template)
            for i in members[pieces]:
                templates[i] = template
                records[i] = _record([*taken, ids[i]])
    for i, (template, taken_out) in _framed(odd, apps, templates, frames).items():
        templates[i], records[i] = template, _record([taken_out, ids[i]])
    return templates, records


def url_record(url: str) -> str:
    """Give the record that a URL's path and parameters name, "" if none."""
    path, _, query = url.partition("?")
    texts = _SCHEME.sub("", path).split("/")[1:]
    for pair in re.split(r"[&;#]", query):
        name, _, value = pair.partition("=")
        if not _SESSION_PARAMETER.search(name):
            texts.append(value)
    return _record([m.group() for text in texts for m in _ID.finditer(text) if _is_record_id(m.group())])


_Pieces = tuple[str, ...]

_SEPARATOR = re.compile(r"(\s+(?:[-–—|·›»>]|::)\s+|:\s+|\s*[()\[\]]\s*)")
_SCHEME = re.compile(r"^[a-z][a-z+.-]*://+", re.IGNORECASE)
_URL_TAIL = re.compile(r"/*(?:[?#].*)?$", re.DOTALL)
_URL = re.compile(r"^(?:[a-z][a-z+.-]*://|www\.)\S+$", re.IGNORECASE)
_BROWSER = re.compile(
    r"(?:\s+[-–—]\s+(?:Personal|Work|Profile \d+|InPrivate|Privat|Google Chrome|Chromium|Mozilla Firefox"
    r"|Microsoft\W{0,3}Edge|Opera|Brave|Vivaldi|Safari|Internet Explorer|Windows Internet Explorer)"
    r"(?: \((?:Incognito|Private Browsing)\))?)+$"
)
_BROWSER_ENDS = ("Edge", "Chrome", "Firefox", "Chromium", "Opera", "Brave", "Vivaldi", "Safari", "Explorer", ")")
_MARKERS = ("*", "●", "•")
_MORE_WORDS = (" and ", " und ", " et ", " y ")
_MORE_PAGES = re.compile(r"\s+(?:and|und|et|y) \d+ (?:more|other|weitere|autres?|más) \w+$")
_LEADING = re.compile(r"^(?:\(\d+\+?\)|\[\d+\+?\]|[*●•])\s*")
_DIRTY = re.compile(r"\s*[*●•](?=$|\s+[-–—]\s)")
_LETTER_OR_DIGIT = r"[^\W_]"
_ID = re.compile(
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<!{_LETTER_OR_DIGIT})(?:"
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?=[a-fA-F]*\d)[0-9a-fA-F]{8,}"
    rf"|{_LETTER_OR_DIGIT}*?\d{{5,}}{_LETTER_OR_DIGIT}*"
    rf"|\d+)(?!{_LETTER_OR_DIGIT})"
)
_MASKS = re.compile(r"#(?:[-./:,_ T]{1,2}#)+")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_HAS_ID = re.compile(r"[\d@]")
_SESSION_PARAMETER = re.compile(r"sess|token|sid$|^ts$|time|rand|nonce|cache|csrf|state|^_", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WORD = re.compile(r"[^\W_]+")


def _without_ids(title: str, is_url: bool) -> tuple[str, str]:
    """Give a title with its ids masked, and the ids that can name a record."""
    text = _URL_TAIL.sub("", _SCHEME.sub("", title)) if is_url else _without_volatile(title)
    if not _HAS_ID.search(text):
        return text, ""
    ids = " ".join(i for i in _ID.findall(text) if _is_record_id(i))
    return _MASKS.sub("#", _ID.sub("#", text)), ids


def _split(text: str, is_url: bool) -> tuple[_Pieces, _Pieces]:
    """Cut a text into pieces and the separators between them."""
    if is_url:
        pieces = text.split("/", _MOST_PIECES)
        return tuple(pieces), ("/",) * (len(pieces) - 1)
    parts = _SEPARATOR.split(text, maxsplit=_MOST_PIECES)
    return tuple(parts[::2]), tuple(parts[1::2])


def _without_volatile(title: str) -> str:
    """Cut off counters, markers and browsers; the cheap tests spare most titles the patterns."""
    text = title
    if text.endswith(_BROWSER_ENDS):
        text = _BROWSER.sub("", text)
    if text.startswith(("(", "[", *_MARKERS)):
        text = _LEADING.sub("", text)
    if any(marker in text for marker in _MARKERS):
        text = _DIRTY.sub("", text)
    if any(word in text for word in _MORE_WORDS):
        text = _MORE_PAGES.sub("", text)
    return text.strip() or title


def _is_record_id(text: str) -> bool:
    return 4 <= len(text) <= 45 and any(c.isdigit() or c == "@" for c in text) and not _YEAR.match(text)


def _join(pieces: Sequence[str], separators: Sequence[str]) -> str:
    text = pieces[0] + "".join(s + p for s, p in zip(separators, pieces[1:], strict=True))
    return _MASKS.sub("#", " ".join(text.split()))


def _record(taken: Sequence[str]) -> str:
    return " ".join(sorted({word.lower() for text in taken for word in _WORD.findall(text)}))


class _Spread:
    """In how many buckets something was seen."""

    def __init__(self, use: Use, titles: int) -> None:
        self._bucket, self._day = use.bucket, use.day_of_bucket
        self._buckets = int(use.bucket.max(initial=0)) + 1
        self._start = np.searchsorted(use.title, np.arange(titles + 1))

    def is_rare(self, title: int) -> bool:
        """Tell whether a title was seen in a few buckets only."""
        return bool(self._start[title + 1] - self._start[title] <= _RARE_BUCKETS)

    def tells(self, titles: Sequence[int], alternatives: int) -> bool:
        """Tell whether there is enough to call whole titles objects, of which no page name would be left."""
        _, bucket = self._uses(titles, np.zeros(len(titles), dtype=np.int64))
        return alternatives >= _MOST_PAGES and len(np.unique(bucket)) >= _TELLING_BUCKETS

    def common(self, titles: Sequence[int], group: _Array, groups: int) -> _Array:
        """Tell which groups of titles are seen almost all the time."""
        title_group, bucket = self._uses(titles, group)
        seen = self._count(title_group, bucket, groups)
        return np.asarray(seen > max(_RARE_BUCKETS, _PAGE_BUCKETS * len(np.unique(bucket))))

    def exclude_each_other(self, titles: Sequence[int], group: _Array, groups: int) -> bool:
        """Tell whether groups of titles hardly ever meet in one agent's day, though days have many hours."""
        title_group, bucket = self._uses(titles, group)
        day = self._day[bucket]
        days, hours = self._count(title_group, day, groups), self._count(title_group, bucket, groups)
        together = len(np.unique(day))
        return bool(together >= _LEAST_DAYS and days.sum() <= _MEETINGS * together and hours.sum() >= 2 * days.sum())

    def _uses(self, titles: Sequence[int], group: _Array) -> tuple[_Array, _Array]:
        index = np.asarray(titles, dtype=np.int64)
        start, size = self._start[index], self._start[index + 1] - self._start[index]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        return np.repeat(group, size), self._bucket[np.repeat(start, size) + within]

    def _count(self, group: _Array, bucket: _Array, groups: int) -> _Array:
        met = np.unique(group * self._buckets + bucket)
        return np.bincount(met // self._buckets, minlength=groups)


def _without_session_tokens(members: dict[_Pieces, list[int]], spread: _Spread) -> dict[_Pieces, list[int]]:
    """Mask pieces that tell who or which terminal it is: crossed with the pages, never two in an agent's day."""
    for position in range(len(next(iter(members))) if len(members) >= 2 * _LEAST_TOKENS else 0):
        pages: dict[str, set[_Pieces]] = {}
        for pieces in members:
            pages.setdefault(pieces[position], set()).add(pieces[:position] + pieces[position + 1 :])
        if len(pages) < _LEAST_TOKENS or sum(len(p) >= 2 for p in pages.values()) < 0.8 * len(pages):
            continue
        number = {value: i for i, value in enumerate(pages)}
        titles = [i for indices in members.values() for i in indices]
        group = np.array([number[pieces[position]] for pieces, indices in members.items() for _ in indices])
        if spread.exclude_each_other(titles, group, len(pages)):
            merged: dict[_Pieces, list[int]] = {}
            for pieces, indices in members.items():
                merged.setdefault((*pieces[:position], "#", *pieces[position + 1 :]), []).extend(indices)
            members = merged
    return members


def _without_objects(
    members: dict[_Pieces, list[int]], spread: _Spread
) -> dict[_Pieces, tuple[_Pieces, tuple[str, ...]]]:
    """Give each member of a shape its pieces without objects, and the objects."""
    found: dict[_Pieces, tuple[_Pieces, tuple[str, ...]]] = {}
    for leaf in _leaves(list(members)):
        columns = [_objects(leaf, position, members, spread) for position in range(len(leaf[0]))]
        for i, pieces in enumerate(leaf):
            cut = [columns[p][i] if columns[p] else (piece, "") for p, piece in enumerate(pieces)]
            found[pieces] = tuple(c[0] for c in cut), tuple(c[1] for c in cut if c[1])
    return found


def _leaves(titles: list[_Pieces]) -> Iterator[list[_Pieces]]:
    """Split titles at the position with the fewest alternatives until none has few."""
    if len(titles) >= 2 * _TITLES_PER_PAGE:
        counts = [(len({t[p] for t in titles}), p) for p in range(len(titles[0]))]
        most = min(_MOST_PAGES, len(titles) // _TITLES_PER_PAGE)
        split = min(((n, p) for n, p in counts if 2 <= n <= most), default=None)
        if split:
            parts: dict[str, list[_Pieces]] = {}
            for title in titles:
                parts.setdefault(title[split[1]], []).append(title)
            for part in parts.values():
                yield from _leaves(part)
            return
    yield titles


def _objects(
    leaf: list[_Pieces], position: int, members: dict[_Pieces, list[int]], spread: _Spread
) -> list[tuple[str, str]]:
    """Give (what stays, what is taken out) of a position for each title; nothing if it holds no objects."""
    number: dict[str, int] = {}
    for pieces in leaf:
        number.setdefault(pieces[position], len(number))
    if len(number) < _LEAST_OBJECTS or len(number) <= _OBJECT_SHARE * len(leaf):
        return []
    titles = [i for pieces in leaf for i in members[pieces]]
    group = np.array([number[pieces[position]] for pieces in leaf for _ in members[pieces]])

    def common(group_of_value: _Array, groups: int) -> _Array:
        return spread.common(titles, group_of_value[group], groups)

    page = common(np.arange(len(number)), len(number))
    framed = any(_LETTERS.search(piece) for p, piece in enumerate(leaf[0]) if p != position)
    if page.mean() > 0.5 or not (framed or spread.tells(titles, len(number))):
        return []
    values = list(number)
    cuts = _cut_words([v for v, is_page in zip(values, page, strict=True) if not is_page])
    return [cuts.get(pieces[position], (pieces[position], "")) for pieces in leaf]


def _framed(
    odd: list[int], apps: Sequence[str], templates: Sequence[str], frames: dict[str, set[str]]
) -> dict[int, tuple[str, str]]:
    """Find the titles of odd shapes that only differ from a screen by an object with separators in it.

    Gives (template, what is taken out) by title. A frame must hold many of
    them: a few may be pages of their own.
    """
    by_edge: dict[tuple[str, str], list[str]] = {}
    for app, found in frames.items():
        for frame in sorted(found, key=lambda f: (-len(f), f)):
            before, _, after = frame.rpartition("#")
            before = before.partition("#")[0]
            if _WORD.search(after):
                by_edge.setdefault((app, after.split()[-1]), []).append(frame)
            elif _WORD.search(before):
                by_edge.setdefault((app, before.split()[0]), []).append(frame)
    held: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    for i in odd:
        words = templates[i].split() or [""]
        for frame in [*by_edge.get((apps[i], words[-1]), ()), *by_edge.get((apps[i], words[0]), ())]:
            before, after = frame.partition("#")[0], frame.rpartition("#")[2]
            text = templates[i]
            if text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after):
                taken = text[len(before) : len(text) - len(after)]
                held.setdefault((apps[i], frame), {})[i] = frame, taken
                break
    return {i: cut for cuts in held.values() if len(cuts) >= _LEAST_OBJECTS for i, cut in cuts.items()}


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
    for n in range(_MOST_PIECES):
        deeper = []
        for group in groups:
            by_word: dict[str, list[str]] = {}
            for value in group:
                by_word.setdefault(word(value, n), []).append(value)
            least = max(_TITLES_PER_PAGE, _PAGE_WORD_SHARE * len(group))
            deeper += [g for w, g in by_word.items() if w and len(g) >= least]
        for group in deeper:
            length.update(dict.fromkeys(group, n + 1))
        groups = deeper
    return length

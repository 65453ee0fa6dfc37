"""Screen templates: window titles and URLs without ids and names of people.

In: the distinct titles of each application and when they were used. Out: a
template a title (the screen) and the record that was taken out of it.

1. Cut off what changes by itself: unread counters, dirty markers, browsers.
2. Mask ids: free-standing numbers, long numbers, e-mail addresses, UUIDs.
3. Cut into pieces at strong separators; titles of one application with the
   same separators are one shape.
4. Mask user names and terminal sessions (title_tokens).
5. Tell page names from objects, and take the objects out (title_objects).
6. Titles of odd shapes that fit a screen found so, but for an object with
   separators in it, are that screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rpa_finder.title_objects import record_of, take_out_objects
from rpa_finder.title_tokens import Array, Members, Neighbours, Pieces, Spread, Use, mask_session_tokens

_LEAST_FRAMED = 12
"""Fewer titles of odd shapes may be pages of their own."""
_MOST_PIECES = 12


def find_templates(apps: Sequence[str], titles: Sequence[str], use: Use) -> tuple[list[str], list[str]]:
    """Give each title (distinct within its application) its template and its record.

    The record is what was taken out, in lower case with its words sorted, so
    that "SMITH, ANN" and "Ann Smith" are one record; "" if nothing was. What
    tells the session but no object is masked and no record.
    """
    spread = Spread(use, len(titles))
    shapes, ids = _shapes(apps, titles)
    keys = list(shapes)
    members = [mask_session_tokens(shape, spread) for shape in shapes.values()]
    neighbours = Neighbours(use, _screens(members, spread, len(titles)), spread)
    templates, records = [""] * len(titles), [""] * len(titles)
    frames: dict[tuple[str, str], int] = {}
    odd: list[int] = []
    for (app, separators), shape, found in zip(
        keys, members, take_out_objects(members, spread, neighbours), strict=True
    ):
        if len(shape) < _LEAST_FRAMED:
            odd += [i for indices in shape.values() for i in indices if spread.is_rare(i)]
        for pieces, (kept, taken) in found.items():
            template = _join(kept, separators)
            if taken:
                frames[app, template] = frames.get((app, template), 0) + len(shape[pieces])
            for i in shape[pieces]:
                templates[i] = template
                records[i] = record_of([*taken, ids[i]])
    for i, (template, taken_out) in _framed(odd, apps, templates, frames).items():
        templates[i], records[i] = template, record_of([taken_out, records[i]])
    return templates, records


def shown_title(title: str) -> str:
    """Give the title, "" if it is what a recorder writes for a window without one."""
    return "" if title in _NO_TITLE else title


def is_browser(app: str) -> bool:
    """Tell whether an application is a web browser: a page is the same page in any of them."""
    return bool(_WEB_BROWSER.match(app))


def url_record(url: str) -> str:
    """Give the record that a URL's path and parameters name, "" if none."""
    path, _, query = url.partition("?")
    texts = _SCHEME.sub("", path).split("/")[1:]
    for pair in re.split(r"[&;#]", query):
        name, _, value = pair.partition("=")
        if not _SESSION_PARAMETER.search(name):
            texts.append(value)
    return record_of([found for text in texts for found in _found_ids(text)])


_SEPARATOR = re.compile(r"(\s+(?:[-–—|·›»>]|::)\s+|:\s+|\s*[()\[\]]\s*)")
_SCHEME = re.compile(r"^[a-z][a-z+.-]*://+", re.IGNORECASE)
_URL_TAIL = re.compile(r"/*(?:[?#].*)?$", re.DOTALL)
_URL = re.compile(r"^(?:[a-z][a-z+.-]*://|www\.)\S+$", re.IGNORECASE)
_NO_TITLE = frozenset({"NO_TITLE"})
"""Tockler's word."""
_WEB_BROWSER = re.compile(
    r"(?:(?:google|microsoft|mozilla|apple|windows)\W{0,3})?(?:chrome|chromium|(?:ms)?edge|firefox|safari|opera|brave"
    r"|vivaldi|internet explorer|iexplore|(?:web )?browser)(?: browser)?(?:\.exe)?$",
    re.IGNORECASE,
)
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
    r"[A-Z]{1,4}-\d{5,}|"
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?=[a-fA-F]*\d)[0-9a-fA-F]{8,}"
    rf"|{_LETTER_OR_DIGIT}*?\d{{5,}}{_LETTER_OR_DIGIT}*"
    rf"|\d+)(?!{_LETTER_OR_DIGIT})"
)
_PREFIX = re.compile(r"^[A-Z]{1,4}-(?=\d+$)")
_MASKS = re.compile(r"#(?:[-./:,_ T]{1,2}#)+")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_HAS_ID = re.compile(r"[\d@]")
_SESSION_PARAMETER = re.compile(r"sess|token|sid$|^ts$|time|rand|nonce|cache|csrf|state|^_", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def _shapes(apps: Sequence[str], titles: Sequence[str]) -> tuple[dict[tuple[str, Pieces], Members], list[str]]:
    """Give the titles by application and separators, and each title's ids."""
    ids = [""] * len(titles)
    same: dict[tuple[str, str, bool], list[int]] = {}
    for i, title in enumerate(titles):
        is_url = bool(_URL.match(title))
        text, ids[i] = _without_ids(title, is_url)
        same.setdefault((apps[i], text, is_url), []).append(i)
    shapes: dict[tuple[str, Pieces], Members] = {}
    for (app, text, is_url), alike in same.items():
        pieces, separators = _split(text, is_url)
        shapes.setdefault((app, separators), {}).setdefault(pieces, []).extend(alike)
    return shapes, ids


def _screens(shapes: Sequence[Members], spread: Spread, titles: int) -> Array:
    """Number the screens before objects are known: what is often seen by itself, all else by its shape."""
    screen = np.zeros(titles, dtype=np.int64)
    count = 0
    for members in shapes:
        indices = [i for alike in members.values() for i in alike]
        group = np.repeat(np.arange(len(members)), [len(alike) for alike in members.values()])
        common = spread.common(indices, group, len(members))
        screen[indices] = count + np.where(common[group], group + 1, 0)
        count += len(members) + 1
    return screen


def _without_ids(title: str, is_url: bool) -> tuple[str, str]:
    """Give a title with its ids masked, and the ids that can name a record."""
    text = _URL_TAIL.sub("", title) if is_url else _without_volatile(title)
    if not _HAS_ID.search(text):
        return text, ""
    ids = " ".join(_found_ids(text))
    return _MASKS.sub("#", _ID.sub("#", text)), ids


def _split(text: str, is_url: bool) -> tuple[Pieces, Pieces]:
    """Cut a text into pieces and the separators between them."""
    if is_url:
        scheme = _SCHEME.match(text)
        host, *path = text[scheme.end() if scheme else 0 :].split("/", _MOST_PIECES)
        return (text[: scheme.end() if scheme else 0] + host, *path), ("/",) * len(path)
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


def _found_ids(text: str) -> list[str]:
    """Give the ids in a text that can name a record, without the letters that some screens put before them."""
    return [_PREFIX.sub("", found) for found in _ID.findall(text) if _is_record_id(found)]


def _is_record_id(text: str) -> bool:
    return 4 <= len(text) <= 45 and any(c.isdigit() or c == "@" for c in text) and not _YEAR.match(text)


def _join(pieces: Sequence[str], separators: Sequence[str]) -> str:
    text = pieces[0] + "".join(s + p for s, p in zip(separators, pieces[1:], strict=True))
    return _MASKS.sub("#", " ".join(text.split()))


def _framed(
    odd: list[int], apps: Sequence[str], templates: Sequence[str], frames: dict[tuple[str, str], int]
) -> dict[int, tuple[str, str]]:
    """Find the titles of odd shapes that only differ from a screen by an object with separators in it.

    Gives (template, what is taken out) by title. A frame must hold many of
    them: a few may be pages of their own.
    """
    by_edge: dict[tuple[str, str], list[str]] = {}
    many = [found for found, titles in frames.items() if titles >= _LEAST_FRAMED]
    for app, frame in sorted(many, key=lambda found: (-len(found[1]), found)):
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
    return {i: cut for cuts in held.values() if len(cuts) >= _LEAST_FRAMED for i, cut in cuts.items()}

"""Time stamps as texts: what shapes they have, and their fields as numbers.

Stamps of one shape (every digit read as 0, every letter as a) have their
fields at the same places, so a column is parsed shape by shape with numpy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]

WIDTH = 72
MAX_SHAPES = 400
_ZONE = r"(?: ?(?P<z>a{1,3}))?(?: ?(?P<sign>[-+])(?P<zh>00):?(?P<zm>00)?)?(?: \([a ]*\))?"
_CLOCK = r"(?P<H>00?):(?P<M>00)(?::(?P<S>00)(?:[.,:](?P<f>0{1,9}))?)?(?: ?(?P<p>a\.? ?a)(?!a)\.?)?"
_TIME = rf"(?:(?:, ?| +|(?P<t>a)){_CLOCK}{_ZONE})?"
_PATTERNS = (
    ("ymd", rf"(?P<Y>0000)(?P<s>[-/.])(?P<m>00?)[-/.](?P<d>00?){_TIME}"),
    ("ymd", r"(?P<Y>0000)(?P<m>00)(?P<d>00)(?:(?P<t>a)?(?P<H>00)(?P<M>00)(?:(?P<S>00)[.,]?(?P<f>000)?)?(?P<z>a)?)?"),
    ("ymd", rf"(?P<Y>0000)(?P<m>00)(?P<d>00){_TIME}"),
    ("xxy", rf"(?P<a>00?)(?P<s>[-/.])(?P<b>00?)[-/.](?P<y>0000|00){_TIME}"),
    ("dny", rf"(?:aaa?,? )?(?P<d>00?)[-/. ]{{1,2}}(?P<mon>a{{3,9}})[-/., ]{{1,2}}(?P<y>0000|00){_TIME}"),
    ("ndy", rf"(?:aaa,? )?(?P<mon>a{{3,9}})\.? (?P<d>00?),? (?P<y>0000){_TIME}"),
    ("number", r"(?P<n>0{5,19})(?:[.,](?P<nf>0{1,9}))?"),
)
_DIGIT_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
_DOTTED_CLOCK = re.compile(r"\d{1,2}\.\d\d(?:\.\d\d)?")
_MONTHS = {
    1: ("jan", "ene", "gen"),
    2: ("feb", "fev"),
    3: ("mar", "mrz"),
    4: ("apr", "abr", "avr"),
    5: ("may", "mai"),
    6: ("jun",),
    7: ("jul",),
    8: ("aug", "ago", "aou"),
    9: ("sep", "set"),
    10: ("oct", "okt", "out"),
    11: ("nov",),
    12: ("dec", "dez", "dic"),
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names}


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """The stamps of one shape."""

    kind: str
    """ymd, xxy (day or month first), dny, ndy (month by name), number, clock; "" = no known shape."""
    rows: Ints
    """Positions of the stamps in the column."""
    letters: Bytes
    """Their characters."""
    spans: dict[str, tuple[int, int]]
    """Field to its place."""

    def number(self, name: str, missing: int = 0) -> Ints:
        """Give a field as integers."""
        if name not in self.spans:
            return np.full(len(self.rows), missing, dtype=np.int64)
        start, stop = self.spans[name]
        # Few digits are added up in few bytes.
        number: Any = np.zeros(len(self.rows), dtype=np.uint16 if stop - start <= 4 else np.int64)
        for place in range(start, stop):
            number *= 10
            number += self.letters[:, place] - np.uint8(ord("0"))
        return np.asarray(number, dtype=np.int64)

    def width(self, name: str) -> int:
        """Give the number of characters of a field, 0 if it is not there."""
        start, stop = self.spans.get(name, (0, 0))
        return stop - start

    def letter(self, name: str) -> Bytes:
        """Give the first character of a field, in lower case."""
        start, _ = self.spans[name]
        return np.asarray(self.letters[:, start] | 0x20, dtype=np.uint8)

    def month(self) -> Ints:
        """Give the month that the field `mon` names, 0 where it names none."""
        start = self.spans["mon"][0]
        three = np.ascontiguousarray(self.letters[:, start : start + 3] | 0x20)
        names, codes = np.unique(three.view("S3").ravel(), return_inverse=True)
        numbers = np.array([_MONTH_OF.get(name.decode("ascii", "replace"), 0) for name in names], dtype=np.int64)
        return np.asarray(numbers[codes], dtype=np.int64)


def shape_groups(texts: Sequence[str] | np.ndarray[Any, Any]) -> Iterator[ShapeGroup]:
    """Split a column of stamps by shape, most frequent shapes not necessarily first."""
    letters = _matrix(texts)
    if _is_one_shape(letters):
        kind, spans = match_shape(_SHAPE_OF[letters[0]].tobytes().rstrip(b"\0").decode("ascii"))
        # Column by column in memory, as the fields are read.
        yield ShapeGroup(kind, np.arange(len(letters), dtype=np.int64), np.asfortranarray(letters), spans)
        return
    shapes = _SHAPE_OF[letters]
    whole = shapes.view(f"S{shapes.shape[1]}").ravel()
    rest = np.arange(len(letters), dtype=np.int64)
    for _ in range(MAX_SHAPES):
        if not len(rest):
            return
        shape = shapes[rest[0]]
        same = whole[rest] == whole[rest[0]] if len(rest) < len(shapes) else whole == whole[0]
        kind, spans = match_shape(shape.tobytes().rstrip(b"\0").decode("ascii"))
        rows, rest = rest[same], rest[~same]
        yield ShapeGroup(kind, rows, letters if len(rows) == len(letters) else letters[rows], spans)
    yield ShapeGroup("", rest, letters[rest], {})


@lru_cache(maxsize=4096)
def match_shape(shape: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Give the kind of stamp that a shape is, and the place of every field."""
    for kind, pattern in (*_PATTERNS, ("clock", _CLOCK)):
        match = re.fullmatch(pattern, shape)
        if match:
            return kind, {name: match.span(name) for name, text in match.groupdict().items() if text is not None}
    return "", {}


def looks_like_time(values: Sequence[str]) -> bool:
    """Tell whether most of the values are stamps with a date or a plausible epoch."""
    return _share(values, _is_stamp) >= 0.6


def has_stamp(header: Sequence[str]) -> bool:
    """Tell whether a line that should hold names of columns holds a time: then it is data.

    Behind characters that were read in the wrong encoding, or that a lost quote left before it, too: what follows
    them are values.
    """
    return any(
        looks_like_time([text])
        for name in header
        for text in (name, *filter(_is_long, (_BEFORE_DIGITS.sub("", word) for word in name.split())))
    )


_BEFORE_DIGITS = re.compile(r"^\D+")


def _is_long(word: str) -> bool:
    return len(word) >= len("2026-03-02") and not word.isdigit()


def looks_like_date(values: Sequence[str]) -> bool:
    """Tell whether most of the values are dates, with or without a time."""
    return _share(values, lambda value: _is_stamp(value) and _kind(value)[0] != "number") >= 0.6


def looks_like_clock(values: Sequence[str]) -> bool:
    """Tell whether most of the values are times of day without a date."""
    return _share(values, lambda value: _kind(value)[0] == "clock") >= 0.6


def looks_like_digit_clock(values: Sequence[str]) -> bool:
    """Tell whether nearly all of the values are times of day without colons: 80116, 080116, 0801 or 08.01.16.

    So are many other numbers: the column's name must say it too.
    """
    return _share(values, _is_digit_clock) >= 0.95


def _is_digit_clock(value: str) -> bool:
    return _DIGIT_CLOCK.fullmatch(value.strip()) is not None or _DOTTED_CLOCK.fullmatch(value.strip()) is not None


def looks_like_bare_date(values: Sequence[str]) -> bool:
    """Tell whether the values are dates without a time of day."""
    return _share(values, lambda value: _kind(value)[0] not in ("", "number") and "H" not in _kind(value)[1]) >= 0.6


def spelt_clock(text: str, seconds: bool = True) -> str:
    """Give a time of day with colons: 08.01.16, 80116 and 080116 are 08:01:16; without seconds 801 is 08:01."""
    plain = text.strip()
    if _DOTTED_CLOCK.fullmatch(plain):
        return plain.replace(".", ":")
    if plain.isascii() and plain.isdigit() and len(plain) <= 6:
        digits = plain.zfill(6 if seconds else 4)
        return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    return text


def _share(values: Sequence[str], test: Any) -> float:
    given = [value for value in values if value.strip()][:200]
    return sum(map(test, given)) / len(given) if given else 0.0


def _is_stamp(value: str) -> bool:
    kind, spans = _kind(value)
    if kind == "number":
        whole = value.strip().replace(",", ".").split(".")[0]
        digits = len(whole)
        # 9-10 s, 12-13 ms, 15-16 us, 18-19 ns since 1990; 5 digits: days of a spreadsheet since 1990.
        return digits in (9, 10, 12, 13, 15, 16, 18, 19) or (digits == 5 and 32874 <= int(whole) <= 73415)
    if kind == "ymd" and "s" not in spans:
        return value.strip()[:2] in ("19", "20")
    return kind not in ("", "clock")


def _kind(value: str) -> tuple[str, dict[str, tuple[int, int]]]:
    shape = _SHAPE_OF[_matrix([value])][0]
    return match_shape(shape.tobytes().rstrip(b"\0").decode("ascii"))


def _is_one_shape(letters: Bytes) -> bool:
    """Tell whether all stamps have the digits and the same other characters where the first has them."""
    if not len(letters):
        return False
    digit = _SHAPE_OF[letters[0]] == ord("0")
    same = letters - np.uint8(ord("0")) < 10
    np.logical_or(same, ~digit, out=same)
    return bool(same.all()) and bool((letters[:, ~digit] == letters[0, ~digit]).all())


def _matrix(texts: Sequence[str] | np.ndarray[Any, Any]) -> Bytes:
    given = isinstance(texts, np.ndarray) and texts.dtype.kind == "S"
    even = None if given else _even_matrix(texts)
    if even is not None:
        return even
    try:
        packed = np.asarray(texts, dtype="S")
    except UnicodeEncodeError:
        # Blanks that word processors and Windows 11 put before AM/PM; accents of month names.
        packed = np.array([_ascii(str(text)) for text in texts], dtype="S")
    if packed.dtype.itemsize > WIDTH:
        packed = packed.astype(f"S{WIDTH}")
    letters = _bytes(packed)
    blank = letters[:, [0, -1]] == ord(" ")
    if not blank.any() and not letters[:, -1].all():
        blank = (letters[:, :-1] == ord(" ")) & (letters[:, 1:] == 0)
    if blank.any():
        letters = _bytes(np.char.strip(packed))
    return letters


def _even_matrix(texts: Sequence[str] | np.ndarray[Any, Any]) -> Bytes | None:
    """Give the characters if all texts are ASCII, of equal length, short and without blanks around them."""
    joined = "\n".join(texts) + "\n"
    width = len(texts[0]) + 1 if len(texts) else 1
    if not 1 < width <= WIDTH or len(joined) != width * len(texts) or not joined.isascii():
        return None
    letters = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(len(texts), width)
    if not (letters[:, -1] == ord("\n")).all() or (letters[:, [0, -2]] <= ord(" ")).any():
        return None
    return letters[:, :-1]


def _bytes(packed: np.ndarray[Any, Any]) -> Bytes:
    width = max(packed.dtype.itemsize, 1)
    return np.frombuffer(np.ascontiguousarray(packed), dtype=np.uint8).reshape(len(packed), width)


def _ascii(text: str) -> str:
    for blank in "\u00a0\u202f\u2009\ufeff":
        text = text.replace(blank, " ")
    return text.replace("\u00e4", "a").replace("\u00fb", "u").replace("\u00e9", "e").encode("ascii", "replace").decode()


def _shape_table() -> Bytes:
    table = np.full(256, ord("?"), dtype=np.uint8)
    for code in range(256):
        character = chr(code)
        if code == 0:
            table[code] = 0
        elif character.isascii() and character.isdigit():
            table[code] = ord("0")
        elif character.isascii() and character.isalpha():
            table[code] = ord("a")
        elif character in " -/.,:+()":
            table[code] = code
    return table


_SHAPE_OF = _shape_table()

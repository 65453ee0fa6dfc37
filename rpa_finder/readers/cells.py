"""The columns of a regular delimited text, taken from its bytes: every different text is made once.

The text is read in pieces that begin and end with whole records. In a piece
the delimiters and line ends outside quotes give where every cell begins and
ends. Cells of a column are told apart by a hash of their bytes, eight at a
time, and compared with the first of their hash, so that a collision is seen.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.readers.layouts import Layout
from rpa_finder.readers.sources import ENDLESS_LINE, MAX_LINE, LogFile, endless_line
from rpa_finder.readers.stamps import WIDTH

MAX_FIELD = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_BLANKS = (b" ", b"\xc2\xa0", b"\xa0")
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_WORD = 8
_LONG = 2048
"""A piece with longer cells has few of them: they are compared one by one."""
_MIX = np.uint64(0x9E3779B97F4A7C15)

_Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class RegularTable:
    """What a pass over the bytes found."""

    columns: dict[str, Any] | None
    """Texts as categories, columns of times as arrays of bytes; None if the text is not regular."""
    line: _Ints
    """1-based physical line of every record that is not blank (only right if regular)."""
    split: bool
    """True if texts may be split: the file never quotes, and some field begins with a blank."""


def read_regular(file: LogFile, layout: Layout, columns: Sequence[str], times: Collection[str] = ()) -> RegularTable:
    """Read the named columns if all records are sound: equal field counts, closed quotes, nothing odd.

    `times` are those that hold stamps, nearly all of them different. Raises InputError line-too-long as soon as a
    line, and unclosed-quote as soon as a quoted text, exceeds 64 MiB.
    """
    takers = {name: _Stamps() if name in times else _Texts(layout) for name in columns}
    places = {name: layout.header.index(name) for name in columns}
    state = _State(layout, file.name)
    lines: list[_Ints] = []
    for piece in state.whole_records(_after(file, layout.body)):
        cells = state.locate(piece)
        if cells is None:
            continue
        lines.append(cells.line)
        for name, taker in takers.items() if len(cells.first) else ():
            state.regular &= taker.take(cells, *cells.column(places[name]))
    line = np.concatenate(lines) if lines else np.empty(0, dtype=np.int64)
    found = {name: taker.column() for name, taker in takers.items()} if state.regular and len(line) else None
    return RegularTable(found, line, state.blank_after and not state.quoted)


def unclosed_quote(where: str, line: int) -> InputError:
    """Give the error of a quote that opens on that line."""
    what = f"has a quote that opens on line {line} and never closes."
    return InputError("unclosed-quote", where, what, "Mend that line, or export with quotes doubled.")


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where the cells of some records are."""

    data: bytes
    """The records, and some zero bytes."""
    text: str | None
    """The same, if it is ASCII."""
    first: _Ints
    """Where every record begins."""
    ends: _Ints
    """Where every cell ends: a row per record, a column per field."""
    line: _Ints

    def column(self, place: int) -> tuple[_Ints, _Ints]:
        """Give where the cells of a field begin and end."""
        start = self.first if place == 0 else self.ends[:, place - 1] + 1
        return start, self.ends[:, place]


class _State:
    """What is carried from one piece to the next."""

    def __init__(self, layout: Layout, where: str) -> None:
        self.width = len(layout.header)
        self.delimiter = ord(layout.delimiter)
        self.signs = [layout.delimiter.encode() + blank for blank in _BLANKS]
        self.where = where
        self.line = layout.body_line
        """Line of the next byte."""
        self.open = 0
        """Bytes since the last line end."""
        self.regular = True
        self.quoted = False
        self.quote_line, self.quoted_bytes = 0, 0
        """Where a quoted text that is still open began, 0 if there is none, and its length so far."""
        self.blank_after = False
        """True if a blank, breaking or not, was seen after a delimiter."""

    def whole_records(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give the bytes in pieces that end with a line end outside quotes, as long as all is regular."""
        rest = b""
        for piece in pieces:
            self._check_length(piece)
            whole = rest + piece
            self._note_blanks(whole)
            self._check_quote(piece)
            if not self.regular:
                # Only the last signs: a blank may follow a delimiter.
                rest = piece[-2:]
                continue
            cut = self._last_end(whole)
            rest = whole[cut:]
            if cut:
                yield whole[:cut]
            # A quote that never closes is not to be looked at again and again.
            if len(rest) > MAX_LINE:
                self.regular = False
                self._note_open_quote(rest)
        if rest and self.regular:
            yield rest + b"\n"

    def locate(self, piece: bytes) -> _Cells | None:
        """Give where the cells are; None, and no longer regular, if a record is not sound."""
        data = piece + b"\0" * WIDTH
        letters = np.frombuffer(data, dtype=np.uint8)[: len(piece)]
        special = letters == _NEWLINE
        special |= letters == self.delimiter
        quoted = b'"' in piece
        if quoted:
            special |= letters == _QUOTE
        places = np.flatnonzero(special)
        kinds = letters[places]
        newlines = places[kinds == _NEWLINE]
        if quoted:
            quotes = kinds == _QUOTE
            outside = (np.bitwise_xor.accumulate(quotes.view(np.uint8)) == 0) & ~quotes
            places, kinds = places[outside], kinds[outside]
        record_ends = np.flatnonzero(kinds == _NEWLINE)
        at = places[record_ends]
        first = np.concatenate([[0], at[:-1] + 1])
        fields = np.diff(record_ends, prepend=-1)
        returns = b"\r" in piece
        full = fields == self.width
        if not full.all():
            blank = (fields == 1) & (at - first <= (1 if returns else 0))
            full &= ~blank
            self.regular &= bool(np.all(full | blank))
        ascii = piece.isascii()
        self.regular &= bool(len(at)) and not (b"\0" in piece or (not ascii and _BOM in piece))
        self.regular &= not (returns and piece.count(b"\r") != piece.count(b"\r\n"))
        longest = max(int(newlines[:1].sum()), int(np.diff(newlines).max(initial=0)))
        self.regular &= longest <= MAX_LINE
        lines = self.line + np.searchsorted(newlines, first)
        self.line += len(newlines)
        if not self.regular:
            return None
        ends = places.reshape(-1, self.width) if full.all() else places[np.repeat(full, fields)].reshape(-1, self.width)
        if returns:
            last = ends[:, -1]
            ends[:, -1] = last - (letters[last - 1] == _RETURN)
        first = first[full]
        if int((ends[:, -1] - first).max(initial=0)) > MAX_FIELD:
            self.regular &= max(int(np.diff(ends).max()), int((ends[:, 0] - first).max())) <= MAX_FIELD
        text = data.decode("ascii") if ascii else None
        return _Cells(data, text, first, ends, lines[full]) if self.regular else None

    def _last_end(self, piece: bytes) -> int:
        """Give the place after the last line end outside quotes, 0 if there is none."""
        cut = piece.rfind(b"\n") + 1
        if b'"' not in piece:
            return cut
        self.quoted = True
        inside = np.count_nonzero(np.frombuffer(piece, dtype=np.uint8)[:cut] == _QUOTE) % 2 == 1
        # The quote that is open at that line end was opened on a line before it: go back until it is not.
        while inside and cut:
            opened = piece.rfind(b'"', 0, cut)
            cut = piece.rfind(b"\n", 0, opened) + 1
            inside = piece.count(b'"', 0, cut) % 2 == 1
        return cut

    def _note_open_quote(self, rest: bytes) -> None:
        """Remember where a quoted text begins that a piece leaves open; a quote inside a text begins none."""
        quote = rest.rfind(b'"') if rest.count(b'"') % 2 else -1
        if quote >= 0 and (quote == 0 or rest[quote - 1] in (_NEWLINE, self.delimiter)):
            self.quote_line, self.quoted_bytes = self.line + rest.count(b"\n", 0, quote), len(rest) - quote

    def _check_quote(self, piece: bytes) -> None:
        """Stop at once where a quoted text goes on and on: nobody wants the rest of the file looked through for it."""
        if not self.quote_line:
            return
        if b'"' in piece:
            self.quote_line = 0
        self.quoted_bytes += len(piece)
        if self.quote_line and self.quoted_bytes > ENDLESS_LINE:
            raise unclosed_quote(self.where, self.quote_line)

    def _note_blanks(self, piece: bytes) -> None:
        self.quoted = self.quoted or b'"' in piece
        if not self.quoted and not self.blank_after:
            self.blank_after = any(sign in piece for sign in self.signs)

    def _check_length(self, piece: bytes) -> None:
        end = piece.rfind(b"\n") + 1
        # Old Macintosh files end their lines with a return alone.
        end = max(end, piece.rfind(b"\r") + 1)
        self.open = len(piece) - end if end else self.open + len(piece)
        if self.open > ENDLESS_LINE:
            raise endless_line(self.where)


class _Texts:
    """A column of texts, as numbers of different ones."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.known: dict[str, int] = defaultdict(count().__next__)
        """A number for every different text, in the order in which they come."""
        self.codes: list[np.ndarray[Any, np.dtype[np.int32]]] = []

    def take(self, cells: _Cells, start: _Ints, end: _Ints) -> bool:
        """Add the cells of a piece; False if one is no text in the encoding."""
        codes, first = _different(cells.data, start, end)
        start, end, known = start[first], end[first], self.known
        pairs = zip(start.tolist(), end.tolist(), strict=True)
        if cells.text is not None:
            texts = [cells.text[a:b] for a, b in pairs]
        else:
            try:
                texts = [cells.data[a:b].decode(self.layout.encoding) for a, b in pairs]
            except UnicodeDecodeError:
                return False
        for i in np.flatnonzero(np.frombuffer(cells.data, dtype=np.uint8)[start] == _QUOTE):
            texts[i] = self._unquoted(texts[i])
        numbers = np.fromiter(map(known.__getitem__, texts), np.int32, len(texts))
        self.codes.append(numbers[codes])
        return True

    def _unquoted(self, text: str) -> str:
        inner = text[1:-1]
        if len(text) > 1 and text[-1] == '"' and '"' not in inner:
            return inner
        return next(csv.reader(text.splitlines(keepends=True), delimiter=self.layout.delimiter))[0]

    def column(self) -> Any:
        """Give the column as categories."""
        codes = np.concatenate(self.codes)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(list(self.known), dtype="str")))


class _Stamps:
    """A column of times, nearly all of them different: kept as bytes."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray[Any, Any]] = []

    def take(self, cells: _Cells, start: _Ints, end: _Ints) -> bool:
        """Add the cells of a piece; False if one is too long or not ASCII."""
        letters = np.frombuffer(cells.data, dtype=np.uint8)
        quoted = (letters[start] == _QUOTE) & (end - start > 1)
        start, width = start + quoted, end - start - 2 * quoted
        longest = int(width.max(initial=1)) or 1
        if longest > WIDTH:
            return False
        # Every text that long, wherever it begins: those of the cells are copied as a whole.
        anywhere = np.ndarray((len(letters) - longest + 1,), dtype=f"S{longest}", buffer=cells.data, strides=(1,))
        part = anywhere[start]
        matrix = part.view(np.uint8).reshape(len(part), longest)
        if int(width.min(initial=0)) < longest:
            matrix[np.arange(longest) >= width[:, None]] = 0
        self.parts.append(part)
        return not (matrix >= 128).any()

    def column(self) -> Any:
        """Give the column as bytes."""
        return np.concatenate(self.parts)


def _different(data: bytes, start: _Ints, end: _Ints) -> tuple[_Ints, _Ints]:
    """Give the number of every cell's text, and where each text is first."""
    width = end - start
    least, most = int(width.min()), int(width.max())
    if most > _LONG:
        return _one_by_one(data, start, end)
    words = np.ndarray((len(data) - _WORD + 1,), dtype="<u8", buffer=data, strides=(1,))
    if most <= _WORD:
        # No cell holds a zero byte: the word is the text.
        return _numbered(_ending(words[start], width))
    hashes = mixed = width.astype(np.uint64) * _MIX
    at, left, rows = start, width, np.arange(len(width), dtype=np.int64)
    parts: list[tuple[_Ints, Any]] = []
    for offset in range(0, most, _WORD):
        if least <= offset:
            more = np.flatnonzero(left > 0)
            rows, at, left, mixed = rows[more], at[more], left[more], mixed[more]
        part = words[at]
        if least < offset + _WORD:
            part = _ending(part, left)
        mixed = (mixed ^ part) * _MIX
        mixed ^= mixed >> np.uint64(29)
        hashes[rows] = mixed
        parts.append((rows, part))
        at, left = at + _WORD, left - _WORD
    codes, first = _numbered(hashes)
    same = first[codes]
    sound = bool((width == width[same]).all())
    whole = np.zeros(len(width), dtype=np.uint64)
    for rows, part in parts:
        # Cells of one length have the same words: what others left in the array is not looked at.
        whole[rows] = part
        sound = sound and bool((part == whole[same[rows]]).all())
    return (codes, first) if sound else _one_by_one(data, start, end)


def _ending(part: Any, left: _Ints) -> Any:
    """Shift words until nothing is left of what stands behind their cells, which end after so many bytes."""
    behind = _WORD - left
    np.maximum(behind, 0, out=behind)
    behind <<= 3
    return part << behind.view(np.uint64)


def _one_by_one(data: bytes, start: _Ints, end: _Ints) -> tuple[_Ints, _Ints]:
    return _numbered(np.array([data[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)], dtype=object))


def _numbered(keys: Any) -> tuple[_Ints, _Ints]:
    codes, found = pd.factorize(keys)
    first = np.empty(len(found), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return np.asarray(codes, dtype=np.int64), first


def _after(file: LogFile, skip: int) -> Iterator[bytes]:
    for piece in file.chunks():
        if skip >= len(piece):
            skip -= len(piece)
            continue
        yield piece[skip:] if skip else piece
        skip = 0

"""One pass over the bytes of a delimited text: is every record well formed, and on which line is it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.errors import InputError
from rpa_finder.readers.layouts import Layout
from rpa_finder.readers.sources import LogFile

MAX_LINE = 1024 * 1024
"""A record with a longer line is left out."""
ENDLESS_LINE = 64 * MAX_LINE
"""A longer line is no record at all: the file has no line breaks."""
MAX_FIELD = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_BLANKS = (b" ", b"\xc2\xa0", b"\xa0")
_NEWLINE, _QUOTE = 10, 34


@dataclass(frozen=True, slots=True)
class Structure:
    """What the pass found."""

    regular: bool
    """True if a fast parser can be trusted: equal field counts, closed quotes, nothing odd."""
    line: np.ndarray[Any, np.dtype[np.int64]]
    """1-based physical line of every record that is not blank (only right if regular)."""
    split: bool
    """True if texts may be split: the file never quotes, and some field begins with a blank."""


def scan_structure(file: LogFile, layout: Layout) -> Structure:
    """Look at every byte of the records.

    Raises InputError line-too-long as soon as a line exceeds 64 MiB.
    """
    width = len(layout.header)
    state = _State(layout.body_line, ord(layout.delimiter), file.name)
    starts: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    regular = True
    for piece in _after(file.chunks(), layout.body):
        fields, lengths, lines = state.take(piece)
        blank = (fields == 1) & (lengths <= (2 if state.returns else 1))
        full = fields == width
        regular &= bool(np.all(full | blank)) and not np.any(lengths > MAX_FIELD)
        starts.append(lines[full])
    if state.length:
        regular &= state.fields + 1 == width
        starts.append(np.array([state.record_line], dtype=np.int64))
    regular &= not (state.inside or state.odd or state.long) and state.returns == state.return_newlines
    line = np.concatenate(starts) if starts else np.empty(0, dtype=np.int64)
    return Structure(regular, line, state.blank_after and not state.quoted)


def endless_line(where: str) -> InputError:
    """Give the error of a file that has no line breaks."""
    what = f"has a line of more than {ENDLESS_LINE // 1024**2} MiB."
    return InputError("line-too-long", where, what, "Check that it is a log with line breaks.")


class _State:
    """What is carried from one piece to the next."""

    def __init__(self, first_line: int, delimiter: int, where: str) -> None:
        self.delimiter = delimiter
        self.delimiter_sign = bytes([delimiter])
        self.where = where
        self.line = first_line
        """Line of the next byte."""
        self.record_line = first_line
        self.inside = 0
        """1 inside quotes."""
        self.fields = 0
        """Delimiters in the record that is open."""
        self.length = 0
        """Bytes in the record that is open."""
        self.line_length = 0
        self.odd = False
        self.long = False
        """True if a line is longer than a record may have."""
        self.quoted = False
        self.blank_after = False
        """True if a blank, breaking or not, was seen after a delimiter."""
        self.returns = 0
        self.return_newlines = 0
        self.last = b""

    def take(self, piece: bytes) -> tuple[Any, Any, Any]:
        """Give (fields, length in bytes, first line) of every record that ends in this piece."""
        self._note_oddities(piece)
        letters = np.frombuffer(piece, dtype=np.uint8)
        special = letters == _NEWLINE
        special |= letters == self.delimiter
        quoted = b'"' in piece
        self.quoted = self.quoted or quoted
        if quoted:
            special |= letters == _QUOTE
        places = np.flatnonzero(special)
        kinds = letters[places]
        newlines = places[kinds == _NEWLINE]
        self._check_lines(newlines, len(piece))
        if quoted or self.inside:
            quotes = kinds == _QUOTE
            inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) ^ np.uint8(self.inside)
            self.inside = int(inside[-1]) if len(inside) else self.inside
            outside = (inside == 0) & ~quotes
            places, kinds = places[outside], kinds[outside]
        ends = np.flatnonzero(kinds == _NEWLINE)
        at = places[ends]
        lines = np.searchsorted(newlines, at) if len(newlines) > len(at) else np.arange(len(at))
        lines = self.line + lines + 1
        starts = np.concatenate([[self.record_line], lines[:-1]]) if len(at) else np.empty(0, dtype=np.int64)
        fields, lengths = np.diff(ends, prepend=-1), np.diff(at, prepend=-1)
        if len(at):
            fields[0] += self.fields
            lengths[0] += self.length
            self.fields, self.length = len(places) - 1 - int(ends[-1]), len(piece) - 1 - int(at[-1])
            self.record_line = int(lines[-1])
        else:
            self.fields, self.length = self.fields + len(places), self.length + len(piece)
        self.line += len(newlines)
        return fields, lengths, starts

    def _note_oddities(self, piece: bytes) -> None:
        seam = self.last + piece[:2]
        self.odd = self.odd or b"\0" in piece or _BOM in piece or _BOM in seam
        if not self.quoted and not self.blank_after:
            signs = [self.delimiter_sign + blank for blank in _BLANKS]
            self.blank_after = any(sign in piece or sign in seam for sign in signs)
        if b"\r" in piece:
            self.returns += piece.count(b"\r")
            self.return_newlines += piece.count(b"\r\n")
        self.return_newlines += self.last[-1:] == b"\r" and piece[:1] == b"\n"
        self.last = seam[-2:] if len(piece) < 2 else piece[-2:]

    def _check_lines(self, newlines: Any, size: int) -> None:
        longest = size + self.line_length
        if len(newlines):
            longest = max(int(newlines[0]) + self.line_length, int(np.diff(newlines).max(initial=0)))
            longest = max(longest, size - int(newlines[-1]))
            self.line_length = size - 1 - int(newlines[-1])
        else:
            self.line_length += size
        # Old Macintosh files end their lines with a return alone.
        if longest > MAX_LINE and self.returns == self.return_newlines:
            self.long = True
            if longest > ENDLESS_LINE:
                raise endless_line(self.where)


def _after(pieces: Iterable[bytes], skip: int) -> Iterator[bytes]:
    for piece in pieces:
        if skip >= len(piece):
            skip -= len(piece)
            continue
        yield piece[skip:] if skip else piece
        skip = 0

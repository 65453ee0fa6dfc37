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

    Raises InputError line-too-long as soon as a line exceeds 1 MiB.
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
    regular &= not state.inside and not state.odd and state.returns == state.return_newlines
    line = np.concatenate(starts) if starts else np.empty(0, dtype=np.int64)
    return Structure(regular, line, state.blank_after and not state.quoted)


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
        newline = letters == _NEWLINE
        special = newline | (letters == self.delimiter)
        self.quoted = self.quoted or b'"' in piece
        if self.inside or self.quoted:
            inside = np.bitwise_xor.accumulate((letters == _QUOTE).view(np.uint8))
            inside ^= np.uint8(self.inside)
            self.inside = int(inside[-1])
            special &= inside == 0
        newlines = np.flatnonzero(newline)
        self._check_lines(newlines, len(piece))
        places = np.flatnonzero(special)
        ends = np.flatnonzero(newline[places])
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
        self.odd = self.odd or b"\0" in piece or _BOM in piece
        if not self.quoted and not self.blank_after:
            self.blank_after = any(self.delimiter_sign + blank in piece for blank in _BLANKS)
        self.returns += piece.count(b"\r")
        self.return_newlines += piece.count(b"\r\n") + (self.last == b"\r" and piece[:1] == b"\n")
        self.last = piece[-1:]

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
            what = f"has a line of more than {MAX_LINE // 1024} KiB (near line {self.line})."
            raise InputError("line-too-long", self.where, what, "Check that it is a log with line breaks.")


def _after(pieces: Iterable[bytes], skip: int) -> Iterator[bytes]:
    for piece in pieces:
        if skip >= len(piece):
            skip -= len(piece)
            continue
        yield piece[skip:] if skip else piece
        skip = 0

"""What a VT terminal shows, as far as screens are told apart by it: cursor, text, erasing, scrolling."""

from __future__ import annotations

import re

from rpa_finder.readers.screen_buffer import BLANK, ScreenBuffer

_TOKEN = re.compile(
    r"\x1b\[(?P<numbers>[0-9;?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\](?:[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b[()*+#%].|\x1b[ -~]"
    r"|(?P<control>[\x00-\x1f\x7f])|(?P<text>[^\x00-\x1f\x7f\x1b]+)"
)
_MOST = 1000


class VtScreen:
    """A screen without fields; attributes of characters, character sets and margins are not followed."""

    def __init__(self, rows: int, columns: int) -> None:
        self.buffer = ScreenBuffer(min(max(rows, 1), _MOST), min(max(columns, 1), _MOST))
        self.buffer.known = True

    def write(self, data: str) -> str:
        """Show output; give its plain text."""
        plain: list[str] = []
        for token in _TOKEN.finditer(data):
            if token["text"]:
                self._put(token["text"])
                plain.append(token["text"])
            elif token["control"]:
                self._control(token["control"])
            elif token["final"]:
                self._command(token["final"], token["numbers"])
        return "".join(plain)

    def _put(self, text: str) -> None:
        buffer = self.buffer
        for character in text:
            # The place behind the last cell is on a line that scrolls in.
            if buffer.address >= len(buffer.cells):
                self._scroll()
            buffer.cells[buffer.address] = character
            buffer.address += 1

    def _control(self, control: str) -> None:
        buffer = self.buffer
        start = min(buffer.address, len(buffer.cells) - 1) // buffer.columns * buffer.columns
        if control == "\r":
            buffer.address = start
        elif control in "\n\x0b\x0c":
            buffer.address += buffer.columns
            if buffer.address >= len(buffer.cells):
                self._scroll()
        elif control == "\b":
            buffer.address = max(buffer.address - 1, start)
        elif control == "\t":
            buffer.address = min(buffer.address // 8 * 8 + 8, start + buffer.columns - 1)

    def _scroll(self) -> None:
        buffer = self.buffer
        buffer.cells = buffer.cells[buffer.columns :] + [BLANK] * buffer.columns
        buffer.address = max(buffer.address - buffer.columns, 0)

    def _command(self, final: str, numbers: str) -> None:
        buffer = self.buffer
        given = [min(int(n), _MOST) if n.isdigit() else 0 for n in numbers.lstrip("?").split(";")]
        first, second = given[0], given[1] if len(given) > 1 else 0
        at = min(buffer.address, len(buffer.cells) - 1)
        row, column = divmod(at, buffer.columns)
        if final in "Hf":
            row, column = max(first, 1) - 1, max(second, 1) - 1
        elif final in "AB":
            row += max(first, 1) * (1 if final == "B" else -1)
        elif final in "CD":
            column += max(first, 1) * (1 if final == "C" else -1)
        elif final in "Gd":
            row, column = (max(first, 1) - 1, column) if final == "d" else (row, max(first, 1) - 1)
        elif final in "JK":
            self._erase(final, first, at)
        row, column = min(max(row, 0), buffer.rows - 1), min(max(column, 0), buffer.columns - 1)
        buffer.address = row * buffer.columns + column

    def _erase(self, final: str, how: int, at: int) -> None:
        buffer = self.buffer
        line = at // buffer.columns * buffer.columns
        low, high = (0, len(buffer.cells)) if final == "J" else (line, line + buffer.columns)
        start, stop = (at, high) if how == 0 else (low, at + 1) if how == 1 else (low, high)
        buffer.cells[start:stop] = [BLANK] * (stop - start)

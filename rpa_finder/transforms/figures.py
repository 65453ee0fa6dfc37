"""Steps on dates, numbers, and digits that are grouped or padded: telephone numbers, ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rpa_finder.transforms.steps import REFUSE

_TOKENS = {
    "d": ("%d", "{day.day:02d}"),
    "j": ("%d", "{day.day}"),
    "m": ("%m", "{day.month:02d}"),
    "n": ("%m", "{day.month}"),
    "Y": ("%Y", "{day.year:04d}"),
    "y": ("%y", "{day.year % 100:02d}"),
    "b": ("%b", "{day:%b}"),
    "B": ("%B", "{day:%B}"),
}
"""Letter of a date format: how it is read, how it is written. j and n are d and m without zeros."""


@dataclass(frozen=True, slots=True)
class Date:
    """Write a date in another format; formats are letters and separators, such as d/m/Y."""

    source: str
    target: str
    imports = ("from datetime import datetime",)

    @property
    def bits(self) -> float:
        """Length in a description: day before month is what most of the world means."""
        rare = sum(f.replace("n", "m").replace("j", "d").find("m") == 0 for f in (self.source, self.target))
        return 5.0 + 0.5 * rare + 0.25 * sum(c in "jny" for c in self.source + self.target)

    @property
    def words(self) -> str:
        """What it does."""
        return f"date from {self.source} to {self.target}"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        try:
            day = datetime.strptime(text.strip(), read_format(self.source))
        except ValueError:
            return None
        return write_date(day, self.target)

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        written = "".join(_TOKENS[c][1] if c in _TOKENS else c for c in self.target)
        return (
            "try:",
            f'    day = datetime.strptime(text.strip(), "{read_format(self.source)}")',
            "except ValueError:",
            REFUSE,
            f'text = f"{written}"',
        )


def read_format(letters: str) -> str:
    """Give a date format as strptime has it."""
    return "".join(_TOKENS[c][0] if c in _TOKENS else c for c in letters)


def write_date(day: datetime, letters: str) -> str:
    """Write a date in a format."""
    parts = {
        "d": f"{day.day:02d}",
        "j": str(day.day),
        "m": f"{day.month:02d}",
        "n": str(day.month),
        "Y": f"{day.year:04d}",
        "y": f"{day.year % 100:02d}",
    }
    return "".join(parts.get(c) or (format(day, _TOKENS[c][0]) if c in "bB" else c) for c in letters)


@dataclass(frozen=True, slots=True)
class Number:
    """Write a number with other separators or decimals; currency signs and spaces go."""

    decimal: str
    """Decimal mark of the source: '.' or ','; the other one groups thousands."""
    to_thousands: str
    to_decimal: str
    places: int | None
    """Decimals written; None = as many as there are."""
    imports = ("import re", "from decimal import Decimal")

    @property
    def bits(self) -> float:
        """Length in a description."""
        return 5.5 + (self.places is not None) + (self.to_thousands != "") + (self.decimal == ",") * 0.5

    @property
    def words(self) -> str:
        """What it does."""
        source = "1.234,5" if self.decimal == "," else "1,234.5"
        places = "" if self.places is None else f", {self.places} decimals"
        return f"number from the form {source} to 1{self.to_thousands}234{self.to_decimal}5{places}"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        plain = re.sub(r"[^0-9.,\-]", "", text).replace(self._thousands, "").replace(",", ".")
        if not re.fullmatch(_PLAIN, plain):
            return None
        shown = format(Decimal(plain), self._format)
        return shown.replace(",", "_").replace(".", self.to_decimal).replace("_", self.to_thousands)

    @property
    def _thousands(self) -> str:
        return "," if self.decimal == "." else "."

    @property
    def _format(self) -> str:
        return ",f" if self.places is None else f",.{self.places}f"

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return (
            rf'text = re.sub(r"[^0-9.,\-]", "", text).replace("{self._thousands}", "").replace(",", ".")',
            f'if not re.fullmatch(r"{_PLAIN}", text):',
            REFUSE,
            f'text = f"{{Decimal(text):{self._format}}}"',
            f'text = text.replace(",", "_").replace(".", "{self.to_decimal}").replace("_", "{self.to_thousands}")',
        )


_PLAIN = r"-?[0-9]{1,15}(\.[0-9]{1,9})?"


@dataclass(frozen=True, slots=True)
class Layout:
    """Set the digits of a telephone or other number in another way: +44 1632 481227 for 01632/481227.

    The last group takes all digits that are left.
    """

    dropped: str
    """Digits at the start that go: 0, a country's code, or none."""
    mask: str
    """What is written: '#' for a digit, all else as it stands; a prefix may be +44, 0044 or 0."""
    imports = ("import re",)

    @property
    def bits(self) -> float:
        """Length in a description."""
        return 8.0 + 2.0 * len(self.dropped) + 2.0 * len(self._groups())

    @property
    def words(self) -> str:
        """What it does."""
        kind = "phone number" if self.mask[:1] in ("+", "0") or self.dropped else "digits"
        return f"{kind} written as {self.mask}"

    def _groups(self) -> list[str]:
        return re.findall("#+|[^#]+", self.mask)

    def _least(self) -> int:
        groups = [g for g in self._groups() if g[0] == "#"]
        return sum(map(len, groups[:-1])) + 1

    def apply(self, text: str) -> str | None:
        """Change the text."""
        digits = re.sub("[^0-9]", "", text)
        if not digits.startswith(self.dropped) or len(digits) - len(self.dropped) < self._least():
            return None
        digits = digits[len(self.dropped) :]
        written, groups = "", self._groups()
        last = max(i for i, g in enumerate(groups) if g[0] == "#")
        for i, group in enumerate(groups):
            if group[0] != "#":
                written += group
            else:
                taken = len(digits) if i == last else len(group)
                written, digits = written + digits[:taken], digits[taken:]
        return written

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        at, parts, groups = len(self.dropped), [], self._groups()
        last = max(i for i, g in enumerate(groups) if g[0] == "#")
        for i, group in enumerate(groups):
            if group[0] != "#":
                parts.append(repr(group))
            else:
                parts.append(f"digits[{at}:]" if i == last else f"digits[{at}:{at + len(group)}]")
                at += len(group)
        test = f"len(digits) < {len(self.dropped) + self._least()}"
        if self.dropped:
            test = f"not digits.startswith({self.dropped!r}) or {test}"
        return ('digits = re.sub("[^0-9]", "", text)', f"if {test}:", REFUSE, "text = " + " + ".join(parts))


@dataclass(frozen=True, slots=True)
class Pad:
    """Put zeros before a text."""

    width: int
    bits = 4.0
    imports = ()

    @property
    def words(self) -> str:
        """What it does."""
        return f"padded with zeros to {self.width} characters"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return text.rjust(self.width, "0")

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return (f'text = text.rjust({self.width}, "0")',)


@dataclass(frozen=True, slots=True)
class StripZeros:
    """Drop zeros before a text."""

    bits = 3.0
    words = "leading zeros dropped"
    imports = ()

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return text.lstrip("0") or "0"

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return ('text = text.lstrip("0") or "0"',)

"""Steps on one text: spaces, case, pieces, substrings. Small, total, deterministic.

A step gives None for a text that it does not fit. Its Python lines turn the
variable `text` into the same result; "return None" stands for "does not fit".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

REFUSE = "    return None"


class Step(Protocol):
    """What a program does to a text, one after the other."""

    @property
    def bits(self) -> float:
        """Length of the step in a description: more for what is more particular."""

    @property
    def words(self) -> str:
        """What it does, for a reader; holds no value."""

    @property
    def imports(self) -> tuple[str, ...]:
        """Import lines that its Python needs."""

    def apply(self, text: str) -> str | None:
        """Change the text; None where the step does not fit."""

    def python(self) -> tuple[str, ...]:
        """Give the lines that do the same to the variable `text`."""


@dataclass(frozen=True, slots=True)
class Trim:
    """Drop the space around the text."""

    bits = 2.0
    words = "spaces trimmed"
    imports = ()

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return text.strip()

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return ("text = text.strip()",)


CASES = {"upper": "to upper case", "lower": "to lower case", "title": "to capitals at the start of words"}


@dataclass(frozen=True, slots=True)
class Case:
    """Change the case of letters."""

    kind: str
    """One of CASES."""
    bits = 3.0
    imports = ()

    @property
    def words(self) -> str:
        """What it does."""
        return CASES[self.kind]

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return str(getattr(text, self.kind)())

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return (f"text = text.{self.kind}()",)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Split at a separator, take pieces in an order, join them."""

    separator: str | None
    """None: any space."""
    order: tuple[int, ...]
    """Indices of the pieces, negative from the end; none: all as they come."""
    joiner: str = ""
    imports = ()

    @property
    def bits(self) -> float:
        """Length in a description."""
        # Splitting at spaces, and the first and the last piece, are what people mean most often.
        places = sum(1.5 if i in (0, -1) else 2.0 + 0.25 * abs(i) for i in self.order) if self.order else 4.0
        return 3.0 + (self.separator is not None) + len(self.joiner) + places

    @property
    def words(self) -> str:
        """What it does."""
        kind = "word" if self.separator is None else "part"
        at = "" if self.separator is None else f" at {_shown(self.separator)}"
        if not self.order:
            return f"{kind}s split{at}, joined by {_shown(self.joiner)}"
        if len(self.order) == 1:
            return _place(self.order[0], kind) + (f", split{at}" if at else "")
        listed = ", ".join(_place(i) for i in self.order)
        return f"{kind}s in the order {listed}" + (f", split{at}" if at else "") + f", joined by {_shown(self.joiner)}"

    @property
    def _least(self) -> int:
        """Pieces that there must be: no piece is taken twice, and a separator that is named must be there."""
        reach = max((i + 1 if i >= 0 else -i for i in self.order), default=1)
        return max(reach, len(self.order), 2 if self.separator is not None and self.order else 1)

    def apply(self, text: str) -> str | None:
        """Change the text."""
        pieces = [piece.strip() for piece in text.split(self.separator)]
        if len(pieces) < self._least:
            return None
        return self.joiner.join([pieces[i] for i in self.order] if self.order else pieces)

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        split = "text.split()" if self.separator is None else f"text.split({self.separator!r})"
        lines = (f"pieces = [piece.strip() for piece in {split}]", f"if len(pieces) < {self._least}:", REFUSE)
        if len(self.order) == 1:
            return (*lines, f"text = pieces[{self.order[0]}]")
        listed = "[" + ", ".join(f"pieces[{i}]" for i in self.order) + "]" if self.order else "pieces"
        return (*lines, f"text = {self.joiner!r}.join({listed})")


@dataclass(frozen=True, slots=True)
class Rest:
    """Take what follows the first separator, or what comes before the last."""

    separator: str
    after: bool
    bits = 6.0
    imports = ()

    @property
    def words(self) -> str:
        """What it does."""
        where = "what follows the first" if self.after else "what comes before the last"
        return f"{where} {_shown(self.separator).removeprefix('a ')}"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        before, found, after = text.partition(self.separator) if self.after else text.rpartition(self.separator)
        return (after if self.after else before).strip() if found else None

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        if self.after:
            return (f"_, found, text = text.partition({self.separator!r})", *_UNLESS_FOUND)
        return (f"text, found, _ = text.rpartition({self.separator!r})", *_UNLESS_FOUND)


_UNLESS_FOUND = ("if not found:", REFUSE, "text = text.strip()")


@dataclass(frozen=True, slots=True)
class Slice:
    """Take the characters between two places."""

    start: int | None
    stop: int | None
    """As in Python: from 0, negative from the end, None for an open end."""
    imports = ()

    @property
    def bits(self) -> float:
        """Length in a description."""
        bounds = [i for i in (self.start, self.stop) if i is not None]
        return 6.0 + sum(4.0 + 0.25 * (i < 0) for i in bounds)

    @property
    def words(self) -> str:
        """What it does."""
        if self.start is None and self.stop is not None and self.stop > 0:
            return "first character" if self.stop == 1 else f"first {self.stop} characters"
        if self.start is not None and self.start < 0 and self.stop is None:
            return f"last {-self.start} characters"
        return f"characters {_bound(self.start, 1)} to {_bound(self.stop, 0)}"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return text[self.start : self.stop] or None

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        start, stop = ("" if i is None else str(i) for i in (self.start, self.stop))
        return (f"text = text[{start}:{stop}]", "if not text:", REFUSE)


KEPT = {"digits": "[^0-9]", "letters and digits": r"[\W_]"}


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep one kind of characters."""

    kind: str
    """One of KEPT."""
    bits = 6.5
    imports = ("import re",)

    @property
    def words(self) -> str:
        """What it does."""
        return f"{self.kind} only"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return re.sub(KEPT[self.kind], "", text) or None

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        return (f'text = re.sub(r"{KEPT[self.kind]}", "", text)', "if not text:", REFUSE)


@dataclass(frozen=True, slots=True)
class FindNumber:
    """Take one of the runs of digits in the text."""

    index: int
    """Negative from the end."""
    imports = ("import re",)

    @property
    def bits(self) -> float:
        """Length in a description."""
        return 5.0 + abs(self.index)

    @property
    def words(self) -> str:
        """What it does."""
        return f"{_place(self.index, 'number')} in the text"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        numbers = re.findall("[0-9]+", text)
        return numbers[self.index] if -len(numbers) <= self.index < len(numbers) else None

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        least = self.index + 1 if self.index >= 0 else -self.index
        return (
            'numbers = re.findall("[0-9]+", text)',
            f"if len(numbers) < {least}:",
            REFUSE,
            f"text = numbers[{self.index}]",
        )


@dataclass(frozen=True, slots=True)
class Lookup:
    """Replace a code by what a table has for it."""

    table: tuple[tuple[str, str], ...]
    imports = ()

    @property
    def bits(self) -> float:
        """Length in a description."""
        return 8.0 * len(self.table)

    @property
    def words(self) -> str:
        """What it does; the entries are not told."""
        return f"look-up table of {len(self.table)} entries"

    def apply(self, text: str) -> str | None:
        """Change the text."""
        return dict(self.table).get(text)

    def python(self) -> tuple[str, ...]:
        """Give the lines."""
        entries = tuple(f"    {a!r}: {b!r}," for a, b in self.table)
        return ("table = {", *entries, "}", "if text not in table:", REFUSE, "text = table[text]")


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _place(index: int, kind: str = "") -> str:
    """Say which of several things is meant: first word, last but one, third from the end."""
    count = index + 1 if index >= 0 else -index
    ordinal = _ORDINALS[count - 1] if count <= len(_ORDINALS) else f"no. {count}"
    thing = f" {kind}" if kind else ""
    if index >= 0:
        return ordinal + thing
    return {1: f"last{thing}", 2: f"last{thing} but one"}.get(count, f"{ordinal}{thing} from the end")


def _bound(index: int | None, add: int) -> str:
    if index is None:
        return "the start" if add else "the end"
    return str(index + add) if index >= 0 else f"{-index + (0 if add else 1)} from the end"


def _shown(separator: str) -> str:
    return {" ": "a space", "": "nothing", "\t": "a tab", "\n": "a line break"}.get(separator, f"'{separator}'")

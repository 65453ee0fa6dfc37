"""A program: steps on one or more sources, joined by literal text.

It can be run, told in words, written as a Python function, and weighed by its
length in bits. Literals of punctuation are part of the words; literals that
hold letters or digits are text that agents typed, so whoever shows a program
has to ask for `wordy` first.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rpa_finder.transforms.naming import AS_IS
from rpa_finder.transforms.steps import REFUSE, Lookup, Step

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Part:
    """One source with what is done to it."""

    source: int
    """Index into the sources of an example."""
    steps: tuple[Step, ...] = ()

    def run(self, sources: Sequence[str]) -> str | None:
        """Give the part's text, None where a step does not fit."""
        text: str | None = sources[self.source]
        for step in self.steps:
            text = None if text is None else step.apply(text)
        return text

    @property
    def words(self) -> str:
        """What is done to the source."""
        return ", then ".join(step.words for step in self.steps) or AS_IS


@dataclass(frozen=True, slots=True)
class Program:
    """Parts and literals, joined in their order."""

    parts: tuple[Part | str, ...]

    def run(self, sources: Sequence[str]) -> str | None:
        """Give the text that the program makes of the sources, None where it does not fit."""
        texts = [part if isinstance(part, str) else part.run(sources) for part in self.parts]
        return None if None in texts else "".join(t for t in texts if t is not None)

    @property
    def bits(self) -> float:
        """Length of the program in a description."""
        return sum(_literal_bits(p) if isinstance(p, str) else 1.0 + sum(s.bits for s in p.steps) for p in self.parts)

    @property
    def sources(self) -> tuple[int, ...]:
        """Indices of the sources that it uses, ascending."""
        return tuple(sorted({p.source for p in self.parts if isinstance(p, Part)}))

    @property
    def wordy(self) -> tuple[str, ...]:
        """Literals that hold letters or digits: text that agents typed."""
        return tuple(p for p in self.parts if isinstance(p, str) and _LETTER.search(p))

    @property
    def tables(self) -> tuple[Lookup, ...]:
        """Its look-up tables: they hold text that agents typed."""
        return tuple(s for p in self.parts if isinstance(p, Part) for s in p.steps if isinstance(s, Lookup))

    def in_words(self, names: Sequence[str]) -> str:
        """Say what the program does; names are those of the sources. Holds no letter that agents typed."""
        parts = [p for p in self.parts if isinstance(p, Part)]
        if not parts:
            return "always the same text"
        if len(self.parts) == 1:
            return parts[0].words
        if len(parts) == 1 and self.wordy:
            return f"{parts[0].words}, with a fixed text beside it"
        return "joined: " + " + ".join(_told(p, names) for p in self.parts)

    def as_python(self, names: Sequence[str]) -> str:
        """Write the program as a Python function of its sources, ending with a newline.

        The function gives None where the program does not fit.
        """
        arguments = _arguments(names)
        used = self.sources
        lines = [f"def transform({', '.join(arguments[i] for i in used)}):", f'    """{_docstring(self, names)}"""']
        made: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                made.append(repr(part))
                continue
            lines.append(f"    text = {arguments[part.source]}")
            lines += [f"    {line}" for step in part.steps for line in step.python()]
            made.append("text" if len(self.parts) == 1 else f"part_{len(made) + 1}")
            if len(self.parts) > 1:
                lines.append(f"    {made[-1]} = text")
        lines.append("    return " + " + ".join(made))
        imports = sorted({i for p in self.parts if isinstance(p, Part) for s in p.steps for i in s.imports})
        imports.sort(key=lambda line: line.startswith("from"))
        head = [*imports, "", ""] if imports else []
        return "\n".join([*head, *lines]) + "\n"


def _literal_bits(text: str) -> float:
    return 2.0 + sum(6.0 if _LETTER.match(c) else 2.0 for c in text)


def _told(part: Part | str, names: Sequence[str]) -> str:
    if isinstance(part, str):
        return "fixed text" if _LETTER.search(part) else f"'{part}'"
    return " ".join(names[part.source].split()) + (f" ({part.words})" if part.steps else "")


def _docstring(program: Program, names: Sequence[str]) -> str:
    plain = "".join(c for c in " ".join(program.in_words(names).split()) if c.isprintable())
    words = plain.replace("\\", "\\\\").replace('"', "'")
    may_refuse = any(REFUSE in s.python() for p in program.parts if isinstance(p, Part) for s in p.steps)
    return words[:1].upper() + words[1:] + ("; None where that does not fit." if may_refuse else ".")


def _arguments(names: Sequence[str]) -> list[str]:
    """Make distinct Python names of the sources' names."""
    arguments: list[str] = []
    for name in names:
        plain = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "value"
        if plain[0].isdigit() or keyword.iskeyword(plain) or plain in _TAKEN or plain.startswith("part_"):
            plain = f"field_{plain}"
        number = 2
        while plain in arguments:
            plain, number = f"{plain.removesuffix(f'_{number - 1}')}_{number}", number + 1
        arguments.append(plain)
    return arguments


_TAKEN = frozenset(
    ("text", "piece", "pieces", "found", "number", "numbers", "table", "day", "digits", "transform", "re", "datetime")
)
"""Names that the lines of steps use."""

"""Programs that turn the sources of one example into its target.

Everything is tried that a clerk may have meant: case, pieces, substrings,
dates, numbers, padding, and these after one another where that makes sense.
Which of the programs is meant, other examples say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from rpa_finder.transforms.figures import Date, Layout, Number, Pad, StripZeros, read_format, write_date
from rpa_finder.transforms.programs import Part, Program
from rpa_finder.transforms.steps import CASES, KEPT, Case, FindNumber, Keep, Pieces, Rest, Slice, Step, Trim

_SEPARATORS = (None, ",", ";", "/", "-", ".", "_", "@", ":", "|", "(", ")", "\n", "\t")
_JOINERS = (" ", ", ", "", "-", "/", ".", "_", ",", "; ", " - ")
_MOST_PIECES = 9
LONGEST = 200
"""Longer texts are prose; nothing is looked for in them."""
_MOST_LITERAL = 12
_MOST_PARTS = 4

Steps = tuple[Step, ...]


def find_candidates(sources: Sequence[str], target: str) -> set[Program]:
    """Give programs that turn the sources into the target exactly."""
    found: set[Program] = set()
    for i, source in enumerate(sources):
        if max(len(source), len(target)) <= LONGEST:
            found.update(Program((Part(i, steps),)) for steps in find_steps(source, target))
            found.update(_beside_literals(i, source, target))
    if len(sources) > 1 and len(target) <= LONGEST:
        found.update(_joined(sources, target))
    return found


def find_steps(source: str, target: str) -> set[Steps]:
    """Give the ways from one text to another."""
    if source == target:
        return {()}
    if not source.strip() or not target:
        return set()
    found: set[Steps] = set()
    for steps, text in _texts(source, target):
        found.update(_cased(steps, text, target))
    return found


def _texts(source: str, target: str) -> Iterator[tuple[Steps, str]]:
    """Give steps and what they make of the source; many of them miss the target."""
    trimmed: Steps = () if source == source.strip() else (Trim(),)
    text = source.strip()
    yield (), source
    yield trimmed, text
    for kind in KEPT:
        kept = Keep(kind)
        yield from _with_zeros((kept,), kept.apply(text), target)
    yield from _with_zeros(trimmed, text, target)
    yield from _pieces(text, target)
    yield from _numbers_within(text, target)
    yield from _substrings(source, target)
    yield from _figures(source, target)


def _folded(text: str) -> str:
    """Give the text in lower case, if that keeps every character in its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _cased(steps: Steps, text: str, target: str) -> Iterator[Steps]:
    if text == target:
        yield steps
    elif text.casefold() == target.casefold():
        for kind in CASES:
            if Case(kind).apply(text) == target:
                yield (*steps, Case(kind))


def _with_zeros(steps: Steps, text: str | None, target: str) -> Iterator[tuple[Steps, str]]:
    """Give a text as it is, and with zeros before it put right if that is all that is wrong."""
    if not text:
        return
    yield steps, text
    if text != target and text.lstrip("0") == target.lstrip("0"):
        if len(text) < len(target):
            yield (*steps, Pad(len(target))), text.rjust(len(target), "0")
        if text[0] == "0":
            stripped = text.lstrip("0") or "0"
            yield (*steps, StripZeros()), stripped
            if len(stripped) < len(target):
                yield (*steps, StripZeros(), Pad(len(target))), stripped.rjust(len(target), "0")


def _pieces(text: str, target: str) -> Iterator[tuple[Steps, str]]:
    folded = target.casefold()
    for separator in _SEPARATORS:
        pieces = [piece.strip() for piece in text.split(separator)]
        if not 2 <= len(pieces) <= _MOST_PIECES:
            continue
        for i, piece in enumerate(pieces):
            for index in (i, i - len(pieces)):
                step = Pieces(separator, (index,))
                yield from _with_zeros((step,), piece, target)
                if len(target) <= 3 and piece.casefold().startswith(folded):
                    yield (step, Slice(None, len(target))), piece[: len(target)]
        for joiner in _JOINERS:
            if joiner != separator:
                whole = Pieces(separator, (), joiner)
                yield (whole,), joiner.join(pieces)
            yield from _in_order(pieces, separator, joiner, folded)
        if separator is not None or " " in text:
            for after in (True, False):
                rest = Rest(separator or " ", after)
                yield (rest,), rest.apply(text) or ""


def _in_order(pieces: list[str], separator: str | None, joiner: str, folded: str) -> Iterator[tuple[Steps, str]]:
    """Give the pieces in the order in which the target has them."""
    wanted = folded.split(joiner) if joiner else []
    if not 2 <= len(wanted) <= len(pieces):
        return
    have = [piece.casefold() for piece in pieces]
    if any(w not in have for w in wanted):
        return
    order = tuple(have.index(w) for w in wanted)
    if len(set(order)) == len(order):
        yield (Pieces(separator, order, joiner),), joiner.join(pieces[i] for i in order)
        # "Berg, Anna Maria" and "Berg, Anna": the last one is meant where it is the last in every example.
        ends = tuple(i - len(pieces) if i == len(pieces) - 1 else i for i in order)
        yield (Pieces(separator, ends, joiner),), joiner.join(pieces[i] for i in order)


def _numbers_within(text: str, target: str) -> Iterator[tuple[Steps, str]]:
    if not target.isdigit():
        return
    numbers = re.findall("[0-9]+", text)
    if len(numbers) > _MOST_PIECES or numbers == [text]:
        return
    for i, number in enumerate(numbers):
        for index in (i, i - len(numbers)):
            yield from _with_zeros((FindNumber(index),), number, target)


def _substrings(source: str, target: str) -> Iterator[tuple[Steps, str]]:
    at = _folded(source).find(_folded(target))
    if at < 0 or len(target) >= len(source):
        return
    end = at + len(target)
    starts = (None if at == 0 else at, at - len(source))
    stops = (end, None if end == len(source) else end - len(source))
    for start in starts:
        for stop in stops:
            if (start, stop) != (-len(source), None):
                yield (Slice(start, stop),), source[at:end]


def _figures(source: str, target: str) -> Iterator[tuple[Steps, str]]:
    if not any(c.isdigit() for c in source) or not any(c.isdigit() for c in target):
        return
    for date in _dates(source, target):
        yield (date,), date.apply(source) or ""
    for number in _number_forms(target):
        yield (number,), number.apply(source) or ""
    for layout in _layouts(source, target):
        yield (layout,), layout.apply(source) or ""


def _formats() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give every date format with the pattern of what is written in it."""
    orders = ("dmY", "mdY", "Ymd", "dmy", "mdy", "ymd", "jnY", "njY", "jny")
    formats = [s.join(o) for o in orders for s in "/.-" if s] + ["dmY", "mdY", "Ymd", "dmy", "ymd"]
    formats += [f.replace(" ", s) for f in ("d b Y", "d B Y", "j b Y", "j B Y", "d b y") for s in " -"]
    formats += ["b j, Y", "B j, Y", "b d, Y", "B d, Y", "j. B Y", "d m Y", "Y m d"]
    digits = {"Y": r"\d{4}", "y": r"\d{2}", "j": r"\d{1,2}", "n": r"\d{1,2}", "d": r"\d{2}", "m": r"\d{2}"}
    letters = {"b": "[A-Za-z]{3}", "B": "[A-Za-z]{3,9}"}
    return tuple(
        (f, re.compile("".join((digits | letters).get(c) or re.escape(c) for c in f), re.ASCII)) for f in formats
    )


_FORMATS = _formats()


@cache
def _formats_of(shape: str) -> tuple[str, ...]:
    return tuple(f for f, pattern in _FORMATS if pattern.fullmatch(shape))


def _dates(source: str, target: str) -> Iterator[Date]:
    if not (6 <= len(source.strip()) <= 20 and 6 <= len(target) <= 20):
        return
    for read in _formats_of(re.sub(r"\d", "1", source.strip())):
        try:
            day = datetime.strptime(source.strip(), read_format(read))
        except ValueError:
            continue
        for write in _formats_of(re.sub(r"\d", "1", target)):
            if write != read and write_date(day, write).casefold() == target.casefold():
                yield Date(read, write)


_WRITTEN_NUMBER = re.compile(r"-?[0-9.,' ]*[0-9]")


def _number_forms(target: str) -> Iterator[Number]:
    if not _WRITTEN_NUMBER.fullmatch(target):
        return
    tail = re.search(r"[.,]([0-9]{1,4})$", target)
    marks = [m for m in ".," if m in target] or ["."]
    for decimal in ".,":
        for mark in marks:
            for thousands in ("", "," if mark == "." else ".", " ", "'"):
                for places in (None, len(tail[1]) if tail else 0):
                    yield Number(decimal, thousands, mark, places)


_PREFIX = re.compile(r"(?:\+[1-9]\d{0,2}|00[1-9]\d{0,2}|0)")
_TRUNK = re.compile(r"0|(?:00)?[1-9]\d{0,2}|")


def _layouts(source: str, target: str) -> Iterator[Layout]:
    """Find what digits go at the start, what is written before the rest, and how it is grouped."""
    digits, wanted = re.sub("[^0-9]", "", source), re.sub("[^0-9]", "", target)
    if not (5 <= len(digits) <= 20 and re.fullmatch(r"[+0-9 ()./\-]+", target)):
        return
    for dropped in range(min(6, len(digits) - 4)):
        rest = digits[dropped:]
        if not wanted.endswith(rest) or not _TRUNK.fullmatch(digits[:dropped]):
            continue
        ahead = len(wanted) - len(rest)
        cut = _after_digits(target, ahead)
        prefix = target[:cut]
        if ahead and not _PREFIX.fullmatch(prefix.strip(" (")):
            continue
        mask = prefix + re.sub("[0-9]", "#", target[cut:])
        if mask.endswith("#"):
            yield Layout(digits[:dropped], mask)


def _after_digits(text: str, count: int) -> int:
    """Give the place after so many digits."""
    for i, c in enumerate(text):
        if not count:
            return i
        count -= c.isdigit()
    return len(text)


def _beside_literals(index: int, source: str, target: str) -> Iterator[Program]:
    """Give the source as it is, in another case or trimmed, with a short text before or after it."""
    text = source.strip()
    at = _folded(target).find(_folded(text)) if len(text) >= 2 else -1
    if at < 0 or not 1 <= len(target) - len(text) <= _MOST_LITERAL:
        return
    before, middle, after = target[:at], target[at : at + len(text)], target[at + len(text) :]
    trimmed: Steps = () if source == text else (Trim(),)
    for steps in _cased(trimmed, text, middle):
        yield Program(tuple(p for p in (before, Part(index, steps), after) if p))


def _joined(sources: Sequence[str], target: str) -> Iterator[Program]:
    """Give the sources in the order in which the target has them, with what stands between."""
    folded = _folded(target)
    taken: list[tuple[int, int, int]] = []
    by_length = sorted(range(len(sources)), key=lambda i: (-len(sources[i].strip()), i))
    for i in by_length:
        text = _folded(sources[i].strip())
        at = folded.find(text) if text else -1
        while at >= 0 and any(at < b and a < at + len(text) for a, b, _ in taken):
            at = folded.find(text, at + 1)
        if at >= 0:
            taken.append((at, at + len(text), i))
    if not 2 <= len(taken) <= _MOST_PARTS:
        return
    choices: list[list[tuple[Part | str, ...]]] = []
    end = 0
    for a, b, i in sorted(taken):
        between = (target[end:a],) if a > end else ()
        trimmed: Steps = () if sources[i] == sources[i].strip() else (Trim(),)
        ways = list(_cased(trimmed, sources[i].strip(), target[a:b]))
        choices.append([(*between, Part(i, steps)) for steps in ways])
        end = b
    tail = (target[end:],) if end < len(target) else ()
    programs: list[tuple[Part | str, ...]] = [()]
    for ways_of_part in choices:
        programs = [(*p, *way) for p in programs for way in ways_of_part]
    yield from (Program((*p, *tail)) for p in programs)

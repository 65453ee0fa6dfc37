"""The mapping file: the analyst says which column is what (TOML)."""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rpa_finder.errors import InputError, UsageError
from rpa_finder.readers.headers import assign_roles
from rpa_finder.readers.layouts import MAX_COLUMNS, Layout, find_layout
from rpa_finder.readers.records import ROLES
from rpa_finder.readers.screen_ids import MAX_LENGTH, MAX_SIDE, IdRule
from rpa_finder.readers.sources import Head, list_files, read_head
from rpa_finder.readers.stamps import has_stamp, looks_like_time

_SETTINGS = {
    "timezone": '"Europe/Berlin"   # for times without a zone',
    "date_order": '"dmy"   # or mdy, ymd',
    "delimiter": '","',
    "encoding": '"utf-8"   # or cp1252, utf-16-le ...',
}
"""Each setting with an example."""
_PLACE = {"row": MAX_SIDE, "column": MAX_SIDE, "length": MAX_LENGTH}
"""What a rule for screen ids must say, and the most of each."""
_ANY_WORD = r"\S+"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says; "" where it says nothing."""

    columns: dict[str, str] = field(default_factory=dict)
    """Role to column name."""
    timezone: str = ""
    date_order: str = ""
    delimiter: str = ""
    encoding: str = ""
    header: tuple[str, ...] = ()
    """Names of the columns, for a delimited text that has none."""
    screen_ids: tuple[IdRule, ...] = ()
    """Where a terminal shows the id of a screen; tried before the places that are known."""


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file: `role = "column"`, settings, `header = [...]` and tables `[[screen_id]]`.

    Raises UsageError mapping-unreadable, mapping-not-toml, mapping-unknown-key.
    """
    name = str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError("mapping-unreadable", name, "can't be read.", "Check --mapping.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("mapping-not-toml", name, f"is no valid TOML: {error}.", "Mend that line.") from error
    header, rules = _header(data.pop("header", []), name), _screen_ids(data.pop("screen_id", []), name)
    for key, value in data.items():
        if key not in (*ROLES, *_SETTINGS) or not isinstance(value, str):
            known = ", ".join((*_SETTINGS, "header", "screen_id"))
            todo = f'Write role = "column"; roles: {", ".join(ROLES)}; also {known}.'
            raise UsageError("mapping-unknown-key", name, f"has the unknown or unusable key {key!r}.", todo)
    _check_settings(data, name)
    settings = {key: data.pop(key) for key in _SETTINGS if key in data}
    columns = {role: column for role, column in data.items() if column}
    if columns and "time" not in columns and not ("date" in columns and "clock" in columns):
        todo = 'Add time = "column", or date and clock.'
        raise UsageError("mapping-unknown-key", name, "names no time column.", todo)
    return Mapping(columns, **settings, header=header, screen_ids=rules)


def mapped_layout(head: Head, mapping: Mapping) -> Layout:
    """Give the layout of a delimited text as the mapping says it is; raises InputError as find_layout does."""
    return find_layout(head, mapping.delimiter, mapping.encoding, mapping.header)


def check_columns(mapping: Mapping, header: tuple[str, ...], where: str) -> None:
    """Raise InputError mapping-unknown-column if the mapping names a column that the log lacks."""
    for column in mapping.columns.values():
        if column not in header:
            near = difflib.get_close_matches(column, header, n=1)
            todo = f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(header[:40])}."
            raise InputError("mapping-unknown-column", where, f"has no column {column!r}.", todo)


def mapping_name(path: str | Path) -> str:
    """Give the name under which the proposed mapping of a log is written."""
    return f"{Path(path).name.split('.')[0] or 'log'}.mapping.toml"


def propose_mapping(path: str | Path) -> str:
    """Give a mapping file for a delimited log, as far as header and values tell, for the analyst to complete.

    It names columns and no values of the log. Raises InputError as for reading.
    """
    file, _ = list_files([path])[0]
    head = read_head(file)
    layout = find_layout(head)
    if has_stamp(layout.header):
        # No header: its first line is data, which is no name and is not written.
        names = ["time" if has_stamp([cell]) else f"column {i}" for i, cell in enumerate(layout.header, 1)]
        first = names.index("time")
        names = [n if n != "time" or i == first else f"column {i + 1}" for i, n in enumerate(names)]
        mapping = Mapping({"time": "time"}, "", "", layout.delimiter, layout.encoding, tuple(names))
        return mapping_text(file.path.name, names, mapping)
    sample = layout.sample()
    roles = assign_roles(layout.header, sample)
    if "time" not in roles and "date" not in roles:
        stamps = [n for n in layout.header if n not in roles.values() and looks_like_time(sample[n])]
        roles |= {"time": stamps[0]} if stamps else {}
    return mapping_text(file.path.name, layout.header, Mapping(roles, "", "", layout.delimiter, layout.encoding))


def mapping_text(name: str, header: Sequence[str], mapping: Mapping, doubts: Sequence[str] = ()) -> str:
    """Write a mapping file for the log of that name, with what is in doubt; without a header its settings alone."""
    lines = [f"# How {_comment(name)} is to be read. Check it, complete it, and scan with --mapping."]
    lines += [f"# ? {doubt}" for doubt in doubts]
    roles = mapping.columns
    if header:
        lines += [f"{role} = {_quoted(roles[role])}" if role in roles else f'# {role} = ""' for role in ROLES]
        rest = [name for name in header if name not in roles.values()]
        lines += [f"# Columns without a role: {', '.join(map(_comment, rest))}"] if rest else []
        lines += [""]
    if mapping.header:
        lines.append(f"header = [{', '.join(map(_quoted, mapping.header))}]   # the log has none: name its columns")
    for setting, example in _SETTINGS.items():
        given = getattr(mapping, setting)
        lines.append(f"{setting} = {_quoted(given)}" if given else f"# {setting} = {example}")
    for rule in mapping.screen_ids:
        lines += ["", "[[screen_id]]", *(f"{name} = {getattr(rule, name)}" for name in _PLACE)]
        lines.append(f"pattern = {_quoted(rule.pattern.pattern)}")
    return "\n".join(lines) + "\n"


def _check_settings(data: dict[str, str], name: str) -> None:
    good = data.get("date_order", "") in ("", "dmy", "mdy", "ymd") and len(data.get("delimiter", ",")) <= 1
    try:
        codecs.lookup(data.get("encoding") or "utf-8").name.encode("ascii")
    except LookupError:
        good = False
    if not good:
        todo = "date_order is dmy, mdy or ymd; delimiter is one character; encoding is such as cp1252."
        raise UsageError("mapping-unknown-key", name, "has a setting that is not allowed.", todo)


def _header(given: Any, name: str) -> tuple[str, ...]:
    good = isinstance(given, list) and all(isinstance(column, str) and column.strip() for column in given)
    if not good or len(given) != len({column.strip() for column in given}) or len(given) > MAX_COLUMNS:
        todo = 'Write header = ["time", "user", ...]: a name for each column, none of them twice.'
        raise UsageError("mapping-unknown-key", name, "has an unusable header.", todo)
    return tuple(column.strip() for column in given)


def _screen_ids(given: Any, name: str) -> tuple[IdRule, ...]:
    if not isinstance(given, list):
        given = [given]
    faults = [f"[[screen_id]] {i}: {fault}" for i, rule in enumerate(given, 1) for fault in _rule_faults(rule)]
    if faults:
        todo = "Write [[screen_id]] with row, column and length, and a pattern if you like."
        raise UsageError("mapping-unknown-key", name, f"has an unusable {faults[0]}.", todo)
    return tuple(
        IdRule(rule["row"], rule["column"], rule["length"], re.compile(rule.get("pattern", _ANY_WORD)))
        for rule in given
    )


def _rule_faults(rule: Any) -> Iterator[str]:
    if not isinstance(rule, dict):
        yield "it is no table"
        return
    for key in rule.keys() - {*_PLACE, "pattern"}:
        yield f"{key!r} is unknown"
    for key, most in _PLACE.items():
        value = rule.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            yield f"{key} must be a whole number from 1 to {most}"
    pattern = rule.get("pattern", _ANY_WORD)
    try:
        empty = re.compile(pattern).fullmatch("") is not None
    except (re.error, TypeError, OverflowError):
        yield "pattern is no regular expression"
        return
    if empty:
        yield "pattern matches nothing at all"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)

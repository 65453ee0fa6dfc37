"""The mapping file: the analyst says which column is what (TOML)."""

from __future__ import annotations

import codecs
import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rpa_finder.errors import InputError, UsageError
from rpa_finder.readers.headers import assign_roles
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.records import ROLES
from rpa_finder.readers.sources import list_files, read_head
from rpa_finder.readers.stamps import looks_like_time

_SETTINGS = {
    "timezone": '"Europe/Berlin"   # for times without a zone',
    "date_order": '"dmy"   # or mdy, ymd',
    "delimiter": '","',
    "encoding": '"utf-8"   # or cp1252, utf-16-le ...',
}
"""Each setting with an example."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says; "" where it says nothing."""

    columns: dict[str, str] = field(default_factory=dict)
    """Role to column name."""
    timezone: str = ""
    date_order: str = ""
    delimiter: str = ""
    encoding: str = ""


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file: `role = "column"` and the settings timezone, date_order, delimiter, encoding.

    Raises UsageError mapping-unreadable, mapping-not-toml, mapping-unknown-key.
    """
    name = str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError("mapping-unreadable", name, "can't be read.", "Check --mapping.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("mapping-not-toml", name, f"is no valid TOML: {error}.", "Mend that line.") from error
    for key, value in data.items():
        if key not in (*ROLES, *_SETTINGS) or not isinstance(value, str):
            todo = f'Write role = "column"; roles: {", ".join(ROLES)}; also {", ".join(_SETTINGS)}.'
            raise UsageError("mapping-unknown-key", name, f"has the unknown or unusable key {key!r}.", todo)
    _check_settings(data, name)
    settings = {key: data.pop(key) for key in _SETTINGS if key in data}
    columns = {role: column for role, column in data.items() if column}
    if columns and "time" not in columns and not ("date" in columns and "clock" in columns):
        todo = 'Add time = "column", or date and clock.'
        raise UsageError("mapping-unknown-key", name, "names no time column.", todo)
    return Mapping(columns, **settings)


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
    layout = find_layout(read_head(file))
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
    for setting, example in _SETTINGS.items():
        given = getattr(mapping, setting)
        lines.append(f"{setting} = {_quoted(given)}" if given else f"# {setting} = {example}")
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


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)

"""Every log format, the one place where they are listed."""

from __future__ import annotations

from typing import Protocol

from rpa_finder.readers import (
    action_logger,
    activitywatch,
    amazon_connect,
    asciicast,
    contact_tables,
    excel,
    generic,
    genesys,
    json_lines,
    ocel,
    parquet,
    sap_changes,
    smartrpa,
    steps_recorder,
    x3270,
    xes,
)
from rpa_finder.readers.about import About
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.presets import PRESETS
from rpa_finder.readers.records import RoleTable
from rpa_finder.readers.sources import Head


class Format(Protocol):
    """What a format's module or preset has."""

    @property
    def NAME(self) -> str:
        """Name of the format, as --format takes it."""

    @property
    def ABOUT(self) -> About:
        """Its line in the table of formats."""

    def recognise(self, head: Head) -> float:
        """Give how sure it is, 0 to 1, that the file is of this format."""

    def read(self, head: Head, mapping: Mapping) -> RoleTable | ContactTable:
        """Read the file; raises InputError."""


ALL: tuple[Format, ...] = (
    *(action_logger, smartrpa, xes, ocel, x3270, asciicast, steps_recorder, activitywatch),
    *PRESETS,
    *(sap_changes, amazon_connect, genesys, contact_tables, json_lines, excel, parquet, generic),
)
"""Every format, in the order of the table in docs/log-formats.md."""
FORMATS = tuple(one.NAME for one in ALL)
"""Names of the formats, as --format takes them."""
_WITH_COLUMNS = frozenset(one.NAME for one in (xes, ocel, json_lines, excel, parquet))
"""Formats that take a mapping of their columns themselves."""


def best_format(head: Head) -> tuple[float, Format]:
    """Give the format that is surest of a file; of equally sure ones the first."""
    return max(((one.recognise(head), one) for one in ALL), key=lambda pair: pair[0])


def mapped_format(head: Head, best: Format) -> Format:
    """Give the format that reads a file by a mapping of its columns: a product's table is then like any other."""
    if best.NAME in _WITH_COLUMNS:
        return best
    if json_lines.recognise(head):
        return json_lines
    return generic if generic.recognise(head) else best


def formats_table() -> str:
    """Give the table of docs/log-formats.md, which a test compares."""
    lines = ["| format | recognised by | rows that are one event | carries | lacks |", "|---|---|---|---|---|"]
    for one in ALL:
        about = one.ABOUT
        lines.append(f"| `{one.NAME}` | {about.recognised} | {about.event} | {about.carries} | {about.lacks} |")
    return "\n".join(lines) + "\n"

"""How a file was understood, for the analyst to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rpa_finder.readers.contact_shapes import ContactTable, ShapedContacts
from rpa_finder.readers.formats import Format
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.mapping import Mapping, mapped_layout
from rpa_finder.readers.presets import Preset
from rpa_finder.readers.records import RoleTable
from rpa_finder.readers.shaping import Shaped
from rpa_finder.readers.sources import BINARY, Head
from rpa_finder.readers.times import SURE

CERTAIN, LIKELY, UNSURE = "certain", "likely", "unsure"
_WANTED = (
    ("who works", ("agent", "host", "session")),
    ("where", ("app", "screen", "screen_title", "url", "workbook", "sheet")),
    ("what is done", ("action", "key", "element", "value")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file was taken for, and how sure that is."""

    path: str
    format: str
    about: str
    """What that format is, in a line."""
    confidence: str
    """certain (a product's own columns, or a mapping), likely or unsure."""
    columns: tuple[tuple[str, str], ...]
    """Each column and its role, "" if it is not used."""
    delimiter: str
    """"" where the file is no delimited text."""
    encoding: str
    """"" where the file is no text."""
    zone: str
    """log if the times have offsets, a zone that was given, or "" if UTC was assumed."""
    date_order: str
    """dmy, mdy or ymd where dates needed one."""
    doubts: tuple[str, ...]
    """What was assumed, and a mapping would settle."""


def describe_reading(
    head: Head, taken: Format, table: RoleTable | ContactTable, events: Shaped | ShapedContacts, mapping: Mapping
) -> Reading:
    """Say what a file of that format was taken for."""
    layout = mapped_layout(head, mapping) if mapping.header else delimited_layout(head)
    if layout and not table.records.columns.keys() <= set(layout.header):
        # Lines of JSON or of a trace may split evenly too: their first one is no header, and holds values.
        layout = None
    header = layout.header if layout else tuple(table.records.columns)
    role_of: dict[str, str] = {}
    for role, name in table.names.items():
        role_of.setdefault(name, role)
    own = isinstance(table, ContactTable) or not (mapping.columns or table.guessed)
    assumed = {note.slug for note in events.notes}
    # Where every column has its role, there is none left that could tell more.
    settled = own or mapping.columns or set(header) <= role_of.keys()
    missing = [] if settled or isinstance(table, ContactTable) else list(_missing(table))
    confidence = CERTAIN if own or mapping.columns else UNSURE if len(missing) > 1 else LIKELY
    encoding = "cp1252" if "encoding-assumed" in assumed else mapping.encoding or head.encoding
    encoding = "" if head.encoding == BINARY else encoding
    return Reading(
        head.file.name,
        taken.NAME,
        _about(taken),
        confidence,
        tuple((name, role_of.get(name, "")) for name in header),
        layout.delimiter if layout else "",
        encoding,
        events.zone,
        events.date_order_used,
        (*missing, *_assumptions(events, assumed)),
    )


def _about(taken: Format) -> str:
    if isinstance(taken, Preset):
        return f"A product's table, known by {taken.ABOUT.recognised}"
    return (taken.__doc__ or "").splitlines()[0].rstrip(".")


def _missing(table: RoleTable) -> Iterator[str]:
    for what, roles in _WANTED:
        if not any(role in table.names for role in roles):
            yield f"no column is known to tell {what}"


def _assumptions(events: Shaped | ShapedContacts, assumed: set[str]) -> Iterator[str]:
    if not events.zone:
        yield "times have no zone: UTC is assumed"
    if events.date_ground and events.date_ground not in SURE:
        yield f"dates can be read day first or month first ({events.date_ground})"
    if "encoding-assumed" in assumed:
        yield "the text is no UTF-8: Windows-1252 is assumed"

"""JSON records of any names, one a line or in a list: their fields are the columns."""

from __future__ import annotations

from rpa_finder.readers.about import About
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.json_texts import first_records, read_records
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import RoleTable
from rpa_finder.readers.sources import Head

NAME = "json-lines"
ABOUT = About(
    "one JSON record a line, or a list of them",
    "one per record",
    "what its fields say, nested ones too",
    "what they don't say",
)


def recognise(head: Head) -> float:
    """Give 0.4 for records of any names: every product is surer of its own."""
    return 0.4 if first_records(head) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable | ContactTable:
    """Read all records; raises InputError as json_texts.read_records does, and no-timestamp."""
    return table_by_columns(read_records(head), mapping, head.file.name)

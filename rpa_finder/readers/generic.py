"""Delimited text with columns of any name: roles by header synonyms, or by a mapping file."""

from __future__ import annotations

from collections.abc import Mapping as Roles
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.model import Note
from rpa_finder.readers.about import About
from rpa_finder.readers.actions import chord_action
from rpa_finder.readers.headers import assign_roles, nearest_time_name
from rpa_finder.readers.keyed import typed_rows
from rpa_finder.readers.layouts import Layout, find_layout
from rpa_finder.readers.mapping import Mapping, check_columns, mapped_layout, mapping_name
from rpa_finder.readers.records import Records, RoleTable, first_text, joined, without_query
from rpa_finder.readers.secret_names import is_secret
from rpa_finder.readers.sources import Head
from rpa_finder.readers.stamps import has_stamp, looks_like_time
from rpa_finder.readers.tables import read_table

NAME = "generic"
ABOUT = About(
    "text that splits evenly into columns",
    "one per record",
    "what its columns say",
    "what they don't say",
)
_PLACES = ("app", "screen", "screen_title", "workbook", "url", "element", "element_label")


def recognise(head: Head) -> float:
    """Give 0.3 for any text that splits into columns: every other format is surer of its own."""
    return 0.3 if delimited_layout(head) else 0.0


@lru_cache(maxsize=4)
def delimited_layout(head: Head) -> Layout | None:
    """Give the layout of a delimited text, None if the file is no such text."""
    if head.text.lstrip().startswith("<"):
        return None
    try:
        return find_layout(head)
    except InputError:
        return None


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read the columns that have a role.

    Raises InputError no-timestamp, mapping-unknown-column, and those of layouts and tables.
    """
    layout = mapped_layout(head, mapping)
    if mapping.columns:
        check_columns(mapping, layout.header, head.file.name)
        names = mapping.columns
    elif not layout.rows:
        # Says what is wrong with the rows: there are none, or none is whole.
        read_table(head.file, layout, layout.header[:1])
        names = {}
    else:
        names = assign_roles(layout.header, layout.sample())
    require_time(names, layout.header, layout.sample(), head.file.name)
    names, notes = without_secrets(names, layout.header)
    stamps = {names[role] for role in ("time", "end") if role in names}
    stamps -= {name for role, name in names.items() if role not in ("time", "end")}
    table = role_table(read_table(head.file, layout, list(dict.fromkeys(names.values())), stamps), names)
    table.notes += notes
    table.guessed = not mapping.columns
    return table


def without_secrets(names: Roles[str, str], header: Sequence[str]) -> tuple[dict[str, str], list[Note]]:
    """Give the roles without those of columns that by their names hold passwords, and a note that names these."""
    secret = [name for name in header if is_secret(name)]
    text = f"columns that by their names hold passwords are not read: {', '.join(name[:40] for name in secret)}."
    notes = [Note("secrets-left-out", text)] if secret else []
    return {role: name for role, name in names.items() if name not in secret}, notes


def require_time(
    names: Roles[str, str], header: Sequence[str], sample: Roles[str, Sequence[str]], where: str, proposed: bool = True
) -> None:
    """Raise InputError no-timestamp if no column has the role of a time.

    It tells of the mapping that is proposed for delimited text; for other files it asks for one.
    """
    if "time" in names or ("date" in names and "clock" in names):
        return
    # Where most names stand among the values, or a quote swallowed a line end, they are values: the names are lost.
    values = {text for name in header for text in sample[name]}
    lost = 2 * sum(name in values for name in header) >= max(len(header), 1) or any("\n" in name for name in header)
    if has_stamp(header) or lost:
        file = mapping_name(where)
        todo = f"Name its columns in the proposed mapping {file} and scan with --mapping {file}."
        todo = todo if proposed else "Add a line of column names."
        raise InputError("no-timestamp", where, "has no header: its first line is data.", todo)
    shaped = [name for name in header if looks_like_time(sample[name])]
    near = shaped[0] if shaped else nearest_time_name(header)
    found = ", ".join(name[:40] for name in header[:40])
    nearest = f"; nearest: {near!r}" if near else ""
    file = mapping_name(where)
    todo = f"Complete the proposed mapping {file} and scan with --mapping {file}."
    todo = todo if proposed else 'Name it in a mapping file (time = "column") and scan with --mapping.'
    raise InputError("no-timestamp", where, f"has no column known to hold times (found: {found}{nearest}).", todo)


def role_table(records: Records, names: Roles[str, str]) -> RoleTable:
    """Give the records by role; screen and element are put together from the columns that tell them."""
    roles: dict[str, Any] = {role: records.columns[column] for role, column in names.items()}

    def put_together(left: str, sign: str, right: str) -> Any:
        if left in names and right in names:
            return joined(records.text(names[left]), sign, records.text(names[right]))
        return roles.get(left, roles.get(right))

    title = put_together("screen", " ", "screen_title")
    sheet = put_together("workbook", " › ", "sheet")
    page = without_query(records.columns[names["url"]]) if "url" in names else None
    cell = put_together("cell_column", "", "cell_row")
    screen = _first_of(title, sheet, page)
    element = _first_of(roles.get("element"), roles.get("element_label"), cell)
    if "action" in names and not any(role in names for role in _PLACES):
        # A process log knows activities and no screens: the activity is what is worked on.
        element = roles["action"]
    roles |= {name: column for name, column in (("screen", screen), ("element", element)) if column is not None}
    if "action" not in names and ("key" in names or "value" in names):
        return _keyed_table(records, roles, names)
    return RoleTable(records, roles, names)


def _keyed_table(records: Records, roles: dict[str, Any], names: Roles[str, str]) -> RoleTable:
    """Give a table without actions: the key is the word; with a field and a value it is typed input."""
    key, value = records.text(names.get("key", "")), records.text(names.get("value", ""))
    element = np.asarray(roles.get("element", np.full(len(key), "", dtype=object)), dtype=object)
    typed = typed_rows(key, element, value)
    if "key" not in names:
        roles["action"] = np.where(typed, "input", "focus")
        return RoleTable(records, roles, names)
    roles["action"] = np.where(key == "", np.where(typed, "input", "focus"), key)
    words = {str(word): "key" for word in pd.unique(key) if word and not chord_action(str(word))}
    return RoleTable(records, roles, names, actions=words, typed=typed)


def _first_of(*columns: Any) -> Any:
    given = [column for column in columns if column is not None]
    if len(given) < 2 or not (given[0] == "").any():
        return given[0] if given else None
    return first_text(*(np.asarray(column, dtype=object) for column in given))

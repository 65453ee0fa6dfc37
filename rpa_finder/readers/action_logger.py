"""Action Logger CSV: one row per event of Excel, Chrome and the clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.readers.about import About
from rpa_finder.readers.actions import map_action
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable, Text, first_text, joined, without_query
from rpa_finder.readers.sources import Head
from rpa_finder.readers.tables import read_table

NAME = "action-logger"
ABOUT = About(
    "columns timeStamp, targetApp, eventType and target.*",
    "one per event",
    "agent, application, workbook and sheet or page, field or cell, clipboard text, field content",
    "window titles; the agent of clipboard rows",
)
_REQUIRED = frozenset({"timestamp", "targetapp", "eventtype"})
_USED = {
    "timestamp": "time",
    "userid": "agent",
    "targetapp": "app",
    "eventtype": "action",
    "caseid": "case",
    "url": "url",
    "content": "clipboard",
    "target.workbookname": "workbook",
    "target.sheetname": "sheet",
    "target.id": "id",
    "target.name": "name",
    "target.value": "value",
    "target.innertext": "inner_text",
}
# The recorder writes these signs of clipboard text as two characters.
_ESCAPES = (("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"))
_NO_ELEMENT = frozenset(("open", "close", "focus", "navigate", "submit", "system", "save", "print"))


def recognise(head: Head) -> float:
    """Give 0.95 if the header has the recorder's own column names."""
    layout = delimited_layout(head)
    return 0.95 if layout and matches(layout.header) else 0.0


def matches(header: Iterable[str]) -> bool:
    """Tell whether column names are the recorder's, whatever their order and case."""
    names = {name.lower() for name in header}
    return names >= _REQUIRED and any(name.startswith("target.") for name in names)


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read the columns that tell who did what where; raises InputError as layouts and tables do."""
    layout = find_layout(head, mapping.delimiter, mapping.encoding)
    used = [name for name in layout.header if name.lower() in _USED]
    return role_table(read_table(head.file, layout, used))


def role_table(records: Records) -> RoleTable:
    """Give the records by role: a cell's address or a field's name is the element, the sheet or page the screen."""
    names = {_USED[name.lower()]: name for name in records.columns if name.lower() in _USED}
    text = {role: records.text(names.get(role, "")) for role in (*_USED.values(), "time")}
    columns: dict[str, object] = {role: records.columns[name] for role, name in names.items()}
    words, codes = _distinct(text["action"])
    actions = _spread([map_action(word) for word in words], codes)
    element = first_text(text["name"], text["id"])
    clicked = (element == "") & (actions == "click")
    element = np.where(clicked, _one_line(text["inner_text"]), element)
    # Tabs and windows carry the browser's running number as id: no element; a button sent has its name.
    columns["element"] = np.where(np.isin(actions, sorted(_NO_ELEMENT)), text["name"], element)
    sheet = joined(text["workbook"], " › ", text["sheet"])
    columns["screen"] = first_text(sheet, without_query(text["url"]))
    columns["clipboard"] = _unescaped(text["clipboard"])
    roles = {role: columns[role] for role in columns if role not in ("id", "name", "inner_text", "workbook", "sheet")}
    return RoleTable(records, roles, names)


def _distinct(texts: Text) -> tuple[list[str], Any]:
    codes, words = pd.factorize(texts)
    return [str(word) for word in words], codes


def _spread(words: list[str], codes: Any) -> Text:
    return np.asarray(np.array(words, dtype=object)[codes], dtype=object)


def _one_line(texts: Text) -> Text:
    words, codes = _distinct(texts)
    plain = [" ".join(word.replace("\\n", " ").replace("\\t", " ").split()) for word in words]
    return _spread(plain, codes)


def _unescaped(texts: Text) -> Text:
    words, codes = _distinct(texts)
    if not any("\\" in word for word in words):
        return texts
    for written, sign in _ESCAPES:
        # "C:\new" is a path.
        words = [word if ":\\" in word else word.replace(written, sign) for word in words]
    return _spread(words, codes)

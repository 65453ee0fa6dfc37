"""SmartRPA CSV: raw recordings, and recordings combined with XES column names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.readers.about import About
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable, first_text, joined, without_query
from rpa_finder.readers.sources import Head
from rpa_finder.readers.tables import read_table

NAME = "smartrpa"
ABOUT = About(
    "columns such as event_src_path, clipboard_content, browser_url, tag_name, xpath, with raw or XES names",
    "one per event",
    "agent, application, page or workbook, field, clipboard text, field content, hotkeys",
    "a time zone; the content of some fields",
)
_OWN = frozenset({"event_src_path", "event_dest_path", "clipboard_content", "browser_url", "tag_name", "xpath"})
_USED = {
    "timestamp": "time",
    "time:timestamp": "time",
    "user": "agent",
    "org:resource": "agent",
    "case:concept:name": "session",
    "application": "app",
    "event_type": "action",
    "concept:name": "action",
    "clipboard_content": "clipboard",
    "workbook": "workbook",
    "current_worksheet": "sheet",
    "cell_content": "cell_content",
    "cell_range": "cell_range",
    "hotkey": "key",
    "id": "id",
    "title": "title",
    "browser_url": "url",
    "tag_category": "tag_category",
    "tag_type": "tag_type",
    "tag_name": "tag_name",
    "tag_title": "tag_title",
    "tag_value": "tag_value",
    "tag_innertext": "inner_text",
    "tag_option": "option",
    "xpath": "xpath",
}
_FINAL = ("time", "agent", "session", "app", "action", "clipboard", "key", "url")
# In the browser's own events, typed and link say how a page was reached.
_ACTIONS = {"typed": "navigate", "link": "navigate", "selectedFile": "click", "selectedFolder": "click"}
_BUTTONS = ("submit", "button", "reset", "image")


def recognise(head: Head) -> float:
    """Give 0.95 if the header has the recorder's own column names."""
    layout = delimited_layout(head)
    return 0.95 if layout and matches(layout.header) else 0.0


def matches(header: Iterable[str]) -> bool:
    """Tell whether column names are the recorder's, raw or combined."""
    names = {name.lower() for name in header}
    return names >= _OWN and bool(names & {"timestamp", "time:timestamp"})


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read the columns that tell who did what where; raises InputError as layouts and tables do."""
    layout = find_layout(head, mapping.delimiter, mapping.encoding)
    used = [name for name in layout.header if name.lower() in _USED]
    return role_table(read_table(head.file, layout, used))


def role_table(records: Records) -> RoleTable:
    """Give the records by role; the case of a combined log is the recording, so it is the session."""
    names = {_USED[name.lower()]: name for name in records.columns if name.lower() in _USED}
    text = {role: records.text(names.get(role, "")) for role in _USED.values()}
    columns: dict[str, object] = {role: records.columns[names[role]] for role in _FINAL if role in names}
    tag = (text["tag_category"] != "") | (text["tag_name"] != "")
    button = np.isin(text["tag_type"], _BUTTONS) | np.isin(text["tag_category"], ["BUTTON", "A"])
    shown = first_text(text["inner_text"], text["tag_title"], np.where(button, text["tag_value"], ""))
    own_id = np.where(tag, text["id"], "")
    cell = np.array([address.replace("$", "") for address in text["cell_range"]], dtype=object)
    of_button = first_text(text["tag_name"], shown, own_id, text["xpath"])
    of_field = first_text(text["tag_name"], own_id, text["xpath"], cell)
    columns["element"] = np.where(button, of_button, of_field)
    sheet = joined(text["workbook"], " › ", text["sheet"])
    # Only some browser events have a title: the others have the one their address had elsewhere.
    columns["screen"] = first_text(sheet, _titles(text["title"], text["url"]), without_query(text["url"]))
    field_value = np.where(button, "", text["tag_value"])
    columns["value"] = first_text(text["option"], field_value, text["cell_content"])
    return RoleTable(records, columns, names, actions=_ACTIONS)


def _titles(title: Any, url: Any) -> Any:
    """Give each event its title, or the last one seen of its address before, or after."""
    known = pd.Series(title, dtype="object").where(lambda t: t != "")
    address = pd.Series(url, dtype="object").where(lambda u: u != "")
    same = known.groupby(address)
    return known.fillna(same.ffill()).fillna(same.bfill()).fillna("").to_numpy(dtype=object)

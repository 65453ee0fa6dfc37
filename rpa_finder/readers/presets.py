"""Tables of known products: the generic reader with the roles of columns given by name.

A preset is known by the names of its columns, whatever their order and case,
or by the words in one of them. The table may come as delimited text or JSON;
the readers of other files ask `matches`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.model import Note
from rpa_finder.readers import generic
from rpa_finder.readers.about import About
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.headers import assign_roles
from rpa_finder.readers.json_texts import first_records, looks_like_json, read_records
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.mapping import Mapping as MappingFile
from rpa_finder.readers.records import Records, RoleTable, first_text
from rpa_finder.readers.secret_names import is_secret
from rpa_finder.readers.sources import Head
from rpa_finder.readers.tables import read_table

Samples = Mapping[str, Sequence[str]]
_SURE = 0.9
_VOCABULARY_SHARE = 0.3
_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Preset:
    """One product's table."""

    NAME: str
    ABOUT: About
    required: frozenset[str] = frozenset()
    """Columns that it always has, in lower case."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Role to the columns that may have it, in lower case, the best first; none: the generic reader's guess."""
    vocabulary: frozenset[str] = frozenset()
    """Words in lower case of which one column is full, where the product lets its user name the columns."""
    actions: Mapping[str, str] = field(default_factory=dict)
    """Words that mean another action here than elsewhere."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Role to the text that all rows have."""
    no_text: frozenset[str] = frozenset()
    """Words that stand for nothing."""
    adjust: Callable[[RoleTable], RoleTable] | None = None
    """What else has to be done to the table."""
    also: frozenset[str] = frozenset()
    """Further columns that `adjust` asks for, in lower case."""

    def recognise(self, head: Head) -> float:
        """Give 0.9 if the table has the product's columns, or speaks its words."""
        sample = _sample_of(head)
        return _SURE if sample and self.matches(tuple(sample), sample) else 0.0

    def matches(self, header: Sequence[str], sample: Samples) -> bool:
        """Tell whether a table of these columns is the product's."""
        if self.vocabulary:
            return any(self._speaks(sample[name]) for name in header)
        return {name.lower() for name in header} >= self.required

    def read(self, head: Head, mapping: MappingFile) -> RoleTable:
        """Read the columns that have a role; raises InputError as layouts, tables and JSON do."""
        if looks_like_json(head):
            return self.role_table(read_records(head), head.file.name)
        layout = find_layout(head, mapping.delimiter, mapping.encoding)
        names = self._names(layout.header, layout.sample())
        generic.require_time(names, layout.header, layout.sample(), head.file.name)
        extra = [name for name in layout.header if name.lower() in self.also]
        columns = list(dict.fromkeys([*(name for name in names.values() if not is_secret(name)), *extra]))
        return self._table(read_table(head.file, layout, columns), names, layout.header)

    def role_table(self, records: Records, where: str) -> RoleTable:
        """Give records of the product's columns by role; raises InputError no-timestamp."""
        header = tuple(records.columns)
        sample = {name: [str(v) for v in column.iloc[:_SAMPLE]] for name, column in records.columns.items()}
        names = self._names(header, sample)
        generic.require_time(names, header, sample, where, proposed=False)
        return self._table(records, names, header)

    def _names(self, header: Sequence[str], sample: Samples) -> dict[str, str]:
        if not self.roles:
            return assign_roles(header, sample)
        own = {name.lower(): name for name in header}
        found = {role: next((own[c] for c in columns if c in own), "") for role, columns in self.roles.items()}
        return {role: name for role, name in found.items() if name}

    def _speaks(self, values: Sequence[str]) -> bool:
        given = [value.strip().lower() for value in values if value.strip()]
        return bool(given) and sum(v in self.vocabulary for v in given) >= _VOCABULARY_SHARE * len(given)

    def _table(self, records: Records, names: dict[str, str], header: Sequence[str]) -> RoleTable:
        names, secrets = generic.without_secrets(names, () if self.roles else header)
        for name in names.values() if self.no_text else ():
            texts = records.text(name)
            records.columns[name] = pd.Series(np.where(np.isin(texts, list(self.no_text)), "", texts), dtype="str")
        table = generic.role_table(records, names)
        # A product's own columns are known; what its user named may be anything.
        table.guessed = not self.roles
        table.notes += secrets
        table.actions = {**table.actions, **self.actions}
        if "action" in self.constants:
            table.typed = None
        for role, text in self.constants.items():
            table.roles[role] = np.full(len(records.row), text, dtype=object)
        return self.adjust(table) if self.adjust else table


def _sample_of(head: Head) -> Samples:
    """Give the first values of the columns of delimited text or JSON records, nothing for other files."""
    if looks_like_json(head):
        records = first_records(head)
        names = dict.fromkeys(name for record in records for name in record)
        return {name: [record.get(name, "") for record in records] for name in names}
    layout = delimited_layout(head)
    return layout.sample() if layout else {}


def _people_alone(table: RoleTable) -> RoleTable:
    """Leave out what a robot did, which is nobody's work, and let an activity without a start begin at its end."""
    own = {name.lower(): name for name in table.records.columns}
    table.roles["time"] = first_text(
        np.asarray(table.roles["time"], dtype=object), table.records.text(own.get("event_end", ""))
    )
    flags = table.records.text(own.get("automated", ""))
    robots = np.isin(np.char.lower(flags.astype(str)), ["true", "1"])
    if not robots.any():
        return table
    note = Note("rows-automated", f"{robots.sum()} rows were done by a robot and are no events.")
    return _kept(table, ~robots, note)


def _kept(table: RoleTable, kept: Any, note: Note) -> RoleTable:
    old = table.records
    records = Records(
        {name: column[kept] for name, column in old.columns.items()},
        old.row[kept],
        old.line[kept],
        old.rows_read,
        old.issues,
        None if old.repaired is None else old.repaired[kept],
        old.notes,
    )
    roles = {role: column[kept] for role, column in table.roles.items()}
    typed = None if table.typed is None else table.typed[kept]
    return RoleTable(records, roles, table.names, table.actions, typed, [*table.notes, note], table.guessed)


_FIELD_CHANGE = {"action": "field change"}
_TASK_MINING_WORDS = frozenset(
    (
        *("active window changed", "application window changed", "clipboard changed", "user comment"),
        *("focus changed", "keyboard command", "left-click", "right-click", "mouse wheel", "mouse wheel (up)"),
        *("mouse wheel (down)", "entered text", "activated tab", "closed tab", "element changed", "text selected"),
    )
)


def _sales_record(table: RoleTable) -> RoleTable:
    """Name the screen after the object whose record has changed."""
    of = re.sub("id$", "", table.names.get("case", ""), flags=re.IGNORECASE)
    screen = "Record" if of.lower() in ("parent", "") else of
    table.roles["screen"] = np.full(len(table.records.row), screen, dtype=object)
    return table


PRESETS: tuple[Preset, ...] = (
    Preset(
        "celonis",
        About(
            "words such as `Active window changed`, `Element changed` or `Clipboard changed` in one column",
            "one per event",
            "agent, application, window title or URL, field, text, clipboard text, as far as they were exported",
            "what the export leaves out or hashes; which columns there are is set by its user",
        ),
        vocabulary=_TASK_MINING_WORDS,
        actions={"User comment": "system", "Text selected": "select"},
    ),
    Preset(
        "uipath-process-mining",
        About(
            "columns Case_ID, Activity, Event_end",
            "one per activity; a robot's (Automated) are left out and counted in a note",
            "agent, case, activity, start and end",
            "screens, fields, values, a time zone",
        ),
        required=frozenset({"case_id", "activity", "event_end"}),
        roles={
            "time": ("event_start", "event_end"),
            "end": ("event_end",),
            "agent": ("user",),
            "case": ("case_id",),
            "action": ("activity",),
        },
        adjust=_people_alone,
        also=frozenset({"event_end", "automated"}),
    ),
    Preset(
        "power-automate",
        About(
            "columns Case ID, Activity Name, Start Timestamp",
            "one per activity",
            "agent, case, activity, start and end",
            "screens, fields, values",
        ),
        required=frozenset({"case id", "activity name", "start timestamp"}),
        roles={
            "time": ("start timestamp",),
            "end": ("end timestamp",),
            "agent": ("resource",),
            "case": ("case id",),
            "action": ("activity name",),
        },
    ),
    Preset(
        "qpr-taskrecorder",
        About(
            "columns TimeStamp, SessionId, EventType, ProcessName, ClassName, ControlType",
            "one per mouse button, key or change of focus",
            "agent (a GUID), session, application, field, its content when it is left, keys",
            "window titles, clipboard text, passwords",
        ),
        required=frozenset({"timestamp", "sessionid", "eventtype", "processname", "classname", "controltype"}),
        roles={
            "time": ("timestamp",),
            "agent": ("username",),
            "session": ("sessionid",),
            "app": ("processname",),
            "action": ("eventtype",),
            "element": ("name",),
            "element_label": ("labelname",),
            "value": ("value",),
            "key": ("key",),
            "modifiers": ("modifierkeys",),
        },
    ),
    Preset(
        "abbyy-timeline",
        About(
            "columns Datetime, Workflow Step",
            "one per workflow step",
            "agent, case, activity, offsets",
            "screens, fields, values, ends",
        ),
        required=frozenset({"datetime", "workflow step"}),
        roles={
            "time": ("datetime",),
            "agent": ("employee",),
            "case": ("orderid", "case id"),
            "action": ("workflow step",),
        },
    ),
    Preset(
        "tockler",
        About(
            "columns App, Type, Title, Begin, End",
            "one per stretch of time in one window",
            "application, window title, start and end",
            "agents, fields, values, clipboard, a time zone",
        ),
        required=frozenset({"app", "type", "title", "begin", "end"}),
        roles={
            "time": ("begin",),
            "end": ("end",),
            "app": ("app",),
            "screen_title": ("title",),
            "session": ("session",),
            "case": ("case",),
        },
        no_text=frozenset({"NO_TITLE", "NATIVE"}),
    ),
    Preset(
        "servicenow-task-mining",
        About(
            "columns or JSON fields userId, applicationName, screenName, startDateTime",
            "one per stretch of time in one window",
            "agent, machine, application, window, URL, start and duration",
            "fields, values, clipboard",
        ),
        required=frozenset({"userid", "applicationname", "screenname", "startdatetime"}),
        roles={
            "time": ("startdatetime",),
            "duration": ("duration",),
            "agent": ("userid",),
            "host": ("hostname",),
            "app": ("applicationname",),
            "screen_title": ("screenname",),
            "url": ("url",),
        },
    ),
    Preset(
        "servicenow-audit",
        About(
            "columns documentkey, tablename, fieldname, newvalue, sys_created_on",
            "one per changed field",
            "agent, record, table, field, new value",
            "what was looked at or copied; a time zone",
        ),
        required=frozenset({"documentkey", "tablename", "fieldname", "newvalue", "sys_created_on"}),
        roles={
            "time": ("sys_created_on",),
            "agent": ("user", "sys_created_by"),
            "case": ("documentkey",),
            "screen": ("tablename",),
            "element": ("fieldname",),
            "value": ("newvalue",),
        },
        actions={"field change": "input"},
        constants=_FIELD_CHANGE | {"app": "ServiceNow"},
    ),
    Preset(
        "salesforce-history",
        About(
            "columns CreatedById, CreatedDate, Field, OldValue, NewValue",
            "one per changed field",
            "agent, record, object, field, new value",
            "what was looked at or copied",
        ),
        required=frozenset({"createdbyid", "createddate", "field", "oldvalue", "newvalue"}),
        roles={
            "time": ("createddate",),
            "agent": ("createdbyid",),
            "case": ("caseid", "accountid", "contactid", "leadid", "opportunityid", "contractid", "parentid"),
            "element": ("field",),
            "value": ("newvalue",),
        },
        actions={"field change": "input"},
        constants=_FIELD_CHANGE | {"app": "Salesforce"},
        adjust=_sales_record,
    ),
)
"""Every preset, in the order of the table in docs/log-formats.md."""

"""Records by the names of their columns, whatever file they came in."""

from __future__ import annotations

import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.rows import RowBuilder


def records(**cells: str) -> Records:
    rows = RowBuilder("log")
    rows.add({name.replace("__", " "): text for name, text in cells.items()})
    return rows.records()


STAMP = "2026-03-02T08:00:00Z"


def roles_of(found: RoleTable | ContactTable) -> dict[str, str]:
    return {role: str(pd.Series(column).iloc[0]) for role, column in found.roles.items()}


def test_a_product_s_names_come_before_the_generic_ones():
    given = {"documentkey": "d", "tablename": "incident", "fieldname": "state", "newvalue": "2"}
    table = table_by_columns(records(sys_created_on=STAMP, **given), Mapping(), "log")
    assert roles_of(table)["app"] == "ServiceNow"
    table = table_by_columns(records(timeStamp=STAMP, targetApp="Excel", eventType="copy"), Mapping(), "log")
    assert "app" in roles_of(table)


def test_calls_become_contacts_and_anything_else_events():
    calls = records(TIMESTAMP=STAMP, CALL__ID="1", ANI="5", DISPOSITION="x")
    assert isinstance(table_by_columns(calls, Mapping(), "log"), ContactTable)
    plain = table_by_columns(records(timestamp=STAMP, user="ann", window="CRM"), Mapping(), "log")
    assert (roles_of(plain)["agent"], roles_of(plain)["screen"]) == ("ann", "CRM")


def test_a_mapping_overrides_every_name():
    table = table_by_columns(records(a=STAMP, b="ann"), Mapping({"time": "a", "agent": "b"}), "log")
    assert roles_of(table)["agent"] == "ann"
    with pytest.raises(InputError) as caught:
        table_by_columns(records(a=STAMP), Mapping({"time": "b"}), "log")
    assert caught.value.slug == "mapping-unknown-column"


def test_records_without_a_time_are_refused():
    with pytest.raises(InputError) as caught:
        table_by_columns(records(user="ann"), Mapping(), "log")
    assert caught.value.slug == "no-timestamp"

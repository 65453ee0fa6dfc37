"""Roles of records by the names of their columns, whatever kind of file they came in."""

from __future__ import annotations

from collections.abc import Mapping as Roles

from rpa_finder.readers import action_logger, contact_tables, generic, presets, smartrpa
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.headers import assign_roles
from rpa_finder.readers.mapping import Mapping, check_columns
from rpa_finder.readers.records import Records, RoleTable

_SAMPLE = 400


def table_by_columns(records: Records, mapping: Mapping, where: str) -> RoleTable | ContactTable:
    """Give records by the roles of the product that names its columns so, else as the generic reader does.

    Raises InputError no-timestamp, mapping-unknown-column.
    """
    header = tuple(records.columns)
    if mapping.columns:
        check_columns(mapping, header, where)
        return _any_table(records, mapping.columns)
    if smartrpa.matches(header):
        return smartrpa.role_table(records)
    if action_logger.matches(header):
        return action_logger.role_table(records)
    sample = {name: [str(v) for v in column.iloc[:_SAMPLE]] for name, column in records.columns.items()}
    for preset in presets.PRESETS:
        if preset.matches(header, sample):
            return preset.role_table(records, where)
    if contact_tables.matches(header):
        return contact_tables.contact_table(records)
    names = assign_roles(header, sample)
    generic.require_time(names, header, sample, where, proposed=False)
    table = _any_table(records, names)
    table.guessed = True
    return table


def _any_table(records: Records, names: Roles[str, str]) -> RoleTable:
    names, notes = generic.without_secrets(names, tuple(records.columns))
    table = generic.role_table(records, names)
    table.notes += notes
    return table

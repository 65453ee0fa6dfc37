"""Contact records by role as columns of ContactLog."""

from __future__ import annotations

import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.contact_shapes import ContactTable, ShapedContacts, shape_contacts
from rpa_finder.readers.rows import RowBuilder


def shaped(*lines: dict[str, str], names: dict[str, str] | None = None, share: float = 1.0) -> ShapedContacts:
    rows = RowBuilder("calls")
    for line in lines:
        rows.add(line)
    records = rows.records()
    roles = {name: records.text(name) for name in records.columns}
    return shape_contacts(ContactTable(records, roles, names or {}), "calls", "", "", share)


def test_handling_lasts_as_long_as_its_parts_unless_it_is_given():
    found = shaped(
        {"time": "2026-03-02T08:00:00Z", "talk_seconds": "60", "hold_seconds": "5.5"},
        {"time": "2026-03-02T08:01:00Z", "talk_seconds": "0:01:30", "handle_seconds": "100"},
        {"time": "2026-03-02T08:02:00Z", "channel": " VOICE ", "direction": "Inbound"},
    ).table
    assert found["handle_seconds"].tolist()[:2] == [65.5, 100.0]
    assert found["talk_seconds"].tolist()[:2] == [60.0, 90.0]
    assert pd.isna(found["handle_seconds"][2])
    assert (found["channel"][2], found["direction"][2]) == ("voice", "inbound")


def test_lengths_have_the_unit_of_their_column():
    line = {"time": "2026-03-02T08:00:00Z", "talk_seconds": "1500"}
    assert shaped(line, names={"talk_seconds": "Talk (ms)"}).table["talk_seconds"].tolist() == [1.5]


def test_ends_are_given_or_follow_from_the_duration():
    start = {"time": "2026-03-02T08:00:00+01:00"}
    found = shaped(start | {"end": "2026-03-02T08:01:00+01:00"}, start | {"end": "2026-03-02T07:00:00+01:00"}).table
    assert found["end"].isna().tolist() == [False, True]
    assert str(found["end"][0]) == "2026-03-02 07:01:00+00:00"
    assert found["offset_min"].tolist() == [60, 60]
    assert shaped(start | {"duration": "90"}).table["end"].astype(str).tolist() == ["2026-03-02 07:01:30+00:00"]


def test_a_record_without_a_start_is_an_issue_and_too_many_are_an_error():
    good, bad = {"time": "2026-03-02T08:00:00Z"}, {"contact": "1"}
    found = shaped(good, bad)
    assert [(i.line, i.reason) for i in found.issues] == [(2, "has no time")]
    assert found.table["row"].tolist() == [1]
    for lines in ((good, bad), (bad,)):
        with pytest.raises(InputError) as caught:
            shaped(*lines, share=0.05)
        assert caught.value.slug == "too-many-rejected"

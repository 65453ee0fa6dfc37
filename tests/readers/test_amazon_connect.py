"""Amazon Connect contact records."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers import read_log
from tests.readers.drawn_files import write


def record(contact: str, updated: str, **changes: object) -> dict[str, object]:
    return {
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "ContactId": contact,
        "InitialContactId": None,
        "PreviousContactId": "c0",
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-03-02T08:00:01Z",
        "DisconnectTimestamp": "2026-03-02T08:07:31Z",
        "LastUpdateTimestamp": f"2026-03-02T{updated}Z",
        "CustomerEndpoint": {"Address": "+15550100", "Type": "TELEPHONE_NUMBER"},
        "Queue": {"Name": "Claims", "Duration": 21},
        "Agent": {
            "Username": "ann",
            "AgentInteractionDuration": 410,
            "CustomerHoldDuration": 35,
            "AfterContactWorkDuration": 62,
        },
        "Attributes": {"name": "Mary Smith", "contactReason": "claim status"},
    } | changes


@pytest.mark.parametrize("between", ["\n", "", " "])
def test_of_every_contact_the_last_version_counts(tmp_path, between):
    lines = [record("c1", "08:08:00", Queue=None), record("c1", "08:10:00"), record("c2", "08:00:00", Agent=None)]
    text = between.join(json.dumps(line) for line in [*lines, record("c1", "08:09:00")])
    result = read_log([write(tmp_path, text, "ctr.jsonl")])
    (entry,) = result.inputs
    assert (entry.format, entry.rows_read, entry.rows_used, entry.rows_duplicate) == ("amazon-connect", 4, 2, 2)
    first, second = (row for _, row in result.contacts.table.iterrows())
    assert (first["row"], first["contact"], first["previous"], first["queue"]) == (2, "c1", "c0", "Claims")
    assert (first["agent"], first["customer"], first["reason"]) == ("ann", "+15550100", "claim status")
    assert [first[f"{n}_seconds"] for n in ("talk", "hold", "wrapup", "handle")] == [410, 35, 62, 507]
    assert (str(first["start"]), str(first["end"])) == ("2026-03-02 08:00:01+00:00", "2026-03-02 08:07:31+00:00")
    assert (second["row"], second["agent"]) == (3, "")
    assert "Mary" not in result.contacts.table.to_csv()

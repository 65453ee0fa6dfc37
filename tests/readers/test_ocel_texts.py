"""Object-centric logs as JSON and XML: the same events from either."""

from __future__ import annotations

import json

from rpa_finder.readers.ocel_texts import ObjectEvent, read_json, read_xml
from tests.readers.drawn_files import head_of

EVENTS = [
    ObjectEvent("Check invoice", "2026-03-02T08:00:00Z", {"amount": "12.50"}, ["i1", "o1"]),
    ObjectEvent("Pay", "2026-03-02T09:00:00Z", {}, ["i1"]),
]
SECOND = {
    "objectTypes": [{"name": "Invoice", "attributes": []}, {"name": "Order", "attributes": []}],
    "eventTypes": [{"name": "Check invoice", "attributes": [{"name": "amount", "type": "string"}]}],
    "objects": [
        {"id": "i1", "type": "Invoice", "attributes": [{"name": "a", "time": "1970-01-01T00:00:00Z", "value": "x"}]},
        {"id": "o1", "type": "Order", "relationships": [{"objectId": "i1", "qualifier": "has"}]},
    ],
    "events": [
        {
            "id": "e1",
            "type": "Check invoice",
            "time": "2026-03-02T08:00:00Z",
            "attributes": [{"name": "amount", "value": 12.50}],
            "relationships": [{"objectId": "i1", "qualifier": "of"}, {"objectId": "o1", "qualifier": ""}],
        },
        {"id": "e2", "type": "Pay", "time": "2026-03-02T09:00:00Z", "relationships": [{"objectId": "i1"}]},
    ],
}
FIRST = {
    "ocel:global-log": {"ocel:version": "1.0"},
    "ocel:events": {
        "e1": {
            "ocel:activity": "Check invoice",
            "ocel:timestamp": "2026-03-02T08:00:00Z",
            "ocel:omap": ["i1", "o1"],
            "ocel:vmap": {"amount": "12.50"},
        },
        "e2": {"ocel:activity": "Pay", "ocel:timestamp": "2026-03-02T09:00:00Z", "ocel:omap": ["i1"], "ocel:vmap": {}},
        "e3": "no event",
    },
    "ocel:objects": {"i1": {"ocel:type": "Invoice"}, "o1": {"ocel:type": "Order"}},
}
XML = """<?xml version="1.0"?>
<log><object-types><object-type name="Invoice"><attributes/></object-type></object-types><event-types/>
<objects><object id="i1" type="Invoice"><attributes><attribute name="a" time="1970-01-01T00:00:00Z">x</attribute>
</attributes></object><object id="o1" type="Order"><objects><relationship object-id="i1" qualifier="has"/></objects>
</object></objects>
<events><event id="e1" type="Check invoice" time="2026-03-02T08:00:00Z"><attributes>
<attribute name="amount">12.50</attribute></attributes>
<objects><relationship object-id="i1" qualifier="of"/><relationship object-id="o1" qualifier=""/></objects></event>
<event id="e2" type="Pay" time="2026-03-02T09:00:00Z"><objects><relationship object-id="i1"/></objects></event>
</events></log>
"""


def test_json_and_xml_hold_the_same(tmp_path):
    logs = [
        read_json(head_of(tmp_path, json.dumps(SECOND).replace("12.5}", "12.50}"), "log.json")),
        read_json(head_of(tmp_path, json.dumps(FIRST).replace(', "e3": "no event"', ""), "first.jsonocel")),
        read_xml(head_of(tmp_path, XML, "log.xml")),
    ]
    for log in logs:
        assert log.events == EVENTS
        assert log.types == {"i1": "Invoice", "o1": "Order"}


def test_what_is_no_event_stays_in_its_place(tmp_path):
    odd = {"objectTypes": [], "eventTypes": [], "objects": [None, 3], "events": [7, {"type": "Pay", "attributes": [1]}]}
    assert read_json(head_of(tmp_path, json.dumps(odd))).events == [None, ObjectEvent("Pay")]
    assert read_json(head_of(tmp_path, json.dumps(FIRST))).events[2] is None

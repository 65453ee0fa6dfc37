"""Genesys Cloud conversation details."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers import read_log
from tests.readers.drawn_files import refused, write


def segment(kind: str, start: str, end: str | None, **more: str) -> dict[str, object]:
    ends = {} if end is None else {"segmentEnd": f"2026-03-02T{end}Z"}
    return {"segmentType": kind, "segmentStart": f"2026-03-02T{start}Z"} | ends | more


def agent(name: str, *segments: dict[str, object]) -> dict[str, object]:
    return {"purpose": "agent", "userId": name, "sessions": [{"mediaType": "voice", "segments": list(segments)}]}


def conversation(*agents: dict[str, object], direction: str = "inbound") -> dict[str, object]:
    customer = {"purpose": "customer", "sessions": [{"mediaType": "voice", "ani": "tel:+1", "dnis": "tel:+2"}]}
    return {
        "conversationId": "k1",
        "conversationStart": "2026-03-02T08:00:00Z",
        "conversationEnd": "2026-03-02T08:09:00Z",
        "originatingDirection": direction,
        "participants": [customer, *agents],
    }


ANN = agent(
    "ann",
    segment("alert", "08:00:35.000", "08:00:41.000", queueId="q1"),
    segment("interact", "08:00:41.000", "08:04:00.500", queueId="q1"),
    segment("hold", "08:04:00.500", "08:04:35.500"),
    segment("interact", "08:04:35.500", "08:05:00.500"),
    segment("wrapup", "08:05:00.500", "08:06:00.500", wrapUpCode="w1", wrapUpNote="Mary Smith called"),
)
BOB = agent("bob", segment("interact", "08:06:00.000", None))


@pytest.mark.parametrize("form", ["document", "list", "lines"])
def test_every_agent_s_part_is_one_record(tmp_path, form):
    one, other = conversation(ANN, BOB), conversation(direction="outbound")
    text = {
        "document": json.dumps({"conversations": [one, other]}, indent=1),
        "list": json.dumps([one, other]),
        "lines": f"{json.dumps(one)}\n{json.dumps(other)}\n",
    }[form]
    result = read_log([write(tmp_path, text, "details.json")])
    assert (result.inputs[0].format, result.inputs[0].rows_read) == ("genesys", 3)
    table = result.contacts.table.sort_values("row")
    assert table[["agent", "customer", "queue", "reason", "channel"]].to_numpy().tolist() == [
        ["ann", "tel:+1", "q1", "w1", "voice"],
        ["bob", "tel:+1", "", "", "voice"],
        ["", "tel:+2", "", "", "voice"],
    ]
    assert table[["talk_seconds", "hold_seconds", "wrapup_seconds", "handle_seconds"]].iloc[0].tolist() == [
        *(224.5, 35.0, 60.0, 319.5)
    ]
    assert str(table["start"].iloc[0]) == "2026-03-02 08:00:35+00:00"
    assert "Mary" not in table.to_csv()


def test_what_is_no_conversation_is_an_issue_or_an_error(tmp_path):
    many = [conversation(ANN)] * 40
    result = read_log([write(tmp_path, json.dumps({"conversations": [*many, {"x": 1}, None]}), "details.json")])
    assert [(i.line, i.reason) for i in result.issues] == [(41, "is no conversation"), (42, "is no conversation")]
    text = json.dumps({"a": ["conversationId", "participants"], "conversations": []})
    assert refused(write(tmp_path, text, "none.json")).slug == "no-events"

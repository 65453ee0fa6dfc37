"""JSON records of any names."""

from __future__ import annotations

import json

from rpa_finder.readers.json_lines import recognise
from tests.readers.drawn_files import GOOD, balanced, head_of, read, refused, rows, write

EVENT = {"ts": "2026-03-02T08:00:01.5+01:00", "user": "ann", "app": "CRM", "page": {"url": "https://crm/c/1?x=1"}}
COLUMNS = ("time", "agent", "app", "screen", "action", "element", "value")


def test_fields_have_their_role_by_name_nested_ones_too(tmp_path):
    event = EVENT | {"event_type": "input", "field": "No", "value": "00123"}
    for text in (json.dumps(event), json.dumps([event], indent=2)):
        result = read(tmp_path, text, "log.jsonl")
        assert result.inputs[0].format == "json-lines"
        assert rows(result, *COLUMNS) == [
            ("2026-03-02 07:00:01.500000+00:00", "ann", "CRM", "https://crm/c/1", "input", "No", "00123")
        ]
        assert balanced(result)


def test_records_without_a_time_are_refused(tmp_path):
    assert refused(write(tmp_path, '{"user": "ann"}', "log.jsonl")).slug == "no-timestamp"


def test_a_mapping_names_nested_fields(tmp_path):
    mapping = write(tmp_path, 'time = "at.ms"\nagent = "who"\n', "m.toml")
    text = json.dumps({"at": {"ms": 1772438471000}, "who": "ann"})
    from rpa_finder.readers import ReadOptions, read_log

    result = read_log([write(tmp_path, text, "log.jsonl")], ReadOptions(mapping=mapping))
    assert rows(result, "time", "agent") == [("2026-03-02 08:01:11+00:00", "ann")]


def test_knows_records_and_nothing_else(tmp_path):
    assert recognise(head_of(tmp_path, json.dumps(EVENT))) == 0.4
    assert recognise(head_of(tmp_path, GOOD)) == 0
    assert recognise(head_of(tmp_path, json.dumps({"a": 1}, indent=1))) == 0

"""Known files that are no logs are refused with what they are."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers import read_log
from tests.readers.drawn_files import GOOD, refused, write

SIDE = {"id": "1", "version": "2.0", "tests": [{"commands": [{"command": "open", "target": "/", "value": ""}]}]}
FILES = {
    "a PCOMM macro": "[PCOMM SCRIPT HEADER]\nLANGUAGE=VBSCRIPT\n[PCOMM SCRIPT SOURCE]\n",
    "a Host On-Demand macro": '<HAScript name="x" timeout="60000">\n<screen name="s"/></HAScript>\n',
    "a Selenium IDE script": json.dumps(SIDE, indent=1),
    "a Chrome Recorder script": json.dumps({"title": "t", "steps": [{"type": "navigate", "url": "https://x"}]}),
    "a table of totals per interval": "Interval Start,Interval End,Agent Id,Handle\n2026-03-02,2026-03-03,a,7\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_log_says_what_it_is(tmp_path, kind):
    error = refused(write(tmp_path, FILES[kind], "odd.txt"))
    assert error.slug == "not-a-log"
    assert f"is {kind}: " in str(error)


def test_json_of_another_kind_is_refused(tmp_path):
    assert refused(write(tmp_path, json.dumps({"a": {"b": [1]}}, indent=1), "a.json")).slug == "not-known-json"


def test_in_a_folder_it_is_skipped_with_a_note(tmp_path):
    write(tmp_path, GOOD, "log.csv")
    write(tmp_path, FILES["a Chrome Recorder script"], "recording.json")
    result = read_log([tmp_path])
    assert len(result.inputs) == 1
    assert "Chrome Recorder" in next(n.text for n in result.notes if n.slug == "file-skipped")

"""Roles of every format, on published logs where they are at hand."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.readers.formats import FORMATS, best_format, mapped_format
from tests.readers.drawn_files import GOOD, head_of, rows, write
from tests.readers.test_activitywatch import ABSENCES, TABS, WINDOWS, export
from tests.readers.test_amazon_connect import record
from tests.readers.test_asciicast import FORM, cast
from tests.readers.test_contact_tables import FIVE9
from tests.readers.test_excel import HEADER as BOOK_HEADER
from tests.readers.test_excel import event, workbook
from tests.readers.test_genesys import ANN, BOB, conversation
from tests.readers.test_ocel_texts import XML
from tests.readers.test_presets import TABLES, drawn
from tests.readers.test_sap_changes import HEADERS
from tests.readers.test_steps_recorder import recording
from tests.readers.test_x3270 import ENQUIRY, SIGN_ON, SIGNED, START
from tests.readers.test_xes import XES

SHARED = Path(__file__).parents[3] / "shared"


def shared(*parts: str) -> ReadResult:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return read_log([path])


def test_reads_the_published_student_record():
    result = shared("data", "student_record", "log.csv")
    assert (result.inputs[0].rows_read, result.inputs[0].rows_rejected) == (2409, 0)
    counts = result.log.table["action"].value_counts()
    # Words of the file: 357 + 7 copy, 504 paste, 542 editField, 354 getCell, 50 + 49 + 40 + 506 clicks.
    assert [counts[a] for a in ("copy", "paste", "input", "select", "click")] == [364, 504, 542, 354, 645]


def test_reads_the_published_simulated_logs():
    result = shared("data", "cpn_log6", "log.csv")
    assert rows(result, "app", "action", "element", "value")[2:4] == [
        ("Web", "key", "enter", None),
        ("Web", "click", "update", None),
    ]
    assert rows(result, "app", "action", "element", "value")[26] == ("Excel", "paste", "A5", "addB190")


def test_reads_the_published_window_log():
    result = shared("samples", "tockler_awt")
    assert set(rows(result, "action_raw")) == {("focus",)}
    assert rows(result, "session", "app", "end")[1] == ("1", "Tockler", "2024-06-05 08:22:39+00:00")


def test_reads_the_shape_of_task_mining_exports():
    result = shared("samples", "celonis")
    assert rows(result, "action", "element", "value")[2:] == [
        ("copy", None, "C-884213"),
        ("focus", None, None),
        ("paste", "claim_ref", None),
        ("input", "claim_ref", "C-884213"),
    ]
    result = shared("samples", "qpr_taskrecorder")
    assert rows(result, "action", "element", "value")[1] == ("copy", "B2", "959933")


KEYS = st.sampled_from(
    [
        *("buckets", "type", "events", "data", "timestamp", "duration", "currentwindow", "hostname", "objectTypes"),
        *("eventTypes", "objects", "attributes", "relationships", "objectId", "time", "ocel:events", "ocel:vmap"),
        *("conversationId", "conversations", "participants", "sessions", "segments", "segmentStart", "purpose"),
        *("ContactId", "InitiationMethod", "InitiationTimestamp", "Agent", "userId", "version", "width", "height"),
    ]
)
ACTION_LOGGER = "timeStamp,userID,targetApp,eventType,target.id\n2026-03-02T08:00:00Z,ann,Excel,copy,A2\n"
SMARTRPA = "timestamp,event_src_path,event_dest_path,clipboard_content,browser_url,tag_name,xpath\n2026-03-02,,,,,,\n"
PARQUET = io.BytesIO()
pq.write_table(
    pa.table({name: [str(cell)] for name, cell in zip(BOOK_HEADER, event(1, "00123"), strict=True)}), PARQUET
)
DRAWN: dict[str, bytes] = {
    "action-logger": ACTION_LOGGER.encode(),
    "smartrpa": SMARTRPA.encode(),
    "xes": XES.encode(),
    "ocel": XML.encode(),
    "x3270": (START + SIGN_ON + SIGNED + ENQUIRY).encode(),
    "asciicast": cast([0.5, "o", FORM], [1, "i", "C-8\r"], [2, "o", "C-8\r\n"]).encode(),
    "steps-recorder": recording().encode(),
    "activitywatch": export(WINDOWS, ABSENCES, TABS).encode(),
    **{name: drawn(name).encode() for name in TABLES},
    "sap-changes": HEADERS.encode(),
    "amazon-connect": json.dumps(record("c1", "08:08:00")).encode(),
    "genesys": json.dumps({"conversations": [conversation(ANN, BOB)]}).encode(),
    "contact-table": FIVE9.encode(),
    "json-lines": b'{"ts": "2026-03-02T08:00:01Z", "user": "ann", "app": "CRM"}\n',
    "excel": workbook(Log=[BOOK_HEADER, event(1, "00123"), event(2, 4711)]),
    "parquet": PARQUET.getvalue(),
    "generic": GOOD.encode(),
}


def outcome(path: Path, wanted: str = "") -> str:
    """Read a file; give the slug that refuses it, "" if it is a log whose rows add up."""
    try:
        result = read_log([path], ReadOptions(format=wanted))
    except InputError as error:
        return error.slug if "\n" not in str(error) else "more than one line"
    for entry in result.inputs:
        assert entry.rows_read == entry.rows_used + entry.rows_rejected + entry.rows_duplicate
    assert len(result.issues) == sum(entry.rows_rejected for entry in result.inputs)
    return ""


def test_every_format_is_drawn_and_known_from_its_content_alone(tmp_path):
    assert list(DRAWN) == list(FORMATS)
    for name, data in DRAWN.items():
        sure, found = best_format(head_of(tmp_path, data, "file.dat"))
        assert (found.NAME, sure > 0) == (name, True)
        assert outcome(tmp_path / "file.dat") == ""


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(list(DRAWN)), st.randoms(use_true_random=False), st.binary(max_size=8))
def test_a_damaged_file_is_a_log_or_refused_in_one_line(name, random, put):
    data = bytearray(DRAWN[name])
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(data) + 1)
        stop = min(len(data), start + random.choice([0, 0, 1, 5, 200, len(data)]))
        data[start:stop] = put
    with tempfile.TemporaryDirectory() as folder:
        assert outcome(write(Path(folder), bytes(data), "file.dat")) != "more than one line"


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.builds(lambda name, rest: DRAWN[name][:60] + rest, st.sampled_from(list(DRAWN)), st.binary(max_size=200)),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=9),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
            max_leaves=25,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_random_bytes_and_random_json_never_give_a_traceback(data):
    with tempfile.TemporaryDirectory() as folder:
        assert outcome(write(Path(folder), data, "file.dat")) != "more than one line"


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_file_of_another_format_than_was_said_is_a_log_or_refused(tmp_path, wanted):
    for name, data in DRAWN.items():
        found = outcome(write(tmp_path, data, "file.dat"), wanted)
        assert found != "more than one line"
        assert found == "" or name != wanted


def test_a_mapping_makes_a_product_s_table_one_like_any_other(tmp_path):
    def mapped(name: str) -> str:
        head = head_of(tmp_path, DRAWN[name], "file.dat")
        return mapped_format(head, best_format(head)[1]).NAME

    assert mapped("power-automate") == mapped("contact-table") == "generic"
    assert mapped("servicenow-task-mining") == mapped("amazon-connect") == "json-lines"
    assert [mapped(name) for name in ("xes", "ocel", "excel", "x3270")] == ["xes", "ocel", "excel", "x3270"]

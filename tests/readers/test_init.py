"""Files, folders and globs as one log; expectations worked out by hand from the drawn files."""

from __future__ import annotations

import gzip
import time

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError, UsageError
from rpa_finder.events import QUALITY
from rpa_finder.readers import FORMATS, ReadOptions, read_log
from tests.readers.drawn_files import GOOD, HEADER, ROW, balanced, refused, texts, write


def test_reads_a_plain_table_and_keeps_text_as_it_is(tmp_path):
    path = write(tmp_path, HEADER + ROW.format(1) + "2026-03-02T08:00:02Z,NA,None,null,copy,nan,1E5\n")
    result = read_log([path])
    assert texts(result, "agent") == ["NA", "ann"]
    assert texts(result, "value") == ["1E5", "00123"]
    assert texts(result, "screen") == ["null", "Customer"]
    assert texts(result, "app") == ["None", "CRM"]
    assert texts(result, "element") == ["nan", "Account"]
    assert result.inputs[0].format == "generic"
    assert result.inputs[0].path == str(path)
    assert list(result.log.table["precision_ms"]) == [1, 1]


def test_gives_the_same_rows_from_every_encoding_delimiter_line_end_and_packing(tmp_path):
    text = GOOD.replace("Customer", "Kundenübersicht")
    files = {
        "utf8.csv": text.encode(),
        "bom.csv": b"\xef\xbb\xbf" + text.encode(),
        "bom_everywhere.csv": text.replace("\n", "\n\ufeff").removesuffix("\ufeff").encode(),
        "utf16.csv": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf16be.csv": b"\xfe\xff" + text.encode("utf-16-be"),
        "cp1252.csv": text.encode("cp1252"),
        "tab.tsv": text.replace(",", "\t").encode(),
        "bar.txt": text.replace(",", "|").encode(),
        "semicolon.csv": b"sep=;\r\n# made by a recorder\n" + text.replace(",", ";").encode(),
        "crlf.csv": text.replace("\n", "\r\n").encode(),
        "cr.csv": text.replace("\n", "\r").encode(),
        "open_end.csv": text.removesuffix("\n").encode(),
        "blank_lines.csv": text.replace("\n", "\n\n").encode(),
        "packed.csv.gz": gzip.compress(text.encode()),
    }
    expected = None
    for name, data in files.items():
        result = read_log([write(tmp_path, data, name)])
        table = result.log.table.drop(columns="source")
        expected = table if expected is None else expected
        pd.testing.assert_frame_equal(table, expected, obj=name)
        assert not result.issues, name


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("empty-file", b""),
        ("empty-file", b"\xef\xbb\xbf\r\n"),
        ("no-events", HEADER.encode()),
        ("no-columns", b"just some words\nand some more\n"),
        ("not-a-text-log", b"%PDF-1.7 timestamp,user\n1,2\n"),
        ("not-a-text-log", b"<!DOCTYPE html><html><body>log</body></html>"),
        ("not-a-text-log", b"MZ\x90\x00\x03\x00\x00"),
        ("not-a-text-log", GOOD.encode("utf-16-le")),
        ("duplicate-column", GOOD.replace("window title", "user").encode()),
        ("no-timestamp", GOOD.replace("timestamp", "tmestmp").encode()),
        ("too-many-columns", (",".join(map(str, range(1001))) + "\n").encode()),
        ("unclosed-quote", GOOD.replace("Customer", '"Customer', 1).encode()),
        ("unclosed-quote", (GOOD + ROW.format(50).replace("Customer", '"Customer')).encode()),
        ("too-many-rejected", GOOD.replace("2026-", "20x6-", 3).encode()),
        ("mixed-date-formats", GOOD.replace("2026-03-02T08", "13/03/2026 08", 3).encode()),
        ("truncated-gz", gzip.compress(GOOD.encode())[:-12]),
        ("not-xes", b"<config><a/></config>"),
    ],
)
def test_a_bad_file_is_refused_with_its_slug(tmp_path, slug, data):
    assert refused(write(tmp_path, data)).slug == slug


def test_an_endless_line_is_refused_quickly(tmp_path):
    path = write(tmp_path, GOOD.encode() + b"x" * 70_000_000)
    began = time.perf_counter()
    assert refused(path).slug == "line-too-long"
    assert refused(write(tmp_path, b"x" * 5_000_000, "one.csv")).slug == "line-too-long"
    assert time.perf_counter() - began < 2


def test_reads_folders_in_order_of_name_and_skips_what_is_no_log(tmp_path):
    for name in ("b.csv", "a/c.csv", ".hidden.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, GOOD, name)
    write(tmp_path, GOOD.replace("ann", "bob"), "b.csv")
    write(tmp_path, "Read me first.\nThen ask.\n", "notes.txt")
    write(tmp_path, "{}", "truth.json")
    write(tmp_path, '<?xml version="1.0"?>\n<!DOCTYPE plist>\n<plist/>', "settings.xml")
    result = read_log([tmp_path])
    assert [i.path for i in result.inputs] == [str(tmp_path / "a/c.csv"), str(tmp_path / "b.csv")]
    assert [n.slug for n in result.notes] == ["file-skipped"] * 3
    assert len(result.log) == 80
    assert [i.path for i in read_log([f"{tmp_path}/*.csv"]).inputs] == [str(tmp_path / "b.csv")]


def test_files_of_different_columns_become_one_log(tmp_path):
    write(tmp_path, GOOD, "a.csv")
    write(tmp_path, "Begin;End;App;Title\n2026-03-02 08:00:00;2026-03-02 08:00:09;CRM;Customer\n", "b.csv")
    result = read_log([tmp_path])
    last = result.log.table.sort_values(["source", "row"]).iloc[-1]
    assert last["action"] == "focus"
    assert last["end"] == pd.Timestamp("2026-03-02T08:00:09Z")
    assert pd.isna(last["agent"])
    assert last["quality"] == QUALITY["zone_assumed"]


def test_unknown_options_are_refused(tmp_path):
    path = write(tmp_path, GOOD.replace("Z,", ","))
    for options in (ReadOptions(format="x"), ReadOptions(timezone="Mars/Olympus")):
        with pytest.raises(UsageError):
            read_log([path], options)


def test_the_format_can_be_forced(tmp_path):
    assert read_log([write(tmp_path, GOOD)], ReadOptions(format="generic")).inputs[0].format == "generic"
    assert {"action-logger", "smartrpa", "xes", "ocel", "x3270", "excel", "generic"} <= set(FORMATS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text('",;\n\r\t|0123456789-:TZa<>', max_size=200).map(lambda t: (HEADER + t).encode()),
        st.binary(max_size=60).map(lambda b: GOOD.encode()[:-30] + b + GOOD.encode()[-30:]),
        st.binary(max_size=60).map(lambda b: b'<log xes.version="1.0"><trace>' + b),
    ),
    st.sampled_from(["a.csv", "a.xes", "a.csv.gz"]),
)
def test_no_bytes_give_anything_but_a_log_or_an_input_error(tmp_path, data, name):
    path = write(tmp_path, gzip.compress(data) if name.endswith("gz") else data, name)
    try:
        result = read_log([path])
    except InputError as error:
        assert error.slug  # noqa: PT017
    else:
        assert balanced(result)

"""Expectations worked out by hand from the drawn files."""

from __future__ import annotations

import gzip
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError, RpaFinderError, UsageError
from rpa_finder.events import QUALITY
from rpa_finder.readers import FORMATS, ReadOptions, ReadResult, propose_mapping, read_log

HEADER = "timestamp,user,application,window title,action,field,value\n"
ROW = "2026-03-02T08:00:{:02d}.250Z,ann,CRM,Customer,input,Account,00123\n"
GOOD = HEADER + "".join(ROW.format(i) for i in range(40))


def write(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path: Path, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_log([path], ReadOptions(**options))
    assert "\n" not in str(caught.value)
    assert caught.value.todo
    return caught.value


def texts(result: ReadResult, column: str) -> list[str | None]:
    values = result.log.table[column].astype(object)
    return [None if pd.isna(value) else str(value) for value in values]


def balanced(result: ReadResult) -> bool:
    return all(i.rows_read == i.rows_used + i.rows_rejected for i in result.inputs) and len(result.issues) == sum(
        i.rows_rejected for i in result.inputs
    )


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


def test_quoted_line_breaks_start_no_record_but_count_as_lines(tmp_path):
    rows = [ROW.format(i) for i in range(38)]
    rows[0] = rows[0].replace("Customer", '"Cust\nomer, ""A"""')
    rows[2] = rows[2].replace("2026-03-02", "yesterday")
    result = read_log([write(tmp_path, HEADER + "".join(rows))])
    assert texts(result, "screen")[0] == 'Cust\nomer, "A"'
    assert list(result.log.table["row"])[:3] == [1, 2, 4]
    # Line 1 is the header, lines 2-3 record 1, line 4 record 2, line 5 record 3.
    assert [(i.line, i.column, i.reason) for i in result.issues] == [(5, "timestamp", "is no time")]
    assert balanced(result)


def test_bad_rows_are_left_out_with_line_column_and_reason(tmp_path):
    rows = [ROW.format(i % 60) for i in range(200)]
    rows[10] = rows[10].replace("\n", ",more\n")
    rows[11] = "2026-03-02T08:00:11Z,ann\n"
    rows[12] = rows[12].replace("Account", "Acc\0unt")
    rows[13] = rows[13].replace("00123", "x" * 70_000)
    rows[14] = rows[14].replace("2026", "1890")
    rows[15] = rows[15].replace("2026-03-02", "2026-02-30")
    rows[16] = rows[16].replace("2026-03-02T08:00:16.250Z", "")
    data = (HEADER + "".join(rows)).encode().replace(b"Customer,input,Account", b"K\xc3\xbcnde,input,Account")
    data = data.replace(b"08:00:17.250Z,ann", b"08:00:17.250Z,\xff\xfe", 1)
    result = read_log([write(tmp_path, data)])
    assert [i.line for i in result.issues] == [12, 13, 14, 15, 16, 17, 18, 19]
    reasons = [i.reason for i in result.issues]
    assert reasons[0] == "has 8 fields, the header has 7"
    assert reasons[1] == "has 2 fields, the header has 7"
    assert reasons[2] == "holds a zero byte"
    assert reasons[3] == "a field is longer than 64 KiB"
    assert reasons[4] == "is out of the years 1990 to 2100"
    assert reasons[5] == "is no day or time of the calendar"
    assert reasons[6] == "has no time"
    assert reasons[7] == "holds bytes that are no text in this encoding"
    assert (result.inputs[0].rows_read, result.inputs[0].rows_used, result.inputs[0].rows_rejected) == (200, 192, 8)


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


def test_names_the_nearest_column_where_no_time_is_found(tmp_path):
    error = refused(write(tmp_path, GOOD.replace("timestamp", "tmestmp")))
    assert "'tmestmp'" in error.what
    assert "window title" in error.what
    assert "log.mapping.toml" in error.todo


def test_a_log_without_a_header_is_refused_without_showing_its_first_row(tmp_path):
    error = refused(write(tmp_path, GOOD.removeprefix(HEADER)))
    assert error.slug == "no-timestamp"
    assert "00123" not in str(error)


def test_names_the_line_of_a_quote_that_never_closes(tmp_path):
    rows = [ROW.format(i) for i in range(30)]
    rows[3] = rows[3].replace("Customer", '"Customer')
    assert "line 5" in refused(write(tmp_path, HEADER + "".join(rows))).what


def test_an_endless_line_is_refused_quickly(tmp_path):
    path = write(tmp_path, GOOD.encode() + b"x" * 20_000_000)
    began = time.perf_counter()
    assert refused(path).slug == "line-too-long"
    assert refused(write(tmp_path, b"x" * 5_000_000, "one.csv")).slug == "line-too-long"
    assert time.perf_counter() - began < 2


def test_reads_folders_in_order_of_name_and_skips_what_is_no_log(tmp_path):
    for name in ("b.csv", "a/c.csv", ".hidden.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, GOOD, name)
    write(tmp_path, "Read me first.\nThen ask.\n", "notes.txt")
    write(tmp_path, "{}", "truth.json")
    result = read_log([tmp_path])
    assert [i.path for i in result.inputs] == [str(tmp_path / "a/c.csv"), str(tmp_path / "b.csv")]
    assert [n.slug for n in result.notes] == ["file-skipped"]
    assert len(result.log) == 80
    assert [i.path for i in read_log([f"{tmp_path}/*.csv"]).inputs] == [str(tmp_path / "b.csv")]


def test_a_folder_without_logs_and_a_missing_file_are_refused(tmp_path):
    assert refused(tmp_path).slug == "no-logs-in-folder"
    assert refused(tmp_path / "absent.csv").slug == "file-not-found"
    assert refused(tmp_path / "*.csv").slug == "file-not-found"


def test_the_same_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path, GOOD)
    assert len(read_log([path, path, tmp_path]).inputs) == 1


def test_reads_the_logs_in_a_zip_and_refuses_unsafe_members(tmp_path):
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        archive.writestr("b.csv", GOOD)
        archive.writestr("a/readme.md", "words")
    result = read_log([tmp_path / "logs.zip"])
    assert texts(result, "source")[0] == f"{tmp_path}/logs.zip/b.csv"
    assert len(result.log) == 40
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../b.csv", GOOD)
    assert refused(tmp_path / "evil.zip").slug == "unsafe-zip"
    with zipfile.ZipFile(tmp_path / "sheet.csv", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert refused(tmp_path / "sheet.csv").slug == "not-a-text-log"


def test_files_of_different_columns_become_one_log(tmp_path):
    write(tmp_path, GOOD, "a.csv")
    write(tmp_path, "Begin;End;App;Title\n2026-03-02 08:00:00;2026-03-02 08:00:09;CRM;Customer\n", "b.csv")
    result = read_log([tmp_path])
    last = result.log.table.sort_values(["source", "row"]).iloc[-1]
    assert last["action"] == "focus"
    assert last["end"] == pd.Timestamp("2026-03-02T08:00:09Z")
    assert pd.isna(last["agent"])
    assert last["quality"] == QUALITY["zone_assumed"]


def test_a_mapping_file_names_columns_zone_and_date_order(tmp_path):
    log = write(tmp_path, "w|who|what|where\n02/03/2026 08:00|x|tippen|Maske\n03/03/2026 09:30|x|kopieren|Maske\n")
    mapping = write(
        tmp_path,
        'time = "w"\nagent = "who"\naction = "what"\nscreen = "where"\n'
        'timezone = "Europe/Berlin"\ndate_order = "dmy"\ndelimiter = "|"\n',
        "m.toml",
    )
    result = read_log([log], ReadOptions(mapping=mapping))
    assert [str(t) for t in result.log.table["time"]] == ["2026-03-02 07:00:00+00:00", "2026-03-03 08:30:00+00:00"]
    assert list(result.log.table["offset_min"]) == [60, 60]
    assert texts(result, "action") == ["input", "copy"]
    assert texts(result, "screen") == ["Maske", "Maske"]


def test_a_proposed_mapping_reads_the_log_and_holds_no_value(tmp_path):
    log = write(tmp_path, GOOD.replace("timestamp", 'when "it" was').replace(".250Z", "Z"))
    text = propose_mapping(log)
    assert "ann" not in text.split()
    mapping = write(tmp_path, text, "log.mapping.toml")
    result = read_log([log], ReadOptions(mapping=mapping))
    assert len(result.log) == 40
    assert texts(result, "screen")[0] == "Customer"


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("mapping-not-toml", "time = "),
        ("mapping-unknown-key", 'tme = "a"'),
        ("mapping-unknown-key", "time = 3"),
        ("mapping-unknown-key", 'agent = "user"'),
        ("mapping-unknown-key", 'time = "timestamp"\nencoding = "klingon"'),
        ("mapping-unknown-column", 'time = "timestmp"'),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path, slug, text):
    with pytest.raises(RpaFinderError) as caught:
        read_log([write(tmp_path, GOOD)], ReadOptions(mapping=write(tmp_path, text, "m.toml")))
    assert caught.value.slug == slug


def test_unknown_options_are_refused(tmp_path):
    path = write(tmp_path, GOOD.replace("Z,", ","))
    for options in (ReadOptions(format="x"), ReadOptions(timezone="Mars/Olympus")):
        with pytest.raises(UsageError):
            read_log([path], options)


def test_the_format_can_be_forced(tmp_path):
    assert read_log([write(tmp_path, GOOD)], ReadOptions(format="generic")).inputs[0].format == "generic"
    assert set(FORMATS) == {"action-logger", "smartrpa", "xes", "generic"}


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELL, min_size=1, max_size=20), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_a_well_formed_table_comes_back_as_it_was(tmp_path, cells, delimiter, always):
    def quoted(cell: str) -> str:
        special = always or any(c in cell for c in f'{delimiter}"\r\n') or cell != cell.strip()
        return '"' + cell.replace('"', '""') + '"' if special else cell

    rows = [["timestamp", "action", "value"]]
    rows += [[f"2026-03-02T08:00:{i:02d}Z", "copy", cell] for i, cell in enumerate(cells)]
    text = "".join(delimiter.join(map(quoted, row)) + "\n" for row in rows)
    result = read_log([write(tmp_path, text)])
    assert texts(result, "value") == [cell or None for cell in cells]
    assert list(result.log.table["row"]) == list(range(1, len(cells) + 1))
    assert balanced(result)


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

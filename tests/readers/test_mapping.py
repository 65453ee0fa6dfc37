"""The mapping file: what the analyst says, and what is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa_finder.errors import InputError, RpaFinderError, UsageError
from rpa_finder.readers import ReadOptions, read_log
from rpa_finder.readers.mapping import Mapping, check_columns, load_mapping, mapping_name, mapping_text, propose_mapping
from tests.readers.drawn_files import GOOD, texts, write


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
        ("mapping-unknown-key", "header = 3"),
        ("mapping-unknown-key", 'header = ["time", "time"]'),
        ("mapping-unknown-key", 'header = ["time", " "]'),
        ("header-does-not-fit", 'header = ["time", "user"]'),
        ("mapping-unknown-key", "screen_id = 3"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 1\ncolumn = 2"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 0\ncolumn = 2\nlength = 8"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = true\ncolumn = 2\nlength = 8"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 1\ncolumn = 2\nlength = 8\npatern = 'x'"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 1\ncolumn = 2\nlength = 8\npattern = '['"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 1\ncolumn = 2\nlength = 8\npattern = 7"),
        ("mapping-unknown-key", "[[screen_id]]\nrow = 1\ncolumn = 2\nlength = 8\npattern = 'A*'"),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path, slug, text):
    with pytest.raises(RpaFinderError) as caught:
        read_log([write(tmp_path, GOOD)], ReadOptions(mapping=write(tmp_path, text, "m.toml")))
    assert caught.value.slug == slug


def test_a_mapping_holds_roles_and_settings_and_skips_empty_roles(tmp_path):
    text = '\ufefftime = "when"\nagent = ""\nvalue = "what"\ndate_order = "mdy"\nencoding = "cp1252"\n'
    assert load_mapping(write(tmp_path, text, "m.toml")) == Mapping(
        {"time": "when", "value": "what"}, date_order="mdy", encoding="cp1252"
    )


def test_a_date_and_a_time_of_day_are_a_time(tmp_path):
    mapping = load_mapping(write(tmp_path, 'date = "day"\nclock = "hour"\n', "m.toml"))
    assert mapping.columns == {"date": "day", "clock": "hour"}
    with pytest.raises(UsageError) as caught:
        load_mapping(write(tmp_path, 'date = "day"\n', "m.toml"))
    assert caught.value.slug == "mapping-unknown-key"


def test_a_mapping_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError) as caught:
        load_mapping(tmp_path / "absent.toml")
    assert caught.value.slug == "mapping-unreadable"


def test_a_column_that_is_not_there_is_named_with_its_nearest():
    mapping = Mapping({"time": "timestmp"})
    check_columns(Mapping({"time": "timestamp"}), ("timestamp", "user"), "log.csv")
    with pytest.raises(InputError) as caught:
        check_columns(mapping, ("timestamp", "user"), "log.csv")
    assert (caught.value.slug, caught.value.todo) == ("mapping-unknown-column", "Did you mean 'timestamp'?")
    with pytest.raises(InputError) as caught:
        check_columns(mapping, ("a", "b"), "log.csv")
    assert caught.value.todo == "Columns: a, b."


@pytest.mark.parametrize(
    ("path", "name"),
    [("logs/day.csv.gz", "day.mapping.toml"), (Path("day"), "day.mapping.toml"), (".csv", "log.mapping.toml")],
)
def test_a_proposed_mapping_is_named_after_its_log(path, name):
    assert mapping_name(path) == name


def test_a_log_without_a_header_gets_one_from_a_mapping(tmp_path):
    header, _, body = GOOD.partition("\n")
    log = write(tmp_path, body)
    with pytest.raises(InputError) as caught:
        read_log([log])
    assert caught.value.slug == "no-timestamp"
    assert "log.mapping.toml" in caught.value.todo
    named = ", ".join(f'"{name}"' for name in header.split(","))
    result = read_log([log], ReadOptions(mapping=write(tmp_path, f"header = [{named}]\n", "m.toml")))
    plain = read_log([write(tmp_path, GOOD, "plain.csv")])
    columns = ["row", "time", "agent", "app", "screen", "action", "element", "value"]
    assert result.log.table[columns].astype(object).equals(plain.log.table[columns].astype(object))
    assert result.readings[0].columns == plain.readings[0].columns


def test_the_mapping_proposed_for_a_log_without_a_header_holds_none_of_its_data(tmp_path):
    log = write(tmp_path, GOOD.partition("\n")[2])
    text = propose_mapping(log)
    assert not {word for word in GOOD.partition("\n")[2].split("\n")[0].split(",") if word and word in text}
    mapping = write(tmp_path, text, "log.mapping.toml")
    assert len(load_mapping(mapping).header) == len(GOOD.partition("\n")[0].split(","))
    assert len(read_log([log], ReadOptions(mapping=mapping)).log) == 40


def test_rules_for_screen_ids_are_written_as_they_are_read(tmp_path):
    text = "[[screen_id]]\nrow = 2\ncolumn = 50\nlength = 4\n\n[[screen_id]]\nrow = 1\ncolumn = 70\nlength = 9\n"
    given = load_mapping(write(tmp_path, text + "pattern = 'A\"\\d+'\n", "m.toml"))
    assert [(r.row, r.column, r.length, r.pattern.pattern) for r in given.screen_ids] == [
        (2, 50, 4, r"\S+"),
        (1, 70, 9, r'A"\d+'),
    ]
    assert load_mapping(write(tmp_path, mapping_text("log.trc", (), given), "again.toml")) == given

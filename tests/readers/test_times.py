from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY
from rpa_finder.readers import ReadOptions, read_log
from rpa_finder.readers.times import MISSING, Instants, parse_times


def parsed(*texts: str, zone: str = "", order: str = "", share: float = 0.5) -> Instants:
    return parse_times(np.array(texts, dtype=object), "log.csv", zone, order, share)


def utc(*texts: str, **options: object) -> list[str | None]:
    found = parsed(*texts, **options).micros
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [
        None if m == MISSING else (start + timedelta(microseconds=int(m))).isoformat(timespec="milliseconds")[:-6]
        for m in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T08:01:11.120Z", "2026-03-02T08:01:11.120"),
        ("2026-03-02 08:01:11", "2026-03-02T08:01:11.000"),
        ("2026-03-02T08:01:11.1200000", "2026-03-02T08:01:11.120"),
        ("2026-03-02T08:01:11.120+11:00", "2026-03-01T21:01:11.120"),
        ("2026-03-02T08:01:11-0330", "2026-03-02T11:31:11.000"),
        ("2016-02-07 10:50:00+00", "2016-02-07T10:50:00.000"),
        ("2026/3/2 8:01", "2026-03-02T08:01:00.000"),
        ("2026-03-02", "2026-03-02T00:00:00.000"),
        ("02.03.2026 08:01:11,120", "2026-03-02T08:01:11.120"),
        ("13/2/2026 8:01:11 AM", "2026-02-13T08:01:11.000"),
        ("2/13/2026, 12:01:11 AM", "2026-02-13T00:01:11.000"),
        ("2/13/2026 12:01:11\u202fPM", "2026-02-13T12:01:11.000"),
        ("13-02-26 08:01", "2026-02-13T08:01:00.000"),
        ("20260302080111", "2026-03-02T08:01:11.000"),
        ("20260302080111120", "2026-03-02T08:01:11.120"),
        ("20260302T080111Z", "2026-03-02T08:01:11.000"),
        ("1582590976", "2020-02-25T00:36:16.000"),
        ("1582590976639", "2020-02-25T00:36:16.639"),
        ("1582590976639000", "2020-02-25T00:36:16.639"),
        ("1582590976.639", "2020-02-25T00:36:16.639"),
        ("46083.5", "2026-03-02T12:00:00.000"),
        ("02-Mar-2026 08:01:11", "2026-03-02T08:01:11.000"),
        ("2. März 2026 08:01", "2026-03-02T08:01:00.000"),
        ("Mar 2, 2026 8:01:11 PM", "2026-03-02T20:01:11.000"),
        ("Mon Mar 02 2026 08:01:11 GMT+0100 (CET)", "2026-03-02T07:01:11.000"),
        ("  2026-03-02 08:01:11  ", "2026-03-02T08:01:11.000"),
    ],
)
def test_reads_stamps_as_they_are_written(text, expected):
    assert utc(text) == [expected]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "08:01:11", "2026-13-02 08:00", "2026-03-02 25:00", "2026-03-02X08:00", "12/2026"]
)
def test_gives_a_reason_for_what_is_no_time(text):
    found = parsed(text)
    assert found.micros[0] == MISSING
    assert found.reason[0]


def test_keeps_the_local_offset():
    assert list(parsed("2026-03-02T08:01:11+11:00", "2026-03-02T08:01:11Z").offset_min) == [660, 0]


def test_one_day_above_twelve_decides_the_whole_column():
    assert utc("6-3-2023 08:32", "13-3-2023 08:32") == ["2023-03-06T08:32:00.000", "2023-03-13T08:32:00.000"]
    assert utc("3/6/2023 08:32", "3/13/2023 08:32") == ["2023-03-06T08:32:00.000", "2023-03-13T08:32:00.000"]
    assert parsed("3/6/2023 08:32", "3/13/2023 08:32").date_order_inferred


def test_the_row_order_decides_where_only_one_reading_rises():
    # Day first: 1 Feb, 2 Feb, 3 Feb, 1 Mar. Month first: 2 Jan, 2 Feb, 2 Mar, 3 Jan falls.
    assert parsed("01/02/2026", "02/02/2026", "03/02/2026", "01/03/2026").date_order == "dmy"


def test_a_column_that_can_be_read_both_ways_is_refused():
    with pytest.raises(InputError) as caught:
        parsed("3/2/2026 8:01:11 AM", "3/2/2026 8:01:12 AM")
    assert caught.value.slug == "date-order-ambiguous"
    assert "--date-order" in caught.value.todo


def test_a_given_date_order_is_used():
    assert utc("3/2/2026 8:01", order="mdy") == ["2026-03-02T08:01:00.000"]
    assert not parsed("3/2/2026 8:01", order="mdy").date_order_inferred


def test_the_minority_of_mixed_formats_is_left_out():
    found = parsed(*["2026-03-02 08:00:00"] * 9, "13/03/2026 08:00")
    assert list(found.micros == MISSING) == [False] * 9 + [True]
    with pytest.raises(InputError) as caught:
        parsed(*["2026-03-02 08:00:00"] * 9, "13/03/2026 08:00", share=0.05)
    assert caught.value.slug == "mixed-date-formats"


def test_day_first_and_month_first_in_one_column_are_mixed_formats():
    with pytest.raises(InputError) as caught:
        parsed("13/03/2026 08:00", "03/13/2026 08:00", share=0.05)
    assert caught.value.slug == "mixed-date-formats"


def test_times_without_a_zone_are_assumed_utc_or_read_in_the_given_one():
    assert parsed("2026-07-02 08:00").zone == ""
    found = parsed("2026-07-02 08:00", "2026-12-02 08:00", zone="Europe/Berlin")
    assert found.zone == "Europe/Berlin"
    assert list(found.offset_min) == [120, 60]


def test_the_end_of_summer_time_makes_no_negative_step_of_an_hour():
    # 02:59 comes twice on 25 October 2026 in Berlin; the first is taken, then 03:00 is winter time.
    found = parsed("2026-10-25 02:59:00", "2026-10-25 03:00:00", "2026-03-29 02:30:00", zone="Europe/Berlin")
    assert [note.slug for note in found.notes] == ["repeated-hour", "missing-hour"]
    assert list(found.offset_min) == [120, 60, 60]


def test_years_out_of_range_are_left_out():
    assert utc("0001-01-01", "1989-12-31", "1990-01-01", "2100-12-31", "2101-01-01") == [
        None,
        None,
        "1990-01-01T00:00:00.000",
        "2100-12-31T00:00:00.000",
        None,
    ]


def test_measures_the_clock():
    assert parsed("2026-03-02 08:01").precision_ms == 60_000
    assert parsed("2026-03-02 08:01:00").precision_ms == 1000
    assert parsed(*[f"2026-03-02 08:{i:02d}:00" for i in range(30)]).precision_ms == 60_000
    assert parsed("2026-03-02 08:01:01.000").precision_ms == 1
    assert parsed("2026-03-02 08:01:01.120").precision_ms == 1


MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30))


@given(st.lists(MOMENTS, min_size=1, max_size=20), st.integers(-14 * 60, 14 * 60))
def test_agrees_with_the_standard_library(moments, minutes):
    zone = timezone(timedelta(minutes=minutes))
    texts = [moment.replace(tzinfo=zone).isoformat() for moment in moments]
    micros = [
        round((m.replace(tzinfo=zone) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) for m in moments
    ]
    found = parsed(*texts)
    lowest, highest = 631152000 * 10**6, 4133980800 * 10**6
    local = [m + minutes * 60 * 10**6 for m in micros]
    assert list(found.micros) == [m if lowest <= x < highest else MISSING for m, x in zip(micros, local, strict=True)]
    assert list(found.offset_min) == [minutes] * len(moments)


def test_files_with_the_same_columns_have_one_date_order(tmp_path):
    def day(name: str, *stamps: str) -> None:
        (tmp_path / name).write_text("timestamp,user,action\n" + "".join(f"{s} 08:00:01,ann,copy\n" for s in stamps))

    day("a.csv", "03/04/2026", "03/04/2026")
    # Rises month first only, were this file alone.
    day("b.csv", "04/04/2026", "04/05/2026", "05/04/2026")
    day("c.csv", "13/04/2026", "14/04/2026")
    result = read_log([tmp_path])
    days = sorted(str(time)[5:10] for time in result.log.table["time"])
    assert days == ["04-03", "04-03", "04-04", "04-05", "04-13", "04-14", "05-04"]
    assert (result.log.table["quality"] & QUALITY["date_order_inferred"] > 0).all()
    (tmp_path / "c.csv").unlink()
    day("c.csv", "04/13/2026")
    day("d.csv", "13/04/2026")
    with pytest.raises(InputError) as caught:
        read_log([tmp_path])
    assert caught.value.slug == "mixed-date-formats"


def test_years_of_two_digits_may_come_first(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("timestamp,action\n26/03/04 08:00:01,copy\n26/03/05 08:00:01,copy\n")
    times = read_log([path], ReadOptions(date_order="ymd")).log.table["time"]
    assert [str(time)[:10] for time in times] == ["2026-03-04", "2026-03-05"]

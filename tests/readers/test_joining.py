"""Several files of one team's work: nothing twice, nobody twice, clocks compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.readers.joining import spell_alike, split_login
from tests.readers.drawn_files import balanced, texts, write

HEADER = "timestamp,user,application,window,action,field,value"
START = datetime(2026, 3, 2, 9)


def desk(n: int, user: str = "ann", step: float = 7, start: datetime = START, zone: str = "Z") -> list[str]:
    return [
        f"{(start + timedelta(seconds=step * i)).isoformat()}{zone},{user},CRM,Customer,input,Name,{i}"
        for i in range(n)
    ]


def joined(folder: Path, *files: list[str], header: str = HEADER, **options: str) -> ReadResult:
    paths = [
        write(folder, "\n".join([header, *lines]) + "\n", f"{place}.csv")
        for place, lines in zip("abc", files, strict=False)
    ]
    return read_log(paths, ReadOptions(**options))


def used(result: ReadResult) -> list[tuple[int, int]]:
    assert balanced(result)
    return [(entry.rows_used, entry.rows_duplicate) for entry in result.inputs]


def test_rows_of_two_exports_count_once(tmp_path):
    rows = desk(100)
    result = joined(tmp_path, rows[:60], rows[40:])
    assert used(result) == [(60, 0), (40, 20)]
    assert len(result.log) == 100
    (note,) = [note for note in result.notes if note.slug == "exports-overlap"]
    assert "20 rows" in note.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["ann", "bob"]), min_size=2, max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from([1, 60]),
)
def test_a_log_cut_into_overlapping_exports_is_the_log_again(tmp_path, users, one, other, grain):
    """Whatever repeats within the log: coarse stamps make equal rows."""
    stamps = [START + timedelta(seconds=(20 * i) // grain * grain) for i in range(len(users))]
    rows = [f"{at.isoformat()}Z,{user},CRM,Customer,click,Save," for at, user in zip(stamps, users, strict=True)]
    low, high = sorted((one % len(rows), other % len(rows)))
    # Exports are cut at times, not in the middle of a minute.
    low = min(i for i, at in enumerate(stamps) if at >= stamps[low])
    high = max(i for i, at in enumerate(stamps) if at <= stamps[high]) + 1
    whole = joined(tmp_path, rows)
    result = joined(tmp_path, rows[:high], rows[low:])
    columns = ["time", "agent", "action_raw"]
    assert result.log.table[columns].astype(str).to_numpy().tolist() == (
        whole.log.table[columns].astype(str).to_numpy().tolist()
    )
    assert sum(dropped for _, dropped in used(result)) == high - low


def test_the_same_thing_twice_in_one_export_is_twice(tmp_path):
    rows = desk(30) + desk(1)
    assert len(joined(tmp_path, rows).log) == 31
    assert len(joined(tmp_path, rows, rows).log) == 31


def window(minutes: list[int], title: str) -> list[str]:
    return [f"2026-03-02 09:{minute:02d},{title}{i % 3}" for i, minute in enumerate(minutes)]


def test_equal_minutes_of_two_unnamed_people_are_a_coincidence_and_most_of_a_file_is_none(tmp_path):
    mine, theirs = window(list(range(40)), "Mail"), window(list(range(40)), "Mail")
    others = [line.replace("Mail", "Chat") if i % 4 else line for i, line in enumerate(theirs)]
    assert used(joined(tmp_path, mine, others, header="start,title")) == [(40, 0), (40, 0)]
    assert used(joined(tmp_path, mine, theirs, header="start,title")) == [(40, 0), (0, 40)]


def test_what_two_recorders_say_of_one_moment_stays(tmp_path):
    write(tmp_path, "\n".join([HEADER, *desk(30)]) + "\n", "a.csv")
    write(tmp_path, "begin,user,app,title\n" + "2026-03-02T09:00:00Z,ann,CRM,Customer\n", "b.csv")
    assert len(read_log([tmp_path]).log) == 31


@pytest.mark.parametrize(
    ("written", "login", "domain"),
    [
        ("CORP\\Ann.Lee", "ann.lee", "corp"),
        ("corp/ann", "ann", "corp"),
        ("Ann@corp.example", "ann", "corp"),
        (" ann ", "ann", ""),
        ("@ann", "@ann", ""),
        ("corp\\", "corp\\", ""),
    ],
)
def test_a_login_without_its_domain(written, login, domain):
    assert split_login(written) == (login, domain)


def test_equal_logins_of_two_domains_are_two_agents(tmp_path):
    result = joined(tmp_path, desk(30, "NORTH\\ann"), desk(30, "SOUTH\\ann", start=START + timedelta(hours=1)))
    assert set(texts(result, "agent")) == {"NORTH\\ann", "SOUTH\\ann"}


def test_an_agent_written_in_two_ways_is_one_unless_one_file_has_both(tmp_path):
    result = joined(tmp_path, desk(30, "ann"), desk(30, "CORP\\Ann", start=START + timedelta(hours=1)))
    assert set(texts(result, "agent")) == {"ann"}
    assert list(result.log.table["time"]) == sorted(result.log.table["time"])
    (note,) = [note for note in result.notes if note.slug == "agents-joined"]
    assert "ann" not in note.text.replace("capitals", "").replace("agents", "")
    both = joined(tmp_path, desk(30, "ann") + desk(5, "Ann"), desk(30, "bob"))
    assert set(texts(both, "agent")) == {"ann", "Ann", "bob"}


def two_recorders(folder: Path, shift: float, zones: tuple[str, str] = ("Z", "Z"), **options: str) -> ReadResult:
    """Draw a recorder of fields and one of windows, whose clock shows other times."""
    rng = np.random.default_rng(5)
    at, fields, windows = START, [], []
    for i in range(150):
        at += timedelta(seconds=float(rng.integers(20, 200)))
        app = ("CRM", "Mail", "Billing")[i % 3]
        fields.append(f"{at.isoformat(timespec='milliseconds')}{zones[0]},ann,{app},Screen,click,Field,")
        seen = at + timedelta(seconds=shift + float(rng.normal(0, 0.5)))
        windows.append(f"{seen.isoformat(timespec='milliseconds')}{zones[1]},CORP\\Ann,{app}.exe,Title")
    first = write(folder, "\n".join([HEADER, *fields]) + "\n", "fields.csv")
    second = write(folder, "\n".join(["begin,user name,process name,title", *windows]) + "\n", "windows.csv")
    return read_log([first, second], ReadOptions(**options))


@pytest.mark.parametrize(("shift", "words"), [(42, "about 42 s ahead of"), (-17, "about 17 s behind")])
def test_clocks_that_differ_are_told(tmp_path, shift, words):
    result = two_recorders(tmp_path, shift)
    (note,) = [note for note in result.notes if note.slug == "clocks-differ"]
    assert words in note.text
    assert "windows.csv" in note.text


def test_clocks_that_agree_are_not_mentioned(tmp_path):
    assert {note.slug for note in two_recorders(tmp_path, 0.3).notes} == {"agents-joined"}


def test_local_time_written_as_utc_is_told(tmp_path):
    result = two_recorders(tmp_path, 3600)
    (note,) = [note for note in result.notes if note.slug == "false-utc"]
    assert "1:00 h later" in note.text
    # The same clock with its offset is the same time.
    assert "false-utc" not in {note.slug for note in two_recorders(tmp_path, 3600, ("Z", "+01:00")).notes}


def test_times_with_and_without_a_zone_do_not_mix(tmp_path):
    with pytest.raises(InputError) as caught:
        two_recorders(tmp_path, 3600, ("Z", ""))
    assert caught.value.slug == "zones-differ"
    assert caught.value.where.endswith("windows.csv")
    assert "1:00 h ahead" in caught.value.what
    result = two_recorders(tmp_path, 3600, ("Z", ""), timezone="Europe/Berlin")
    assert {note.slug for note in result.notes} == {"agents-joined"}


def test_names_of_another_list_are_spelt_as_the_log_does():
    known = ["ann", "CORP\\Bob", "eve@one.example", "EVE@two.example"]
    names = ["ann", "CORP\\Ann", "bob@corp.example", "bob@other.example", "Eve", "zoe"]
    # Eve may be either of two, and the second bob is of another domain.
    assert spell_alike(names, known) == {"CORP\\Ann": "ann", "bob@corp.example": "CORP\\Bob"}


def test_contacts_name_their_agents_as_the_joined_log_does(tmp_path):
    calls = "CALL ID,TIMESTAMP,AGENT,ANI,DISPOSITION\n1,2026-03-02T09:00:00Z,CORP\\Ann,5,x\n"
    paths = [write(tmp_path, calls, "calls.csv")]
    for place, user in (("a", "ann"), ("b", "CORP\\Ann")):
        lines = desk(40, user, start=START + timedelta(hours=ord(place)))
        paths.append(write(tmp_path, "\n".join([HEADER, *lines]) + "\n", f"{place}.csv"))
    result = read_log(paths)
    assert set(result.log.categories("agent")) == {"ann"}
    assert result.contacts.table["agent"].tolist() == ["ann"]
    assert [entry.format for entry in result.inputs] == ["generic", "generic", "contact-table"]
    assert [reading.path for reading in result.readings] == [entry.path for entry in result.inputs]

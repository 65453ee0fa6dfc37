"""How files were understood."""

from __future__ import annotations

import pytest

from rpa_finder.readers import Reading, ReadOptions, read_log
from tests.readers.drawn_files import GOOD, read, write


def reading(folder, text: str | bytes, name: str = "log.csv") -> Reading:
    (found,) = read(folder, text, name).readings
    return found


def test_every_column_is_listed_with_its_role(tmp_path):
    found = reading(tmp_path, GOOD.replace("value\n", "remark\n"))
    assert found.columns[:3] == (("timestamp", "time"), ("user", "agent"), ("application", "app"))
    assert found.columns[-1] == ("remark", "")
    assert (found.format, found.delimiter, found.encoding, found.zone) == ("generic", ",", "utf-8", "log")
    assert found.confidence == "likely"
    assert found.doubts == ()


def test_a_table_without_who_and_where_is_unsure(tmp_path):
    found = reading(
        tmp_path, "when,time,remark,action\n1,2026-03-02T09:00:00Z,x,click\n2,2026-03-02T09:00:01Z,y,copy\n"
    )
    assert found.confidence == "unsure"
    assert found.doubts == ("no column is known to tell who works", "no column is known to tell where")


def test_a_recorder_and_a_mapping_are_certain(tmp_path):
    recorder = "timeStamp,userID,targetApp,eventType,target.id\n2026-03-02T09:00:00Z,ann,Chrome,clickButton,Save\n"
    assert reading(tmp_path, recorder).confidence == "certain"
    mapping = write(tmp_path, 'time = "timestamp"\n', "m.toml")
    (found,) = read_log([write(tmp_path, GOOD)], ReadOptions(mapping=mapping)).readings
    assert found.confidence == "certain"
    assert [role for _, role in found.columns if role] == ["time"]


@pytest.mark.parametrize(
    ("first", "second", "order", "doubts"),
    [
        ("13/03/2026", "14/03/2026", "dmy", 0),
        ("03/13/2026", "03/14/2026", "mdy", 0),
        ("03.04.2026", "04.04.2026", "dmy", 0),
        ("03/03/2026", "03/03/2026", "dmy", 1),
        ("03/04/2026", "02/05/2026", "dmy", 1),
        ("2026-03-04", "2026-03-05", "", 0),
    ],
)
def test_an_order_of_dates_is_in_doubt_unless_a_day_above_12_or_dots_tell_it(tmp_path, first, second, order, doubts):
    found = reading(tmp_path, f"time,user,app\n{first} 09:00Z,ann,CRM\n{second} 09:00Z,ann,CRM\n")
    assert found.date_order == order
    assert len(found.doubts) == doubts

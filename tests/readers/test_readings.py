"""How files were understood."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers import Reading, ReadOptions, read_log
from tests.readers.drawn_files import GOOD, read, write
from tests.readers.test_excel import HEADER, event, workbook


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


def test_the_first_record_of_lines_that_split_evenly_is_no_header(tmp_path):
    records = [
        {"timestamp": f"2026-03-02T09:00:{i:02d}Z", "user": "ann", "application": "CRM", "value": "SECRET48213"}
        for i in range(40)
    ]
    found = reading(tmp_path, "\n".join(json.dumps(record) for record in records), "log.jsonl")
    assert found.columns == (("timestamp", "time"), ("user", "agent"), ("application", "app"), ("value", "value"))
    assert (found.format, found.delimiter, found.encoding) == ("json-lines", "", "utf-8")


def test_columns_that_were_guessed_are_likely_in_a_workbook_and_a_product_s_are_certain(tmp_path):
    found = reading(tmp_path, workbook(Log=[HEADER, event(1, "x")]), "log.xlsx")
    assert (found.format, found.confidence, found.encoding) == ("excel", "likely", "")
    names = ["documentkey", "tablename", "fieldname", "newvalue", "sys_created_on", "sys_created_by"]
    rows = [names, ["d1", "incident", "state", "2", "2026-03-02 08:00:00", "abel"]]
    assert reading(tmp_path, workbook(Log=rows), "log.xlsx").confidence == "certain"
    table = reading(tmp_path, "\n".join(map(",".join, rows)) + "\n")
    assert (table.format, table.confidence) == ("servicenow-audit", "certain")
    assert (
        table.about == "A product's table, known by columns documentkey, tablename, fieldname, newvalue, sys_created_on"
    )


def test_contacts_have_no_screens_to_miss(tmp_path):
    found = reading(tmp_path, "CALL ID,TIMESTAMP,AGENT,ANI,DISPOSITION\n1,2026-03-02 09:00:00,ann,5,x\n")
    assert (found.format, found.confidence, found.zone) == ("contact-table", "certain", "")
    assert found.doubts == ("times have no zone: UTC is assumed",)

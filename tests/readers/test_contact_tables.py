"""Tables of calls."""

from __future__ import annotations

import pytest

from rpa_finder.readers import read_log
from rpa_finder.readers.contact_tables import matches
from tests.readers.drawn_files import GOOD, HEADER, write

FIVE9 = (
    "CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,DISPOSITION,ANI,DNIS,SESSION ID,TALK TIME\n"
    "1,2026-03-02 10:00,Main,Inbound,ann,Claim status,5550100111,5550199000,abc,0:02:05\n"
    "2,2026-03-02 10:05,Main,Outbound,,No answer,5550199000,5550100222,def,\n"
)
CXONE = (
    "contactId,masterContactId,contactStart,agentId,skillName,campaignName,mediaTypeName,fromAddr,toAddr,isOutbound\n"
    "12,10,2026-03-02T10:00:00Z,a7,Claims,Main,Call,5550100111,5550199000,False\n"
)


def test_reads_calls_and_no_events(tmp_path):
    result = read_log([write(tmp_path, FIVE9)])
    assert (len(result.log), result.inputs[0].format, result.inputs[0].rows_used) == (0, "contact-table", 2)
    table = result.contacts.table
    assert table[["row", "contact", "root", "agent", "queue", "direction", "reason"]].to_numpy().tolist() == [
        [1, "1", "abc", "ann", "Main", "inbound", "Claim status"],
        [2, "2", "def", "", "Main", "outbound", "No answer"],
    ]
    # Who is called is the customer of an outbound call.
    assert table["customer"].tolist() == ["5550100111", "5550100222"]
    assert table["talk_seconds"].tolist()[0] == 125.0


def test_reads_other_products_by_their_names(tmp_path):
    row = read_log([write(tmp_path, CXONE)]).contacts.table.iloc[0]
    assert (row["contact"], row["root"], row["agent"], row["queue"]) == ("12", "10", "a7", "Claims")
    assert (row["channel"], row["customer"]) == ("call", "5550100111")


def test_files_of_the_same_columns_have_one_order_of_dates(tmp_path):
    text = "CALL ID,TIMESTAMP,ANI,DISPOSITION\n1,{} 10:00,5,x\n"
    paths = [write(tmp_path, text.format(day), f"{i}.csv") for i, day in enumerate(["03/04/2026", "13/04/2026"])]
    result = read_log(paths)
    assert result.contacts.table["start"].dt.strftime("%m-%d").tolist() == ["04-03", "04-13"]
    assert {n.slug for n in result.notes} == {"date-order-inferred", "zone-assumed"}


def test_an_export_that_is_not_complete_says_so(tmp_path):
    text = "Full Export Completed,Users,Date,Initial Direction,First Queue,ANI\nNO,ann,2026-03-02 10:00,Inbound,Q,5\n"
    result = read_log([write(tmp_path, text)])
    assert "partial-export" in [n.slug for n in result.notes]


@pytest.mark.parametrize(
    ("header", "contacts"),
    [
        (FIVE9.split("\n", maxsplit=1)[0].split(","), True),
        (CXONE.split("\n", maxsplit=1)[0].split(","), True),
        (HEADER.strip().split(","), False),
        ([*GOOD.split("\n")[0].split(","), "call id", "queue", "direction"], False),
        (["timestamp", "queue", "direction"], False),
        (["call id", "ani", "disposition"], False),
    ],
)
def test_three_columns_of_calls_and_none_of_screens_tell_it(header, contacts):
    assert matches(header) is contacts

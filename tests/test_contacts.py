from __future__ import annotations

import pandas as pd

from rpa_finder.contacts import SECONDS, TEXTS, make_contacts
from rpa_finder.readers import read_log


def drawn(source: str, *starts: str) -> pd.DataFrame:
    n = len(starts)
    columns: dict[str, object] = {name: [""] * n for name in TEXTS}
    columns |= {name: [0.0] * n for name in SECONDS}
    times = pd.to_datetime(pd.Series(starts), utc=True)
    return pd.DataFrame(columns | {"source": source, "row": range(1, n + 1), "start": times, "end": times})


def test_contacts_are_in_order_of_time_then_file_then_record():
    contacts = make_contacts([drawn("b", "2026-03-02", "2026-03-01"), drawn("a", "2026-03-02", "2026-03-02")])
    assert len(contacts) == 4
    assert contacts.table[["source", "row"]].to_numpy().tolist() == [["b", 2], ["a", 1], ["a", 2], ["b", 1]]


def test_the_columns_of_the_table_are_those_that_the_readers_give(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("CALL ID,TIMESTAMP,ANI,DISPOSITION\n1,2026-03-02 10:00:00,5,x\n", encoding="utf-8")
    table = read_log([path]).contacts.table
    assert set(table.columns) == {*TEXTS, *SECONDS, "row", "start", "end", "offset_min"}

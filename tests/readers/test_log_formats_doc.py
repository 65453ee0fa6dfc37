from __future__ import annotations

import re
from pathlib import Path

from rpa_finder.readers import FORMATS, ReadOptions, read_log
from rpa_finder.readers.formats import formats_table
from rpa_finder.readers.mapping import load_mapping
from rpa_finder.readers.records import ROLES

DOC = (Path(__file__).parents[2] / "docs" / "log-formats.md").read_text(encoding="utf-8")


def test_every_format_and_every_role_is_described_once():
    named = re.findall(r"^\| `([\w-]+)` \|", DOC, re.MULTILINE)
    assert named == [*FORMATS, *ROLES]


def test_the_table_of_formats_is_the_one_that_the_code_gives():
    assert formats_table() in DOC


def test_the_mapping_example_works(tmp_path):
    mapping = tmp_path / "log.mapping.toml"
    rules, columns = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)
    mapping.write_text(columns + "\n" + rules, encoding="utf-8")
    assert [(r.row, r.column, r.length) for r in load_mapping(mapping).screen_ids] == [(2, 50, 4)]
    log = tmp_path / "log.csv"
    text = "Erfasst am;Kürzel;Programm;Fenster;Was;Feld;Neuer Wert\n02.03.2026 08:00;mü;CRM;Kunde;tippen;Ort;Köln\n"
    log.write_bytes(text.encode("cp1252"))
    event = read_log([log], ReadOptions(mapping=mapping)).log.table.iloc[0]
    assert [event[c] for c in ("agent", "screen", "action", "element", "value")] == [
        "mü",
        "Kunde",
        "input",
        "Ort",
        "Köln",
    ]

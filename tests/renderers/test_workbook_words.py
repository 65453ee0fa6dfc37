from __future__ import annotations

from dataclasses import fields

from rpa_finder.config import Assumptions
from rpa_finder.renderers.workbook_words import ASSUMPTIONS, NUMBERS


def test_every_assumption_is_explained_in_the_order_of_the_config():
    explained = [a.name for a in ASSUMPTIONS if a.name in {f.name for f in fields(Assumptions)}]
    assert explained == [f.name for f in fields(Assumptions)]


def test_every_assumption_has_source_meaning_and_format():
    assert all(a.source and a.meaning and a.number in NUMBERS for a in ASSUMPTIONS)

from __future__ import annotations

from dataclasses import fields

from rpa_finder import comparison, model
from rpa_finder.model import Change, Comparison


def test_model_gives_every_noun_on():
    nouns = [
        name
        for name, value in vars(comparison).items()
        if isinstance(value, type) and value.__module__ == comparison.__name__
    ]
    assert len(nouns) >= 8
    assert [name for name in nouns if getattr(model, name, None) is not getattr(comparison, name)] == []


def test_what_the_contract_names_stands_first():
    assert [f.name for f in fields(Change)][:9] == [
        "before_id",
        "after_id",
        "name",
        "verdict",
        "rate_before",
        "rate_after",
        "rate_ratio",
        "hours_per_year_change",
        "why",
    ]
    assert "routines" in {f.name for f in fields(Comparison)}

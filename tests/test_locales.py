"""Locales: the same figures, written as each reader writes them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rpa_finder import renderers
from rpa_finder.config import load_config
from rpa_finder.errors import UsageError
from rpa_finder.locales import LOCALES, current, written_as
from rpa_finder.model import Range
from rpa_finder.renderers import words


@pytest.mark.parametrize(
    ("name", "hours", "small", "money", "loss", "date"),
    [
        ("en-GB", "2,530 h", "3.4 h", "€41,100", "−€41,100", "2 Mar 2026"),
        ("en-US", "2,530 h", "3.4 h", "€41,100", "−€41,100", "Mar 2, 2026"),
        ("de-DE", "2.530 h", "3,4 h", "41.100 €", "−41.100 €", "02.03.2026"),
        ("fr-FR", "2\u202f530 h", "3,4 h", "41\u202f100 €", "−41\u202f100 €", "02/03/2026"),
    ],
)
def test_writes_figures_as_the_locale_does(name, hours, small, money, loss, date):
    with written_as(name):
        written = [
            words.format_hours(2530),
            words.format_hours(3.4),
            words.format_money(41100, "EUR"),
            words.format_money(-41100, "EUR"),
            words.format_date("2026-03-02"),
        ]
    assert [text.replace(words.NO_BREAK, " ") for text in written] == [hours, small, money, loss, date]


def test_a_range_has_its_sign_once_and_a_code_stands_where_a_sign_does():
    range_ = Range(12000, 30000, 60400)
    with written_as("de-DE"):
        assert words.format_money_range(range_, "EUR") == "12.000–60.400\u00a0€"
        assert words.format_money(1200, "CHF") == "1.200\u00a0CHF"
        assert words.format_number(1.5) == "1,5"
        assert words.format_count(-12345) == "−12.345"


def test_the_locale_ends_with_its_block_even_when_that_fails():
    with pytest.raises(ZeroDivisionError), written_as("de-DE"):
        _ = 1 / 0
    assert current() == LOCALES["en-GB"]


def test_the_config_takes_a_known_locale_alone(tmp_path):
    path = tmp_path / "scan.toml"
    path.write_text('[scan]\nlocale = "de-DE"\n')
    assert load_config(path).locale == "de-DE"
    path.write_text('[scan]\nlocale = "xx"\n')
    with pytest.raises(UsageError, match="en-GB"):
        load_config(path)


def test_pages_are_in_the_locale_and_tables_in_none(monkeypatch):
    seen = {}

    def spy(name):
        def renderer(_scan):
            seen[name] = current()
            yield name, name

        return renderer

    page = spy("html")
    monkeypatch.setattr(renderers, "as_stored", lambda scan: scan)
    monkeypatch.setattr(renderers, "in_locale", lambda scan: scan)
    monkeypatch.setattr(renderers, "_report", page)
    monkeypatch.setattr(renderers, "_scan_json", spy("json"))
    monkeypatch.setattr(renderers, "render_tables", spy("csv"))
    monkeypatch.setattr(renderers, "OUTPUTS", {"html": page, "backlog": spy("backlog")})
    list(renderers.render(SimpleNamespace(config={"locale": "de-DE"})))
    english = LOCALES["en-GB"]
    assert seen == {"json": english, "csv": english, "html": LOCALES["de-DE"], "backlog": english}

"""Configs: what a user may change, and what is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest

from rpa_finder import config
from rpa_finder.config import Assumptions, ScanConfig, load_config
from rpa_finder.errors import UsageError


def write(folder, text, encoding="utf-8"):
    path = folder / "config.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_without_a_file_the_defaults_hold():
    assert load_config(None) == ScanConfig()


def test_a_file_changes_what_it_names(tmp_path):
    path = write(tmp_path, '[scan]\nlabel = "May"\ndraws = 100\n[assumptions]\nrealisation = 0.8\n')
    loaded = load_config(path)
    assert (loaded.label, loaded.draws, loaded.assumptions.realisation) == ("May", 100, 0.8)
    assert loaded.assumptions.cost_per_hour == Assumptions().cost_per_hour


def test_options_win_over_the_file_unless_not_given(tmp_path):
    path = write(tmp_path, '[scan]\nlabel = "May"\nseed = 7\n')
    loaded = load_config(path, label="June", seed=None)
    assert (loaded.label, loaded.seed) == ("June", 7)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    assert load_config(write(tmp_path, "[scan]\nseed = 3\n", "utf-8-sig")).seed == 3


@pytest.mark.parametrize(
    ("text", "slug", "word"),
    [
        ("[scann]\n", "config-unknown-key", "scann"),
        ("[scan]\ndraw = 100\n", "config-unknown-key", "draw"),
        ("scan = 5\n", "config-not-a-table", "scan"),
        ("[scan\n", "config-not-toml", "line 1"),
        ("[scan]\ndraws = 10\n", "config-out-of-range", "50 to 100000"),
        ("[scan]\ndraws = 100.5\n", "config-out-of-range", "draws"),
        ("[scan]\ndraws = true\n", "config-out-of-range", "draws"),
        ('[scan]\norder = "agent"\n', "config-out-of-range", "'time', 'file'"),
        ("[scan]\nlabel = 5\n", "config-out-of-range", "a text"),
        ("[assumptions]\ncost_per_hour = -1\n", "config-out-of-range", "0 to 1e+06"),
        ("[assumptions]\nrealisation = 1.2\n", "config-out-of-range", "0 to 1"),
        ("[assumptions]\nrealisation = nan\n", "config-out-of-range", "realisation"),
        ("[assumptions]\nproductive_hours_per_year = 0\n", "config-out-of-range", "1 to 8784"),
        ("[assumptions]\ncurrency = 5\n", "config-out-of-range", "a text"),
        ("[scan]\nassumptions = 5\n", "config-unknown-key", "assumptions"),
    ],
)
def test_what_cannot_be_is_refused_with_file_key_and_range(tmp_path, text, slug, word):
    with pytest.raises(UsageError) as caught:
        load_config(write(tmp_path, text))
    assert caught.value.slug == slug
    assert "config.toml" in str(caught.value)
    assert word in str(caught.value)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(UsageError) as caught:
        load_config(tmp_path / "none.toml")
    assert caught.value.slug == "config-unreadable"


def test_every_number_has_a_range_that_holds_its_default():
    for kind in (Assumptions(), ScanConfig()):
        for field in fields(kind):
            value = getattr(kind, field.name)
            if isinstance(value, int | float):
                low, high = config.RANGES[field.name]
                assert low <= value <= high


def test_a_config_is_given_as_plain_values():
    plain = ScanConfig().as_dict()
    assert plain["assumptions"]["realisation"] == 0.5

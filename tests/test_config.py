"""Configs: what a user may change, and what is refused."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from pathlib import Path

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
        ("[assumptions]\ncurrency = 5\n", "config-out-of-range", "three capital letters"),
        ("[scan]\nassumptions = 5\n", "config-unknown-key", "assumptions"),
    ],
)
def test_what_cannot_be_is_refused_with_file_key_and_range(tmp_path, text, slug, word):
    with pytest.raises(UsageError) as caught:
        load_config(write(tmp_path, text))
    assert caught.value.slug == slug
    assert "config.toml" in str(caught.value)
    assert word in str(caught.value)
    assert caught.value.exit_code == 2


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


PROFILES = config.profile_names()


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_is_valid_and_gives_the_source_of_each_default(tmp_path, name):
    loaded = load_config(write(tmp_path, f'profile = "{name}"\n'))
    assert loaded.profile == name
    profile = config.load_profile(name)
    assert loaded.assumptions == profile.assumptions
    assert set(profile.sources) == {f.name for f in fields(Assumptions)}
    assert all(profile.sources.values())
    own = tomllib.loads((Path(config.__file__).parent / "profiles" / f"{name}.toml").read_text(encoding="utf-8"))
    assert set(own["assumptions"]) <= set(own["sources"])


def test_the_profiles_are_those_that_are_promised():
    assert PROFILES == ("nz-public", "private", "uk-public", "us-federal")
    rates = {name: config.load_profile(name).assumptions.discount_rate for name in PROFILES}
    assert (rates["uk-public"], rates["nz-public"]) == (0.035, 0.02)
    assert config.load_profile("private").assumptions == Assumptions()


def test_each_profile_writes_as_its_readers_do_unless_the_file_says_otherwise(tmp_path):
    homes = {name: load_config(write(tmp_path, f'profile = "{name}"\n')) for name in PROFILES}
    held = {name: (loaded.locale, loaded.assumptions.currency) for name, loaded in homes.items()}
    assert held == {
        "nz-public": ("en-NZ", "NZD"),
        "private": ("en-GB", "EUR"),
        "uk-public": ("en-GB", "GBP"),
        "us-federal": ("en-US", "USD"),
    }
    told = load_config(write(tmp_path, 'profile = "us-federal"\n[scan]\nlocale = "de-DE"\n'))
    assert (told.locale, told.assumptions.currency) == ("de-DE", "USD")


def test_a_file_overrides_its_profile(tmp_path):
    loaded = load_config(write(tmp_path, 'profile = "nz-public"\n[assumptions]\nrealisation = 0.7\n'))
    assert (loaded.assumptions.discount_rate, loaded.assumptions.realisation) == (0.02, 0.7)


def test_staffing_and_gain_share_are_read(tmp_path):
    text = "[staffing]\ncontacts_per_interval = [10, 20.5]\n[gain_share]\nshare = 0.3\nvolume_normalised = false\n"
    loaded = load_config(write(tmp_path, text))
    assert loaded.staffing.contacts_per_interval == (10, 20.5)
    assert (loaded.gain_share.share, loaded.gain_share.volume_normalised) == (0.3, False)


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ('profile = "mars"\n', "config-out-of-range", ("profile", "'uk-public'")),
        ("profile = 3\n", "config-out-of-range", ("profile",)),
        ('[scan]\nprofile = "private"\n', "config-unknown-key", ("profile",)),
        ("[assumptions]\nmonthly_index = [1, 2]\n", "config-out-of-range", ("monthly_index", "12 numbers")),
        ("[assumptions]\nmonthly_index = 3\n", "config-out-of-range", ("monthly_index",)),
        (
            "[assumptions]\nseasonal_index = 1.1\nmonthly_index = [1,1,1,1,1,1,1,1,1,1,1,1]\n",
            "config-out-of-range",
            ("seasonal_index", "only one"),
        ),
        ("[assumptions]\nlead_months = 30\n", "config-out-of-range", ("lead_months", "0 to horizon_months (24)")),
        ('[assumptions]\ncurrency = "USD"\n', "config-currency-mismatch", ("currency", "cost_per_hour", "EUR")),
        ('[assumptions]\ncurrency = ""\n', "config-out-of-range", ("currency", "three capital letters")),
        ('[assumptions]\ncurrency = "a\\nb"\n', "config-out-of-range", ("currency", "three capital letters")),
        ('[scan]\ntimezone = "Mars/X"\n', "unknown-timezone", ("timezone", "Europe/Berlin")),
        ("[scan]\nscreen_changes = [3, 2, 1]\n", "config-out-of-range", ("screen_changes", "none below")),
        ("[assumptions]\ndiscount_rate = -0.01\n", "config-out-of-range", ("discount_rate", "0 to 1")),
        ("[assumptions]\nhorizon_months = 0\n", "config-out-of-range", ("horizon_months", "1 to 240")),
        ("[staffing]\ncontacts_per_interval = [-1]\n", "config-out-of-range", ("contacts_per_interval", "0 to")),
        ("[staffing]\nshrinkage = 1\n", "config-out-of-range", ("shrinkage", "0 to 0.95")),
        ("[gain_share]\nshare = 1.5\n", "config-out-of-range", ("share", "0 to 1")),
        ("[gain_share]\nfloor = 9\ncap = 5\n", "config-out-of-range", ("floor", "cap (5)")),
        ("[gain_share]\nvolume_normalised = 1\n", "config-out-of-range", ("volume_normalised", "true or false")),
        ('[gain_share]\ncosts_borne_by = "nobody"\n', "config-out-of-range", ("costs_borne_by", "'client'")),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(tmp_path, text, slug, words):
    with pytest.raises(UsageError) as caught:
        load_config(write(tmp_path, text))
    assert caught.value.slug == slug
    line = str(caught.value)
    assert "\n" not in line
    for word in ("config.toml", *words):
        assert word in line


def test_another_currency_is_allowed_with_its_prices(tmp_path):
    prices = "\n".join(f"{key} = 100" for key in config._MONEY_KEYS)
    loaded = load_config(write(tmp_path, f'[assumptions]\ncurrency = "CHF"\n{prices}\n'))
    assert loaded.assumptions.currency == "CHF"


def test_a_config_survives_scan_json():
    given = ScanConfig(
        assumptions=Assumptions(monthly_index=(1.0,) * 12), staffing=config.StaffingTerms(contacts_per_interval=(3.0,))
    )
    plain = json.loads(json.dumps(given.as_dict()))
    assert config.read_config(plain) == given
    del plain["staffing"], plain["profile"]
    assert config.read_config(plain).staffing == config.StaffingTerms()


def test_the_docs_name_every_key_with_its_default_and_range():
    docs = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = {
        cells[1]: cells[2:4]
        for line in docs.splitlines()
        if line.startswith("| ") and len(cells := [c.strip() for c in line.split("|")]) == 6 and cells[1] != "key"
    }
    expected = {}
    for kind in config._TABLES.values():
        for field in fields(kind):
            if field.name in (*config._TABLES, "profile"):
                continue
            value = field.default
            default = json.dumps(list(value) if isinstance(value, tuple) else value)
            expected[field.name] = default
            if field.name in config.RANGES:
                low, high = config.RANGES[field.name]
                assert f"{low:g} to {high:g}" in rows[field.name][1], field.name
                if not isinstance(value, tuple):
                    assert float(rows[field.name][0]) == pytest.approx(value), field.name
                    continue
            assert rows[field.name][0] == default, field.name
    assert set(rows) == set(expected)


def test_measured_changes_of_screens_give_maintenance(tmp_path):
    measured = config.with_screen_changes(config.ScanConfig(), (0.1, 0.5, 1.2))
    assert measured.assumptions.maintenance_share == 0.125
    assert measured.screen_changes == (0.1, 0.5, 1.2)
    assert config.with_screen_changes(config.ScanConfig(), ()) == config.ScanConfig()
    often = config.with_screen_changes(config.ScanConfig(), (20.0, 30.0, 365.0))
    assert often.assumptions.maintenance_share == config.RANGES["maintenance_share"][1]
    path = tmp_path / "c.toml"
    path.write_text("[scan]\nscreen_changes = [0.1, 0.5, 1.2]\n", encoding="utf-8")
    assert config.load_config(path) == measured


def test_a_share_of_the_users_own_is_not_measured_away(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("[assumptions]\nmaintenance_share = 0.3\n", encoding="utf-8")
    own = config.load_config(path)
    assert config.with_screen_changes(own, (0.1, 0.5, 1.2)) == own


def test_three_numbers_say_how_often_a_screen_changes(tmp_path):
    path = tmp_path / "c.toml"
    for given in ("[1, 2]", "[1, 2, 3, 4]", "[1, 2, 400]", "3"):
        path.write_text(f"[scan]\nscreen_changes = {given}\n", encoding="utf-8")
        with pytest.raises(UsageError, match="3 numbers"):
            config.load_config(path)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpa_finder import store
from rpa_finder.cli_history import history
from rpa_finder.errors import UsageError
from tests.test_store import a_scan


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "history.sqlite"
    store.add_scan(path, a_scan())
    return path


def said(*arguments: object) -> Result:
    done = CliRunner().invoke(history, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_a_decision_says_who_since_when_why_and_what_it_cost(kept: Path):
    more = ("--since", "2026-05-01", "--by", "Board", "--cost", 1500, "--note", "pilot went well")
    assert "live since 2026-05-01" in said("decide", kept, "P01", "live", *more).output
    (made,) = store.list_decisions(kept)
    assert (made.decided_by, made.cost, made.since, made.expected_hours) == ("Board", 1500.0, "2026-05-01", 20.0)
    assert "live since 2026-05-01 pilot went well" in said("show", kept).output


@pytest.mark.parametrize("end", ["stopped", "rejected"])
def test_an_end_before_going_live_is_refused_and_not_kept(kept: Path, end: str):
    said("decide", kept, "P01", "live", "--since", "2026-05-01")
    with pytest.raises(UsageError) as caught:
        said("decide", kept, "P01", end, "--since", "2026-04-30")
    assert (caught.value.slug, caught.value.exit_code) == ("end-before-start", 2)
    assert "2026-05-01 or a later day" in str(caught.value)
    assert len(store.list_decisions(kept)) == 1
    assert f"{end} since 2026-05-01" in said("decide", kept, "P01", end, "--since", "2026-05-01").output


def test_what_is_no_decision_is_refused(kept: Path):
    done = CliRunner().invoke(history, ["decide", str(kept), "P01", "perhaps"])
    assert done.exit_code == 2
    assert store.list_decisions(kept) == ()


def test_export_is_json(kept: Path):
    assert json.loads(said("export", kept).output)["scans"][0]["label"] == "March"


def test_forget_forgets(kept: Path):
    assert "forgotten" in said("forget", kept).output
    assert "March" in said("list", kept).output

"""The table's logs: names once, seeds as given, written only when asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.logs import PUBLIC, groups
from rpa_finder.samples import SEEDS_LOOK, SEEDS_SCORE


@pytest.mark.parametrize("quick", [True, False])
def test_names_are_there_once_and_quick_is_part_of_the_whole(quick: bool):
    names = [group.name for group in groups([1], quick)]
    assert len(names) == len(set(names))
    assert set(names) <= {group.name for group in groups([1], quick=False)}


def test_each_seed_has_a_log_of_its_own_in_stories_and_shapes():
    for group in groups([4, 5, 6], quick=False):
        if group.name.endswith("default") and "_" not in group.name.split()[0] and group.name[:3] not in ("sma", "xes"):
            assert [log.name for log in group.logs] == ["seed 4", "seed 5", "seed 6"]
        if group.name.startswith("shape"):
            assert len(group.logs) == 3


def test_settings_asked_for_are_in_the_truth(tmp_path: Path):
    chosen = {group.name: group for group in groups([1], quick=False)}
    folder = chosen["titles no ids"].logs[0].write(tmp_path / "ids")
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8"))["story"]["ids_in_titles"] is False
    folder = chosen["terminal noise 40 %"].logs[0].write(tmp_path / "noise")
    story = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["story"]
    assert (story["noise"], story["kind"], story["seed"], story["harder"]) == (0.4, "terminal", 1, True)
    folder = chosen["shape form"].logs[0].write(tmp_path / "form")
    assert (folder / "log.csv").is_file()


def test_two_seeds_draw_two_shapes(tmp_path: Path):
    shape = next(group for group in groups([1, 2], quick=True) if group.name == "shape web")
    one, other = (log.write(tmp_path / log.name) / "log.csv" for log in shape.logs)
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public logs (shared/data) are not here")
def test_public_logs_are_scanned_where_they_lie_and_harder_ones_are_made(tmp_path: Path):
    chosen = {group.name: group for group in groups([1], quick=True)}
    assert chosen["cpn_log1"].logs[0].write(tmp_path / "none") == PUBLIC / "cpn_log1"
    assert chosen["sr_rt_plus alternating"].logs[0].order == "file"
    folder = chosen["cpn_log1 noise 40 %"].logs[0].write(tmp_path / "noise")
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8"))["noise_rows"]


def test_seeds_for_looking_are_not_those_for_scoring():
    assert not set(SEEDS_LOOK) & set(SEEDS_SCORE)

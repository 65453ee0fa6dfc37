"""Targets hold for the logs that they name, and say what is missed."""

from __future__ import annotations

import pytest

from benchmarks.accuracy import COLUMNS
from benchmarks.logs import groups
from benchmarks.targets import _BY_NAME, missed, targets_of


@pytest.mark.parametrize(
    ("name", "column", "limit"),
    [
        ("cpn_log3", "jc_true", 0.95),
        ("cpn_log3_noise20", "jc_found", 0.85),
        ("cpn_log3 noise 40 %", "f1_50", 0.72),
        ("sr_rt_plus", "ari", 0.9),
        ("sr_rt_plus alternating", "f1_80", 0.8),
        ("sr_rt_plus alternating, even clock", "f1_80", 0.8),
        ("sr_rt_plus alternating, 50 strangers", "f1_50", 0.8),
        ("sr_rt_plus alternating, 50 strangers, even clock", "f1_50", 0.8),
        ("desktop default", "mean_80", 0.85),
        ("titles default", "mean_80", 0.75),
        ("terminal values lost 60 %", "mean_50", 0.8),
        ("titles no ids", "mean_50", 0.85),
    ],
)
def test_a_log_has_its_own_targets(name: str, column: str, limit: float):
    assert targets_of(name)[column] == (">=", limit)


def test_logs_without_a_target_miss_none():
    assert missed("shape web", {}) == []
    assert targets_of("titles 100k") == {}


def test_a_miss_is_named_with_its_target_and_errors_count_by_size():
    good = {"mean_50": 0.95, "mean_80": 0.85, "edges": 0.95, "spurious": 0.03, "secs": -0.03, "worst": 0.08}
    assert missed("desktop default", good) == []
    assert missed("desktop default", good | {"secs": -0.031}) == ["secs<=0.03"]
    assert missed("desktop default", good | {"mean_80": 0.849, "edges": None}) == ["mean_80>=0.85", "edges>=0.95"]


def test_targets_name_columns_of_the_table():
    assert {column for _, limits in _BY_NAME for column in limits} <= set(COLUMNS)


def test_every_target_of_a_story_names_a_row_of_the_table():
    names = {group.name for group in groups([1], quick=False)}
    told = [pattern for pattern, _ in _BY_NAME if pattern.endswith(("default", "60 %", "no ids"))]
    assert told
    for pattern in told:
        assert any(targets_of(name) and name.endswith(pattern.lstrip("* ")) for name in names)

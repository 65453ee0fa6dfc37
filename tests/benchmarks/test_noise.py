"""Harder versions of a recording: what is changed is changed as said, and the truth goes along."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from benchmarks.noise import (
    Recording,
    alternating,
    interleaved,
    read_recording,
    with_even_clock,
    with_noise,
    with_strangers,
    write_recording,
)
from tests.benchmarks.drawn import STEPS, draw, rows_of

MANY = draw("ABBA" * 60, before=3)
VERSIONS = {
    "noise": lambda rng: with_noise(MANY, 0.4, rng),
    "alternating": lambda _: alternating(MANY),
    "strangers": lambda rng: with_strangers(MANY, 5, rng),
    "interleaved": lambda rng: interleaved(MANY, rng),
}


def true_rows(recording: Recording, noise: bool = False) -> dict[str, list[tuple[str, ...]]]:
    """Give the records of each execution that are no noise, or only those that are."""
    strays = set(recording.truth["noise_rows"])
    return {
        e["id"]: [recording.rows[r - 1] for a, b in e["rows"] for r in range(a, b + 1) if (r in strays) == noise]
        for e in recording.truth["executions"]
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_the_truth_fits_the_rows_and_the_routines_stay(version: str):
    made = VERSIONS[version](Random(1))
    assert made.truth["rows"] == len(made.rows)
    owned = [r for e in made.truth["executions"] for a, b in e["rows"] for r in range(a, b + 1)]
    assert len(owned) == len(set(owned))
    assert set(owned) <= set(range(1, len(made.rows) + 1))
    assert {name: facts["steps"] for name, facts in made.truth["routines"].items()} == {
        name: facts["steps"] for name, facts in MANY.truth["routines"].items()
    }
    counted = {name: facts["executions"] for name, facts in made.truth["routines"].items()}
    assert sum(counted.values()) == len(made.truth["executions"])
    for e in made.truth["executions"]:
        assert {row[4] for row in rows_of(made)[e["id"]]} == {e["id"]}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_seed_makes_the_same_log(version: str):
    make = VERSIONS[version]
    assert make(Random(7)) == make(Random(7))
    if version != "alternating":
        assert make(Random(7)).rows != make(Random(8)).rows


def test_noise_loses_and_doubles_each_a_fifth_of_the_steps():
    made = with_noise(MANY, 0.4, Random(3))
    steps = sum(len(rows) for rows in rows_of(MANY).values())
    kept = sum(len(rows) for rows in true_rows(made).values())
    assert kept == pytest.approx(steps * 0.8, rel=0.08)
    assert len(made.truth["noise_rows"]) == pytest.approx(steps * 0.2, rel=0.15)


def test_what_noise_keeps_is_the_execution_in_its_order():
    made = with_noise(MANY, 0.4, Random(3))
    whole = rows_of(MANY)
    for name, rows in true_rows(made).items():
        times = [row[1] for row in rows]
        assert times == sorted(times)
        assert set(rows) <= set(whole[name])


def test_a_stray_is_of_its_own_execution_and_has_the_time_of_the_step_after_it():
    made = with_noise(MANY, 0.4, Random(3))
    strays = made.truth["noise_rows"]
    assert strays
    for row in strays:
        stray, step = made.rows[row - 1], made.rows[row]
        assert (stray[1], stray[4]) == (step[1], step[4])


def test_rows_of_no_execution_stay_as_they_are():
    assert with_noise(MANY, 1.0, Random(1)).rows[:3] == MANY.rows[:3]
    assert with_noise(MANY, 0.0, Random(1)).rows == MANY.rows


def test_an_execution_that_lost_every_row_is_gone():
    made = with_noise(draw("A" * 400), 1.0, Random(2))
    assert len(made.truth["executions"]) < 400
    assert made.truth["routines"]["A"]["executions"] == len(made.truth["executions"])
    assert all(e["rows"] for e in made.truth["executions"])


def test_routines_take_turns_until_one_has_no_more():
    made = alternating(draw("AAABBA"))
    order = [row[4] for row in made.rows]
    assert [e for i, e in enumerate(order) if i == 0 or order[i - 1] != e] == ["0", "3", "1", "4", "2", "5"]
    assert made.truth["noise_rows"] == []
    assert rows_of(made) == rows_of(draw("AAABBA"))


def gaps_of(recording: Recording) -> list[float]:
    times = [datetime.fromisoformat(row[1]) for row in recording.rows]
    return [(after - before).total_seconds() for before, after in pairwise(times)]


def test_routines_by_turns_make_the_clock_tell_every_boundary_until_it_is_made_even():
    made = alternating(draw("A" * 200 + "B" * 200))
    starts = {e["rows"][0][0] - 2 for e in made.truth["executions"]} - {-1}
    even = with_even_clock(made, Random(1))
    odd = {i for i, gap in enumerate(gaps_of(made)) if gap != 1}
    assert odd == starts
    assert set(gaps_of(even)) == {1.0}


def test_an_even_clock_leaves_ordinary_gaps_and_everything_else():
    made = with_strangers(MANY, 5, Random(1))
    even = with_even_clock(made, Random(1))
    before, after = gaps_of(made), gaps_of(even)
    assert all(0 <= gap <= 300 for gap in after)
    assert any(gap < 0 for gap in before)
    assert all(b == a for b, a in zip(before, after, strict=True) if 0 <= b <= 300)
    assert [(row[0], *row[2:]) for row in even.rows] == [(row[0], *row[2:]) for row in made.rows]
    assert even.truth | {"origin": ""} == made.truth | {"origin": ""}


def test_strangers_follow_each_execution_and_belong_to_none():
    made = with_strangers(draw("AB"), 5, Random(1))
    assert made.truth["noise_rows"] == [5, 6, 7, 8, 9, 13, 14, 15, 16, 17]
    assert [e["rows"] for e in made.truth["executions"]] == [[[1, 4]], [[10, 12]]]
    assert {made.rows[row - 1] for row in made.truth["noise_rows"]} <= set(draw("AB").rows)


def test_strangers_do_not_make_strays_inside_executions_true():
    noisy = with_noise(MANY, 0.4, Random(3))
    made = with_strangers(noisy, 2, Random(1))
    assert true_rows(made, noise=True) == true_rows(noisy, noise=True)
    assert len(made.truth["noise_rows"]) == len(noisy.truth["noise_rows"]) + 2 * len(noisy.truth["executions"])


def test_interleaving_mixes_pairs_and_keeps_the_order_within_each():
    made = interleaved(MANY, Random(5))
    assert [row[1] for row in made.rows] == sorted(row[1] for row in made.rows)
    for e in made.truth["executions"]:
        assert tuple(row[0] for row in rows_of(made)[e["id"]]) == STEPS[e["routine"]]
    broken = [e["id"] for e in made.truth["executions"] if len(e["rows"]) > 1]
    assert len(broken) > 0.6 * len(made.truth["executions"])
    for first in range(0, 240, 2):
        pair = made.truth["executions"][first : first + 2]
        rows = sorted(r for e in pair for a, b in e["rows"] for r in range(a, b + 1))
        assert rows == list(range(rows[0], rows[0] + len(rows)))


def test_an_odd_last_execution_stays_alone():
    made = interleaved(draw("ABA"), Random(1))
    assert made.truth["executions"][2]["rows"] == [[8, 11]]


def test_what_is_written_is_read_again(tmp_path: Path):
    made = with_strangers(draw("AB"), 2, Random(1))
    log = write_recording(made, tmp_path / "new")
    assert log.name == json.loads((tmp_path / "new" / "truth.json").read_text(encoding="utf-8"))["log"]
    assert read_recording(tmp_path / "new") == made

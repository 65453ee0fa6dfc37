from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder.matching import find_absorbed, find_set_aside, likeness, match_routines
from rpa_finder.model import SetAside
from tests.drawing_scans import routine


def test_the_same_key_wins_over_likeness():
    before = (routine("R01", 20, key="k1", steps="abcd"),)
    after = (routine("R01", 20, key="k2", steps="abcd"), routine("R02", 20, key="k1", steps="abcx"))
    assert [(b.id, a.id) for b, a, _ in match_routines(before, after)] == [("R01", "R02")]


def test_the_most_alike_are_paired_first_and_nobody_twice():
    before = (routine("R01", 20, key="p", steps="abcde"), routine("R02", 20, key="q", steps="abcdef"))
    after = (routine("R03", 20, key="r", steps="abcdef"), routine("R04", 20, key="s", steps="abcdx"))
    assert [(b.id, a.id) for b, a, _ in match_routines(before, after)] == [("R01", "R04"), ("R02", "R03")]


def test_steps_weigh_as_much_as_they_are_done():
    full, rare = routine("R01", 20, steps="abc"), routine("R02", 20, steps="abcd")
    rare = replace(rare, steps=(*rare.steps[:3], replace(rare.steps[3], share=0.1)))
    assert likeness(full, rare) == pytest.approx(3 / 3.1)


def test_a_routine_whose_steps_are_part_of_another_is_absorbed():
    alone = (routine("R01", 20, steps="abc"), routine("R02", 20, steps="axy"))
    others = (routine("R03", 20, steps="abcdefgh"), routine("R04", 20, steps="uvw"))
    assert find_absorbed(alone, others) == {"R01": "R03"}


def test_a_routine_that_the_other_scan_set_aside_is_known_again_by_its_lasting_steps():
    whole = routine("R01", 20, steps="abcdef")
    steps = (*whole.steps[:4], *(replace(s, share=0.4) for s in whole.steps[4:]))
    alone = (replace(whole, steps=steps), routine("R02", 20, steps="axyz"))
    pieces = [SetAside(name, routine("", 1, steps=name).steps, 20, 3, 0.0, 0.25, "not firm") for name in ("ab", "xuvw")]
    # a, b of a, b, c, d: half; x of a, x, y, z, u, v, w: a seventh.
    assert find_set_aside(alone, pieces) == {"R01": pieces[0]}
    assert find_set_aside(alone, pieces[1:]) == {}

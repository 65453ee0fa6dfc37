from __future__ import annotations

from rpa_finder.variants import group_variants
from tests.variants.test_grouping import draw


def test_variants_deviations_and_the_share_for_a_bot_are_told_together():
    routine = group_variants(draw(((1, 2, 3), 20), ((4, 5, 6), 10), ((1, 2, 0, 3), 1)))
    assert [(v.id, v.executions) for v in routine.variants] == [("V1", 21), ("V2", 10)]
    assert [(d.kind, d.executions) for d in routine.deviations] == [("foreign-steps", 1)]
    assert routine.bot_executions == 30


def test_grouping_again_changes_nothing():
    once = group_variants(draw(((1, 2, 3), 5), ((4, 5, 6), 4), ((1, 2, 9), 1)))
    assert group_variants(once) == once

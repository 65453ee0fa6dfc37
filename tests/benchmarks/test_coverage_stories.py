"""Ranges on the generator's own truth: a reduced run holds it about as often as promised, and misses are counted."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage_stories import Tally, Team, Whole, judge, tell
from rpa_finder import intervals


@pytest.fixture(scope="module")
def story():
    return tell(11, 120, 40, 60)


def test_ranges_hold_the_truth_of_a_story_about_eight_times_in_ten(story):
    """250 draws of 16 agents: four standard errors on either side of 75 to 85 in 100 would be ten."""
    enough = Tally()
    for name in ("balance_enquiry", "change_of_address", "claim_to_terminal", "refund", "tenancy_notice"):
        enough.add(judge(story[name], (120, 40), Team(16, 22, 60), 50, 11)[0])
    assert enough.trials >= 200
    assert 0.73 <= enough.share <= 0.88
    assert enough.held + enough.below + enough.above == enough.trials


def test_ranges_half_as_wide_would_be_noticed(story, monkeypatch):
    monkeypatch.setattr(intervals, "CALIBRATION", intervals.CALIBRATION / 2)
    assert judge(story["refund"], (120, 40), Team(16, 22, 60), 60, 11)[0].share < 0.65


def test_a_story_is_counted_whole(story):
    """Every execution has an agent and a day of the story, and the seconds are the planted ones."""
    for whole in story.values():
        assert len(whole.agent) == len(whole.day) == len(whole.seconds)
        assert whole.day.max() < 40
        assert whole.doing <= 120
        assert (whole.seconds > 0).all()


def test_where_all_agents_and_days_are_seen_the_range_holds_the_truth():
    agent, day = (a.ravel() for a in np.meshgrid(np.arange(10), np.arange(25)))
    whole = Whole(agent, day, 60.0 + (agent * 7 + day * 3) % 11)
    enough, few = judge(whole, (10, 25), Team(10, 25, 1), 3, 1)
    assert (enough.trials, enough.executions, enough.held, few.trials) == (3, 750, 3, 0)
    # Six agents are too few, and are told apart.
    assert judge(whole, (10, 25), Team(6, 25, 1), 3, 1)[0].trials == 0

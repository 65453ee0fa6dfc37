"""Gain share: the fee, and what both sides are left with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.config import GainShareTerms
from rpa_finder.gain_share import fees, share_gain

TERMS = GainShareTerms(share=0.30, dead_band=12_000, cap=4_000)
money = st.floats(-1e6, 1e6)


def test_fees_of_the_worked_example():
    assert fees(np.array([0.0, 10_000, 14_000, 18_000]), TERMS).tolist() == pytest.approx([0, 0, 600, 1800])


def test_cap_and_floor_bound_the_fee():
    terms = GainShareTerms(share=0.5, floor=100, cap=900)
    assert fees(np.array([-5000.0, 0, 400, 1e6]), terms).tolist() == [100, 100, 200, 900]


def test_nothing_agreed_is_no_sharing():
    assert share_gain(np.ones(3), np.ones(3), 0.0, GainShareTerms()) is None


@given(st.lists(money, min_size=1, max_size=9), st.floats(0, 1e5), st.sampled_from(["client", "provider"]))
def test_both_sides_together_have_the_saving_less_the_costs(savings, costs, bearer):
    terms = GainShareTerms(share=0.4, dead_band=1000, costs_borne_by=bearer)
    for saving in savings:
        one = np.array([saving])
        found = share_gain(one, one, costs, terms)
        assert found.client.p50 + found.provider.p50 == pytest.approx(saving - costs, abs=1e-6)


def test_at_the_baselines_volume_neither_side_bears_its_ups_and_downs():
    benefits, steady = np.array([50.0, 100.0, 150.0]) * 1000, np.full(3, 100_000.0)
    found = share_gain(benefits, steady, 0.0, GainShareTerms(share=0.2))
    assert found.fee.p10 == found.fee.p90 == pytest.approx(20_000)
    moving = share_gain(benefits, steady, 0.0, GainShareTerms(share=0.2, volume_normalised=False))
    assert moving.fee.p10 < 20_000 < moving.fee.p90

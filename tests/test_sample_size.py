"""How much to record: against worked figures, and against sampling again and again."""

from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.sample_size import GOAL, SampleSize, needed_sample


def events_of(counts: dict[tuple[int, int], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw events at one place from how many there are per agent and day."""
    rows = np.array([key for key, n in counts.items() for _ in range(n)])
    return rows[:, 0], rows[:, 1], np.zeros(len(rows), dtype=int)


def needed(counts: dict[tuple[int, int], int]) -> SampleSize:
    found = needed_sample(*events_of(counts))
    assert found is not None
    return found


def test_equal_agents_and_equal_days_need_no_more():
    assert needed({(a, d): 10 for a in range(3) for d in range(4)}) == SampleSize(0.0, 3, 4)


def test_agents_that_differ_and_days_that_do_not_call_for_agents_alone():
    found = needed({(a, d): n for a, n in enumerate((5, 15)) for d in range(4)})
    # Means 5 and 15: variance 50, half-width 1.645 sqrt(50 / 2) / 10.
    assert found.half_width == pytest.approx(0.8225)
    assert found.days is None
    # 1.645^2 x 50 / (0.2 x 10)^2 = 33.8.
    assert found.agents == 34


def test_days_that_differ_and_agents_that_do_not_call_for_either():
    found = needed({(a, d): n for a in range(2) for d, n in enumerate((5, 15, 5, 15))})
    # Pooled variance within agents 8 x 25 / 6, none between: half-width 1.645 sqrt(33.3 / 8) / 10.
    assert found.half_width == pytest.approx(0.3358, abs=1e-4)
    assert found.agents == 6
    assert found.days == 12


def test_one_agent_tells_nothing_of_others():
    assert needed_sample(*events_of({(0, d): 5 for d in range(9)})) is None
    agents, days, places = events_of({(a, 0): 5 for a in range(3)})
    assert needed_sample(agents, days, places - 1) is None


def test_the_half_width_is_the_one_that_repeated_samples_show():
    rng = np.random.default_rng(1)

    def record(agents: int, days: int) -> dict[tuple[int, int], int]:
        usual = rng.gamma(8, 5, agents)
        return {(a, d): max(1, int(rng.normal(usual[a], 8))) for a in range(agents) for d in range(days)}

    samples = [record(20, 5) for _ in range(300)]
    means = [np.mean(list(sample.values())) for sample in samples]
    seen = 1.645 * np.std(means) / np.mean(means)
    told = np.median([needed(sample).half_width for sample in samples])
    assert told == pytest.approx(seen, rel=0.15)


def test_the_agents_asked_for_bring_the_goal():
    rng = np.random.default_rng(2)

    def record(agents: int) -> dict[tuple[int, int], int]:
        usual = rng.gamma(4, 5, agents)
        return {(a, d): int(rng.poisson(usual[a])) + 1 for a in range(agents) for d in range(5)}

    asked = int(np.median([needed(record(10)).agents for _ in range(100)]))
    reached = np.median([needed(record(asked)).half_width for _ in range(100)])
    assert reached == pytest.approx(GOAL, rel=0.15)

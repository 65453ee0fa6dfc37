from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog, make_log
from rpa_finder.sessions import add_sessions, capped_seconds, dropped_seconds, elapsed_seconds
from tests.drawing import draw_log

CONFIG = ScanConfig(idle_threshold_seconds=180)


def _log(seconds, agents=None, *, sessions=None, ends=None, order="time", screens=None) -> UILog:
    n = len(seconds)
    origin = pd.Timestamp("2026-03-02T08:00:00Z")

    def times(values):
        return pd.Series([pd.NaT if v is None else origin + pd.Timedelta(seconds=v) for v in values])

    columns = {
        "source": pd.Series(["log.csv"] * n, dtype="str"),
        "row": pd.Series(range(1, n + 1), dtype="int64"),
        "time": times(seconds).astype("datetime64[us, UTC]"),
        "agent": pd.Series(agents or ["ann"] * n, dtype="str"),
        "session": pd.Series(sessions or [None] * n, dtype="object"),
        "screen": pd.Series(screens or ["X"] * n, dtype="str"),
        "action_raw": pd.Series(["x"] * n, dtype="str"),
    }
    if ends:
        columns["end"] = times(ends).astype("datetime64[us, UTC]")
    return make_log(columns, order)


def _active(log: UILog, config: ScanConfig = CONFIG) -> list[float]:
    return add_sessions(log, config)[0].table["active_seconds"].tolist()


def _sessions(log: UILog, config: ScanConfig = CONFIG) -> list[str]:
    return add_sessions(log, config)[0].table["session"].tolist()


def test_elapsed_dropped_and_capped_seconds_of_six_stamps():
    gaps = np.diff([0.0, 8, 20, 23, 400, 410])
    assert elapsed_seconds(gaps) == 410
    assert dropped_seconds(gaps, 180) == 33
    assert capped_seconds(gaps, 180) == 213


def test_an_idle_gap_counts_as_the_usual_gap_before_that_step():
    assert _active(_log([0, 8, 20, 23, 400, 410])) == [0, 8, 12, 3, 9, 10]


def test_the_usual_gap_is_that_of_the_same_step():
    screens = ["X", "Y", "X", "Y", "X", "Y"]
    assert _active(_log([0, 5, 7, 14, 15, 515], screens=screens)) == [0, 5, 2, 7, 1, 6]


def test_a_step_that_was_only_ever_idle_counts_as_the_usual_gap_of_all():
    assert _active(_log([0, 5, 12, 512], screens=["X", "X", "X", "Y"])) == [0, 5, 7, 6]


def test_a_session_ends_where_the_agent_changes():
    assert _sessions(_log([0, 1, 2], ["ann", "ann", "bob"])) == ["S000001", "S000001", "S000002"]


def test_a_session_ends_after_a_long_break_and_its_first_event_is_no_work():
    log = _log([0, 10, 10 + 1801, 10 + 1811])
    assert _sessions(log) == ["S000001", "S000001", "S000002", "S000002"]
    assert _active(log) == [0, 10, 0, 10]


def test_a_session_ends_where_the_recorded_session_changes():
    assert _sessions(_log([0, 1, 2, 3], sessions=["r1", "r1", "r2", "r2"])) == ["S000001"] * 2 + ["S000002"] * 2


def test_an_event_without_recorded_session_belongs_to_the_one_before():
    assert len(set(_sessions(_log([0, 1, 2], sessions=["r1", None, "r1"])))) == 1


def test_recordings_side_by_side_are_no_breaks():
    assert len(set(_sessions(_log(list(range(8)), sessions=["r1", "r2"] * 4)))) == 1


def test_a_clock_that_jumps_back_a_little_gives_no_negative_time():
    log = _log([0, 10, 4, 12], order="file")
    assert _active(log) == [0, 10, 0, 2]
    assert len(set(_sessions(log))) == 1


def test_a_clock_that_jumps_back_far_starts_a_session():
    log = _log([4000, 4010, 400, 405], order="file")
    assert _sessions(log) == ["S000001"] * 2 + ["S000002"] * 2
    assert _active(log) == [0, 10, 0, 5]


def test_an_event_that_lasts_adds_its_own_duration():
    assert _active(_log([0, 10, 25], ends=[10, 20, 30])) == [10, 10, 10]


def test_events_that_overlap_count_no_second_twice():
    assert _active(_log([0, 5, 8], ends=[10, 12, 9])) == [10, 2, 0]


def test_a_duration_beyond_the_threshold_counts_as_the_usual_duration():
    assert _active(_log([0, 10, 20], ends=[10, 20, 1020])) == [10, 10, 10]


def test_the_threshold_of_the_config_wins_and_the_effect_is_shown():
    threshold = add_sessions(_log([0, 40, 100, 300]), ScanConfig(idle_threshold_seconds=45))[1]
    assert (threshold.seconds, threshold.learnt) == (45, False)
    assert [t for t, _ in threshold.active_seconds_at] == [30, 45, 60, 180, 300]
    assert dict(threshold.active_seconds_at)[300] == 300


def test_few_pauses_tell_no_threshold():
    threshold = add_sessions(_log([0, 5, 9]), ScanConfig())[1]
    assert (threshold.seconds, threshold.learnt) == (180, False)


def _two_populations(seed: int, idle_share: float, work=(1.0, 0.8), idle=(6.0, 0.8), n=5000) -> UILog:
    rng = np.random.default_rng(seed)
    gaps = np.where(rng.random(n) < idle_share, rng.lognormal(*idle, n), rng.lognormal(*work, n))
    return _log(np.cumsum(gaps).tolist())


@pytest.mark.parametrize("seed", range(3))
def test_learns_the_threshold_between_work_and_idleness(seed: int):
    threshold = add_sessions(_two_populations(seed, 0.02), ScanConfig())[1]
    assert threshold.learnt
    # Where the two densities of log seconds cross.
    assert threshold.seconds == pytest.approx(49, abs=10)


def test_work_alone_shows_no_threshold():
    threshold = add_sessions(_two_populations(1, 0.0), ScanConfig())[1]
    assert not threshold.learnt


def test_a_learnt_threshold_stays_between_half_a_minute_and_five():
    low = add_sessions(_two_populations(1, 0.1, work=(0.3, 0.3), idle=(5.0, 0.8)), ScanConfig())[1]
    assert 30 <= low.seconds <= 300


_SECONDS = st.floats(0, 5000).map(lambda s: round(s, 3))


@given(st.lists(st.tuples(_SECONDS, st.sampled_from("ab"), st.sampled_from("XY")), min_size=1, max_size=25))
@settings(max_examples=40, deadline=None)
def test_active_time_never_exceeds_elapsed_time(events):
    log = _log([e[0] for e in events], [e[1] for e in events], screens=[e[2] for e in events])
    active = add_sessions(log, CONFIG)[0].table["active_seconds"]
    elapsed = sum(
        max(e[0] for e in events if e[1] == a) - min(e[0] for e in events if e[1] == a) for a in {e[1] for e in events}
    )
    assert (active >= 0).all()
    assert active.sum() <= elapsed + 1e-6


@given(st.lists(st.tuples(_SECONDS, st.floats(0, 3000)), min_size=1, max_size=20), st.sampled_from(["time", "file"]))
@settings(max_examples=40, deadline=None)
def test_lasting_events_never_add_up_to_more_than_was_covered(events, order):
    log = _log([e[0] for e in events], ends=[e[0] + e[1] for e in events], order=order)
    active = add_sessions(log, CONFIG)[0].table["active_seconds"]
    assert (active >= 0).all()
    if order == "time":
        assert active.sum() <= max(e[0] + e[1] for e in events) - min(e[0] for e in events) + 1e-3


@given(st.lists(st.integers(0, 4000), min_size=2, max_size=25, unique=True))
@settings(max_examples=40, deadline=None)
def test_gaps_are_those_of_a_loop_over_events(seconds):
    seconds = sorted(seconds)
    gaps = [b - a for a, b in pairwise(seconds)]
    working = [g for g in gaps if g <= 180]
    usual = float(np.median(working)) if working else 0.0
    expected = [0.0] + [0.0 if g > 1800 else (g if g <= 180 else usual) for g in gaps]
    assert _active(_log(seconds)) == expected


def test_one_event_is_one_session_without_work():
    log, _ = add_sessions(draw_log("09:00:00 | ann | CRM | X | click"), ScanConfig())
    assert log.table["session"].tolist() == ["S000001"]
    assert log.table["active_seconds"].tolist() == [0.0]


def _entries(*texts: str | None, pause: float = 400.0, action: str = "input") -> UILog:
    """Draw an entry of each text, `pause` seconds after the one before; None: the text is missing."""
    nine = pd.Timestamp("2026-03-02T09:00:00")
    times = [(nine + pd.Timedelta(seconds=pause * i)).isoformat() for i in range(len(texts))]
    lines = [
        f"{time} | ann | CRM | Note | {action} | Text | {text or '-'}" for time, text in zip(times, texts, strict=True)
    ]
    return draw_log("\n".join(lines))


def test_typing_a_long_text_is_work_however_long_it_takes():
    """100 characters take 30 s; what is left of each pause, 370 s, is idle, and no usual rest was seen."""
    assert _active(_entries("x" * 100, "x" * 100, "x" * 100)) == pytest.approx([0, 30, 30])
    assert _active(_entries("x", "x", "x")) == pytest.approx([0, 0.3, 0.3])


def test_where_the_text_is_missing_it_was_as_long_as_usual():
    assert _active(_entries("x" * 10, "x" * 90, None, "x" * 100)) == pytest.approx([0, 27, 27, 30])


def test_what_typing_takes_is_never_more_than_the_pause():
    log = _entries("x" * 1000, "x" * 1000, pause=20.0)
    assert _active(log) == [0, 20]
    threshold = add_sessions(log, CONFIG)[1]
    assert dict(threshold.counted) == {"elapsed": 20, "dropped": 20, "capped": 20}
    assert set(threshold.active_seconds_at) == {(t, 20.0) for t in (30.0, 60.0, 180.0, 300.0)}


def test_only_entries_are_typed():
    assert _active(_entries("x" * 100, "x" * 100, action="paste")) == [0, 0]

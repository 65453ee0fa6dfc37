"""Local times of a zone against an hour by hour reading with the standard library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.errors import UsageError
from rpa_finder.readers.zones import offsets_in

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns")


def micros(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[us]").astype(np.int64)


def offsets(zone: str, agents: str, *texts: str) -> list[int]:
    whose = np.array([ord(agent) for agent in agents], dtype=np.int64)
    return list(offsets_in(micros(*texts), zone, whose)[0])


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),
    st.lists(st.integers(0, 7200), min_size=1, max_size=40),
)
def test_times_outside_odd_hours_have_the_offset_of_the_standard_library(zone, first, steps):
    at = [first + timedelta(minutes=sum(steps[:i])) for i in range(len(steps))]
    local = [moment.replace(tzinfo=ZoneInfo(zone)) for moment in at]
    found = offsets_in(micros(*(moment.isoformat() for moment in at)), zone, np.zeros(len(at), dtype=np.int64))[0]
    for moment, offset in zip(local, found, strict=True):
        # Where both folds agree, the hour is neither left out nor repeated.
        if moment.utcoffset() == moment.replace(fold=1).utcoffset():
            assert timedelta(minutes=int(offset)) == moment.utcoffset()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)), st.integers(1, 5))
def test_a_clock_that_follows_its_zone_is_read_back_through_every_change(zone, first, minutes):
    """Work without a pause: each instant shown on the wall and read again is the same instant."""
    at = [first.replace(tzinfo=UTC) + timedelta(minutes=minutes * i) for i in range(400)]
    shown = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in at]
    local = micros(*(moment.isoformat() for moment in shown))
    read = local - offsets_in(local, zone, np.zeros(len(at), dtype=np.int64))[0] * 60_000_000
    expected = micros(*(moment.replace(tzinfo=None).isoformat() for moment in at))
    # A window that begins inside the second hour shows no turning back: it is read as the first.
    if not ambiguous(shown[0], zone):
        assert list(read) == list(expected)


def ambiguous(moment: datetime, zone: str) -> bool:
    local = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    return local.utcoffset() != local.replace(fold=1).utcoffset()


def test_every_agent_has_a_clock_of_its_own():
    night = ("2026-10-25T02:50", "2026-10-25T02:10", "2026-10-25T02:05", "2026-10-25T02:30")
    assert offsets("Europe/Berlin", "abab", *night) == [120, 120, 60, 120]


def test_small_disorder_and_several_jumps_turn_nothing_back():
    assert offsets("Europe/Berlin", "aaa", "2026-10-25T02:50", "2026-10-25T02:49", "2026-10-25T02:51") == [120] * 3
    restless = ("2026-10-25T02:50", "2026-10-25T02:10", "2026-10-25T02:55", "2026-10-25T02:20")
    assert offsets("Europe/Berlin", "aaaa", *restless) == [120] * 4


def test_an_hour_that_never_was_is_read_as_before_it():
    assert offsets("Europe/Berlin", "aaa", "2026-03-29T01:59", "2026-03-29T02:30", "2026-03-29T03:00") == [60, 60, 120]
    assert offsets("Australia/Lord_Howe", "a", "2026-10-04T02:10") == [630]


def test_an_unknown_zone_is_refused():
    with pytest.raises(UsageError) as caught:
        offsets("Mars/Olympus", "a", "2026-03-02T09:00")
    assert caught.value.slug == "unknown-timezone"

"""Local times of a zone, with the hours that summer time leaves out and repeats."""

from __future__ import annotations

import zoneinfo
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import UsageError
from rpa_finder.model import Note
from rpa_finder.readers.stamps import Bools, Ints

_MINUTE = 60_000_000
_TURNED_BACK = 10 * _MINUTE
"""A clock that goes back further inside the repeated hour was turned back; recorders disagree by seconds."""


def offsets_in(local: Ints, timezone: str, agents: Ints) -> tuple[Ints, list[Note]]:
    """Give the offset in minutes of local times (microseconds, in the order of the file) in a zone.

    A time in the hour that the start of summer time leaves out is read by the
    offset before it, as on a clock not yet put forward, so that pauses keep
    their length. In the hour that the end repeats, an agent's rows are the
    first hour until that agent's clock goes back, and the second from there;
    where it never does, or more than once, they are the first. Raises
    UsageError unknown-timezone.
    """
    try:
        zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        todo = "Use an IANA name such as Europe/Berlin."
        raise UsageError("unknown-timezone", "--timezone", f"{timezone!r} is no time zone.", todo) from error
    offset, odd = _offsets(local, timezone, "NaT", "NaT")
    rows = np.flatnonzero(odd)
    if not len(rows):
        return offset, []
    flags: Any = np.ones(len(rows), dtype=bool)
    first, _ = _offsets(local[rows], timezone, flags, "shift_backward")
    second, _ = _offsets(local[rows], timezone, ~flags, "shift_backward")
    repeated = first != second
    later = repeated & _after_turning_back(local[rows], agents[rows], repeated)
    offset[rows] = np.where(later, second, first)
    return offset, list(_notes(int(repeated.sum()), int(later.sum()), int((~repeated).sum())))


def _offsets(local: Ints, timezone: str, ambiguous: Any, missing: Any) -> tuple[Ints, Bools]:
    """Give offsets in minutes, and where there is none."""
    aware = pd.DatetimeIndex(local.astype("datetime64[us]")).tz_localize(
        timezone, ambiguous=ambiguous, nonexistent=missing
    )
    shown = aware.tz_localize(None).as_unit("us").asi8
    utc = aware.tz_convert("UTC").tz_localize(None).as_unit("us").asi8
    odd = np.asarray(aware.isna())
    return np.where(odd, 0, (shown - utc) // _MINUTE), odd


def _after_turning_back(local: Ints, agents: Ints, repeated: Bools) -> Bools:
    """Tell which rows come after the one place where their agent's clock goes back in that night."""
    after = np.zeros(len(local), dtype=bool)
    frame = pd.DataFrame({"agent": agents, "day": local // (1440 * _MINUTE)})[repeated]
    for rows in frame.groupby(["agent", "day"], sort=False).indices.values():
        places = frame.index.to_numpy()[rows]
        back = np.flatnonzero(np.diff(local[places]) < -_TURNED_BACK)
        if len(back) == 1:
            after[places[back[0] + 1 :]] = True
    return after


def _notes(repeated: int, later: int, left_out: int) -> Any:
    if repeated:
        text = f"{repeated} times fall in the hour that the end of summer time repeats"
        told = f"{later} are the second hour, since the clock goes back before them; the others are the first."
        yield Note("repeated-hour", f"{text}; {told if later else 'the first one is taken.'}")
    if left_out:
        text = f"{left_out} times fall in the hour that the start of summer time leaves out"
        yield Note("missing-hour", f"{text}; they are read as on a clock not yet put forward.")

"""Several sources of one team's work, put together: nobody twice, no row twice, one time.

In: the log of all files, and which of them come from one recorder (equal
columns). Out: the log without the rows that two exports share, how many those
were per file, and what the sources say about each other's clocks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.events import UILog, make_log
from rpa_finder.model import Note

_KEY = ("action_raw", "app", "screen", "url", "element", "case", "session")
_FINE_MS = 1000
"""With a clock no coarser, two equal rows of one agent in two exports are one event."""
_SHARE_OF_OVERLAP = 0.5
"""Of coarse clocks, or where no agent is named, so many rows of the shared time must be equal."""
_FARTHEST = 14 * 3600
"""Seconds; zones are no farther apart."""
_BIN = 5
_LEAST_PAIRS = 20
_LEAST_SHARE = 0.3
_OVER_CHANCE = 5.0
_NEAR = 300
_QUARTER = 900
_MOST_STARTS = 3000

_Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Joined:
    """The log of all sources, rows that were dropped per source, and notes with the source they are about."""

    log: UILog
    duplicates: Mapping[str, int]
    notes: tuple[tuple[str, Note], ...]


def join_sources(log: UILog, recorders: Mapping[str, int], zones: Mapping[str, str]) -> Joined:
    """Join the events of several files; `recorders` has equal numbers for files of equal columns.

    `zones` has log, the zone given, or "" (assumed) per file. Raises InputError
    zones-differ where files of the same agents have times with and without a zone.
    """
    notes: list[tuple[str, Note]] = []
    sources = log.categories("source")
    recorder = np.array([recorders[name] for name in sources])[log.codes("source")]
    log, joined = _one_name_per_agent(log)
    if joined:
        text = f"{joined} agents are written in two ways, with a domain or in capitals; each is taken for one."
        notes.append((sources[0], Note("agents-joined", text)))
        log = make_log({name: log.table[name] for name in log.table.columns}, log.order)
        recorder = np.array([recorders[name] for name in sources])[log.codes("source")]
    notes += _clock_notes(log, recorder, [zones[name] for name in sources])
    repeated = _repeated(log, recorder)
    counts = np.bincount(log.codes("source")[repeated], minlength=len(sources))
    duplicates = {name: int(n) for name, n in zip(sources, counts, strict=True) if n}
    for name, n in duplicates.items():
        notes.append((name, Note("exports-overlap", f"{n} rows are in another export too and count once.")))
    return Joined(log.keep(~repeated) if duplicates else log, duplicates, tuple(notes))


def split_login(name: str) -> tuple[str, str]:
    """Give a login without domain and capitals, and the first part of its domain, "" if it has none."""
    match = re.fullmatch(r"(?:([^\\/@]+)[\\/])?([^\\/@]+)(?:@([^\\/@]+))?", name.strip().casefold())
    if not match:
        return name.strip().casefold(), ""
    before, login, after = match.groups()
    return login, (before or after or "").split(".")[0]


def spell_alike(names: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Give the known spelling of those names that differ from just one known agent, by domain or capitals only."""
    spellings: dict[str, list[str]] = {}
    for agent in known:
        spellings.setdefault(split_login(agent)[0], []).append(agent)
    alike: dict[str, str] = {}
    for name in names:
        login, domain = split_login(name)
        found = spellings.get(login, [])
        if name not in known and len(found) == 1 and len({domain, split_login(found[0])[1]} - {""}) < 2:
            alike[name] = found[0]
    return alike


def _one_name_per_agent(log: UILog) -> tuple[UILog, int]:
    """Give one spelling to agents whose spellings differ by domain or capitals and never share a file."""
    names, codes, source = log.categories("agent"), log.codes("agent"), log.codes("source")
    spellings: dict[str, list[int]] = {}
    for code, name in enumerate(names):
        spellings.setdefault(split_login(name)[0], []).append(code)
    files = pd.DataFrame({"agent": codes, "source": source}).drop_duplicates().groupby("agent")["source"].agg(set)
    chosen, joined = np.arange(len(names)), 0
    for same in spellings.values():
        apart = all(not files[a] & files[b] for a, b in combinations(same, 2))
        domains = {split_login(names[code])[1] for code in same} - {""}
        if len(same) > 1 and apart and len(domains) < 2:
            chosen[same] = min(same, key=lambda code: (len(names[code]), names[code]))
            joined += 1
    if not joined:
        return log, 0
    renamed = pd.Categorical.from_codes(np.where(codes < 0, -1, chosen[codes]), log.table["agent"].cat.categories)
    return log.with_columns(agent=pd.Series(renamed, index=log.table.index)), joined


def _repeated(log: UILog, recorder: _Array) -> _Array:
    """Tell which rows another export of the same recorder, earlier by name, holds as well."""
    source, agent, micros = log.codes("source"), log.codes("agent"), _micros(log)
    when = pd.DataFrame({"recorder": recorder, "agent": agent, "time": micros})
    # A row can only be repeated where its agent has that time in two files.
    files = when.assign(source=source).drop_duplicates()
    twice = files.duplicated(["recorder", "agent", "time"], keep=False)
    shared = when.merge(files[twice][["recorder", "agent", "time"]].drop_duplicates(), how="left", indicator=True)
    rows = np.flatnonzero((shared["_merge"] == "both").to_numpy())
    repeated = np.zeros(len(log), dtype=bool)
    if not len(rows):
        return repeated
    rows = rows[np.lexsort((log.table["row"].to_numpy()[rows], source[rows]))]
    keys = when.iloc[rows].reset_index(drop=True)
    for name in _KEY:
        keys[name] = log.codes(name)[rows]
    keys["value"] = pd.factorize(log.table["value"].iloc[rows])[0]
    # The same thing twice in one file is twice: its second time is compared with the second of the other file.
    keys["nth"] = keys.assign(source=source[rows]).groupby([*keys.columns, "source"], sort=False).cumcount()
    same = keys.duplicated().to_numpy()
    sure = (log.table["precision_ms"].to_numpy()[rows] <= _FINE_MS) & (agent[rows] >= 0)
    for one in np.unique(source[rows[same]]):
        mine = rows[same & (source[rows] == one)]
        span = (micros >= micros[mine].min()) & (micros <= micros[mine].max()) & (source == one)
        if len(mine) >= _SHARE_OF_OVERLAP * (span & np.isin(agent, agent[mine])).sum():
            repeated[mine] = True
        else:
            repeated[rows[same & sure & (source[rows] == one)]] = True
    return repeated


def _clock_notes(log: UILog, recorder: _Array, zones: Sequence[str]) -> list[tuple[str, Note]]:
    """Compare the clocks of every two recorders by when the same agents come to the same applications."""
    notes = []
    source, sources = log.codes("source"), log.categories("source")
    for left, right in combinations(np.unique(recorder), 2):
        files = [np.unique(source[recorder == one]) for one in (left, right)]
        shared = set(log.codes("agent")[recorder == left]) & set(log.codes("agent")[recorder == right]) - {-1}
        if not shared:
            continue
        name, other = sources[files[1][0]], sources[files[0][0]]
        ahead = _usual_difference(_starts(log, recorder == left), _starts(log, recorder == right))
        aware = [{zones[i] == "log" for i in part} for part in files]
        if {zones[i] for part in files for i in part} >= {"log", ""}:
            guess = f" (beside {other} they are {_hours(ahead)} ahead)" if ahead is not None else ""
            what = f"has times without a zone{guess}, and the same agents as a file that has one."
            naive = name if "" in {zones[i] for i in files[1]} else other
            what = what if naive == name else "has times without a zone, and the same agents as a file that has one."
            raise InputError("zones-differ", naive, what, "Say which zone with --timezone, or in a --mapping.")
        if ahead is None or abs(ahead) < 2:
            continue
        if abs(ahead) <= _NEAR:
            text = f"its clock is about {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} that of {other}."
            notes.append((name, Note("clocks-differ", f"{text} Times are left as they are.")))
        elif all(aware) and abs(ahead - round(ahead / _QUARTER) * _QUARTER) <= _NEAR / 2:
            text = f"the same work is {_hours(ahead)} {'later' if ahead > 0 else 'earlier'} than in {other}"
            notes.append((name, Note("false-utc", f"{text}: one of them writes local time as UTC.")))
    return notes


def _hours(seconds: float) -> str:
    minutes = round(abs(seconds) / 60)
    return f"{minutes // 60}:{minutes % 60:02d} h"


def _starts(log: UILog, rows: _Array) -> pd.Series[Any]:
    """Give the seconds at which each agent comes to each application, by agent and application."""
    apps = [re.sub(r"\.exe$", "", name.casefold()) for name in log.categories("app")] + [""]
    names = np.array(apps, dtype=object)[log.codes("app")[rows]]
    frame = pd.DataFrame({"agent": log.codes("agent")[rows], "app": names, "second": _micros(log)[rows] / 1e6})
    frame = frame.sort_values(["agent", "second"], kind="stable")
    changed = (frame["app"] != frame["app"].shift()) | (frame["agent"] != frame["agent"].shift())
    frame = frame[changed & (frame["app"] != "") & (frame["agent"] >= 0)]
    return frame.set_index(["agent", "app"])["second"]


def _usual_difference(left: pd.Series[Any], right: pd.Series[Any]) -> float | None:
    """Give by how many seconds the right starts are usually later, None if no difference stands out."""
    differences, starts = [], 0
    groups = {key: np.sort(part.to_numpy()) for key, part in right.groupby(level=[0, 1])}
    for key, part in left.groupby(level=[0, 1]):
        if key in groups:
            mine = part.to_numpy()[:_MOST_STARTS]
            low, high = (np.searchsorted(groups[key], mine + edge) for edge in (-_FARTHEST, _FARTHEST))
            differences += [groups[key][a:b] - at for at, a, b in zip(mine, low, high, strict=True)]
            starts += len(mine)
    if not differences:
        return None
    found = np.concatenate(differences)
    counts = np.bincount(((found + _FARTHEST) // _BIN).astype(np.int64), minlength=2 * _FARTHEST // _BIN + 1)
    around = np.convolve(counts, np.ones(3, dtype=np.int64), mode="same")
    peak = int(around.argmax())
    near = found[np.abs((found + _FARTHEST) // _BIN - peak) <= 1]
    usual = around[around > 0].mean()
    if len(near) < max(_LEAST_PAIRS, _LEAST_SHARE * starts) or around[peak] < _OVER_CHANCE * usual:
        return None
    return float(np.median(near))


def _micros(log: UILog) -> _Array:
    return log.table["time"].astype("int64").to_numpy()

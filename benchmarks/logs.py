"""The logs of the accuracy table, in its order: public ones and harder versions of them, stories, other shapes.

Nothing is written before it is asked for. Seeds come from the caller, so that
those for looking and those for scoring stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

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
from benchmarks.other_shapes import SHAPES
from rpa_finder.samples import benchmark_story, write_log

PUBLIC = Path(__file__).resolve().parents[2] / "shared" / "data"
KINDS = ("desktop", "terminal", "titles")
DIALECTS = ("action_logger", "smartrpa", "xes")
_FILE_ORDER = ("sr_rt_plus",)
_SETTINGS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "noise 0": ({"noise": 0.0}, KINDS),
    "noise 20 %": ({"noise": 0.2}, KINDS),
    "noise 40 %": ({"noise": 0.4}, KINDS),
    "interleaving 0": ({"interleaving": 0.0}, KINDS),
    "interleaving 40 %": ({"interleaving": 0.4}, KINDS),
    "values lost 0": ({"values_lost": 0.0}, ("desktop", "terminal")),
    "values lost 30 %": ({"values_lost": 0.3}, ("desktop", "terminal")),
    "values lost 60 %": ({"values_lost": 0.6}, ("desktop", "terminal")),
    "no ids": ({"ids_in_titles": False}, ("desktop", "titles")),
}
"""Stories that differ from the default in one thing, and the kinds of log where it makes a difference."""
_QUICK = ("values lost 60 %", "no ids")
_EVENTS, _MANY_EVENTS = 30_000, 100_000


@dataclass(frozen=True, slots=True)
class Log:
    """One log to scan."""

    name: str
    write: Callable[[Path], Path]
    """Write it with its truth.json, into this empty folder if it is nowhere yet; give the folder that holds them."""
    order: str = "time"


@dataclass(frozen=True, slots=True)
class Group:
    """Logs that make one entry of the table: one log, or the same kind of log by several seeds."""

    name: str
    logs: tuple[Log, ...]
    beside: bool = True
    """Whether the baselines are scored too."""
    ablate: bool = False
    """Whether the first log is scanned again with one kind of evidence taken away."""


def groups(seeds: Sequence[int], quick: bool) -> Iterator[Group]:
    """Give every entry of the table; quick leaves out settings and sizes."""
    yield from _public(seeds[0])
    yield from _stories(seeds, quick)
    for shape, make in SHAPES.items():
        yield Group(f"shape {shape}", tuple(_drawn(seed, partial(make, seed)) for seed in seeds))


def _public(seed: int) -> Iterator[Group]:
    if not PUBLIC.is_dir():
        return
    for folder in sorted(path.parent for path in PUBLIC.glob("*/truth.json")):
        order = "file" if folder.name in _FILE_ORDER else "time"
        log = Log(folder.name, partial(_where_it_lies, folder), order)
        yield Group(folder.name, (log,), ablate="noise" not in folder.name)
    for name in ("cpn_log1", "cpn_log3", "cpn_log4", "cpn_log6"):
        yield _derived(f"{name} noise 40 %", name, lambda r: with_noise(r, 0.4, Random(seed)))
    by_turns: dict[str, Callable[[Recording], Recording]] = {
        "sr_rt_plus alternating": alternating,
        "sr_rt_plus alternating, 50 strangers": lambda r: with_strangers(alternating(r), 50, Random(seed)),
    }
    for name, change in by_turns.items():
        yield _derived(name, "sr_rt_plus", change, "file")
        yield _derived(f"{name}, even clock", "sr_rt_plus", partial(_evenly, change, seed), "file")
    for name in ("cpn_log4", "student_record"):
        yield _derived(f"{name} in pairs", name, lambda r: interleaved(r, Random(seed)))


def _evenly(change: Callable[[Recording], Recording], seed: int, recording: Recording) -> Recording:
    return with_even_clock(change(recording), Random(seed))


def _where_it_lies(folder: Path, _: Path) -> Path:
    return folder


def _derived(name: str, origin: str, change: Callable[[Recording], Recording], order: str = "time") -> Group:
    def write(folder: Path) -> Path:
        return write_recording(change(read_recording(PUBLIC / origin)), folder).parent

    return Group(name, (Log(name, write, order),))


def _stories(seeds: Sequence[int], quick: bool) -> Iterator[Group]:
    for kind in KINDS:
        yield Group(f"{kind} default", tuple(_told(kind, kind, seed) for seed in seeds), ablate=True)
    for dialect in DIALECTS:
        yield Group(f"{dialect} default", (_told("desktop", dialect, seeds[0]),))
    for name, (changes, kinds) in _SETTINGS.items():
        if quick and name not in _QUICK:
            continue
        for kind in kinds:
            yield Group(f"{kind} {name}", tuple(_told(kind, kind, seed, **changes) for seed in seeds))
    if not quick:
        for kind in KINDS:
            yield Group(f"{kind} 100k", (_told(kind, kind, seeds[0], _MANY_EVENTS),), beside=False)


def _told(kind: str, dialect: str, seed: int, events: int = _EVENTS, **changes: Any) -> Log:
    def write(folder: Path) -> Path:
        return write_log(benchmark_story(seed, events, kind=kind, **changes), dialect, folder)[0].parent

    return Log(f"seed {seed}", write)


def _drawn(seed: int, make: Callable[[], Recording]) -> Log:
    return Log(f"seed {seed}", lambda folder: write_recording(make(), folder).parent)

"""Small logs of other shapes than the sample stories, drawn by code, each with its truth.

A shape lists what each routine's execution logs, step by step; tell puts the
executions of its persons one after the other, with other work between them and
some executions inside others. SHAPES gives a Recording for a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from benchmarks.noise import Recording, as_truth
from benchmarks.shape_steps import (
    CASE_HEADER,
    CLIPBOARD_HEADER,
    FORM_HEADER,
    GREEN_HEADER,
    WEB_HEADER,
    Make,
    Step,
    case_steps,
    clipboard_steps,
    form_steps,
    green_steps,
    web_steps,
)
from rpa_finder.samples.truths import as_ranges

_FIRST_DAY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
_DAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a log looks like and what happens in it."""

    header: tuple[str, ...]
    stamp: Callable[[datetime], dict[str, str]]
    """Cells that tell the time."""
    persons: tuple[dict[str, str], ...]
    """Cells that tell who."""
    routines: Mapping[str, tuple[str, float]]
    """Kind (one of model.KINDS) of each routine, and how often it is done against the others."""
    steps: Callable[[], Mapping[str, Make]]
    """Called for each person: what an execution of each routine logs, and other work, which is no routine."""
    noise: float = 0.2
    """Chance of other work before an execution."""
    overlap: float = 0.0
    """Chance that an execution is left for another one and taken up again."""
    by_turns: bool = False
    """Whether routines come in turn, not by chance."""
    events: int = 4000


class _Record(NamedTuple):
    time: datetime
    place: int
    cells: dict[str, str]
    execution: int


def tell(shape: Shape, seed: int, name: str) -> Recording:
    """Tell a log of that shape: rows by time, executions with the rows they have."""
    records: list[_Record] = []
    executions: list[str] = []
    for i, who in enumerate(shape.persons):
        rng = Random(f"{name} {seed} {i}")
        records += _live(shape, who, len(executions), executions, rng)
    records.sort(key=lambda record: (record.time, record.place))
    own: dict[int, list[int]] = {}
    for number, record in enumerate(records, start=1):
        if record.execution >= 0:
            own.setdefault(record.execution, []).append(number)
    truth = as_truth(
        {routine: {"kind": kind, "shown_as": kind, "steps": None} for routine, (kind, _) in shape.routines.items()},
        [{"id": str(i), "routine": executions[i], "rows": as_ranges(rows)} for i, rows in sorted(own.items())],
        len(records),
        origin=f"drawn: {name}, seed {seed}",
    )
    rows = tuple(tuple(record.cells.get(column, "") for column in shape.header) for record in records)
    return Recording(shape.header, rows, truth)


def _live(shape: Shape, who: dict[str, str], first: int, executions: list[str], rng: Random) -> list[_Record]:
    """Let one person work until their share of the events is done."""
    records: list[_Record] = []
    time = _FIRST_DAY + timedelta(minutes=rng.uniform(0, 30))
    until = time + _DAY
    for stretch in _stretches(shape, executions, rng):
        for execution, step in stretch:
            time += timedelta(seconds=max(0.15, step.seconds * rng.lognormvariate(0, 0.5)))
            shown = time + timedelta(seconds=step.late)
            cells = step.cells | ({} if step.nobodys else who) | shape.stamp(shown)
            records.append(_Record(shown, first + len(records), cells, -1 if step.stray else execution))
        if len(records) >= shape.events / len(shape.persons):
            break
        if time > until:
            until += timedelta(hours=24)
            time = until - _DAY
    return records


def _stretches(shape: Shape, executions: list[str], rng: Random) -> Iterator[list[tuple[int, Step]]]:
    """Give what a person does without leaving off, without end: steps, each with its execution, -1 for other work."""
    names = list(shape.routines)
    weights = [weight for _, weight in shape.routines.values()]
    make = shape.steps()

    def begin(name: str) -> list[tuple[int, Step]]:
        executions.append(name)
        return [(len(executions) - 1, step) for step in make[name](rng)]

    turn = 0
    while True:
        name = names[turn % len(names)] if shape.by_turns else rng.choices(names, weights)[0]
        turn += 1
        other = [(-1, step) for step in make["other"](rng)] if rng.random() < shape.noise else []
        steps = begin(name)
        if rng.random() < shape.overlap:
            at = rng.randrange(1, len(steps))
            steps[at:at] = begin(rng.choice(names))
        yield other + steps


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _routines(facts: str) -> dict[str, tuple[str, float]]:
    """Read name, kind and weight, one routine after the other."""
    words = facts.split()
    return {
        name: (kind, float(weight)) for name, kind, weight in zip(words[::3], words[1::3], words[2::3], strict=True)
    }


_SHAPES = {
    "web": Shape(
        WEB_HEADER,
        lambda time: {"ts": str(int(time.timestamp() * 1000))},
        ({},),
        _routines("report_damage data-entry 3 book_visit data-entry 3 renew_permit data-entry 2"),
        web_steps,
        noise=0.5,
        events=3000,
    ),
    "clipboard": Shape(
        CLIPBOARD_HEADER,
        lambda time: {"timeStamp": _iso(time)},
        ({"userID": "kmiller"},),
        _routines("order_lines copy-transfer 4 price_back copy-transfer 2"),
        clipboard_steps,
        noise=0.5,
        overlap=0.1,
        events=4000,
    ),
    "case": Shape(
        CASE_HEADER,
        lambda time: {"Timestamp": time.strftime("%d.%m.%Y %H:%M:%S")},
        tuple({"Resource": f"clerk {i}"} for i in range(1, 7)),
        _routines("permit navigation 4 complaint navigation 2 permit_again rework 1.5"),
        case_steps,
        noise=0.3,
        overlap=0.15,
        events=3500,
    ),
    "green": Shape(
        GREEN_HEADER,
        lambda time: {"Date": time.strftime("%Y-%m-%d"), "Time": time.strftime("%H:%M:%S")},
        tuple({"Operator": f"OP{i:03d}", "Terminal": f"T{i % 4}{i}"} for i in range(1, 6)),
        _routines("stock_move copy-transfer 3 order_entry data-entry 2 stock_enquiry lookup 2"),
        green_steps,
        noise=0.5,
        overlap=0.1,
        events=5000,
    ),
    "form": Shape(
        FORM_HEADER,
        lambda time: {"Time": _iso(time)},
        ({"User": "t.arden"},),
        _routines("enrol copy-transfer 1 confirm copy-transfer 1"),
        form_steps,
        noise=0.1,
        by_turns=True,
        events=2500,
    ),
}


def _teller(name: str, shape: Shape) -> Callable[[int], Recording]:
    return lambda seed: tell(shape, seed, name)


SHAPES: dict[str, Callable[[int], Recording]] = {name: _teller(name, shape) for name, shape in _SHAPES.items()}
"""Each shape: seed in, Recording out."""

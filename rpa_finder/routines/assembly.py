"""From arrays to findings: the crossing where rows become Routine objects."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog, ValueFlow, lasting_seconds, seconds_within
from rpa_finder.model import DataTransfer, Execution, Routine, SetAside, Step
from rpa_finder.routines.confidence import Aside, Judgement
from rpa_finder.routines.decisions import Surroundings, Work, find_decisions
from rpa_finder.routines.executions import Found
from rpa_finder.routines.kinds import Reading, judge_kind, name_routine, prose_rows, write_rows
from rpa_finder.routines.ledger import Flows, field_names, flows_of
from rpa_finder.routines.recurrence import Marks, find_recurrence
from rpa_finder.routines.stream import Floats, Ints, Stream

STEP_SHARE = 0.05
MOST_STEPS = 60
KEY_SHARE = 0.5
MOST_ASIDE = 50


def assemble(
    log: UILog, stream: Stream, found: Found, flow: ValueFlow, identity: Ints, config: ScanConfig
) -> tuple[Routine, ...]:
    """Give the routines, most active seconds first, with everything read off their rows.

    identity: per event of the stream, the id or rare value it shows, -1 = none.
    """
    if not len(found.routine):
        return ()
    rows = _Rows(log, stream, found)
    flows = flows_of(log, flow, rows.execution_of_row, found.routine)
    reading = Reading(write_rows(log), prose_rows(log, flow))
    marks = find_recurrence(log, stream, found, identity, reading.written)
    drafts = []
    for k in range(int(found.routine.max()) + 1):
        executions = np.flatnonzero(found.routine == k)
        if len(executions) >= config.min_executions:
            drafts.append(_routine(rows, flows, reading, marks, k, executions))
    drafts.sort(key=lambda r: (-r.active_seconds_total, r.key))
    return tuple(_renamed(r, f"R{i:02d}") for i, r in enumerate(drafts, 1))


def assemble_aside(log: UILog, aside: Sequence[Aside]) -> tuple[SetAside, ...]:
    """Give what is not surely a routine, most executions first."""
    screens, fields = log.categories("screen"), field_names(log)
    told = []
    for group in sorted(aside, key=lambda g: (-g.pieces, g.steps))[:MOST_ASIDE]:
        steps = tuple(
            Step(screens[screen], action, fields[element], share, 0.0)
            for (screen, action, element), share in zip(group.steps, group.share, strict=True)
        )
        names = list(dict.fromkeys(step.screen for step in steps))
        told.append(
            SetAside(
                name=" > ".join(names[:3]),
                steps=steps,
                executions=group.pieces,
                agents=len(group.agents),
                q_value=group.judgement.q_value,
                stability=group.judgement.stability,
                reason=group.reason,
            )
        )
    return tuple(told)


def _renamed(routine: Routine, name: str) -> Routine:
    return replace(
        routine,
        id=name,
        executions=tuple(replace(e, id=f"{name}-{i:05d}") for i, e in enumerate(routine.executions, 1)),
    )


class _Rows:
    """The rows of every execution, and the columns that findings are made of."""

    def __init__(self, log: UILog, stream: Stream, found: Found) -> None:
        table = log.table
        self.log, self.stream, self.judged = log, stream, found.judged
        # A menu's entries are steps of their own for each screen they lead to; to people they are one.
        self.labels = sorted(set(stream.labels))
        place = {step: i for i, step in enumerate(self.labels)}
        self.label = np.array([place[step] for step in stream.labels], dtype=np.int64)[stream.label]
        inside = np.flatnonzero(found.execution >= 0)
        order = np.argsort(found.execution[inside], kind="stable")
        self.event = inside[order]
        self.execution = found.execution[self.event]
        self.row_at = stream.position[self.event]
        bounds = np.searchsorted(self.execution, np.arange(len(found.routine) + 1))
        self.first, self.last = bounds[:-1], bounds[1:]
        self.execution_of_row = np.full(len(log), -1, dtype=np.int64)
        self.execution_of_row[self.row_at] = self.execution
        second = table["time"].astype("int64").to_numpy() / 1e6
        self.active = table["active_seconds"].to_numpy()[self.row_at].copy()
        self.lasting = lasting_seconds(log)[self.row_at]
        self.second = second[self.row_at]
        self.row = table["row"].to_numpy()[self.row_at]
        self.source = log.codes("source")[self.row_at]
        self.start, self.end = _stamps(self.second[self.first]), _stamps(self.second[self.last - 1])
        local = self.second[self.first] + 60.0 * table["offset_min"].to_numpy()[self.row_at[self.first]]
        self.day = np.datetime_as_string(local.astype("int64").astype("datetime64[s]"), unit="D")
        self.values = table["value"].to_numpy(dtype=object)
        self.around = Surroundings(log)
        self.has_values = bool(table["value"].notna().any())
        self.screens, self.fields = log.categories("screen"), field_names(log)
        self.agents, self.cases = log.categories("agent"), log.categories("case")
        self.agent, self.case = log.codes("agent")[self.row_at], log.codes("case")[self.row_at]


def _stamps(second: Floats) -> np.ndarray[Any, np.dtype[np.str_]]:
    return np.datetime_as_string((second * 1000).round().astype("int64").astype("datetime64[ms]"), unit="ms")


def _routine(rows: _Rows, flows: Flows, reading: Reading, marks: Marks, k: int, executions: Ints) -> Routine:
    steps, number = _steps(rows, executions)
    done = tuple(sorted((_execution(rows, int(x), number) for x in executions), key=_agent_and_time))
    transfers = flows.transfers(k, len(executions))
    decisions = find_decisions(_work(rows, executions, steps, number), rows.around)
    recurrence = marks.count(executions)
    kind, why = judge_kind(rows.execution_of_row, executions, reading, transfers, steps, recurrence)
    usual = sorted(f"{s.screen}|{s.action}|{s.field}" for s in steps if s.share >= KEY_SHARE)
    return Routine(
        id="",
        key=hashlib.sha256("\n".join(usual).encode()).hexdigest()[:16],
        name=name_routine(kind, steps, transfers),
        kind=kind,
        confidence=_confidence(steps, len(executions), rows.judged[k]),
        evidence=_evidence(rows, transfers, steps),
        steps=steps,
        executions=done,
        transfers=transfers,
        fixed_entries=flows.fixed_entries(k),
        q_value=rows.judged[k].q_value,
        stability=rows.judged[k].stability,
        kind_reason=why,
        recurrence=recurrence,
        decisions=decisions,
    )


def _work(rows: _Rows, executions: Ints, steps: Sequence[Step], number: Ints) -> Work:
    """Give the events of a routine's executions, for decisions to be looked for."""
    at = np.concatenate([np.arange(rows.first[x], rows.last[x]) for x in executions])
    return Work(
        execution=np.repeat(np.arange(len(executions)), rows.last[executions] - rows.first[executions]),
        step=number[rows.label[rows.event[at]]],
        row=rows.row_at[at],
        steps=steps,
        values=rows.values[rows.row_at[at]],
    )


def _steps(rows: _Rows, executions: Ints) -> tuple[tuple[Step, ...], Ints]:
    """Give the steps in their usual order, and the 1-based step of each label (0 = none)."""
    n_labels = len(rows.labels)
    at = np.concatenate([np.arange(rows.first[x], rows.last[x]) for x in executions])
    label = rows.label[rows.event[at]]
    of = np.repeat(np.arange(len(executions)), rows.last[executions] - rows.first[executions])
    length = (rows.last[executions] - rows.first[executions])[of]
    place = (at - rows.first[executions][of] + 0.5) / length
    _, firsts = np.unique(of * n_labels + label, return_index=True)
    share = np.bincount(label[firsts], minlength=n_labels) / len(executions)
    mean_place = np.bincount(label[firsts], place[firsts], n_labels) / np.maximum(share * len(executions), 1)
    seconds = np.bincount(label, rows.active[at], n_labels) / np.maximum(np.bincount(label, minlength=n_labels), 1)
    kept = np.flatnonzero(share >= STEP_SHARE)
    kept = kept[np.lexsort((kept, -share[kept]))][:MOST_STEPS]
    kept = kept[np.lexsort((kept, mean_place[kept]))]
    number = np.zeros(n_labels, dtype=np.int64)
    number[kept] = np.arange(1, len(kept) + 1)
    steps = []
    for i in kept:
        screen, action, element = rows.labels[i]
        steps.append(Step(rows.screens[screen], action, rows.fields[element], float(share[i]), float(seconds[i])))
    return tuple(steps), number


def _agent_and_time(execution: Execution) -> tuple[str, str, tuple[int, ...]]:
    return execution.agent, execution.start, execution.rows


def _execution(rows: _Rows, x: int, number: Ints) -> Execution:
    a, b = int(rows.first[x]), int(rows.last[x])
    case = int(rows.case[a])
    elapsed = max(0.0, float(rows.second[b - 1] - rows.second[a]))
    return Execution(
        id="",
        agent=rows.agents[rows.agent[a]],
        case=rows.cases[case] if case >= 0 else "",
        day=str(rows.day[x]),
        start=f"{rows.start[x]}Z",
        end=f"{rows.end[x]}Z",
        active_seconds=min(seconds_within(rows.active[a:b], rows.lasting[a:b]), elapsed),
        elapsed_seconds=elapsed,
        sources=tuple(rows.source[a:b].tolist()),
        rows=tuple(rows.row[a:b].tolist()),
        steps=tuple(number[rows.label[rows.event[a:b]]].tolist()),
    )


def _confidence(steps: Sequence[Step], executions: int, judged: Judgement) -> float:
    """Give how sure the routine is: firm steps, seen often, found again in half the work, not by chance."""
    firm = min(1.0, sum(s.share for s in steps) / max(len(steps), 1))
    return round(firm * executions / (executions + 3.0) * judged.stability * (1.0 - judged.q_value), 3)


def _evidence(rows: _Rows, transfers: Sequence[DataTransfer], steps: Sequence[Step]) -> str:
    if transfers:
        return "values" if rows.has_values else "clipboard"
    if any(s.field for s in steps):
        return "fields"
    return "screens"

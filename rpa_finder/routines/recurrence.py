"""Executions that come back to what was worked on before: rework, ping-pong and repeat contacts.

In: the executions found, and what each event shows of the case or record it
is about. Out: for each execution, what it is of these. Everything is told from
executions of the same case or record in order of time; an execution that
shows neither can't be judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rpa_finder.events import UILog
from rpa_finder.model import Recurrence
from rpa_finder.routines.executions import Found
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream

LEAST_SHOWN = 2
"""An execution is about the id or rare value that it shows most, if it shows it so often."""
MOST_EXECUTIONS = 12
"""What more executions show is a part of the page or the subject of many mails, not a record."""
CONTAINER_SHARE = 0.5
REWORK_SHARE = 0.5
CONTACT_SECONDS = 3600.0
"""Another day, or so long after the end of the last execution for it: another contact."""
SEARCH_KEYS = 1
TO_AND_FRO = 4
"""A-B-A-B: so many turns between the same two."""
_VALUE_ACTIONS = ("input", "paste", "select", "copy", "cut", "submit", "save")


@dataclass(frozen=True, slots=True)
class Marks:
    """What executions are, one entry each."""

    known: Bools
    rework: Bools
    ping_pong: Bools
    repeat_contact: Bools

    def count(self, executions: Ints) -> Recurrence:
        """Count the marks of some executions."""
        parts = (self.known, self.rework, self.ping_pong, self.repeat_contact)
        return Recurrence(*(int(part[executions].sum()) for part in parts))


@dataclass(frozen=True, slots=True)
class _Work:
    """Executions as arrays: an entry for each event, or for each execution."""

    execution: Ints
    """Per event, ascending."""
    row: Ints
    """Per event: row of the log."""
    subject: Ints
    """Per execution: code of its case or record, -1 = not known."""
    has_case: Bools
    """Per execution: the subject is a case, not an id or a rare value that it shows."""
    agent: Ints
    routine: Ints
    start: Floats
    end: Floats
    day: Ints

    def in_turn(self) -> Ints:
        """Give the executions with a subject, subject by subject in order of time."""
        at = np.flatnonzero(self.subject >= 0)
        return at[np.lexsort((at, self.start[at], self.subject[at]))]


def find_recurrence(log: UILog, stream: Stream, found: Found, identity: Ints, written: Bools) -> Marks:
    """Say which executions are rework, part of a ping-pong, or a repeat contact.

    identity: per event of the stream, the id or rare value it shows (-1 =
    none); written: per row of the log, a field is filled.
    """
    work = _work(log, stream, found, identity)
    element = log.codes("element")
    fields = log.codes("screen") * (len(log.categories("element")) + 1) + element + 1
    written = written & (element >= 0)
    known, to_and_fro = work.subject >= 0, _handed_to_and_fro(work)
    if not written.any():
        # Who fills what can't be seen: switching screens may be copying, reading may be writing.
        return Marks(known, _done_again(work, stream, found), to_and_fro, np.zeros(len(known), dtype=np.bool_))
    own = log.codes("record")[work.row] + len(log.categories("case")) == work.subject[work.execution]
    rework = _filled_again(work, fields[work.row], written[work.row] & (own | work.has_case[work.execution]))
    contact = _looked_up_again(log, work, written[work.row]) & ~rework
    return Marks(known, rework, to_and_fro | _gone_to_and_fro(log, work), contact)


def _work(log: UILog, stream: Stream, found: Found, identity: Ints) -> _Work:
    inside = np.flatnonzero(found.execution >= 0)
    at = inside[np.argsort(found.execution[inside], kind="stable")]
    execution, row = found.execution[at], stream.position[at]
    n = len(found.routine)
    first = np.searchsorted(execution, np.arange(n))
    last = np.searchsorted(execution, np.arange(n), "right") - 1
    second = log.table["time"].astype("int64").to_numpy()[row] / 1e6
    local = second + 60.0 * log.table["offset_min"].to_numpy()[row]
    agent = log.codes("agent")[row[first]]
    case = _told_apart(log.codes("case")[row[first]], agent, second[first])
    shown = _most_shown(execution, identity[at], n)
    return _Work(
        execution=execution,
        row=row,
        subject=np.where(case >= 0, case, np.where(shown >= 0, shown + len(log.categories("case")), -1)),
        has_case=np.asarray(case >= 0),
        agent=agent,
        routine=found.routine,
        start=second[first],
        end=second[last],
        day=(local[first] // 86_400).astype(np.int64),
    )


def _told_apart(case: Ints, agent: Ints, start: Floats) -> Ints:
    """Give the cases, none where the log's cases are sessions or days: most pieces of work go on in the same one."""
    order = np.lexsort((start, agent))
    order = order[case[order] >= 0]
    next_same = (agent[order[1:]] == agent[order[:-1]]) & (case[order[1:]] == case[order[:-1]])
    if next_same.sum() > CONTAINER_SHARE * len(order):
        return np.full(len(case), -1, dtype=np.int64)
    return case


def _most_shown(execution: Ints, identity: Ints, n: int) -> Ints:
    """Give what each execution shows most, of equals the first; -1 = nothing that tells it from others."""
    shown = np.full(n, -1, dtype=np.int64)
    at = np.flatnonzero(identity >= 0)
    if not len(at):
        return shown
    width = int(identity.max()) + 1
    pairs, firsts, counts = np.unique(execution[at] * width + identity[at], return_index=True, return_counts=True)
    of, what = pairs // width, pairs % width
    common = np.bincount(what)[what] > MOST_EXECUTIONS
    good = np.flatnonzero(~common & (counts >= LEAST_SHOWN))
    # The last to be written wins.
    order = good[np.lexsort((-firsts[good], counts[good]))]
    shown[of[order]] = what[order]
    return shown


def _filled_again(work: _Work, field: Ints, written: Bools) -> Bools:
    """Say which executions mostly fill fields that an earlier one filled for the same case or record.

    written: a field is filled, in a case or on a screen that shows the record; a new form for the same customer
    shows none, and is no rework.
    """
    at = np.flatnonzero(written & (work.subject[work.execution] >= 0))
    return _mostly_again(work, work.subject[work.execution[at]], field[at], work.execution[at], len(work.subject))


def _done_again(work: _Work, stream: Stream, found: Found) -> Bools:
    """Say of logs without fields which executions mostly repeat steps of the same case, their own or earlier ones."""
    n = len(work.subject)
    of, label = work.execution, _labels(stream, found)
    at = np.flatnonzero(work.has_case[of])
    subject = work.subject[of[at]] * (int(work.routine.max(initial=0)) + 1) + work.routine[of[at]]
    earlier = _mostly_again(work, subject, label[at], of[at], n)
    turns = np.flatnonzero(np.append(True, (of[1:] != of[:-1]) | (label[1:] != label[:-1]))) if len(of) else of
    pairs, times = np.unique(np.stack([of[turns], label[turns]]), axis=1, return_counts=True)
    steps, again = np.bincount(pairs[0], minlength=n), np.bincount(pairs[0], weights=times > 1, minlength=n)
    return earlier | ((again >= REWORK_SHARE * np.maximum(steps, 1)) & work.has_case)


def _labels(stream: Stream, found: Found) -> Ints:
    inside = np.flatnonzero(found.execution >= 0)
    return stream.label[inside[np.argsort(found.execution[inside], kind="stable")]]


def _mostly_again(work: _Work, subject: Ints, thing: Ints, execution: Ints, n: int) -> Bools:
    """Say which executions hold mostly things that an earlier execution of the same subject held."""
    if not len(thing):
        return np.zeros(n, dtype=np.bool_)
    subject, thing, of = np.unique(np.stack([subject, thing, execution]), axis=1)
    order = np.lexsort((of, work.start[of], thing, subject))
    subject, thing, of = subject[order], thing[order], of[order]
    again = np.append(False, (subject[1:] == subject[:-1]) & (thing[1:] == thing[:-1]))
    held, repeated = np.bincount(of, minlength=n), np.bincount(of, weights=again, minlength=n)
    return np.asarray((held > 0) & (repeated >= REWORK_SHARE * held) & (repeated > 0))


def _looked_up_again(log: UILog, work: _Work, written: Bools) -> Bools:
    """Say which executions fill nothing and open what was opened before, at another contact."""
    n = len(work.subject)
    pasted = log.table["action"].to_numpy(dtype=object)[work.row] == "paste"
    reads = np.bincount(work.execution, weights=written, minlength=n) <= SEARCH_KEYS
    reads &= np.bincount(work.execution, weights=pasted, minlength=n) == 0
    order = work.in_turn()
    a, b = order[:-1], order[1:]
    later = (work.day[a] != work.day[b]) | (work.start[b] - work.end[a] > CONTACT_SECONDS)
    contact = np.zeros(n, dtype=np.bool_)
    contact[b[(work.subject[a] == work.subject[b]) & later]] = True
    return np.asarray(contact & reads)


def _handed_to_and_fro(work: _Work) -> Bools:
    """Say which executions lie in a stretch where two agents have a case or record in turn: A-B-A-B."""
    order = work.in_turn()
    return _in_turns(work.subject[order], work.agent[order], order, len(work.subject))


def _gone_to_and_fro(log: UILog, work: _Work) -> Bools:
    """Say which executions only go to and fro between two screens: nothing is read or written."""
    n = len(work.subject)
    action = log.table["action"].to_numpy(dtype=object)[work.row]
    touches = np.bincount(work.execution, weights=np.isin(action, _VALUE_ACTIONS), minlength=n) > 0
    return _in_turns(work.execution, log.codes("screen")[work.row], work.execution, n) & ~touches


def _in_turns(group: Ints, holder: Ints, of: Ints, n: int) -> Bools:
    """Say which entries of `of` lie where two holders take turns within a group; 0 .. n-1."""
    marked = np.zeros(n, dtype=np.bool_)
    if not len(group):
        return marked
    new = np.append(True, (group[1:] != group[:-1]) | (holder[1:] != holder[:-1]))
    turn, starts = np.cumsum(new) - 1, np.flatnonzero(new)
    g, h = group[starts], holder[starts]
    span = TO_AND_FRO - 1
    if len(h) <= span:
        return marked
    pairs = (g[2:] == g[:-2]) & (h[2:] == h[:-2])
    whole = np.flatnonzero(pairs[:-1] & pairs[1:])
    inside = np.zeros(len(h), dtype=np.bool_)
    for step in range(TO_AND_FRO):
        inside[whole + step] = True
    marked[of[inside[turn]]] = True
    return marked

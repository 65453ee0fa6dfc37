"""What kind of work a routine is, and what to call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import DataTransfer, Recurrence, Step
from rpa_finder.routines.ledger import is_prose
from rpa_finder.routines.stream import Bools, Ints
from rpa_finder.transforms import CONTAINS

PROSE_LENGTH = 30
PROSE_WORDS = 5
PROSE_NUMBERS = 0.2
"""An address has many words as well, but more of them hold a digit."""
PROSE_SEEN = 5
FORM_ROWS, FORM_SHARE = 20, 0.5
"""A screen is a form filled in several visits if after one field another is filled so near, so often."""
JUDGEMENT_SHARE = 0.7
LOOKUP_WRITES = 1.6
COPY_SHARE = 0.5
COMMAND_SCREENS = 3
COMMAND_SHARE = 0.8
RECURRENT_SHARE = 2 / 3
"""A routine is rework, ping-pong or repeat contact only where two executions of three are: below that its first-time
work is too much of it to be named after what comes back."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows write, one entry per row of the log."""

    written: Bools
    """A field was filled: typed, or pasted and perhaps finished."""
    prose: Bools
    """Free text was written that comes from no other screen."""


def write_rows(log: UILog) -> Bools:
    """Say which rows fill a field of a form.

    An edit of the field just pasted into is the same entry, until the form is sent. A search key or a
    menu option fills no form: the only field of a visit to a screen, and then
    another screen comes. Nor does a command line, which stands on many screens
    and leads on to another.
    """
    action = log.table["action"].to_numpy(dtype=object)
    written = np.isin(action, ("input", "paste"))
    written &= ~_commands(log, written)
    session, screen, element = (log.codes(c) for c in ("session", "screen", "element"))
    sent = np.cumsum(np.isin(action, ("submit", "save")))
    finish = np.zeros(len(log), dtype=np.bool_)
    for back in range(1, 5):
        a, b = slice(None, -back), slice(back, None)
        same = (session[a] == session[b]) & (screen[a] == screen[b]) & (element[a] == element[b]) & (sent[a] == sent[b])
        finish[b] |= same & (action[b] == "input") & np.isin(action[a], ("input", "paste"))
    return np.asarray(written & ~finish & ~_keys(log, written))


def _commands(log: UILog, written: Bools) -> Bools:
    """Say which rows type into a command line: a field of many screens after which nearly always another one comes."""
    session, screen, element = (log.codes(c) for c in ("session", "screen", "element"))
    leads_on = np.zeros(len(log), dtype=np.bool_)
    leads_on[:-1] = (session[1:] == session[:-1]) & (screen[1:] != screen[:-1])
    typed = written & (element >= 0)
    entries = np.bincount(element[typed], minlength=len(log.categories("element")))
    leading = np.bincount(element[typed & leads_on], minlength=len(entries))
    places = np.unique(np.stack([element[typed], screen[typed]]), axis=1)
    screens = np.bincount(places[0].astype(np.int64), minlength=len(entries))
    command = (screens >= COMMAND_SCREENS) & (leading >= COMMAND_SHARE * entries)
    return np.asarray(typed & np.append(command, False)[element])


def _keys(log: UILog, written: Bools) -> Bools:
    """Say which rows type the only field of a visit that leads on to another screen.

    Unless the screen is a form that is filled in several visits: then another visit soon before or after, mostly,
    fills another field.
    """
    session, screen, element = (log.codes(c) for c in ("session", "screen", "element"))
    new = np.ones(len(log), dtype=np.bool_)
    new[1:] = (session[1:] != session[:-1]) | (screen[1:] != screen[:-1])
    visit = np.cumsum(new) - 1
    at = np.flatnonzero(written)
    pairs = np.unique(np.stack([visit[at], element[at]]), axis=1)
    fields = np.bincount(pairs[0].astype(np.int64), minlength=int(visit[-1]) + 1 if len(visit) else 0)
    first = np.flatnonzero(new)
    leads_on = np.append(session[first[1:]] == session[first[:-1]], False)
    alone = at[((fields == 1) & leads_on)[visit[at]]]
    keys = np.zeros(len(log), dtype=np.bool_)
    keys[alone[~_of_a_form(session, screen, element, at, alone)]] = True
    return keys


def _of_a_form(session: Ints, screen: Ints, element: Ints, written: Ints, alone: Ints) -> Bools:
    """Say of entries alone on their visit whether they are on a screen whose fields are filled by turns."""
    order = written[np.lexsort((written, screen[written], session[written]))]
    a, b = order[:-1], order[1:]
    other = (session[a] == session[b]) & (screen[a] == screen[b]) & (element[a] != element[b]) & (b - a <= FORM_ROWS)
    beside = np.zeros(len(screen), dtype=np.bool_)
    beside[a[other]] = True
    beside[b[other]] = True
    _, form = np.unique(screen[alone], return_inverse=True)
    share = np.bincount(form, weights=beside[alone]) / np.maximum(np.bincount(form), 1)
    return np.asarray(share[form] >= FORM_SHARE)


def prose_rows(log: UILog, flow: ValueFlow) -> Bools:
    """Say which rows write free text: long, many words and few numbers, not traced to a source.

    Where the text is missing, what is usual in the field.
    """
    entries = np.flatnonzero((log.table["action"] == "input").to_numpy())
    texts = log.table["value"].to_numpy(dtype=object)[entries]
    known = np.array([isinstance(text, str) for text in texts], dtype=np.bool_)
    free = np.array([_is_prose(text) for text in texts], dtype=np.bool_)
    screen, element = log.codes("screen")[entries], log.codes("element")[entries]
    _, field = np.unique(screen * (int(element.max(initial=0)) + 2) + element, return_inverse=True)
    seen = np.bincount(field, weights=known)
    usual = (seen >= PROSE_SEEN) & (np.bincount(field, weights=free) >= JUDGEMENT_SHARE * seen)
    prose = np.zeros(len(log), dtype=np.bool_)
    prose[entries[free | (~known & usual[field])]] = True
    traced = np.array([t != CONTAINS for t in flow.transforms] or [False], dtype=np.bool_)
    if len(flow.target):
        prose[flow.target[traced[flow.transform]]] = False
    return prose


def _is_prose(text: object) -> bool:
    if not isinstance(text, str) or len(text) <= PROSE_LENGTH or text.count(" ") < PROSE_WORDS - 1:
        return False
    words = text.split()
    return sum(any(map(str.isdigit, word)) for word in words) <= PROSE_NUMBERS * len(words)


def judge_kind(
    execution_of_row: Ints,
    executions: Ints,
    reading: Reading,
    transfers: Sequence[DataTransfer],
    steps: Sequence[Step],
    recurrence: Recurrence,
) -> tuple[str, str]:
    """Say what kind of work the executions are, and why; docs/glossary.md defines the kinds."""
    mine = np.isin(execution_of_row, executions)
    of = execution_of_row[mine]
    with_prose = len(np.unique(of[reading.prose[mine]])) / len(executions)
    writes = int(reading.written[mine].sum()) / len(executions)
    if with_prose >= JUDGEMENT_SHARE:
        return "judgement", f"{_percent(with_prose)} of the executions write free text that comes from no other screen."
    again = _recurrent(recurrence, len(executions))
    if again:
        return again
    carried = [t for t in transfers if not is_prose(t)]
    if carried and sum(t.share for t in carried) >= COPY_SHARE:
        return (
            "copy-transfer",
            f"{_percent(max(t.share for t in carried))} of the executions carry a value between fields.",
        )
    if not any(s.action in ("input", "paste", "select", "copy", "cut", "submit") for s in steps):
        return "navigation", "No step reads or writes a value."
    filled = f"An execution fills {writes:.1f} fields on average"
    if writes <= LOOKUP_WRITES:
        return "lookup", f"{filled}, search keys left out: no more than it takes to find something."
    return "data-entry", f"{filled}, and they come from no other screen."


def _recurrent(recurrence: Recurrence, executions: int) -> tuple[str, str] | None:
    """Give the kind and why, where nearly all executions come back to what was worked on before."""
    told = (
        ("ping-pong", recurrence.ping_pong, "are part of a going to and fro"),
        ("rework", recurrence.rework, "do again what was done for the same case or record"),
        ("repeat-contact", recurrence.repeat_contact, "look up again what was opened at an earlier contact"),
    )
    for kind, count, words in told:
        if count >= RECURRENT_SHARE * executions:
            return kind, f"{_percent(count / executions)} of the executions {words}."
    return None


def _percent(share: float) -> str:
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"


def name_routine(kind: str, steps: Sequence[Step], transfers: Sequence[DataTransfer]) -> str:
    """Name a routine by its kind and the screens that matter."""
    screens = list(dict.fromkeys(s.screen for s in sorted(steps, key=lambda s: -s.share) if s.share >= COPY_SHARE))
    if kind == "copy-transfer":
        into: dict[str, float] = {}
        for t in transfers:
            into[t.target_screen] = into.get(t.target_screen, 0.0) + t.transfers
        target = max(sorted(into), key=lambda s: into[s])
        sources = list(dict.fromkeys(t.source_screen for t in transfers if t.target_screen == target))
        return f"Copy from {_listed(sources)} into {target}"
    words = {"lookup": "Look up in", "data-entry": "Fill in", "judgement": "Decide on", "rework": "Correct"}
    words |= {"repeat-contact": "Look up again in", "ping-pong": "Go to and fro between"}
    return f"{words.get(kind, 'Go through')} {_listed(screens) or 'unnamed screens'}"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}" if shown else ""

"""The story: files -> events -> findings -> Scan. The only module that knows the order.

Read top to bottom. Each stage is a pure function in the module of its name;
no stage knows another. A row stays a row until `routines`; from there on
everything is a small frozen object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

import rpa_finder
from rpa_finder.cleaning import clean
from rpa_finder.config import ScanConfig
from rpa_finder.engines import Engine, make_engine
from rpa_finder.events import UILog
from rpa_finder.forms import add_forms
from rpa_finder.model import IdleThreshold, InputFile, Note, Portfolio, Routine, Scan, ScreenGraph, Totals
from rpa_finder.portfolio import combine_portfolio
from rpa_finder.privacy import pseudonymise, pseudonymise_contacts
from rpa_finder.proposals import write_proposals
from rpa_finder.readers import ReadOptions, ReadResult, check_screen_work, read_log
from rpa_finder.retiming import retime_routines
from rpa_finder.routines import Discovered, discover_routines
from rpa_finder.savings import estimate_savings
from rpa_finder.screens import build_screen_graph
from rpa_finder.sessions import add_sessions
from rpa_finder.transfers import find_transfers
from rpa_finder.values import read_values
from rpa_finder.variants import group_variants

FEW_AGENTS = 5
FEW_DAYS = 20
MANY_TITLES, FOLDED = 10_000, 100
"""So many titles, and so many times the screens that they are, are told."""
MOST_SIDE_BY_SIDE = 0.2
"""Share of elapsed time that may be interleaved without a word."""


def _silent(_stage: str) -> None:
    """Report no progress."""


def scan_logs(
    paths: Sequence[Path],
    config: ScanConfig,
    options: ReadOptions,
    scanned_at: str,
    progress: Callable[[str], None] = _silent,
    engine: Engine | None = None,
) -> Scan:
    """Read logs and find everything in them; progress is told the name of each stage.

    Raises InputError for files that can't be read as logs.
    """
    progress("reading")
    return scan(read_log(paths, options), config, scanned_at, progress, engine)


def scan(
    read: ReadResult,
    config: ScanConfig,
    scanned_at: str,
    progress: Callable[[str], None] = _silent,
    engine: Engine | None = None,
) -> Scan:
    """Find the screens, transfers, routines, savings and proposals of a log; raises InputError only-contacts."""
    check_screen_work(read)
    progress("cleaning")
    cleaned = clean(pseudonymise(read.log))
    log, idle = add_sessions(cleaned.log, config)

    progress("screens and transfers")
    graph = build_screen_graph(log)
    values = read_values(log)
    flow = find_transfers(log, values)

    progress("routines")
    found = discover_routines(log, values, flow, config)
    routines = tuple((engine or make_engine()).map(group_variants, found.routines))
    routines = add_forms(log, routines)

    progress("savings")
    totals = _totals(log, graph)
    routines = estimate_savings(routines, totals, config, graph)
    proposals = write_proposals(routines, totals, config, graph)
    portfolio = combine_portfolio(routines, proposals, totals, config, graph)

    return Scan(
        label=config.label,
        scanned_at=scanned_at,
        tool_version=rpa_finder.__version__,
        config=config.as_dict(),
        inputs=_less_duplicates(read.inputs, cleaned.duplicates, log.categories("source")),
        totals=totals,
        idle=idle,
        graph=graph,
        routines=routines,
        proposals=proposals,
        portfolio=portfolio,
        issues=read.issues,
        set_aside=found.set_aside,
        notes=read.notes
        + _folded(read.log, totals)
        + _to_come(log, scanned_at)
        + _limits(log, found, totals, idle)
        + _season(totals, config)
        + _side_by_side(routines, portfolio),
        contacts=pseudonymise_contacts(read.contacts, read.log),
    )


def recompute(kept: Scan, read: ReadResult, config: ScanConfig) -> Scan:
    """Work out the savings, proposals and portfolio of a kept scan again from the rows that its executions name.

    Nothing is looked for: routines, steps, transfers and variants are the kept ones.
    """
    log, _ = add_sessions(clean(pseudonymise(read.log)).log, config)
    bare = [replace(r, saving=None, notes=()) for r in kept.routines]
    routines = retime_routines(log, bare, kept.inputs, read.inputs)
    routines = estimate_savings(routines, kept.totals, config, kept.graph)
    proposals = write_proposals(routines, kept.totals, config, kept.graph)
    portfolio = combine_portfolio(routines, proposals, kept.totals, config, kept.graph)
    return replace(kept, routines=routines, proposals=proposals, portfolio=portfolio)


def _less_duplicates(
    inputs: Sequence[InputFile], duplicates: Mapping[str, int], sources: Sequence[str]
) -> tuple[InputFile, ...]:
    """Move the duplicates that cleaning dropped out of the rows used.

    The files come in the order of the log's sources, which executions count; those without events, such as
    contact records, are last.
    """
    dropped = Counter(dict(duplicates))
    place = {name: i for i, name in enumerate(sources)}
    inputs = sorted(inputs, key=lambda i: (place.get(i.path, len(place)), i.path))
    return tuple(
        replace(i, rows_used=i.rows_used - dropped[i.path], rows_duplicate=i.rows_duplicate + dropped[i.path])
        for i in inputs
    )


def _totals(log: UILog, graph: ScreenGraph) -> Totals:
    table = log.table
    local = table["time"].astype("int64").to_numpy() // 60_000_000 + table["offset_min"].to_numpy()
    day = local // 1440
    time = table["time"]
    return Totals(
        events=len(log),
        agents=len(np.unique(log.codes("agent"))),
        active_seconds=float(table["active_seconds"].sum()),
        screens=len(graph.screens),
        transitions=len(graph.transitions),
        sessions=len(np.unique(log.codes("session"))),
        days=len(np.unique(day)),
        agent_days=len(np.unique(log.codes("agent") * (int(day.max()) + 1) + day)),
        first=time.min().isoformat(),
        last=time.max().isoformat(),
    )


def _folded(raw: UILog, totals: Totals) -> tuple[Note, ...]:
    """Tell where a great many titles became few screens."""
    titles = len(raw.categories("screen"))
    screens = _counted(totals.screens, "screen")
    text = f"{titles} different titles or addresses are {screens}: ids in them are taken out."
    return (Note("titles-folded", text),) if titles >= max(MANY_TITLES, FOLDED * totals.screens) else ()


def _to_come(log: UILog, scanned_at: str) -> tuple[Note, ...]:
    """Tell of times after the scan; a day is left for zones that were not given."""
    latest = datetime.fromisoformat(scanned_at) + timedelta(days=1)
    count = int((log.table["time"] > latest).sum())
    text = f"{count} events lie after the time of this scan: a clock, a zone or the order of dates is wrong."
    return (Note("future-times", text),) if count else ()


def _limits(log: UILog, found: Discovered, totals: Totals, idle: IdleThreshold) -> tuple[Note, ...]:
    """Say what this log can't show."""
    table = log.table
    notes = []
    if not found.routines:
        notes.append(Note("no-routines", "Nothing repeats often and firmly enough to be called a routine."))
    if found.set_aside:
        text = f"{_counted(len(found.set_aside), 'repeated piece')} of work set aside: no routine, or not surely one."
        notes.append(Note("set-aside", text))
    if not table["value"].notna().any():
        notes.append(Note("no-values", "The log holds no values: re-keying without a clipboard can't be seen."))
    if not table["action"].isin(["copy", "cut", "paste"]).any():
        notes.append(Note("no-clipboard", "The log holds no clipboard actions: copying is seen by equal values only."))
    if not table["element"].notna().any():
        notes.append(Note("no-fields", "The log holds no fields: screens are seen, not what is filled in on them."))
    if totals.screens < 2:
        notes.append(Note("one-screen", "The log shows one screen only: there are no moves to draw."))
    elif not totals.transitions:
        notes.append(Note("no-transitions", "No agent was seen on two screens: there are no moves to draw."))
    if totals.agents < FEW_AGENTS:
        text = f"Only {_counted(totals.agents, 'agent')}: figures may show habits of persons, and ranges are wide."
        notes.append(Note("few-agents", text))
    if totals.days < FEW_DAYS:
        text = f"Only {_counted(totals.days, 'day')} of work: a year is scaled up from a short window."
        notes.append(Note("short-window", text))
    if not idle.learnt:
        text = f"Working and idle pauses can't be told apart in this log; {idle.seconds:g} s was taken."
        notes.append(Note("idle-not-learnt", text))
    return tuple(notes)


def _season(totals: Totals, config: ScanConfig) -> tuple[Note, ...]:
    """Warn where a year is scaled up from a window that can't show the season, and nobody has given it."""
    given = config.assumptions
    if totals.first[:7] != totals.last[:7] or given.monthly_index or given.seasonal_index != 1:
        return ()
    text = f"All work seen is of one month, {totals.first[:7]}, taken as an average one: give monthly_index or"
    return (Note("season-unknown", text + " seasonal_index if you know the season."),)


def _side_by_side(routines: Sequence[Routine], portfolio: Portfolio) -> tuple[Note, ...]:
    """Warn where much work is interleaved and no case tells whose pauses are whose."""
    summed, once = portfolio.elapsed_hours_summed, portfolio.elapsed_hours
    share = (summed - once) / summed if summed > 0 else 0.0
    if share <= MOST_SIDE_BY_SIDE or any(e.case for r in routines for e in r.executions):
        return ()
    text = f"{share:.0%} of the time from start to end of executions is work side by side, and the log names no cases:"
    return (Note("side-by-side", text + " whose the pauses are is uncertain; each counts once."),)


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"

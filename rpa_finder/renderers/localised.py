"""A scan whose sentences hold figures as its reader writes them.

Sentences are made while a scan is done, with English marks, and stay so in scan.json and the tables.
Before people read them, their figures are written anew; names of screens and fields are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rpa_finder import locales
from rpa_finder.model import Note, Routine, Saving, Scan
from rpa_finder.renderers.rescan import Rescan

_FIGURE = r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w]|[.,]\d)"
"""A number with a mark in it; versions (1.2.3) and what a letter or an underscore adjoins are names."""

Rewrite = Callable[[str], str]


def in_locale(scan: Scan) -> Scan:
    """Give the scan with the figures of all its sentences in the locale in force; everything else is the same."""
    if _is_english():
        return scan
    write = _rewriter(_names(scan))
    proposals = tuple(
        replace(
            p,
            reasons=tuple(map(write, p.reasons)),
            risks=tuple(map(write, p.risks)),
            what_to_do=write(p.what_to_do),
            moves=tuple(map(write, p.moves)),
            root_cause=write(p.root_cause),
            criteria=tuple(replace(c, finding=write(c.finding)) for c in p.criteria),
        )
        for p in scan.proposals
    )
    outcomes = tuple(replace(o, why=write(o.why)) for o in scan.portfolio.outcomes)
    return replace(
        scan,
        proposals=proposals,
        portfolio=replace(scan.portfolio, outcomes=outcomes),
        routines=tuple(_routine(r, write) for r in scan.routines),
        set_aside=tuple(replace(s, reason=write(s.reason)) for s in scan.set_aside),
        issues=tuple(replace(i, reason=write(i.reason)) for i in scan.issues),
        notes=_notes(scan.notes, write),
    )


def rescan_in_locale(rescan: Rescan) -> Rescan:
    """Give a comparison with the figures of all its sentences in the locale in force."""
    if _is_english():
        return rescan
    write = _rewriter({*_names(rescan.baseline), *_names(rescan.scan)})
    comparison = rescan.comparison
    routines = tuple(replace(c, why=write(c.why)) for c in comparison.routines)
    benefits = tuple(replace(b, why=write(b.why), control=write(b.control)) for b in rescan.benefits)
    return replace(
        rescan,
        baseline=in_locale(rescan.baseline),
        scan=in_locale(rescan.scan),
        comparison=replace(comparison, routines=routines),
        benefits=benefits,
    )


def configured(scan: Scan) -> str:
    """Name the locale of a scan's configuration; what this version does not know is the default."""
    locale = str(scan.config.get("locale", locales.DEFAULT_LOCALE))
    return locale if locale in locales.LOCALES else locales.DEFAULT_LOCALE


def _is_english() -> bool:
    held = locales.current()
    return (held.group, held.decimal) == (",", ".")


def _names(scan: Scan) -> Iterator[str]:
    for screen in scan.graph.screens:
        yield screen.name
        yield screen.app
    for routine in scan.routines:
        yield routine.name
        yield from (step.field for step in routine.steps)


def _rewriter(names: Iterable[str]) -> Rewrite:
    """Build the rewriting of a sentence once for many; only names that hold a figure need to be known."""
    kept = sorted({n for n in names if re.search(_FIGURE, n)}, key=lambda n: (-len(n), n))
    pattern = re.compile("|".join([*map(re.escape, kept), f"(?P<figure>{_FIGURE})"]))

    def write(found: re.Match[str]) -> str:
        return locales.current().figure(found[0]) if found["figure"] else found[0]

    return lambda text: pattern.sub(write, text)


def _routine(routine: Routine, write: Rewrite) -> Routine:
    saving = routine.saving
    return replace(
        routine,
        kind_reason=write(routine.kind_reason),
        notes=_notes(routine.notes, write),
        saving=None if saving is None else _saving(saving, write),
    )


def _saving(saving: Saving, write: Rewrite) -> Saving:
    steps = tuple(replace(step, why=write(step.why)) for step in saving.waterfall)
    return replace(saving, waterfall=steps, withheld=write(saving.withheld))


def _notes(notes: tuple[Note, ...], write: Rewrite) -> tuple[Note, ...]:
    return tuple(replace(note, text=write(note.text)) for note in notes)

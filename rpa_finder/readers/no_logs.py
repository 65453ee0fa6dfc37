"""Files of the trade that are known and are no logs of work: what each is, and why it can't be scanned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from rpa_finder.errors import InputError
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.json_texts import looks_like_json
from rpa_finder.readers.sources import Head


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of file, with the words that all stand in its head."""

    what: str
    words: tuple[str, ...]
    json: bool = False


_SCRIPT = "it says what to play, not who did what when"
_KINDS = (
    _Kind(f"a PCOMM macro: {_SCRIPT}", ("[PCOMM SCRIPT HEADER]",)),
    _Kind(f"a Host On-Demand macro: {_SCRIPT}", ("<HAScript",)),
    _Kind(f"a Selenium IDE script: {_SCRIPT}", ('"tests"', '"commands"', '"target"'), json=True),
    _Kind(f"a Chrome Recorder script: {_SCRIPT}", ('"title"', '"steps"', '"type"'), json=True),
)
_TOTALS = frozenset({"interval start", "interval end"})
_TODO = "Scan a log of screen work; see docs/log-formats.md."


def refuse_known(head: Head) -> None:
    """Raise InputError not-a-log, which says what the file is, if it is known to be none."""
    for kind in _KINDS:
        if kind.json == looks_like_json(head) and all(word in head.text for word in kind.words):
            _refuse(head, kind.what)
    layout = delimited_layout(head)
    if layout and {name.lower() for name in layout.header} >= _TOTALS:
        _refuse(head, "a table of totals per interval: it holds no single contacts or events")


def _refuse(head: Head, what: str) -> NoReturn:
    raise InputError("not-a-log", head.file.name, f"is {what}.", _TODO)

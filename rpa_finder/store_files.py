"""A scan in the history store: what comparing needs, packed, with agents and cases as keyed tokens.

In: a Scan, and the key of the store. Out: bytes, and the Scan again. The key
never leaves the store; once it is forgotten, nobody can tell which token was whom.
"""

from __future__ import annotations

import hmac
import json
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

from rpa_finder.model import Routine, Scan
from rpa_finder.renderers.scan_json import as_stored, render_scan_json
from rpa_finder.renderers.tables import render_tables
from rpa_finder.scan_reading import parse_scan

_KEPT = ("executions.csv", "execution_events.csv", "rejected_rows.csv")
_TOKEN_LENGTH = 16


def pack_scan(scan: Scan, key: bytes) -> bytes:
    """Pack a scan: no name of an agent, no case, no contact."""
    # Rejected rows are told of by their number only.
    hidden = replace(scan, issues=(), routines=tuple(_hidden(r, key) for r in scan.routines))
    stored = as_stored(hidden)
    files = {name: _text(content) for name, content in render_tables(stored) if name in _KEPT}
    files["scan.json"] = render_scan_json(stored)
    return zlib.compress(json.dumps(files).encode("utf-8"), 6)


def unpack_scan(packed: bytes) -> Scan:
    """Give the scan that was packed.

    Raises StoreError as scan_reading.parse_scan does.
    """
    files: dict[str, str] = json.loads(zlib.decompress(packed))
    with tempfile.TemporaryDirectory(prefix="rpa-finder-") as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8", newline="")
        return parse_scan(folder)


def _hidden(routine: Routine, key: bytes) -> Routine:
    tokens = {name: "A" + _token(key, name) for name in {e.agent for e in routine.executions}}
    executions = tuple(
        replace(e, agent=tokens[e.agent], case=e.case and "C" + _token(key, e.case)) for e in routine.executions
    )
    return replace(routine, executions=executions)


def _token(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:_TOKEN_LENGTH]


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8")

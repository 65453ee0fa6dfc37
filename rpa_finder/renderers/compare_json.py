"""compare.json: what changed between two scans, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from rpa_finder.model import Change
from rpa_finder.renderers.scan_json import SCHEMA_VERSION, plain, rounded


def render_compare(changes: Sequence[Change]) -> str:
    """Write {"schema_version": 1, "routines": [...]}, one entry a change, ending with a newline.

    Keys of an entry are the fields of model.Change; rates are executions per agent-day.
    """
    routines = [_entry(change) for change in changes]
    document = {"schema_version": SCHEMA_VERSION, "routines": routines}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _entry(change: Change) -> dict[str, Any]:
    stored = rounded(change)
    return {field.name: plain(getattr(stored, field.name)) for field in fields(change)}

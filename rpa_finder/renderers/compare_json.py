"""compare.json: what changed between two scans, for programs."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from rpa_finder.model import Comparison
from rpa_finder.renderers.rescan import Rescan
from rpa_finder.renderers.scan_json import SCHEMA_VERSION, plain, rounded


def render_compare(rescan: Rescan) -> str:
    """Write {"schema_version": 1, "routines": [...], ...}, one entry a change, ending with a newline.

    Keys are the fields of model.Comparison, with benefits, screen_drift and screen_changes
    (as a configuration takes them) beside them; rates are executions per agent-day or case, hours a year's.
    """
    comparison = rescan.comparison
    document: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    for field in fields(Comparison):
        document[field.name] = plain(rounded(getattr(comparison, field.name), field.name))
    document["benefits"] = plain(rounded(rescan.benefits))
    document["screen_drift"] = plain(rounded(rescan.drift))
    document["screen_changes"] = list(rescan.screen_changes)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

"""Scans of the sample logs in process_logs/, each made once for all tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from rpa_finder.config import ScanConfig
from rpa_finder.model import Scan
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions

ROOT = Path(__file__).parents[1]
PROCESS_LOGS = ROOT / "process_logs"
SAMPLES = ("action_logger", "desktop", "smartrpa", "terminal", "titles", "xes")
SAME_STORY = ("desktop", "action_logger", "smartrpa", "xes")
"""Formats that tell one story, with the same ids of executions in their truth."""
SCANNED_AT = "2026-03-02T00:00:00+00:00"


@cache
def truth_of(sample: str) -> dict[str, Any]:
    return json.loads((PROCESS_LOGS / sample / "truth.json").read_text(encoding="utf-8"))


def log_of(sample: str) -> Path:
    return PROCESS_LOGS / sample / truth_of(sample)["log"]


@cache
def scan_of(sample: str) -> Scan:
    return scan_file(log_of(sample))


def scan_file(*paths: Path, order: str = "time", **options: Any) -> Scan:
    """Scan logs with the configuration that the command line has by default."""
    return scan_logs(list(paths), ScanConfig(order=order), ReadOptions(order=order, **options), SCANNED_AT)

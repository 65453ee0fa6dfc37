"""Measure what is found against logs with known truth, and print one table.

    python benchmarks/accuracy.py [--seeds N] [--events N]

Sample stories of unseen seeds (samples.SEEDS_SCORE: never looked at while
rules were made), desktop, terminal and window titles, and the public logs of
../shared/data where they are there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import scoring
from rpa_finder.config import ScanConfig
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions
from rpa_finder.samples import SEEDS_SCORE, benchmark_story, write_log

PUBLIC = Path(__file__).resolve().parents[2] / "shared" / "data"
FILE_ORDER = ("sr_rt_plus",)
KINDS = ("desktop", "terminal", "titles")
SCANNED_AT = "2026-01-01T00:00:00Z"
HEAD = "log                      found  true  f1_50  f1_80  mean_50 mean_80  spurious  edges  seconds  kinds   time"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="unseen stories per kind of log")
    parser.add_argument("--events", type=int, default=30_000, help="events per story")
    given = parser.parse_args()
    print(HEAD)
    for kind in KINDS:
        for seed in SEEDS_SCORE[: given.seeds]:
            with tempfile.TemporaryDirectory() as folder:
                write_log(benchmark_story(seed, given.events, kind=kind), kind, Path(folder))
                print(_row(f"{kind} seed {seed}", Path(folder), "time"), flush=True)
    for folder in sorted(PUBLIC.iterdir()) if PUBLIC.is_dir() else ():
        if (folder / "truth.json").is_file():
            order = "file" if folder.name in FILE_ORDER else "time"
            print(_row(folder.name, folder, order), flush=True)
    if not PUBLIC.is_dir():
        print("the public logs are not here and were not scored")


def _row(name: str, folder: Path, order: str) -> str:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    scan = scan_logs([folder / truth["log"]], ScanConfig(order=order), ReadOptions(order=order), SCANNED_AT)
    seconds = time.perf_counter() - began
    scores = scoring.execution_scores(scan, truth)
    known = all("active_seconds" in facts for facts in truth["routines"].values())
    more: dict[str, Any] = scoring.routine_scores(scan, truth) if known else {}
    edges = scoring.transfer_scores(scan, truth) if truth.get("transfers") else {}
    return (
        f"{name:24s} {scores['found']:5d} {scores['true']:5d}  {scores['f1_0.5']:5.3f}  {scores['f1_0.8']:5.3f}  "
        f"{scores['mean_f1_0.5']:6.3f}  {scores['mean_f1_0.8']:6.3f}  {scores['spurious']:8.3f}  "
        f"{_cell(edges.get('transfers_f1')):>5s}  {_cell(more.get('seconds_total_error')):>7s}  "
        f"{_cell(more.get('kinds_right')):>5s}  {seconds:5.1f}"
    )


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()

"""Measure what reading a CSV log costs against what pandas takes to load it as text.

    python -m benchmarks.reading [EVENTS]

Both are timed in turn in one process, so that a busy machine slows both; the
best of five counts. Prints the ratio, the peak memory of reading beside the
size of the file, and the time that detection takes per sample file. Ends with
exit code 1 if a goal of docs/measuring.md is missed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.speed import write_log

EVENTS = 1_000_000
ROUNDS = 5
MOST_TIMES_PANDAS = 2.0
MOST_TIMES_FILE = 3.0
"""Peak memory that reading adds, as a multiple of the file's size."""
MOST_DETECTION_SECONDS = 0.1
SAMPLES = Path(__file__).parents[1] / "process_logs"

_PEAK = """
import sys
from rpa_finder.readers import read_log
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
read_log([sys.argv[1]])
before = peak()
read_log([sys.argv[2]])
print(peak() - before)
"""


def main() -> int:
    """Measure and compare with the goals."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with tempfile.TemporaryDirectory() as folder:
        log, small = write_log(Path(folder) / "log", events), write_log(Path(folder) / "small", 2000)
        size = log.stat().st_size
        print(f"{events:,} events, {size / 2**20:.0f} MiB of CSV", flush=True)
        pandas, ours, processor = measure_ratio(log)
        times = f"{ours / pandas:.2f} times (processor {processor:.2f} times)"
        print(f"  pandas {pandas:.2f} s, read_log {ours:.2f} s: {times}")
        mib = measure_memory(small, log)
        print(f"  peak memory {mib:.0f} MiB: {mib * 2**20 / size:.1f} times the file")
    slowest = max(
        (measure_detection(path), path.name) for path in sorted(SAMPLES.glob("*/*.*")) if path.suffix != ".json"
    )
    print(f"  detection: at most {slowest[0] * 1000:.0f} ms ({slowest[1]})")
    missed = [
        *([f"reading took {ours / pandas:.2f} times pandas"] if ours > MOST_TIMES_PANDAS * pandas else []),
        *([f"memory is {mib * 2**20 / size:.1f} times the file"] if mib * 2**20 > MOST_TIMES_FILE * size else []),
        *([f"detection took {slowest[0]:.2f} s"] if slowest[0] > MOST_DETECTION_SECONDS else []),
    ]
    print("\n".join(f"MISSED: {line}" for line in missed) or "All goals met.")
    return 1 if missed else 0


def measure_ratio(log: Path) -> tuple[float, float, float]:
    """Give the seconds of pandas and of read_log, best of all rounds, and the ratio of their processor times."""
    import pandas as pd

    from rpa_finder.readers import read_log

    taken = [(*_timed(lambda: pd.read_csv(log, dtype=str)), *_timed(lambda: read_log([log]))) for _ in range(ROUNDS)]
    pandas, pandas_busy, ours, ours_busy = (min(column) for column in zip(*taken, strict=True))
    return pandas, ours, ours_busy / pandas_busy


def measure_memory(small: Path, log: Path) -> float:
    """Give the MiB by which reading raises the peak of a process that has read a small log already."""
    line = [sys.executable, "-c", _PEAK, str(small), str(log)]
    return int(subprocess.run(line, capture_output=True, text=True, check=True).stdout) / 1024


def measure_detection(path: Path) -> float:
    """Give the seconds until the format and the layout of a file are known, best of three."""
    from rpa_finder.readers import FORMATS, detect_format
    from rpa_finder.readers.generic import delimited_layout
    from rpa_finder.readers.sources import list_files, read_head

    def detect() -> None:
        delimited_layout.cache_clear()
        assert detect_format(read_head(list_files([path])[0][0])) in FORMATS

    return min(_timed(detect)[0] for _ in range(3))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    start, busy = time.perf_counter(), time.process_time()
    kept = work()
    taken = time.perf_counter() - start, time.process_time() - busy
    del kept
    return taken


if __name__ == "__main__":
    sys.exit(main())

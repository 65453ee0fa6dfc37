"""Measure seconds and memory of a scan, from CSV to all outputs, by number of events.

    python benchmarks/speed.py [EVENTS ...]

Writes sample logs to a temporary folder, scans each in a process of its own
and prints wall seconds, peak resident memory and the seconds of each stage.
Ends with exit code 1 if a goal of docs/measuring.md is missed.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SIZES = (100_000, 300_000, 1_000_000)
SEED = 1
MOST_SECONDS_PER_MILLION = 20.0
MOST_MIB_PER_MILLION = 1536.0
MOST_HELP_MS = 250.0
MOST_GROWTH = 1.2
"""Largest allowed ratio of time per event, largest log against smallest."""

_STAGE = re.compile(r"^(\S[^,]*?)(?:, about .*? left)?\s+(\d+\.\d) s$")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one scan took."""

    events: int
    seconds: float
    mib: float
    stages: tuple[tuple[str, float], ...]


def main() -> int:
    """Measure every size and compare with the goals."""
    sizes = tuple(int(text) for text in sys.argv[1:]) or SIZES
    help_ms = measure_help()
    print(f"rpa-finder --help: {help_ms:.0f} ms (goal: at most {MOST_HELP_MS:.0f})", flush=True)
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for events in sizes:
            log = write_log(Path(folder) / str(events), events)
            print(f"\n{events:,} events, {log.stat().st_size / 2**20:.0f} MiB of CSV", flush=True)
            measured.append(measure_scan(log, events, Path(folder) / f"out_{events}"))
            show(measured[-1])
            log.unlink()
    missed = list(missed_goals(measured, help_ms))
    print("\n" + ("\n".join(f"MISSED: {line}" for line in missed) or "All goals met."))
    return 1 if missed else 0


def write_log(folder: Path, events: int) -> Path:
    """Write a sample log with about that many events; give its path."""
    from rpa_finder.samples import benchmark_story
    from rpa_finder.samples import write_log as write_sample

    return write_sample(benchmark_story(SEED, events), "desktop", folder)[0]


def measure_help() -> float:
    """Give the milliseconds that --help takes, best of five."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "rpa_finder", "--help"], stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def measure_scan(log: Path, events: int, out: Path) -> Measured:
    """Scan a log in a process of its own, its stderr on a pseudo terminal so that it names its stages."""
    ours, theirs = pty.openpty()
    heard: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(ours, heard))
    listener.start()
    line = [sys.executable, "-m", "rpa_finder", "scan", str(log), "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=theirs)
    # wait4 and not getrusage: the peak of this child alone.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    os.close(theirs)
    listener.join()
    text = b"".join(heard).decode(errors="replace")
    if status:
        raise SystemExit(f"the scan failed:\n{text}")
    stages = [match.groups() for raw in text.splitlines() if (match := _STAGE.match(raw.strip()))]
    return Measured(events, seconds, usage.ru_maxrss / 1024, tuple((name, float(took)) for name, took in stages))


def _listen(terminal: int, heard: list[bytes]) -> None:
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        heard.append(piece)
    os.close(terminal)


def show(measured: Measured) -> None:
    """Print one measurement."""
    for name, seconds in measured.stages:
        print(f"  {name:<32}{seconds:7.1f} s")
    per_million = measured.seconds / measured.events * 1e6
    print(f"  {'in all':<32}{measured.seconds:7.1f} s   {per_million:.1f} s per million   {measured.mib:.0f} MiB peak")


def missed_goals(measured: list[Measured], help_ms: float) -> list[str]:
    """Say in a line each which goals are missed; memory and seconds count at one million events."""
    missed = []
    if help_ms > MOST_HELP_MS:
        missed.append(f"--help took {help_ms:.0f} ms, at most {MOST_HELP_MS:.0f} wanted")
    for one in measured:
        if one.events == max(SIZES) and one.seconds > MOST_SECONDS_PER_MILLION:
            missed.append(f"{one.events:,} events took {one.seconds:.1f} s, at most {MOST_SECONDS_PER_MILLION} wanted")
        if one.events == max(SIZES) and one.mib > MOST_MIB_PER_MILLION:
            missed.append(f"{one.events:,} events took {one.mib:.0f} MiB, at most {MOST_MIB_PER_MILLION:.0f} wanted")
    if len(measured) > 1:
        first, last = measured[0], measured[-1]
        growth = (last.seconds / last.events) / (first.seconds / first.events)
        if growth > MOST_GROWTH:
            missed.append(f"time per event grew {growth:.2f}-fold from {first.events:,} to {last.events:,} events")
    return missed


if __name__ == "__main__":
    sys.exit(main())

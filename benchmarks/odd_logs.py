"""Scan logs of one odd kind each, as big as asked, and measure processor seconds and peak memory.

    python -m benchmarks.odd_logs [EVENTS]

The kinds are numbers 57 to 60 of the bad inputs that tests/bad_input/ goes through:
ids in titles, screens that all lead to each other, a circle of screens, one case,
a case per event, an agent per event. Ends with exit code 1 if a goal of docs/measuring.md is missed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

EVENTS = 1_000_000
MOST_SECONDS = 60.0
MOST_MIB = {"ids in titles": 2048}
AGENTS = 20
_START = datetime(2026, 3, 2, 9)
_STEPS = (("Shop", "copy", "Order number"), ("Billing", "paste", "Reference"), ("Billing", "click", "Save"))
_RUN = """
import resource, sys
from rpa_finder.cli import run
code = run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""
_RANDOM = random.Random(58)
_SCREENS = 40
_CIRCLE = 12

Told = tuple[str, str, str]
"""Case, agent, title."""
KINDS: dict[str, Callable[[int], Told]] = {
    "ids in titles": lambda i: ("C", f"a{i % AGENTS}", f"Order {100_000 + i} - Shop"),
    "all to all": lambda i: ("C", f"a{i % AGENTS}", f"Screen {_letters(_RANDOM.randrange(_SCREENS))}"),
    "a circle": lambda i: ("C", f"a{i % AGENTS}", f"Screen {_letters(i // AGENTS % _CIRCLE)}"),
    "one case": lambda i: ("C", f"a{i % AGENTS}", ("Order", "Invoice", "Invoice")[i % 3]),
    "a case each": lambda i: (str(i), f"a{i % AGENTS}", ("Order", "Invoice", "Invoice")[i % 3]),
    "an agent each": lambda i: ("C", f"p{i}", ("Order", "Invoice", "Invoice")[i % 3]),
}


def main() -> int:
    """Write, scan and compare."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    missed = 0
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            log = write_odd_log(Path(folder) / "log.csv", kind, events)
            command = [sys.executable, "-c", _RUN, "scan", str(log), "--out", f"{folder}/out", "--quiet"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        code, seconds, mib = done.stdout.split()[-3:]
        met = code == "0" and float(seconds) <= MOST_SECONDS and int(mib) <= MOST_MIB.get(kind, int(mib))
        missed += not met
        print(
            f"{kind:<14}{events:>10,} events  {float(seconds):6.1f} s  {mib:>5} MiB{'' if met else '  MISSED'}",
            flush=True,
        )
    return 1 if missed else 0


def write_odd_log(path: Path, kind: str, events: int) -> Path:
    """Write a log of so many events of that kind."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write("case,timestamp,user,application,window,action,element,value\n")
        stream.writelines(_lines(kind, events))
    return path


def _lines(kind: str, events: int) -> Iterator[str]:
    told = KINDS[kind]
    for i in range(events):
        app, action, element = _STEPS[i % 3]
        case, agent, title = told(i)
        at = (_START + timedelta(seconds=7 * (i // AGENTS))).isoformat()
        value = f"V{i // 3}" if i % 3 < 2 else ""
        yield f"{case},{at},{agent},{app},{title},{action},{element},{value}\n"


def _letters(i: int) -> str:
    """Give a name without digits, which would be taken for an id."""
    return chr(ord("a") + i // 26) + chr(ord("a") + i % 26)


if __name__ == "__main__":
    sys.exit(main())

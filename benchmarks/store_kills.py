"""Does the history store survive being killed? Kills processes at random points, and looks at what is left.

    python benchmarks/store_kills.py [--kills 200]

Half of the processes keep one scan after another, half bring a store of version 1 up to date and keep a scan. Each is
killed (SIGKILL) after a random time. The store must then open, hold every scan that the process had been told was
kept, and none by halves.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rpa_finder import store
from rpa_finder.store_schema import MIGRATIONS, VERSION

ROOT = Path(__file__).resolve().parents[1]
SEED = 1
_WRITER = """
import sys
from pathlib import Path
from rpa_finder import store
from tests.test_store import a_scan
print("ready", flush=True)
for i in range(1000):
    print(store.add_scan(Path(sys.argv[1]), a_scan(f"scan {i}")), flush=True)
"""


def old_store(path: Path) -> None:
    """Write a store of version 1 with one scan and one decision."""
    db = sqlite3.connect(path)
    db.executescript(MIGRATIONS[0])
    db.execute("INSERT INTO scans VALUES (1, 'old', '2026-01-31T12:00:00+00:00', '0.1.0', '[]', 10, 2, 60.0, '[]')")
    db.execute("INSERT INTO decisions VALUES (1, 1, 'P01', 'k1', 'accept', 'why', '2026-02-01T09:00:00+00:00')")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()


def kill_once(folder: Path, rng: random.Random, *, migrate: bool) -> tuple[str, int]:
    """Kill one writer at a random point; give what is wrong with the store ("" if nothing), and the scans it holds."""
    path = folder / "history.sqlite"
    if migrate:
        old_store(path)
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    writer.stdout.readline()
    # A scan is kept in some ten milliseconds: the store is made, or changed, in the first of them.
    time.sleep(rng.choice((0.0, 0.02, 0.1, 0.5)) * rng.random())
    writer.send_signal(signal.SIGKILL)
    told = [line for line in writer.communicate()[0].split() if line.isdigit()]
    return inspect(path, int(told[-1]) if told else 0, migrate=migrate)


def inspect(path: Path, told: int, *, migrate: bool) -> tuple[str, int]:
    """Give what is wrong with a store whose writer had been told of so many scans, and how many it holds."""
    if not path.exists():
        return ("" if told == 0 else "the store is gone"), 0
    db = sqlite3.connect(path)
    (version,), (whole,) = (db.execute(f"PRAGMA {p}").fetchone() for p in ("user_version", "integrity_check"))
    db.close()
    if whole != "ok" or not 0 <= version <= VERSION:
        return f"damaged (version {version}): {whole}", 0
    # Opening it again goes on where the killed process stopped.
    last = store.add_scan(path, _a_scan())
    kept = store.list_scans(path)
    if [scan.id for scan in kept] != list(range(1, len(kept) + 1)) or last != len(kept):
        return "scans are missing", len(kept)
    # The last scan may have been kept just before the process could say so; an old store held one from the start.
    known = max(told, int(migrate))
    if len(kept) - 1 not in (known, known + 1):
        return f"{known} were known of, {len(kept) - 1} are kept", len(kept)
    for scan in kept[1 if migrate else 0 :]:
        store.read_scan(path, scan.id)
    if migrate and [made.decision for made in store.list_decisions(path)] != ["approved"]:
        return "a decision was lost", len(kept)
    return "", len(kept) - 1


def _a_scan() -> store.Scan:
    from tests.test_store import a_scan

    return a_scan("after")


def main() -> int:
    """Kill so many times; give 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Kill what writes to a history store.")
    parser.add_argument("--kills", type=int, default=200)
    kills = parser.parse_args().kills
    rng, faults, kept = random.Random(SEED), [], []
    for i in range(kills):
        folder = Path(tempfile.mkdtemp())
        wrong, scans = kill_once(folder, rng, migrate=i % 2 == 1)
        shutil.rmtree(folder)
        faults += [wrong] if wrong else []
        kept.append(scans)
    print(f"{kills} kills, {len(faults)} stores with a fault; scans kept before the kill: {min(kept)} to {max(kept)}")
    print("\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())

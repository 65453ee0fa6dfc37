"""What the command line needs of the world: the terminal, the clock, a file to write."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rpa_finder.errors import StoreError

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_SHARES = {"reading": 6, "cleaning": 5, "screens and transfers": 3, "routines": 64, "savings": 2, "writing": 20}
"""What part of a scan each stage usually takes, in per cent (benchmarks/speed.py at 100,000 events)."""
_LEAST_LEFT = 10.0
"""Fewer seconds left are not worth a word."""
_LABEL = re.compile(r"(?m)^(?:[A-Z][a-z']+(?: be concluded)?)(?=  | \(|$)")


class Progress:
    """Names each stage on a terminal, its seconds once it is over, and about how long the rest will take."""

    def __init__(self, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet
        self._stage = ""
        self._since = 0.0
        self._seconds = 0.0
        self._done = 0

    def start(self, stage: str) -> None:
        """End the stage before, begin this one."""
        self.end()
        if self._shown:
            left = self._left()
            said = f"{stage}, about {_rough(left)} left" if left >= _LEAST_LEFT else stage
            print(f"{said:<44}", end="", file=sys.stderr, flush=True)
            self._stage, self._since = stage, time.monotonic()

    def end(self) -> None:
        """Show the seconds of the stage that is open, if one is."""
        if self._stage:
            seconds = time.monotonic() - self._since
            print(f"{seconds:7.1f} s", file=sys.stderr, flush=True)
            self._seconds += seconds
            self._done += _SHARES.get(self._stage, 0)
            self._stage = ""

    def _left(self) -> float:
        """Scale the seconds of the stages done to those to come, by what each usually takes."""
        return self._seconds * (sum(_SHARES.values()) - self._done) / self._done if self._done else 0.0


def emphasise(text: str) -> str:
    """Set the heading and the labels of a summary in bold, for a terminal; NO_COLOR leaves the text as it is."""
    if os.environ.get("NO_COLOR"):
        return text
    heading, _, rest = text.partition("\n")
    return f"{_BOLD}{heading}{_PLAIN}\n" + _LABEL.sub(lambda found: f"{_BOLD}{found[0]}{_PLAIN}", rest)


def _rough(seconds: float) -> str:
    return f"{round(seconds, -1):.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def now() -> str:
    """Give the time in UTC, ISO 8601; SOURCE_DATE_EPOCH sets it, for outputs that must be the same every time."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdigit() else datetime.now(UTC)
    return moment.isoformat(timespec="seconds")


def write_file(path: Path, content: str | bytes) -> None:
    """Write one file whole or not at all, for its owner only; its folder is made if there is none.

    Raises StoreError out-not-writable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".rpa-finder-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        todo = "Give another --out, or free space and rights there."
        raise StoreError("out-not-writable", str(path), f"can't be written ({error.strerror}).", todo) from error

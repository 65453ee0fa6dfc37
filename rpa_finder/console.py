"""What the command line needs of the world: the terminal, the clock, a file to write."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rpa_finder.errors import StoreError


class Progress:
    """Names each stage on a terminal, and its seconds once it is over; elsewhere it is silent."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._since: float | None = None

    def start(self, stage: str) -> None:
        """End the stage before, begin this one."""
        self.end()
        if self._shown:
            print(f"{stage:<32}", end="", file=sys.stderr, flush=True)
            self._since = time.monotonic()

    def end(self) -> None:
        """Show the seconds of the stage that is open, if one is."""
        if self._since is not None:
            print(f"{time.monotonic() - self._since:7.1f} s", file=sys.stderr, flush=True)
            self._since = None


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

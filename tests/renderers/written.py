"""All files of a scan but the page, which has its own tests."""

from __future__ import annotations

from collections.abc import Iterator

from rpa_finder import renderers
from rpa_finder.model import Scan

WRITTEN = tuple(name for name in renderers.OUTPUTS if name not in {"html", *renderers.ON_REQUEST})


def files(scan: Scan) -> Iterator[tuple[str, bytes]]:
    yield from renderers.render(scan, WRITTEN)

"""All files of a scan but the page, which has its own tests."""

from __future__ import annotations

from collections.abc import Iterator

from rpa_finder import renderers
from rpa_finder.model import Scan
from rpa_finder.renderers.scan_json import as_stored

WRITTEN = renderers.RENDERERS[:-1]


def files(scan: Scan) -> Iterator[tuple[str, bytes]]:
    stored = as_stored(scan)
    for renderer in WRITTEN:
        for name, content in renderer(stored):
            yield name, content if isinstance(content, bytes) else renderers.encode(content)

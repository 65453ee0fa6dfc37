"""From a Scan to the files of its folder: one module per output format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from rpa_finder.locales import DEFAULT_LOCALE, written_as
from rpa_finder.model import Scan
from rpa_finder.renderers.backlog import render_backlog
from rpa_finder.renderers.graphml import render_graphml
from rpa_finder.renderers.localised import configured, in_locale
from rpa_finder.renderers.proposal_pages import render_proposal_pages
from rpa_finder.renderers.scan_json import as_stored, render_scan_json
from rpa_finder.renderers.tables import render_tables

Files = Iterable[tuple[str, str | bytes]]


def render(scan: Scan, formats: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Give relative path and content of every file that a scan writes; text is UTF-8.

    formats are names of OUTPUTS, all but those of ON_REQUEST if none is given. scan.json and
    the tables, which a scan is read back from, are always among the files.
    """
    scan = as_stored(scan)
    wanted = formats or OUTPUTS.keys() - ON_REQUEST
    for renderer in (_scan_json, render_tables, *(OUTPUTS[name] for name in OUTPUTS if name in wanted)):
        for name, content in _written(renderer, scan):
            yield name, content if isinstance(content, bytes) else encode(content)


def _written(renderer: Callable[[Scan], Files], scan: Scan) -> Files:
    """Run one renderer; what people read is in the scan's locale, what programs read in none."""
    read_by_people = renderer in (render_proposal_pages, _report)
    with written_as(configured(scan) if read_by_people else DEFAULT_LOCALE):
        return list(renderer(in_locale(scan)))


def encode(text: str) -> bytes:
    """Turn text into UTF-8; half a surrogate pair, which has no UTF-8, is written as its escape."""
    return text.encode("utf-8", "backslashreplace")


def _scan_json(scan: Scan) -> Files:
    yield "scan.json", render_scan_json(scan)


def _graphml(scan: Scan) -> Files:
    yield "screen_graph.graphml", render_graphml(scan)


def _workbook(scan: Scan) -> Files:
    # Loaded when used: reading a scan back needs neither the workbook nor the page.
    from rpa_finder.renderers.workbook import render_workbook  # noqa: PLC0415 - loaded when used

    yield "business_case.xlsx", render_workbook(scan)


def _report(scan: Scan) -> Files:
    from rpa_finder.renderers.report import render_report  # noqa: PLC0415 - loaded when used

    yield "report.html", render_report(scan)


def _parquet(scan: Scan) -> Files:
    from rpa_finder.renderers.parquet import render_parquet  # noqa: PLC0415 - loaded when used

    return render_parquet(scan)


OUTPUTS: dict[str, Callable[[Scan], Files]] = {
    "graphml": _graphml,
    "proposals": render_proposal_pages,
    "backlog": render_backlog,
    "xlsx": _workbook,
    "parquet": _parquet,
    "html": _report,
}
"""Every output beside scan.json and the tables, in the order in which files are written."""
ON_REQUEST = frozenset({"parquet"})
"""Outputs that are not written unless they are asked for."""

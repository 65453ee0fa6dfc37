"""From two compared scans to the files of a comparison: one module per output format."""

from __future__ import annotations

from collections.abc import Iterator

from rpa_finder.locales import written_as
from rpa_finder.renderers import encode
from rpa_finder.renderers.compare_json import render_compare
from rpa_finder.renderers.compare_page import render_compare_page
from rpa_finder.renderers.compare_workbook import render_compare_workbook
from rpa_finder.renderers.localised import configured, in_locale, rescan_in_locale
from rpa_finder.renderers.report import render_report
from rpa_finder.renderers.rescan import Rescan
from rpa_finder.renderers.scan_json import as_stored


def render_rescan(rescan: Rescan) -> Iterator[tuple[str, bytes]]:
    """Give name and content of every file that compare writes; pages are in the later scan's locale."""
    yield "compare.json", encode(render_compare(rescan))
    with written_as(configured(rescan.scan)):
        told = rescan_in_locale(rescan)
        page = render_compare_page(told)
        report = render_report(in_locale(as_stored(rescan.scan)), told)
    yield "compare.html", encode(page)
    yield "compare_report.html", encode(report)
    yield "compare.xlsx", render_compare_workbook(rescan)

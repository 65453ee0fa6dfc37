from __future__ import annotations

from rpa_finder.renderers.comparing import render_rescan
from tests.renderers.rescans import full_rescan


def test_every_output_is_written_and_again_the_same():
    first, second = dict(render_rescan(full_rescan())), dict(render_rescan(full_rescan()))
    assert list(first) == ["compare.json", "compare.html", "compare_report.html", "compare.xlsx"]
    assert first == second

from __future__ import annotations

import pytest

from rpa_finder import renderers
from rpa_finder.renderers import encode, render
from tests.renderers.small import small_scan
from tests.renderers.written import WRITTEN


def test_render_gives_every_file_of_the_contract(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(renderers, "RENDERERS", WRITTEN)
    names = [name for name, _ in render(small_scan())]
    assert names[0] == "scan.json"
    assert {"executions.csv", "screen_graph.graphml", "business_case.xlsx", "proposals.csv"} < set(names)
    assert len(names) == len(set(names))


def test_half_a_surrogate_pair_is_written_as_its_escape():
    assert encode("a\ud800b") == b"a\\ud800b"

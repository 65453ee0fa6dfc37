from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from rpa_finder.renderers.graphml import render_graphml
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def test_a_graph_library_reads_the_same_graph():
    scan = benefits_scan()
    graph = nx.read_graphml(io.BytesIO(render_graphml(scan).encode()))
    assert graph.is_directed()
    nodes = {data["screen"]: data for _, data in graph.nodes(data=True)}
    assert [*nodes] == [s.name for s in scan.graph.screens]
    assert nodes["Claim intake"] == {
        "screen": "Claim intake",
        "app": "Benefits Portal",
        "events": 9840,
        "active_seconds": 61200.0,
        "visits": 1460,
        "agents": 22,
    }
    assert sum(data["moves"] for _, _, data in graph.edges(data=True)) == sum(t.moves for t in scan.graph.transitions)


@pytest.mark.parametrize(
    "text", ["a & <b> \"c\" 'd'", "\x00\x0b\x1b[31mred", "]]>", "\u202eabc\ufffe", "tab\tnew\nline"]
)
def test_any_title_gives_valid_xml(text: str):
    root = ET.fromstring(render_graphml(small_scan(text)).encode())
    titles = [d.text or "" for d in root.iter() if d.get("key") == "node_screen"]
    assert titles[0] == "".join(c for c in text if c not in "\x00\x0b\x1b\u202e\ufffe")

"""screen_graph.graphml: the screens and the moves between them, for any graph tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from rpa_finder.model import Scan

_KEYS = (
    # where, name, type
    ("node", "screen", "string"),
    ("node", "app", "string"),
    ("node", "events", "long"),
    ("node", "active_seconds", "double"),
    ("node", "visits", "long"),
    ("node", "agents", "long"),
    ("edge", "moves", "long"),
    ("edge", "active_seconds", "double"),
    ("edge", "agents", "long"),
)
# What XML 1.0 has no way to write, and the marks that would turn a reader's text round.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def render_graphml(scan: Scan) -> str:
    """Write the screen graph as GraphML.

    Nodes carry screen, app, events, active_seconds, visits, agents; edges
    moves, active_seconds, agents. Node ids are s1, s2, ... in the scan's order.
    """
    return "\n".join(_lines(scan)) + "\n"


def _lines(scan: Scan) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for where, name, kind in _KEYS:
        yield f'  <key id="{where}_{name}" for="{where}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="screens" edgedefault="directed">'
    ids = {screen.name: f"s{i}" for i, screen in enumerate(scan.graph.screens, start=1)}
    for s in scan.graph.screens:
        cells = (s.name, s.app, s.events, s.active_seconds, s.visits, s.agents)
        yield f'    <node id="{ids[s.name]}">{_data("node", cells)}</node>'
    for i, t in enumerate(scan.graph.transitions, start=1):
        ends = f"source={quoteattr(ids[t.source])} target={quoteattr(ids[t.target])}"
        yield f'    <edge id="t{i}" {ends}>{_data("edge", (t.moves, t.active_seconds, t.agents))}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _data(where: str, cells: tuple[str | float, ...]) -> str:
    names = [name for place, name, _ in _KEYS if place == where]
    return "".join(
        f'<data key="{where}_{name}">{escape(_UNWRITABLE.sub("", str(cell)))}</data>'
        for name, cell in zip(names, cells, strict=True)
    )

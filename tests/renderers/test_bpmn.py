from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from rpa_finder.model import Step
from rpa_finder.renderers.bpmn import render_bpmn
from rpa_finder.renderers.process_flow import trace_flow
from rpa_finder.renderers.process_layout import lay_out_process
from tests.renderers.flows import SCANS, routine_of, scan_with
from tests.renderers.odd_scans import HOSTILE

SPACES = {
    "m": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "dd": "http://www.omg.org/spec/DD/20100524/DI",
}


def tree_of(scan) -> ElementTree.Element:
    routine = routine_of(scan)
    flow = trace_flow(routine, scan)
    return ElementTree.fromstring(render_bpmn(routine, scan, flow, lay_out_process(flow)).encode())


@given(SCANS)
def test_every_reference_is_to_an_element_and_every_element_is_drawn(scan):
    tree = tree_of(scan)
    process = tree.find("m:process", SPACES)
    assert process is not None
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert max(Counter(ids).values()) == 1
    flows = process.findall("m:sequenceFlow", SPACES)
    nodes = {e.get("id"): e for e in process if e.tag.endswith(("Event", "Task", "Gateway"))}
    for flow in flows:
        source, target = nodes[flow.get("sourceRef")], nodes[flow.get("targetRef")]
        assert flow.get("id") in [e.text for e in source.findall("m:outgoing", SPACES)]
        assert flow.get("id") in [e.text for e in target.findall("m:incoming", SPACES)]
    assert sorted(e.text for e in process.iterfind(".//m:flowNodeRef", SPACES)) == sorted(nodes)
    lanes = {e.get("id") for e in process.iterfind(".//m:lane", SPACES)}
    drawn = {s.get("bpmnElement"): s for s in tree.iterfind(".//di:BPMNShape", SPACES)}
    assert set(drawn) == {"pool"} | lanes | set(nodes)
    assert all(float(s.find("dc:Bounds", SPACES).get("width")) > 0 for s in drawn.values())
    edges = {e.get("bpmnElement"): e for e in tree.iterfind(".//di:BPMNEdge", SPACES)}
    assert set(edges) == {f.get("id") for f in flows}
    assert all(len(e.findall("dd:waypoint", SPACES)) >= 2 for e in edges.values())


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800", "a\ufffeb"])
def test_a_hostile_name_is_only_a_name(text: str):
    steps = [Step(text, "input", text, 1.0, 1.0), Step("Screen b", text, text, 1.0, 1.0)]
    scan = scan_with(steps, [(1, 2)] * 3)
    scan = replace(scan, routines=(replace(routine_of(scan), name=text),), tool_version=text)
    tree = tree_of(scan)
    assert {e.tag.split("}")[1] for e in tree.find("m:process", SPACES)} == {
        "documentation", "laneSet", "startEvent", "userTask", "endEvent", "sequenceFlow",
    }  # fmt: skip
    written = ElementTree.tostring(tree, encoding="unicode")
    assert not set("\u202e\u2066\x00\ufffe") & set(written)
    assert max(len(e.get("name", "")) for e in tree.iter()) <= 200


def test_a_task_is_named_by_screen_and_what_is_done_and_documents_its_steps():
    steps = [Step("Screen a", "copy", "Account", 1.0, 1.0), Step("Screen b", "paste", "Name", 1.0, 1.0)]
    task, _ = tree_of(scan_with(steps, [(1, 2)] * 3)).iterfind(".//m:userTask", SPACES)
    assert task.get("name") == "Screen a: copy Account"
    assert task.findtext("m:documentation", "", SPACES) == "Screen a. 3 of 3 executions. Steps: 1 copy Account"

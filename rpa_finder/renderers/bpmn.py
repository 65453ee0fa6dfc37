"""process.bpmn: a routine as BPMN 2.0 with its diagram, for any modelling tool.

One pool, a lane for each application, a task for each visit of a screen, an
exclusive gateway wherever executions part or meet. Names of flows say how
many executions took them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from rpa_finder.model import Routine, Scan
from rpa_finder.renderers.process_flow import ProcessFlow, step_words
from rpa_finder.renderers.process_layout import LANE_HEIGHT, Line, Node, ProcessLayout
from rpa_finder.renderers.words import count_noun, shorten

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_TAGS = {"start": "startEvent", "end": "endEvent", "task": "userTask", "split": "exclusiveGateway"}
_TAGS["join"] = _TAGS["split"]
_NAME, _TEXT = 200, 2000
_SCREEN, _WORDS = 36, 54
"""So much of a screen's name and of what is done there fits into a task; the rest is in its documentation."""
_POOL_HEAD = 30


def render_bpmn(routine: Routine, scan: Scan, flow: ProcessFlow, layout: ProcessLayout) -> str:
    """Write the flow of a routine, placed by layout, as a BPMN 2.0 document with diagram interchange."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions xmlns="{_MODEL}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
        ' id="definitions" targetNamespace="urn:rpa-finder:routine" exporter="rpa-finder"'
        f" exporterVersion={_quoted(scan.tool_version)}>",
        '  <collaboration id="collaboration">',
        f'    <participant id="pool" name={_quoted(routine.id)} processRef="process"/>',
        "  </collaboration>",
        f'  <process id="process" name={_quoted(routine.name)} isExecutable="false">',
        f"    <documentation>{_escaped(_about(routine, flow))}</documentation>",
        *_lane_set(layout),
        *(line for node in layout.nodes for line in _node(node, routine, flow, layout)),
        *(_flow(line) for line in layout.lines),
        "  </process>",
        *_diagram(layout),
        "</definitions>",
    ]
    return "\n".join(lines) + "\n"


def _about(routine: Routine, flow: ProcessFlow) -> str:
    seen = f"As seen in {count_noun(flow.executions, 'execution')} by {count_noun(routine.agents, 'agent')}."
    if flow.left_out:
        seen += f" {count_noun(flow.left_out, 'execution')} took a short cut too seldom to be drawn."
    return seen + " Figures on flows are executions; what people did besides is not drawn."


def _lane_set(layout: ProcessLayout) -> Iterator[str]:
    yield '    <laneSet id="lanes">'
    for i, app in enumerate(layout.lanes):
        yield f'      <lane id="lane_{i}" name={_quoted(app or "Application not named")}>'
        yield from (f"        <flowNodeRef>{n.id}</flowNodeRef>" for n in layout.nodes if n.lane == i)
        yield "      </lane>"
    yield "    </laneSet>"


def _node(node: Node, routine: Routine, flow: ProcessFlow, layout: ProcessLayout) -> Iterator[str]:
    name = node.name
    told = ""
    if node.kind == "task":
        visit = flow.visits[node.visit]
        name = f"{shorten(visit.screen, _SCREEN)}: {shorten(node.name, _WORDS)}"
        steps = "; ".join(f"{s} {step_words(routine.steps[s - 1])}" for s in visit.steps)
        told = f"{visit.screen}. {visit.executions} of {flow.executions} executions. Steps: {steps}"
    tag = _TAGS[node.kind]
    way = {"split": ' gatewayDirection="Diverging"', "join": ' gatewayDirection="Converging"'}.get(node.kind, "")
    yield f'    <{tag} id="{node.id}"' + (f" name={_quoted(name)}" if name else "") + way + ">"
    if told:
        yield f"      <documentation>{_escaped(told)}</documentation>"
    yield from (f"      <incoming>{line.id}</incoming>" for line in layout.lines if line.target == node.id)
    yield from (f"      <outgoing>{line.id}</outgoing>" for line in layout.lines if line.source == node.id)
    yield f"    </{tag}>"


def _flow(line: Line) -> str:
    name = f" name={_quoted(line.name)}" if line.name else ""
    return f'    <sequenceFlow id="{line.id}"{name} sourceRef="{line.source}" targetRef="{line.target}"/>'


def _diagram(layout: ProcessLayout) -> Iterator[str]:
    yield '  <bpmndi:BPMNDiagram id="diagram">'
    yield '    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">'
    yield from _shape("pool", (0, 0, layout.width, layout.height), ' isHorizontal="true"')
    for i in range(len(layout.lanes)):
        box = (_POOL_HEAD, i * LANE_HEIGHT, layout.width - _POOL_HEAD, LANE_HEIGHT)
        yield from _shape(f"lane_{i}", box, ' isHorizontal="true"')
    for node in layout.nodes:
        more = ' isMarkerVisible="true"' if node.kind in ("split", "join") else ""
        yield from _shape(node.id, (node.x, node.y, node.width, node.height), more)
    for line in layout.lines:
        yield f'      <bpmndi:BPMNEdge id="{line.id}_edge" bpmnElement="{line.id}">'
        yield from (f'        <di:waypoint x="{x:g}" y="{y:g}"/>' for x, y in line.points)
        yield "      </bpmndi:BPMNEdge>"
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"


def _shape(id_: str, box: tuple[float, float, float, float], more: str) -> Iterator[str]:
    x, y, width, height = box
    yield f'      <bpmndi:BPMNShape id="{id_}_shape" bpmnElement="{id_}"{more}>'
    yield f'        <dc:Bounds x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'
    yield "      </bpmndi:BPMNShape>"


def _quoted(text: str) -> str:
    return quoteattr(shorten(text, _NAME))


def _escaped(text: str) -> str:
    return escape(shorten(text, _TEXT))

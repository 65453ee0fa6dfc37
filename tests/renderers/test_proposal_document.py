from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from rpa_finder.renderers.process_flow import trace_flow
from rpa_finder.renderers.proposal_document import application_numbers, render_document
from tests.renderers.odd_scans import hostile_scan
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan

SECTIONS = (
    "1 Introduction", "1.1 Purpose", "1.2 Objectives", "1.3 Process key contacts",
    "1.4 Minimum prerequisites for automation", "2 As-is process description", "2.1 Process overview",
    "2.2 Applications used in the process", "2.3 As-is detailed process map", "2.4 Detailed as-is process steps",
    "2.5 Input data description", "2.6 Additional sources of process documentation", "3 To-be process description",
    "3.1 To-be detailed process map", "3.1.1 Changes and improvements", "3.1.2 Areas already automated",
    "3.2 In scope for automation", "3.3 Out of scope", "3.4 Business exceptions", "3.4.1 Known", "3.4.2 Unknown",
    "3.5 Application errors and exceptions", "3.5.1 Known", "3.5.2 Unknown",
    "4 Other requirements and observations", "5 Document approval",
)  # fmt: skip


def document_of(scan, number: int = 0) -> bytes:
    proposal = scan.proposals[number]
    routine = next(r for r in scan.routines if r.id == proposal.routine_id)
    return render_document(proposal, routine, scan, trace_flow(routine, scan))


def below(document, heading: str) -> list[str]:
    """Give the texts between a heading and the next one."""
    texts, here = [], False
    for p in document.paragraphs:
        if p.style.name.startswith("Heading"):
            here = p.text == heading
        elif here and p.text:
            texts.append(p.text)
    return texts


def test_the_sections_are_those_of_a_process_definition_document():
    document = docx.Document(io.BytesIO(document_of(benefits_scan())))
    heads = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [h for h in heads if h[0].isdigit()] == list(SECTIONS)


@pytest.mark.parametrize("section", ["1.2 Objectives", "3.1.2 Areas already automated", "3.5.1 Known"])
def test_what_a_log_cannot_know_is_a_marked_blank(section: str):
    document = docx.Document(io.BytesIO(document_of(benefits_scan())))
    assert any(text.startswith("[To be filled in") for text in below(document, section))


def test_contacts_and_approval_are_blank():
    tables = docx.Document(io.BytesIO(document_of(benefits_scan()))).tables
    for role in ("Process owner", "Information security"):
        (row,) = (r for r in tables[-1].rows if r.cells[0].text == role)
        assert {c.text for c in row.cells[1:]} == {"[To be filled in]"}


def test_what_the_log_knows_is_filled_in():
    scan = benefits_scan()
    routine = scan.routines[0]
    tables = docx.Document(io.BytesIO(document_of(scan))).tables
    by_head = {tuple(c.text for c in t.rows[0].cells): t for t in tables}
    steps = next(t for head, t in by_head.items() if head[0] == "No")
    assert len(steps.rows) == len(routine.steps) + 1
    fields = next(t for head, t in by_head.items() if head[0] == "From")
    assert len(fields.rows) == len(routine.transfers) + 1
    assert fields.rows[1].cells[0].text == f"{routine.transfers[0].source_screen}: {routine.transfers[0].source_field}"


def test_both_pictures_are_inside():
    document = docx.Document(io.BytesIO(document_of(benefits_scan())))
    assert len(document.element.body.xpath(".//wp:inline")) >= 2


def test_times_of_a_few_agents_are_withheld():
    scan = benefits_scan()
    few = next(i for i, p in enumerate(scan.proposals) if p.id == "P04")
    tables = docx.Document(io.BytesIO(document_of(scan, few))).tables
    steps = next(t for t in tables if t.rows[0].cells[0].text == "No")
    assert {row.cells[-1].text for row in steps.rows[1:]} == {"withheld"}


def test_hostile_names_open_again_without_any_link():
    scan = hostile_scan()
    for number in range(len(scan.proposals)):
        document = docx.Document(io.BytesIO(document_of(scan, number)))
        assert not document.element.body.xpath(".//w:hyperlink")
        instructions = [e.text.strip() for e in document.element.body.xpath(".//w:instrText")]
        assert instructions == ['TOC \\o "1-2"']


def test_the_smallest_scan_gives_a_document():
    assert docx.Document(io.BytesIO(document_of(small_scan("x")))).paragraphs


def test_applications_are_numbered_by_their_time():
    scan = benefits_scan()
    numbers = application_numbers(scan)
    assert sorted(numbers.values()) == list(range(len(numbers)))
    seconds = {app: sum(s.active_seconds for s in scan.graph.screens if s.app == app) for app in numbers}
    assert sorted(numbers, key=numbers.get) == sorted(seconds, key=lambda app: (-seconds[app], app))


@pytest.mark.parametrize("scan", [benefits_scan(), hostile_scan()], ids=["story", "hostile"])
def test_libreoffice_opens_it(tmp_path: Path, scan):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "proposal.docx").write_bytes(document_of(scan))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "proposal.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert (tmp_path / "proposal.pdf").read_bytes().startswith(b"%PDF")

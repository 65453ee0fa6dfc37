from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest

from rpa_finder.renderers.proposal_tables import Table
from rpa_finder.renderers.word_document import BLANK, WordDocument
from rpa_finder.renderers.word_drawing import Drawing
from tests.renderers.odd_scans import HOSTILE


def written(build, at: str = "2026-03-02T00:00:00+00:00"):
    document = WordDocument("Title", "Subject", at)
    build(document)
    return document.content()


def opened(build):
    return docx.Document(io.BytesIO(written(build)))


def test_blocks_come_in_their_order_and_can_be_read_again():
    def build(d: WordDocument) -> None:
        d.title("A title", "below")
        d.contents()
        d.heading("1 First", 1)
        d.text("Some text.")
        d.items(("one", "two"))
        d.blank("the owner")
        d.table(Table("", ("A", "B"), (("x", BLANK),)), (1, 3))
        d.code("def f():\n    return 1\n")
        d.heading("1.1 Second", 2)

    document = opened(build)
    assert [(p.style.name, p.text) for p in document.paragraphs if p.text] == [
        ("Title", "A title"),
        ("Normal", "below"),
        ("Normal", "1 First"),
        ("Normal", "1.1 Second"),
        ("Heading 1", "1 First"),
        ("Normal", "Some text."),
        ("List Bullet", "one"),
        ("List Bullet", "two"),
        ("Normal", "[To be filled in: the owner]"),
        ("Normal", "def f():\n    return 1"),
        ("Heading 2", "1.1 Second"),
    ]
    (table,) = document.tables
    assert [[c.text for c in row.cells] for row in table.rows] == [["A", "B"], ["x", "[To be filled in]"]]


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800 \ufffe"])
def test_a_hostile_text_is_only_text(text: str):
    def build(d: WordDocument) -> None:
        d.title(text, text)
        d.heading(text, 1)
        d.text(text)
        d.table(Table("", (text,), ((text,),)), (1,))
        d.code(text)
        d.picture(Drawing(10, 10, text))

    content = written(build)
    document = docx.Document(io.BytesIO(content))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert not document.element.body.xpath(".//w:hyperlink | .//w:instrText | .//w:fldSimple")
    assert not set("\u202e\u2066\x00\ufffe") & set(xml)
    assert document.part.rels
    assert not [r for r in document.part.rels.values() if r.is_external]


def test_the_same_document_has_the_same_bytes_and_the_time_of_the_scan():
    first, second = (written(lambda d: d.text("x")) for _ in range(2))
    assert first == second
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert properties.created.replace(tzinfo=None) == datetime(2026, 3, 2)
    assert properties.author == "rpa-finder"
    odd = docx.Document(io.BytesIO(written(lambda d: d.text("x"), at="no time"))).core_properties
    assert odd.created.year == 1980


def test_a_wide_page_is_one_section():
    def build(d: WordDocument) -> None:
        d.turn_page(wide=True)
        d.turn_page(wide=False)

    assert [s.page_width > s.page_height for s in opened(build).sections] == [False, True, False]

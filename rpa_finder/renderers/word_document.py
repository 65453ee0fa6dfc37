"""A Word document in the look of the other outputs: headings, texts, tables, code, pictures, marked blanks.

python-docx gives the package, its styles and its sections; blocks of text are
written as XML, which is many times faster than cell by cell. Every text is
flattened and escaped: none becomes a field, a link or a control character.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from rpa_finder.renderers.proposal_tables import Table
from rpa_finder.renderers.word_drawing import Drawing
from rpa_finder.renderers.words import shorten

FONT = "Calibri"
BLANK = "\0blank"
"""The text of a table's cell that somebody has to fill in."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_INK, _MUTED, _HEAD_FILL, _BLANK_FILL = "191B1F", "585E69", "ECECEC", "FFF2CC"
_TEXT_LENGTH, _CELL_LENGTH = 2000, 500
_HEADING_SIZES = {1: 15, 2: 12, 3: 10.5}
_TEXT_WIDTH = 9638
"""Width of the text on an upright page, in twentieths of a point."""


class WordDocument:
    """A document that is written from front to back."""

    def __init__(self, title: str, subject: str, written_at: str) -> None:
        self._document = docx.Document()
        self._headings: list[tuple[int, str]] = []
        self._pictures = 0
        self._contents_at: int | None = None
        self._set_up(shorten(title, 250), shorten(subject, 250), written_at)

    def title(self, text: str, below: str) -> None:
        """Write the title and a line below it."""
        self._add(_paragraph(_run(shorten(text, 250)), "Title"))
        self._add(_paragraph(_run(shorten(below, 500), colour=_MUTED)))

    def contents(self) -> None:
        """Leave a place for the list of headings; a reader's program can number its pages."""
        self._contents_at = len(self._body) - 1

    def heading(self, text: str, level: int) -> None:
        """Write a heading of level 1 to 3."""
        if level < 3:
            self._headings.append((level, shorten(text, 200)))
        self._add(_paragraph(_run(shorten(text, 200)), f"Heading{level}"))

    def text(self, text: str) -> None:
        """Write a paragraph."""
        self._add(_paragraph(_run(shorten(text, _TEXT_LENGTH))))

    def items(self, texts: Sequence[str]) -> None:
        """Write a list with a point before each text."""
        for text in texts:
            self._add(_paragraph(_run(shorten(text, _TEXT_LENGTH)), "ListBullet"))

    def blank(self, what: str) -> None:
        """Mark what the log can't know and somebody has to fill in."""
        self._add(_paragraph(_blank(what)))

    def table(self, table: Table, widths: Sequence[float]) -> None:
        """Write a table; widths are shares of the page's width, and a cell that is BLANK is marked as one."""
        if table.rows:
            self._add(_table(table, [round(_TEXT_WIDTH * w / sum(widths)) for w in widths]))
            self._add(_paragraph("", spacing=60))

    def code(self, text: str) -> None:
        """Write program text, line by line."""
        lines = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape("".join(c for c in line if c.isprintable()))}</w:t>'
            for line in text.rstrip().split("\n")
        )
        look = '<w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="17"/></w:rPr>'
        self._add(_paragraph(f"<w:r>{look}{lines}</w:r>", fill=_HEAD_FILL))

    def picture(self, picture: Drawing) -> None:
        """Put a picture on a line of its own."""
        self._pictures += 1
        self._add(_paragraph(picture.run(self._pictures)))

    def turn_page(self, wide: bool) -> None:
        """Begin a new page, wide or upright."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))

    def content(self) -> bytes:
        """Give the file; the same document gives the same bytes."""
        if self._contents_at is not None:
            for i, block in enumerate(_contents(self._headings)):
                self._body.insert(self._contents_at + i, parse_xml(block))
        saved = io.BytesIO()
        self._document.save(saved)
        written = io.BytesIO()
        with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
            for part in parts.infolist():
                entry = zipfile.ZipInfo(part.filename, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, parts.read(part))
        return written.getvalue()

    @property
    def _body(self) -> list[object]:
        body: list[object] = self._document.element.body
        return body

    def _add(self, block: str) -> None:
        self._document.element.body.insert_element_before(parse_xml(block), "w:sectPr")

    def _set_up(self, title: str, subject: str, written_at: str) -> None:
        for rel_id, rel in list(self._document.part.package.rels.items()):
            if rel.reltype.endswith("/thumbnail"):
                del self._document.part.package.rels[rel_id]
        properties = self._document.core_properties
        properties.title, properties.subject, properties.author = title, subject, "rpa-finder"
        properties.comments, properties.last_modified_by = "", "rpa-finder"
        properties.created = properties.modified = _instant(written_at)
        styles = self._document.styles
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            style = styles[name]
            style.font.name = FONT
            style.font.color.rgb = RGBColor.from_string(_INK)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        styles["Normal"].font.size = Pt(10)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        styles["Title"].font.size = Pt(22)
        for border in styles["Title"].element.xpath("./w:pPr/w:pBdr"):
            border.getparent().remove(border)
        for level, size in _HEADING_SIZES.items():
            styles[f"Heading {level}"].font.size = Pt(size)
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head._p.append(parse_xml(_run(shorten(title, 90), colour=_MUTED, size=8, declare=True)))
        for piece in _page_number():
            foot._p.append(parse_xml(piece))


def _run(text: str, colour: str = "", size: float = 0, declare: bool = False, bold: bool = False) -> str:
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    spaces = f" {nsdecls('w')}" if declare else ""
    return f'<w:r{spaces}><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _blank(what: str = "", size: float = 10) -> str:
    text = f"[To be filled in: {shorten(what, 300)}]" if what else "[To be filled in]"
    look = f'<w:rPr><w:sz w:val="{round(size * 2)}"/><w:shd w:val="clear" w:fill="{_BLANK_FILL}"/></w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(runs: str, style: str = "", fill: str = "", spacing: int | None = None, indent: int = 0) -> str:
    # The order of a paragraph's properties is the schema's.
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    look += "" if spacing is None else f'<w:spacing w:before="0" w:after="{spacing}"/>'
    look += f'<w:ind w:left="{indent}"/>' if indent else ""
    return f"<w:p {nsdecls('w')}><w:pPr>{look}</w:pPr>{runs}</w:p>"


def _table(table: Table, widths: Sequence[int]) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9C9C6"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    head = "".join(
        _cell(_run(shorten(c, _CELL_LENGTH), size=8.5, bold=True), w, f'<w:shd w:val="clear" w:fill="{_HEAD_FILL}"/>')
        for c, w in zip(table.columns, widths, strict=True)
    )
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(_cell_run(text), w) for text, w in zip(row, widths, strict=True))
        + "</w:tr>"
        for row in table.rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
        f'<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _cell(run: str, width: int, shade: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>{run}</w:p></w:tc>'
    )


def _cell_run(text: str) -> str:
    return _blank(size=8.5) if text == BLANK else _run(shorten(text, _CELL_LENGTH), size=8.5)


def _contents(headings: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Write the list of headings as a field that Word can bring up to date."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" '
    begin += '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for i, (level, text) in enumerate(headings):
        runs = (begin if i == 0 else "") + _run(text) + (end if i == len(headings) - 1 else "")
        yield _paragraph(runs, spacing=0, indent=(level - 1) * 300)


def _page_number() -> Iterator[str]:
    for piece in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        yield f"<w:r {nsdecls('w')}>{piece}</w:r>"


def _instant(iso: str) -> datetime:
    try:
        found = datetime.fromisoformat(iso)
    except ValueError:
        return datetime(*_EPOCH)
    return found.astimezone(UTC).replace(tzinfo=None, microsecond=0) if found.tzinfo else found.replace(microsecond=0)

"""Pictures for Word, drawn as shapes of its own: sharp at any size, searchable, editable, no image needed.

A drawing is one group of DrawingML shapes in the line of text. Word 2010 and
LibreOffice show it; what is older shows the words of its description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from rpa_finder.renderers.words import shorten

EMU_PER_PX = 9525
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_LABEL = 400

Point = tuple[float, float]


@dataclass(slots=True)
class Drawing:
    """A picture of boxes and lines, in px of the layout it is drawn from."""

    width: float
    height: float
    description: str
    """What a screen reader says, and what is shown where shapes can't be."""
    scale: float = 1.0
    """px on paper (96 to the inch) for one px of the layout."""
    _shapes: list[str] = field(default_factory=list)

    def box(
        self, corner: Point, size: Point, text: str, fill: str, line: str = "", points: float = 7, align: str = "center"
    ) -> None:
        """Add a box with a text in it; fill and line are RRGGBB, "" for none; points is the size of the letters."""
        x, y, width, height = (self._emu(v) for v in (*corner, *size))
        paint = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else "<a:noFill/>"
        self._shapes.append(
            f"<wps:wsp><wps:cNvPr id={self._id()} name={self._name()}/><wps:cNvSpPr/><wps:spPr>"
            f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{paint}{_stroke(line, 0.75)}</wps:spPr>'
            f"{_letters(text, points, align)}"
            '<wps:bodyPr lIns="36000" tIns="18000" rIns="36000" bIns="18000" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
            "</wps:wsp>"
        )

    def line(self, points: Sequence[Point], colour: str, width: float = 1.0, arrow: bool = True) -> None:
        """Add a line through points, with an arrow head at its end; width is in points."""
        xs, ys = [self._emu(x) for x, _ in points], [self._emu(y) for _, y in points]
        left, top = min(xs), min(ys)
        across, down = max(max(xs) - left, 1), max(max(ys) - top, 1)
        steps = "".join(
            f'<a:{"lnTo" if i else "moveTo"}><a:pt x="{x - left}" y="{y - top}"/></a:{"lnTo" if i else "moveTo"}>'
            for i, (x, y) in enumerate(zip(xs, ys, strict=True))
        )
        self._shapes.append(
            f"<wps:wsp><wps:cNvPr id={self._id()} name={self._name()}/><wps:cNvSpPr/><wps:spPr>"
            f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:custGeom><a:avLst/>'
            f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{across}" '
            f'h="{down}" fill="none">{steps}</a:path></a:pathLst></a:custGeom><a:noFill/>'
            f"{_stroke(colour, width, arrow)}</wps:spPr><wps:bodyPr/></wps:wsp>"
        )

    def run(self, number: int) -> str:
        """Give the picture as one run of a paragraph; number tells it from others of the document."""
        cx, cy = self._emu(self.width), self._emu(self.height)
        said = quoteattr(shorten(self.description, _LABEL))
        whole = f'<a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/><a:chOff x="0" y="0"/><a:chExt cx="{cx}" cy="{cy}"/>'
        return (
            f'<w:r {_NAMESPACES}><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>'
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr={said}/><wp:cNvGraphicFramePr/>'
            '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup">'
            f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>{whole}</a:xfrm></wpg:grpSpPr>"
            f"{''.join(self._shapes)}</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:t>{escape(shorten(self.description, _LABEL))}</w:t></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    def _emu(self, px: float) -> int:
        return round(px * self.scale * EMU_PER_PX)

    def _id(self) -> str:
        return f'"{len(self._shapes) + 1}"'

    def _name(self) -> str:
        return f'"Shape {len(self._shapes) + 1}"'


def _stroke(colour: str, width: float, arrow: bool = False) -> str:
    if not colour:
        return "<a:ln><a:noFill/></a:ln>"
    head = '<a:tailEnd type="triangle" w="med" len="med"/>' if arrow else ""
    return (
        f'<a:ln w="{round(width * 12700)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f"<a:round/>{head}</a:ln>"
    )


def _letters(text: str, points: float, align: str) -> str:
    if not text:
        return ""
    size = f'<w:sz w:val="{round(points * 2)}"/>'
    return (
        f'<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r><w:rPr><w:color w:val="191B1F"/>{size}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(shorten(text, _LABEL))}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
    )

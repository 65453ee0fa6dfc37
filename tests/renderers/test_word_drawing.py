from __future__ import annotations

from xml.etree import ElementTree

from rpa_finder.renderers.word_drawing import EMU_PER_PX, Drawing

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def shapes_of(picture: Drawing) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture.run(1)).iter(f"{WPS}wsp"))


def place_of(shape: ElementTree.Element) -> tuple[int, ...]:
    off, ext = shape.find(f".//{A}off"), shape.find(f".//{A}ext")
    return tuple(int(e.get(k)) for e, k in ((off, "x"), (off, "y"), (ext, "cx"), (ext, "cy")))


def test_a_box_lies_where_it_was_put_in_the_scale_of_the_paper():
    picture = Drawing(200, 100, "Two boxes", scale=0.5)
    picture.box((10, 20), (40, 30), "Text & <b>", "FFFFFF", "000000")
    (shape,) = shapes_of(picture)
    assert place_of(shape) == tuple(v * EMU_PER_PX // 2 for v in (10, 20, 40, 30))
    assert [t.text for t in shape.iter(f"{W}t")] == ["Text & <b>"]


def test_a_line_goes_through_its_points_whatever_their_order():
    picture = Drawing(200, 100, "A line")
    picture.line(((50, 60), (20, 60), (20, 10)), "000000")
    (shape,) = shapes_of(picture)
    assert place_of(shape) == tuple(v * EMU_PER_PX for v in (20, 10, 30, 50))
    points = [(int(p.get("x")) // EMU_PER_PX, int(p.get("y")) // EMU_PER_PX) for p in shape.iter(f"{A}pt")]
    assert points == [(30, 50), (0, 50), (0, 0)]
    assert shape.find(f".//{A}tailEnd") is not None


def test_the_description_stands_in_where_shapes_cannot_be_shown():
    root = ElementTree.fromstring(Drawing(10, 10, 'Say "this" \x00\u202e & that').run(3))
    said = [e.get("descr") for e in root.iter() if e.tag.endswith("docPr")]
    assert said == [root.findtext(f".//{W}t")] == ['Say "this" & that']

"""XML as a log needs it: no DOCTYPE, hence no entities and nothing from elsewhere, and no absurd nesting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from rpa_finder.errors import InputError

_MAX_DEPTH = 64

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parse_xml(
    pieces: Iterable[bytes], where: str, start: Start, end: End, text: Callable[[str], None] | None = None
) -> None:
    """Run through the bytes of a file without building a tree; tags come without their prefix.

    Raises InputError doctype, bad-xml.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def on_start(tag: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise InputError("bad-xml", where, "is nested too deeply for a log.", "Export the log again.")
        start(tag.rpartition(":")[2] if ":" in tag else tag, given)

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(":")[2] if ":" in tag else tag)

    def on_doctype(*_: Any) -> None:
        what = "has a DOCTYPE, which a log has no need of."
        raise InputError("doctype", where, what, "Remove it, or export the log again.")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = f"is no well-formed XML (line {error.lineno})."
        raise InputError("bad-xml", where, what, "Export the log again.") from error
    except (LookupError, ValueError) as error:
        what = "declares an encoding that XML doesn't have or nobody knows."
        raise InputError("bad-xml", where, what, "Export the log as UTF-8.") from error

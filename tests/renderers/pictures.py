"""Small grey pictures of the report's parts, and how far two of them lie apart.

One family of letters is used everywhere, but how they are drawn differs from
machine to machine, so that nothing is compared dot by dot. A view is cut into
blocks at the boxes of its elements; two pictures of a block are brought to one
size and compared by the mean grey of large tiles. Only where a box stands and
how wide it is must agree closely.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

APPROVED = Path(__file__).parent / "approved"
BOXES = APPROVED / "boxes.json"
FAMILY = "DejaVu Sans"
"""Letters of pictures, whatever others are installed: Debian's Chromium brings these."""
TILE = 48
"""Edge of a tile in CSS pixels: about two lines of text."""
GREY_APART = 24.0
"""So many of 256 grey levels may the means of a tile differ (docs/measuring.md says what was measured)."""
SIDEWAYS = 12
"""So many CSS pixels may a box stand, or be wide, elsewhere."""
TALLER = 1.6
"""So many times as high may a box be: other letters wrap elsewhere."""
LEAST_HEIGHT = 48
"""Boxes are never called too high or too low for fewer CSS pixels than this."""


@dataclass(frozen=True)
class View:
    """How the report is looked at: a width in CSS pixels, light or dark, screen or paper; shrunk how many times."""

    name: str
    width: int
    scheme: str
    media: str
    shrink: int
    parts: tuple[str, ...]


SECTIONS = ("#summary", "#map", "#proposals", "#routine-R01", "#live", "#assumptions", "#data")
VIEWS = (
    *(
        View(f"{width}-{scheme}", width, scheme, "screen", shrink, (".side", *SECTIONS))
        for width, shrink in ((360, 4), (1440, 6), (2560, 8))
        for scheme in ("light", "dark")
    ),
    # A4 less its margins, upright; the map lies across.
    View("print", 703, "dark", "print", 5, tuple(part for part in SECTIONS if part != "#map")),
    View("print-map", 1039, "dark", "print", 5, ("#map",)),
)

# All routines are built alike: one is enough, and is drawn as if it had been scrolled to.
_STYLE = (
    f"* {{ font-family: '{FAMILY}' !important; }}"
    + """
article.routine ~ article.routine { display: none !important; }
article.routine { content-visibility: visible !important; }
.side { position: static !important; }
"""
)
_BLOCKS = """part => {
    const own = document.querySelector(part), at = own?.getBoundingClientRect();
    if (!at?.width || !at.height) return null;
    const inner = own.querySelectorAll(':scope > *, :scope > .columns > *, :scope > .columns > * > *, svg.graph');
    const boxes = [own, ...inner].map(block => block.getBoundingClientRect()).filter(b => b.width > 1 && b.height > 1)
        .map(box => [box.x - at.x, box.y - at.y, box.width, box.height].map(Math.round));
    boxes[0][0] = Math.round(at.x);
    return [[at.x, at.y + scrollY, at.width, at.height].map(Math.round), boxes];
}"""
_SHRUNK = """async ([data, [left, top, wide, high], times]) => {
    if (data) {
        self.image = new Image();
        image.src = 'data:image/png;base64,' + data;
        await image.decode();
    }
    const canvas = new OffscreenCanvas(wide, high), pen = canvas.getContext('2d');
    pen.drawImage(image, -left, -top);
    const dots = pen.getImageData(0, 0, wide, high).data;
    const width = Math.floor(wide / times), height = Math.floor(high / times);
    const sums = new Float64Array(width * height);
    for (let y = 0; y < height * times; y++) for (let x = 0; x < width * times; x++) {
        const dot = 4 * (y * wide + x);
        sums[Math.floor(y / times) * width + Math.floor(x / times)] +=
            .299 * dots[dot] + .587 * dots[dot + 1] + .114 * dots[dot + 2];
    }
    return [width, height, btoa(Array.from(sums, s => String.fromCharCode(Math.round(s / times / times))).join(''))];
}"""


@dataclass(frozen=True)
class Part:
    """One part of a view: its grey picture, shrunk, and the boxes of its blocks in CSS pixels, its own first."""

    grey: np.ndarray[Any, Any]
    boxes: list[list[int]]
    shrink: int


def has_family(browser: Any) -> bool:
    """Tell whether the letters of the pictures are installed."""
    page = browser.new_page()
    page.set_content(f"<span style=\"font-family: '{FAMILY}', monospace\">ill</span><tt>ill</tt>")
    own, other = page.evaluate("['span', 'tt'].map(n => document.querySelector(n).getBoundingClientRect().width)")
    page.close()
    return own != other


def take_pictures(browser: Any, page_file: Path, view: View, style: str = "") -> dict[str, Part]:
    """Give what the parts of a report look like; style is what a test adds to break it."""
    context = browser.new_context(
        viewport={"width": view.width, "height": 900}, color_scheme=view.scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media=view.media, color_scheme=view.scheme)
    page.add_style_tag(content=_STYLE + style)
    boxes = {name: page.evaluate(_BLOCKS, name) for name in view.parts}
    shot = base64.b64encode(page.screenshot(full_page=True, animations="disabled")).decode()
    parts, tool = {}, context.new_page()
    for name, (at, blocks) in ((name, found) for name, found in boxes.items() if found):
        width, height, grey = tool.evaluate(_SHRUNK, [shot if not parts else "", at, view.shrink])
        dots = np.frombuffer(base64.b64decode(grey), np.uint8).reshape(height, width)
        parts[name] = Part(dots, blocks, view.shrink)
    context.close()
    return parts


def differences(approved: dict[str, Part], seen: dict[str, Part]) -> list[str]:
    """Say in which parts and blocks two views differ by more than letters can."""
    faults = [f"{name}: missing" for name in approved if name not in seen]
    faults += [f"{name}: not approved" for name in seen if name not in approved]
    for name in approved.keys() & seen.keys():
        faults += _compare_parts(name, approved[name], seen[name])
    return sorted(faults)


def _compare_parts(name: str, old: Part, new: Part) -> list[str]:
    if len(old.boxes) != len(new.boxes):
        return [f"{name}: {len(new.boxes)} blocks, {len(old.boxes)} approved"]
    faults = []
    for number, (was, now) in enumerate(zip(old.boxes, new.boxes, strict=True)):
        where = f"{name} block {number}"
        if max(abs(was[0] - now[0]), abs(was[2] - now[2])) > SIDEWAYS:
            faults.append(f"{where}: x {now[0]}, width {now[2]}; approved x {was[0]}, width {was[2]}")
        low, high = sorted((was[3], now[3]))
        if high - low > LEAST_HEIGHT and high > TALLER * low:
            faults.append(f"{where}: height {now[3]}, approved {was[3]}")
        apart = grey_apart(_block(old, number), _block(new, number), TILE // old.shrink)
        if apart > GREY_APART:
            faults.append(f"{where}: {apart:.0f} grey levels apart")
    return faults


def _block(part: Part, number: int) -> np.ndarray[Any, Any]:
    x, y, width, height = part.boxes[number] if number else (0, 0, *part.boxes[0][2:])
    k = part.shrink
    return part.grey[max(y, 0) // k : (y + height) // k, max(x, 0) // k : (x + width) // k]


def grey_apart(old: np.ndarray[Any, Any], new: np.ndarray[Any, Any], tile: int) -> float:
    """Give the largest difference of a tile's mean grey, after both are cut into as many tiles."""
    if min(old.shape + new.shape) < 2:
        return 0.0
    rows, columns = (max(1, round(size / tile)) for size in old.shape)
    return float(np.abs(_tiles(old, rows, columns) - _tiles(new, rows, columns)).max())


def _tiles(grey: np.ndarray[Any, Any], rows: int, columns: int) -> np.ndarray[Any, Any]:
    """Give the mean grey of rows times columns tiles of equal size, dots at edges shared out."""
    return _shares(rows, grey.shape[0]) @ grey.astype(float) @ _shares(columns, grey.shape[1]).T


def _shares(tiles: int, dots: int) -> np.ndarray[Any, Any]:
    edges = np.linspace(0, dots, tiles + 1)
    at = np.arange(dots)
    overlap = np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at)
    return np.clip(overlap, 0, None) * tiles / dots


def save_pictures(view: View, parts: dict[str, Part], folder: Path = APPROVED) -> None:
    """Approve a view: its parts one below the other in a grey PNG, its boxes in a table of all views."""
    folder.mkdir(parents=True, exist_ok=True)
    width = max(part.grey.shape[1] for part in parts.values())
    whole = [np.pad(p.grey, ((0, 0), (0, width - p.grey.shape[1])), constant_values=255) for p in parts.values()]
    (folder / f"{view.name}.png").write_bytes(_to_png(np.vstack(whole)))
    table = json.loads((folder / BOXES.name).read_text(encoding="utf-8")) if (folder / BOXES.name).exists() else {}
    table[view.name] = {name: {"shape": p.grey.shape, "boxes": p.boxes} for name, p in parts.items()}
    lines = (f"{json.dumps(name)}: {json.dumps(table[name], separators=(',', ':'))}" for name in sorted(table))
    (folder / BOXES.name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def load_pictures(view: View, folder: Path = APPROVED) -> dict[str, Part]:
    """Give the approved parts of a view."""
    whole = _from_png((folder / f"{view.name}.png").read_bytes())
    parts, top = {}, 0
    for name, kept in json.loads((folder / BOXES.name).read_text(encoding="utf-8"))[view.name].items():
        height, width = kept["shape"]
        parts[name] = Part(whole[top : top + height, :width], kept["boxes"], view.shrink)
        top += height
    return parts


def _to_png(grey: np.ndarray[Any, Any]) -> bytes:
    """Write 8 bit grey, each row as the difference to the one above (filter 2 of PNG), so that any reader shows it."""
    height, width = grey.shape
    above = np.vstack([np.zeros((1, width), np.uint8), grey[:-1]])
    rows = np.hstack([np.full((height, 1), 2, np.uint8), grey - above])
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _from_png(data: bytes) -> np.ndarray[Any, Any]:
    """Read what _to_png wrote; a picture saved by another program is refused."""
    width, height, packed, place = 0, 0, b"", 8
    while place < len(data):
        (size,), kind = struct.unpack_from(">I", data, place), data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        packed += body if kind == b"IDAT" else b""
        place += 12 + size
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width + 1)
    if not (rows[:, 0] == 2).all():
        raise ValueError("approved pictures are written by benchmarks/pictures.py --approve alone")
    return np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8)

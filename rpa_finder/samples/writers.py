"""Write a story in a log format, with the truth about the file's rows."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from xml.sax.saxutils import quoteattr

from rpa_finder.errors import StoreError, UsageError
from rpa_finder.samples.catalogue import SCREENS
from rpa_finder.samples.desks import Row
from rpa_finder.samples.dialects import DIALECTS, XES_KEYS, Cells, Dialect, clipboard_cells, window_cells
from rpa_finder.samples.stories import Story
from rpa_finder.samples.truths import describe_truth

_DAY_MS = 86_400_000
_AFTER_COPY_MS = 600
_SECOND_COPY_MS = 40


class _Line(NamedTuple):
    """A record of the file: which event, in which role, and where it goes."""

    recording: tuple[int, int]
    arrival_ms: int
    event: int
    role: int


_EVENT, _AGAIN, _CLIPBOARD = 0, 1, 2


def write_log(story: Story, dialect: str, folder: Path) -> list[Path]:
    """Write the story's log in a dialect of DIALECTS into the folder, and truth.json beside it.

    Raises UsageError (slug sample-format) where the dialect can't tell this kind
    of story, StoreError (slug cannot-write) where the folder can't be written.
    """
    chosen = DIALECTS.get(dialect)
    if chosen is None or chosen.kind != story.settings.kind:
        known = ", ".join(name for name, d in DIALECTS.items() if d.kind == story.settings.kind)
        raise UsageError("sample-format", dialect, "is no format of such a story.", f"Take one of {known}.")
    path = folder / chosen.file_name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _open(path) as file:
            rows = _write_xes(story, chosen, file) if not chosen.header else _write_table(story, chosen, file)
        truth = folder / "truth.json"
        truth.write_text(_as_json(describe_truth(story, chosen, rows)), encoding="utf-8", newline="\n")
    except OSError as error:
        raise StoreError("cannot-write", str(folder), f"{error.strerror}.", "Choose another folder.") from error
    return [path, truth]


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    """Open a text file to write, packed where its name ends in .gz; no clock gets into it."""
    if path.suffix != ".gz":
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
    ):
        yield file


def _write_table(story: Story, dialect: Dialect, file: TextIO) -> list[int]:
    """Write a delimited table; give the story row behind each record, -1 for none of its own."""
    writer = csv.writer(
        file,
        delimiter=dialect.separator,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    writer.writerow(dialect.header)
    if story.settings.kind == "titles":
        writer.writerows(window_cells(window, story.agents[window.agent]) for window in story.windows)
        return list(range(len(story.windows)))
    lines = _lines(story, dialect)
    writer.writerows(cells for _, cells in _records(story, dialect, lines))
    return [_owner(story, dialect, line) for line in lines]


def _write_xes(story: Story, dialect: Dialect, file: TextIO) -> list[int]:
    """Write XES, one trace for a day's recording of an agent; give the story row behind each event."""
    lines = _lines(story, dialect)
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xes.features="">\n')
    for name, prefix in (("Concept", "concept"), ("Time", "time"), ("Organizational", "org")):
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        file.write(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n')
    recording: tuple[int, int] | None = None
    for line, cells in _records(story, dialect, lines):
        if line.recording != recording:
            file.write("</trace>\n" if recording else "")
            trace = f"{story.agents[line.recording[0]].host} {cells[0][:10]}"
            file.write(f'<trace><string key="concept:name" value={quoteattr(trace)}/>\n')
            recording = line.recording
        file.write(_xes_event(cells))
    file.write("</trace>\n</log>\n" if recording else "</log>\n")
    return [_owner(story, dialect, line) for line in lines]


def _xes_event(cells: Cells) -> str:
    attributes = [
        f"<{'date' if key == 'time:timestamp' else 'string'} key={quoteattr(key)} value={quoteattr(cell)}/>"
        for key, cell in zip(XES_KEYS, cells, strict=True)
        if cell
    ]
    return f"<event>{''.join(attributes)}</event>\n"


def _lines(story: Story, dialect: Dialect) -> list[_Line]:
    """Put the file's records in the order in which they reached it."""
    together = (0, 0)
    lines = []
    for i, row in enumerate(story.events):
        recording = (row.agent, row.time_ms // _DAY_MS) if dialect.by_recording else together
        arrival = story.arrival_ms[i]
        alone = _clipboard_alone(row, dialect)
        if not alone:
            lines.append(_Line(recording, arrival, i, _EVENT))
        if row.action == "copy" and dialect.clipboard_rows:
            lines.append(_Line(recording, max(arrival, row.time_ms + _AFTER_COPY_MS), i, _CLIPBOARD))
        if i in story.twice and not alone:
            lines.append(_Line(recording, arrival + _SECOND_COPY_MS, i, _AGAIN))
    lines.sort()
    return lines


def _clipboard_alone(row: Row, dialect: Dialect) -> bool:
    """Whether only the clipboard's recorder sees this copy: the one for workbooks knows cells, no copying."""
    return dialect.clipboard_rows and row.action == "copy" and bool(SCREENS[row.screen].workbook)


def _owner(story: Story, dialect: Dialect, line: _Line) -> int:
    if line.role == _EVENT:
        return line.event
    alone = line.role == _CLIPBOARD and _clipboard_alone(story.events[line.event], dialect)
    return line.event if alone else -1


def _records(story: Story, dialect: Dialect, lines: Iterable[_Line]) -> Iterator[tuple[_Line, Cells]]:
    events, agents, lost, lost_clips = story.events, story.agents, story.lost, story.lost_clips
    describe = dialect.describe
    for line in lines:
        row = events[line.event]
        if line.role == _CLIPBOARD:
            yield line, clipboard_cells(row, "" if line.event in lost_clips else row.value)
        else:
            yield line, describe(row, "" if line.event in lost else row.value, agents[row.agent])


def _as_json(truth: dict[str, Any]) -> str:
    """Write one line a key, and one an execution or transfer, so that differences can be read."""
    parts = []
    for key, value in truth.items():
        if isinstance(value, list):
            inside = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in value)
            parts.append(f'"{key}": [\n{inside}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"

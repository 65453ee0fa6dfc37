"""How each log format writes down one event: its columns and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from rpa_finder.samples.catalogue import BROWSER_APPS, SCREENS, SHEET, Screen, fill, page_url
from rpa_finder.samples.desks import Row
from rpa_finder.samples.staff import Agent
from rpa_finder.samples.windows import Window

Cells = list[str]
_ACTIONS = (
    *("focus", "navigate", "click", "select", "copy", "paste", "input"),
    *("key", "undo", "submit", "save", "print", "scroll"),
)


def _vocabulary(words: str) -> dict[str, str]:
    """Pair the words of a log with the recorder's actions; "-" stands for one that depends on the field."""
    return dict(zip(_ACTIONS, words.split("|"), strict=True))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One log format."""

    name: str
    kind: str
    """Kind of story that it can tell."""
    file_name: str
    header: tuple[str, ...]
    """Columns; none for XES."""
    describe: Callable[[Row, str, Agent], Cells]
    """Cells of an event with this value (may be lost) by this agent."""
    name_screen: Callable[[Screen, bool, bool], str]
    """What a scan should call a screen: ids in titles or not, name before or after the renaming."""
    by_recording: bool = False
    """Whether the file holds one agent's day after the other instead of everybody in order of time."""
    clipboard_rows: bool = False
    """Whether a recorder of its own logs the clipboard, without saying whose it is."""
    separator: str = ","
    quote_all: bool = False


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


@lru_cache(maxsize=4096)
def _day(days: int, pattern: str) -> str:
    return _time(days * 86_400_000).strftime(pattern)


def _clock(ms: int, pattern: str, between: str) -> str:
    days, rest = divmod(ms, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{_day(days, pattern)}{between}{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def local_time(ms: int) -> str:
    """Time as 2026-03-16T08:01:11.120, the council's local time, which is UTC."""
    return _clock(ms, "%Y-%m-%d", "T")


def _desktop_cells(row: Row, value: str, agent: Agent) -> Cells:
    text = row.key or value
    url = row.url if SCREENS[row.screen].app in BROWSER_APPS else ""
    app = SCREENS[row.screen].app
    word = _DESKTOP_WORDS[row.action]
    return [_clock(row.time_ms, "%Y-%m-%d", " "), agent.name, agent.host, app, row.title, url, word, row.field, text]


_DESKTOP_WORDS = _vocabulary(
    "Activate window|Open page|Click|Select|Copy|Paste|Edit field|Key press|Undo|Submit|Save|Print|Scroll"
)


def _action_logger_cells(row: Row, value: str, agent: Agent) -> Cells:
    screen = SCREENS[row.screen]
    sheet = screen.workbook
    cells = [""] * 20
    cells[:5] = [local_time(row.time_ms) + "Z", agent.name, "Excel" if sheet else "Chrome", "", row.url]
    if sheet:
        cells[6], cells[7], cells[8] = _workbook(row), SHEET, row.field
    elif row.field:
        cells[10:13] = ["INPUT" if row.field in screen.fields else "BUTTON", "text", row.field]
    cells[3] = _action_logger_word(row, screen)
    if row.action in ("copy", "paste"):
        cells[5] = value
    elif row.action in ("key", "undo"):
        cells[5] = row.key or "Ctrl+Z"
    else:
        cells[13] = value
    return cells


def _action_logger_word(row: Row, screen: Screen) -> str:
    if row.action == "click":
        return "clickTextField" if row.field in screen.fields else "clickButton"
    words = _ACTION_LOGGER_SHEET_WORDS if screen.workbook else _ACTION_LOGGER_WORDS
    return words[row.action]


_ACTION_LOGGER_WORDS = _vocabulary(
    "selectTab|navigate_to|-|Selection|copy|paste|editField|pressKey|pressKey|form_submit|save|print|scroll"
)
_ACTION_LOGGER_SHEET_WORDS = _ACTION_LOGGER_WORDS | {
    "focus": "selectWorksheet",
    "select": "getCell",
    "input": "editCell",
    "save": "saveWorkbook",
}


def clipboard_cells(row: Row, value: str) -> Cells:
    """Cells of the clipboard recorder's own row for a copy, in the Action Logger's columns: nobody's."""
    cells = [""] * 20
    delay = 40 + row.time_ms * 7919 % 560
    cells[0], cells[2], cells[3], cells[5] = local_time(row.time_ms + delay) + "Z", "OS-Clipboard", "copy", value
    return cells


def _workbook(row: Row) -> str:
    return row.title.removesuffix(" - Excel")


_SMARTRPA_HEADER = tuple(
    """timestamp,user,category,application,event_type,event_relevance,event_src_path,event_dest_path,clipboard_content,
    mouse_coord,workbook,current_worksheet,worksheets,sheets,cell_content,cell_range,cell_range_number,window_size,
    slides,effect,hotkey,id,title,description,browser_url,eventQual,tab_moved_from_index,tab_moved_to_index,
    newZoomFactor,oldZoomFactor,tab_pinned,tab_audible,tab_muted,window_ingognito,file_size,tag_category,tag_type,
    tag_name,tag_title,tag_value,tag_checked,tag_html,tag_href,tag_innerText,tag_option,tag_attributes,xpath,
    xpath_full,screenshot""".replace("\n    ", "").split(",")
)
_AT = {name: i for i, name in enumerate(_SMARTRPA_HEADER)}
_SMARTRPA_WORDS = _vocabulary(
    "activateWindow|link|-|selectText|copy|paste|changeField|hotkey|hotkey|formSubmit|saveFile|printSubmitted|scroll"
)
_SMARTRPA_SHEET_WORDS = _SMARTRPA_WORDS | {
    "focus": "activateWorkbook",
    "select": "getCell",
    "input": "editCell",
    "save": "saveWorkbook",
}


def _smartrpa_cells(row: Row, value: str, agent: Agent) -> Cells:
    screen = SCREENS[row.screen]
    cells = [""] * len(_SMARTRPA_HEADER)
    in_browser = screen.app in BROWSER_APPS
    cells[:5] = [local_time(row.time_ms), agent.name, "", screen.app, _smartrpa_word(row, screen, in_browser)]
    cells[2] = "Browser" if in_browser else "OperatingSystem"
    cells[_AT["title"]] = row.title
    if screen.workbook:
        cells[2:4] = ["MicrosoftOffice", "Microsoft Excel"]
        cells[_AT["workbook"]], cells[_AT["current_worksheet"]] = _workbook(row), SHEET
        cells[_AT["cell_range"]] = row.field
    elif row.field:
        cells[_AT["tag_name"]] = row.field
        cells[_AT["tag_category"]] = "INPUT" if row.field in screen.fields else "BUTTON"
    if in_browser:
        cells[_AT["browser_url"]] = row.url
    if row.action in ("copy", "paste"):
        cells[2] = cells[2] if in_browser else "Clipboard"
        cells[_AT["clipboard_content"]] = value
    elif row.action in ("key", "undo"):
        cells[2], cells[_AT["hotkey"]] = "Keyboard", (row.key or "Ctrl+Z").upper()
    else:
        cells[_AT["cell_content" if screen.workbook else "tag_value"]] = value
    return cells


def _smartrpa_word(row: Row, screen: Screen, in_browser: bool) -> str:
    if row.action == "click":
        return "clickTextField" if row.field in screen.fields else "clickButton"
    if row.action == "focus" and in_browser:
        return "selectTab"
    return (_SMARTRPA_SHEET_WORDS if screen.workbook else _SMARTRPA_WORDS)[row.action]


XES_KEYS = (
    "time:timestamp",
    "org:resource",
    "application",
    "title",
    "browser_url",
    "concept:name",
    "element",
    "value",
    "key",
)
_XES_WORDS = _vocabulary(
    "windowActivated|pageOpened|clicked|textSelected|clipboardCopy|clipboardPaste|"
    "fieldEdited|keyPressed|undo|formSubmitted|saved|printed|scrolled"
)


def _xes_cells(row: Row, value: str, agent: Agent) -> Cells:
    app = SCREENS[row.screen].app
    url = row.url if app in BROWSER_APPS else ""
    time = local_time(row.time_ms) + "+00:00"
    return [time, agent.name, app, row.title, url, _XES_WORDS[row.action], row.field, value, row.key]


def _terminal_cells(row: Row, value: str, agent: Agent) -> Cells:
    screen = SCREENS[row.screen]
    renamed = screen.later_title and row.title == screen.later_title
    heading = screen.later_heading if renamed else screen.heading
    time = _clock(row.time_ms, "%d/%m/%Y", " ")[:-1]
    return [time, agent.name, agent.terminal, screen.code, heading, row.field, row.key, value]


def window_cells(window: Window, agent: Agent) -> Cells:
    """Cells of a window in the window-title log."""
    time = local_time(window.start_ms)[:-4].replace("T", " ")
    app = SCREENS[window.screen].app
    return [agent.name, app, window.title, time, f"{window.duration_ms / 1000:.1f}"]


def _no_cells(row: Row, value: str, agent: Agent) -> Cells:
    raise NotImplementedError("window titles have windows, no events")


def _title_name(screen: Screen, ids: bool, later: bool) -> str:
    if later and screen.later_title:
        return fill(screen.later_title, {})
    return fill(screen.title if ids else screen.plain, {})


def _title_or_sheet_name(screen: Screen, ids: bool, later: bool) -> str:
    if screen.workbook:
        return f"{fill(screen.workbook, {})} › {SHEET}"
    return _title_name(screen, ids, later)


def _url_name(screen: Screen, ids: bool, later: bool) -> str:
    if screen.workbook:
        return _title_or_sheet_name(screen, ids, later)
    url = fill(page_url(screen), {})
    return url if ids else url.replace("/#", "")


def _green_screen_name(screen: Screen, ids: bool, later: bool) -> str:
    return f"{screen.code} {screen.later_heading if later and screen.later_heading else screen.heading}"


_ACTION_LOGGER_HEADER = tuple(
    """timeStamp,userID,targetApp,eventType,url,content,target.workbookName,target.sheetName,target.id,
    target.className,target.tagName,target.type,target.name,target.value,target.innerText,target.checked,target.href,
    target.option,target.title,target.innerHTML""".replace("\n    ", "").split(",")
)
_DESKTOP_HEADER = ("Timestamp", "User", "Computer", "Application", "Window title", "URL", "Event", "Control", "Text")
_TERMINAL_HEADER = ("Logged at", "Operator", "LU", "Screen ID", "Screen title", "Field", "Key", "Data")
_TITLES_HEADER = ("User", "Application", "Window title", "Start", "Duration (s)")

DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect("desktop", "desktop", "desktop.csv", _DESKTOP_HEADER, _desktop_cells, _title_name),
        Dialect(
            "action_logger",
            "desktop",
            "action_logger.csv",
            _ACTION_LOGGER_HEADER,
            _action_logger_cells,
            _url_name,
            by_recording=True,
            clipboard_rows=True,
            quote_all=True,
        ),
        Dialect("smartrpa", "desktop", "smartrpa.csv", _SMARTRPA_HEADER, _smartrpa_cells, _title_or_sheet_name),
        Dialect("xes", "desktop", "desktop.xes.gz", (), _xes_cells, _title_name, by_recording=True),
        Dialect(
            "terminal",
            "terminal",
            "terminal.csv",
            _TERMINAL_HEADER,
            _terminal_cells,
            _green_screen_name,
            separator=";",
        ),
        Dialect("titles", "titles", "titles.csv", _TITLES_HEADER, _no_cells, _title_name),
    )
}
"""Every log format by name."""

"""What the routines of benchmarks/other_shapes.py log, step by step: a function of chance for each routine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple


class Step(NamedTuple):
    """One record of a log, less time and person."""

    cells: dict[str, str]
    seconds: float = 2.0
    """Time that it takes, about."""
    late: float = 0.0
    """How much later than it happened the record is stamped."""
    nobodys: bool = False
    """Whether the record does not say who."""
    stray: bool = False
    """Whether it belongs to no execution although it happens in one."""


Make = Callable[[Random], list[Step]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NAMES = _words(
    """Abel Bo Carla Dirk Elin Fatou Goran Hiro Ines Jonas Kaya Lene Mato Nadia Oleg Pia Rafi Sanne Tove Uwe Vera Wim
    Yara Zeno"""
)
_SURNAMES = _words(
    """Aaker Bloem Castel Dunaj Ekdal Fiore Gorski Halden Ivers Jelen Kranz Lomas Moravec Nyberg Orsini Palme Quist
    Rask Stoica Tamm Ulloa Varga Wessel Zoric"""
)


def _name(rng: Random) -> str:
    return f"{rng.choice(_NAMES)} {rng.choice(_SURNAMES)}"


def _date(rng: Random) -> str:
    return f"{rng.randrange(1, 29):02d}.{rng.randrange(1, 13):02d}.{rng.randrange(1950, 2026)}"


def _chance(rng: Random, share: float, *steps: Step) -> list[Step]:
    return list(steps) if rng.random() < share else []


# Anonymous web log: no user, no title; xpaths are the names of fields, half the texts are not there ----------------

WEB_HEADER = ("ts", "event", "url", "xpath", "text")
_SITE = "https://portal.example"


def _load(path: str) -> Step:
    return Step({"event": "load", "url": _SITE + path}, 3.0)


def _touch(event: str, path: str, xpath: str, text: str = "", seconds: float = 2.0) -> Step:
    return Step({"event": event, "url": _SITE + path, "xpath": xpath, "text": text}, seconds)


def _input(rng: Random, path: str, place: str, text: str) -> list[Step]:
    xpath = f"/html/body/div[2]/main/form/{place}"
    clicked = _chance(rng, 0.4, _touch("click", path, xpath, seconds=1.0))
    return [*clicked, _touch("change", path, xpath, text if rng.random() < 0.5 else "", 4.0)]


def _report_damage(rng: Random) -> list[Step]:
    path = "/report/new"
    kinds = _touch("click", path, f"/html/body/div[2]/main/ul/li[{rng.randrange(1, 9)}]/a")
    return [
        _load("/report"),
        kinds,
        _load(path),
        *_input(rng, path, "div[1]/input", f"{rng.randrange(1, 120)} Elm Row"),
        *_input(rng, path, "div[2]/textarea", f"Broken {rng.choice(_SURNAMES).lower()} near no. {rng.randrange(90)}"),
        *_chance(rng, 0.4, _touch("change", path, "/html/body/div[2]/main/form/div[3]/input", "photo.jpg", 6.0)),
        *_input(rng, path, "div[4]/input", _name(rng)),
        _touch("click", path, "/html/body/div[2]/main/form/button", "Send"),
        _load("/report/thanks"),
    ]


def _book_visit(rng: Random) -> list[Step]:
    path = "/visits/book"
    day = rng.randrange(1, 6)
    looked = [_touch("click", path, f"//*[@id='calendar']/table/tr[{rng.randrange(1, 6)}]/td[{day}]") for _ in "ab"]
    return [
        _load(path),
        _touch("click", path, "//*[@id='calendar']/button[2]"),
        *looked[: rng.choice((1, 1, 2))],
        _touch("click", path, f"//*[@id='slots']/li[{rng.randrange(1, 12)}]"),
        *_input(rng, path, "div[1]/input", _name(rng)),
        *_input(rng, path, "div[2]/input", f"0{rng.randrange(10**8, 10**9)}"),
        _touch("click", path, "//*[@id='confirm']", "Confirm"),
        _load("/visits/done"),
    ]


def _renew_permit(rng: Random) -> list[Step]:
    path = "/permits/renew"
    return [
        _load("/permits"),
        _touch("click", "/permits", f"//*[@id='mine']/tr[{rng.randrange(2, 7)}]/td[5]/a", "Renew"),
        _load(path),
        *_input(rng, path, "div[1]/input", f"P-{rng.randrange(10_000, 99_999)}"),
        *_input(rng, path, "div[2]/select", rng.choice(("1 year", "2 years"))),
        *_chance(rng, 0.5, _touch("click", path, "/html/body/div[2]/main/form/label", "I agree")),
        _touch("click", path, "/html/body/div[2]/main/form/button", "Pay"),
        _load("/pay"),
        *_input(rng, "/pay", "div[1]/input", str(rng.randrange(10**15, 10**16))),
        _touch("click", "/pay", "/html/body/div[2]/main/form/button", "Pay now"),
    ]


def _browse(rng: Random) -> list[Step]:
    pages = ("/", "/news", "/news/archive", "/contact", "/permits", "/report", "/visits/book", "/search")
    steps: list[Step] = []
    for page in rng.choices(pages, k=rng.randrange(1, 9)):
        steps.append(_load(page))
        steps += _chance(rng, 0.6, _touch("click", page, f"/html/body/div[1]/nav/ul/li[{rng.randrange(1, 12)}]/a"))
        steps += _chance(rng, 0.3, _touch("scroll", page, "/html/body"))
    return steps


def web_steps() -> Mapping[str, Make]:
    """Give the routines of the shape, and other work."""
    return {
        "report_damage": _report_damage,
        "book_visit": _book_visit,
        "renew_permit": _renew_permit,
        "other": _browse,
    }


# A recorder whose clipboard rows belong to nobody and come late -----------------------------------------------------

CLIPBOARD_HEADER = _words(
    """timeStamp userID targetApp eventType url content target.workbookName target.sheetName target.id target.class
    target.tagName target.type target.name target.value target.innerText target.checked target.href target.option
    target.title target.innerHTML"""
)
_SHOP, _CATALOGUE = "https://supplier.example/order/new", "https://supplier.example/catalogue"


def _cell(event: str, book: str, cell: str, text: str = "") -> Step:
    at = {"target.workbookName": book, "target.sheetName": "Sheet1", "target.id": cell, "target.value": text}
    return Step({"targetApp": "Excel", "eventType": event} | at, 1.6)


def _clipboard(rng: Random, text: str, *, stray: bool = False) -> Step:
    cells = {"targetApp": "OS-Clipboard", "eventType": "copy", "content": text}
    return Step(cells, 0.5, late=rng.uniform(0.02, 1.2), nobodys=True, stray=stray)


def _web(event: str, url: str, name: str = "", text: str = "", content: str = "", seconds: float = 1.6) -> Step:
    tag = {"target.tagName": "INPUT" if "Button" not in event else "BUTTON", "target.name": name} if name else {}
    cells = {"targetApp": "Chrome", "eventType": event, "url": url, "target.value": text, "content": content}
    return Step(cells | tag, seconds)


def _paste_in(rng: Random, url: str, name: str, text: str) -> list[Step]:
    return [
        *_chance(rng, 0.7, _web("clickTextField", url, name)),
        _web("paste", url, name, content=text if rng.random() < 0.8 else ""),
        *_chance(rng, 0.6, _web("editField", url, name, text)),
    ]


def _order_lines(rng: Random) -> list[Step]:
    row = rng.randrange(2, 400)
    values = {
        "A": ("article", f"{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"),
        "B": ("quantity", str(rng.randrange(1, 60))),
        "D": ("deliver", _date(rng)),
        "E": ("costCentre", f"K{rng.randrange(100, 180)}"),
    }
    if rng.random() < 0.4:
        del values["E"]
    steps = [_web("selectTab", _SHOP)]
    for column, (name, text) in values.items():
        steps += [_cell("getCell", "orders.xlsx", f"{column}{row}", text), _clipboard(rng, text)]
        steps += _chance(rng, 0.05, _clipboard(rng, _name(rng), stray=True))
        steps += _paste_in(rng, _SHOP, name, text)
    steps.append(_web("clickButton", _SHOP, "addLine", seconds=2.5))
    return [*steps, _cell("editCell", "orders.xlsx", f"G{row}", "ok")]


def _price_back(rng: Random) -> list[Step]:
    row, number = rng.randrange(2, 200), f"{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"
    price = f"{rng.randrange(100, 90_000) / 100:.2f}"
    return [
        _cell("getCell", "prices.xlsx", f"A{row}", number),
        _clipboard(rng, number),
        *_paste_in(rng, _CATALOGUE, "q", number),
        _web("clickButton", _CATALOGUE, "search", seconds=3.0),
        _web("Selection", f"{_CATALOGUE}/{number}", "price", price),
        _clipboard(rng, price),
        _cell("paste", "prices.xlsx", f"C{row}", price),
        *_chance(rng, 0.5, _cell("editCell", "prices.xlsx", f"D{row}", _date(rng))),
    ]


def _potter(rng: Random) -> list[Step]:
    steps = [_web("selectTab", "https://mail.example/inbox", seconds=4.0)]
    for _ in range(rng.randrange(0, 7)):
        steps += rng.choice(
            (
                [_cell("getCell", "orders.xlsx", f"{rng.choice('ABCDEFG')}{rng.randrange(2, 400)}")],
                [_clipboard(rng, _name(rng), stray=True)],
                [_web("clickLink", rng.choice((_CATALOGUE, "https://mail.example/inbox")), f"a{rng.randrange(40)}")],
                [_web("selectTab", rng.choice((_SHOP, _CATALOGUE, "https://news.example")))],
            )
        )
    return steps


def clipboard_steps() -> Mapping[str, Make]:
    """Give the routines of the shape, and other work."""
    return {"order_lines": _order_lines, "price_back": _price_back, "other": _potter}


# Case log: case, activity, time, resource; cases that come back for the same activities -----------------------------

CASE_HEADER = ("Case ID", "Activity", "Timestamp", "Resource")


def case_steps() -> Mapping[str, Make]:
    """Give the routines of the shape, and other work; a person's permits are remembered, so that they come back."""
    past: list[str] = []

    def about(case: str, names: tuple[str, ...]) -> list[Step]:
        return [Step({"Case ID": case, "Activity": name}, 70.0) for name in names]

    def permit(rng: Random) -> list[Step]:
        past.append(_new_case(rng, "PM"))
        visit = ("Site visit note", "Calculate fee") if rng.random() < 0.5 else ("Calculate fee", "Site visit note")
        asked = ("Ask for documents",) if rng.random() < 0.25 else ()
        return about(past[-1], ("Register application", "Check documents", *asked, *visit, "Approve", "Send letter"))

    def permit_again(rng: Random) -> list[Step]:
        checked = ("Check documents",) if rng.random() < 0.6 else ()
        case = rng.choice(past) if past else _new_case(rng, "PM")
        return about(case, ("Reopen case", *checked, "Calculate fee", "Approve", "Send letter"))

    def complaint(rng: Random) -> list[Step]:
        asked = ("Ask colleague",) if rng.random() < 0.4 else ()
        names = ("Receive complaint", "Assess complaint", *asked, "Write answer", "Close complaint")
        return about(_new_case(rng, "CO"), names)

    def other(rng: Random) -> list[Step]:
        names = ("Read file", "Phone call", "Add note", "Print file", "Check documents", "Ask colleague")
        case = rng.choice(past) if past else _new_case(rng, "PM")
        return about(case, tuple(rng.choice(names) for _ in range(rng.randrange(1, 4))))

    return {"permit": permit, "complaint": complaint, "permit_again": permit_again, "other": other}


def _new_case(rng: Random, prefix: str) -> str:
    return f"{prefix}-{rng.randrange(10_000, 99_999)}"


# Terminal: maps with fields named by their place, typed and sent, second clock --------------------------------------

GREEN_HEADER = ("Date", "Time", "Operator", "Terminal", "Map", "Field", "Aid", "Input")


def _typed(screen: str, field: str, text: str, aid: str = "TAB", seconds: float = 3.0) -> Step:
    return Step({"Map": screen, "Field": field, "Aid": aid, "Input": text}, seconds)


def _key(screen: str, aid: str) -> Step:
    return Step({"Map": screen, "Aid": aid}, 1.3)


def _part(rng: Random) -> str:
    return f"{rng.choice('ABX')}{rng.randrange(10_000, 99_999)}"


def _stock_move(rng: Random) -> list[Step]:
    part = _part(rng)
    return [
        _typed("MENU01", "24/08", "S2", "ENTER"),
        _typed("STK200", "04/12", part, "ENTER"),
        *_chance(rng, 0.5, _key("STK200", "PF8")),
        _typed("MENU01", "24/08", "S5", "ENTER"),
        _typed("STK500", "04/12", part),
        _typed("STK500", "06/12", f"W{rng.randrange(1, 9)}"),
        _typed("STK500", "06/40", f"W{rng.randrange(1, 9)}"),
        *_chance(rng, 0.05, _typed("STK500", "08/12", "0"), _key("STK500", "BACKTAB")),
        _typed("STK500", "08/12", str(rng.randrange(1, 500)), "ENTER"),
        _key("STK500", "PF3"),
    ]


def _order_entry(rng: Random) -> list[Step]:
    customer = str(rng.randrange(100_000, 999_999))
    steps = [
        _typed("MENU01", "24/08", "O1", "ENTER"),
        _typed("ORD100", "03/15", customer, "ENTER"),
        _typed("ORD110", "05/15", _date(rng).replace(".", "")),
        _typed("ORD110", "06/15", f"REF{rng.randrange(1000, 9999)}", "ENTER"),
    ]
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        steps += [_typed("ORD120", "10/04", _part(rng)), _typed("ORD120", "10/30", str(rng.randrange(1, 90)), "ENTER")]
    return [*steps, _key("ORD120", "PF5"), *_chance(rng, 0.6, _key("ORD190", "PF12"))]


def _stock_enquiry(rng: Random) -> list[Step]:
    return [
        _typed("MENU01", "24/08", "S1", "ENTER"),
        _typed("STK100", "04/12", _part(rng), "ENTER"),
        _key("STK100", "PF8"),
        *_chance(rng, 0.5, _key("STK110", "PF8")),
        _key("STK110", "PF3"),
    ]


def _wander(rng: Random) -> list[Step]:
    steps: list[Step] = []
    for _ in range(rng.randrange(1, 7)):
        screen = rng.choice(("MENU01", "STK100", "STK200", "ORD100", "CUS300", "MSG010", "PRT020"))
        steps.append(
            _key(screen, rng.choice(("PF3", "PF7", "PF8", "PF12", "CLEAR")))
            if rng.random() < 0.6
            else _typed(screen, rng.choice(("04/12", "03/15", "24/08")), _part(rng), "ENTER")
        )
    return steps


def green_steps() -> Mapping[str, Make]:
    """Give the routines of the shape, and other work."""
    return {
        "stock_move": _stock_move,
        "order_entry": _order_entry,
        "stock_enquiry": _stock_enquiry,
        "other": _wander,
    }


# One person fills a form and, by turns, takes the answer back ------------------------------------------------------

FORM_HEADER = ("Time", "User", "Program", "Window", "Address", "Action", "Field", "Value")
_COLLEGE = "https://college.example/enrol"


def _window(program: str, window: str, action: str, field: str = "", text: str = "", seconds: float = 1.8) -> Step:
    cells = {"Program": program, "Window": window, "Action": action, "Field": field, "Value": text}
    return Step(cells | ({"Address": _COLLEGE} if program == "Browser" else {}), seconds)


def _enrol(rng: Random) -> list[Step]:
    book, page, row = "applicants.xlsx", "Enrolment form", rng.randrange(2, 300)
    values = (
        ("A", "First name", rng.choice(_NAMES)),
        ("B", "Last name", rng.choice(_SURNAMES)),
        ("C", "Born", _date(rng)),
        ("F", "Course", f"C{rng.randrange(100, 130)}"),
        ("G", "E-mail", f"{rng.choice(_NAMES).lower()}{rng.randrange(100, 999)}@mail.example"),
    )
    steps: list[Step] = []
    for column, field, text in values:
        if column == "F" and rng.random() < 0.2:
            steps.append(_window("Browser", page, "Edit", field, text, 4.0))
            continue
        steps += [
            _window("Spreadsheet", book, "Select", f"{column}{row}", text),
            _window("Spreadsheet", book, "Copy", f"{column}{row}", text, 0.7),
            *_chance(rng, 0.5, _window("Browser", page, "Click", field)),
            _window("Browser", page, "Paste", field, text, 1.0),
        ]
    return [*steps, _window("Browser", page, "Click", "Send application", seconds=2.5)]


def _confirm(rng: Random) -> list[Step]:
    mail, book, row = "Confirmation - Mail", "applicants.xlsx", rng.randrange(2, 300)
    number = f"E{rng.randrange(100_000, 999_999)}"
    return [
        _window("Mail", "Inbox - Mail", "Activate"),
        _window("Mail", mail, "Open", seconds=3.0),
        _window("Mail", mail, "Copy", "Body", number),
        _window("Spreadsheet", book, "Paste", f"H{row}", number),
        *_chance(rng, 0.5, _window("Spreadsheet", book, "Edit", f"I{row}", _date(rng))),
        _window("Mail", mail, "Click", "Archive"),
    ]


def _look_up(rng: Random) -> list[Step]:
    timetable = _chance(rng, 0.5, _window("Browser", "Timetable", "Open", seconds=8.0))
    return [_window("Mail", "Inbox - Mail", "Scroll", seconds=5.0), *timetable]


def form_steps() -> Mapping[str, Make]:
    """Give the routines of the shape, and other work."""
    return {"enrol": _enrol, "confirm": _confirm, "other": _look_up}

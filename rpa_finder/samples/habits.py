"""Work that is no routine: the agents' own ways, on the routines' screens too, in no fixed order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from rpa_finder.samples import words
from rpa_finder.samples.catalogue import SCREENS
from rpa_finder.samples.desks import Desk
from rpa_finder.samples.records import Record, make_prose

_CUSTOMER_SCREENS = (
    "enquiry",
    "payments",
    "customer",
    "contact",
    "notes",
    "claim",
    "scan",
    "search",
    "work_list",
    "case",
    "mail",
    "landlords",
    "arrears",
    "moving_form",
    "menu",
)
_OWN_SCREENS = ("home", "page", "calendar", "chat", "hours", "rota", "inbox", "letter")


def read_mail(desk: Desk, record: Record) -> None:
    """Open some mails, answer a few."""
    desk.go("inbox")
    for _ in range(1 + desk.rng.randrange(4)):
        desk.go("letter", None, {"subject": _subject(desk), "day": str(desk.rng.randrange(10**7))})
        if desk.rng.random() < 0.4:
            desk.scroll()
        if desk.rng.random() < 0.25:
            desk.write("Message body", make_prose(desk.rng, 1))
            desk.submit("Send")
        if desk.rng.random() < 0.6:
            desk.go("inbox")
            if desk.rng.random() < 0.2:
                desk.find("Search", record.last)


def look_around(desk: Desk, record: Record) -> None:
    """Wander between one's own windows."""
    for _ in range(2 + desk.rng.randrange(7)):
        key = desk.rng.choice(_OWN_SCREENS)
        _open(desk, key, record if key == "chat" else None)
        if key in ("chat", "home") and desk.rng.random() < 0.5:
            field = SCREENS[key].fields[0]
            desk.write(field, make_prose(desk.rng, 1)[: 20 + desk.rng.randrange(40)])
        elif desk.rng.random() < 0.4:
            desk.scroll()


def check_list(desk: Desk, record: Record) -> None:
    """Check things on the screens that the routines use, in any order."""
    for _ in range(3 + desk.rng.randrange(8)):
        key = desk.rng.choice(_CUSTOMER_SCREENS)
        _open(desk, key, record)
        _poke(desk, key, record)


def help_caller(desk: Desk, record: Record) -> None:
    """Take a call: look up what is asked for, perhaps copy something into a note."""
    desk.go("phone")
    desk.click(desk.rng.choice(("Answer", "Hold", "Transfer")))
    keys: Sequence[str] = desk.rng.sample(_CUSTOMER_SCREENS, 2 + desk.rng.randrange(3))
    for key in keys:
        _open(desk, key, record)
        _poke(desk, key, record)
    if desk.rng.random() < 0.4:
        key, field, text = _asked_for(desk, record)
        desk.go(key, record)
        desk.copy(field, text)
        desk.go("notes", record)
        desk.paste("New note")
    if desk.rng.random() < 0.3:
        desk.go("notes", record)
        desk.write("New note", make_prose(desk.rng, 1))
    if desk.rng.random() < 0.5:
        desk.go("phone")
        desk.write("Wrap-up code", str(desk.rng.randrange(10, 40)))


def _asked_for(desk: Desk, record: Record) -> tuple[str, str, str]:
    """Give what a caller wants noted. In the harder stories it is anything: always the same would be a routine."""
    if not desk.settings.harder:
        return "contact", "Phone", record.phone
    return desk.rng.choice(
        (
            ("contact", "Phone", record.phone),
            ("contact", "Address", record.address),
            ("payments", "Balance", record.amount),
            ("enquiry", "Property ref", record.property),
            ("customer", "Customer ID", record.customer),
            ("claim", "Moved in", record.since),
            ("case", "Reason", record.amount),
        )
    )


def tinker_with_sheet(desk: Desk, record: Record) -> None:
    """Move about in a workbook."""
    key = desk.rng.choice(("rota", "arrears", "landlords", "rota"))
    desk.go(key)
    for _ in range(2 + desk.rng.randrange(8)):
        cell = f"{desk.rng.choice('ABCDEFG')}{desk.rng.randrange(2, 90)}"
        chance = desk.rng.random()
        if chance < 0.5:
            desk.read(cell, _cell_text(desk, record))
        elif chance < 0.7:
            desk.write(cell, _cell_text(desk, record))
        elif chance < 0.8:
            desk.copy(cell, _cell_text(desk, record))
            desk.paste(f"{desk.rng.choice('ABCDEFG')}{desk.rng.randrange(2, 90)}")
        else:
            desk.scroll()
    if desk.rng.random() < 0.4:
        desk.save()


def make_own_round(desk: Desk, record: Record) -> None:
    """Make the round of windows that is this agent's own: nearly the same every time, and nobody else's."""
    own = Random(f"round {desk.settings.seed} {desk.agent.number}")
    keys = own.sample(_OWN_SCREENS, own.randrange(3, 6))
    if desk.rng.random() < 0.3:
        i = desk.rng.randrange(len(keys) - 1)
        keys[i], keys[i + 1] = keys[i + 1], keys[i]
    for key in keys:
        if desk.rng.random() < 0.2:
            continue
        _open(desk, key, record if key == "chat" else None)
        if desk.rng.random() < 0.5:
            desk.scroll()


HABITS: tuple[Callable[[Desk, Record], None], ...] = (
    read_mail,
    look_around,
    check_list,
    help_caller,
    tinker_with_sheet,
)
"""Every kind of work that is no routine."""


_HARDER_HABITS = (*HABITS, make_own_round)


def habits_of(harder: bool) -> tuple[Callable[[Desk, Record], None], ...]:
    """Every kind of work that is no routine in such a story."""
    return _HARDER_HABITS if harder else HABITS


def do_other_work(desk: Desk, record: Record) -> None:
    """Do something that is no routine, as this agent tends to."""
    desk.rng.choices(habits_of(desk.settings.harder), desk.agent.habits)[0](desk, record)


def _open(desk: Desk, key: str, record: Record | None) -> None:
    known = {"subject": _subject(desk), "day": str(desk.rng.randrange(10**7))} if "{subject}" in _title(key) else None
    desk.go(key, record, known)


def _title(key: str) -> str:
    return SCREENS[key].title


def _subject(desk: Desk) -> str:
    pool = words.PAGES if desk.rng.random() < 0.3 else words.MAIL_SUBJECTS
    return desk.rng.choice(pool)


def _cell_text(desk: Desk, record: Record) -> str:
    return desk.rng.choice((record.account, record.last, record.amount, "yes", "", record.moved, "early", "late"))


def _poke(desk: Desk, key: str, record: Record) -> None:
    chance = desk.rng.random()
    fields = SCREENS[key].fields
    if not fields or chance < 0.25:
        desk.scroll()
    elif chance < 0.5:
        desk.read(desk.rng.choice(fields), desk.rng.choice((record.account, record.name, record.amount, record.since)))
    elif chance < 0.65:
        desk.find(fields[0], desk.rng.choice((record.account, record.customer, record.last)))
    elif chance < 0.8:
        desk.click(desk.rng.choice(("Refresh", "Back", "Next item", "Help", fields[-1])))
    elif chance < 0.88:
        desk.copy(desk.rng.choice(fields), desk.rng.choice((record.account, record.phone, record.name)))

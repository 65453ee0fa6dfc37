"""The routines: what an agent does in one execution of each.

Each routine is a generator over a desk and a record. It yields where the agent
may be called away and come back: never between a copy and its paste.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rpa_finder.samples.desks import Desk
from rpa_finder.samples.ledger import Source
from rpa_finder.samples.records import Record, international, make_prose, without_slashes, year_first

Work = Iterator[None]
_BODY = "Message body"
QUOTED = "quoted in prose"
"""Transform of a value that ends in a free text: carried, but nothing that a program could repeat."""


@dataclass(frozen=True, slots=True)
class Script:
    """A routine of the story."""

    kind: str
    """One of model.KINDS."""
    perform: Callable[[Desk, Record, int], Work]
    """Do it once, with a record and the number of the execution in its run (a list's line)."""
    share: float
    """Share of the executions of ordinary routines; 0: the rare one."""
    run: float
    """Mean length of a run of executions one after the other."""
    points: int
    """Places at least where it may be suspended."""
    events: tuple[float, float, float]
    """Rows of one execution, about: desktop, terminal, titles."""


def _carry(desk: Desk, record: Record, source: tuple[str, str, str], target: tuple[str, str]) -> None:
    """Copy a value (screen, field, text) and paste it as it is (screen, field)."""
    _carry_changed(desk, record, source, target, ("", "identity"))


def _carry_changed(
    desk: Desk, record: Record, source: tuple[str, str, str], target: tuple[str, str], change: tuple[str, str]
) -> None:
    """Copy a value and finish it at the target: change is the final text and the transform's name."""
    desk.go(source[0], record)
    desk.copy(source[1], source[2])
    desk.go(target[0], record)
    desk.paste(target[1], *change)


def _optional(desk: Desk) -> bool:
    return desk.rng.random() < desk.agent.thorough


def change_of_address(desk: Desk, record: Record, _: int) -> Work:
    """Three screens (mail, terminal, customer system) into one web form, by clipboard."""
    form = "moving_form"
    if desk.rng.random() < 0.5:
        desk.go("inbox")
    desk.go("mail", record)
    desk.copy(_BODY, record.account)
    desk.go("enquiry", record)
    desk.find_pasted("Account no")
    desk.go(form, record)
    desk.paste("Account number")
    yield
    blocks = [_from_account, _from_customer]
    if desk.agent.team == "South":
        blocks.reverse()
    yield from _from_mail(desk, record)
    for block in blocks:
        yield from block(desk, record)
    if _optional(desk):
        desk.go("mail", record)
        desk.scroll()
        desk.go(form, record)
    desk.submit("Submit change")
    yield
    if _optional(desk):
        desk.go("receipt", record)
        desk.print()


def _from_mail(desk: Desk, record: Record) -> Work:
    _carry(desk, record, ("mail", _BODY, record.house), ("moving_form", "New address"))
    yield
    _carry(desk, record, ("mail", _BODY, record.postcode), ("moving_form", "Postcode"))
    date = (year_first(record.moved), "date dmy to ymd")
    _carry_changed(desk, record, ("mail", _BODY, record.moved), ("moving_form", "Moving date"), date)
    yield


def _from_account(desk: Desk, record: Record) -> Work:
    _carry(desk, record, ("enquiry", "Property ref", record.property), ("moving_form", "Property reference"))
    yield


def _from_customer(desk: Desk, record: Record) -> Work:
    _carry(desk, record, ("contact", "Phone", record.phone), ("moving_form", "Telephone"))
    if _optional(desk):
        _carry(desk, record, ("contact", "E-mail", record.mail), ("moving_form", "E-mail address"))
    yield


def arrears_rows(desk: Desk, record: Record, line: int) -> Work:
    """One row of a spreadsheet into one web form."""
    row = str(line + 2)
    desk.go("arrears")
    desk.pick_row(line)
    _carry(desk, record, ("arrears", "A" + row, record.account), ("plan_form", "Account"))
    yield
    _carry(desk, record, ("arrears", "C" + row, record.amount), ("plan_form", "Instalment"))
    yield
    date = (year_first(record.since), "date dmy to ymd")
    _carry_changed(desk, record, ("arrears", "D" + row, record.since), ("plan_form", "First due"), date)
    if _optional(desk):
        _carry(desk, record, ("arrears", "F" + row, record.phone), ("plan_form", "Contact phone"))
    desk.submit("Create plan")
    yield
    desk.go("arrears")
    desk.write("G" + row, "done")


def claim_to_terminal(desk: Desk, record: Record, _: int) -> Work:
    """A web claim typed into the terminal again, without the clipboard."""
    if desk.rng.random() < 0.6:
        desk.go("work_list")
        desk.click("Next item")
    desk.go("claim", record)
    if not desk.reads_screens:
        desk.find("Claim number", record.claim)
    number = desk.read("Claim number", record.claim)
    name = desk.read("Claimant name", record.name)
    born = desk.read("Born on", record.birth)
    yield
    desk.go("claim_entry", record)
    desk.write("Claim ref", record.claim, number)
    desk.write("Claimant", record.name.upper(), name, "upper case")
    desk.write("Birth date", without_slashes(record.birth), born, "date without separators")
    yield
    desk.go("claim", record)
    rent = desk.read("Rent per week", record.rent)
    since = desk.read("Moved in", record.since)
    postcode = desk.read("Postcode", record.postcode) if _optional(desk) else None
    yield
    desk.go("claim_entry", record)
    desk.write("Weekly rent", record.rent, rent)
    desk.write("Tenancy from", without_slashes(record.since), since, "date without separators")
    if postcode:
        desk.write("Post code", record.postcode, postcode)
    desk.submit("Enter claim")
    yield
    desk.go("claim", record)
    desk.click("Mark as keyed")


def refund(desk: Desk, record: Record, _: int) -> Work:
    """Customer's data into a finance form that wants every one of them in another form."""
    form = "refund_form"
    desk.go("search")
    desk.find("Search for", record.customer)
    desk.go("customer", record)
    padded = (record.customer.zfill(10), "zero padding")
    swapped = (record.name, "LAST, FIRST to First Last")
    _carry_changed(desk, record, ("customer", "Customer ID", record.customer), (form, "Customer number"), padded)
    yield
    _carry_changed(desk, record, ("customer", "Name", record.file_name), (form, "Payee"), swapped)
    yield
    steps = [_refund_address, _refund_phone]
    if desk.agent.team == "North":
        steps.reverse()
    for step in steps:
        step(desk, record)
        yield
    date = (year_first(record.since), "date dmy to ymd")
    desk.go("payments", record)
    desk.find("Account no", record.account)
    _carry_changed(desk, record, ("payments", "Last paid", record.since), (form, "Due date"), date)
    yield
    _carry(desk, record, ("payments", "Balance", record.amount), (form, "Refund amount"))
    desk.submit("Request refund")


def _refund_address(desk: Desk, record: Record) -> None:
    desk.go("contact", record)
    desk.copy("Address", record.address)
    desk.go("refund_form", record)
    desk.paste("House and street", record.house, "split: part 1")
    desk.paste("Town", record.town, "split: part 2")
    desk.paste("Payee postcode", record.postcode, "split: part 3")


def _refund_phone(desk: Desk, record: Record) -> None:
    phone = (international(record.phone), "phone to international")
    _carry_changed(desk, record, ("contact", "Phone", record.phone), ("refund_form", "Payee phone"), phone)


def balance_enquiry(desk: Desk, record: Record, _: int) -> Work:
    """A look-up for a caller: nothing is written but the search key."""
    if desk.rng.random() < 0.3:
        desk.go("phone")
        desk.press("Answer")
    desk.go("enquiry", record)
    desk.find("Account no", record.account)
    desk.read("Payer", record.file_name)
    yield
    desk.go("payments", record)
    desk.read("Balance", record.amount)
    desk.scroll()
    yield
    desk.go("customer", record)
    desk.read("Status", "Active")
    if _optional(desk):
        desk.go("contact", record)
        desk.read("Address", record.address)
    yield
    desk.go("payments", record)
    desk.read("Last paid", record.since)
    desk.scroll()


def hardship_review(desk: Desk, record: Record, _: int) -> Work:
    """Judgement: the same screens every time, never the same words."""
    desk.go("case", record)
    desk.scroll()
    yield
    looks = ["scan", "notes", "payments"]
    desk.rng.shuffle(looks)
    for key in looks[: 2 + int(_optional(desk))]:
        desk.go(key, record)
        desk.scroll()
        if key == "scan" and desk.rng.random() < 0.5:
            desk.scroll()
        yield
    if desk.rng.random() < 0.3:
        desk.go("payments", record)
        desk.copy("Balance", record.amount)
        desk.go("notes", record)
        desk.paste("New note", transform=QUOTED)
    desk.go("notes", record)
    desk.write("New note", make_prose(desk.rng, desk.rng.choice((1, 2, 2, 3))))
    desk.submit("Save note")
    yield
    desk.go("case", record)
    desk.write("Reason", make_prose(desk.rng, 1))
    desk.write("Outcome", desk.rng.choice(("Award", "Refuse", "Defer", "Part award")))
    desk.submit("Decide")


def badge_replacement(desk: Desk, record: Record, _: int) -> Work:
    """The rare one: a lost badge from mail and customer system into a web form."""
    form = "badge_form"
    desk.go("badge_mail", record)
    desk.copy(_BODY, record.badge)
    desk.go(form, record)
    desk.paste("Badge number")
    yield
    date = (year_first(record.moved), "date dmy to ymd")
    _carry_changed(desk, record, ("badge_mail", _BODY, record.moved), (form, "Lost on"), date)
    yield
    desk.go("search")
    desk.find("Surname", record.last)
    swapped = (record.name, "LAST, FIRST to First Last")
    _carry_changed(desk, record, ("customer", "Name", record.file_name), (form, "Holder"), swapped)
    yield
    _carry(desk, record, ("contact", "Address", record.address), (form, "Deliver to"))
    desk.submit("Order badge")
    yield
    desk.go("customer", record)
    desk.write("Status", "Badge ordered")
    desk.submit("Save")


def tenancy_notice(desk: Desk, record: Record, _: int) -> Work:
    """A landlord's notice into the form that change_of_address fills too."""
    form = "moving_form"
    desk.go("notice", record)
    reference = desk.read(_BODY, record.tenancy)
    moved = desk.read(_BODY, record.moved)
    yield
    desk.go("landlords")
    desk.find("Find what", record.last)
    row = str(2 + desk.rng.randrange(400))
    desk.pick_row(int(row))
    desk.copy("C" + row, record.mail)
    desk.go(form, record)
    desk.paste("E-mail address")
    yield
    desk.write("Landlord reference", record.tenancy, reference)
    desk.write("Moving date", year_first(record.moved), moved, "date dmy to ymd")
    yield
    desk.go("enquiry", record)
    desk.find("Payer", record.last.upper(), Source("", "", record.last), "upper case")
    _carry(desk, record, ("enquiry", "Account no", record.account), (form, "Account number"))
    yield
    if _optional(desk):
        _carry(desk, record, ("enquiry", "Property ref", record.property), (form, "Property reference"))
    desk.submit("Submit change")


def paper_application(desk: Desk, record: Record, _: int) -> Work:
    """Typed from a scanned picture: no source that a log could show."""
    desk.go("scan", record)
    if desk.rng.random() < 0.5:
        desk.scroll()
    desk.go("paper_form", record)
    desk.write("Scan number", record.ids["scan"].lstrip("0"))
    desk.write("Applicant", record.name)
    desk.write("Applicant born", record.birth)
    yield
    desk.go("scan", record)
    desk.go("paper_form", record)
    desk.write("Street", record.house)
    desk.write("Place", record.town)
    yield
    desk.go("scan", record)
    desk.scroll()
    desk.go("paper_form", record)
    desk.write("Weekly income", record.rent)
    if _optional(desk):
        desk.write("Household size", str(1 + desk.rng.randrange(6)))
    desk.submit("Register")
    yield
    if _optional(desk):
        desk.go("receipt", record)


RARE = "badge_replacement"
SCRIPTS = {
    "change_of_address": Script("copy-transfer", change_of_address, 0.17, 2.0, 5, (44.4, 36.5, 16.5)),
    "arrears_rows": Script("copy-transfer", arrears_rows, 0.22, 7.0, 3, (27.6, 20.8, 7.6)),
    "claim_to_terminal": Script("copy-transfer", claim_to_terminal, 0.13, 2.5, 4, (21.7, 17.5, 5.7)),
    "refund": Script("copy-transfer", refund, 0.10, 1.6, 5, (46.2, 32.2, 13.1)),
    "balance_enquiry": Script("lookup", balance_enquiry, 0.16, 1.8, 3, (14.4, 11.6, 5.0)),
    "hardship_review": Script("judgement", hardship_review, 0.07, 1.3, 4, (15.7, 15.4, 5.5)),
    RARE: Script("copy-transfer", badge_replacement, 0.0, 1.0, 4, (29.0, 23.8, 10.5)),
    "tenancy_notice": Script("copy-transfer", tenancy_notice, 0.08, 1.5, 4, (26.8, 18.3, 6.4)),
    "paper_application": Script("data-entry", paper_application, 0.07, 2.0, 2, (18.1, 19.2, 6.8)),
}
"""Every routine by its name."""

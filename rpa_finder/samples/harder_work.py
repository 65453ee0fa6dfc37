"""Routines of the harder stories: cases that come back, lists inside forms, answers to complaints."""

from __future__ import annotations

from collections.abc import Mapping

from rpa_finder.samples.desks import Desk
from rpa_finder.samples.ledger import Source
from rpa_finder.samples.records import Record, make_prose, without_slashes, year_first
from rpa_finder.samples.work import SCRIPTS, Script, Work

_MEMBERS = (2, 3, 3, 4, 6)


def returned_claim(desk: Desk, record: Record, _: int) -> Work:
    """Rework: a claim that was typed before comes back, and some of the same fields are typed over."""
    desk.go("returns")
    desk.click("Next item")
    desk.go("claim", record)
    if not desk.reads_screens:
        desk.find("Claim number", record.claim)
    number = desk.read("Claim number", record.claim)
    now = Record(desk.rng)
    wrong = desk.rng.sample(
        (
            ("Rent per week", "Weekly rent", now.rent, now.rent, "identity"),
            ("Moved in", "Tenancy from", now.since, without_slashes(now.since), "date without separators"),
            ("Postcode", "Post code", now.postcode, now.postcode, "identity"),
        ),
        desk.rng.choice((1, 1, 2, 3)),
    )
    read: list[tuple[str, str, Source, str]] = [
        (target, typed, desk.read(field, shown), transform) for field, target, shown, typed, transform in wrong
    ]
    yield
    desk.go("claim_entry", record)
    desk.find("Claim ref", record.claim, number)
    for target, typed, source, transform in read:
        desk.write(target, typed, source, transform)
    desk.submit("Enter claim")
    yield
    desk.go("claim", record)
    desk.click("Mark as corrected")


def query_handover(desk: Desk, record: Record, _: int) -> Work:
    """Ping-pong: two teams send the same query back to each other."""
    desk.go("queries")
    desk.find("Query number", record.ids["case"])
    desk.go("query", record)
    desk.scroll()
    yield
    desk.go("customer", record)
    desk.read("Status", "Active")
    if desk.rng.random() < desk.agent.thorough:
        desk.go("payments", record)
        desk.read("Balance", record.amount)
    yield
    desk.go("query", record)
    desk.write("Send to", "Benefits" if desk.agent.team == "North" else "Revenues")
    desk.submit("Hand over")


def progress_call(desk: Desk, record: Record, _: int) -> Work:
    """Repeat contact: the same customer asks again on another day; nothing is written but the search key."""
    desk.go("phone")
    desk.press("Answer")
    desk.go("search")
    desk.find("Search for", record.customer)
    desk.go("customer", record)
    desk.read("Status", "Active")
    yield
    desk.go("claim", record)
    desk.scroll()
    yield
    if desk.rng.random() < desk.agent.thorough:
        desk.go("notes", record)
        desk.scroll()
    desk.go("phone")
    desk.click("Hang up")


def household_list(desk: Desk, record: Record, _: int) -> Work:
    """A loop inside an execution: every member of a household into the lines of one form, which is then sent once."""
    page, form = "household", "household_form"
    desk.go(page, record)
    if not desk.reads_screens:
        desk.find("Claim number", record.claim)
    desk.copy("Claim number", record.claim)
    desk.go(form, record)
    desk.paste("Claim reference")
    yield
    for _line in range(desk.rng.choice(_MEMBERS)):
        member = Record(desk.rng)
        desk.go(page, record)
        desk.copy("Member name", member.name)
        desk.go(form, record)
        desk.paste("Name of member")
        desk.go(page, record)
        desk.copy("Member born", member.birth)
        desk.go(form, record)
        desk.paste("Born", year_first(member.birth), "date dmy to ymd")
        desk.click("Add member")
        yield
    desk.submit("Save household")


def complaint_reply(desk: Desk, record: Record, _: int) -> Work:
    """Judgement: a complaint is looked into, here or there, and answered in words of its own."""
    desk.go("complaint", record)
    desk.scroll()
    yield
    for key in desk.rng.sample(("customer", "payments", "notes", "claim"), desk.rng.choice((1, 2, 2, 3))):
        desk.go(key, record)
        desk.scroll()
        yield
    desk.go("complaint", record)
    desk.click("Reply")
    desk.write("Message body", make_prose(desk.rng, desk.rng.choice((1, 2, 3))))
    desk.submit("Send")


REWORK, PING_PONG, REPEAT_CONTACT = "returned_claim", "query_handover", "progress_call"
KEYED_FIRST = "claim_to_terminal"
"""What is done for the case of rework before it comes back."""
_HARDER = {
    REWORK: Script("rework", returned_claim, 0.06, 1.0, 2, (14.4, 11.4, 4.1)),
    PING_PONG: Script("ping-pong", query_handover, 0.06, 1.0, 2, (11.8, 9.4, 4.9)),
    REPEAT_CONTACT: Script("repeat-contact", progress_call, 0.06, 1.0, 2, (12.8, 10.7, 5.5)),
    "household_list": Script("copy-transfer", household_list, 0.05, 1.5, 3, (46.0, 37.5, 16.2)),
    "complaint_reply": Script("judgement", complaint_reply, 0.05, 1.0, 2, (10.4, 10.4, 4.3)),
}


def scripts_of(harder: bool) -> Mapping[str, Script]:
    """Every routine that such a story may tell of, by name."""
    return SCRIPTS | _HARDER if harder else SCRIPTS

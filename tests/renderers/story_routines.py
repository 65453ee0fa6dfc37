"""The routines and proposals of the hand-made scan: times, transfers, variants and savings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rpa_finder.model import (
    DataTransfer,
    Execution,
    Money,
    Note,
    Proposal,
    Range,
    Routine,
    Saving,
    Step,
    Variant,
    WaterfallStep,
)

CLAIM_INTAKE = "Claim intake"
CLAIM_SEARCH = "Claim search"
CLAIM_STATUS = "Claim status"
CUSTOMER = "Customer record"
ADDRESS = "Address change"
CONTACTS = "Contact history"
PAYMENTS = "PAY12 Payment enquiry"
PERSON = "PER03 Person details"
MENU = "MENU Main"
TRACKER = "Tracker.xlsx › Open cases"
INBOX = "Inbox"
REPLY = "New message"

_FIRST = datetime(2026, 3, 2, 7, 58, 11, tzinfo=UTC)


def _executions(
    routine: str, count: int, *, steps: int, seconds: float, agents: int, shares: tuple[int, ...]
) -> tuple[Execution, ...]:
    """Lay out executions with a spread of times; shares = executions of each variant."""
    variants = [f"{routine}-V{v + 1}" for v, n in enumerate(shares) for _ in range(n)]
    found = []
    for i in range(count):
        start = _FIRST + timedelta(days=(i * 7) % 12, minutes=(i * 37) % 540, seconds=(i * 13) % 60)
        active = round(seconds * (0.62 + ((i * 29) % 53) / 60 + (0.9 if i % 17 == 0 else 0.0)), 1)
        first_row = 40 + i * (steps + 3)
        found.append(
            Execution(
                id=f"{routine}-E{i + 1:04d}",
                agent=f"agent-{(i * 5) % agents + 1:02d}",
                case="",
                day=start.date().isoformat(),
                start=start.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                end=(start + timedelta(seconds=active * 1.4)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                active_seconds=active,
                elapsed_seconds=round(active * 1.4, 1),
                sources=tuple([i % 2] * steps),
                rows=tuple(r + (r > first_row + 3) for r in range(first_row, first_row + steps)),
                steps=tuple(range(1, steps + 1)),
                variant=variants[i],
            )
        )
    return tuple(sorted(found, key=lambda e: (e.agent, e.start)))


def _saving(
    gross: Range, net: Range, realised: Range, *, volume: float, seconds: float, npv: Range, cost: float, loss: float
) -> Saving:
    between = Range(*(n + (g - n) * 0.4 for g, n in zip(_values(gross), _values(net), strict=True)))
    run = 1840.0 + cost * 0.2
    benefit = Range(*(round(h * 30.0, 2) for h in _values(realised)))
    monthly = benefit.p50 / 12 - run / 12
    return Saving(
        hours_per_year=realised,
        gross_hours=gross,
        net_hours=net,
        volume_per_year=volume,
        seconds_per_execution=seconds,
        seconds_median=seconds * 0.93,
        waterfall=(
            WaterfallStep("Observed, scaled to a year", gross, "measured", "10 days seen, 252 worked days a year"),
            WaterfallStep(
                "Less exceptions handed back", between, "assumed", "at least 5 % of items come back, 45 s each"
            ),
            WaterfallStep("Less the agent's part", net, "assumed", "20 s an item to trigger and check"),
            WaterfallStep("Realised", realised, "assumed", "50 % of freed time is put to use"),
        ),
        money=Money(
            build_cost=cost,
            run_cost_per_year=run,
            benefit_per_year=benefit,
            npv=npv,
            payback_months=round(2 + cost / max(monthly, 1), 1) if npv.p50 > 0 else None,
            break_even_realisation=0.36,
            probability_of_loss=loss,
            cash_flow=(-cost / 2, -cost / 2, *([round(monthly, 2)] * 22)),
        ),
    )


def _values(range_: Range) -> tuple[float, float, float]:
    return range_.p10, range_.p50, range_.p90


def intake() -> Routine:
    steps = (
        Step(CUSTOMER, "copy", "Customer number", 0.97, 4.1),
        Step(MENU, "input", "Transaction", 0.94, 6.3),
        Step(PERSON, "select", "National insurance no", 0.96, 8.8),
        Step(PERSON, "copy", "Date of birth", 0.93, 3.9),
        Step(CLAIM_INTAKE, "paste", "Customer reference", 0.97, 5.2),
        Step(CLAIM_INTAKE, "input", "Date of birth", 0.93, 9.7),
        Step(CLAIM_INTAKE, "input", "NI number", 0.91, 11.4),
        Step(CLAIM_INTAKE, "select", "Evidence seen", 0.41, 7.5),
        Step(CLAIM_INTAKE, "submit", "Save claim", 1.0, 4.6),
    )
    return Routine(
        "R01",
        "5b1d0c7a90e2",
        "Customer record and person details into Claim intake",
        "copy-transfer",
        0.93,
        "values",
        steps,
        _executions("R01", 412, steps=9, seconds=58.0, agents=22, shares=(254, 121, 37)),
        (
            DataTransfer(
                CUSTOMER,
                "Customer number",
                CLAIM_INTAKE,
                "Customer reference",
                "clipboard",
                "same text",
                401,
                0.97,
                1.0,
                14.2,
            ),
            DataTransfer(
                PERSON,
                "Date of birth",
                CLAIM_INTAKE,
                "Date of birth",
                "clipboard",
                "date 31-12-2025 to 31/12/2025",
                383,
                0.93,
                0.99,
                8.4,
            ),
            DataTransfer(
                PERSON,
                "National insurance no",
                CLAIM_INTAKE,
                "NI number",
                "rekey",
                "spaces taken out",
                375,
                0.91,
                0.97,
                21.7,
            ),
            DataTransfer(
                CUSTOMER, "Full name", CLAIM_INTAKE, "Surname", "rekey", "last word, capitals", 288, 0.7, 0.86, 26.1
            ),
        ),
        (
            Variant("R01-V1", 254, (1, 2, 3, 4, 5, 6, 7, 9), 55.2),
            Variant("R01-V2", 121, (1, 2, 3, 4, 5, 6, 7, 8, 9), 66.8),
            Variant("R01-V3", 37, (2, 3, 1, 5, 6, 9), 49.0),
        ),
        _saving(
            Range(1310.0, 1480.0, 1670.0),
            Range(1010.0, 1180.0, 1350.0),
            Range(440.0, 590.0, 740.0),
            volume=10382.0,
            seconds=58.9,
            npv=Range(-900.0, 15900.0, 31200.0),
            cost=9600.0,
            loss=0.12,
        ),
        (
            Note(
                "evidence-branch", "41 % of executions also tick evidence seen; the log does not show what decides it."
            ),
        ),
    )


def status() -> Routine:
    steps = (
        Step(CUSTOMER, "copy", "Customer number", 0.95, 3.8),
        Step(CLAIM_SEARCH, "paste", "Reference", 0.95, 4.9),
        Step(CLAIM_SEARCH, "click", "Search", 1.0, 2.2),
        Step(CLAIM_STATUS, "select", "Status", 0.98, 6.6),
        Step(CUSTOMER, "focus", "Call notes", 0.62, 9.3),
    )
    return Routine(
        "R02",
        "c0a41f22d871",
        "Look up the claim's status for a caller",
        "lookup",
        0.88,
        "clipboard",
        steps,
        _executions("R02", 536, steps=5, seconds=26.0, agents=21, shares=(398, 138)),
        (
            DataTransfer(
                CUSTOMER, "Customer number", CLAIM_SEARCH, "Reference", "clipboard", "same text", 509, 0.95, 1.0, 5.0
            ),
        ),
        (Variant("R02-V1", 398, (1, 2, 3, 4, 5), 27.9), Variant("R02-V2", 138, (1, 2, 3, 4), 20.4)),
        _saving(
            Range(760.0, 870.0, 990.0),
            Range(510.0, 620.0, 730.0),
            Range(230.0, 310.0, 400.0),
            volume=13507.0,
            seconds=26.3,
            npv=Range(-4700.0, 3300.0, 10900.0),
            cost=6900.0,
            loss=0.31,
        ),
    )


def address() -> Routine:
    steps = (
        Step(ADDRESS, "copy", "Postcode", 0.96, 4.0),
        Step(ADDRESS, "copy", "House and street", 0.92, 5.1),
        Step(PERSON, "paste", "Postcode", 0.95, 6.2),
        Step(PERSON, "input", "Address line 1", 0.92, 12.9),
        Step(PERSON, "submit", "Enter", 1.0, 2.8),
    )
    return Routine(
        "R03",
        "77ae3b104cc9",
        "New address from CRM into PER03",
        "copy-transfer",
        0.9,
        "values",
        steps,
        _executions("R03", 188, steps=5, seconds=34.0, agents=16, shares=(151, 37)),
        (
            DataTransfer(ADDRESS, "Postcode", PERSON, "Postcode", "clipboard", "same text", 181, 0.96, 1.0, 9.8),
            DataTransfer(
                ADDRESS,
                "House and street",
                PERSON,
                "Address line 1",
                "rekey",
                "capitals, abbreviated",
                173,
                0.92,
                0.83,
                17.2,
            ),
        ),
        (Variant("R03-V1", 151, (1, 2, 3, 4, 5), 33.0), Variant("R03-V2", 37, (1, 3, 2, 4, 5), 38.5)),
        _saving(
            Range(360.0, 430.0, 510.0),
            Range(230.0, 300.0, 370.0),
            Range(110.0, 150.0, 190.0),
            volume=4738.0,
            seconds=34.8,
            npv=Range(-5200.0, -1300.0, 2600.0),
            cost=5200.0,
            loss=0.66,
        ),
    )


def tracker() -> Routine:
    steps = (
        Step(TRACKER, "copy", "B", 1.0, 3.2),
        Step(CLAIM_SEARCH, "paste", "Reference", 1.0, 4.4),
        Step(CLAIM_STATUS, "copy", "Status", 0.5, 5.0),
        Step(TRACKER, "paste", "F", 0.5, 4.7),
    )
    return Routine(
        "R04",
        "0e9926bd51f4",
        "Status of open cases into the tracker",
        "copy-transfer",
        0.61,
        "clipboard",
        steps,
        _executions("R04", 4, steps=4, seconds=19.0, agents=2, shares=(4,)),
        (DataTransfer(CLAIM_STATUS, "Status", TRACKER, "F", "clipboard", "same text", 2, 0.5, 1.0, 4.4),),
        (Variant("R04-V1", 4, (1, 2, 3, 4), 19.6),),
        Saving(
            None, None, None, 101.0, 19.6, 18.9, (), None, "done by 2 agents only; fewer than 5 would point to persons"
        ),
    )


def triage() -> Routine:
    steps = (
        Step(INBOX, "open", "Message", 1.0, 6.1),
        Step(CONTACTS, "scroll", "History", 0.88, 15.0),
        Step(REPLY, "input", "Text", 0.93, 64.0),
        Step(REPLY, "submit", "Send", 0.93, 3.1),
    )
    return Routine(
        "R05",
        "f21c80aa7e35",
        "Answer a message in own words",
        "judgement",
        0.72,
        "screens",
        steps,
        _executions("R05", 97, steps=4, seconds=83.0, agents=12, shares=(97,)),
        (),
        (Variant("R05-V1", 97, (1, 2, 3, 4), 84.2),),
        Saving(
            None,
            Range(120.0, 190.0, 250.0),
            None,
            2444.0,
            84.2,
            80.0,
            (),
            None,
            "what is written differs every time, so it can't be taken over",
        ),
    )


def proposals() -> tuple[Proposal, ...]:
    return (
        Proposal(
            "P01",
            "R01",
            "copy-transfer",
            "attended bot",
            1,
            "Fill Claim intake from CRM and terminal",
            "Let an attended bot read the customer number, birth date and NI number and fill the intake form. "
            "The agent starts it from the customer record and checks the form before saving.",
            (
                "97 % of executions carry the customer number unchanged.",
                "22 of 24 agents do it, 412 times in 10 days.",
                "3 of 4 fields are explained at 97 % or more.",
            ),
            (
                "The surname is explained in 86 % only; ask how titles and double names are entered.",
                "41 % of executions tick evidence seen; a person must decide that.",
            ),
            Range(440.0, 590.0, 740.0),
            12.3,
        ),
        Proposal(
            "P02",
            "R02",
            "lookup",
            "self-service",
            2,
            "Let customers see their claim's status",
            "Offer the status in the customer's own account or by a text message. Agents then look it up less often.",
            ("Nothing is written: 536 executions only read one field.",),
            ("How many callers would serve themselves is not in the log.",),
            Range(230.0, 310.0, 400.0),
            8.8,
        ),
        Proposal(
            "P03",
            "R03",
            "copy-transfer",
            "macro",
            3,
            "Carry new addresses to the terminal",
            "A macro on the terminal can fill both address lines from the clipboard.",
            ("Both fields are carried in more than 9 of 10 executions.",),
            ("It costs more than it brings in 2 of 3 outcomes; combine it with P01 or leave it.",),
            Range(110.0, 150.0, 190.0),
            6.7,
        ),
        Proposal(
            "P04",
            "R04",
            "copy-transfer",
            "watch",
            4,
            "Write statuses into the tracker",
            "Record for longer before deciding: four executions by two agents are too few.",
            ("Seen 4 times in 10 days.",),
            ("Figures would point to single persons.",),
            None,
            7.0,
        ),
    )

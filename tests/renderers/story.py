"""A hand-made scan of a benefits contact centre: 12 screens, 5 routines, 4 proposals."""

from __future__ import annotations

from rpa_finder.config import ScanConfig
from rpa_finder.model import (
    IdleThreshold,
    InputFile,
    Issue,
    Note,
    Portfolio,
    Range,
    Scan,
    Screen,
    ScreenGraph,
    Totals,
    Transition,
)
from tests.renderers.story_routines import (
    ADDRESS,
    CLAIM_INTAKE,
    CLAIM_SEARCH,
    CLAIM_STATUS,
    CONTACTS,
    CUSTOMER,
    INBOX,
    MENU,
    PAYMENTS,
    PERSON,
    REPLY,
    TRACKER,
    address,
    intake,
    proposals,
    status,
    tracker,
    triage,
)

_SCREENS = (
    # name, app, events, active seconds, visits, agents
    (CLAIM_INTAKE, "Benefits Portal", 9840, 61200.0, 1460, 22),
    (CLAIM_SEARCH, "Benefits Portal", 5210, 21900.0, 1705, 23),
    (CLAIM_STATUS, "Benefits Portal", 3180, 13800.0, 1120, 21),
    (CUSTOMER, "CRM", 8120, 42300.0, 2810, 24),
    (ADDRESS, "CRM", 2960, 16400.0, 540, 18),
    (CONTACTS, "CRM", 1980, 9100.0, 910, 20),
    (PAYMENTS, "Terminal", 2740, 11900.0, 980, 19),
    (PERSON, "Terminal", 4510, 24100.0, 1490, 22),
    (MENU, "Terminal", 2260, 6900.0, 2105, 22),
    (TRACKER, "Excel", 5330, 30700.0, 1180, 17),
    (INBOX, "Outlook", 1890, 8800.0, 1240, 23),
    (REPLY, "Outlook", 1540, 12600.0, 610, 16),
)
_MOVES = (
    # source, target, moves, active seconds, agents
    (INBOX, CUSTOMER, 930, 5400.0, 22),
    (CUSTOMER, CLAIM_SEARCH, 880, 5100.0, 21),
    (CLAIM_SEARCH, CLAIM_INTAKE, 640, 4300.0, 20),
    (CLAIM_SEARCH, CLAIM_STATUS, 720, 3900.0, 21),
    (CLAIM_STATUS, CUSTOMER, 610, 3500.0, 20),
    (CUSTOMER, MENU, 890, 4200.0, 22),
    (MENU, PERSON, 1130, 5600.0, 22),
    (MENU, PAYMENTS, 820, 3600.0, 19),
    (PERSON, CLAIM_INTAKE, 780, 6900.0, 20),
    (PERSON, MENU, 410, 1500.0, 18),
    (PAYMENTS, CLAIM_STATUS, 390, 2100.0, 15),
    (PAYMENTS, MENU, 360, 1300.0, 17),
    (CLAIM_INTAKE, CUSTOMER, 520, 3000.0, 20),
    (CLAIM_INTAKE, TRACKER, 470, 3300.0, 15),
    (CUSTOMER, ADDRESS, 430, 2600.0, 18),
    (ADDRESS, PERSON, 350, 2500.0, 16),
    (ADDRESS, CUSTOMER, 140, 700.0, 12),
    (CUSTOMER, CONTACTS, 720, 2900.0, 20),
    (CONTACTS, CUSTOMER, 590, 2100.0, 19),
    (CONTACTS, REPLY, 210, 1700.0, 12),
    (REPLY, INBOX, 480, 2000.0, 16),
    (TRACKER, CLAIM_SEARCH, 540, 3600.0, 17),
    (TRACKER, INBOX, 180, 900.0, 11),
    (INBOX, TRACKER, 160, 1000.0, 10),
    (CLAIM_STATUS, REPLY, 290, 2200.0, 14),
)
_INPUTS = (
    ("desktop_week_10.csv", "action-logger", 26120, 25377, 31, 712),
    ("desktop_week_11.csv", "action-logger", 24390, 24183, 18, 189),
)


def benefits_scan() -> Scan:
    """Build the whole scan; its sums add up and it is the same every time."""
    routines = (intake(), status(), address(), tracker(), triage())
    return Scan(
        label="Benefits contact centre",
        scanned_at="2026-03-16T09:00:00Z",
        tool_version="0.1.0",
        config=ScanConfig(label="Benefits contact centre").as_dict(),
        inputs=tuple(
            InputFile(path, f"{i + 7:02x}" * 32, form, read, used, bad, twice)
            for i, (path, form, read, used, bad, twice) in enumerate(_INPUTS)
        ),
        totals=Totals(
            events=sum(row[3] for row in _INPUTS),
            agents=24,
            active_seconds=sum(row[3] for row in _SCREENS),
            screens=len(_SCREENS),
            transitions=len(_MOVES),
            sessions=462,
            days=10,
            agent_days=218,
            first="2026-03-02T07:58:11.000Z",
            last="2026-03-13T17:22:40.000Z",
        ),
        idle=IdleThreshold(
            72.0, True, ((30.0, 221300.0), (60.0, 252100.0), (72.0, 259700.0), (180.0, 291800.0), (300.0, 318400.0))
        ),
        graph=ScreenGraph(tuple(Screen(*row) for row in _SCREENS), tuple(Transition(*row) for row in _MOVES)),
        routines=routines,
        proposals=proposals(),
        portfolio=Portfolio(
            gross_hours=Range(2570.0, 2970.0, 3390.0),
            net_hours=Range(1830.0, 2210.0, 2580.0),
            hours_per_year=Range(830.0, 1110.0, 1400.0),
            npv=Range(-4100.0, 20100.0, 43800.0),
            probability_of_loss=0.14,
            robots=1,
        ),
        issues=(
            Issue("desktop_week_10.csv", 1207, "timestamp", "is no time"),
            Issue("desktop_week_11.csv", 88, "userID", "is empty"),
        ),
        notes=(
            Note("zone-assumed", "The times carry no zone; UTC was assumed, so hours of the day may be shifted."),
            Note(
                "terminal-values", "The terminal's screens show no values, so typing over from them is seen by order."
            ),
            Note("calls-unseen", "Telephone calls are not in the log; pauses on the phone count as idle time."),
        ),
    )

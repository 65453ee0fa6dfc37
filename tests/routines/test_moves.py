from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import ScanConfig
from rpa_finder.routines.moves import Moves, find_moves
from rpa_finder.routines.stream import make_stream
from rpa_finder.sessions import add_sessions
from tests.drawing import draw_log

SCREENS = ("Menu", "Orders", "Stock", "Invoices", "Help")
ROUND = (
    "Orders",
    "Stock",
    "Invoices",
    "Orders",
    "Help",
    "Stock",
    "Orders",
    "Invoices",
    "Help",
    "Invoices",
    "Stock",
    "Help",
) * 6
"""From every screen to each of the others."""


def _moves(text: str) -> tuple[Moves, list[tuple[str, str, str]]]:
    """Find the moves of lines 'screen action field', '/' before the first of a session, '=' at the same moment."""
    events, start, second, now = [], [], [], 0.0
    for line in filter(None, map(str.strip, text.replace(";", "\n").splitlines())):
        now += 0.0 if line.startswith("=") else 1.0
        start.append(line.startswith("/") or not start)
        second.append(now)
        screen, action, field = line.lstrip("/=").split()
        events.append((screen, action, field))
    fields = sorted({field for _, _, field in events})
    moves = find_moves(
        np.array([action for _, action, _ in events], dtype=object),
        np.array([SCREENS.index(screen) for screen, _, _ in events]),
        np.array([-1 if field == "-" else fields.index(field) for _, _, field in events]),
        np.array(start),
        np.array(second),
    )
    return moves, events


def _told(text: str) -> list[str]:
    """Give for each event the screen it leads to, in brackets where it only passes on, '-' for work."""
    moves, _ = _moves(text)
    names = ["-" if target < 0 else SCREENS[target] for target in moves.target]
    return [f"({name})" if passing else name for name, passing in zip(names, moves.passing, strict=True)]


def _by_menu(*ways: str) -> str:
    return "; ".join(f"Menu input Option; {way} input Number; {way} key -" for way in ways) + "; Menu input Option"


def test_an_option_of_a_menu_leads_to_a_screen_and_the_key_before_it_too():
    told = _told(_by_menu(*("Orders", "Stock", "Invoices") * 3))
    assert told[:6] == ["Orders", "-", "(Stock)", "Stock", "-", "(Invoices)"]


def test_a_command_line_leads_to_screens_from_every_screen():
    told = _told(
        "; ".join(f"{way} input Number; {way} input Command" for way in ROUND) + "; Help input Command; Orders key -"
    )
    assert told[:4] == ["-", "Stock", "-", "Invoices"]
    # On a screen that was seen once it is the same command line.
    assert told[-2:] == ["Orders", "-"]


def test_a_field_and_the_key_that_sends_it_are_one_move():
    ways = ("Orders", "Stock", "Invoices") * 3
    text = "; ".join(f"Menu input Option; =Menu key -; {way} input Number" for way in ways)
    assert _told(text)[:3] == ["(Orders)", "Orders", "-"]
    # A second later the key is a step of its own.
    assert _told(text.replace("=", ""))[:3] == ["-", "-", "-"]


@pytest.mark.parametrize(
    "text",
    [
        # Leads to one screen.
        "; ".join(["Menu input Option; Orders key -"] * 12),
        # Stays on its screen most times.
        "; ".join(["Menu input Option; Menu key -; Menu input Option; Orders key -; Stock key -; Help key -"] * 6),
        # The mouse is seen.
        _by_menu(*("Orders", "Stock", "Invoices") * 3) + "; Help click -",
        # Nothing is typed.
        _by_menu(*("Orders", "Stock", "Invoices") * 3).replace("input", "key"),
    ],
)
def test_other_entries_are_work(text):
    assert set(_told(text)) == {"-"}


def test_a_key_that_leads_back_is_work_where_most_ways_to_the_menu_are_none():
    ways = ("Orders", "Stock", "Invoices") * 4
    text = "; ".join(
        f"Menu input Option; {way} input Number" + "; Orders key -" * (i % 4 == 3) for i, way in enumerate(ways)
    )
    told = _told(text)
    assert [name for name in told if name.startswith("(")] == []
    assert told.count("-") == len(told) - len(ways)


def test_a_key_before_the_end_of_a_session_leads_nowhere():
    text = _by_menu(*("Orders", "Stock", "Invoices") * 3)
    told = _told(f"{text}; Orders key -; /Help key -")
    assert told[-3:] == ["Orders", "-", "-"]


def test_who_types_commands_and_who_takes_the_menu_do_the_same():
    """Two agents go the same round, each in the own way: the same steps, and the same number of rows that count."""
    lines, clock = [], 9 * 3600
    for agent in ("ann", "bob"):
        at = "Menu"
        for way in ROUND:
            how = (
                [f"{at} | key | PF3 | -"] * (at != "Menu") + ["Menu | input | Option | x"]
                if agent == "ann"
                else [f"{at} | input | Command | x"]
            )
            for step in [*how, f"{way} | input | Number | 17"]:
                clock += 2
                lines.append(f"{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d} | {agent} | Host | {step}")
            at = way
    stream = make_stream(add_sessions(draw_log("\n".join(lines)), ScanConfig(idle_threshold_seconds=180))[0])
    seen = [stream.label[(stream.agent == agent) & ~stream.passing].tolist() for agent in (0, 1)]
    assert seen[0] == seen[1]
    assert stream.passing.sum() == len(ROUND) - 1


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SCREENS),
            st.sampled_from(("input", "key")),
            st.sampled_from(("Option", "Number", "-")),
            st.booleans(),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_a_move_ends_on_the_screen_that_it_is_said_to_lead_to(drawn):
    text = "; ".join(f"{'/' * new}{screen} {action} {field}" for screen, action, field, new in drawn)
    moves, events = _moves(text)
    fresh = [new for *_, new in drawn] + [True]
    for i, (target, passing) in enumerate(zip(moves.target.tolist(), moves.passing.tolist(), strict=True)):
        if passing:
            # What passes on leads where the next event of the session leads.
            assert not fresh[i + 1]
            assert moves.target[i + 1] == target >= 0
        elif target >= 0:
            assert not fresh[i + 1]
            assert events[i + 1][0] == SCREENS[target] != events[i][0]

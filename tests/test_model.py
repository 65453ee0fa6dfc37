"""The vocabulary: frozen, and named as the glossary names it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from rpa_finder import model
from rpa_finder.model import ACTIONS, KINDS, Note
from tests.drawing_routines import draw_routine

GLOSSARY = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8")
NOUNS = [noun for noun in vars(model).values() if dataclasses.is_dataclass(noun)]


def chapter(title: str) -> list[list[str]]:
    """Give the rows of a chapter's table, cell by cell."""
    text = GLOSSARY.split(f"## {title}\n")[1].split("\n## ")[0]
    table = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return table[2:]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_noun_is_frozen_and_has_no_room_for_more(noun):
    assert noun.__dataclass_params__.frozen
    assert "__slots__" in vars(noun)
    assert noun.__doc__.endswith(".")


def test_a_noun_cannot_be_changed():
    note = Note("few-agents", "Two agents were seen.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        note.text = "Nine agents were seen."


def test_kinds_are_those_of_the_glossary_in_its_order():
    assert [row[0] for row in chapter("Kinds of routine")] == list(KINDS)


def test_actions_are_a_closed_set_of_the_size_that_the_glossary_gives():
    (sentence,) = [row[1] for row in chapter("What is in a log") if row[0] == "action"]
    named, more = re.match(r"The verb: (.*) and a dozen more", sentence)[1].split(", "), 12
    assert set(named) <= set(ACTIONS)
    assert len(ACTIONS) == len(set(ACTIONS)) == len(named) + more


def test_nouns_of_the_glossary_are_in_the_model():
    rows = [row for title in ("What is in a log", "What is found", "What is kept") for row in chapter(title)]
    named = {noun for row in rows for noun in re.findall(r"`([A-Z]\w+)`", row[2])} - {"UILog"}
    assert len(named) >= 12
    assert named - {noun.__name__ for noun in NOUNS} == set()


def test_a_routine_counts_each_agent_once_and_adds_up_its_seconds():
    routine = draw_routine([("ann", "2026-03-02", 10.5), ("bob", "2026-03-02", 20.0), ("ann", "2026-03-03", 0.25)])
    assert routine.agents == 2
    assert routine.active_seconds_total == 30.75
    nobody = dataclasses.replace(routine, executions=())
    assert (nobody.agents, nobody.active_seconds_total) == (0, 0)

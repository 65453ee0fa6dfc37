from __future__ import annotations

import keyword

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rpa_finder.transforms import AS_IS
from rpa_finder.transforms.figures import Date
from rpa_finder.transforms.programs import Part, Program
from rpa_finder.transforms.steps import Case, Lookup, Pieces, Slice, Trim
from tests.transforms import test_figures, test_steps
from tests.transforms.running import run_python

FULL_NAME = Program((Part(1, (Case("upper"),)), ", ", Part(0)))

PARTS = st.builds(Part, st.integers(0, 2), st.lists(test_steps.STEPS | test_figures.STEPS, max_size=3).map(tuple))
PROGRAMS = st.lists(PARTS | st.sampled_from((", ", "-", "Dr ", "'\"\\")), min_size=1, max_size=4).map(
    lambda parts: Program(tuple(parts))
)


@given(PROGRAMS, st.lists(test_steps.TEXTS | test_figures.TEXTS, min_size=3, max_size=3))
def test_the_python_of_a_program_does_what_the_program_does(program: Program, sources: list[str]):
    assert run_python(program, *sources) == program.run(sources)


@example(Program((Part(0), ", ")), ["\x00\ud800", "", ""])
@example(Program((Part(0), ", ")), ['"""\\', "\n", ""])
@given(PROGRAMS, st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_any_field_name_gives_python_that_compiles(program: Program, names: list[str]):
    compile(program.as_python(names), "transform", "exec")


def test_a_program_reads_like_what_a_clerk_does():
    assert Program((Part(0),)).in_words(["Account"]) == AS_IS
    assert Program((Part(0, (Trim(), Case("lower"))),)).in_words(["E-mail"]) == "spaces trimmed, then to lower case"
    assert FULL_NAME.in_words(["First name", "Surname"]) == "joined: Surname (to upper case) + ', ' + First name"


def test_words_never_hold_letters_that_were_typed():
    assert Program(("BC-", Part(0))).in_words(["Claim"]) == "as it is, with a fixed text beside it"
    assert Program((Part(0), "@post.example", Part(1))).in_words(["A", "B"]) == "joined: A + fixed text + B"
    assert Program(("done",)).in_words([]) == "always the same text"
    assert Program((Part(0, (Lookup((("France", "FR"),)),)),)).in_words(["Country"]) == "look-up table of 1 entries"


def test_what_would_tell_values_is_named():
    table = Lookup((("France", "FR"),))
    program = Program(("Mr ", Part(0, (Trim(), table)), ", "))
    assert (program.wordy, program.tables, program.sources) == (("Mr ",), (table,), (0,))
    assert (FULL_NAME.wordy, FULL_NAME.tables, FULL_NAME.sources) == ((), (), (0, 1))


def test_python_is_written_as_people_write_it():
    program = Program((Part(0, (Date("d/m/Y", "Y-m-d"),)),))
    assert (
        program.as_python(["Born on"])
        == '''from datetime import datetime


def transform(born_on):
    """Date from d/m/Y to Y-m-d; None where that does not fit."""
    text = born_on
    try:
        day = datetime.strptime(text.strip(), "%d/%m/%Y")
    except ValueError:
        return None
    text = f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    return text
'''
    )
    assert (
        FULL_NAME.as_python(["First name", "Surname"])
        == '''def transform(first_name, surname):
    """Joined: Surname (to upper case) + ', ' + First name."""
    text = surname
    text = text.upper()
    part_1 = text
    text = first_name
    part_3 = text
    return part_1 + ', ' + part_3
'''
    )


@pytest.mark.parametrize(
    ("names", "arguments"),
    [
        (["Account", "Account", "Account"], "account, account_2, account_3"),
        (["class", "2nd line", "", "Straße 9"], "field_class, field_2nd_line, value, stra_e_9"),
        (["text", "part_1", "datetime"], "field_text, field_part_1, field_datetime"),
    ],
)
def test_arguments_are_names_that_python_takes(names: list[str], arguments: str):
    program = Program(tuple(Part(i) for i in range(len(names))))
    assert f"def transform({arguments}):" in program.as_python(names)
    assert not any(keyword.iskeyword(a) for a in arguments.split(", "))


def test_a_program_that_does_more_is_longer():
    short, long = Program((Part(0),)), Program((Part(0, (Slice(0, 4),)),))
    assert short.bits < Program((Part(0, (Trim(),)),)).bits < long.bits
    assert long.bits < Program((Part(0), "Dear Ms ", Part(1, (Pieces(None, (0,)),)))).bits

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.transforms.figures import Date, Layout, Number, Pad, StripZeros, read_format
from rpa_finder.transforms.steps import Step
from tests.transforms.running import run_python

EXAMPLES: list[tuple[Step, str, str | None, str]] = [
    (Date("d/m/Y", "Y-m-d"), "03/04/2026", "2026-04-03", "date from d/m/Y to Y-m-d"),
    (Date("m/d/Y", "Y-m-d"), "03/04/2026", "2026-03-04", "date from m/d/Y to Y-m-d"),
    (Date("Ymd", "j b Y"), "20260403", "3 Apr 2026", "date from Ymd to j b Y"),
    (Date("d B Y", "d.m.y"), "03 april 2026", "03.04.26", "date from d B Y to d.m.y"),
    (Date("d/m/Y", "Y-m-d"), "31/02/2026", None, "date from d/m/Y to Y-m-d"),
    (Number(",", "", ".", None), "1.250,00", "1250.00", "number from the form 1.234,5 to 1234.5"),
    (Number(".", ".", ",", 2), "£1,250.5", "1.250,50", "number from the form 1,234.5 to 1.234,5, 2 decimals"),
    (Number(".", "", ".", 0), "-12.00", "-12", "number from the form 1,234.5 to 1234.5, 0 decimals"),
    (Number(".", "", ".", None), "12-3", None, "number from the form 1,234.5 to 1234.5"),
    (Layout("0", "+44 #### ######"), "01632 481 227", "+44 1632 481227", "phone number written as +44 #### ######"),
    (Layout("44", "0#### ### ###"), "+44 1632 481227", "01632 481 227", "phone number written as 0#### ### ###"),
    (Layout("", "##-##-##"), "123456", "12-34-56", "digits written as ##-##-##"),
    (Layout("0", "+44 #### ######"), "1632 481 227", None, "phone number written as +44 #### ######"),
    (Layout("", "##-##-##"), "1234", None, "digits written as ##-##-##"),
    (Pad(10), "48213", "0000048213", "padded with zeros to 10 characters"),
    (StripZeros(), "0048213", "48213", "leading zeros dropped"),
    (StripZeros(), "000", "0", "leading zeros dropped"),
]

FORMATS = st.sampled_from(("d/m/Y", "m/d/Y", "Y-m-d", "Ymd", "j.n.Y", "d b Y", "B j, Y", "d-m-y"))
STEPS = st.one_of(
    st.builds(Date, FORMATS, FORMATS),
    st.builds(
        Number,
        st.sampled_from(".,"),
        st.sampled_from(("", ",", ".", "'", " ")),
        st.sampled_from(".,"),
        st.none() | st.integers(0, 3),
    ),
    st.builds(
        Layout,
        st.sampled_from(("", "0", "44", "0044")),
        st.sampled_from(("+44 #### ######", "##-##", "(0##) ###/#")),
    ),
    st.builds(Pad, st.integers(0, 12)),
    st.just(StripZeros()),
)
DATES = st.dates(date(1970, 1, 1), date(2060, 12, 31)).flatmap(
    lambda day: FORMATS.map(lambda f: day.strftime(read_format(f)))
)
TEXTS = DATES | st.text(st.sampled_from("0123456789+ .,-/'£a²"), max_size=16)


@pytest.mark.parametrize(("step", "text", "changed", "words"), EXAMPLES)
def test_a_step_changes_a_text_and_says_how(step: Step, text: str, changed: str | None, words: str):
    assert step.apply(text) == changed
    assert step.words == words


@given(STEPS, TEXTS)
def test_the_python_of_a_step_does_what_the_step_does(step: Step, text: str):
    assert run_python(step, text) == step.apply(text)


@given(st.dates(date(1970, 1, 1), date(2060, 12, 31)), FORMATS, FORMATS)
def test_a_date_comes_back_however_it_is_written(day: date, one: str, other: str):
    text = Date("Y-m-d", one).apply(day.isoformat())
    assert text is not None
    there = Date(one, other).apply(text)
    assert there is not None
    assert Date(other, "Y-m-d").apply(there) == day.isoformat()


@given(st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True), st.integers(0, 15))
def test_padding_is_undone_by_dropping_zeros(number: str, width: int):
    assert StripZeros().apply(Pad(width).apply(number) or "") == number

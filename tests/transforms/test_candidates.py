from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.transforms.candidates import find_candidates, find_steps
from rpa_finder.transforms.figures import Date, Layout, Number, Pad, StripZeros
from rpa_finder.transforms.programs import Part, Program
from rpa_finder.transforms.steps import Case, FindNumber, Keep, Pieces, Rest, Slice, Trim


@pytest.mark.parametrize(
    ("source", "target", "steps"),
    [
        ("48213", "48213", ()),
        (" 48213 ", "48213", (Trim(),)),
        ("anna", "ANNA", (Case("upper"),)),
        ("BERG, ANNA", "Anna Berg", (Pieces(",", (1, 0), " "), Case("title"))),
        ("Anna Maria Berg", "Maria Berg", (Rest(" ", after=True),)),
        ("12 High Street, Leeds, LS1 4AB", "LS1 4AB", (Pieces(",", (-1,)),)),
        ("03/03/2026", "2026-03-03", (Date("m/d/Y", "Y-m-d"),)),
        ("03/03/2026", "2026-03-03", (Date("d/m/Y", "Y-m-d"),)),
        ("1.250,00", "1250.00", (Number(",", "", ".", None),)),
        ("01632 481 227", "+44 1632 481227", (Layout("0", "+44 #### ######"),)),
        ("48213", "0000048213", (Pad(10),)),
        ("0048213", "48213", (StripZeros(),)),
        ("0048213", "0000048213", (StripZeros(), Pad(10))),
        ("AB-48213-X", "48213", (Keep("digits"),)),
        ("AB-48213-X", "0048213", (FindNumber(0), Pad(7))),
        ("GB48213", "GB48", (Slice(None, 4),)),
        ("Anna Berg", "B", (Pieces(None, (1,)), Slice(None, 1))),
    ],
)
def test_finds_what_may_have_been_meant(source: str, target: str, steps: tuple[object, ...]):
    assert steps in find_steps(source, target)


def test_a_padded_id_is_no_phone_number():
    found = find_candidates(["48213077"], "0048213077")
    assert min(found, key=lambda p: p.bits) == Program((Part(0, (Pad(10),)),))


@pytest.mark.parametrize(("source", "target"), [("", "x"), ("x", ""), ("   ", "x"), ("Anna", "Otto"), ("3", "4")])
def test_finds_nothing_where_nothing_leads_from_one_to_the_other(source: str, target: str):
    assert find_candidates([source], target) == set()


def test_joins_sources_in_the_order_of_the_target():
    found = find_candidates(["Anna", "Berg", "unused"], "BERG, Anna")
    assert Program((Part(1, (Case("upper"),)), ", ", Part(0))) in found
    assert Program(("BC-", Part(0))) in find_candidates(["48213"], "BC-48213")


def test_long_texts_are_prose():
    assert find_candidates(["x" * 201], "x" * 201) == set()


TEXTS = st.text(st.sampled_from("abAB019 ,./-@+ß²"), max_size=14)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS)
def test_every_candidate_gives_the_target(sources: list[str], target: str):
    for program in find_candidates(sources, target):
        assert program.run(sources) == target


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=3), st.sampled_from((" ", ", ", "-")))
def test_what_is_joined_is_found(sources: list[str], joiner: str):
    words = [s.strip() for s in sources]
    others = [(a.lower(), b.lower()) for i, a in enumerate(words) for j, b in enumerate(words) if i != j]
    if all(len(w) > 2 for w in words) and not any(a in b for a, b in others):
        assert any(len(p.sources) > 1 for p in find_candidates(sources, joiner.join(words)))

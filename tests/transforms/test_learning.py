from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.transforms import Example, Learnt, learn_transform
from rpa_finder.transforms.learning import MISS_BITS
from tests.transforms import test_candidates
from tests.transforms.running import texts_of

RNG = random.Random(5)
DAYS = [date(2026, 1, 1) + timedelta(days=RNG.randrange(360)) for _ in range(20)]
FIRST = ("Anna", "Bert", "Cleo", "Hana", "Ivo", "Mary-Jane")
LAST = ("Berg", "O'Neil", "Lee", "Stone", "Hill")
NAMES = [(RNG.choice(FIRST), RNG.choice(LAST)) for _ in range(20)]
NUMBERS = [RNG.randrange(1000, 9_999_999) for _ in range(20)]
PHONES = [f"01632 {RNG.randrange(100, 1000)} {RNG.randrange(100, 1000)}" for _ in range(20)]
COUNTRIES = {"Germany": "DE", "France": "FR", "Spain": "ES", "Poland": "PL", "Austria": "AT"}
ADDRESSES = [f"{n % 90} High Street, Leeds, LS{n % 17} {n % 9}AB" for n in NUMBERS]


def _learn(pairs, agents=3) -> Learnt | None:
    """Learn from (source or sources, target), done by agents in turn."""
    return learn_transform(
        [
            Example(source if isinstance(source, tuple) else (source,), target, frozenset({i % agents}))
            for i, (source, target) in enumerate(pairs)
        ]
    )


def _words(pairs, *names: str) -> tuple[str, float]:
    learnt = _learn(pairs)
    assert learnt is not None
    return learnt.program.in_words(names or ("Source",)), learnt.explained


@pytest.mark.parametrize(
    ("read", "written", "words"),
    [
        ("%d/%m/%Y", "%Y-%m-%d", "date from d/m/Y to Y-m-d"),
        ("%m/%d/%Y", "%Y-%m-%d", "date from m/d/Y to Y-m-d"),
        ("%d/%m/%Y", "%m/%d/%Y", "date from d/m/Y to m/d/Y"),
        ("%Y-%m-%d", "%d %b %Y", "date from Y-m-d to d b Y"),
        ("%d.%m.%Y", "%B %d, %Y", "date from d.m.Y to B d, Y"),
        ("%d/%m/%Y", "%d%m%Y", "date from d/m/Y to dmY"),
        ("%Y%m%d", "%d.%m.%y", "date from Ymd to d.m.y"),
    ],
)
def test_all_examples_together_say_what_is_day_and_what_is_month(read: str, written: str, words: str):
    assert _words([(day.strftime(read), day.strftime(written)) for day in DAYS]) == (words, 1.0)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (
            [(f"{b.upper()}, {a.upper()}", f"{a} {b}") for a, b in NAMES if "-" not in a],
            "parts in the order last, first",
        ),
        ([(f"{a} {b}", b.upper()) for a, b in NAMES], "last word, then to upper case"),
        ([(p, f"+44 {p[1:5]} {p[6:9]}{p[10:]}") for p in PHONES], "phone number written as +44 #### ######"),
        ([(f"{n // 1000}.{n % 1000:03d},50", f"{n}.50") for n in NUMBERS if n < 10**6], "number from the form 1.234,5"),
        ([(f"£{n:,}.50", f"{n}.50") for n in NUMBERS], "number from the form 1,234.5 to 1234.5"),
        ([(str(n), f"{n:010d}") for n in NUMBERS], "padded with zeros to 10 characters"),
        ([(f"{n:010d}", str(n)) for n in NUMBERS], "leading zeros dropped"),
        ([(f"AB-{n}-X", str(n)) for n in NUMBERS], "first number in the text"),
        ([(f"GB{n + 10**7}", str(n + 10**7)[:4]) for n in NUMBERS], "characters 3 to 6"),
        ([(a, a.split(", ")[-1]) for a in ADDRESSES], "last part, split at ','"),
        ([(n, n) for n in map(str, NUMBERS)], "as it is"),
        ([(c, COUNTRIES[c]) for c in list(COUNTRIES) * 4], "look-up table of 5 entries"),
    ],
)
def test_learns_what_clerks_do(pairs, words: str):
    said, explained = _words(pairs)
    assert said.startswith(words)
    assert explained == 1.0


def test_learns_to_join_several_fields():
    said = _words([((a, b), f"{b.upper()}, {a}") for a, b in NAMES], "First name", "Surname")
    assert said == ("joined: Surname (to upper case) + ', ' + First name", 1.0)


def test_says_which_share_the_simplest_program_explains():
    slips = [(str(n), f"{n:010d}"[::-1]) for n in NUMBERS[:4]]
    said, explained = _words([(str(n), f"{n:010d}") for n in NUMBERS[4:]] + slips)
    assert said == "padded with zeros to 10 characters"
    assert explained == 16 / 20


@pytest.mark.parametrize("pairs", [[], [("Anna", "Otto")], [(str(n), LAST[n % 5]) for n in NUMBERS]])
def test_learns_nothing_where_nothing_explains_half(pairs):
    assert _learn(pairs) is None


def test_a_fixed_text_is_shown_only_if_many_agents_always_type_it():
    pairs = [(str(n), f"BC-{n}") for n in NUMBERS]
    assert [_learn(p, a).is_public for p, a in ((pairs, 3), (pairs, 1), (pairs[:9], 3))] == [True, False, False]
    assert _learn([(str(n), f"call 0163248122 {n}") for n in NUMBERS]) is None
    assert not _learn([(str(n), f"{n} B1234567") for n in NUMBERS]).is_public


def test_a_table_is_shown_only_if_it_holds_codes_that_several_agents_type():
    pairs = [(c, COUNTRIES[c]) for c in list(COUNTRIES) * 4]
    persons = list(zip(FIRST, (*LAST, "Smith"), strict=True)) * 4
    numbers = [(c, f"{n}") for c, n in zip(COUNTRIES, NUMBERS, strict=False)] * 4
    learnt = [_learn(pairs), _learn(pairs, agents=1), _learn(persons), _learn(numbers)]
    assert all(x.program.tables for x in learnt)
    assert [x.is_public for x in learnt] == [True, False, False, False]


TEXTS = test_candidates.TEXTS


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS) | TEXTS.map(lambda t: (t, t.strip().upper())), max_size=8))
def test_a_program_reproduces_the_share_that_it_claims(pairs: list[tuple[str, str]]):
    learnt = _learn(pairs)
    if learnt is not None and not learnt.program.tables:
        made = texts_of(learnt.program, [((source,), target) for source, target in pairs])
        assert learnt.explained == sum(m == target for m, (_, target) in zip(made, pairs, strict=True)) / len(pairs)
        assert learnt.explained >= 0.5


@settings(deadline=None, max_examples=50)
@given(st.permutations([(day.strftime("%d/%m/%Y"), day.strftime("%m/%d/%y")) for day in DAYS]))
def test_the_order_of_examples_changes_nothing(pairs: list[tuple[str, str]]):
    assert _learn(pairs, agents=1) == _learn(sorted(pairs), agents=1)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=2, max_size=10))
def test_no_candidate_tells_the_examples_in_fewer_bits(drawn: list[tuple[tuple[str, str], bool]]):
    pairs = [(f"{a} {b}", b if right else a.upper()) for (a, b), right in drawn]
    learnt = _learn(pairs)
    every = {p for s, t in pairs for p in test_candidates.find_candidates([s], t)}
    distinct = sorted(set(pairs))

    def told(program) -> float:
        return program.bits + MISS_BITS * sum(program.run((s,)) != t for s, t in distinct)

    if learnt is not None and not learnt.program.tables:
        assert told(learnt.program) == min(map(told, every))

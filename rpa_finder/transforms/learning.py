"""The simplest program that explains most examples, by shortest description.

In: examples of one edge. Out: the program, and the share of all examples that
it reproduces. Programs come from a few examples, are weighed on a sample of
them, and the chosen one is run on every example.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rpa_finder.transforms.candidates import find_candidates
from rpa_finder.transforms.lookups import learn_table
from rpa_finder.transforms.programs import Part, Program
from rpa_finder.transforms.steps import Lookup

SEEDS = 12
"""Examples that programs are made from; with 4 in 5 examples clean, one is all but surely among them."""
WEIGHED = 60
"""Examples that programs are weighed on."""
MISS_BITS = 12.0
"""What an example costs that a program does not explain: it has to be told by itself."""
LEAST_EXPLAINED = 0.5
LEAST_TABLE = 0.8
"""A table says so much of everything that it must foretell more."""
SAFE_EXAMPLES = 10
SAFE_AGENTS = 2
SAFE_SHARE = 0.95
SAFE_LITERAL = 12
SAFE_WORD = 12
SAFE_CODE = 5
SAFE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """What was read and what was entered, and who did it how often."""

    sources: tuple[str, ...]
    target: str
    agents: frozenset[int] = frozenset({0})
    times: int = 1


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from examples."""

    program: Program
    explained: float
    """Share of the times that the program reproduces, 0 to 1."""
    is_public: bool
    """True if its Python may be shown: it holds no text but what many agents type, always the same."""


def learn_transform(examples: Sequence[Example]) -> Learnt | None:
    """Learn from examples with equally many sources; None if no program explains at least half of the times."""
    if not examples:
        return None
    merged = _merged(examples)
    sample = _spread(merged, WEIGHED)
    programs = {p for e in _spread(merged, SEEDS) for p in find_candidates(e.sources, e.target)}
    weighed = [(_description(p, sample), repr(p), p) for p in programs]
    found = min(weighed)[2] if weighed else None
    explained = _explained(found, merged) if found else 0.0
    table = _table(merged) if explained < LEAST_TABLE else None
    if table and table.explained > explained:
        return table
    if found is None or explained < LEAST_EXPLAINED:
        return None
    return Learnt(found, explained, _literals_are_public(found, merged))


def _merged(examples: Sequence[Example]) -> list[Example]:
    """Put equal examples together, in an order of their own."""
    times: Counter[tuple[tuple[str, ...], str]] = Counter()
    agents: dict[tuple[tuple[str, ...], str], frozenset[int]] = defaultdict(frozenset)
    for e in examples:
        times[e.sources, e.target] += e.times
        agents[e.sources, e.target] |= e.agents
    return [Example(*pair, agents[pair], n) for pair, n in sorted(times.items())]


def _spread(examples: list[Example], most: int) -> list[Example]:
    """Take so many examples, evenly spread."""
    n = len(examples)
    return examples if n <= most else [examples[(2 * i + 1) * n // (2 * most)] for i in range(most)]


def _description(program: Program, sample: Sequence[Example]) -> float:
    """Give the bits of the program and of the examples that it misses."""
    return program.bits + MISS_BITS * sum(program.run(e.sources) != e.target for e in sample)


def _explained(program: Program, examples: Sequence[Example]) -> float:
    right = sum(e.times for e in examples if program.run(e.sources) == e.target)
    return right / sum(e.times for e in examples)


def _table(examples: Sequence[Example]) -> Learnt | None:
    """Learn a look-up table from the first source."""
    table, foretold = learn_table((e.sources[0], e.target, e.times) for e in examples)
    if foretold < LEAST_TABLE:
        return None
    program = Program((Part(0, (Lookup(table),)),))
    agents: dict[tuple[str, str], set[int]] = defaultdict(set)
    for e in examples:
        agents[e.sources[0], e.target] |= e.agents
    public = all(_are_codes(a, b) and len(agents[a, b]) >= SAFE_AGENTS for a, b in table)
    return Learnt(program, foretold, public)


def _are_codes(source: str, target: str) -> bool:
    """Say whether an entry is a word with its code ("Germany", "DE"), not two words that may be names."""
    words = all(
        len(t) <= SAFE_WORD and " " not in t and sum(c.isdigit() for c in t) <= SAFE_DIGITS for t in (source, target)
    )
    return words and any(len(t) <= SAFE_CODE and t == t.upper() for t in (source, target))


def _literals_are_public(program: Program, examples: Sequence[Example]) -> bool:
    if not program.wordy:
        return True
    right = [e for e in examples if program.run(e.sources) == e.target]
    agents = {a for e in right for a in e.agents}
    return (
        len(right) >= SAFE_EXAMPLES
        and len(right) >= SAFE_SHARE * len(examples)
        and len(agents) >= SAFE_AGENTS
        and all(len(text) <= SAFE_LITERAL and sum(c.isdigit() for c in text) <= SAFE_DIGITS for text in program.wordy)
    )

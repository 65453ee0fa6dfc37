"""Forms: what the values of a step look like, without any of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.forms import LEAST_AGENTS, LEAST_TIMES, MOST_FORMS, add_forms
from rpa_finder.model import Execution, Step
from rpa_finder.values import value_shape
from tests.drawing import draw_log
from tests.drawing_routines import draw_routine

STEPS = (Step("Customer", "copy", "Account", 1.0, 1.0), Step("Form", "paste", "Name", 1.0, 1.0))
VALUES = ("48213", "77", "7", "Anna", "PX-1", "-")


def logged(rows: list[tuple[str, str]]):
    """Build a log with one row for each (agent, value)."""
    return draw_log(
        "\n".join(f"09:{i // 60:02d}:{i % 60:02d} | {a} | CRM | S | copy | F | {v}" for i, (a, v) in enumerate(rows))
    )


def routine_over(rows: list[tuple[str, str]], steps: list[int]):
    """Build a routine with one execution for each row of the log."""
    base = draw_routine([("ann", "2026-03-02", 9.0)])
    executions = tuple(
        Execution(f"E{i}", agent, "", "2026-03-02", "", "", 1.0, 1.0, (0,), (i + 1,), (step,))
        for i, ((agent, _), step) in enumerate(zip(rows, steps, strict=True))
    )
    return replace(base, steps=STEPS, executions=executions)


def naive_forms(rows: list[tuple[str, str]], steps: list[int], step: int) -> tuple[str, ...]:
    """Slow twin: count row by row."""
    times: Counter[str] = Counter()
    agents: defaultdict[str, set[str]] = defaultdict(set)
    for (agent, value), at in zip(rows, steps, strict=True):
        if at == step and value != "-":
            times[value_shape(value)] += 1
            agents[value_shape(value)].add(agent)
    kept = [s for s in times if times[s] >= LEAST_TIMES and len(agents[s]) >= LEAST_AGENTS]
    return tuple(sorted(kept, key=lambda s: (-times[s], s))[:MOST_FORMS])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("ann", "bob")), st.sampled_from(VALUES), st.integers(0, 2)), min_size=1, max_size=40
    )
)
def test_forms_are_those_counted_row_by_row(drawn):
    rows, steps = [(a, v) for a, v, _ in drawn], [s for _, _, s in drawn]
    # Rows keep the order of the log, which is sorted by agent.
    (routine,) = add_forms(logged(rows), [routine_over(rows, steps)])
    assert [s.forms for s in routine.steps] == [naive_forms(rows, steps, 1), naive_forms(rows, steps, 2)]


def test_what_one_agent_alone_shows_is_left_out():
    rows = [("ann", "48213")] * 9
    (routine,) = add_forms(logged(rows), [routine_over(rows, [1] * 9)])
    assert routine.steps == STEPS


def test_a_log_without_values_has_no_forms():
    rows = [("ann", "-"), ("bob", "-")] * 3
    (routine,) = add_forms(logged(rows), [routine_over(rows, [1] * 6)])
    assert routine.steps == STEPS

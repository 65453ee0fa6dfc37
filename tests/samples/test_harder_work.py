"""The harder stories hold what they promise, and the others hold none of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

import pytest

from rpa_finder.samples import Story, StorySettings, describe_truth, make_story
from rpa_finder.samples.desks import Row
from rpa_finder.samples.dialects import DIALECTS
from rpa_finder.samples.habits import habits_of
from rpa_finder.samples.harder_work import KEYED_FIRST, PING_PONG, REPEAT_CONTACT, REWORK, scripts_of
from rpa_finder.samples.settings import KINDS_OF_LOG
from rpa_finder.samples.work import SCRIPTS


@cache
def tell(kind: str = "desktop", harder: bool = True, errors: float = 0.0) -> Story:
    return make_story(
        StorySettings(seed=3, events=12_000, agents=6, days=8, kind=kind, harder=harder, errors=errors, values_lost=0)
    )


def rows_by_execution(story: Story) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in story.events:
        if row.execution >= 0:
            found[row.execution].append(row)
    return found


def chains(story: Story, routine: str) -> dict[str, list[tuple[list[Row], str, str]]]:
    """Give (rows, routine, agent) of each visit of the cases of a returning routine, by time."""
    rows = rows_by_execution(story)
    found: dict[str, list[tuple[list[Row], str, str]]] = defaultdict(list)
    for number, e in enumerate(story.executions):
        if e.case.startswith(routine):
            found[e.case].append((rows[number], e.routine, e.agent))
    for visits in found.values():
        visits.sort(key=lambda visit: visit[0][0].time_ms)
    return found


def days_of(visits: list[tuple[list[Row], str, str]]) -> list[int]:
    return [rows[0].time_ms // 86_400_000 for rows, _, _ in visits]


@pytest.mark.parametrize("kind", KINDS_OF_LOG)
def test_every_routine_is_told_and_kinds_are_in_the_truth(kind: str) -> None:
    story = tell(kind)
    assert {e.routine for e in story.executions} == set(scripts_of(harder=True))
    dialect = next(d for d in DIALECTS.values() if d.kind == kind)
    truth = describe_truth(story, dialect, range(len(story.rows)))
    kinds = {name: facts["kind"] for name, facts in truth["routines"].items()}
    assert kinds == {name: script.kind for name, script in scripts_of(harder=True).items()}
    assert {"rework", "ping-pong", "repeat-contact", "judgement", "lookup"} <= set(kinds.values())


def test_other_stories_hold_none_of_it() -> None:
    assert {e.routine for e in tell(harder=False).executions} <= set(SCRIPTS)
    assert not any(e.case for e in tell(harder=False).executions)
    assert len(habits_of(harder=True)) == len(habits_of(harder=False)) + 1


def test_rework_types_the_same_fields_of_the_same_claim_over_on_a_later_day() -> None:
    cases = chains(tell(), REWORK)
    assert len(cases) > 5
    for visits in cases.values():
        assert [routine for _, routine, _ in visits] == [KEYED_FIRST] + [REWORK] * (len(visits) - 1)
        days = days_of(visits)
        assert days == sorted(set(days))
        assert len({r.value for rows, _, _ in visits for r in rows if r.field == "Claim ref" and r.value}) == 1
        typed = [
            {r.field for r in rows if r.screen == "claim_entry" and r.action == "input"} - {"Claim ref", "Post code"}
            for rows, _, _ in visits
        ]
        assert all(later <= typed[0] for later in typed[1:])


def test_ping_pong_goes_to_and_fro_between_two_agents() -> None:
    cases = chains(tell(), PING_PONG)
    assert len(cases) > 2
    for visits in cases.values():
        agents = [agent for _, _, agent in visits]
        assert all(a != b for a, b in pairwise(agents))
        assert len(set(agents)) == 2
        assert len({r.value for rows, _, _ in visits for r in rows if r.field == "Query number" and r.value}) == 1
        sent = [next(r.value for r in rows if r.field == "Send to" and r.value) for rows, _, _ in visits]
        assert all(a != b for a, b in pairwise(sent))


def test_repeat_contact_asks_about_the_same_customer_on_several_days() -> None:
    cases = chains(tell(), REPEAT_CONTACT)
    assert len(cases) > 5
    for visits in cases.values():
        assert len(visits) >= 2
        assert len(set(days_of(visits))) == len(visits)
        assert len({r.value for rows, _, _ in visits for r in rows if r.field == "Search for" and r.value}) == 1
        written = {r.field for rows, _, _ in visits for r in rows if r.action in ("input", "paste")}
        assert written == {"Search for"}


def test_a_nested_loop_is_one_execution_of_many_passes() -> None:
    story = tell()
    passes = [
        (sum(r.field == "Add member" for r in rows), sum(r.action == "submit" for r in rows))
        for number, rows in rows_by_execution(story).items()
        if story.executions[number].routine == "household_list"
    ]
    assert {submitted for _, submitted in passes} == {1}
    assert len({count for count, _ in passes}) > 2
    assert min(count for count, _ in passes) >= 2


def test_replies_are_never_worded_the_same() -> None:
    story = tell()
    replies = [
        r.value
        for number, rows in rows_by_execution(story).items()
        if story.executions[number].routine == "complaint_reply"
        for r in rows
        if r.field == "Message body" and r.action == "input"
    ]
    assert len(replies) > 5
    assert len(set(replies)) == len(replies)


def test_agents_make_rounds_that_are_their_own() -> None:
    own = {"home", "page", "calendar", "chat", "hours", "rota", "letter"}
    favourite = {}
    for agent in range(6):
        moves = [
            (a.screen, b.screen)
            for a, b in pairwise([r for r in tell().events if r.agent == agent])
            if a.execution < 0 and b.execution < 0 and a.screen != b.screen and {a.screen, b.screen} <= own
        ]
        favourite[agent] = Counter(moves).most_common(1)[0][0]
    assert len(set(favourite.values())) >= 4


@pytest.mark.parametrize("kind", KINDS_OF_LOG)
@pytest.mark.parametrize(("noise", "interleaving"), [(0.0, 0.15), (0.2, 0.4), (0.4, 0.0)])
def test_noise_and_interleaving_are_as_asked_for(kind: str, noise: float, interleaving: float) -> None:
    settings = {"seed": 5, "events": 12_000, "agents": 6, "days": 8, "kind": kind, "harder": True}
    story = make_story(StorySettings(**settings, noise=noise, interleaving=interleaving))  # type: ignore[arg-type]
    assert len(story.rows) == pytest.approx(12_000, rel=0.15)
    assert sum(row.execution < 0 for row in story.rows) / len(story.rows) == pytest.approx(noise, abs=0.04)
    if kind != "titles":
        broken = sum(came_back(rows) for rows in work_of_agents(story))
        assert broken / len(story.executions) == pytest.approx(interleaving, abs=0.05)


def work_of_agents(story: Story) -> list[list[int]]:
    """Give the executions of each agent's rows, in order."""
    return [[r.execution for r in story.events if r.agent == agent] for agent in range(len(story.agents))]


def came_back(work: list[int]) -> int:
    """Count the executions that are left and taken up again."""
    left, again = set(), set()
    for before, now in pairwise(work):
        if before != now:
            left.add(before)
            again |= {now} & left
    return len(again - {-1})


def test_a_record_is_handled_twice_in_a_row_now_and_then() -> None:
    story = tell()
    twice = 0
    for agent in {e.agent for e in story.executions}:
        mine = [
            (e.routine, {r.value for r in rows if r.field.startswith(("A", "Account")) and r.value})
            for n, rows in sorted(rows_by_execution(story).items())
            if (e := story.executions[n]).agent == agent
        ]
        twice += sum(a == b and bool(one & other) for (a, one), (b, other) in pairwise(mine))
    assert twice >= 3


def test_several_routines_share_a_form() -> None:
    story = tell()
    fillers: dict[str, set[str]] = defaultdict(set)
    for number, rows in rows_by_execution(story).items():
        for row in rows:
            if row.action in ("paste", "input"):
                fillers[row.screen].add(story.executions[number].routine)
    assert {"change_of_address", "tenancy_notice"} <= fillers["moving_form"]
    assert {KEYED_FIRST, REWORK} <= fillers["claim_entry"]

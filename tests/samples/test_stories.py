"""A story is what its settings say, and what is planted in it is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from rpa_finder.errors import UsageError
from rpa_finder.samples import SEEDS_LOOK, SEEDS_SCORE, Story, StorySettings, benchmark_settings, make_story
from rpa_finder.samples.desks import Row
from rpa_finder.samples.harder_work import scripts_of
from rpa_finder.samples.settings import KINDS_OF_LOG
from rpa_finder.samples.work import RARE

SMALL = {"events": 6000, "agents": 6, "days": 5}


def tell(**changes: object) -> Story:
    return make_story(StorySettings(**{"seed": 3, **SMALL, **changes}))  # type: ignore[arg-type]


def rows_by_execution(story: Story) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in story.events:
        if row.execution >= 0:
            found[row.execution].append(row)
    return found


def same_stuff(a: str, b: str) -> bool:
    """Whether one value is made of the other's letters and digits: reordered, cut, padded or punctuated anew."""
    one, other = (Counter(c for c in text.lower() if c.isalnum() and c != "0") for text in (a, b))
    return bool(one) and (one <= other or other <= one or one - other == Counter("44"))


@pytest.mark.parametrize("kind", KINDS_OF_LOG)
def test_same_settings_tell_the_same_story(kind: str) -> None:
    assert tell(kind=kind) == tell(kind=kind)


def test_another_seed_tells_another_story() -> None:
    assert tell(seed=4).events != tell(seed=5).events


@pytest.mark.parametrize("kind", KINDS_OF_LOG)
@pytest.mark.parametrize("noise", [0.0, 0.2, 0.4])
def test_has_about_the_events_and_the_noise_asked_for(kind: str, noise: float) -> None:
    story = tell(kind=kind, noise=noise)
    assert len(story.rows) == pytest.approx(6000, rel=0.15)
    outside = sum(row.execution < 0 for row in story.rows) / len(story.rows)
    assert outside == pytest.approx(noise, abs=0.04)


def test_nothing_but_noise_has_no_execution() -> None:
    story = tell(noise=1.0)
    assert not story.executions
    assert len(story.events) > 3000


@pytest.mark.parametrize("share", [0.0, 0.15, 0.4])
def test_suspends_the_share_of_executions_asked_for(share: float) -> None:
    story = tell(events=12_000, interleaving=share)
    broken: set[int] = set()
    for agent in range(len(story.agents)):
        work = [row for row in story.events if row.agent == agent]
        left: set[int] = set()
        for before, row in pairwise(work):
            if before.execution != row.execution:
                left.add(before.execution)
                if row.execution in left:
                    broken.add(row.execution)
    # Recorders' clocks that differ can swap rows at the seam of two executions.
    assert len(broken - {-1}) / len(story.executions) == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_loses_the_share_of_values_asked_for(share: float) -> None:
    story = tell(values_lost=share)
    valued = sum(bool(row.value) for row in story.events)
    assert len(story.lost) / valued == pytest.approx(share, abs=0.03)


def test_without_errors_nothing_is_undone_late_or_logged_twice() -> None:
    clean, faulty = tell(errors=0.0), tell(errors=0.1)
    assert not any(row.action == "undo" for row in clean.events)
    assert not clean.twice
    assert list(clean.arrival_ms) == [row.time_ms for row in clean.events]
    assert any(row.action == "undo" for row in faulty.events)
    assert len(faulty.twice) / len(faulty.events) == pytest.approx(0.025, abs=0.01)
    late = sum(arrival > row.time_ms for arrival, row in zip(faulty.arrival_ms, faulty.events, strict=True))
    assert late / len(faulty.events) == pytest.approx(0.05, abs=0.015)


def test_ids_are_in_titles_and_urls_only_where_asked_for() -> None:
    assert any("/hub/customers/" in row.url and any(c.isdigit() for c in row.url) for row in tell().events)
    without = tell(ids_in_titles=False)
    assert not any(any(c.isdigit() for c in row.url) for row in without.events if "//host" not in row.url)
    assert len({row.title for row in without.events}) < 300


def test_one_screen_is_renamed_half_way() -> None:
    story = tell()
    titles = [row.title for row in story.events if row.screen == "contact"]
    later = [title.startswith("Contact and address") for title in titles]
    assert set(later) == {True, False}
    assert later == sorted(later)


@pytest.mark.parametrize("kind", KINDS_OF_LOG)
def test_an_execution_belongs_to_one_agent_and_has_rows(kind: str) -> None:
    story = tell(kind=kind)
    owners: dict[int, set[int]] = defaultdict(set)
    for row in story.rows:
        if row.execution >= 0:
            owners[row.execution].add(row.agent)
    for number, agents in owners.items():
        assert [story.agents[a].name for a in agents] == [story.executions[number].agent]
    assert len(owners) == len(story.executions)


def test_active_seconds_add_up_to_working_time_without_idle_pauses() -> None:
    story = tell(errors=0.0)
    for number, rows in rows_by_execution(story).items():
        active = story.executions[number].active_seconds
        assert active == pytest.approx(sum(row.work_ms for row in rows[1:]) / 1000)
        elapsed = (rows[-1].time_ms - rows[0].time_ms) / 1000
        assert active <= elapsed + 1.5


def test_windows_of_an_agent_follow_each_other() -> None:
    story = tell(kind="titles")
    for agent in range(len(story.agents)):
        mine = [w for w in story.windows if w.agent == agent]
        assert all(a.start_ms + a.duration_ms <= b.start_ms + 1 for a, b in pairwise(mine))


@pytest.mark.parametrize("kind", ["desktop", "terminal"])
def test_values_planted_as_transfers_are_found_at_source_and_target(kind: str) -> None:
    story = tell(kind=kind, errors=0.0)
    assert story.transfers
    by_routine: dict[str, list[list[Row]]] = defaultdict(list)
    for number, rows in rows_by_execution(story).items():
        by_routine[story.executions[number].routine].append(rows)
    for transfer, count in story.transfers.items():
        seen = 0
        for rows in by_routine[transfer.routine]:
            sources = [r.value for r in rows if at(r, transfer.source_screen, transfer.source_field)]
            targets = [r.value for r in rows if at(r, transfer.target_screen, transfer.target_field)]
            seen += any(same_stuff(a, b) for a in sources for b in targets)
        assert seen >= 0.9 * count, transfer


def at(row: Row, screen: str, field: str) -> bool:
    name = row.field.rstrip("0123456789") if row.screen in ("arrears", "landlords") else row.field
    return bool(row.value) and row.screen == screen and name == field


def test_a_terminal_knows_no_clipboard_and_nothing_read() -> None:
    assert {row.action for row in tell(kind="terminal").events} <= {"input", "key"}


def test_a_look_up_writes_nothing_but_its_key() -> None:
    story = tell()
    for number, rows in rows_by_execution(story).items():
        if story.executions[number].routine == "balance_enquiry":
            written = {(r.screen, r.field) for r in rows if r.action in ("input", "paste")}
            assert written == {("enquiry", "Account no")}


def test_judgement_is_never_worded_the_same() -> None:
    story = tell(errors=0.0)
    notes = [
        r.value
        for n, rows in rows_by_execution(story).items()
        if story.executions[n].routine == "hardship_review"
        for r in rows
        if r.field == "New note" and r.action == "input" and len(r.value) > 30
    ]
    assert len(notes) > 5
    assert len(set(notes)) == len(notes)


def test_the_teams_have_different_block_orders() -> None:
    story = tell()
    orders: dict[str, Counter[bool]] = defaultdict(Counter)
    teams = {a.name: a.team for a in story.agents}
    for number, rows in rows_by_execution(story).items():
        execution = story.executions[number]
        if execution.routine == "change_of_address":
            fields = [r.field for r in rows]
            orders[teams[execution.agent]][fields.index("Telephone") < fields.index("Property reference")] += 1
    assert set(orders["North"]) == {False}
    assert set(orders["South"]) == {True}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_benchmark_log_has_every_routine_and_the_rare_one_rarely(seed: int) -> None:
    story = make_story(benchmark_settings(seed))
    counts = Counter(e.routine for e in story.executions)
    assert set(counts) == set(scripts_of(harder=True))
    assert 5 <= counts[RARE] <= 10
    assert 5 <= len(story.agents) <= 20


def test_seeds_for_looking_and_for_scoring_are_different() -> None:
    assert not set(SEEDS_LOOK) & set(SEEDS_SCORE)


@pytest.mark.parametrize(
    "changes", [{"kind": "voice"}, {"noise": 1.2}, {"events": 0}, {"events": 10**6, "agents": 2, "days": 2}]
)
def test_refuses_settings_that_make_no_story(changes: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="story-settings"):
        tell(**changes)

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.title_tokens import Use, describe_use
from rpa_finder.titles import find_templates, is_browser, shown_title, url_record

FIRST = ["Ann", "Bert", "Cleo", "David", "Elsa", "Fiona", "Gerd", "Hana", "Ivo", "Jon", "Kaya", "Lars"]
LAST = ["Smith", "Jones", "Miller", "Brown", "Wilson", "Garcia", "Martin", "Clark", "Lewis", "Walker"]
PEOPLE = [f"{first} {last}" for first in FIRST for last in LAST]


NO_MOVES = np.zeros(0, dtype=np.int64)


def _templates(
    uses: Mapping[str, set[int]], app: str = "CRM", hours_a_day: int = 8, agents: int = 1
) -> dict[str, tuple[str, str]]:
    """Give (template, record) of each title that was used in some hours; eight hours are an agent's day."""
    titles = sorted(uses)
    pairs = sorted((i, hour) for i, title in enumerate(titles) for hour in uses[title])
    hours = max((h for _, h in pairs), default=0) + 1
    use = Use(
        np.array([p[0] for p in pairs], dtype=np.int64),
        np.array([p[1] for p in pairs], dtype=np.int64),
        np.arange(hours) // hours_a_day,
        np.arange(hours) // hours_a_day % agents,
        NO_MOVES,
        NO_MOVES,
    )
    templates, records = find_templates([app] * len(titles), titles, use)
    return dict(zip(titles, zip(templates, records, strict=True), strict=True))


def _one(title: str) -> tuple[str, str]:
    return _templates({title: {0}})[title]


@pytest.mark.parametrize(
    ("title", "template", "record"),
    [
        ("Customer 48213 - CRM", "Customer # - CRM", "48213"),
        ("Order 12 of 30 - ERP", "Order # of # - ERP", ""),
        ("Report 2024-06-05 08:22", "Report #", ""),
        ("SVM0201P Customer menu", "SVM0201P Customer menu", ""),
        ("Form AB12", "Form AB12", ""),
        ("Order KD48213 (AB12)", "Order # (AB12)", "kd48213"),
        ("Claim BC-48213 (ISO-9001)", "Claim # (ISO-#)", "48213 9001"),
        ("Inbox - ann.bo@example.org - Outlook", "Inbox - # - Outlook", "ann bo example org"),
        ("(3) Inbox - Mail", "Inbox - Mail", ""),
        ("*Notes - Editor", "Notes - Editor", ""),
        ("notes.txt * - Editor", "notes.txt - Editor", ""),
        ("Log in and 2 more pages - Personal - Microsoft? Edge", "Log in", ""),
        ("Orders — Mozilla Firefox", "Orders", ""),
        ("Google Chrome", "Google Chrome", ""),
        ("Students.xlsx › Sheet1", "Students.xlsx › Sheet1", ""),
        ("https://x.org/orders/48213/edit?id=7", "https://x.org/orders/#/edit", "48213"),
        ("www.webpage.com/ok", "www.webpage.com/ok", ""),
        ("http://h/a/9f86d081-aaaa-bbbb-cccc-1234567890ab/", "http://h/a/#", "1234567890ab 9f86d081 aaaa bbbb cccc"),
        ("", "", ""),
    ],
)
def test_takes_ids_and_volatile_parts_out_of_a_title(title: str, template: str, record: str):
    assert _one(title) == (template, record)


def test_names_of_people_go_and_page_names_stay():
    pages = ["Details", "Orders", "Notes"]
    found = _templates({f"{name} - {page} - CRM": {i} for i, name in enumerate(PEOPLE) for page in pages})
    assert {t for t, _ in found.values()} == {f"# - {page} - CRM" for page in pages}
    assert found["Ann Smith - Notes - CRM"][1] == "ann smith"


def test_a_record_is_the_same_however_the_name_is_written():
    shown = {f"{n} - Details": {i} for i, n in enumerate(PEOPLE)}
    listed = {f"{n.split()[1].upper()}, {n.split()[0].upper()} - Invoice": {i} for i, n in enumerate(PEOPLE)}
    found = _templates(shown | listed)
    assert found["Ann Smith - Details"][1] == found["SMITH, ANN - Invoice"][1] == "ann smith"


def test_pages_that_share_a_shape_with_objects_stay():
    hours = set(range(120))
    found = _templates({f"{n} - CRM": {i} for i, n in enumerate(PEOPLE)} | {"Search - CRM": hours, "Home - CRM": hours})
    assert {t for t, _ in found.values()} == {"# - CRM", "Search - CRM", "Home - CRM"}


def test_many_pages_without_objects_stay():
    pages = [f"{a}{b}" for a in ("Order", "Client", "Stock", "Price") for b in ("list", "form", "help", "search")]
    found = _templates({f"{page} - ERP": set(range(40)) for page in pages})
    assert {t for t, _ in found.values()} == {f"{page} - ERP" for page in pages}


def test_whole_titles_are_no_objects_in_a_short_log():
    short = _templates({name: {0} for name in PEOPLE[:30]})
    assert {t for t, _ in short.values()} == set(PEOPLE[:30])
    long = _templates({name: {i} for i, name in enumerate(PEOPLE)})
    assert {t for t, _ in long.values()} == {"#"}


def test_words_before_and_after_a_name_stay():
    found = _templates(
        {f"Customer {n} details": {i} for i, n in enumerate(PEOPLE)}
        | {f"Order of {n}": {i} for i, n in enumerate(PEOPLE)}
    )
    assert {t for t, _ in found.values()} == {"Customer # details", "Order of #"}


def test_an_object_with_separators_in_it_is_still_an_object():
    subjects = [f"{n}: offer - {i} (draft{'!' * (i % 5)}){' - x' * (i // 4)}" for i, n in enumerate(PEOPLE[:30])]
    plain = {f"{n} - Message - Mail": {i} for i, n in enumerate(PEOPLE)}
    found = _templates(plain | {f"{s} - Message - Mail": {i} for i, s in enumerate(subjects)})
    assert {t for t, _ in found.values()} == {"# - Message - Mail"}


def test_a_few_pages_of_odd_shape_are_no_objects():
    pages = ["Search: advanced - Mail", "Rules (all) - Mail"]
    found = _templates({f"{n} - Mail": {i} for i, n in enumerate(PEOPLE)} | {p: {0} for p in pages})
    assert {t for t, _ in found.values()} == {"# - Mail", *pages}


def test_a_terminal_session_is_masked_and_its_pages_are_not():
    pages = ["Menu", "Search", "Account"]
    uses = {
        f"Session {letter} - {page}": set(range(16 * k, 16 * k + 16))
        for k, letter in enumerate("ABCD")
        for page in pages
    }
    found = _templates(uses)
    assert set(found.values()) == {(f"Session # - {page}", "") for page in pages}


def test_templates_of_one_application_do_not_depend_on_another():
    use = describe_use(np.arange(2), np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64))
    assert find_templates(["A", "B"], ["X 1", "X 1"], use) == (["X #", "X #"], ["", ""])


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_templates_do_not_depend_on_the_order_of_titles(rng: random.Random):
    titles = [f"{n} - {page}" for n in PEOPLE for page in ("Details", "Orders")] + ["Search - CRM", "Home"]
    order = list(range(len(titles)))
    rng.shuffle(order)
    minute, agent = np.arange(len(titles)) * 60, np.zeros(len(titles), dtype=np.int64)
    use = describe_use(np.arange(len(titles)), agent, minute)
    turned = describe_use(np.argsort(order), agent, minute)
    straight = dict(zip(titles, find_templates(["A"] * len(titles), titles, use)[0], strict=True))
    shuffled = [titles[i] for i in order]
    assert straight == dict(zip(shuffled, find_templates(["A"] * len(titles), shuffled, turned)[0], strict=True))


@given(st.lists(st.text(alphabet="ab1# -()|*:/.@", max_size=20), min_size=1, max_size=40, unique=True))
@settings(max_examples=50)
def test_any_title_gets_a_template(titles: list[str]):
    assert set(_templates({t: {i} for i, t in enumerate(titles)})) == set(titles)


@pytest.mark.parametrize(
    ("url", "record"),
    [
        ("https://x.org/orders/48213", "48213"),
        ("https://x.org/edit?customer=C-7781&sid=123456789", "7781"),
        ("https://x.org/edit?page=2", ""),
        ("https://10001.example.org/", ""),
        ("", ""),
    ],
)
def test_a_url_names_the_record_of_its_path_and_parameters(url: str, record: str):
    assert url_record(url) == record


# Several agents

AGENTS = 6


def _read(visits: list[tuple[int, int, str]]) -> dict[str, tuple[str, str]]:
    """Give (template, record) of the titles that agents visit, in order, at a minute each."""
    visits = sorted(visits, key=lambda visit: visit[:2])
    titles = sorted({title for *_, title in visits})
    use = describe_use(
        np.array([titles.index(title) for *_, title in visits]),
        np.array([agent for agent, *_ in visits]),
        np.array([minute for _, minute, _ in visits]),
    )
    templates, records = find_templates(["Web"] * len(titles), titles, use)
    return dict(zip(titles, zip(templates, records, strict=True), strict=True))


def _days(agents: int, days: int, visits: int) -> list[tuple[int, int]]:
    """Give agent and minute of some visits a day, half an hour apart."""
    return [(a, d * 1440 + 480 + 30 * v) for a in range(agents) for d in range(days) for v in range(visits)]


def test_pages_of_a_short_log_stay_however_many_share_a_product():
    rng = random.Random(1)
    pages = [f"{verb} {thing} - Services" for verb in ("New", "Change", "End") for thing in ("lease", "badge", "plan")]
    pages += [f"{page} - Finance" for page in ("Refund", "Invoice", "Budget", "Payment")]
    found = _read([(a, m, rng.choice(pages)) for a, m in _days(AGENTS, 5, 8)])
    assert {t for t, _ in found.values()} == set(pages)


def test_what_every_agent_reads_now_and_then_is_an_object_if_each_is_read_like_the_others():
    rng = random.Random(2)
    articles = [f"{a} {b} - News" for a in ("Fine", "Old", "Red", "Big") for b in ("boats", "roads", "songs", "towns")]
    visits = []
    for agent, minute in _days(AGENTS, 20, 8):
        visits += [(agent, minute, rng.choice(["Start", "Help", "Mail"])), (agent, minute + 1, rng.choice(articles))]
    found = _read(visits)
    assert {t for t, _ in found.values()} == {"# - News", "Start", "Help", "Mail"}
    assert found["Old songs - News"][1] == "old songs"


def test_pages_between_neighbours_of_their_own_are_no_objects():
    rng = random.Random(3)
    pages = [f"{a} {b} - Office" for a in ("New", "Old", "My", "All") for b in ("leases", "badges", "plans", "cars")]
    visits = []
    for agent, minute in _days(AGENTS, 20, 8):
        i = rng.randrange(len(pages))
        visits += [(agent, minute, f"Step {'abcdefgh'[i // 2]}x"), (agent, minute + 1, pages[i])]
    assert set(pages) <= {t for t, _ in _read(visits).values()}


def test_names_of_users_are_masked_and_no_record():
    visits = [
        (a, m, f"{('Inbox', 'Inbox', 'Calendar')[m // 30 % 3]} - user{'abcdef'[a]} - Mail")
        for a, m in _days(AGENTS, 4, 4)
    ]
    assert set(_read(visits).values()) == {("Inbox - # - Mail", ""), ("Calendar - # - Mail", "")}


def test_two_letters_of_terminals_are_enough_but_two_words_are_not():
    rng = random.Random(4)

    def seen(first: str, second: str) -> set[str]:
        visits = [
            (a, m, f"{rng.choice(['Menu', 'Search', 'Account'])} - Session {(first, second)[a % 2]}")
            for a, m in _days(AGENTS, 5, 4)
        ]
        return {t for t, _ in _read(visits).values()}

    assert seen("A", "B") == {f"{page} - Session #" for page in ("Menu", "Search", "Account")}
    assert len(seen("North", "South")) == 6


def test_pages_that_an_agent_changes_between_are_no_session():
    rng = random.Random(5)
    titles = [f"{page} - {part}" for page in ("Menu", "Search", "Account") for part in ("Own", "Team", "All")]
    found = _read([(a, m, rng.choice(titles)) for a, m in _days(AGENTS, 5, 6)])
    assert {t for t, _ in found.values()} == set(titles)


def test_a_few_objects_are_known_from_another_screen():
    customers = {f"{name} - Overview - CRM": {i} for i, name in enumerate(PEOPLE)}
    letters = {f"Lost badge - {name}": {i} for i, name in enumerate(PEOPLE[:3])}
    found = _templates(customers | letters | {"Lost badge - Ask Later": {5}})
    assert found["Lost badge - Ann Smith"] == ("Lost badge - #", "ann smith")
    assert found["Lost badge - Ask Later"][0] == "Lost badge - Ask Later"


def test_a_few_objects_of_which_none_comes_again_are_objects():
    chats = [(i % AGENTS, i // AGENTS * 1440 + 600, f"{name} - Talk") for i, name in enumerate(PEOPLE[::13][:8])]
    visits = chats + [(a, m, "Search - CRM") for a, m in _days(AGENTS, 5, 8)]
    assert {t for t, _ in _read(visits).values()} == {"# - Talk", "Search - CRM"}


@pytest.mark.parametrize("app", ["Edge", "msedge.exe", "Google Chrome", "chrome", "Mozilla Firefox", "Microsoft Edge"])
def test_knows_web_browsers(app: str):
    assert is_browser(app)
    assert not is_browser(f"{app} reader")


def test_a_marker_for_no_title_is_no_title():
    assert (shown_title("NO_TITLE"), shown_title("Orders")) == ("", "Orders")

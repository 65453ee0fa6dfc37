from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.titles import Use, find_templates, url_record

FIRST = ["Ann", "Bert", "Cleo", "David", "Elsa", "Fiona", "Gerd", "Hana", "Ivo", "Jon", "Kaya", "Lars"]
LAST = ["Smith", "Jones", "Miller", "Brown", "Wilson", "Garcia", "Martin", "Clark", "Lewis", "Walker"]
PEOPLE = [f"{first} {last}" for first in FIRST for last in LAST]


def _templates(uses: Mapping[str, set[int]], app: str = "CRM", hours_a_day: int = 8) -> dict[str, tuple[str, str]]:
    """Give (template, record) of each title that was used in some hours; eight hours are an agent's day."""
    titles = sorted(uses)
    pairs = sorted((i, hour) for i, title in enumerate(titles) for hour in uses[title])
    hours = max((h for _, h in pairs), default=0) + 1
    use = Use(
        np.array([p[0] for p in pairs], dtype=np.int64),
        np.array([p[1] for p in pairs], dtype=np.int64),
        np.arange(hours) // hours_a_day,
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
        ("Inbox - ann.bo@example.org - Outlook", "Inbox - # - Outlook", "ann bo example org"),
        ("(3) Inbox - Mail", "Inbox - Mail", ""),
        ("*Notes - Editor", "Notes - Editor", ""),
        ("notes.txt * - Editor", "notes.txt - Editor", ""),
        ("Log in and 2 more pages - Personal - Microsoft? Edge", "Log in", ""),
        ("Orders — Mozilla Firefox", "Orders", ""),
        ("Google Chrome", "Google Chrome", ""),
        ("Students.xlsx › Sheet1", "Students.xlsx › Sheet1", ""),
        ("https://x.org/orders/48213/edit?id=7", "x.org/orders/#/edit", "48213"),
        ("www.webpage.com/ok", "www.webpage.com/ok", ""),
        ("http://h/a/9f86d081-aaaa-bbbb-cccc-1234567890ab/", "h/a/#", "1234567890ab 9f86d081 aaaa bbbb cccc"),
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
    assert {t for t, _ in found.values()} == {f"# - {page}" for page in pages}


def test_templates_of_one_application_do_not_depend_on_another():
    use = Use(np.arange(2), np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.int64))
    assert find_templates(["A", "B"], ["X 1", "X 1"], use) == (["X #", "X #"], ["", ""])


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_templates_do_not_depend_on_the_order_of_titles(rng: random.Random):
    titles = [f"{n} - {page}" for n in PEOPLE for page in ("Details", "Orders")] + ["Search - CRM", "Home"]
    order = list(range(len(titles)))
    rng.shuffle(order)
    use = Use(np.arange(len(titles)), np.arange(len(titles)) % 50, np.arange(50) // 8)
    turned = Use(use.title, use.bucket[order], use.day_of_bucket)
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

from __future__ import annotations

import hashlib
import hmac
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.contacts import SECONDS, TEXTS, ContactLog, make_contacts
from rpa_finder.events import QUALITY, UILog, make_log
from rpa_finder.privacy import MIN_GROUP, mask_text, pseudonymise, pseudonymise_contacts, value_token
from tests.drawing import draw_log


def _log(agents: list[str | None], sources: list[str] | None = None, actions: list[str] | None = None) -> UILog:
    n = len(agents)
    columns = {
        "source": pd.Series(sources or ["log.csv"] * n),
        "row": range(1, n + 1),
        "time": pd.Series(pd.date_range("2026-03-02", periods=n, freq="s", tz="UTC")),
        "agent": pd.Series(agents, dtype="object"),
        "action": pd.Series(actions or ["click"] * n),
        "action_raw": pd.Series(["x"] * n),
    }
    return make_log(columns)


def _agent_of_row(log: UILog) -> dict[int, str]:
    return dict(zip(log.table["row"].tolist(), log.table["agent"].astype("object").tolist(), strict=True))


def test_gives_every_agent_one_pseudonym_and_keeps_them_apart():
    named = _agent_of_row(pseudonymise(_log(["ann", "bob", "ann", "cem"])))
    assert named[1] == named[3]
    assert {named[1], named[2], named[4]} == {"A01", "A02", "A03"}


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_pseudonyms_do_not_depend_on_the_order_of_rows(agents: list[str], rng: random.Random):
    shuffled = list(agents)
    rng.shuffle(shuffled)
    first, second = _agent_of_row(pseudonymise(_log(agents))), _agent_of_row(pseudonymise(_log(shuffled)))
    assert {a: first[i] for i, a in enumerate(agents, 1)} == {a: second[i] for i, a in enumerate(shuffled, 1)}


def test_pseudonyms_do_not_follow_the_alphabet():
    agents = [f"agent{i:02d}" for i in range(30)]
    named = _agent_of_row(pseudonymise(_log(agents)))
    assert [named[i] for i in range(1, 31)] != sorted(named.values())


def test_rows_stay_in_order_of_agent_and_time():
    log = pseudonymise(_log(["ann", "bob"] * 5))
    assert log.table["agent"].astype("str").is_monotonic_increasing
    assert sorted(log.table["row"]) == list(range(1, 11))


def test_a_row_without_agent_is_the_only_agents_own_and_says_so():
    log = pseudonymise(_log(["ann", None, "ann"]))
    assert set(log.table["agent"]) == {"A01"}
    assert log.table["quality"].tolist() == [0, QUALITY["agent_imputed"], 0]


def test_rows_without_agent_are_one_unknown_agent_of_their_source():
    log = pseudonymise(_log(["ann", "bob", None, None, None], ["a", "a", "a", "b", "b"]))
    named = _agent_of_row(log)
    assert len({named[i] for i in (1, 2, 3, 4)}) == 4
    assert named[4] == named[5]


def test_clipboard_rows_wait_for_cleaning_to_find_their_owner():
    log = pseudonymise(_log(["ann", "bob", None], actions=["click", "click", "copy"]))
    assert log.table["agent"].isna().sum() == 1
    alone = pseudonymise(_log([None, None], actions=["copy", "paste"]))
    assert alone.table["agent"].notna().all()


def test_hosts_get_pseudonyms_too():
    log = pseudonymise(draw_log("09:00:00 | ann | CRM | X | click", host="PC-ANN"))
    assert log.table["host"].tolist() == ["H01"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mail to ann.bo+x@mail.example.org now", "Mail to # now"),
        ("IBAN DE89 3704 0044 0532 0130 00 ok", "IBAN # ok"),
        ("GB82WEST12345698765432", "#"),
        ("card 4111 1111 1111 1111.", "card #."),
        ("SSN 078-05-1120", "SSN #"),
        ("call +49 30 901820", "call #"),
        ("call (0)30-901820", "call #"),
        ("Order 1234567", "Order #"),
        ("INV2024001", "INV#"),
        ("Screen SVM0201P", "Screen SVM0201P"),
        ("Form 12 of 2024", "Form 12 of 2024"),
        ("", ""),
    ],
)
def test_masks_personal_data_and_long_numbers(text: str, masked: str):
    assert mask_text(text) == masked


def test_a_number_that_fails_its_check_digits_is_no_card():
    assert mask_text("4111 1111 1111 1112") == "4111 1111 1111 1112"


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_more(text: str):
    once = mask_text(text)
    assert mask_text(once) == once


def test_a_token_is_the_keyed_digest_of_the_value():
    assert value_token(b"k", "48213") == hmac.new(b"k", b"48213", hashlib.sha256).hexdigest()
    assert value_token(b"k", "48213") != value_token(b"l", "48213")


def _contacts(*rows: dict[str, str]) -> ContactLog:
    n = len(rows)
    columns: dict[str, object] = {name: [row.get(name, "") for row in rows] for name in TEXTS}
    columns |= {name: [1.5] * n for name in SECONDS}
    start = pd.Series(pd.date_range("2026-03-02", periods=n, freq="s", tz="UTC"))
    end = start.where(start.index != 0)
    return make_contacts([pd.DataFrame(columns | {"row": range(1, n + 1), "start": start, "end": end})])


def test_agents_of_contacts_have_the_pseudonym_that_the_log_gives_them():
    log = _log(["ann", "bob", None], actions=["click", "click", "copy"])
    named = _agent_of_row(pseudonymise(log))
    contacts = _contacts({"agent": "bob"}, {"agent": "eve"}, {"agent": ""}, {"agent": "ann"})
    assert [c.agent for c in pseudonymise_contacts(contacts, log)] == [named[2], "C01", "", named[1]]
    assert pseudonymise_contacts(None, log) == ()


def test_contacts_name_no_customer_and_keep_who_is_the_same():
    rows = [
        {"contact": "+49 171 5550100", "customer": "+15550100", "root": "c0", "reason": "Mary Smith moved"},
        {"contact": "c2", "customer": "+15550100", "previous": "+49 171 5550100", "reason": "claim"},
        *({"customer": f"+1555020{i}", "reason": "claim", "queue": "Claims"} for i in range(MIN_GROUP - 1)),
    ]
    found = pseudonymise_contacts(_contacts(*rows), _log(["ann"]))
    assert not any(secret in str(found) for secret in ("5550", "Mary", "c0", "Claims"))
    assert found[0].customer == found[1].customer != found[2].customer
    assert found[1].previous == found[0].contact != found[1].contact
    assert [c.reason for c in found] == ["(other)", *["claim"] * MIN_GROUP]
    assert {c.queue for c in found} == {"", "(other)"}
    (call,) = pseudonymise_contacts(_contacts({"channel": "voice", "direction": "to +15550100"}), _log(["ann"]))
    assert (call.channel, call.direction) == ("voice", "to #")
    assert (found[0].start, found[0].end, found[1].end) == (
        "2026-03-02T00:00:00.000Z",
        "",
        "2026-03-02T00:00:01.000Z",
    )
    assert found[0].handle_seconds == 1.5

"""Privacy: agents and hosts under pseudonyms, personal data out of names, values as keyed tokens.

In: UILog as read, and ContactLog. Out: UILog whose agent and host columns name
nobody, and contacts that name neither agents nor customers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.contacts import ContactLog
from rpa_finder.events import QUALITY, UILog, sort_log, text_category
from rpa_finder.model import Contact

MIN_GROUP = 5
"""Least number of agents of whom a figure may be shown by agent."""

_ORDER_KEY = b"rpa-finder: order of pseudonyms"
_CLIPBOARD_ACTIONS = ("copy", "cut", "paste")


def pseudonymise(log: UILog) -> UILog:
    """Give agents and hosts the names A01, A02 .. and H01, H02 .. and every row an agent.

    Numbers follow a keyed digest of the real name: they depend on who is in
    the log, not on the order of rows or of the alphabet. In a source that
    names one agent, rows without an agent are that agent's (agent_imputed);
    in a source that names several or none they belong to one unknown agent.
    Only clipboard rows of a source that names agents stay without one:
    cleaning finds whose they are.
    """
    log = _with_every_agent(log)
    hosts = _pseudonyms(log.categories("host"), "H")
    agents = _pseudonyms(log.categories("agent"), "A")
    table = log.table
    named = log.with_columns(
        agent=text_category(table["agent"].cat.rename_categories(agents), len(log)),
        host=text_category(table["host"].cat.rename_categories(hosts), len(log)),
    )
    return sort_log(named)


def pseudonymise_contacts(contacts: ContactLog | None, log: UILog) -> tuple[Contact, ...]:
    """Give the contacts without a name, phone number or id; agents of the log as read keep their pseudonym.

    Other agents get C01, C02 .., customers K01 .., contacts T01 .., in the order
    of a keyed digest. A reason or queue that fewer than MIN_GROUP contacts share may be free text
    about a person, and is withheld.
    """
    if contacts is None:
        return ()
    table = contacts.table
    agents = _pseudonyms(_with_every_agent(log).categories("agent"), "A")
    agents |= _pseudonyms(sorted(set(table["agent"]) - {"", *agents}), "C")
    customers = _pseudonyms(sorted(set(table["customer"]) - {""}), "K")
    calls = _pseudonyms(sorted({*table["contact"], *table["root"], *table["previous"]} - {""}), "T")
    numbers = {"agent": agents, "customer": customers} | dict.fromkeys(_CALLS, calls)
    columns: dict[str, Any] = {name: [given.get(t, "") for t in table[name]] for name, given in numbers.items()}
    columns |= {name: _withheld(table[name]) for name in ("queue", "reason")}
    columns |= {name: table[name].map(mask_text) for name in ("channel", "direction")}
    for name in ("start", "end"):
        texts = table[name].dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3] + "Z"
        columns[name] = texts.where(table[name].notna(), "")
    named = table.assign(**columns)[list(Contact.__dataclass_fields__)].astype(object)
    return tuple(Contact(*row) for row in named.where(named.notna(), None).itertuples(index=False, name=None))


def mask_text(text: str) -> str:
    """Put '#' for e-mail addresses, IBANs, payment cards, social security numbers, phone numbers, long digit runs.

    IBANs must pass their check digits and cards the Luhn test; what looks
    like either but fails is still masked if it is a run of six digits.
    """
    if "@" in text:
        text = _EMAIL.sub("#", text)
    if not _FIVE_DIGITS.search(text):
        return text
    text = _IBAN.sub(lambda m: "#" if _iban_holds(m.group()) else m.group(), text)
    text = _CARD.sub(lambda m: "#" if _luhn_holds(m.group()) else m.group(), text)
    text = _SSN.sub("#", text)
    text = _PHONE.sub(lambda m: "#" if _digits_in(m.group()) in range(7, 16) else m.group(), text)
    return _LONG_DIGITS.sub("#", text)


def value_token(key: bytes, value: str) -> str:
    """Give the token that stands for a value outside memory: HMAC-SHA-256, hexadecimal."""
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


_CALLS = ("contact", "root", "previous")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_FIVE_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(\+?\d|0)\d?[\d ()/.-]{5,20}\d(?!\w)")
_LONG_DIGITS = re.compile(r"\d{6,}")


def _iban_holds(text: str) -> bool:
    plain = text.replace(" ", "").upper()
    turned = plain[4:] + plain[:4]
    return len(plain) >= 15 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _luhn_holds(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _digits_in(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _pseudonyms(names: list[str], letter: str) -> dict[str, str]:
    by_digest = sorted(names, key=lambda name: value_token(_ORDER_KEY, name))
    width = max(2, len(str(len(names))))
    return {name: f"{letter}{i:0{width}d}" for i, name in enumerate(by_digest, start=1)}


def _withheld(column: Any) -> Any:
    counts = column.value_counts()
    shown = {text: mask_text(text) if not text or n >= MIN_GROUP else "(other)" for text, n in counts.items()}
    return column.map(shown)


def _with_every_agent(log: UILog) -> UILog:
    agent, source = log.codes("agent"), log.codes("source")
    missing = agent < 0
    if not missing.any():
        return log
    names, sources = log.categories("agent"), len(log.categories("source"))
    source_of, agent_of = np.divmod(np.unique(source[~missing] * (len(names) + 1) + agent[~missing]), len(names) + 1)
    agents_of = np.bincount(source_of, minlength=sources)
    sole = np.full(sources, -1)
    sole[source_of] = agent_of
    clipboard = log.table["action"].isin(_CLIPBOARD_ACTIONS).to_numpy()
    imputed = missing & (agents_of == 1)[source] & ~clipboard
    unknown = missing & ~imputed & ~(clipboard & (agents_of > 0)[source])
    codes = np.where(imputed, sole[source], agent)
    codes = np.where(unknown, len(names) + source, codes)
    # A line feed can't stand in a name that a reader gives.
    texts = pd.Index(names + [f"unknown\n{i}" for i in range(sources)], dtype="str")
    column: Any = pd.Series(pd.Categorical.from_codes(codes, categories=texts))
    flags = np.where(imputed, QUALITY["agent_imputed"], 0).astype("uint16")
    return log.with_columns(
        agent=text_category(column, len(log)),
        quality=log.table["quality"] | flags,
    )

"""The customers and cases that the story's agents work on."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from rpa_finder.samples import words

_FIRST_DAY = date(2026, 1, 5)
_FIRST_BIRTHDAY = date(1940, 1, 1)
_DMY = [(_FIRST_DAY + timedelta(days=i)).strftime("%d/%m/%Y") for i in range(200)]
_BIRTHDAYS = [(_FIRST_BIRTHDAY + timedelta(days=i)).strftime("%d/%m/%Y") for i in range(24_000)]


class Record:
    """One customer with one matter: every value that a screen may show about it."""

    __slots__ = (
        "account",
        "address",
        "amount",
        "badge",
        "bank",
        "birth",
        "claim",
        "customer",
        "first",
        "house",
        "ids",
        "last",
        "mail",
        "moved",
        "phone",
        "postcode",
        "property",
        "rent",
        "since",
        "sort_code",
        "tenancy",
        "town",
    )

    def __init__(self, rng: Random) -> None:
        """Make up a customer: ids, name, address, dates and amounts."""
        pick, number = rng.random, rng.randrange
        self.first = words.FIRST_NAMES[int(pick() * len(words.FIRST_NAMES))]
        self.last = words.SURNAMES[int(pick() * len(words.SURNAMES))]
        self.account = str(number(30_000_000, 70_000_000))
        self.customer = str(number(1_000_000, 9_000_000))
        self.claim = f"BC-{number(100_000, 1_000_000)}"
        self.tenancy = f"TN{number(100_000, 1_000_000)}"
        self.badge = f"{number(10_000, 100_000)}-{number(1000, 10_000)}"
        self.property = f"1000{number(10_000_000, 100_000_000)}"
        street = words.STREETS[int(pick() * len(words.STREETS))]
        kind = words.STREET_KINDS[int(pick() * len(words.STREET_KINDS))]
        self.house = f"{number(1, 180)} {street} {kind}"
        self.town = words.TOWNS[int(pick() * len(words.TOWNS))]
        area = words.POSTCODE_AREAS[int(pick() * len(words.POSTCODE_AREAS))]
        self.postcode = f"{area}{number(1, 30)} {number(1, 10)}{_letter(pick())}{_letter(pick())}"
        self.address = f"{self.house}, {self.town}, {self.postcode}"
        self.phone = f"01632 {number(100, 1000)} {number(100, 1000)}"
        self.mail = f"{self.first[0].lower()}.{self.last.lower()}{number(10, 100)}@post.example"
        self.birth = _BIRTHDAYS[int(pick() * len(_BIRTHDAYS))]
        self.moved = _DMY[int(pick() * len(_DMY))]
        self.since = _DMY[int(pick() * len(_DMY))]
        self.amount = f"{number(2000, 90_000) / 100:.2f}"
        self.rent = f"{number(6000, 29_000) / 100:.2f}"
        self.bank = f"{number(10_000_000, 99_999_999)}"
        self.sort_code = f"{number(10, 99)}-{number(10, 99)}-{number(10, 99)}"
        self.ids = {
            "name": f"{self.first} {self.last}",
            "customer": self.customer,
            "claim": self.claim,
            "tenancy": self.tenancy,
            "case": str(number(40_000, 99_999)),
            "scan": f"{number(1, 9_999_999):08d}",
            "receipt": f"R{number(1_000_000, 9_999_999)}",
        }

    @property
    def name(self) -> str:
        """Name as people write it."""
        return self.ids["name"]

    @property
    def file_name(self) -> str:
        """Name as the terminal and the customer system file it: LAST, FIRST."""
        return f"{self.last.upper()}, {self.first.upper()}"


def year_first(day: str) -> str:
    """Turn dd/mm/yyyy into yyyy-mm-dd."""
    return f"{day[6:]}-{day[3:5]}-{day[:2]}"


def without_slashes(day: str) -> str:
    """Turn dd/mm/yyyy into ddmmyyyy."""
    return day[:2] + day[3:5] + day[6:]


def international(phone: str) -> str:
    """Turn 01632 481 227 into +44 1632 481227."""
    area, first, second = phone.split(" ")
    return f"+44 {area[1:]} {first}{second}"


def make_prose(rng: Random, sentences: int) -> str:
    """Write a note that hardly ever comes out the same twice."""
    said = (
        f"{rng.choice(words.OPENINGS)} {rng.choice(words.MIDDLES)}, {rng.choice(words.ENDINGS)}."
        for _ in range(sentences)
    )
    return " ".join(said)


def mistype(text: str, rng: Random) -> str:
    """Swap two neighbouring characters, or lose the last one where they are equal."""
    if len(text) < 2:
        return text + "x"
    i = int(rng.random() * (len(text) - 1))
    if text[i] == text[i + 1]:
        return text[:-1]
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _letter(share: float) -> str:
    return "ABDEFGHJLNPQRSTUWXYZ"[int(share * 20)]

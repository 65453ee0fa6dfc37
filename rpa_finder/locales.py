"""How numbers, money and dates are written where a reader is at home.

An own table of a few lines: of CLDR's data only marks, order and names of months are needed.
What is no figure stays English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NO_BREAK = "\u00a0"
NARROW = "\u202f"
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Locale:
    """Marks of numbers, place of a currency's sign, and order of a date."""

    group: str = ","
    decimal: str = "."
    sign_behind: bool = False
    """The sign or code of a currency follows the amount, after a no-break space."""
    date: str = f"{{day}}{NO_BREAK}{{month}}{NO_BREAK}{{year}}"
    """Of day, month (its name), number (of the month, two digits), padded (day, two digits), year."""

    def figure(self, english: str) -> str:
        """Write a figure given with English marks with this locale's."""
        return english.translate({ord(","): self.group, ord("."): self.decimal})

    def money(self, figure: str, sign: str) -> str:
        """Put the sign of a currency to an amount without a minus."""
        return f"{figure}{NO_BREAK}{sign.strip()}" if self.sign_behind else sign + figure

    def day(self, year: int, month: int, day: int) -> str:
        """Write a date."""
        return self.date.format(
            day=day, padded=f"{day:02d}", month=_ENGLISH[month - 1], number=f"{month:02d}", year=year
        )


LOCALES = {
    "en-GB": Locale(),
    "en-US": Locale(date=f"{{month}}{NO_BREAK}{{day}}, {{year}}"),
    "en-NZ": Locale(),
    "de-DE": Locale(".", ",", sign_behind=True, date="{padded}.{number}.{year}"),
    "fr-FR": Locale(NARROW, ",", sign_behind=True, date="{padded}/{number}/{year}"),
}
DEFAULT_LOCALE = "en-GB"
_current: ContextVar[Locale] = ContextVar("locale", default=LOCALES[DEFAULT_LOCALE])


def current() -> Locale:
    """Give the locale in which figures are written now."""
    return _current.get()


@contextmanager
def written_as(name: str) -> Iterator[None]:
    """Write figures as one of LOCALES within the block; raises KeyError for another name."""
    token = _current.set(LOCALES[name])
    try:
        yield
    finally:
        _current.reset(token)

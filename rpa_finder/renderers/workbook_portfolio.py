"""The sheet Portfolio: robots, the best set, ties, agents released, the sharing of the gain, outcomes."""

from __future__ import annotations

from rpa_finder import finance
from rpa_finder.estimates import BUILD_FACTORS
from rpa_finder.model import Range
from rpa_finder.renderers import workbook_words as words
from rpa_finder.renderers.book import Book, Sheet

_EXPLANATION = "The proposals taken together, as scanned; ranges hold 8 in 10 outcomes."
_WIDTHS = (46, *[14] * 8)


def write_portfolio(book: Book) -> None:
    """Write the sheet; what the scan could not say is said to be missing."""
    sheet = book.sheet("Portfolio", "What follows from the plan", _EXPLANATION, _WIDTHS)
    row = 3
    for part in (_robots, _best_set, _ties, _staffing, _gain_share, _outcomes, _other_views):
        row = part(book, sheet, row) + 2


_NO_PLAN = "nothing would be built, so no hours are counted."


def _told(book: Book, table: str, key: str) -> object:
    """Give what a table of the scan's configuration says; None where it says nothing."""
    held = book.scan.config.get(table)
    return held.get(key) if isinstance(held, dict) else None


def _robots(book: Book, sheet: Sheet, row: int) -> int:
    p = book.scan.portfolio
    sheet.heads(row, ("Robots", "As scanned"))
    rows = (
        ("Unattended, to work off the busiest day", p.robots, "count"),
        ("Unattended, to work off the busiest hour at once", p.peak_robots, "count"),
        ("Attended, to serve the busiest hour at once", p.attended_robots, "count"),
        ("Share of the unattended robots' time that is used", p.robot_load, "rate"),
        ("Hours from start to end of all routines, as seen", p.elapsed_hours, "one"),
        ("The same with work side by side counted twice", p.elapsed_hours_summed, "one"),
    )
    return _lines(sheet, row, rows)


def _best_set(book: Book, sheet: Sheet, row: int) -> int:
    best = book.scan.portfolio.best_set
    sheet.heads(row, ("Best set within budget and robots", "As scanned"))
    if best is None:
        return _none(sheet, row, "No proposal has hours to add up.")
    row += 1
    how = "every set was tried" if best.exact else "found greedily"
    sheet.text(row, 0, f"Proposals ({how})")
    sheet.text(row, 1, ", ".join(best.proposals) or "none pays")
    rows = (
        ("Realised hours a year, expected", best.hours_per_year, "hours"),
        ("Net present value, expected", best.npv, "money"),
        ("Build cost, uplifted", best.build_cost, "money"),
        ("Robots of both kinds", best.robots, "count"),
    )
    return _lines(sheet, row, rows)


def _ties(book: Book, sheet: Sheet, row: int) -> int:
    ties = book.scan.portfolio.ties
    sheet.heads(row, ("Ties in rank", ""))
    if not ties:
        return _none(sheet, row, "Each proposal beats the next in 8 of 10 outcomes.")
    for group in ties:
        row += 1
        sheet.text(row, 0, ", ".join(group) + ": the log can't tell which is worth more.")
    return row


def _staffing(book: Book, sheet: Sheet, row: int) -> int:
    found = book.scan.portfolio.staffing
    heads = ("Contacts in an interval", "Agents now", "Agents then", "Paid now", "Paid then")
    waits = ("Wait now, s", "Same agents then, s", "In time now", "Same agents then")
    sheet.heads(row, ("From hours to people (Erlang C)", *[""] * 8))
    if found is None:
        given = bool(_told(book, "staffing", "contacts_per_interval"))
        why = _NO_PLAN if given else "no contacts per interval were given ([staffing])."
        return _none(sheet, row, f"Hours are capacity, not heads: {why}")
    row += 1
    sheet.text(row, 0, f"A contact takes {found.handle_seconds:.0f} s now, {found.handle_seconds_then:.0f} s then.")
    row += 1
    why = "Only where the screen work saved shortens the contact: what is done while the caller talks does not."
    sheet.text(row, 0, why, font_color=words.MUTED)
    row += 1
    sheet.heads(row, (*heads, *waits))
    for interval in found.intervals:
        row += 1
        figures = (
            (interval.contacts, "count"),
            (interval.agents, "count"),
            (interval.agents_then, "count"),
            (interval.paid, "count"),
            (interval.paid_then, "count"),
            (interval.wait_seconds, "one"),
            (interval.wait_seconds_then, "one"),
            (interval.answered_in_time, "rate"),
            (interval.answered_in_time_then, "rate"),
        )
        for column, (value, number) in enumerate(figures):
            sheet.number(row, column, value, number)
    rows = (
        ("Agents released, least and most of an interval", found.least_released, "count"),
        ("", found.most_released, "count"),
        ("Paid hours a day released", found.paid_agent_hours, "one"),
    )
    return _lines(sheet, row, rows)


def _gain_share(book: Book, sheet: Sheet, row: int) -> int:
    found = book.scan.portfolio.gain_share
    sheet.heads(row, ("Gain share a year", "P10", "Likely", "P90"))
    if found is None:
        agreed = bool(_told(book, "gain_share", "share"))
        return _none(sheet, row, f"Nothing to share: {_NO_PLAN}" if agreed else "Nothing is agreed ([gain_share]).")
    for name, range_ in (
        ("Saving that counts", found.saving),
        ("Fee to the provider", found.fee),
        ("Client keeps", found.client),
        ("Provider keeps", found.provider),
    ):
        row += 1
        _range(sheet, row, name, range_)
    return row


def _outcomes(book: Book, sheet: Sheet, row: int) -> int:
    sheet.heads(row, ("Outcome beside activity", "As seen", "", "What was counted"), texts=(3,))
    for outcome in book.scan.portfolio.outcomes:
        row += 1
        sheet.text(row, 0, outcome.name if outcome.unit == "share" else f"{outcome.name}, {outcome.unit}")
        sheet.number(row, 1, outcome.value, "rate" if outcome.unit == "share" else "one")
        sheet.text(row, 3, outcome.why)
    return row


def _other_views(book: Book, sheet: Sheet, row: int) -> int:
    """Give the case as readers of other studies know it; the risk shares are examples, no study's."""
    plan = book.plan
    rate = plan.assumptions.discount_rate
    years = finance.YearEnds(years=3, discount_rate=0.10, benefit_risk=0.15, cost_risk=0.10)
    build = plan.build / (sum(BUILD_FACTORS) / len(BUILD_FACTORS))
    benefit, costs = finance.year_end_value(plan.benefit, build, plan.run, years)
    mean, deviation = (build * x for x in finance.three_points(*BUILD_FACTORS))
    sheet.heads(row, ("Other ways to put it, at likely values", "By year's ends"))
    rows = (
        ("Benefit, 3 years at 10 %, less 15 % for risk", benefit, "money"),
        ("Costs, the same, 10 % more for risk", costs, "money"),
        (f"Net, where this case discounts by month at {rate:.1%}", benefit - costs, "money"),
        ("Build cost by three points (PERT), mean", mean, "money"),
        ("Its standard deviation", deviation, "money"),
    )
    return _lines(sheet, row, rows)


def _lines(sheet: Sheet, row: int, rows: tuple[tuple[str, float, str], ...]) -> int:
    for name, value, number in rows:
        row += 1
        sheet.text(row, 0, name)
        sheet.number(row, 1, value, number)
    return row


def _range(sheet: Sheet, row: int, name: str, range_: Range) -> None:
    sheet.text(row, 0, name)
    for column, value in enumerate((range_.p10, range_.p50, range_.p90), start=1):
        sheet.number(row, column, value, "money")


def _none(sheet: Sheet, row: int, why: str) -> int:
    sheet.text(row + 1, 0, why, font_color=words.MUTED)
    return row + 1

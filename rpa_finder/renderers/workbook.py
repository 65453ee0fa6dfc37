"""business_case.xlsx: the business case to check and to change, with live formulas.

Every assumption is a named cell with blue type; every figure that follows from
them is a formula, and holds its value for viewers that don't calculate.
"""

from __future__ import annotations

from rpa_finder.model import Range, Scan
from rpa_finder.renderers import workbook_words as words
from rpa_finder.renderers.aside_views import view_aside
from rpa_finder.renderers.book import FIRST_ROW, Book, Cell, Sheet, add_bars, column_cells
from rpa_finder.renderers.business_case import (
    Plan,
    PlanRow,
    assumption_sources,
    plan_benefit,
    scan_assumptions,
)
from rpa_finder.renderers.routine_views import is_silent
from rpa_finder.renderers.words import GLOSSARY, WATERFALL_WORDS, format_date, format_instant
from rpa_finder.renderers.workbook_cash import figure_or_none, payback_cell, write_cash_flow
from rpa_finder.renderers.workbook_portfolio import write_portfolio

_A3 = 8
_WHY_LENGTH = 105
"""Characters that fit a line of the widest columns."""
_SOURCE_LENGTH = 56
"""Characters that fit a line of an assumption's source or meaning."""


def render_workbook(scan: Scan) -> bytes:
    """Write the workbook; the same scan gives the same bytes."""
    book = Book(scan)
    _summary(book)
    _assumptions(book)
    _proposals(book)
    _waterfall(book)
    write_cash_flow(book)
    _sensitivity(book)
    write_portfolio(book)
    _evidence(book)
    _set_aside(book)
    _definitions(book)
    return book.close()


def _summary(book: Book) -> None:
    scan, plan = book.scan, book.plan
    sheet = book.sheet("Summary", scan.label or "Business case", words.SUMMARY_EXPLANATION, (54, 16, 16, 16, 60))
    facts = (
        ("Scanned", format_date(scan.scanned_at)),
        ("Made by", f"rpa-finder {scan.tool_version}"),
        ("Log from", f"{format_date(scan.totals.first)} to {format_date(scan.totals.last)}"),
    )
    row = 3
    for name, text in facts:
        sheet.text(row, 0, name)
        sheet.text(row, 1, text)
        row += 1
    counts = (
        ("Agents", scan.totals.agents, "count"),
        ("Days", scan.totals.days, "count"),
        ("Agent-days", scan.totals.agent_days, "count"),
        ("Events", scan.totals.events, "count"),
        ("Hands-on hours observed", scan.totals.active_seconds / 3600, "one"),
        ("Idle threshold, seconds", scan.idle.seconds, "one"),
    )
    for name, value, number in counts:
        sheet.text(row, 0, name)
        sheet.number(row, 1, value, number)
        row += 1
    for (way, seconds), what in zip(scan.idle.counted, words.IDLE_WORDS, strict=False):
        sheet.text(row, 0, f"Hours {way}: {what}")
        sheet.number(row, 1, seconds / 3600, "one")
        row += 1
    row += 1
    sheet.heads(row, ("As scanned", "P10", "Likely (median)", "P90", ""))
    p = scan.portfolio
    currency = plan.assumptions.currency
    ranges = (
        ("Gross hours a year", p.gross_hours),
        ("Net hours a year", p.net_hours),
        ("Realised hours a year", p.hours_per_year),
        ("Of them cashable", p.cashable_hours),
    )
    if p.hours_per_year is not None:
        chart = book.chart("bar", "Hours a year, likely: seen, taken over, put to use")
        place = ("Summary", row + 1, 0, row + 3, 0), ("Summary", row + 1, 2, row + 3, 2)
        add_bars(chart, *place, "Likely (median)", words.ACCENT)
        chart.set_size({"width": 420, "height": 240})
        sheet.raw.insert_chart(3, 4, chart)
    for name, range_ in ranges:
        row += 1
        _range_row(sheet, row, name, range_, "hours")
    row += 1
    _range_row(sheet, row, f"Net present value, {currency}", p.npv, "money")
    for horizon in p.money.horizons if p.money else ():
        row += 1
        name = f"The same after {horizon.months} months; lost in {horizon.probability_of_loss:.0%} of the outcomes"
        _range_row(sheet, row, name, horizon.npv, "money")
    row += 1
    sheet.text(row, 0, "Share of outcomes that lose money")
    sheet.number(row, 2, p.probability_of_loss, "share")
    row += 2
    sheet.heads(row, ("By formula, at the assumptions of this workbook", "", "About likely", "", ""))
    lines: tuple[tuple[str, str, Cell, str], ...] = (
        ("Realised hours of the plan a year", "=plan_hours", plan.hours, "hours"),
        (f"Benefit a year, {currency}", "=plan_benefit", plan.benefit, "money"),
        (f"Build cost, {currency}", "=plan_build", plan.build, "money"),
        (f"Running cost a year, {currency}", "=plan_run", plan.run, "money"),
        (f"Net present value, {currency}", "=plan_npv", plan.npv, "money"),
        ("Pays back after, months", "=plan_payback", payback_cell(plan), "one"),
        ("Internal rate of return a year", "=plan_return", figure_or_none(plan.return_per_year), "rate"),
        ("Benefit-cost ratio", "=plan_bcr", figure_or_none(plan.benefit_cost_ratio), "two"),
        ("Breaks even if this share is realised", "=plan_break_even", figure_or_none(plan.break_even), "break-even"),
        ("Cashable hours a year", "=plan_hours*cashable_share", plan.hours * plan.assumptions.cashable_share, "hours"),
    )
    for name, formula, figure, number in lines:
        row += 1
        sheet.text(row, 0, name)
        sheet.formula(row, 2, formula, figure, number, align="right")
    row += 2
    sheet.heads(row, ("What to know about the log", "", "", "", ""))
    for note in scan.notes:
        row += 1
        sheet.text(row, 0, note.text)


def _range_row(sheet: Sheet, row: int, name: str, range_: Range | None, number: str) -> None:
    sheet.text(row, 0, name)
    for column, end in enumerate(("p10", "p50", "p90"), start=1):
        sheet.number(row, column, None if range_ is None else getattr(range_, end), number)


def _assumptions(book: Book) -> None:
    sheet = book.sheet("Assumptions", "Assumptions", words.ASSUMPTIONS_EXPLANATION, (30, 14, 22, 64, 60))
    sheet.heads(FIRST_ROW - 1, ("Name", "Value", "Unit", "Source", "Meaning"), 1, (2, 3, 4))
    values, sources = scan_assumptions(book.scan), assumption_sources(book.scan)
    plan = book.plan
    found = {"robots": plan.robots, "attended_robots": plan.attended_robots, "together_factor": plan.together}
    row = FIRST_ROW
    for a in words.ASSUMPTIONS:
        value = a.value if a.value is not None else found.get(a.name, getattr(values, a.name, 0.0))
        sheet.text(row, 0, a.name)
        if isinstance(value, tuple):
            value = ", ".join(f"{v:g}" for v in value) or "none"
        if isinstance(value, str):
            sheet.text(row, 1, value, font_color=words.BLUE, bg_color=words.INPUT, align="right")
        else:
            sheet.input(row, 1, float(value), a.number)
        texts = (a.unit, sources.get(a.name, a.source), a.meaning)
        for column, text in enumerate(texts, start=2):
            sheet.text(row, column, text, indent=int(column == 2), text_wrap=column > 2)
        sheet.height(row, 1 + max(map(len, texts)) // _SOURCE_LENGTH)
        book.name(a.name, "Assumptions", f"$B${row + 1}")
        row += 1


def _proposals(book: Book) -> None:
    widths = (7, 9, 58, 16, 20, 7, 11, 10, *[11] * 11, *[10] * 7)
    sheet = book.sheet("Proposals", "Proposals", words.PROPOSALS_EXPLANATION, widths)
    sheet.heads(FIRST_ROW - 1, words.PROPOSAL_HEADS, 3, (1, 2, 3, 4))
    sheet.raw.set_paper(_A3)
    rows = book.plan.rows
    for row, proposal in enumerate(rows, start=FIRST_ROW):
        _proposal(sheet, row, proposal)
    last = FIRST_ROW + len(rows)
    for row, (p, r) in enumerate(book.plan.withheld, start=last):
        why = r.saving.withheld if r.saving else ""
        for column, text in enumerate((p.id, p.routine_id, p.title, p.kind, p.verdict)):
            sheet.text(row, column, text, text_wrap=column == 2)
        sheet.height(row, 2)
        sheet.text(row, 6, f"Withheld: {why}" if why else "No figures", font_color=words.MUTED)
    total = last + len(book.plan.withheld) + 1
    sheet.text(total, 2, "The plan", bold=True)
    plan = book.plan
    for name, letter, value, number in (
        ("plan_hours", "O", plan.hours, "hours"),
        ("plan_benefit", "P", plan.benefit, "money"),
        ("plan_build", "R", plan.build, "money"),
    ):
        cells = column_cells(letter, len(rows))
        chosen = f"=SUMPRODUCT({column_cells('F', len(rows))},{cells})*build_overrun"
        formula = chosen if letter == "R" else f"=SUM({cells})*together_factor"
        sheet.formula(total, ord(letter) - 65, formula, value, number)
        book.name(name, "Proposals", f"${letter}${total + 1}")
    run = "=robots*(licence_per_year+infrastructure_per_year)+attended_robots*attended_licence_per_year"
    run += "+maintenance_share*plan_build"
    sheet.text(total + 1, 2, "Running cost a year")
    sheet.formula(total + 1, 17, run, plan.run, "money")
    book.name("plan_run", "Proposals", f"$R${total + 2}")


def _proposal(sheet: Sheet, row: int, p: PlanRow) -> None:
    n, saving = row + 1, p.saving
    for column, text in enumerate((p.proposal.id, p.routine.id, p.proposal.title, p.proposal.kind, p.proposal.verdict)):
        sheet.text(row, column, text, text_wrap=column == 2)
    sheet.height(row, 2)
    sheet.input(row, 5, p.in_plan, "count")
    sheet.input(row, 6, saving.volume_per_year, "count")
    sheet.input(row, 7, saving.seconds_per_execution, "one")
    sheet.formula(row, 8, f"=G{n}*H{n}/3600*V{n}", p.gross, "hours")
    kept = f"((1-exception_floor)*(1-Z{n}*human_residual_seconds/H{n})-exception_floor*handback_seconds/H{n})"
    sheet.formula(row, 9, f"=I{n}*{kept}*W{n}", p.net, "hours")
    sheet.formula(row, 10, f"=J{n}*realisation*X{n}", p.realised, "hours")
    for column, end in ((11, "p10"), (12, "p50"), (13, "p90")):
        marginal = p.proposal.marginal_hours
        if marginal is None:
            sheet.text(row, column, "none claimed", font_color=words.MUTED, align="right")
        else:
            sheet.number(row, column, getattr(marginal, end), "hours")
    sheet.formula(row, 14, f"=K{n}*Y{n}*F{n}", p.counted, "hours")
    sheet.formula(row, 15, f"=O{n}*cost_per_hour", p.benefit, "money")
    sheet.input(row, 16, p.build_days, "one")
    sheet.formula(row, 17, f"=Q{n}*build_day_rate*(1+optimism_bias)", p.build_cost, "money")
    money = saving.money
    for column, value in enumerate((money.npv.p10, money.npv.p50, money.npv.p90) if money else (None,) * 3, start=18):
        sheet.number(row, column, value, "money")
    for column, value in enumerate((p.gross_factor, p.net_factor, p.realised_factor, p.unclaimed), start=21):
        sheet.number(row, column, value, "factor", font_color=words.MUTED)
    sheet.input(row, 25, p.attended, "count")


def _waterfall(book: Book) -> None:
    sheet = book.sheet("Waterfall", "From hours seen to hours realised", words.WATERFALL_EXPLANATION, words.WATERFALL)
    sheet.heads(FIRST_ROW - 1, words.WATERFALL_HEADS, 2, (1, 6, 7))
    p = book.scan.portfolio
    steps: list[tuple[str, str, Range | None, str, str]] = [
        ("All", "Gross hours of the plan", p.gross_hours, "measured", ""),
        ("All", "Net hours", p.net_hours, "assumed", ""),
        ("All", "Realised hours", p.hours_per_year, "assumed", ""),
        ("All", "Of them cashable", p.cashable_hours, "assumed", "The others are capacity, for expert work first."),
    ]
    for routine in book.scan.routines:
        if routine.saving is not None:
            steps += [
                (routine.id, WATERFALL_WORDS.get(w.name, w.name), w.hours, w.source, w.why)
                for w in routine.saving.waterfall
            ]
    before: tuple[str, Range | None] = ("", None)
    for row, (who, name, range_, source, why) in enumerate(steps, start=FIRST_ROW):
        for column, text in ((0, who), (1, name), (6, source), (7, why)):
            sheet.text(row, column, text, text_wrap=column == 7, indent=int(column == 6))
        sheet.height(row, 1 + len(why) // _WHY_LENGTH)
        for column, end in ((2, "p10"), (3, "p50"), (4, "p90")):
            sheet.number(row, column, None if range_ is None else getattr(range_, end), "hours")
        if before[0] == who and before[1] is not None and range_ is not None:
            sheet.formula(row, 5, f"=D{row}-D{row + 1}", before[1].p50 - range_.p50, "hours")
        before = (who, range_)
    sheet.raw.print_area(0, 0, FIRST_ROW + len(steps), 7)
    if p.gross_hours is not None:
        chart = book.chart("bar", "Hours a year of the plan, likely values")
        area = ("Waterfall", FIRST_ROW, 1, FIRST_ROW + 2, 1), ("Waterfall", FIRST_ROW, 3, FIRST_ROW + 2, 3)
        add_bars(chart, *area, "Hours a year", words.ACCENT)
        sheet.raw.insert_chart("J4", chart)


def _sensitivity(book: Book) -> None:
    sheet = book.sheet("Sensitivity", "What moves the result", words.SENSITIVITY_EXPLANATION, (30, 14, 14, 14, 14, 14))
    sheet.heads(FIRST_ROW - 1, words.SENSITIVITY_HEADS, 1)
    rows = sorted(_sensitivity_rows(book.plan), key=lambda row: -abs(row[3] - row[2]))
    for row, (name, formula, low, high) in enumerate(rows, start=FIRST_ROW):
        sheet.text(row, 0, name)
        sheet.formula(row, 1, "=" + formula.replace("{x}", "(1-sensitivity_step)"), low, "money")
        sheet.formula(row, 2, "=" + formula.replace("{x}", "(1+sensitivity_step)"), high, "money")
        sheet.formula(row, 3, f"=B{row + 1}-plan_npv", low - book.plan.npv, "money")
        sheet.formula(row, 4, f"=C{row + 1}-plan_npv", high - book.plan.npv, "money")
        sheet.formula(row, 5, f"=MAX(B{row + 1},C{row + 1})-MIN(B{row + 1},C{row + 1})", abs(high - low), "money")
    currency = book.plan.assumptions.currency
    chart = book.chart("bar", f"Change of the net present value, {currency}, one assumption moved")
    last = FIRST_ROW + len(rows) - 1
    for column, name, colour in ((3, "Lower", words.LOSS), (4, "Higher", words.ACCENT)):
        area = ("Sensitivity", FIRST_ROW, 0, last, 0), ("Sensitivity", FIRST_ROW, column, last, column)
        add_bars(chart, *area, name, colour, figures=False)
    sheet.raw.insert_chart(FIRST_ROW + len(rows) + 1, 0, chart)


def _sensitivity_rows(plan: Plan) -> list[tuple[str, str, float, float]]:
    step, n = words.SENSITIVITY_STEP, len(plan.rows)
    a, f = plan.assumptions, plan.factors
    fixed = plan.robots * (a.licence_per_year + a.infrastructure_per_year)

    def worth(benefit: float = plan.benefit, build: float = plan.build, run: float = plan.run) -> float:
        return benefit * f.benefit - build * f.build - run * f.run

    net = "plan_benefit{b}*pv_benefit-plan_build{c}*pv_build-plan_run{d}*pv_run"
    linear = net.format(b="*{x}", c="", d="")
    up, down = 1 + step, 1 - step
    found = [(name, linear, worth(plan.benefit * down), worth(plan.benefit * up)) for name in words.LINEAR_ASSUMPTIONS]
    time = _benefit_formula(n, "exception_floor", "{x}")
    rest = "-plan_build*pv_build-plan_run*pv_run"
    e = a.exception_floor
    found.append(
        ("Time of an execution", time + rest, worth(plan_benefit(plan, e, down)), worth(plan_benefit(plan, e, up)))
    )
    share = _benefit_formula(n, "exception_floor*{x}", "1")
    low, high = worth(plan_benefit(plan, e * down, 1)), worth(plan_benefit(plan, e * up, 1))
    found.append(("Share handed back", share + rest, low, high))
    build = "plan_benefit*pv_benefit-plan_build*{x}*pv_build-(plan_run+maintenance_share*plan_build*({x}-1))*pv_run"
    moved = [worth(build=plan.build * x, run=fixed + a.maintenance_share * plan.build * x) for x in (down, up)]
    found.append(("Build cost", build, moved[0], moved[1]))
    licence = "plan_benefit*pv_benefit-plan_build*pv_build-(plan_run+robots*licence_per_year*({x}-1))*pv_run"
    moved = [worth(run=plan.run + plan.robots * a.licence_per_year * (x - 1)) for x in (down, up)]
    found.append(("Licence", licence, moved[0], moved[1]))
    return found


def _benefit_formula(n: int, exceptions: str, time: str) -> str:
    if n == 0:
        return "0"
    used = {c: f"Proposals!{column_cells(c, n)}" for c in "FHIWXYZ"}
    kept = f"((1-{exceptions})*(1-{used['Z']}*human_residual_seconds/({used['H']}*{time}))"
    kept += f"-{exceptions}*handback_seconds/({used['H']}*{time}))"
    product = "*".join(used[c] for c in "FYXWI")
    return f"SUMPRODUCT({product}*{time}*{kept})*together_factor*realisation*cost_per_hour*pv_benefit"


def _evidence(book: Book) -> None:
    sheet = book.sheet("Evidence", "Evidence", words.EVIDENCE_EXPLANATION, (9, 44, 16, 11, 9, 13, 12, 24, 24, 10, 50))
    sheet.heads(FIRST_ROW - 1, words.EVIDENCE_HEADS, 2, (1, 2, 7, 8, 9, 10))
    for row, r in enumerate(book.scan.routines, start=FIRST_ROW):
        files = sorted({book.scan.inputs[s].path for e in r.executions for s in e.sources})
        first = min((e.start for e in r.executions), default="")
        last = max((e.end for e in r.executions), default="")
        for column, text in ((0, r.id), (1, r.name), (2, r.kind), (9, r.evidence)):
            sheet.text(row, column, text, text_wrap=column == 1)
        for column, instant in ((7, first), (8, last)):
            sheet.text(row, column, "withheld" if is_silent(r, book.scan) else format_instant(instant), indent=1)
        sheet.height(row, 2)
        sheet.text(row, 10, ", ".join(files))
        silent = is_silent(r, book.scan)
        sheet.number(row, 3, None if silent else len(r.executions), "count")
        sheet.number(row, 4, None if silent else r.agents, "count")
        sheet.number(row, 5, None if silent else r.active_seconds_total / 3600, "one")
        sheet.number(row, 6, r.confidence, "share")


def _set_aside(book: Book) -> None:
    sheet = book.sheet("Set aside", "Not stable enough", words.ASIDE_EXPLANATION, (50, 90, 12, 10, 14, 12, 60))
    sheet.heads(FIRST_ROW - 1, words.ASIDE_HEADS, 2, (0, 1, 6))
    for row, aside in enumerate(view_aside(book.scan), start=FIRST_ROW):
        for column, text in ((0, aside.name), (1, aside.way), (6, aside.reason)):
            sheet.text(row, column, text, text_wrap=True)
        sheet.height(row, 1 + len(aside.way) // _WHY_LENGTH)
        sheet.number(row, 2, aside.times, "count")
        sheet.number(row, 3, aside.agents, "count")
        sheet.number(row, 4, aside.stability, "share")
        sheet.number(row, 5, aside.q_value, "share")


def _definitions(book: Book) -> None:
    sheet = book.sheet("Definitions", "Definitions", words.DEFINITIONS_EXPLANATION, (30, 110))
    sheet.heads(FIRST_ROW - 1, ("Word", "Meaning"), 1, (1,))
    for row, (word, meaning) in enumerate((*GLOSSARY, *words.DEFINITIONS), start=FIRST_ROW):
        sheet.text(row, 0, word)
        sheet.text(row, 1, meaning, text_wrap=True)
        sheet.height(row, 1 + len(meaning) // _WHY_LENGTH)

"""The sheet Cash flow: month by month, and what follows from it, as formulas."""

from __future__ import annotations

from rpa_finder.renderers import workbook_words as words
from rpa_finder.renderers.book import FIRST_ROW, Book, Cell, Sheet, add_line, column_cells
from rpa_finder.renderers.business_case import HORIZONS, Plan


def write_cash_flow(book: Book) -> None:
    """Write the sheet, and name the cells of what the plan is worth."""
    sheet = book.sheet("Cash flow", "Cash flow of the plan, by month", words.CASH_EXPLANATION, (9, *[12] * 11))
    sheet.heads(FIRST_ROW - 1, words.CASH_HEADS, 1)
    plan = book.plan
    for row, month in enumerate(plan.months, start=FIRST_ROW):
        n = row + 1
        after = f"A{n}-lead_months"
        ramp = f"IF({after}=1,ramp_month_1,IF({after}=2,ramp_month_2,1))"
        lead = "MIN(MAX(lead_months,1),horizon_months)"
        sheet.number(row, 0, month.number, "count")
        decay = f"(1-attrition_per_year)^(({after}-1)/12)/12"
        sheet.formula(row, 1, f"=IF({after}<=0,0,{ramp}*{decay})", month.benefit_share, "factor")
        sheet.formula(row, 2, f"=IF(A{n}<={lead},1/{lead},0)", month.build_share, "factor")
        sheet.formula(row, 3, f"=IF({after}>0,1/12,0)", month.run_share, "factor")
        sheet.formula(row, 4, f"=plan_benefit*B{n}", plan.benefit * month.benefit_share, "money")
        sheet.formula(row, 5, f"=-plan_build*C{n}", 0.0 - plan.build * month.build_share, "money")
        sheet.formula(row, 6, f"=-plan_run*D{n}", 0.0 - plan.run * month.run_share, "money")
        sheet.formula(row, 7, f"=E{n}+F{n}+G{n}", month.net, "money")
        sheet.formula(row, 8, f"=SUM(H${FIRST_ROW + 1}:H{n})", month.cumulative, "money")
        sheet.formula(row, 9, f"=(1+discount_rate)^(-A{n}/12)", month.discount, "factor")
        sheet.formula(row, 10, f"=H{n}*J{n}", month.net * month.discount, "money")
        back = f'=IF(AND(H{n}>0,I{n}>=0,COUNT(L${FIRST_ROW}:L{row})=0),A{n}-1+MAX(0,H{n}-I{n})/H{n},"")'
        sheet.formula(row, 11, back, month.payback, "one")
    _totals(book, sheet, FIRST_ROW + len(plan.months) + 1)
    chart = book.chart("line", f"Cumulative cash flow, {plan.assumptions.currency}")
    last = FIRST_ROW + len(plan.months) - 1
    place = ("Cash flow", FIRST_ROW, 0, last, 0), ("Cash flow", FIRST_ROW, 8, last, 8)
    add_line(chart, *place, "By month", words.ACCENT)
    sheet.raw.insert_chart("N4", chart)
    sheet.raw.print_area(0, 0, FIRST_ROW + len(plan.months) + 14, 11)


def _totals(book: Book, sheet: Sheet, row: int) -> None:
    plan, n = book.plan, book.plan.assumptions.horizon_months
    factors = (("pv_benefit", "B", plan.factors.benefit), ("pv_build", "C", plan.factors.build))
    lines: list[tuple[str, str, str, Cell, str]] = [
        ("plan_npv", "Net present value", f"=SUM({column_cells('K', n)})", plan.npv, "money"),
        (
            "plan_payback",
            "Pays back after, months",
            f'=IF(COUNT({column_cells("L", n)})=0,"{words.NEVER}",MIN({column_cells("L", n)}))',
            payback_cell(plan),
            "one",
        ),
    ]
    flow = column_cells("H", n)
    costs = "(plan_build*pv_build+plan_run*pv_run)"
    has_return = f"AND(MIN({flow})<0,MAX({flow})>0)" if plan.return_per_year is not None else "1=0"
    returns = f'=IF({has_return},(1+IRR({flow}))^12-1,"{words.NONE}")'
    ratio = f'=IF({costs}>0,plan_benefit*pv_benefit/{costs},"{words.NONE}")'
    even = f'=IF(plan_benefit>0,realisation*{costs}/(plan_benefit*pv_benefit),"{words.NONE}")'
    rates = (
        ("plan_return", "Internal rate of return a year", returns, figure_or_none(plan.return_per_year), "rate"),
        ("plan_bcr", "Benefit-cost ratio", ratio, figure_or_none(plan.benefit_cost_ratio), "two"),
        (
            "plan_break_even",
            "Breaks even if this share is realised",
            even,
            figure_or_none(plan.break_even),
            "break-even",
        ),
    )
    for months in sorted({*HORIZONS, n}):
        npv = f"=SUM({column_cells('K', months)})"
        lines.append((f"worth_after_{months}", f"Worth after {months} months", npv, plan.npv_at(months), "money"))
    for name, column, factor in (*factors, ("pv_run", "D", plan.factors.run)):
        formula = f"=SUMPRODUCT({column_cells(column, n)},{column_cells('J', n)})"
        lines.append((name, f"Present value of 1 a year or once: {name[3:]}", formula, factor, "factor"))
    lines += rates
    for offset, (name, title, formula, value, number) in enumerate(lines):
        sheet.text(row + offset, 0, title, bold=True)
        sheet.formula(row + offset, 7, formula, value, number, align="right")
        book.name(name, "Cash flow", f"$H${row + offset + 1}")


def figure_or_none(figure: float | None) -> Cell:
    """Give the figure, or the word for there being none."""
    return words.NONE if figure is None else figure


def payback_cell(plan: Plan) -> Cell:
    """Give the months until the money is back, or the words for never within the horizon."""
    return words.NEVER if plan.payback is None else plan.payback

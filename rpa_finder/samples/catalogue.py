"""The screens of the story: what they are called on a desktop, in a URL and on a green screen."""

from __future__ import annotations

from dataclasses import dataclass

SLOTS = ("name", "customer", "claim", "tenancy", "case", "scan", "receipt", "session", "user", "week", "subject", "day")


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. Titles and URLs hold slots such as {customer} that an id or a name fills."""

    key: str
    app: str
    title: str
    plain: str
    """Title where titles name no record."""
    path: str
    """URL path; on the desktop only browser pages show their URL."""
    code: str
    heading: str
    """Screen id and title on a terminal."""
    fields: tuple[str, ...] = ()
    workbook: str = ""
    """File name of a workbook; its one sheet is SHEET."""
    later_title: str = ""
    later_heading: str = ""
    """Names from the middle of the story on, where the screen is renamed."""


SHEET = "Rows"
BROWSER_APPS = frozenset({"Edge"})
SITES = {
    "Terminal": "https://host.council.example",
    "Outlook": "https://mail.council.example",
    "Viewer": "https://scans.council.example",
    "Talk": "https://talk.council.example",
    "Phone": "https://phone.council.example",
}
"""Where the recorder that knows only web pages sees what are windows elsewhere."""

_HUB, _FORMS = " - Customer Hub", " - Online Services"


def _screen(spec: str, *fields: str, workbook: str = "", later: tuple[str, str] = ("", "")) -> Screen:
    key, app, title, plain, path, heading = (part.strip() for part in spec.split("|"))
    code, _, words = heading.partition(" ")
    return Screen(key, app, title, plain or title, path, code, words, fields, workbook, *later)


_ALL = (
    _screen("inbox|Outlook|Inbox - {user} - Outlook||/inbox|WKQ100 WORK QUEUE", "Search"),
    _screen(
        "mail|Outlook|Change of address - {name} - Message (HTML)|Change of address - Message (HTML)"
        "|/message/moving|WKQ110 CHANGE OF ADDRESS ITEM",
        "Message body",
    ),
    _screen(
        "notice|Outlook|Tenancy notice {tenancy} - Message (HTML)|Tenancy notice - Message (HTML)"
        "|/message/tenancy|WKQ120 TENANCY NOTICE ITEM",
        "Message body",
    ),
    _screen(
        "badge_mail|Outlook|Lost badge - {name} - Message (HTML)|Lost badge - Message (HTML)"
        "|/message/badge|WKQ130 LOST BADGE ITEM",
        "Message body",
    ),
    _screen("letter|Outlook|{subject} - Message (HTML)||/message/{day}|MSG110 MESSAGE TEXT", "Message body"),
    _screen("menu|Terminal|CTX000 MAIN MENU - Session {session}||/CTX000|CTX000 MAIN MENU", "Option"),
    _screen(
        "enquiry|Terminal|CTX210 ACCOUNT ENQUIRY - Session {session}||/CTX210|CTX210 ACCOUNT ENQUIRY",
        "Account no",
        "Property ref",
        "Liable from",
        "Band",
        "Payer",
    ),
    _screen(
        "payments|Terminal|CTX230 PAYMENT HISTORY - Session {session}||/CTX230|CTX230 PAYMENT HISTORY",
        "Account no",
        "Balance",
        "Last paid",
    ),
    _screen(
        "claim_entry|Terminal|BNX410 CLAIM ENTRY - Session {session}||/BNX410|BNX410 CLAIM ENTRY",
        "Claim ref",
        "Claimant",
        "Birth date",
        "Tenancy from",
        "Weekly rent",
        "Post code",
    ),
    _screen("search|Edge|Search - Customer Hub||/hub/search|CUS100 CUSTOMER SEARCH", "Search for", "Surname"),
    _screen(
        "customer|Edge|{name} - Overview - Customer Hub|Overview - Customer Hub"
        "|/hub/customers/{customer}/overview|CUS210 CUSTOMER OVERVIEW",
        "Name",
        "Customer ID",
        "Date of birth",
        "Status",
    ),
    _screen(
        f"contact|Edge|Contact details{_HUB}||/hub/customers/{{customer}}/contact|CUS220 CONTACT DETAILS",
        "Phone",
        "E-mail",
        "Address",
        later=(f"Contact and address{_HUB}", "CONTACT AND ADDRESS"),
    ),
    _screen(
        f"notes|Edge|{{name}} - Notes{_HUB}|Notes{_HUB}|/hub/customers/{{customer}}/notes|CUS240 CUSTOMER NOTES",
        "New note",
        "Category",
    ),
    _screen(f"returns|Edge|Returned claims{_FORMS}||/services/returns|ONL110 RETURNED CLAIMS", "Filter"),
    _screen(f"queries|Edge|Query queue{_FORMS}||/services/queries|QRY100 QUERY QUEUE", "Query number"),
    _screen(
        f"query|Edge|Query {{case}}{_FORMS}|Query{_FORMS}|/services/queries/{{case}}|QRY310 QUERY",
        "Send to",
        "Remark",
    ),
    _screen(
        f"household|Edge|Household of claim {{claim}}{_FORMS}|Household of claim{_FORMS}"
        "|/services/claims/{claim}/household|ONL330 HOUSEHOLD",
        "Claim number",
        "Member name",
        "Member born",
    ),
    _screen(
        f"household_form|Edge|Household list{_FORMS}||/services/forms/household|ONL450 HOUSEHOLD LIST",
        "Claim reference",
        "Name of member",
        "Born",
    ),
    _screen(
        "complaint|Outlook|Complaint - {name} - Message (HTML)|Complaint - Message (HTML)"
        "|/message/complaint|WKQ140 COMPLAINT ITEM",
        "Message body",
    ),
    _screen(f"work_list|Edge|Work list{_FORMS}||/services/work|ONL100 WORK LIST", "Filter", "Sort by"),
    _screen(
        f"claim|Edge|Claim {{claim}}{_FORMS}|Claim{_FORMS}|/services/claims/{{claim}}|ONL310 ONLINE CLAIM",
        "Claim number",
        "Claimant name",
        "Born on",
        "Rent per week",
        "Moved in",
        "Postcode",
    ),
    _screen(
        f"moving_form|Edge|New change of address{_FORMS}||/services/forms/address|ONL410 CHANGE OF ADDRESS",
        "Account number",
        "New address",
        "Postcode",
        "Moving date",
        "Property reference",
        "Telephone",
        "E-mail address",
        "Landlord reference",
    ),
    _screen(
        f"receipt|Edge|Receipt {{receipt}}{_FORMS}|Receipt{_FORMS}|/services/receipts/{{receipt}}"
        "|ONL490 RECEIPT DISPLAY"
    ),
    _screen(
        f"plan_form|Edge|Payment arrangement{_FORMS}||/services/forms/arrangement|ONL420 PAYMENT ARRANGEMENT",
        "Account",
        "Instalment",
        "First due",
        "Contact phone",
    ),
    _screen(
        "refund_form|Edge|Refund request - Finance Web||/finance/refunds/new|FIN560 REFUND REQUEST",
        "Payee",
        "Customer number",
        "Payee phone",
        "Due date",
        "House and street",
        "Town",
        "Payee postcode",
        "Refund amount",
    ),
    _screen(
        f"badge_form|Edge|Badge replacement{_FORMS}||/services/forms/badge|ONL430 BADGE REPLACEMENT",
        "Badge number",
        "Holder",
        "Lost on",
        "Deliver to",
    ),
    _screen(
        f"paper_form|Edge|Paper application{_FORMS}||/services/forms/paper|ONL440 PAPER APPLICATION",
        "Scan number",
        "Applicant",
        "Applicant born",
        "Street",
        "Place",
        "Weekly income",
        "Household size",
    ),
    _screen(
        f"case|Edge|Hardship case {{case}}{_FORMS}|Hardship case{_FORMS}|/services/cases/{{case}}|HSC310 HARDSHIP CASE",
        "Reason",
        "Outcome",
    ),
    _screen(
        "arrears|Excel|arrears week {week}.xlsx - Excel||/arrears|ARR300 ARREARS LIST",
        workbook="arrears week {week}.xlsx",
    ),
    _screen("landlords|Excel|landlords.xlsx - Excel||/landlords|LLD200 LANDLORD LIST", workbook="landlords.xlsx"),
    _screen("rota|Excel|team rota.xlsx - Excel||/rota|ROT100 TEAM ROTA", workbook="team rota.xlsx"),
    _screen("scan|Viewer|scan {scan}.pdf - Document Viewer|Document Viewer|/scans/{scan}|IMG200 IMAGE DISPLAY", "Page"),
    _screen("home|Edge|Council home - Intranet||/intranet/home|INF100 NOTICE BOARD", "Find"),
    _screen("page|Edge|{subject} - Kettle News||/kettle/{day}|INF200 NEWS TEXT"),
    _screen("chat|Talk|{name} - Talk|Chat - Talk|/chat|MSG200 SEND MESSAGE", "Message"),
    _screen("calendar|Outlook|Calendar - {user} - Outlook||/calendar|DIA100 DIARY", "Date"),
    _screen("phone|Phone|Softphone||/panel|TEL100 CALL PANEL", "Wrap-up code"),
    _screen("hours|Edge|My time sheet - Staff Web||/staff/time|HRS100 TIME SHEET", "Start", "End"),
)
SCREENS = {screen.key: screen for screen in _ALL}
"""Every screen by its key."""


def fill(pattern: str, known: dict[str, str]) -> str:
    """Put values into the slots of a title, URL or file name; unknown slots show '#'."""
    if "{" not in pattern:
        return pattern
    return pattern.format_map(_Known(known))


def page_url(screen: Screen) -> str:
    """URL pattern of a screen, empty for a workbook."""
    if screen.workbook:
        return ""
    return SITES.get(screen.app, "https://web.council.example") + screen.path


class _Known(dict[str, str]):
    def __missing__(self, slot: str) -> str:
        return "#"

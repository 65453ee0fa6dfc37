"""Samples of many products beside the checkout; every expectation was written by hand from the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rpa_finder.errors import EXIT_BAD_INPUT, InputError
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.readers.formats import best_format
from rpa_finder.readers.sources import list_files, read_head
from tests.readers.drawn_files import balanced, rows

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
SLOWEST_DETECTION = 0.1
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples (shared/samples) are not here")

FORMATS = {
    "activitywatch/aw-buckets-export_SYNTHETIC.json": ("activitywatch", 2),
    "amazon_connect_ctr/ctr_SYNTHETIC.jsonl": ("amazon-connect", 1),
    "asciinema/green_screen_SYNTHETIC.cast": ("asciicast", 2),
    "celonis/user_interaction_event_log_SYNTHETIC.csv": ("celonis", 6),
    "five9/call_log_SYNTHETIC.csv": ("contact-table", 2),
    "generic/eu_excel_SYNTHETIC.csv": ("generic", 2),
    "generic/utf16_SYNTHETIC.txt": ("generic", 1),
    "genesys_cloud/conversation_details_SYNTHETIC.json": ("genesys", 1),
    "leno_action_logger/Reimbursement_head60.csv": ("action-logger", 59),
    "leno_action_logger/Reimbursement_segmented_head60.csv": ("action-logger", 59),
    "leno_action_logger/StudentRecord_head60.csv": ("action-logger", 59),
    "leno_action_logger/log1_segmented_head60.csv": ("generic", 59),
    "powerautomate_pm/eventlog_SYNTHETIC.csv": ("power-automate", 2),
    "psr_mht/Recording_SYNTHETIC.mht": ("steps-recorder", 2),
    "psr_mht/Recording_SYNTHETIC.zip": ("steps-recorder", 2),
    "qpr_taskrecorder/taskrecorder_SYNTHETIC.csv": ("qpr-taskrecorder", 4),
    "salesforce_history/CaseHistory_SYNTHETIC.csv": ("salesforce-history", 2),
    "sap_cdhdr_cdpos/CDHDR_SYNTHETIC.csv": ("sap-changes", 1),
    "servicenow_sys_audit/sys_audit_SYNTHETIC.csv": ("servicenow-audit", 2),
    "servicenow_task_mining/task_log_SYNTHETIC.json": ("servicenow-task-mining", 1),
    "smartrpa/RunningExampleSmartRPA_head80.csv": ("smartrpa", 75),
    "tockler_awt/RunningExampleTockler_head80.csv": ("tockler", 79),
    "uipath_pm/Event_log_raw_SYNTHETIC.tsv": ("uipath-process-mining", 3),
    "x3270/ibmlink_help.trc": ("x3270", 4),
}
"""File to its format and its number of records."""
REFUSED = {
    "abbyy_recorder/README.txt": ("no-events", "has a header but no rows"),
    "chrome_recorder/recording.json": ("not-a-log", "a Chrome Recorder script"),
    "hod_macro/macro_SYNTHETIC.mac": ("not-a-log", "a Host On-Demand macro"),
    "pcomm_macro/macro_SYNTHETIC.mac": ("not-a-log", "a PCOMM macro"),
    "sap_cdhdr_cdpos/CDPOS_SYNTHETIC.csv": ("no-change-headers", "CDPOS"),
    "selenium_side/single-test.side": ("not-a-log", "a Selenium IDE script"),
}
SYS_ID = "6816f79cc0a8016401c5a33be04be441"
CLAIM = "CLAIMS - CLM0310 Claim Inquiry"
EXPECTED = {
    "x3270/ibmlink_help.trc": [
        ("2021-12-24 14:20:32.602000+00:00", "IBM0SM23", "SVM0201P", "key", "Enter", None),
        ("2021-12-24 14:20:37.329000+00:00", "IBM0SM23", "SVM0201P", "key", "PF1", None),
        ("2021-12-24 14:20:41.433000+00:00", "IBM0SM23", "SHLG9USD Network Access Logon Help", "key", "PF3", None),
        ("2021-12-24 14:20:45.441000+00:00", "IBM0SM23", "SVM0201P", "key", "PF3", None),
    ],
    "activitywatch/aw-buckets-export_SYNTHETIC.json": [
        ("2025-01-12 14:26:07.798000+00:00", "wfica32.exe", "CLM0310 Claim Inquiry", "focus", None, None),
        ("2025-01-12 14:26:05.760000+00:00", "chrome.exe", "CRM - Case 5512", "focus", None, None),
    ],
    "asciinema/green_screen_SYNTHETIC.cast": [
        ("2026-03-02 08:01:14.200000+00:00", "Terminal", "CLM0310 CLAIM INQUIRY", "input", None, None),
        ("2026-03-02 08:01:14.200000+00:00", "Terminal", "CLM0310 CLAIM INQUIRY", "key", "Enter", None),
    ],
    "celonis/user_interaction_event_log_SYNTHETIC.csv": [
        ("2026-03-02 08:01:11.120000+00:00", "wfica32.exe", CLAIM, "focus", None, None),
        ("2026-03-02 08:01:12.480000+00:00", "wfica32.exe", CLAIM, "click", "Claim No", None),
        ("2026-03-02 08:01:13.002000+00:00", "wfica32.exe", CLAIM, "copy", None, "C-884213"),
        ("2026-03-02 08:01:14.551000+00:00", "chrome.exe", "CRM - Case 5512", "focus", None, None),
        ("2026-03-02 08:01:15.900000+00:00", "chrome.exe", "CRM - Case 5512", "paste", "claim_ref", None),
        ("2026-03-02 08:01:16.120000+00:00", "chrome.exe", "CRM - Case 5512", "input", "claim_ref", "C-884213"),
    ],
    "generic/eu_excel_SYNTHETIC.csv": [
        ("2026-03-02 08:01:11.120000+00:00", "PCSWS", "CLM0310", "copy", "Schaden-Nr", "C-884213"),
        ("2026-03-02 08:01:16.400000+00:00", "CRM", "Fall", "paste", "Referenz", "C-884213"),
    ],
    "generic/utf16_SYNTHETIC.txt": [
        ("2026-03-02 08:01:11+00:00", "PCSWS", "CLM0310", "copy", "Claim No", "C-884213"),
    ],
    "powerautomate_pm/eventlog_SYNTHETIC.csv": [
        ("2026-03-02 08:01:11+00:00", None, None, "open", "Open CLM0310", None),
        ("2026-03-02 08:01:14+00:00", None, None, "input", "Update CRM case", None),
    ],
    "psr_mht/Recording_SYNTHETIC.mht": [
        # 15:00 at +08:00.
        ("2026-03-02 07:00:05+00:00", "Google Chrome", "CRM - Case 5512 - Google Chrome", "click", "Claim No", None),
        ("2026-03-02 07:00:20+00:00", "IBM Personal Communications", "Session A - [24 x 80]", "key", None, None),
    ],
    "psr_mht/Recording_SYNTHETIC.zip": [
        ("2026-03-02 07:00:05+00:00", "Google Chrome", "CRM - Case 5512 - Google Chrome", "click", "Claim No", None),
        ("2026-03-02 07:00:20+00:00", "IBM Personal Communications", "Session A - [24 x 80]", "key", None, None),
    ],
    "qpr_taskrecorder/taskrecorder_SYNTHETIC.csv": [
        ("2022-02-06 09:15:01.120000+00:00", "EXCEL.EXE", None, "focus", "B2", None),
        ("2022-02-06 09:15:02.400000+00:00", "EXCEL.EXE", None, "copy", "B2", "959933"),
        ("2022-02-06 09:15:04.010000+00:00", "pcsws.exe", None, "click", "Session A - [24 x 80]", None),
        ("2022-02-06 09:15:05+00:00", None, None, "system", "end of case", None),
    ],
    "salesforce_history/CaseHistory_SYNTHETIC.csv": [
        ("2026-03-02 08:01:16+00:00", "Salesforce", "Case", "input", "Status", "Working"),
        ("2026-03-02 08:03:40+00:00", "Salesforce", "Case", "input", "Claim_Ref__c", "C-884213"),
    ],
    "sap_cdhdr_cdpos/CDHDR_SYNTHETIC.csv": [
        ("2026-03-02 08:01:16+00:00", "SAP", "ME22N", "save", None, None),
    ],
    "sap_cdhdr_cdpos": [
        ("2026-03-02 08:01:16+00:00", "SAP", "ME22N", "input", "EKPO-NETPR", "1.234,50"),
    ],
    "servicenow_sys_audit/sys_audit_SYNTHETIC.csv": [
        ("2025-06-01 09:33:20+00:00", "ServiceNow", "incident", "input", "state", "2"),
        ("2025-06-01 09:33:20+00:00", "ServiceNow", "incident", "input", "assigned_to", SYS_ID),
    ],
    "servicenow_task_mining/task_log_SYNTHETIC.json": [
        ("2025-11-01 05:04:48+00:00", "Excel", "KnownIssues.xlsx", "focus", None, None),
    ],
    "uipath_pm/Event_log_raw_SYNTHETIC.tsv": [
        ("2026-03-02 08:01:11.120000+00:00", None, None, "open", "Open CLM0310", None),
        ("2026-03-02 08:01:13.002000+00:00", None, None, "copy", "Copy claim no", None),
        ("2026-03-02 08:01:14.551000+00:00", None, None, "input", "Update CRM case", None),
    ],
}
FORM = "https://form.jotform.com/200477494954062"
RECORD = "https://forms.zoho.com/universityofmelbourne/form/NewRecord"
CLAIMS, STUDENTS = "reimbursement.xlsx › Student details", "StudentRecords.xlsx › Sheet1"
TERMINAL = ("WindowsTerminal.exe", "Anaconda Prompt (anaconda3) - python  main.py", "focus", None, None)
HEADS = {
    "leno_action_logger/Reimbursement_head60.csv": [
        ("2020-02-25 00:36:16.639000+00:00", "Chrome", FORM, "navigate", None, None),
        ("2020-02-25 00:36:21.065000+00:00", "Excel", CLAIMS, "select", "A2", "John Doe"),
        ("2020-02-25 00:36:21.105000+00:00", "OS-Clipboard", None, "copy", None, "John Doe"),
        ("2020-02-25 00:36:23.934000+00:00", "Chrome", FORM, "click", "q3_name[first]", None),
        ("2020-02-25 00:36:24.282000+00:00", "Chrome", FORM, "paste", "q3_name[first]", "John Doe"),
    ],
    "leno_action_logger/Reimbursement_segmented_head60.csv": [
        ("2020-02-25 00:36:21.105000+00:00", "Excel", CLAIMS, "copy", "A2", "John Doe"),
        ("2020-02-25 00:36:24.282000+00:00", "Chrome", FORM, "paste", "q3_name[first]", "John Doe"),
        ("2020-02-25 00:36:26.177000+00:00", "Chrome", FORM, "input", "q3_name[first]", "John"),
        ("2020-02-25 00:36:26.537000+00:00", "Chrome", FORM, "paste", "q3_name[last]", "John Doe"),
        ("2020-02-25 00:36:28.657000+00:00", "Chrome", FORM, "input", "q3_name[last]", "Doe"),
    ],
    "leno_action_logger/StudentRecord_head60.csv": [
        ("2019-10-21 00:10:08.994000+00:00", "Excel", STUDENTS, "select", "A2", "John"),
        ("2019-10-21 00:10:09.640000+00:00", "OS-Clipboard", None, "copy", None, "John"),
        ("2019-10-21 00:10:11.689000+00:00", "Chrome", RECORD, "click", "SingleLine", None),
        ("2019-10-21 00:10:12.216000+00:00", "Chrome", RECORD, "paste", "SingleLine", "John"),
        ("2019-10-21 00:10:13.281000+00:00", "Chrome", RECORD, "input", "SingleLine", "John"),
    ],
    "leno_action_logger/log1_segmented_head60.csv": [
        ("2019-02-19 03:38:31.823000+00:00", "Excel", "data.xls › Sheet1", "open", None, None),
        ("2019-02-19 03:38:31.823000+00:00", "Web", "www.webpage.com", "navigate", None, None),
        ("2019-02-19 03:38:37.593000+00:00", "Web", None, "input", "username", "Frank01"),
        # What was typed into a field for a password is left out.
        ("2019-02-19 03:38:49.944000+00:00", "Web", None, "input", "password", None),
        ("2019-02-19 03:39:01.809000+00:00", "Web", None, "click", "confirm", None),
    ],
    "smartrpa/RunningExampleSmartRPA_head80.csv": [
        ("2024-06-05 08:22:23.346000+00:00", "Task Switching", "Task Switching", "key", "ALT+TAB", None),
        ("2024-06-05 08:22:24.073000+00:00", "EXCEL.EXE", None, "open", None, None),
        ("2024-06-05 08:22:25.459000+00:00", "Microsoft Word", None, "focus", None, None),
    ],
    "tockler_awt/RunningExampleTockler_head80.csv": [
        ("2024-06-05 08:22:21+00:00", *TERMINAL),
        ("2024-06-05 08:22:36+00:00", "Tockler", "Tockler", "focus", None, None),
        ("2024-06-05 08:22:39+00:00", *TERMINAL),
        ("2024-06-05 08:22:42+00:00", "Windows Explorer", "Ausarbeitung", "focus", None, None),
    ],
}
"""The first records of the longer files."""
CONTACTS = {
    "amazon_connect_ctr/ctr_SYNTHETIC.jsonl": [
        ("c1", "u0007", "+15550100", "Claims", "inbound", "claim status", 410.0, 35.0, 62.0, 507.0),
    ],
    "genesys_cloud/conversation_details_SYNTHETIC.json": [
        # 08:00:41 to 08:04:00, hold to 08:04:35, wrap-up 08:07:31 to 08:08:33.
        ("25c4a260", "u0007", "tel:+15550100", "q1", "inbound", "w-claim-status", 199.0, 35.0, 62.0, 296.0),
    ],
    "five9/call_log_SYNTHETIC.csv": [
        ("1", "agent1@example.test", "5550100111", "Main Inbound", "inbound", "Claim status", *[-1.0] * 4),
        ("2", "", "5550100222", "Main Inbound", "inbound", "Caller Disconnected", *[-1.0] * 4),
    ],
}
COLUMNS = ("contact", "agent", "customer", "queue", "direction", "reason")
LENGTHS = ("talk_seconds", "hold_seconds", "wrapup_seconds", "handle_seconds")


def read(name: str) -> ReadResult:
    return read_log([SAMPLES / name], ReadOptions(date_order="mdy" if "utf16" in name else ""))


def test_every_sample_is_expected_here():
    names = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert names - {"SOURCES.md", "x3270/LICENSE.md"} == FORMATS.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_a_sample_is_known_and_every_record_of_it_is_used(name):
    result = read(name)
    (entry,) = result.inputs
    assert (entry.format, entry.rows_read, entry.rows_used) == (FORMATS[name][0], *[FORMATS[name][1]] * 2)
    assert len(result.contacts or result.log) == FORMATS[name][1]
    assert balanced(result)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_gives_what_stands_in_it(name):
    assert rows(read(name), "time", "app", "screen", "action", "element", "value") == EXPECTED[name]


@pytest.mark.parametrize("name", HEADS)
def test_a_long_sample_begins_with_what_stands_in_it(name):
    found = rows(read(name), "time", "app", "screen", "action", "element", "value")
    assert found[: len(HEADS[name])] == HEADS[name]


def test_every_sample_has_an_expectation():
    assert FORMATS.keys() <= EXPECTED.keys() | HEADS.keys() | CONTACTS.keys()


@pytest.mark.parametrize("name", CONTACTS)
def test_a_sample_of_contacts_gives_what_stands_in_it(name):
    table = read(name).contacts.table.sort_values("row")
    found = table[[*COLUMNS, *LENGTHS]].fillna(dict.fromkeys(LENGTHS, -1.0))
    assert [tuple(row) for row in found.to_numpy().tolist()] == CONTACTS[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_sample_that_is_no_log_says_in_one_line_what_it_is(name):
    with pytest.raises(InputError) as caught:
        read(name)
    assert caught.value.slug == REFUSED[name][0]
    assert REFUSED[name][1] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == EXIT_BAD_INPUT


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_found_at_once(name):
    head = read_head(list_files([SAMPLES / name])[0][0])
    taken = []
    for _ in range(3):
        began = time.process_time()
        best_format(head)
        taken.append(time.process_time() - began)
    assert min(taken) < SLOWEST_DETECTION

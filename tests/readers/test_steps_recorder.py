"""Steps Recorder recordings, drawn as the recorder writes them."""

from __future__ import annotations

import base64
import zipfile

import pytest

from rpa_finder.readers import read_log
from tests.readers.drawn_files import balanced, read, refused, rows, write

ACTIONS = """<UserActionData>
 <RecordSession StartTime="23:59:00" StopTime="00:01:00" ActionCount="3" />
 <EachAction ActionNumber="1" Time="23:59:05" FileName="CHROME.EXE" FileDescription="Google Chrome">
  <Action>Mouse Left Click</Action>
  <Description>User left click on "Claim No (edit)" in "CRM &amp; Case"</Description>
 </EachAction>
 <EachAction ActionNumber="2" Time="23:59:20" FileName="PCSWS.EXE" FileDescription="">
  <Action>Keyboard Input</Action><Description>User keyboard input in "Session A" [... Enter]</Description>
 </EachAction>
 <EachAction ActionNumber="3" Time="00:00:10" FileName="PCSWS.EXE" FileDescription="Host">
  <Action>Mouse Left Click</Action><Description>User left click</Description>
 </EachAction>
</UserActionData>"""


def recording(actions: str = ACTIONS, date: str = "Mon, 02 Mar 2026 15:00:00 +0800", packed: bool = False) -> str:
    body = base64.encodebytes(actions.encode()).decode() if packed else actions
    coding = "Content-Transfer-Encoding: base64\n" if packed else ""
    return (
        f"From: <Saved by Windows Steps Recorder>\nSubject: Recorded Steps\nDate: {date}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="=_X"\n\n--=_X\nContent-Type: text/html\n\n<HTML></HTML>\n\n--=_X\n'
        f"Content-Type: text/xml\n{coding}Content-Location: userAction.xml\n\n{body}\n\n--=_X--\n"
    )


@pytest.mark.parametrize("packed", [False, True])
def test_reads_what_was_clicked_where(tmp_path, packed):
    result = read(tmp_path, recording(packed=packed), "Recording.mht")
    assert result.inputs[0].format == "steps-recorder"
    assert rows(result, "time", "app", "screen", "element", "action") == [
        ("2026-03-02 15:59:05+00:00", "Google Chrome", "CRM & Case", "Claim No", "click"),
        ("2026-03-02 15:59:20+00:00", "PCSWS.EXE", "Session A", None, "key"),
        # Past midnight: the next day.
        ("2026-03-02 16:00:10+00:00", "Host", None, None, "click"),
    ]
    assert list(result.log.table["offset_min"]) == [480] * 3
    assert balanced(result)


def test_reads_a_recording_in_its_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "Recording.zip", "w") as archive:
        archive.writestr("Recording_20260302_1500.mht", recording())
    assert len(read_log([tmp_path / "Recording.zip"]).log) == 3


def test_an_action_without_a_time_is_an_issue(tmp_path):
    more = '<EachAction Time="{}" FileName="A"><Action>x</Action></EachAction>'
    many = "".join(more.format(f"00:00:{i:02d}") for i in range(11, 51)) + more.format("noon")
    result = read(tmp_path, recording(ACTIONS.replace("</UserActionData>", many + "</UserActionData>")), "r.mht")
    assert [(i.line, i.column, i.reason) for i in result.issues] == [(44, "Time", "has no time")]
    assert balanced(result)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (recording(date="yesterday"), "too-many-rejected"),
        (recording(ACTIONS.replace("</Action>", "", 1)), "bad-xml"),
        (recording("<UserActionData></UserActionData>"), "no-events"),
        (recording("<UserActionData>"), "no-events"),
    ],
)
def test_refuses_what_is_cut_off(tmp_path, text, slug):
    assert refused(write(tmp_path, text, "r.mht")).slug == slug

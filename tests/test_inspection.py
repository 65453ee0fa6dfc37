from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rpa_finder import inspection
from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY, UILog, make_log
from rpa_finder.inspection import Inspection, inspect_log, render_inspection
from rpa_finder.model import InputFile, Note
from rpa_finder.readers import ReadOptions, ReadResult
from tests.conftest import RunCommand
from tests.drawing import draw_log

DRAWN = """
    09:00:00 | ann | Shop    | Order   | copy  | Number | 48213
    09:00:10 | ann | Billing | Invoice | paste | Ref    | 48213
    09:00:20 | ann | Billing | Invoice | click | Save
    09:20:20 | ann | Shop    | Order   | click | Next
    09:00:00 | bob | Shop    | Order   | copy  | Number | 77777
    09:00:20 | bob | Shop    | Order   | click | -
"""


@pytest.fixture
def inspect(monkeypatch: pytest.MonkeyPatch):
    def run(log: UILog, *notes: Note) -> Inspection:
        entry = InputFile("log.csv", "00ff", "csv", len(log) + 1, len(log), 1, 0)
        monkeypatch.setattr(inspection, "read_log", lambda *_: ReadResult(log, (entry,), (), notes))
        return inspect_log([Path("log.csv")], ReadOptions())

    return run


def test_counts_events_agents_and_days(inspect):
    found = inspect(draw_log(DRAWN))
    assert (found.events, found.agents, found.days) == (6, 2, 1)
    assert (found.first, found.last) == ("2026-03-02", "2026-03-02")


def test_tells_how_well_each_column_is_filled(inspect):
    found = inspect(draw_log(DRAWN))
    assert found.share("agent") == 1
    assert found.share("element") == pytest.approx(5 / 6)
    assert found.share("case") == 0
    assert found.transferable == 1


def test_long_pauses_and_changes_of_agent_are_no_active_time(inspect):
    # 20 s of ann's and 20 s of bob's: 6 events in 40 s.
    assert inspect(draw_log(DRAWN)).events_per_active_hour == pytest.approx(6 * 3600 / 40)


def test_text_names_format_columns_and_limits_but_no_value(inspect):
    text = render_inspection(inspect(draw_log(DRAWN), Note("zone-assumed", "No zone was given.")))
    assert "log.csv: csv, 7 rows, 1 of them rejected" in text
    assert "+ which field feeds which (100% of copies, pastes and inputs have their value)" in text
    assert "- what holds for a team: fewer than five agents" in text
    assert "! No zone was given. [zone-assumed]" in text
    assert "48213" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_window_log_cannot_show_fields_or_transfers(inspect):
    found = inspect(draw_log("09:00:00 | - | Shop | Order | focus\n09:00:10 | - | Shop | Invoice | focus"))
    text = render_inspection(found)
    assert "+ routines: steps by screen only" in text
    assert "- which field feeds which: no values" in text
    assert "- who did what" in text
    assert found.agents == 1


def test_one_event_has_no_pace(inspect):
    assert inspect(draw_log("09:00:00 | ann | Shop | Order | click")).events_per_active_hour == 0


def test_a_clock_of_minutes_and_an_assumed_zone_are_told(inspect):
    log = make_log(
        {
            "source": ["log.csv"],
            "row": [1],
            "time": pd.to_datetime(pd.Series(["2026-03-02T09:00"]), utc=True),
            "action_raw": ["click"],
            "precision_ms": [60000],
            "quality": [QUALITY["zone_assumed"]],
        }
    )
    text = render_inspection(inspect(log))
    assert "clock: minutes; zone: not given, UTC assumed" in text
    assert "- seconds per step" in text


HEADER = "Wann,Benutzer,Programm,Fenster,Aktion,Feld,Wert,Bemerkung\n"
SECRET = "SECRET48213"


def export(n: int = 40, name: str = "mü") -> str:
    """Draw an export without zone, whose days tell no date order, of two agents."""
    lines = [
        f"03/0{3 + (i >= n // 2)}/2026 09:{i:02d}:07,{name}{i % 2},CRM,Kunde,klicken,Ort,{SECRET}{i},-"
        for i in range(n)
    ]
    return HEADER.replace("Wann", "Zeitpunkt") + "\n".join(lines) + "\n"


def test_tells_what_every_column_was_taken_for_and_what_is_in_doubt(command: RunCommand, tmp_path: Path):
    (tmp_path / "export.csv").write_bytes(export().encode("cp1252"))
    done = command("inspect", "export.csv", "--date-order", "dmy")
    assert done.returncode == 0, done.stderr
    assert "  likely: Delimited text with columns of any name" in done.stdout
    assert "Zeitpunkt = time, Benutzer = agent" in done.stdout
    assert "  not used: Bemerkung" in done.stdout
    assert "  ? times have no zone: UTC is assumed" in done.stdout
    assert "  ? the text is no UTF-8: Windows-1252 is assumed" in done.stdout
    assert SECRET not in done.stdout


def test_the_mapping_that_it_writes_makes_the_next_scan_silent(command: RunCommand, tmp_path: Path):
    (tmp_path / "export.csv").write_bytes(export().encode("cp1252"))
    done = command("inspect", "export.csv", "--date-order", "dmy", "--timezone", "Europe/Berlin")
    assert done.stdout.splitlines()[-1].startswith("Check export.mapping.toml, and scan with --mapping")
    text = (tmp_path / "export.mapping.toml").read_text(encoding="utf-8")
    assert '\ndate_order = "dmy"\n' in text
    assert '\ntimezone = "Europe/Berlin"' in text
    assert SECRET not in text
    told = command("inspect", "export.csv", "--date-order", "dmy", "--timezone", "Europe/Berlin").stdout
    settled = command("inspect", "export.csv", "--mapping", "export.mapping.toml").stdout
    assert "  certain: " in settled
    assert "  ? " not in settled
    assert "[" not in settled.partition("To know")[2]
    # What was understood is the same.
    facts = "events of"
    assert [x for x in settled.splitlines() if facts in x] == [x for x in told.splitlines() if facts in x]


def test_a_mapping_that_is_there_stays_and_a_sure_log_needs_none(command: RunCommand, tmp_path: Path):
    (tmp_path / "export.csv").write_text(export().replace(":07,", ":07Z,").replace("03/0", "13/0"), encoding="utf-8")
    assert "--mapping" not in command("inspect", "export.csv").stdout
    assert not (tmp_path / "export.mapping.toml").exists()
    (tmp_path / "export.mapping.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "export.csv").write_text(export(), encoding="utf-8")
    assert "--mapping export.mapping.toml" in command("inspect", "export.csv", "--date-order", "dmy").stdout
    assert (tmp_path / "export.mapping.toml").read_text(encoding="utf-8") == "# mine\n"


def test_settings_alone_are_kept_for_a_recorder_that_is_known(command: RunCommand, tmp_path: Path):
    header = "timestamp,user,application,event_type,event_src_path,event_dest_path,clipboard_content,browser_url"
    rows = [f"2026-03-02T09:00:{i:02d}.123,ann,Chrome,clickLink,,,,http://a/,Ort,//a" for i in range(30)]
    (tmp_path / "log.csv").write_text("\n".join([header + ",tag_name,xpath", *rows]) + "\n", encoding="utf-8")
    command("inspect", "log.csv")
    text = (tmp_path / "log.mapping.toml").read_text(encoding="utf-8")
    assert "time =" not in text
    assert 'timezone = "UTC"' in text
    settled = command("inspect", "log.csv", "--mapping", "log.mapping.toml").stdout
    assert settled.startswith("log.csv: smartrpa")
    assert "  ? " not in settled


def test_rejected_rows_are_counted_by_reason_and_too_many_stop(command: RunCommand, tmp_path: Path):
    lines = export().replace(":07,", ":07Z,").replace("03/0", "13/0").splitlines()
    lines[5] = lines[5].replace("13/0", "99/9")
    lines[7] += ",more"
    lines[9] = lines[9].replace("13/0", "99/9")
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = command("inspect", "export.csv")
    assert done.returncode == 3
    assert "3 of 40 rows can't be used (2 is no day or time of the calendar; 1 has 9 fields" in done.stderr
    assert "--max-rejected" in done.stderr
    allowed = command("inspect", "export.csv", "--max-rejected", "0.1")
    assert "       2  is no day or time of the calendar (first: line 6)" in allowed.stdout
    assert command("scan", "export.csv", "--max-rejected", "0.1").returncode == 0
    assert command("scan", "export.csv", "--max-rejected", "2").stderr.endswith("[config-out-of-range]\n")


def test_tells_how_many_more_agents_or_days_are_needed(inspect):
    lines = [f"2026-03-{day:02d}T09:00:{i:02d}Z | {who} | Shop | Order | click | Open"
             for who, n in (("ann", 30), ("bob", 10)) for day in (2, 3) for i in range(n)]  # fmt: skip
    text = render_inspection(inspect(draw_log("\n".join(lines))))
    # Means 30 and 10: 1.645 sqrt(200 / 2) / 20 = 82 %; 1.645^2 x 200 / (0.2 x 20)^2 = 33.8.
    assert "a saving would be known to about +-82%" in text
    assert "for +-20%: 34 agents as long as these, or no number of days of these agents" in text
    assert "- copying by clipboard" in text
    assert "- moves between screens: there is one place only" in text


def test_contact_records_alone_can_not_be_looked_at(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("CALL ID,TIMESTAMP,ANI,DISPOSITION\n1,2026-03-02 10:00:00,5,x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        inspect_log([path], ReadOptions())
    assert caught.value.slug == "only-contacts"

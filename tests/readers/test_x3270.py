"""Traces of x3270 and s3270, drawn as the emulators write them."""

from __future__ import annotations

import pytest

from rpa_finder.readers import ReadOptions, read_log
from tests.readers.drawn_files import balanced, read, refused, rows, write

START = """\
20260302.080100.000 Trace started
 Version: s3270 v4.3
 Model 3279-4-E, 43 rows x 80 cols, color display
 Host codepage: 37
20260302.080100.100 RCVD SB TN3270E DEVICE-TYPE IS IBM-3278-4-E CONNECT LU0TEST SE
< BIND PLU-name 'CICSPROD' MaxSec-RU 1024 MaxPri-RU 3840 Rows-Cols Default  ...
... 24x80 Alternate 43x80
"""
SIGN_ON = """\
20260302.080101.000 RCVD TN3270E(3270-DATA ERROR-RESPONSE 1)
< EraseWrite(reset,restore) SetBufferAddress(1,1) StartField(protected,skip) ...
...  'SGN010' SetBufferAddress(3,1) StartField(protected,skip) 'USERID...' S ...
... tartField(3,12)(modified) '________' StartField(3,21)(protected) 'PASSWO ...
... RD' StartField(3,31)(nondisplay) SetBufferAddress(3,40) StartField(prote ...
... cted)
"""
SIGNED = """\
20260302.080105.250 Keyboard lock(key_AID) +OIA_TWAIT
> Enter(3,32) SetBufferAddress(3,13) 'ANN7____' SetBufferAddress(3,32) 'PASS ...
... W0RD!'
20260302.080105.251 SENT TN3270E(3270-DATA NO-RESPONSE 0)
> 0x0   0000000000f1d9
"""
ENQUIRY = """\
20260302.080106.000 RCVD TN3270E(3270-DATA ERROR-RESPONSE 2)
< EraseWrite(reset,restore) SetBufferAddress(1,1) StartField(protected) 'CTX210' SetBufferAddress(1,30) ...
... StartField(protected) 'ACCOUNT ENQUIRY' SetBufferAddress(4,1) StartField(protected) 'ACCOUNT NO:' ...
...  StartField(4,14)() 'OLD' StartField(4,30)(protected)
20260302.080110.500 Keyboard lock(key_AID) +OIA_TWAIT
> PF5(4,15) SetBufferAddress(4,15) '0048213'
"""
AGAIN = """\
20260302.080112.000 RCVD TN3270E(3270-DATA ERROR-RESPONSE 3)
< Write(restore) SetBufferAddress(24,2) 'FOUND'
20260302.080113.000 Keyboard lock(key_AID) +OIA_TWAIT
> PF3(4,15) SetBufferAddress(4,15) '0048213'
"""
COLUMNS = ("row", "time", "app", "host", "screen", "action", "element", "value", "action_raw")


def test_reads_typed_fields_and_keys_with_their_screens(tmp_path):
    result = read(tmp_path, START + SIGN_ON + SIGNED + ENQUIRY + AGAIN, "session.trc")
    assert result.inputs[0].format == "x3270"
    sign_on = ("CICSPROD", "LU0TEST", "SGN010")
    enquiry = ("CICSPROD", "LU0TEST", "CTX210 ACCOUNT ENQUIRY")
    first, second, third = ("2026-03-02 08:01:05.250000", "2026-03-02 08:01:10.500000", "2026-03-02 08:01:13")
    assert rows(result, *COLUMNS) == [
        ("1", f"{first}+00:00", *sign_on, "input", "USERID (3,13)", "ANN7", "typed"),
        ("2", f"{first}+00:00", *sign_on, "input", "PASSWORD (3,32)", None, "typed"),
        ("3", f"{first}+00:00", *sign_on, "key", "Enter", None, "Enter"),
        ("4", f"{second}+00:00", *enquiry, "input", "ACCOUNT NO (4,15)", "0048213", "typed"),
        ("5", f"{second}+00:00", *enquiry, "key", "PF5", None, "PF5"),
        # The field is sent once more and was not typed again.
        ("6", f"{third}+00:00", *enquiry, "key", "PF3", None, "PF3"),
    ]
    assert balanced(result)


def test_a_hidden_field_is_never_read(tmp_path):
    result = read(tmp_path, START + SIGN_ON + SIGNED, "session.trc")
    assert "PASSW0RD" not in result.log.table.to_csv()


def test_nothing_is_read_before_a_whole_screen_was_shown(tmp_path):
    text = START + "20260302.080105.250 Keyboard lock\n> Enter(3,32) SetBufferAddress(3,32) 'PASSW0RD!'\n"
    assert rows(read(tmp_path, text, "s.trc"), "action", "value") == [("input", None), ("key", None)]


def test_a_command_on_a_screen_without_fields_is_read(tmp_path):
    text = START + "< EraseWrite(restore) 'READY'\n20260302.080105.250 lock\n> Enter(1,6) 'CESN 0048213'\n"
    assert rows(read(tmp_path, text, "s.trc"), "action", "element", "value") == [
        ("input", "(command)", "CESN 0048213"),
        ("key", "Enter", None),
    ]


def test_an_emptied_field_and_one_that_the_host_reset_are_told_apart(tmp_path):
    text = START + ENQUIRY + "< Write(restore,resetMDT) SetBufferAddress(24,2) 'X'\n"
    text += "20260302.080120.000 lock\n> Enter(4,15) SetBufferAddress(4,15)\n"
    text += "20260302.080121.000 lock\n> Enter(4,15)\n"
    result = rows(read(tmp_path, text, "s.trc"), "action", "element", "value")
    assert result[2:] == [("input", "ACCOUNT NO (4,15)", None), ("key", "Enter", None), ("key", "Enter", None)]


def test_old_traces_tell_the_time_since_the_line_before(tmp_path):
    text = (
        "Trace started Mon Jun 29 10:43:29 2009\n Version: x3270 3.3.8\n Model 3278-2, 24 rows x 80 cols\n"
        "< +0.5s\n< 0x0   f1\n< EraseWrite(restore) SetBufferAddress(1,1) StartField(protected) 'ABC100'\n"
        "> PF3(1,1)\n> +2.25s\n> 0x0   f3\n"
    )
    assert rows(read(tmp_path, text, "s.trc"), "time", "screen", "action_raw") == [
        ("2009-06-29 10:43:31.750000+00:00", "ABC100", "PF3")
    ]


def test_structured_fields_wrap_a_write(tmp_path):
    text = START + "< WriteStructuredField OutboundDS(0) EraseWriteAlternate(restore) SetBufferAddress(1,1) "
    text += "StartField(protected) 'ABC100'\n20260302.080105.250 lock\n> Clear(1,1)\n20260302.080106.250 lock\n"
    text += "> Enter(1,1)\n"
    found = rows(read(tmp_path, text, "s.trc"), "screen", "action_raw")
    assert found[0] == ("ABC100", "Clear")
    assert found[1][0] != "ABC100"


def test_a_trace_without_keys_is_refused(tmp_path):
    assert refused(write(tmp_path, START + SIGN_ON, "s.trc")).slug == "no-events"


@pytest.mark.parametrize("odd", ["< BIND PLU-name '' Rows-Cols Default 0x0", "< EraseWrite", "> Enter", "> PF1("])
def test_odd_lines_do_no_harm(tmp_path, odd):
    result = read(tmp_path, START + SIGN_ON + odd + "\n" + SIGNED, "s.trc")
    assert rows(result, "element")[-1] == ("Enter",)


def test_a_mapping_says_where_the_host_shows_its_screen_ids(tmp_path):
    trace = START + ENQUIRY.replace("'CTX210'", "'Bank of X'").replace(
        "'ACCOUNT NO:'",
        "'ACCOUNT NO:' ...\n...  SetBufferAddress(22,70) StartField(protected) 'E-17' StartField(protected)",
    )
    path = write(tmp_path, trace, "session.trc")
    plain = read_log([path])
    assert [note.text[:40] for note in plain.notes if note.slug == "screens-without-id"]
    mapping = write(tmp_path, "[[screen_id]]\nrow = 22\ncolumn = 71\nlength = 4\npattern = 'E-[0-9]+'\n", "m.toml")
    result = read_log([path], ReadOptions(mapping=mapping))
    assert result.inputs[0].format == "x3270"
    assert {screen.split()[0] for screen in result.log.categories("screen")} == {"E-17"}
    assert "screens-without-id" not in {note.slug for note in result.notes}

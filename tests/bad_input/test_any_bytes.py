"""Whatever a file holds: a log or one line of refusal, never a fault of the program."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.bad_input.drawn import SECRET, table
from tests.conftest import RunCommand

GOOD = table(n=30).encode()
EVENT = b'<event><date key="time:timestamp" value="2026-03-02T09:00:00Z"/></event>'
XES = b'<log xes.version="1.0"><trace>' + EVENT * 3 + b"</trace></log>"
HEAD, REST = (part.encode("utf-16-le") for part in GOOD.decode().split("\n", 1))
NAMES_LOST = b"\xff\xfe\x00" + HEAD[2:] + b"\n" + b"\0" * 12 + REST
"""A header whose bytes are out of step, so that the first line of data stands behind it in the same line."""
QUOTE_LOST = b'"' + GOOD.replace(b"n,element,value\n2026", b'"', 1)
"""A quote around all names, and no line end behind it: the first line of data is glued to the header."""
FIRST_LOST = b'"' + GOOD.replace(b"\n2026-03-02T09:00:00,", b'\n"', 1)
"""The same, and the first time is lost too."""
BUDGET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A sound file with a few bytes replaced, left out or put in, or cut off."""
    data = draw(st.sampled_from([GOOD, XES, GOOD.decode().encode("utf-16"), gzip.compress(GOOD)]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.sampled_from([0, 1, 2, 20, len(data)])))
        data = (
            data[:start]
            + draw(st.binary(max_size=12) | st.sampled_from([b'"', b"\n", b"\r", b",,", b"\0"]))
            + data[stop:]
        )
    return data


@BUDGET
@given(st.binary(max_size=400) | spoilt(), st.sampled_from(["log.csv", "log.xes", "log.txt", "log.csv.gz", "log.zip"]))
@example(NAMES_LOST, "log.csv")
@example(QUOTE_LOST, "log.csv")
@example(FIRST_LOST, "log.csv")
def test_inspect_ends_with_a_code_that_is_explained_and_at_most_one_line(
    command: RunCommand, tmp_path: Path, data: bytes, name: str
):
    (tmp_path / name).write_bytes(data)
    done = command("inspect", name)
    assert done.returncode in (0, 3), done.stderr
    assert SECRET not in done.stdout + done.stderr
    if done.returncode:
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith("error: ")


@BUDGET
@given(st.binary(max_size=300))
def test_a_mapping_of_any_bytes_is_a_mapping_or_refused(command: RunCommand, tmp_path: Path, data: bytes):
    (tmp_path / "log.csv").write_bytes(GOOD)
    (tmp_path / "m.toml").write_bytes(data)
    assert command("inspect", "log.csv", "--mapping", "m.toml").returncode in (0, 2, 3)

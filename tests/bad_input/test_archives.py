"""Archives and XML that are spoilt or mean harm. The numbers are those of the table of bad inputs."""

from __future__ import annotations

import gzip
import os
import stat
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input.drawn import assert_refused, read, rejected, row, table
from tests.conftest import RunCommand

GOOD = table()


def zipped(folder: Path, members: dict[str, str | bytes]) -> None:
    with zipfile.ZipFile(folder / "log.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def linked(folder: Path) -> None:
    with zipfile.ZipFile(folder / "log.zip", "w") as archive:
        link = zipfile.ZipInfo("log.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")


def lying(folder: Path) -> None:
    """Zip a bomb whose directory says that it is small."""
    zipped(folder, {"log.csv": "a,b\n" * 40_000_000})
    data = (folder / "log.zip").read_bytes()
    size = (160_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    (folder / "log.zip").write_bytes(data.replace(size, (1000).to_bytes(4, "little")))


def many(folder: Path) -> None:
    with zipfile.ZipFile(folder / "log.zip", "w") as archive:
        for i in range(20_000):
            archive.writestr(f"{i}.csv", "")


ZIPS: list[tuple[str, Callable[[Path], None], str]] = [
    ("48 member above the folder", lambda f: zipped(f, {"a.csv": GOOD, "../b.csv": GOOD}), "unsafe-zip"),
    ("48 member at the root", lambda f: zipped(f, {"/tmp/b.csv": GOOD}), "unsafe-zip"),
    ("48 member on a drive", lambda f: zipped(f, {"c:b.csv": GOOD}), "unsafe-zip"),
    ("48 link", linked, "unsafe-zip"),
    ("49 bomb", lambda f: zipped(f, {"log.csv": "a,b\n" * 25_000_000}), "unsafe-zip"),
    ("49 bomb that says it is small", lying, "truncated-gz"),
    ("49 archive in an archive", lambda f: zipped(f, {"inner.zip": b"PK\x03\x04"}), "no-logs-in-folder"),
    ("49 20,000 members", many, "no-logs-in-folder"),
    ("50 cut off", lambda f: (f / "log.zip").write_bytes(b"PK\x03\x04" + b"\x14\0" * 30) and None, "truncated-gz"),
]


@pytest.mark.parametrize(("make", "slug"), [r[1:] for r in ZIPS], ids=[r[0] for r in ZIPS])
def test_a_zip_is_refused_at_once_and_nothing_is_written(
    command: RunCommand, tmp_path: Path, make: Callable[[Path], None], slug: str
):
    make(tmp_path)
    began = time.process_time()
    assert_refused(command, tmp_path, "log.zip", slug)
    assert time.process_time() - began < 4
    assert [path.name for path in tmp_path.iterdir()] == ["log.zip"]


@pytest.mark.parametrize("where", ["the end", "the middle", "the checksum"])
def test_50_a_damaged_gz_is_refused(command: RunCommand, tmp_path: Path, where: str):
    # Random text, so that it does not shrink to nothing, and more than is read at once.
    text = table({i: row(i, value=os.urandom(20).hex()) for i in range(60_000)}, 60_000)
    packed = bytearray(gzip.compress(text.encode(), 1))
    if where == "the end":
        packed = packed[:-200_000]
    elif where == "the middle":
        packed[len(packed) // 2 :] = b"\0" * (len(packed) // 2)
    else:
        packed[-8] ^= 1
    (tmp_path / "log.csv.gz").write_bytes(packed)
    assert_refused(command, tmp_path, "log.csv.gz", "truncated-gz")


def test_50_the_message_tells_how_far_it_could_be_read(command: RunCommand, tmp_path: Path):
    text = table({i: row(i, value=os.urandom(20).hex()) for i in range(60_000)}, 60_000)
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(text.encode(), 1)[:-100_000])
    assert_refused(command, tmp_path, "log.csv.gz", "truncated-gz", "after line ")


def test_51_a_gz_that_unpacks_without_end_is_refused(command: RunCommand, tmp_path: Path):
    squeeze = zlib.compressobj(9, wbits=31)
    body = GOOD.partition("\n")[0].encode() + b"\n" + row(3).encode().join([b"", b"\n"]) * 20_000
    with (tmp_path / "log.csv.gz").open("wb") as stream:
        for _ in range(300):
            stream.write(squeeze.compress(body))
        stream.write(squeeze.flush())
    began = time.process_time()
    assert_refused(command, tmp_path, "log.csv.gz", "unsafe-zip", "unpacks to more than")
    assert time.process_time() - began < 4


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
XML = [
    ("52 billion laughs", f'<!DOCTYPE log [<!ENTITY l0 "ha">{LAUGHS}]><log xes.version="1.0">&l9;</log>', "doctype"),
    (
        "52 quadratic blow-up",
        f'<!DOCTYPE log [<!ENTITY a "{"a" * 50_000}">]><log xes.version="1.0"><trace>{"&a;" * 50_000}</trace></log>',
        "doctype",
    ),
    ("53 file", '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log xes.version="1.0">&x;</log>', "doctype"),
    ("53 address", '<!DOCTYPE log SYSTEM "http://a.example/x.dtd"><log xes.version="1.0"/>', "doctype"),
    ("53 entity that nobody declares", '<log xes.version="1.0"><trace>&x;</trace></log>', "bad-xml"),
    ("54 100,000 deep", '<log xes.version="1.0">' + "<list>" * 100_000, "bad-xml"),
    ("55 no event", '<log xes.version="1.0"><trace><string key="concept:name" value="1"/></trace></log>', "no-events"),
    ("55 cut off", '<log xes.version="1.0"><trace><event><string key="concept:name"', "bad-xml"),
]


@pytest.mark.parametrize(("text", "slug"), [r[1:] for r in XML], ids=[r[0] for r in XML])
def test_an_xml_is_refused_at_once(command: RunCommand, tmp_path: Path, text: str, slug: str):
    (tmp_path / "log.xes").write_text(text, encoding="utf-8")
    began = time.process_time()
    assert_refused(command, tmp_path, "log.xes", slug)
    assert time.process_time() - began < 4


def test_55_nested_lists_missing_names_and_own_prefixes_are_read_and_missing_times_left_out(tmp_path: Path):
    event = '<event><date key="time:timestamp" value="2026-03-02T09:00:{:02d}Z"/>{}</event>'
    parts = [
        '<string key="concept:name" value="Open"><string key="ours:detail" value="x"/></string>',
        '<list key="things"><values><string key="thing" value="1"/><list key="deeper"/></values></list>',
        '<string key="ours:screen" value="Order"/>',
    ]
    events = [event.format(i, parts[i % 3]) for i in range(40)]
    events[20] = '<event><string key="concept:name" value="Close"/></event>'
    text = f'<log xes.version="1.0" xmlns:ours="urn:ours"><trace>{"".join(events)}</trace></log>'
    result = read(tmp_path, text, "log.xes")
    assert rejected(result) == [(21, "time:timestamp", "has no time")]
    assert "Open" in result.log.categories("action_raw")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_65_what_is_no_file_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, slug in [
        ("*.csv", "file-not-found"),
        ("absent.csv", "file-not-found"),
        ("folder", "no-logs-in-folder"),
        ("pipe", "not-a-file"),
        ("/dev/zero", "not-a-file"),
        ("a\x01b", "file-not-found"),
    ]:
        assert_refused(command, tmp_path, name, slug)

"""Which files are read, and their bytes."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers import read_log, sources
from rpa_finder.readers.sources import BINARY, list_files, mostly_cp1252
from tests.readers.drawn_files import GOOD, head_of, refused, texts, write


def test_a_folder_without_logs_and_a_missing_file_are_refused(tmp_path):
    assert refused(tmp_path).slug == "no-logs-in-folder"
    assert refused(tmp_path / "absent.csv").slug == "file-not-found"
    assert refused(tmp_path / "*.csv").slug == "file-not-found"


def test_the_same_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path, GOOD)
    assert len(read_log([path, path, tmp_path]).inputs) == 1


def test_reads_the_logs_in_a_zip_and_refuses_an_office_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        archive.writestr("b.csv", GOOD)
        archive.writestr("a/readme.md", "words")
    result = read_log([tmp_path / "logs.zip"])
    assert texts(result, "source")[0] == f"{tmp_path}/logs.zip/b.csv"
    assert len(result.log) == 40
    with zipfile.ZipFile(tmp_path / "sheet.csv", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert refused(tmp_path / "sheet.csv").slug == "not-a-text-log"


def names(*paths: Path) -> list[tuple[str, bool]]:
    return [(file.name, explicit) for file, explicit in list_files(paths)]


def test_a_folder_is_searched_in_order_of_name_and_hidden_files_are_left_out(tmp_path):
    for name in ("b.csv", "a/z.xes", "a/y.tsv", ".git/c.csv", "~$b.csv", "readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, "a,b\n1,2\n", name)
    assert names(tmp_path) == [(f"{tmp_path}/{name}", False) for name in ("a/y.tsv", "a/z.xes", "b.csv")]
    assert names(tmp_path / "b.csv", tmp_path)[0] == (f"{tmp_path}/b.csv", True)
    assert len(names(tmp_path / "b.csv", tmp_path)) == 3


def test_packed_files_give_their_content_and_the_digest_of_what_lies_on_the_disk(tmp_path):
    packed = gzip.compress(GOOD.encode())
    (file, _), *none = list_files([write(tmp_path, packed, "log.csv.gz")])
    assert not none
    assert b"".join(file.chunks()) == GOOD.encode()
    assert file.sha256() == hashlib.sha256(packed).hexdigest()
    # The content tells, not the name.
    (renamed, _), *_ = list_files([write(tmp_path, packed, "renamed.csv")])
    assert renamed.packing == "gz"


@pytest.mark.parametrize("member", ["../b.csv", "/b.csv", "a/../../b.csv", "c:b.csv", "..\\b.csv"])
def test_an_archive_with_a_member_that_leads_outside_is_refused(tmp_path, member):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.writestr(member, GOOD)
    with pytest.raises(InputError) as caught:
        list_files([tmp_path / "evil.zip"])
    assert caught.value.slug == "unsafe-zip"


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        ("Größe,b\n".encode(), "utf-8", 0),
        ("Größe,b\n".encode("utf-8-sig"), "utf-8", 3),
        ("Größe,b\n".encode("cp1252"), "cp1252", 0),
        (b"\xff\xfe" + "Größe,b\n".encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + "Größe,b\n".encode("utf-16-be"), "utf-16-be", 2),
    ],
)
def test_the_head_is_decoded_as_its_bytes_tell(tmp_path, data, encoding, bom):
    head = head_of(tmp_path, data)
    assert (head.encoding, head.bom, head.text, head.whole) == (encoding, bom, "Größe,b\n", True)


def test_the_head_of_a_long_file_is_its_first_64_kib(tmp_path):
    text = "a,b\n" * 20_000
    head = head_of(tmp_path, text)
    assert head.text == text[:65_536]
    assert not head.whole
    assert head_of(tmp_path, text[:65_536]).whole


def test_most_lines_with_accents_tell_the_encoding():
    good, bad = "Größe\n".encode(), "Größe\n".encode("cp1252")
    assert mostly_cp1252(good + bad * 2 + b"plain\n" * 9)
    assert not mostly_cp1252(good + bad)
    assert not mostly_cp1252(b"plain\n")


@pytest.mark.parametrize("magic", [b"PAR1", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_text_and_has_a_reader_gets_a_head_without_text(tmp_path, magic):
    head = head_of(tmp_path, magic + b"\0" * 100, "log.bin")
    assert (head.encoding, head.text, head.data[: len(magic)]) == (BINARY, "", magic)


def test_the_first_line_that_is_no_utf_8_is_found_wherever_the_pieces_end(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_CHUNK", 3)
    for i in range(12):
        lines = ["Größe"] * 12
        data = [line.encode("cp1252" if j == i else "utf-8") for j, line in enumerate(lines)]
        (tmp_path / "log.csv").write_bytes(b"\n".join(data) + b"\n")
        assert sources.first_line_not_utf8(list_files([tmp_path / "log.csv"])[0][0]) == i + 1
    (tmp_path / "log.csv").write_text("Größe\n" * 9, encoding="utf-8")
    assert sources.first_line_not_utf8(list_files([tmp_path / "log.csv"])[0][0]) == 0
    (tmp_path / "log.csv").write_bytes("a\nGrö".encode()[:-1])
    assert sources.first_line_not_utf8(list_files([tmp_path / "log.csv"])[0][0]) == 2


def test_a_text_is_given_as_a_whole_if_it_has_line_breaks(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_CHUNK", 10)
    monkeypatch.setattr(sources, "_ENDLESS_TEXT", 100)
    (tmp_path / "log.trc").write_bytes(b"x" * 90 + b"\n" + b"y" * 90)
    assert len(list_files([tmp_path / "log.trc"])[0][0].text()) == 181
    (tmp_path / "log.trc").write_bytes(b"x" * 90 + b"\n" + b"y" * 130)
    with pytest.raises(InputError, match="line-too-long"):
        list_files([tmp_path / "log.trc"])[0][0].text()

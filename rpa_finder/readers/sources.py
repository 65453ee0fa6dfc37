"""Which files a scan reads, and their bytes: folders, globs, .gz and .zip members."""

from __future__ import annotations

import codecs
import glob
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rpa_finder.errors import InputError

HEAD_BYTES = 64 * 1024
LOG_ENDINGS = (
    *(".csv", ".tsv", ".tab", ".txt", ".log", ".xes", ".xml", ".json", ".jsonl", ".ndjson", ".jsonocel", ".xmlocel"),
    *(".sqlite", ".db", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".trc", ".cast", ".mht", ".mhtml"),
    *(".gz", ".zip"),
)
MAX_LINE = 1024 * 1024
"""A record with a longer line is left out."""
ENDLESS_LINE = 64 * MAX_LINE
"""A longer line is no record at all: the file has no line breaks."""
_ENDLESS_TEXT = ENDLESS_LINE // 2
"""The same where a text is read as a whole."""
_CHUNK = 4 * 1024 * 1024
_MAX_MEMBERS = 1000
_MAX_MEMBER_BYTES = 8 * 1024**3
_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 32 * 1024**2
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"ElfFile\x00", "a Windows event log"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)
BINARY = "binary"
"""Encoding of a head that is no text: a workbook, Parquet or SQLite, which have readers of their own."""
_BINARY_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"SQLite format 3\x00")
_OFFICE = ("xl/", "word/", "[Content_Types]", "mimetype")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file, or one member of a .zip, that may hold a log."""

    path: Path
    name: str
    """As named on the command line; members are named archive.zip/member."""
    packing: str
    """"", gz or zip."""
    member: str = ""

    def open(self) -> IO[bytes] | gzip.GzipFile:
        """Open the unpacked bytes."""
        if self.packing == "gz":
            return gzip.open(self.path, "rb")
        if self.packing == "zip":
            with zipfile.ZipFile(self.path) as archive:
                # The member keeps the archive's file open until it is closed itself.
                return archive.open(self.member)
        return self.path.open("rb")

    def chunks(self) -> Iterator[bytes]:
        """Give the unpacked bytes piece by piece; raises InputError truncated-gz, unsafe-zip, unreadable."""
        size = lines = 0
        try:
            with self.open() as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
                    if self.packing:
                        size, lines = size + len(piece), lines + piece.count(b"\n")
                        self._check_size(size)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            after = f" after line {lines}" if lines else ""
            what = f"is cut off or damaged inside its packing{after}."
            raise InputError("truncated-gz", self.name, what, "Copy or export the file again.") from error
        except (OSError, RuntimeError, NotImplementedError) as error:
            raise InputError("unreadable", self.name, "can't be read.", "Check the file and its rights.") from error

    def text(self) -> bytes:
        """Give all unpacked bytes of a text; raises InputError line-too-long if it has no line breaks for 32 MiB."""
        pieces, open_since = [], 0
        for piece in self.chunks():
            end = piece.rfind(b"\n") + 1
            open_since = len(piece) - end if end else open_since + len(piece)
            if open_since > _ENDLESS_TEXT:
                raise endless_line(self.name, _ENDLESS_TEXT)
            pieces.append(piece)
        return b"".join(pieces)

    def last_bytes(self, n: int) -> bytes:
        """Give the end of a file that is not packed, empty for a packed one: its end is known once all is unpacked."""
        if self.packing:
            return b""
        try:
            with self.path.open("rb") as stream:
                stream.seek(max(self.path.stat().st_size - n, 0))
                return stream.read(n)
        except OSError as error:
            raise InputError("unreadable", self.name, "can't be read.", "Check the file and its rights.") from error

    def _check_size(self, size: int) -> None:
        """Stop unpacking what grows beyond reason; the size that an archive claims proves nothing."""
        if size > _RATIO_COUNTS_FROM:
            packed = self.path.stat().st_size
            if size > _MAX_MEMBER_BYTES or size > _MAX_RATIO * packed:
                what = f"unpacks to more than {min(_MAX_RATIO * packed, _MAX_MEMBER_BYTES) // 1024**2} MiB."
                raise InputError("unsafe-zip", self.name, what, "Unpack it yourself and name the logs.")

    def sha256(self) -> str:
        """Digest the file as it lies on the disk (of a .zip: the whole archive)."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The first 64 KiB of a file, unpacked and decoded, for detection."""

    file: LogFile
    data: bytes
    encoding: str
    """utf-8, utf-16-le, utf-16-be or cp1252, as far as the head shows; BINARY for what is no text."""
    bom: int
    """Bytes of byte order mark at the start."""
    text: str
    whole: bool
    """True if the file is no longer than the head."""
    beside: tuple[LogFile, ...] = ()
    """The other files of the scan, for formats whose tables are read together."""


def endless_line(where: str, most: int = ENDLESS_LINE) -> InputError:
    """Give the error of a file that has no line breaks."""
    what = f"has a line of more than {most // 1024**2} MiB."
    return InputError("line-too-long", where, what, "Check that it is a log with line breaks.")


def list_files(paths: Sequence[str | Path]) -> list[tuple[LogFile, bool]]:
    """Give the files to read, in order, each with whether it was named itself (not found in a folder).

    Folders are searched with all their subfolders, in order of name. Raises
    InputError file-not-found, no-logs-in-folder, not-a-file, unsafe-zip.
    """
    found: list[tuple[LogFile, bool]] = []
    seen: set[Path] = set()
    for given in paths:
        for path, explicit in _expand(str(given)):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                found += [(file, explicit) for file in _unpack(path)]
    return found


def read_head(file: LogFile, given: str = "") -> Head:
    """Read and decode the start of a file, in the encoding that is given, if one is.

    Raises InputError empty-file, not-a-text-log, truncated-gz.
    """
    data = b""
    for piece in file.chunks():
        data += piece[: HEAD_BYTES + 1]
        if len(data) > HEAD_BYTES:
            break
    whole, data = len(data) <= HEAD_BYTES, data[:HEAD_BYTES]
    if not data.strip(b"\xef\xbb\xbf \r\n\t"):
        raise InputError("empty-file", file.name, "is empty.", "Export the log again.")
    if data.startswith(_BINARY_MAGIC):
        return Head(file, data, BINARY, 0, "", whole)
    _refuse_other_kinds(file, data)
    encoding, bom = next(((name, len(mark)) for mark, name in _BOMS if data.startswith(mark)), (_wide(given), 0))
    if not encoding and data.count(0) > len(data) // 100:
        what = "holds many zero bytes: it is a binary file, or UTF-16 without a byte order mark."
        todo = 'Export it as UTF-8 text, or say encoding = "utf-16-le" in a --mapping.'
        raise InputError("not-a-text-log", file.name, what, todo)
    if encoding.startswith("utf-16") and _out_of_step(data[bom:], encoding):
        what = "is UTF-16 that lacks a byte: what follows is no text."
        raise InputError("not-a-text-log", file.name, what, "Export it again, as UTF-8 text.")
    encoding = encoding or _guess_encoding(data)
    return Head(file, data, encoding, bom, data[bom:].decode(encoding, errors="replace"), whole)


def _wide(given: str) -> str:
    """Give the encoding if it is one of two bytes a letter, as heads name it."""
    plain = given.lower().replace("_", "-")
    return {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(plain, plain) * (
        plain.startswith("utf-16")
    )


def first_line_not_utf8(file: LogFile) -> int:
    """Give the line of the first byte that is no UTF-8, 0 if there is none."""
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    try:
        for piece in file.chunks():
            line += decoder.decode(piece).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object.count(b"\n", 0, error.start)
    return 0


def _out_of_step(data: bytes, encoding: str) -> bool:
    """Tell whether many letters are two halves of neighbours: U+6100 is what becomes of an a."""
    low, high = data[::2], data[1::2]
    if encoding == "utf-16-be":
        low, high = high, low
    return sum(not a and b > 0 for a, b in zip(low, high, strict=False)) * 20 > len(low)


def mostly_cp1252(data: bytes) -> bool:
    """Tell whether more lines with accents are no UTF-8 than are."""
    good = bad = 0
    for line in data.split(b"\n") if not data.isascii() else ():
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return bad > good


def _expand(given: str) -> list[tuple[Path, bool]]:
    path = Path(given)
    try:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and _may_be_log(p, path))
            if not files:
                todo = f"Name a folder with {', '.join(LOG_ENDINGS)} files."
                raise InputError("no-logs-in-folder", given, "holds no log file.", todo)
            return [(p, False) for p in files]
        if path.is_file():
            return [(path, True)]
        if path.exists():
            raise InputError("not-a-file", given, "is neither a file nor a folder.", "Name a log file.")
        matches = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []
    except (OSError, ValueError) as error:
        raise InputError("unreadable", repr(given)[1:-1], "can't be read.", "Check the name.") from error
    if not matches:
        raise InputError("file-not-found", given, "does not exist.", "Check the name; quote a glob.")
    return [(Path(m), True) for m in matches if Path(m).is_file()]


def _may_be_log(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in LOG_ENDINGS


def _unpack(path: Path) -> list[LogFile]:
    name = str(path)
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise InputError("unreadable", name, "can't be read.", "Check the file and its rights.") from error
    if magic[:2] == b"\x1f\x8b":
        return [LogFile(path, name, "gz")]
    return _zip_members(path, name) if magic == b"PK\x03\x04" else [LogFile(path, name, "")]


def _zip_members(path: Path, name: str) -> list[LogFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        todo = "Copy the file again."
        raise InputError("truncated-gz", name, "is cut off or damaged inside its packing.", todo) from error
    for info in infos:
        _check_member(info, name)
    if any(info.filename.startswith(_OFFICE) for info in infos):
        return [LogFile(path, name, "")]
    if len(infos) > _MAX_MEMBERS:
        what = f"holds more than {_MAX_MEMBERS} files."
        raise InputError("no-logs-in-folder", name, what, "Unpack it and name the logs.")
    logs = sorted(i.filename for i in infos if Path(i.filename).suffix.lower() in LOG_ENDINGS[:-2])
    if not logs:
        nested = any(info.filename.lower().endswith((".zip", ".gz")) for info in infos)
        what = "holds no log file, only packed ones." if nested else "holds no log file."
        raise InputError("no-logs-in-folder", name, what, "Unpack it and name the logs.")
    return [LogFile(path, f"{name}/{member}", "zip", member) for member in logs]


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    parts = Path(info.filename.replace("\\", "/")).parts
    outside = ".." in parts or info.filename.startswith(("/", "\\")) or ":" in info.filename
    link = (info.external_attr >> 16) & 0o170000 == 0o120000
    bomb = info.file_size > _MAX_MEMBER_BYTES or (
        info.file_size > _RATIO_COUNTS_FROM and info.file_size > _MAX_RATIO * max(info.compress_size, 1)
    )
    if outside or link or bomb or info.flag_bits & 1:
        what = "is encrypted." if info.flag_bits & 1 else "holds a member that is not safe to unpack."
        raise InputError("unsafe-zip", name, what, "Unpack it yourself and name the logs.")


def _refuse_other_kinds(file: LogFile, data: bytes) -> None:
    kind = next((kind for mark, kind in _MAGIC if data.startswith(mark)), "")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        kind = "a web page"
    if data[:2] == b"PK" and not kind:
        kind = "a damaged archive or Office file"
    # "MZ" also opens an ordinary text; programs have zero bytes soon after.
    if kind and not (kind == "a program" and 0 not in data[:256]):
        raise InputError("not-a-text-log", file.name, f"is {kind}, not a text log.", "Export the log as CSV or XES.")


def _guess_encoding(data: bytes) -> str:
    # The head may end inside a character: its last line says nothing.
    return "cp1252" if mostly_cp1252(data.rpartition(b"\n")[0] or data) else "utf-8"

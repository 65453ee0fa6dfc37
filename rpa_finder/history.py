"""Scans on disk: a folder is written whole or not at all, and read back as a Scan.

Files are readable by their owner only. What is not ours in a folder stays.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from rpa_finder.errors import StoreError
from rpa_finder.model import Scan
from rpa_finder.scan_reading import parse_scan

SCAN_FILE = "scan.json"

_STAGE = ".rpa-finder-"
_OURS = re.compile(
    r"(scan\.json|report\.html|business_case\.xlsx|screen_graph\.graphml|proposals_jira\.csv|automation_hub\.json"
    r"|(executions|execution_events|data_transfers|screens|transitions|rejected_rows|contacts|proposals)\.(csv|parquet)"
    r"|proposals/P\d+-[^/]*/(proposal\.(md|docx)|process\.bpmn|mapping\.csv|cases\.csv))"
)


def check_writable(folder: Path) -> None:
    """Find out before a scan whether its results can be written to folder.

    Raises StoreError: out-not-a-scan where the folder holds other things and
    no scan; out-not-writable where it can't be made or written.
    """
    folder = _settled(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise _not_writable(folder, "is a file.")
        if folder.is_dir() and not (folder / SCAN_FILE).is_file() and any(folder.iterdir()):
            raise StoreError(
                "out-not-a-scan",
                str(folder),
                "is neither empty nor the folder of an earlier scan.",
                "Give another --out.",
            )
        place = folder if folder.is_dir() else _nearest_folder(folder)
        tempfile.TemporaryDirectory(prefix=_STAGE, dir=place).cleanup()
    except OSError as error:
        raise _not_writable(folder, f"can't be written ({error.strerror}).") from error


def write_scan(folder: Path, files: Iterable[tuple[str, bytes]], keep_others: bool = False) -> None:
    """Write a scan's files (relative path, content); an earlier scan is replaced only at the very end.

    Everything goes to a hidden folder beside it first, which then takes its
    place by renaming. A mount point, or the working folder, can't be renamed:
    there the files are moved one by one, scan.json last. Files of the earlier
    scan that are not written anew go, unless keep_others is set.
    Raises StoreError as check_writable does.
    """
    check_writable(folder)
    folder = _settled(folder)
    try:
        in_place = folder.is_dir() and _must_stay(folder)
        if not in_place:
            folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=folder if in_place else folder.parent))
        try:
            _write_files(stage, files)
            if in_place:
                _move_files(stage, folder, keep_others)
            else:
                _take_place(stage, folder, keep_others)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise _not_writable(folder, f"can't be written ({error.strerror}).") from error


def read_scan(folder: Path) -> Scan:
    """Rebuild the scan that a folder holds from scan.json and the tables.

    Raises StoreError: not-a-scan where there is none; scan-too-new where a
    newer version wrote it; scan-damaged where the files don't fit together.
    """
    folder = _settled(folder)
    if not (folder / SCAN_FILE).is_file():
        raise StoreError("not-a-scan", str(folder), "holds no scan.json.", "Give the folder that a scan wrote.")
    return parse_scan(folder)


def _write_files(stage: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)


def _take_place(stage: Path, folder: Path, keep_others: bool) -> None:
    if not folder.exists():
        stage.rename(folder)
        return
    stage.chmod(folder.stat().st_mode)
    old = Path(tempfile.mkdtemp(prefix=_old_prefix(folder), dir=folder.parent))
    folder.rename(old)
    try:
        stage.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    for path in _foreign(old) if not keep_others else [p.relative_to(old) for p in sorted(_files(old))]:
        if not (folder / path).exists():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (old / path).rename(folder / path)
    if not any(_foreign(old)):
        shutil.rmtree(old)


def _move_files(stage: Path, folder: Path, keep_others: bool) -> None:
    new = sorted((p.relative_to(stage).as_posix() for p in _files(stage)), key=lambda name: (name == SCAN_FILE, name))
    gone = {p.relative_to(folder).as_posix() for p in _files(folder) if stage not in p.parents} - set(new)
    for name in new:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(folder / name)
    for name in sorted(gone):
        if not keep_others and _OURS.fullmatch(name):
            (folder / name).unlink()
            with suppress(OSError):
                (folder / name).parent.rmdir()


def _settled(folder: Path) -> Path:
    """Resolve the path, and finish what a scan killed between two renames left behind."""
    folder = folder.resolve()
    with suppress(OSError):
        if not folder.exists() and folder.parent.is_dir():
            for old in sorted(folder.parent.glob(_old_prefix(folder) + "*")):
                if (old / SCAN_FILE).is_file():
                    old.rename(folder)
                    break
    return folder


def _old_prefix(folder: Path) -> str:
    return f".{folder.name}.before-"


def _must_stay(folder: Path) -> bool:
    return (
        os.path.ismount(folder) or folder in (Path.cwd(), *Path.cwd().parents) or not os.access(folder.parent, os.W_OK)
    )


def _nearest_folder(path: Path) -> Path:
    return next(p for p in path.parents if p.exists())


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path


def _foreign(folder: Path) -> list[Path]:
    paths = (path.relative_to(folder) for path in _files(folder))
    return sorted(path for path in paths if not _OURS.fullmatch(path.as_posix()))


def _not_writable(folder: Path, what: str) -> StoreError:
    return StoreError("out-not-writable", str(folder), what, "Give another --out, or free space and rights there.")

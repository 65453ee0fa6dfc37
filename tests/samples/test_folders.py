"""The sample folder: complete, small, and what stands in process_logs/."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rpa_finder.errors import UsageError
from rpa_finder.samples import DIALECTS, PRESETS, StorySettings, write_samples
from rpa_finder.samples.work import RARE, SCRIPTS

PROCESS_LOGS = Path(__file__).parents[2] / "process_logs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("samples")
    write_samples(made)
    return made


def content(path: Path) -> bytes:
    """Bytes of a file, unpacked: how tightly a file is packed may differ between builds of zlib."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_process_logs_are_what_the_generator_writes(folder: Path) -> None:
    made = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    kept = sorted(p.relative_to(PROCESS_LOGS) for p in PROCESS_LOGS.rglob("*") if p.is_file())
    assert made == kept
    assert [str(p) for p in made if content(folder / p) != content(PROCESS_LOGS / p)] == []


def test_samples_stay_small(folder: Path) -> None:
    assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) < 3_000_000


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_sample_hides_every_routine_often_enough(folder: Path, dialect: str) -> None:
    truth = json.loads((folder / dialect / "truth.json").read_text(encoding="utf-8"))
    counts = {name: routine["executions"] for name, routine in truth["routines"].items()}
    assert set(counts) == set(SCRIPTS)
    assert counts.pop(RARE) >= 5
    assert min(counts.values()) >= 8
    assert len({e["agent"] for e in truth["executions"]}) >= 8


def test_writes_one_story_in_every_format_that_can_tell_it(tmp_path: Path) -> None:
    settings = StorySettings(seed=1, events=600, agents=3, days=2)
    paths = write_samples(tmp_path, settings)
    assert {p.parent.name for p in paths[:-1]} == {n for n, d in DIALECTS.items() if d.kind == "desktop"}
    assert paths[-1] == tmp_path / "README.md"
    assert [p.parent.name for p in write_samples(tmp_path / "t", "titles")[:-1]] == ["titles", "titles"]


def test_readme_names_every_routine(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in text for name in SCRIPTS)


def test_an_unknown_preset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sample-preset"):
        write_samples(tmp_path, "enormous")
    assert set(PRESETS) == {"desktop", "terminal", "titles"}

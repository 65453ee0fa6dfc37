from __future__ import annotations

import ast
import re
import resource
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rpa_finder"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
HEAVY = ("pandas", "numpy", "scipy", "sklearn", "networkx", "xlsxwriter", "jinja2", "distributed")
LONGEST = 400
HELP_SECONDS = 0.25


def says_something(path: Path) -> bool:
    """Tell whether a module holds more than a docstring and imports."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return any(not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom) for node in body)


def possible_tests(module: Path) -> list[Path]:
    """A module has its own test file, or its folder has one for all of it."""
    name = module.parent.name if module.name == "__init__.py" else module.stem
    own = ROOT / "tests" / module.parent / f"test_{name}.py"
    init = ROOT / "tests" / module.parent / "test_init.py"
    folder = [ROOT / "tests" / f"test_{'_'.join(part.parts)}.py" for part in module.parents if part.parts]
    return [own, *([init] if module.name == "__init__.py" else []), *folder]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_each_module_has_a_test_file(module: Path):
    if module.name in ("__init__.py", "__main__.py") and not says_something(PACKAGE / module):
        return
    if str(module) in ("__init__.py", "__main__.py"):
        return
    names = possible_tests(module)
    assert any(path.is_file() for path in names), f"none of {[str(path.relative_to(ROOT)) for path in names]}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_is_too_long_to_hold_in_the_head(module: Path):
    assert len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_module_is_called_utils():
    assert [str(m) for m in MODULES if re.search(r"util|helper|misc|common", m.stem)] == []


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_import_contracts_are_kept():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def licence(name: str) -> str:
    """Give what a distribution says of its licence, without the text of the licence."""
    about = metadata.metadata(name)
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
    short = about.get("License-Expression") or (about.get("License") or "").splitlines()[:1]
    return f"{short} {classifiers}"


def run_time_distributions() -> set[str]:
    """Give every distribution that an installation without extras brings."""
    found: set[str] = set()
    waiting = ["rpa-finder"]
    while waiting:
        for text in metadata.requires(waiting.pop()) or []:
            requirement = Requirement(text)
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and requirement.name.lower() not in found:
                found.add(requirement.name.lower())
                waiting.append(requirement.name)
    return found


def test_nothing_we_depend_on_is_under_the_gpl():
    names = run_time_distributions()
    assert {"pandas", "networkx", "scikit-learn", "click", "jinja2"} <= names
    guilty = {name: licence(name) for name in names if re.search(r"\bA?L?GPL|General Public", licence(name))}
    assert guilty == {}


def test_every_run_time_dependency_is_pinned():
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert {name.replace("_", "-") for name in run_time_distributions()} - pinned == set()


def test_help_loads_nothing_heavy():
    code = f"import sys, rpa_finder.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_comes_at_once():
    # Processor time, not wall time: the tests may run on a busy machine.
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "rpa_finder", "--help"], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(taken) <= HELP_SECONDS

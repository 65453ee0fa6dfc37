from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from rpa_finder import __version__
from rpa_finder import errors as errors_module
from rpa_finder.cli import cli
from rpa_finder.model import KINDS

ROOT = Path(__file__).parents[1]
DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
SPEAKERS = ("RpaFinderError", "InputError", "UsageError", "StoreError", "Note")
"""Calls whose first argument is a slug."""


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def help_of(*path: str) -> str:
    return CliRunner().invoke(cli, [*path, "--help"], prog_name="rpa-finder", terminal_width=80).output


def text_of_docs() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCS)


@pytest.mark.parametrize("path", [(), ("scan",)], ids=" ".join)
def test_help_in_the_readme_is_the_real_one(path: tuple[str, ...]):
    line = " ".join(("$ rpa-finder", *path, "--help"))
    assert f"{line}\n{help_of(*path)}```" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=lambda value: str(value)[:40])
def test_every_command_and_option_says_what_it_does(path: tuple[str, ...], command: click.Command):
    assert command.help
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_every_command_is_in_the_docs(path: tuple[str, ...]):
    assert re.search(rf"rpa-finder {' '.join(path)}\b", text_of_docs())


@cache
def slugs_in_code() -> dict[str, str]:
    """Give each slug and a place where it is used."""
    found = {"usage": "cli.py", "memory": "cli.py", "bug": "cli.py"}
    for module in sorted((ROOT / "rpa_finder").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
                slug = next((k.value for k in node.keywords if k.arg == "slug"), node.args[0] if node.args else None)
                place = f"{module.relative_to(ROOT)}:{node.lineno}"
                if isinstance(slug, ast.Constant) and isinstance(slug.value, str):
                    found.setdefault(slug.value, place)
    return found


def slugs_in_docs() -> list[str]:
    return re.findall(r"^### ([a-z-]+)$", (ROOT / "docs" / "messages.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_message_is_explained():
    explained = set(slugs_in_docs())
    assert {slug: place for slug, place in slugs_in_code().items() if slug not in explained} == {}


def test_no_message_is_explained_that_nobody_says():
    assert [slug for slug in slugs_in_docs() if slug not in slugs_in_code()] == []


def test_messages_are_explained_once_and_in_order():
    text = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    for chapter in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        slugs = re.findall(r"^### ([a-z-]+)$", chapter, re.MULTILINE)
        assert slugs == sorted(set(slugs))
    assert len(slugs_in_docs()) == len(set(slugs_in_docs()))


def test_every_exit_code_is_in_the_readme():
    codes = {value for name, value in vars(errors_module).items() if name.startswith("EXIT_")}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {code for code in codes if f"| {code} |" not in readme} == set()


def test_every_kind_of_routine_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"| {kind} |" not in glossary] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_inside_the_docs_lead_somewhere(path: Path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_version_is_in_the_changelog_or_not_yet_released():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog

"""Run what a program or a step is written as in Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rpa_finder.transforms.programs import Part, Program
from rpa_finder.transforms.steps import Step


def run_python(what: Program | Step, *sources: str) -> str | None:
    """Give what the Python function makes of the sources that the program uses."""
    program = what if isinstance(what, Program) else Program((Part(0, (what,)),))
    space: dict[str, Any] = {}
    exec(program.as_python([f"Field {i}" for i in range(len(sources))]), space)
    return space["transform"](*(sources[i] for i in program.sources))


def texts_of(program: Program, examples: Sequence[tuple[tuple[str, ...], str]]) -> list[str | None]:
    """Give what the Python function makes of the sources of each example."""
    return [run_python(program, *sources) for sources, _ in examples]

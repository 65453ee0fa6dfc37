"""What several test files use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rpa_finder import cli

ROOT = Path(__file__).parents[1]

RunCommand = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Give the folder of the checkout."""
    return ROOT


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Give a function that runs rpa-finder in an empty folder, inside this process, and gives its outcome."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        line = list(map(str, arguments))
        capsys.readouterr()
        code = cli.run(line)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(line, code, said.out, said.err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> RunCommand:
    """Give a function that does the same in a process of its own, with an environment."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "rpa_finder", *map(str, arguments)]
        return subprocess.run(
            line, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any attempt to reach another machine fail: nothing of this project does."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        local = self.family == getattr(socket, "AF_UNIX", None) or (
            isinstance(address, tuple) and str(address[0]) in ("127.0.0.1", "::1", "localhost")
        )
        if not local:
            raise AssertionError("a test tried to reach another machine")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from rpa_finder.engines import make_engine
from rpa_finder.engines.dask import ADDRESS
from rpa_finder.engines.local import LocalEngine
from rpa_finder.errors import RpaFinderError, UsageError


def square(number: int) -> int:
    return number * number


def die(number: int) -> int:
    os._exit(number + 1)


def test_results_come_in_the_order_of_the_shards():
    assert make_engine("local", 1).map(square, [3, 1, 2]) == [9, 1, 4]


def test_two_processes_give_what_one_gives():
    assert make_engine("local", 2).map(square, [3, 1, 2]) == [9, 1, 4]


def test_no_shards_give_no_results():
    assert LocalEngine(2).map(square, []) == []


def test_a_worker_that_dies_is_one_clear_error():
    with pytest.raises(RpaFinderError, match=r"worker process died.*\[worker-died\]"):
        LocalEngine(2).map(die, [0, 1])


def test_refuses_an_unknown_engine_and_no_workers():
    with pytest.raises(UsageError, match="engine-unknown"):
        make_engine("spark")
    with pytest.raises(UsageError, match="engine-jobs"):
        make_engine("local", 0)


def test_missing_extra_names_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"rpa-finder\[dask\].*\[extra-missing\]"):
        make_engine("dask")


class FakeClient:
    """Answers as distributed.Client does, in this process."""

    made: tuple[Any, ...] = ()

    def __init__(self, *arguments: Any, **options: Any):
        if arguments and arguments[0] == "tcp://nowhere:1":
            raise OSError("timed out")
        FakeClient.made = (arguments, options)

    def __enter__(self) -> FakeClient:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, function: Callable[[Any], Any], shards: Iterable[Any], pure: bool) -> list[Any]:
        assert pure is False
        return [function(shard) for shard in shards]

    def gather(self, futures: list[Any]) -> list[Any]:
        return futures


@pytest.fixture
def fake_dask(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(ADDRESS, raising=False)
    module = types.ModuleType("distributed")
    module.Client = FakeClient  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "distributed", module)


@pytest.mark.usefixtures("fake_dask")
def test_dask_starts_workers_here_without_an_address():
    assert make_engine("dask", 3).map(square, [3, 1, 2]) == [9, 1, 4]
    arguments, options = FakeClient.made
    assert arguments == ()
    assert options["n_workers"] == 3


@pytest.mark.usefixtures("fake_dask")
def test_dask_uses_the_cluster_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ADDRESS, "tcp://scheduler:8786")
    assert make_engine("dask").map(square, [2]) == [4]
    assert FakeClient.made[0] == ("tcp://scheduler:8786",)


@pytest.mark.usefixtures("fake_dask")
def test_a_cluster_that_does_not_answer_is_one_clear_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ADDRESS, "tcp://nowhere:1")
    with pytest.raises(UsageError, match="cluster-unreachable"):
        make_engine("dask").map(square, [2])

"""How the per-agent stages are run: here, in worker processes, or on a Dask cluster.

An engine maps a pure function over shards and gives the results in the order
of the shards, so that figures never depend on the engine. The function and
the shards must be picklable: a function of a module, plain values, tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from rpa_finder.errors import UsageError

Shard = TypeVar("Shard")
Result = TypeVar("Result")

ENGINES = ("local", "dask")


class Engine(Protocol):
    """Something that can map a function over shards."""

    def map(self, function: Callable[[Shard], Result], shards: Iterable[Shard]) -> list[Result]:
        """Give function(shard) for each shard, in the order of the shards."""


def make_engine(name: str = "local", jobs: int = 1) -> Engine:
    """Give the engine of that name with that many workers.

    Raises UsageError for an unknown name, fewer than one worker, or a missing
    extra.
    """
    if jobs < 1:
        raise UsageError("engine-jobs", "--jobs", f"{jobs} workers can do nothing.", "Give a number from 1.")
    if name == "local":
        from rpa_finder.engines.local import LocalEngine  # noqa: PLC0415 - loads only the engine asked for

        return LocalEngine(jobs)
    if name == "dask":
        from rpa_finder.engines.dask import DaskEngine  # noqa: PLC0415 - as above

        return DaskEngine(jobs)
    raise UsageError("engine-unknown", "--engine", f"there is no engine {name!r}.", f"Use {' or '.join(ENGINES)}.")

"""The engine of one machine: in this process, or in worker processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from rpa_finder.errors import RpaFinderError

Shard = TypeVar("Shard")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """One job runs here; more run in as many processes."""

    jobs: int = 1

    def map(self, function: Callable[[Shard], Result], shards: Iterable[Shard]) -> list[Result]:
        """Give function(shard) for each shard, in the order of the shards.

        Raises RpaFinderError if a worker process dies.
        """
        parts = list(shards)
        if self.jobs == 1 or len(parts) < 2:
            return [function(part) for part in parts]
        # Spawned, not forked: the libraries below hold threads and locks that a fork would copy.
        context = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(min(self.jobs, len(parts)), mp_context=context) as pool:
                return list(pool.map(function, parts))
        except BrokenProcessPool as error:
            what = "a worker process died, most often because memory ran out."
            raise RpaFinderError("worker-died", "--jobs", what, "Run again with --jobs 1.") from error

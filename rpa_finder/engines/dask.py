"""The engine of many machines: a Dask cluster, or one started on this machine.

The cluster's address is taken from the environment variable
DASK_SCHEDULER_ADDRESS; without one, a cluster of local processes is started
and stopped again.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from rpa_finder.errors import UsageError

Shard = TypeVar("Shard")
Result = TypeVar("Result")

ADDRESS = "DASK_SCHEDULER_ADDRESS"


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """Maps shards over the workers of a Dask cluster."""

    jobs: int = 1

    def __post_init__(self) -> None:
        """Find out at once, not after hours of reading, whether the extra is there."""
        _distributed()

    def map(self, function: Callable[[Shard], Result], shards: Iterable[Shard]) -> list[Result]:
        """Give function(shard) for each shard, in the order of the shards.

        Raises UsageError where the extra is missing or the cluster can't be reached.
        """
        with _connect(self.jobs) as client:
            # pure=False: no hashing of whole tables to look for an earlier, equal call.
            results: list[Result] = client.gather(client.map(function, list(shards), pure=False))
        return results


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        todo = "Install it: pip install 'rpa-finder[dask]'."
        raise UsageError("extra-missing", "--engine dask", "needs the extra 'dask'.", todo) from error


def _connect(jobs: int) -> Any:
    distributed = _distributed()
    address = os.environ.get(ADDRESS)
    try:
        if address:
            return distributed.Client(address, set_as_default=False)
        return distributed.Client(
            n_workers=jobs, threads_per_worker=1, dashboard_address=None, processes=True, set_as_default=False
        )
    except OSError as error:
        todo = f"Check the environment variable {ADDRESS}."
        raise UsageError("cluster-unreachable", "--engine dask", f"no cluster answers at {address}.", todo) from error

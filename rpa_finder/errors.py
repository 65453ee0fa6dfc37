"""Bad files and bad requests: exceptions with a slug, one line, and what to do.

A bad row is not an exception but a model.Issue. docs/messages.md explains
every slug.
"""

from __future__ import annotations

EXIT_DONE = 0
EXIT_FAULT_FOUND = 1
EXIT_USAGE = 2
EXIT_BAD_INPUT = 3
EXIT_STORE = 4
EXIT_INTERRUPTED = 130


class RpaFinderError(Exception):
    """An error that the command line prints as one line."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, slug: str, where: str, what: str, todo: str) -> None:
        """Say what is wrong (slug, where, what) and what to do about it."""
        self.slug = slug
        self.where = where
        self.what = what
        self.todo = todo
        # Names of files and columns may hold line breaks.
        super().__init__(" ".join(f"{where}: {what} {todo} [{slug}]".splitlines()))


class InputError(RpaFinderError):
    """A file or folder that can't be read as a log."""


class UsageError(RpaFinderError):
    """A request that makes no sense: unknown option value, bad config or mapping."""

    exit_code = EXIT_USAGE


class StoreError(RpaFinderError):
    """A place that can't be written, or a store that can't be opened."""

    exit_code = EXIT_STORE

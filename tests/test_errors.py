from __future__ import annotations

import pytest

from rpa_finder.errors import InputError, RpaFinderError, StoreError, UsageError


def test_message_is_one_line_with_place_fault_remedy_and_slug():
    error = InputError("file-empty", "log.csv", "is empty.", "Export it again.")
    assert str(error) == "log.csv: is empty. Export it again. [file-empty]"
    assert (error.slug, error.where, error.what, error.todo) == (
        "file-empty",
        "log.csv",
        "is empty.",
        "Export it again.",
    )


def test_a_line_break_in_a_name_does_not_break_the_message():
    assert str(InputError("x", "a\nb.csv", "is\r\nbad.", "Mend it.")) == "a b.csv: is bad. Mend it. [x]"


@pytest.mark.parametrize(("kind", "code"), [(UsageError, 2), (InputError, 3), (StoreError, 4)])
def test_each_kind_of_error_has_its_exit_code(kind: type[RpaFinderError], code: int):
    assert kind.exit_code == code
    assert issubclass(kind, RpaFinderError)

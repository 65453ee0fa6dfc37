"""The words of the table of formats."""

from __future__ import annotations

import pytest

from rpa_finder.readers.formats import ALL


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.NAME)
def test_every_format_says_what_it_is_in_cells_of_a_table(one):
    words = (one.ABOUT.recognised, one.ABOUT.event, one.ABOUT.carries, one.ABOUT.lacks)
    assert all(text and not set(text) & {"|", "\n"} for text in words)

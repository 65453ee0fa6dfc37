from __future__ import annotations

import dataclasses

import pytest

from rpa_finder.inputs import Contact, InputFile, Issue, Note


@pytest.mark.parametrize("noun", [Contact, InputFile, Issue, Note], ids=lambda c: c.__name__)
def test_what_was_read_is_never_changed_in_place(noun: type):
    assert noun.__dataclass_params__.frozen
    drawn = noun(*(0 for _ in dataclasses.fields(noun)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(drawn, dataclasses.fields(noun)[0].name, 1)

from __future__ import annotations

import dataclasses

import pytest

from rpa_finder.ways import Option, Recurrence, Variant


@pytest.mark.parametrize("noun", [Option, Recurrence, Variant], ids=lambda c: c.__name__)
def test_a_way_is_never_changed_in_place(noun: type):
    assert noun.__dataclass_params__.frozen
    drawn = noun(*(0 for _ in dataclasses.fields(noun)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(drawn, dataclasses.fields(noun)[0].name, 1)

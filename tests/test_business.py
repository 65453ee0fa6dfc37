from __future__ import annotations

import dataclasses

import pytest

from rpa_finder import business, model, ways
from rpa_finder.business import Range

NOUNS = [c for part in (business, ways) for c in vars(part).values() if dataclasses.is_dataclass(c)]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda c: c.__name__)
def test_model_gives_every_noun_on(noun: type):
    assert getattr(model, noun.__name__) is noun


def test_a_range_is_never_changed_in_place():
    figure = Range(1.0, 2.0, 3.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        figure.p50 = 9.0

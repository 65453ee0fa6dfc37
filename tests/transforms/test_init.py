from __future__ import annotations

from rpa_finder import transforms


def test_the_package_gives_what_it_lists():
    assert sorted(transforms.__all__) == sorted(set(transforms.__all__))
    assert all(hasattr(transforms, name) for name in transforms.__all__)

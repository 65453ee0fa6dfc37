"""Charts show what they are given, in the right proportion."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.model import DataTransfer, Range
from rpa_finder.renderers.charts import (
    histogram,
    nice_ceiling,
    range_bar,
    share_bar,
    swing_bar,
    transfer_picture,
)

FINITE = st.floats(-1e6, 1e6, allow_nan=False)


def ranges():
    return st.tuples(FINITE, FINITE, FINITE).map(sorted).map(lambda v: Range(*v))


def transfer(source="A", field="x", explained=1.0):
    return DataTransfer(source, field, "B", "y", "rekey", "same text", 9, 0.9, explained, 3.0)


def test_draws_a_bar_as_long_as_its_share_of_the_scale():
    svg = ElementTree.fromstring(range_bar(Range(40, 50, 60), (0, 200), "half"))
    value = next(e for e in svg if e.get("class") == "value")
    assert (value.get("x"), value.get("width")) == ("0.0%", "25.0%")


def test_draws_what_was_taken_off_and_a_zero_line_for_losses():
    svg = str(range_bar(Range(-50, -20, 10), (-50, 150), "loss", before=100.0))
    assert 'class="gone"' in svg
    assert 'class="zero"' in svg
    assert 'class="zero"' not in range_bar(Range(1, 2, 3), (1, 3), "gain")


@given(ranges(), ranges())
def test_keeps_bars_inside_the_chart(range_, other):
    scale = (min(range_.p10, other.p10), max(range_.p90, other.p90))
    for x in re.findall(r'(?:x|x1|x2|width)="(-?[\d.e-]+)%"', str(range_bar(range_, scale, "any", before=other.p50))):
        assert -0.01 <= float(x) <= 100.01


def test_counts_every_execution_in_the_histogram():
    svg = ElementTree.fromstring(histogram([1.0, 2.0, 3.0, 50.0, 700.0]))
    assert sum(int(title.text) for title in svg.iter("title")) == 5


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_draws_a_histogram_of_any_times(times):
    svg = ElementTree.fromstring(histogram(times))
    assert sum(int(title.text) for title in svg.iter("title")) == len(times)


def test_draws_a_share_of_the_width():
    assert 'width="41%"' in share_bar(0.41)
    assert 'width="100%"' in share_bar(1.7)


@given(st.tuples(FINITE, FINITE).map(sorted), FINITE)
def test_draws_a_swing_inside_its_scale_and_zero_only_if_within(ends, now):
    scale = (min(*ends, now), max(*ends, now))
    svg = ElementTree.fromstring(swing_bar(tuple(ends), now, scale, "swing"))
    for line in svg.iter("line"):
        assert 0 <= float(line.get("x1").rstrip("%")) <= 100
    if scale[0] > 1 or scale[1] < -1:
        assert "zero" not in swing_bar(tuple(ends), now, scale, "swing") or scale[0] <= (scale[1] - scale[0]) * 0.02


def test_ends_axes_at_round_figures():
    assert [nice_ceiling(x) for x in (0.7, 1, 1.1, 7, 9, 121)] == [0.8, 1, 1.5, 8, 10, 150]


def test_dashes_transfers_that_their_transform_explains_badly():
    assert 'class="flow weak"' in transfer_picture([transfer(explained=0.9)], {})
    assert 'class="flow weak"' not in transfer_picture([transfer(explained=0.95)], {})


def test_says_how_well_a_transform_explains_a_transfer():
    assert "90\u00a0%" in transfer_picture([transfer(explained=0.9)], {})


def test_sets_the_words_of_transfers_into_one_field_apart():
    svg = str(transfer_picture([transfer(source=f"S{i}") for i in range(4)], {}))
    heights = sorted(float(y) for y in re.findall(r'class="words" x="[\d.]+" y="([\d.]+)"', svg))
    assert min(b - a for a, b in pairwise(heights)) >= 22


def test_draws_one_card_for_each_screen_and_escapes_fields():
    svg = str(transfer_picture([transfer(), transfer(field="<i>"), transfer(source="C")], {"A": 1}))
    assert svg.count('class="card') == 3
    assert "&lt;i&gt;" in svg
    ElementTree.fromstring(svg)

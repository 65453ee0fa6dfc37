"""The drawn screen graph: labels fit their boxes, names are harmless, small times keep a figure."""

from rpa_finder.model import Screen, ScreenGraph
from rpa_finder.renderers.graph_svg import cut_to_width, draw_graph, text_width, wrap_label
from rpa_finder.renderers.layout import lay_out


def draw(name, app="Portal", seconds=90.0):
    return str(draw_graph(lay_out(ScreenGraph((Screen(name, app, 10, seconds, 3, 2),), ())), {app: 0}, "map"))


def test_a_box_leaves_out_title_parts_that_tell_nothing():
    assert ">Overview - Hub<" in draw("# - Overview - Hub")
    assert "# - Overview - Hub: " in draw("# - Overview - Hub")


def test_a_box_shows_the_ends_of_a_url():
    assert "forms.example" in draw("https://forms.example.org/a/b/NewRecord")
    assert ">https" not in draw("https://forms.example.org/a/b/NewRecord")


def test_short_times_are_given_in_minutes_and_seconds():
    assert "2\u00a0min</text>" in draw("Form", seconds=100.0)
    assert "20\u00a0s</text>" in draw("Form", seconds=20.0)
    assert "1.5\u00a0h</text>" in draw("Form", seconds=5400.0)


def test_names_are_escaped_and_a_missing_application_is_said():
    assert "&lt;b&gt;" in draw("<b>")
    assert "Application not" in draw("Form", app="")


def test_lines_of_a_label_fit_their_widths():
    lines = wrap_label("CUSTOMER OVERVIEW of a very long name", (120.0, 120.0), 12)
    assert all(text_width(line, 12) <= 120 for line in lines)
    assert lines[-1].endswith("…")
    assert cut_to_width("short", 120, 12) == "short"

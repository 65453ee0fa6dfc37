"""What stands behind the map: figures, neighbours and routines of every screen and move."""

from dataclasses import replace

from rpa_finder.model import ScreenGraph
from rpa_finder.renderers.map_views import view_map
from tests.renderers.odd_scans import large_scan
from tests.renderers.story import benefits_scan

SCAN = benefits_scan()
VIEW = view_map(SCAN)


def test_every_screen_and_move_has_its_panel():
    assert [d.name for d in VIEW.screens] == [p.screen.name for p in VIEW.layout.screens]
    assert [(d.name, d.other) for d in VIEW.moves] == [
        (m.transition.source, m.transition.target) for m in VIEW.layout.moves
    ]


def test_neighbours_point_to_the_moves_between_them():
    for detail in VIEW.screens:
        for line in detail.out_of:
            move = VIEW.layout.moves[line.move].transition
            assert (move.source, move.target) == (detail.name, line.screen)
        for line in detail.into:
            move = VIEW.layout.moves[line.move].transition
            assert (move.target, move.source) == (detail.name, line.screen)


def test_a_routine_is_listed_at_each_of_its_screens_and_follows_its_steps():
    routine = SCAN.routines[0]
    on = {detail.name for detail in VIEW.screens if routine.id in detail.routines}
    assert on == {step.screen for step in routine.steps}
    names = [VIEW.screens[int(n)].name for n in VIEW.paths[routine.id].split()]
    assert names == list(dict.fromkeys(step.screen for step in routine.steps))
    for n in VIEW.lines[routine.id].split():
        assert routine.id in VIEW.moves[int(n)].routines


def test_shows_sixty_moves_and_holds_more_for_the_slider():
    scan = large_scan()
    dense = tuple(
        replace(scan.graph.transitions[0], source=a.name, target=b.name)
        for a in scan.graph.screens[:20]
        for b in scan.graph.screens[:20]
        if a != b
    )
    view = view_map(replace(scan, graph=ScreenGraph(scan.graph.screens[:20], dense)))
    assert (view.shown_moves, len(view.moves)) == (60, 150)


def test_an_empty_graph_has_no_panels():
    view = view_map(replace(SCAN, graph=ScreenGraph((), ())))
    assert (view.screens, view.moves, view.least_screens) == ((), (), 0)

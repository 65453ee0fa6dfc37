"""A scan whose money is worked out by the product itself, for tests of what the page does with it."""

from dataclasses import replace

from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.portfolio import combine_portfolio
from rpa_finder.proposals import write_proposals
from rpa_finder.renderers.scan_json import as_stored
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, draw_routine, draw_team, draw_totals
from tests.renderers.story import benefits_scan


def planned_scan(given=None, draws=1000):
    """Three bots and a look-up of a team of ten, at these assumptions."""
    config = ScanConfig(assumptions=given or Assumptions(), draws=draws)
    routines = (
        draw_routine(number=1),
        draw_routine(draw_team(each=2, seconds=150), number=2, main=0.8),
        draw_routine(draw_team(each=4, seconds=90), number=3),
        draw_routine(draw_team(seconds=100), "lookup", number=4),
    )
    totals = draw_totals(*routines)
    estimated = estimate_savings(routines, totals, config, GRAPH)
    proposals = write_proposals(estimated, totals, config, GRAPH)
    return as_stored(
        replace(
            benefits_scan(),
            config=config.as_dict(),
            totals=replace(totals, first="2026-03-01T09:00:00Z", last="2026-03-22T09:00:00Z"),
            graph=GRAPH,
            routines=estimated,
            proposals=proposals,
            portfolio=combine_portfolio(estimated, proposals, totals, config, GRAPH),
            inputs=benefits_scan().inputs[:1],
        )
    )

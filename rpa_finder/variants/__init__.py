"""The ways in which a routine is done, and how far they are set.

In: a Routine with executions and decision points. Out: the same with variants,
with what leaves them, and with how many executions a bot could have done.
"""

from __future__ import annotations

from rpa_finder.model import Routine
from rpa_finder.variants.deviations import count_deviations
from rpa_finder.variants.grouping import name_variants


def group_variants(routine: Routine) -> Routine:
    """Name the variants V1, V2, ... of a routine ("other" = like none of them), and count what leaves them."""
    return count_deviations(name_variants(routine)) if routine.executions else routine

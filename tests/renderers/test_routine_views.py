"""What the page shows of a routine: steps folded, ways in order of weight, times withheld for few of many."""

from dataclasses import replace

from rpa_finder.renderers.routine_views import FOLD_FROM, is_small_group, view_routine
from tests.renderers.story import benefits_scan

SCAN = benefits_scan()
ROUTINE = SCAN.routines[0]


def view(routine):
    return view_routine(routine, None, SCAN, {}, {})


def test_rare_steps_of_a_long_list_are_folded_away():
    usual, rare = replace(ROUTINE.steps[0], share=0.9), replace(ROUTINE.steps[0], share=0.1)
    long = view(replace(ROUTINE, steps=(*[usual] * FOLD_FROM, rare, rare)))
    assert long.folded == 2
    assert [step.number for step in long.steps][-1] == FOLD_FROM + 2
    assert view(replace(ROUTINE, steps=(usual, rare))).folded == 0
    assert view(replace(ROUTINE, steps=(rare,) * FOLD_FROM)).folded == 0


def test_a_step_without_a_field_is_said_in_words_of_its_own():
    bare = replace(ROUTINE.steps[0], action="focus", field="")
    assert view(replace(ROUTINE, steps=(bare,))).steps[0].words == "go there"


def test_ways_are_listed_by_weight_and_cut_after_a_whole_number():
    light = replace(ROUTINE.variants[0], id="V1", executions=1, steps=tuple(range(1, 90)))
    heavy = replace(ROUTINE.variants[0], id="V2", executions=99)
    shown = view(replace(ROUTINE, variants=(light, heavy))).variants
    assert [variant.id for variant in shown] == ["V2", "V1"]
    assert shown[1].steps.endswith("→ … (89\u00a0steps)")


def test_few_agents_of_many_are_a_small_group_and_few_of_few_are_not():
    few = replace(ROUTINE, executions=tuple(replace(e, agent="agent-01") for e in ROUTINE.executions))
    assert is_small_group(few, SCAN)
    assert not is_small_group(few, replace(SCAN, totals=replace(SCAN.totals, agents=1)))
    assert view(few).executions == ()
    assert {step.seconds for step in view(few).steps} == {""}
    assert view(few).waterfall == view(ROUTINE).waterfall

"""What the page shows of a routine: steps folded, ways in order of weight, times withheld for few of many."""

from dataclasses import replace

from rpa_finder.model import DecisionPoint, Deviation, Option, Recurrence
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


DECIDED = replace(
    ROUTINE,
    recurrence=Recurrence(300, 41, 0, 0),
    decisions=(
        DecisionPoint(1, 400, (Option(2, 300, ("999",)), Option(0, 100)), "the form of Amount on Form", "form", 390),
        DecisionPoint(2, 400, (Option(3, 300, ("Monday",)), Option(1, 100)), "the day of the week", "day", 380),
        DecisionPoint(3, 400, (Option(4, 300), Option(5, 100)), "", "", 300),
    ),
    deviations=(Deviation("corrections", 103),),
    bot_executions=206,
)


def test_decisions_say_what_comes_next_and_what_it_goes_with():
    form, day, hidden = view(DECIDED).decisions
    assert form.after == f"{ROUTINE.steps[0].field} on {ROUTINE.steps[0].screen}"
    assert [(seen, when) for _, seen, when in form.options] == [("75\u00a0%", "999"), ("25\u00a0%", "")]
    assert form.options[1][0] == "the end"
    assert form.depends_on == "the form of Amount on Form: right for 390 of 400"
    assert (day.options[0][2], hidden.depends_on) == ("Monday", "not visible in this log")


def test_days_and_habits_are_withheld_where_they_would_point_to_persons():
    few = replace(DECIDED, executions=tuple(replace(e, agent="agent-01") for e in ROUTINE.executions))
    form, day, _ = view(few).decisions
    assert form.options[0][2] == "999"
    assert (day.options[0][2], day.depends_on) == ("", "withheld: too few agents do it")


def test_what_leaves_the_ways_and_what_a_bot_could_take_are_facts():
    shown = view(DECIDED)
    assert shown.deviations == (("a field filled again", "103\u00a0executions", "25\u00a0%"),)
    facts = {name: (figure, small) for name, figure, small in shown.facts}
    assert facts["A bot could take alone"][0] == "50\u00a0%"
    assert facts["Rework"][0] == "10\u00a0%"
    assert "case or record known in 73\u00a0%" in facts["Rework"][1]
    assert "Ping-pong" not in facts
    assert "A bot could take alone" not in {name for name, _, _ in view(ROUTINE).facts}


def test_few_agents_of_many_are_a_small_group_and_few_of_few_are_not():
    few = replace(ROUTINE, executions=tuple(replace(e, agent="agent-01") for e in ROUTINE.executions))
    assert is_small_group(few, SCAN)
    assert not is_small_group(few, replace(SCAN, totals=replace(SCAN.totals, agents=1)))
    assert view(few).executions == ()
    assert {step.seconds for step in view(few).steps} == {""}
    assert view(few).waterfall == view(ROUTINE).waterfall


def test_nothing_is_counted_of_a_routine_that_is_withheld_as_one_persons():
    saving = replace(
        ROUTINE.saving, hours_per_year=None, gross_hours=None, waterfall=(), money=None, withheld="only 1 agent did it"
    )
    few = tuple(replace(e, agent="agent-01") for e in ROUTINE.executions)
    shown = view(replace(DECIDED, executions=few, saving=saving))
    assert shown.silent
    assert (shown.variants, shown.decisions, shown.deviations, shown.executions) == ((), (), (), ())
    assert [name for name, _, _ in shown.facts] == ["Agents"]
    assert {step.share for step in shown.steps} == {""}
    of_a_kind = replace(saving, gross_hours=ROUTINE.saving.gross_hours)  # judgement, say: its hours are shown
    assert not view(replace(DECIDED, executions=few, saving=of_a_kind)).silent


def test_a_step_names_its_screen_unless_the_step_before_is_there_too():
    a, b = ROUTINE.steps[0], replace(ROUTINE.steps[0], screen="Elsewhere", share=0.1)
    first, same, rare, back = view(replace(ROUTINE, steps=(a, a, b, a))).steps
    assert [step.goes_on for step in (first, same, rare, back)] == [False, True, False, False]

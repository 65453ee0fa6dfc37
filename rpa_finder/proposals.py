"""What to do about each routine, and why; rank and words.

In: routines with their savings, and the screen graph. Out: one proposal per
routine, best first. Names of screens and fields come from the log: they stand
in double quotes, shortened to 60 characters; in titles, to what tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rpa_finder import criteria, estimates, intervals, outcomes, verdicts, workload
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.model import OutcomeChange, Proposal, Routine, ScreenGraph, Totals
from rpa_finder.verdicts import Evidence, Verdict, count_words, percent, round_hours, short_name

NAME_LENGTH = 60
_NAMES_SHOWN = 3
_NAMES_IN_TITLE = 2
_TITLE_NAME = 40


@dataclass(frozen=True, slots=True)
class _Finding:
    """A routine with what the rules make of it."""

    routine: Routine
    evidence: Evidence
    verdict: Verdict


def write_proposals(
    routines: Sequence[Routine], totals: Totals, config: ScanConfig, graph: ScreenGraph
) -> tuple[Proposal, ...]:
    """Write one proposal per routine, ranked by realised hours a year (median).

    Withheld savings come last, by the hours observed. Rows belong to one
    execution only, so that a proposal's marginal hours are its own; what is not
    worth automating claims none.
    """
    ranked = sorted(routines, key=_rank_key)
    everything = outcomes.add_up(routines)
    return tuple(_write(routine, rank, everything, totals, config, graph) for rank, routine in enumerate(ranked, 1))


def quote(name: str) -> str:
    """Put a name from the log in double quotes, on one line, shortened to 60 characters."""
    text = " ".join(name.split()).replace('"', "'")
    return f'"{text}"' if len(text) <= NAME_LENGTH else f'"{text[: NAME_LENGTH - 1].rstrip()}…"'


def _rank_key(routine: Routine) -> tuple[bool, float, float, int, str]:
    saving = routine.saving
    realised = saving.hours_per_year.p50 if saving and saving.hours_per_year else 0.0
    gross = saving.gross_hours.p50 if saving and saving.gross_hours else 0.0
    withheld = not (saving and saving.hours_per_year)
    return withheld, -realised, -gross, len(routine.id), routine.id


def _write(
    routine: Routine, rank: int, everything: outcomes.Work, totals: Totals, config: ScanConfig, graph: ScreenGraph
) -> Proposal:
    evidence = verdicts.measure_evidence(routine, graph)
    finding = _Finding(routine, evidence, verdicts.reach_verdict(evidence))
    name = finding.verdict.name
    changes = _outcome_changes(finding, everything, totals, config.assumptions)
    claimed = routine.saving.hours_per_year if routine.saving and name != verdicts.NOT_WORTH else None
    return Proposal(
        id=f"P{rank:02d}",
        routine_id=routine.id,
        kind=routine.kind,
        verdict=name,
        rank=rank,
        title=_title(finding),
        what_to_do=_what_to_do(finding),
        reasons=tuple(_reasons(finding)),
        risks=tuple(_risks(finding, config)),
        marginal_hours=claimed,
        build_days=estimates.estimate_build_days(routine, evidence, name, config.assumptions),
        root_cause=finding.verdict.cause,
        criteria=criteria.weigh_criteria(routine, evidence, graph, totals.days),
        moves=outcomes.say_moves(changes, name),
        outcome_changes=changes,
    )


def _outcome_changes(
    finding: _Finding, everything: outcomes.Work, totals: Totals, given: Assumptions
) -> tuple[OutcomeChange, ...]:
    routine, name, days = finding.routine, finding.verdict.name, ("",) * max(totals.days, 1)
    basis = estimates.make_basis(finding.evidence, name, days, given)
    mean = routine.saving.seconds_per_execution if routine.saving else 0.0
    spared = estimates.seconds_spared(mean, basis)
    return outcomes.foresee(routine, name, everything, totals.days, spared, basis.exceptions)


def _title(finding: _Finding) -> str:
    screens = _join_short(_screens(finding.routine))
    if finding.verdict.name == verdicts.NOT_WORTH:
        return _title_as_it_is(finding.routine)
    if finding.routine.kind == "copy-transfer" and finding.routine.transfers:
        return f"Stop {_carrying(finding.routine)}"
    titles = {
        "copy-transfer": f"Stop carrying values between {screens}",
        "lookup": f"Let those who ask see {screens} themselves",
        "data-entry": f"Shorten the typing into {screens}",
        "navigation": f"Shorten the way through {screens}",
        "judgement": f"Leave {screens} to people",
        "rework": f"Stop doing {screens} again",
        "ping-pong": f"Stop going back and forth between {screens}",
        "repeat-contact": f"Prevent repeat contacts about {screens}",
    }
    return titles[finding.routine.kind]


def _title_as_it_is(routine: Routine) -> str:
    screens = _join_short(_screens(routine))
    if routine.kind == "copy-transfer" and routine.transfers:
        return f"Leave as it is: {_carrying(routine)}"
    return f"Leave as it is: {'looking up' if routine.kind == 'lookup' else 'work on'} {screens}"


def _carrying(routine: Routine) -> str:
    verb = "copying" if _medium(routine) == "clipboard" else "re-typing"
    return f"{verb} from {_join_short(_sources(routine))} into {_join_short(_targets(routine))}"


def _what_to_do(finding: _Finding) -> str:
    routine, screens = finding.routine, _join(_screens(finding.routine))
    fields = _fields(routine)
    words = {
        verdicts.UNATTENDED: f"Have a bot carry {fields}. It runs by itself on every new item and puts aside, for a "
        "person, each item that does not go the usual way.",
        verdicts.API: f"Ask the systems' owners for an interface that carries {fields}. Build a bot only if there is "
        "none.",
        verdicts.ATTENDED: f"Give the agent a bot to start on the spot that carries {fields}. The agent fills in what "
        "the bot cannot know and checks the result before it is saved.",
        verdicts.MACRO: f"Give the agent a template or macro for {screens} that fills what repeats. The agent types "
        "what is new.",
        verdicts.SELF_SERVICE: f"Offer what {screens} shows to those who ask for it: a page, a message or a recorded "
        "answer. Agents take the questions that remain.",
        verdicts.UPSTREAM: f"Find out why agents come back to {screens}, and mend that. Do not automate the repeated "
        "work.",
        verdicts.ELIMINATE: f"Replace the way through {screens} by a direct link, a shared search or a start page. No "
        "bot is needed.",
        verdicts.LEAVE: f"Leave the decisions on {screens} with people. Time freed elsewhere is best spent here.",
        verdicts.NOT_WORTH: f"Leave {screens} as it is. Look again when volumes, screens or the share of exceptions "
        "change.",
    }
    if finding.verdict.name == verdicts.ATTENDED and not routine.transfers:
        return (
            f"Give the agent one form for what is typed on {screens}, and a bot that does the steps around it. "
            "The agent checks the result before it is saved."
        )
    return words[finding.verdict.name]


def _reasons(finding: _Finding) -> Iterable[str]:
    routine, evidence, saving = finding.routine, finding.evidence, finding.routine.saving
    yield finding.verdict.reason
    if saving and saving.hours_per_year and saving.gross_hours:
        hours = saving.hours_per_year
        low, likely, high = (round_hours(end) for end in (hours.p10, hours.p50, hours.p90))
        yield (
            f"{evidence.executions:,} executions by {count_words(evidence.agents, 'agent')}, "
            f"{saving.seconds_per_execution:.0f} s each on average: scaled to a year "
            f"{round_hours(saving.gross_hours.p50)} hours, of which {likely} ({low} to {high}) would be put to use."
        )
    elif saving and saving.gross_hours:
        gross = saving.gross_hours
        low, likely, high = (round_hours(end) for end in (gross.p10, gross.p50, gross.p90))
        yield (
            f"Seen, scaled to a year: {likely} hours ({low} to {high}). How many would be saved is withheld: "
            f"{saving.withheld}."
        )
    elif saving:
        yield f"Hours and money are withheld: {saving.withheld}."
    yield (
        f"It takes {count_words(len(verdicts.usual_steps(routine)), 'usual step')} in "
        f"{count_words(evidence.applications, 'application')}."
    )
    yield f"What would change this: {finding.verdict.change}"


def _risks(finding: _Finding, config: ScanConfig) -> Iterable[str]:
    routine, evidence = finding.routine, finding.evidence
    money = routine.saving.money if routine.saving else None
    if money:
        yield from _money_risks(finding, config.assumptions)
    if evidence.exceptions is None:
        yield "Exceptions are not observable in this log: their share is assumed."
    elif evidence.exception_share > verdicts.EXCEPTIONS_MOST:
        share = percent(evidence.exception_share)
        yield f"{share} of the executions go another way than the main variants, or lack a usual step."
    weak = [t for t in routine.transfers if t.explained < verdicts.EXPLAINED_LEAST]
    if weak:
        worst = min(weak, key=lambda t: (t.explained, t.target_screen, t.target_field))
        yield (
            f"The transform into {quote(worst.target_field)} on {quote(worst.target_screen)} reproduces "
            f"{percent(worst.explained)} of its values; the rest needs a person or a better rule."
        )
    if config.screen_changes and money:
        screens = len({s.screen for s in verdicts.usual_steps(routine)})
        low, middle, high = (rate * screens for rate in config.screen_changes)
        yield (
            f"The {count_words(screens, 'screen')} it works on will change {middle:.1f} times a year (8 in 10: "
            f"{low:.1f} to {high:.1f}), measured over earlier scans: a robot needs repair about as often."
        )
    if evidence.agents < intervals.AGENTS_WANTED:
        yield f"Only {count_words(evidence.agents, 'agent')} did it: others may do it differently or not at all."


def _money_risks(finding: _Finding, given: Assumptions) -> Iterable[str]:
    money = finding.routine.saving.money if finding.routine.saving else None
    if money is None:
        return
    yield (
        f"Costs exceed benefits over {given.horizon_months} months in {percent(money.probability_of_loss)} "
        "of the simulated outcomes."
    )
    if money.break_even_realisation is not None and money.break_even_realisation > 1:
        yield "It cannot break even within that time at these costs, even if every hour removed were put to use."
    if finding.verdict.name in verdicts.UNATTENDED_LIKE:
        robots = workload.day_robots(workload.measure_load([finding.routine]), given)
        used = percent(workload.utilisation(_gross(finding.routine), robots, given))
        bears = "a whole robot's licence" if robots == 1 else f"the licences of {robots} whole robots"
        yield f"Priced alone it bears {bears}, used to {used}; taken together, proposals share robots."
    if finding.verdict.name == verdicts.ATTENDED:
        robots = workload.hour_robots(workload.measure_load([finding.routine]), given)
        many = "attended robot is" if robots == 1 else "attended robots are"
        yield f"In the busiest hour {robots} {many} needed at once, each with its licence."


def _gross(routine: Routine) -> float:
    return routine.saving.gross_hours.p50 if routine.saving and routine.saving.gross_hours else 0.0


def _fields(routine: Routine) -> str:
    """Name source and target fields of the most usual transfers."""
    usual = sorted(routine.transfers, key=lambda t: (-t.transfers, t.target_screen, t.target_field, t.source_screen))
    pairs = [
        f"{quote(t.source_field)} on {quote(t.source_screen)} to {quote(t.target_field)} on {quote(t.target_screen)}"
        for t in usual[:_NAMES_SHOWN]
    ]
    if len(usual) > len(pairs):
        pairs.append(f"and {count_words(len(usual) - len(pairs), 'more field')}")
    return "; ".join(pairs)


def _sources(routine: Routine) -> list[str]:
    return _by_weight((t.source_screen, t.transfers) for t in routine.transfers)


def _targets(routine: Routine) -> list[str]:
    return _by_weight((t.target_screen, t.transfers) for t in routine.transfers)


def _screens(routine: Routine) -> list[str]:
    return _by_weight((s.screen, s.share) for s in routine.steps)


def _medium(routine: Routine) -> str:
    return _by_weight((t.medium, t.transfers) for t in routine.transfers)[0]


def _by_weight(names: Iterable[tuple[str, float]]) -> list[str]:
    weights: dict[str, float] = {}
    for name, weight in names:
        weights[name] = weights.get(name, 0.0) + weight
    return sorted(weights, key=lambda name: (-weights[name], name)) or ["(unknown)"]


def _join_short(names: Sequence[str]) -> str:
    """Name at most two screens, by what tells them apart; screens that then read alike are named once."""
    short = list(dict.fromkeys(_cut(short_name(name)) for name in names))
    return _listed(short, _NAMES_IN_TITLE if len(short) <= _NAMES_IN_TITLE else 1)


def _cut(name: str) -> str:
    return name if len(name) <= _TITLE_NAME else f"{name[: _TITLE_NAME - 1].rstrip()}…"


def _join(names: Sequence[str]) -> str:
    return _listed(names, _NAMES_SHOWN)


def _listed(names: Sequence[str], most: int) -> str:
    shown = [quote(name) for name in names[:most]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)

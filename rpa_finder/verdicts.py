"""What to do about a routine: a table of rules over what was measured.

In: a routine and how many applications it touches. Out: a verdict with its
reason and with what would change it. The rules are read from the top; the
first that applies decides. There is no score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rpa_finder.model import OTHER_WAY, Routine, ScreenGraph, Step

LEAVE = "leave to people"
UPSTREAM = "fix upstream"
ELIMINATE = "eliminate"
NOT_WORTH = "not worth automating"
SELF_SERVICE = "self-service"
UNATTENDED = "unattended bot"
ATTENDED = "attended bot"
MACRO = "macro or template"
API = "integrate by API"

UNATTENDED_LIKE = (UNATTENDED, API)
"""Priced as an unattended robot: what an interface would cost only the systems' owners can say."""
BOTS = (*UNATTENDED_LIKE, ATTENDED)
"""Verdicts that are priced with a robot, hence a licence."""
BUILT = (*BOTS, MACRO, SELF_SERVICE)
"""Verdicts for which something is built; the others remove work in ways no log can promise."""

MAIN_VARIANT_SHARE = 0.05
"""A variant held by fewer executions is an exception."""
EXPLAINED_LEAST = 0.95
EXCEPTIONS_MOST = 0.15
HIDDEN_MOST = 0.15
"""A bot alone would have to guess what to enter in so many executions at most."""
TYPED_MOST = 0.10
"""An unattended bot has nobody to ask for what no screen shows."""
API_EXPLAINED_LEAST = 0.99
API_EXCEPTIONS_MOST = 0.05
API_TYPED_MOST = 0.02
API_HOURS_LEAST = 500.0
"""Net hours a year from which asking for an interface comes before building a bot; nobody's figure."""
_UPSTREAM_KINDS = ("rework", "ping-pong", "repeat-contact")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the log shows about a routine, as far as it bears on the verdict."""

    kind: str
    executions: int
    agents: int
    applications: int
    transfers: int
    """Pairs of source and target field."""
    transfer_share: float
    """Share of the executions that hold the most usual transfer."""
    explained: float
    """Share of all transfers that their transform reproduces."""
    exceptions: int | None
    """Executions outside the main variants, or without a step of theirs; None where there are no variants."""
    typed_share: float
    """Share of the active time that goes into fields whose value no transfer explains."""
    net_hours: float | None = None
    """Median net hours a year; None before they are estimated or where withheld."""
    hidden: float = 0.0
    """Share of the executions on whose way a choice of what is entered lies that nothing in the log tells."""

    @property
    def exception_share(self) -> float:
        """Share of the executions that are exceptions; 0 where not observable."""
        return (self.exceptions or 0) / max(self.executions, 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, why, and what would change it."""

    name: str
    reason: str
    change: str
    cause: str
    """Why the work exists, as far as the log can show it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    verdict: str
    applies: Callable[[Evidence], bool]
    reason: str
    change: str
    cause: str


def measure_evidence(routine: Routine, graph: ScreenGraph) -> Evidence:
    """Read off a routine what the verdict rules ask; the graph knows each screen's application."""
    seen = sum(t.transfers for t in routine.transfers)
    explained = sum(t.explained * t.transfers for t in routine.transfers)
    return Evidence(
        kind=routine.kind,
        executions=len(routine.executions),
        agents=routine.agents,
        applications=count_applications(routine, {s.name: s.app for s in graph.screens}),
        transfers=len(routine.transfers),
        transfer_share=max((t.share for t in routine.transfers), default=0.0),
        explained=explained / seen if seen else 0.0,
        exceptions=_exceptions(routine),
        typed_share=_typed_share(routine),
        net_hours=routine.saving.net_hours.p50 if routine.saving and routine.saving.net_hours else None,
        hidden=(routine.hidden_executions or 0) / max(len(routine.executions), 1),
    )


def count_applications(routine: Routine, app_of: Mapping[str, str]) -> int:
    """Count the applications of a routine's usual steps; a screen the graph lacks counts as its own."""
    return len({app_of.get(step.screen, step.screen) for step in usual_steps(routine)})


def usual_steps(routine: Routine) -> tuple[Step, ...]:
    """Give the steps that enough executions hold for a bot to be built for them."""
    return tuple(step for step in routine.steps if step.share >= MAIN_VARIANT_SHARE)


def reach_verdict(evidence: Evidence) -> Verdict:
    """Apply the first rule that fits."""
    figures = _figures(evidence)
    rule = next(rule for rule in _RULES if rule.applies(evidence))
    return Verdict(rule.verdict, *(text.format(**figures) for text in (rule.reason, rule.change, rule.cause)))


def _may_run_unattended(evidence: Evidence) -> bool:
    return (
        evidence.kind == "copy-transfer"
        and evidence.transfers > 0
        and evidence.explained >= EXPLAINED_LEAST
        and evidence.exception_share <= EXCEPTIONS_MOST
        and evidence.typed_share <= TYPED_MOST
        and evidence.hidden <= HIDDEN_MOST
    )


def _may_be_integrated(evidence: Evidence) -> bool:
    return (
        _may_run_unattended(evidence)
        and evidence.applications == 2
        and evidence.exceptions is not None
        and evidence.explained >= API_EXPLAINED_LEAST
        and evidence.exception_share <= API_EXCEPTIONS_MOST
        and evidence.typed_share <= API_TYPED_MOST
        and (evidence.net_hours or 0.0) >= API_HOURS_LEAST
    )


_APART = (
    "{applications} hold the same values and do not exchange them, so people do. Whoever runs them may never have been "
    "asked for an interface, or has refused one: that is a cause on the client's side, and a bot leaves it there."
)
_OUTSIDE = (
    "What is typed comes from outside the log: from paper, a call, a message or the agent's head. If it reaches the "
    "client as free text where a form could ask for it, the cause is how the client takes it in."
)

_RULES = (
    _Rule(
        LEAVE,
        lambda e: e.kind == "judgement",
        "The screens repeat, but what is written does not: {executions} executions by {agents}, "
        "and no transform says what to enter.",
        "If what is written turned out to follow a rule that the log does not show, a bot could apply it.",
        "Each item differs in what matters. If rules exist but are written down nowhere, the client could write them.",
    ),
    _Rule(
        UPSTREAM,
        lambda e: e.kind in _UPSTREAM_KINDS,
        "This is {kind}, {executions} executions: work that exists because something earlier went wrong. "
        "Automating it would keep the cause.",
        "If the cause lies outside anybody's reach, what remains could be automated.",
        "Something earlier was left undone, wrong or unclear: a form, a letter, a decision, a hand-over. The log shows "
        "where people come back to, not what sent them; letters and rules of the client's own are the first suspects.",
    ),
    _Rule(
        ELIMINATE,
        lambda e: e.kind == "navigation",
        "The log shows nothing read, carried or entered on the way: {executions} executions only move between "
        "screens of {applications}. A direct link or a shared search could spare the moves.",
        "If people read values there that they enter elsewhere without a trace in the log, this is copying.",
        "The way there is longer than it need be: menus, log-ins and searches that the systems' owners have set up so.",
    ),
    _Rule(
        NOT_WORTH,
        lambda e: e.net_hours is not None and e.net_hours <= 0,
        "Starting and checking a bot and handing items back would take at least the time that it removes: "
        "net {net_hours} hours a year (median).",
        "With fewer exceptions or longer executions the net hours could become positive.",
        "The work is short or uneven: what people do in it is quicker than handing it over.",
    ),
    _Rule(
        SELF_SERVICE,
        lambda e: e.kind == "lookup",
        "Values are read and none is entered elsewhere, in {executions} executions by {agents}: "
        "whoever asks could look for themselves.",
        "If the answer needs explaining or may not be shown to whoever asks, it stays with people.",
        "Somebody asks for what the screen shows. Those who wait for a decision ask where it is: if the client told "
        "them in time, many would not ask.",
    ),
    _Rule(
        API,
        _may_be_integrated,
        "Two applications exchange values through people: {explained} of the values are reproduced by simple "
        "transforms, {exceptions} of the executions are exceptions, {typed} of the time is typing that no screen "
        "explains, and {net_hours} net hours a year go into it. At {api_hours} hours or more, ask the systems' owners "
        "for an interface first.",
        "If an interface can't be had, a bot does the same on the screens; it is priced so.",
        _APART,
    ),
    _Rule(
        UNATTENDED,
        _may_run_unattended,
        "A bot alone needs at least {explained_least} of the values reproduced by simple transforms (seen: "
        "{explained}), at most {exceptions_most} exceptions (seen: {exceptions}), at most {hidden_most} of the "
        "executions with a choice of what to enter that nothing in the log tells (seen: {hidden}), and at most "
        "{typed_most} of the time in typing that no screen explains (seen: {typed}).",
        "With more exceptions, or with fields that only a person can fill, it becomes an attended bot.",
        _APART,
    ),
    _Rule(
        ATTENDED,
        lambda e: e.kind == "copy-transfer",
        "The most usual value is carried in {transfer_share} of the executions, but a person is needed. A bot alone "
        "needs at least {explained_least} of the values reproduced by simple transforms (seen: {explained}), at most "
        "{exceptions_most} exceptions (seen: {exceptions}), at most {hidden_most} of the executions with a choice of "
        "what to enter that nothing in the log tells (seen: {hidden}), and at most {typed_most} of the time in typing "
        "that no screen explains (seen: {typed}).",
        "Within those four limits it could run unattended.",
        _APART,
    ),
    _Rule(
        MACRO,
        lambda e: e.applications <= 1,
        "All entries are typed in one application, and nothing that the log shows says where the values come "
        "from: a template can fill what repeats, no bot can know the rest.",
        "If the values stand on a screen, a list or a message that is not in the log, this is copying.",
        _OUTSIDE,
    ),
    _Rule(
        ATTENDED,
        lambda e: True,
        "Values are typed in {applications}, and nothing that the log shows says where they come from: the agent "
        "would enter them once, and a bot would do the steps around them.",
        "If the values stand on a screen, a list or a message that is not in the log, this is copying.",
        _OUTSIDE,
    ),
)


def _figures(evidence: Evidence) -> dict[str, str]:
    observed = evidence.exceptions is not None
    return {
        "kind": evidence.kind,
        "executions": f"{evidence.executions:,}",
        "agents": count_words(evidence.agents, "agent"),
        "applications": count_words(evidence.applications, "application"),
        "transfer_share": percent(evidence.transfer_share),
        "explained": percent(evidence.explained),
        "exceptions": percent(evidence.exception_share) if observed else "not observable",
        "typed": percent(evidence.typed_share),
        "hidden": percent(evidence.hidden),
        "hidden_most": percent(HIDDEN_MOST),
        "net_hours": round_hours(evidence.net_hours or 0.0),
        "explained_least": percent(EXPLAINED_LEAST),
        "exceptions_most": percent(EXCEPTIONS_MOST),
        "typed_most": percent(TYPED_MOST),
        "api_hours": round_hours(API_HOURS_LEAST),
    }


def percent(share: float) -> str:
    """Write a share for people; what is not nought or all is not rounded to it."""
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 <= share < 1:
        return "> 99 %"
    return f"{share * 100:.0f} %"


def round_hours(hours: float) -> str:
    """Write hours to what they can bear, as every output does: 2,530; 47; 3.4; a real minus sign."""
    size = abs(hours)
    text = f"{math.floor(size / 10 + 0.5) * 10:,}" if size >= 95 else f"{size:.0f}" if size >= 9.95 else f"{size:.1f}"
    return f"\u2212{text}" if hours < 0 and text != "0.0" else text


def short_name(screen: str) -> str:
    """Give what tells a screen apart: a title's first part that is more than a '#', the ends of a URL."""
    if "://" in screen:
        host, _, path = screen.partition("://")[2].partition("/")
        parts = [part for part in path.split("/") if part]
        between = "/\u2026/" if len(parts) > 1 else "/"
        return f"{host}{between}{parts[-1]}" if parts else host
    return next((part for part in screen.split(" - ") if part.strip(" #")), screen)


def count_words(number: int, noun: str) -> str:
    """Write a number and its noun, in the plural where needed."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _exceptions(routine: Routine) -> int | None:
    """Count the executions in no main variant, and those that lack a step which nearly all of theirs hold.

    Foreign steps and corrections are none: people stray and slip, and a robot that does the routine does neither.
    """
    if not routine.variants:
        return None
    total = len(routine.executions)
    ways = [v for v in routine.variants if v.id != OTHER_WAY and v.executions >= MAIN_VARIANT_SHARE * total]
    main = sum(v.executions for v in ways) - sum(d.executions for d in routine.deviations if d.kind == "missing-steps")
    return total - min(max(main, 0), total)


def _typed_share(routine: Routine) -> float:
    """Weigh the entry steps whose field is no transfer's target by their time."""
    traced = {(t.target_screen, t.target_field) for t in routine.transfers}
    seconds = [step.share * step.mean_seconds for step in routine.steps]
    typed = [
        spent
        for step, spent in zip(routine.steps, seconds, strict=True)
        if step.action == "input" and (step.screen, step.field) not in traced
    ]
    return math.fsum(typed) / math.fsum(seconds) if math.fsum(seconds) > 0 else 0.0

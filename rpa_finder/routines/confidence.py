"""How sure a routine is: would shuffled work give it as well, and does half the work give it again?

In: the pieces of a stream and the routine of each. Out: for each routine a
q-value and a stability; routines that fail are set aside, and so is what
looked like a routine but was not firm enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rpa_finder.routines.boundaries import cut_by_evidence
from rpa_finder.routines.clusters import group, group_in_frames, label_weights, presence, renumber, weights
from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.firmness import CORE_SHARE, Group, describe_groups
from rpa_finder.routines.pieces import Pieces, make_pieces, pieces_of_cut
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream, spread_blocks, take

MOST_Q = 0.1
"""So large a share of the routines found, at most, may be what shuffled work gives."""
LEAST_STABILITY = 0.5
RARE = 20
LEAST_STABILITY_RARE = 0.25
"""Half of a few executions may be too few to be seen as a routine at all."""
SAME_STEPS = 0.6
"""Weighted Jaccard coefficient of the usual steps of a routine and of what half the pieces give."""
HALVES = 4
JUDGED_EVENTS = 16_000
JUDGED_BLOCKS = 20
WHOLLY_JUDGED = 80
"""Routines of fewer executions are judged by all of them."""
SHUFFLED_EVENTS = 120_000
NULL_START = (1.0, 0.1)
"""(strength, cohesion) of the first cut of a shuffled log, as sharp as those of the log itself."""
SHUFFLES = (3, 20)
"""At least and at most so many: a short log is shuffled more often."""
NOT_FIRM = "its steps come in no firm order, or are seen as often elsewhere"
BY_CHANCE = "shuffled work gives as much"
NOT_STABLE = "half of the work does not give it again"
A_PART = "it begins in the middle of other work on the same record"
SURE_FIRMNESS, SURE_ON_SCREENS = 0.3, 0.27
"""What is less firm helps to learn where work starts and ends, but is not told as a routine. Less is asked where a log
shows screens alone."""
JUST_BEFORE, MOST_IN_THE_MIDDLE = 10, 0.2
"""Share of a routine's executions that may show what work that is no routine has shown, so few events before."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure a group of pieces is."""

    q_value: float
    """Share of what is as firm as this that shuffled logs give, 0 to 1: a false-discovery rate by permutation
    (Storey and Tibshirani 2003)."""
    stability: float
    """Share of the random halves of all pieces in which it is found again, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A group of pieces that is no routine, or not surely one."""

    judgement: Judgement
    reason: str
    steps: tuple[tuple[int, str, int], ...]
    """Its usual steps, in their usual order: (screen code, action, element code)."""
    share: tuple[float, ...]
    """Share of its pieces that hold each, 0 to 1."""
    pieces: int
    """Seen in the log, or in the blocks of a long one that are looked at."""
    agents: tuple[int, ...]
    """Codes of those who did it."""


def judge(
    stream: Stream, identity: Ints, pieces: Pieces, routine: Ints, least: int
) -> tuple[Ints, tuple[Judgement, ...], tuple[Aside, ...]]:
    """Give the routine of each piece less those set aside, how sure each is, and what was set aside.

    identity: per event, the id or rare value that it shows, -1 = none; routine: per piece, -1 = none, numbered by
    size; least: executions of a routine.
    """
    whole = presence(stream, pieces)
    in_the_middle = _in_the_middle(stream, identity, pieces, routine)
    found = list(describe_groups(stream, pieces, whole, weights(stream, whole), routine, least))
    part, some, known = _sample(stream, pieces, routine)
    present = presence(part, some)
    weight = weights(part, present)
    loose = renumber(np.where(known < 0, group(present, weight, least), -1))
    others = [g for g in describe_groups(part, some, present, weight, loose, least) if g.is_work]
    null = _null_firmness(part, least)
    real = np.array([g.firmness for g in found])
    halves = _half_shares(part, some, least)
    kinds = label_weights(stream) > 0
    on_screens = all(element < 0 for _, _, element in stream.labels)
    kept: list[Judgement] = []
    aside: list[Aside] = []
    number = np.full(int(routine.max(initial=-1)) + 2, -1, dtype=np.int64)
    for g in found:
        judged = Judgement(_q_value(g.firmness, real, null), _stability(_shares(whole, g, kinds), halves))
        part_of_other = float(in_the_middle[g.member].mean()) > MOST_IN_THE_MIDDLE
        reason = A_PART if part_of_other else _doubt(g, judged, SURE_ON_SCREENS if on_screens else SURE_FIRMNESS)
        if reason:
            aside.append(_aside(stream, pieces, g, judged, reason))
        else:
            number[g.number] = len(kept)
            kept.append(judged)
    for g in others:
        judged = Judgement(_q_value(g.firmness, real, null), _stability(_shares(present, g, kinds), halves))
        aside.append(_aside(part, some, g, judged, NOT_FIRM))
    return number[routine], tuple(kept), tuple(aside)


def _doubt(group: Group, judged: Judgement, sure: float) -> str:
    """Say why a group is not surely a routine, "" if it is; sure: the firmness that is asked for."""
    if group.firmness < sure or not group.is_own:
        return NOT_FIRM
    if judged.q_value > MOST_Q:
        return BY_CHANCE
    stable = LEAST_STABILITY if len(group.member) >= RARE else LEAST_STABILITY_RARE
    return "" if judged.stability >= stable else NOT_STABLE


def _in_the_middle(stream: Stream, identity: Ints, pieces: Pieces, routine: Ints) -> Bools:
    """Say which pieces show what a piece of no routine has shown just before."""
    first = pieces.order[pieces.bounds[:-1]]
    shows = np.flatnonzero(identity >= 0)
    width = int(identity.max(initial=-1)) + 1
    shown = np.unique(pieces.of[shows] * width + identity[shows])
    session = np.cumsum(stream.start)
    loose = routine[pieces.of] < 0
    found = np.zeros(pieces.count, dtype=np.bool_)
    if not len(shown):
        return found
    for back in range(1, JUST_BEFORE + 1):
        at = np.maximum(first - back, 0)
        earlier = (first >= back) & (session[at] == session[first]) & loose[at] & (identity[at] >= 0)
        wanted = np.arange(pieces.count) * width + identity[at]
        found |= earlier & (shown[np.minimum(np.searchsorted(shown, wanted), len(shown) - 1)] == wanted)
    return found & (first > 0) & loose[np.maximum(first - 1, 0)]


def _aside(stream: Stream, pieces: Pieces, group: Group, judged: Judgement, reason: str) -> Aside:
    event = np.concatenate([pieces.events(int(p)) for p in group.member])
    size = np.bincount(pieces.of[pieces.of >= 0], minlength=pieces.count)
    place = (event - _start_of(pieces, event)) / size[pieces.of[event]]
    usual = np.isin(stream.label[event], group.core)
    event, place = event[usual], place[usual]
    label = stream.label[event]
    count = np.maximum(np.bincount(label, minlength=stream.n_labels), 1)
    mean_place = np.bincount(label, place, stream.n_labels) / count
    core = group.core[np.lexsort((group.core, mean_place[group.core]))]
    held = np.unique(pieces.of[event] * stream.n_labels + label) % stream.n_labels
    share = np.bincount(held, minlength=stream.n_labels) / len(group.member)
    first = pieces.order[pieces.bounds[group.member]]
    agents = np.unique(stream.agent[first]).tolist()
    steps = tuple(stream.labels[i] for i in core)
    return Aside(judged, reason, steps, tuple(share[core].tolist()), len(group.member), tuple(agents))


def _start_of(pieces: Pieces, event: Ints) -> Ints:
    """Give the first event of the piece of each event."""
    return np.asarray(pieces.order[pieces.bounds[pieces.of[event]]], dtype=np.int64)


def _sample(stream: Stream, pieces: Pieces, routine: Ints) -> tuple[Stream, Pieces, Ints]:
    """Give the stream, its pieces and their routines, or blocks of a long one and what else there is of the rare."""
    chosen = spread_blocks(len(stream), JUDGED_EVENTS, JUDGED_BLOCKS)
    if len(chosen) == len(stream):
        return stream, pieces, routine
    rare = np.bincount(routine[routine >= 0], minlength=int(routine.max(initial=-1)) + 1) < WHOLLY_JUDGED
    is_rare = np.append((routine >= 0) & rare[routine], False) if len(rare) else np.zeros(pieces.count + 1, np.bool_)
    of_rare = np.flatnonzero(is_rare[pieces.of])
    if len(of_rare) <= JUDGED_EVENTS:
        chosen = np.union1d(chosen, of_rare)
    names, of = np.unique(pieces.of[chosen], return_inverse=True)
    of = of - int(names[0] < 0)
    names = names[names >= 0]
    return take(stream, chosen), make_pieces(of.astype(np.int64), len(names)), routine[names]


def _null_firmness(stream: Stream, least: int) -> list[Floats]:
    """Give the firmness of all groups that look like work, for logs shuffled within each session and cut anew."""
    times = int(np.clip(SHUFFLED_EVENTS // max(len(stream), 1), *SHUFFLES))
    session = np.cumsum(stream.start)
    nothing, none = np.empty(0, dtype=np.int64), np.full(len(stream), -1, dtype=np.int64)
    evidence = Evidence(nothing, nothing, np.empty(0), np.zeros(len(stream)), none, none >= 0, none)
    null = []
    for seed in range(times):
        order = np.lexsort((np.random.default_rng(seed).random(len(stream)), session))
        shuffled = replace(stream, label=stream.label[order])
        pieces = pieces_of_cut(cut_by_evidence(shuffled, evidence, strength=NULL_START[0], cohesion=NULL_START[1]))
        present = presence(shuffled, pieces)
        weight = weights(shuffled, present)
        cluster = group_in_frames(shuffled, pieces, present, weight, least)
        groups = describe_groups(shuffled, pieces, present, weight, cluster, least)
        null.append(np.array([g.firmness for g in groups if g.is_work]))
    return null


def _q_value(firmness: float, real: Floats, null: list[Floats]) -> float:
    """Give the groups as firm that a shuffled log has, by those that the log has.

    The least over this and all lower firmness: what is firmer is never less sure.
    """
    shares = [1.0]
    for least in (firmness, *real[real <= firmness].tolist()):
        by_chance = float(np.mean([(shuffled >= least).sum() for shuffled in null]))
        shares.append(by_chance / max(int((real >= least).sum()), 1))
    return round(min(shares), 4)


def _half_shares(stream: Stream, pieces: Pieces, least: int) -> list[Any]:
    """Give how often the groups of random halves of the pieces hold each label, groups x labels for each half."""
    halves = []
    kinds = label_weights(stream) > 0
    for seed in range(HALVES):
        half = np.random.default_rng(seed).random(pieces.count) < 0.5
        inside = np.flatnonzero(half)
        number = np.full(pieces.count + 1, -1, dtype=np.int64)
        number[inside] = np.arange(len(inside))
        some = make_pieces(number[pieces.of], len(inside))
        present = presence(stream, some)
        weight = weights(stream, present)
        few = max(2, least // 2)
        cluster = group_in_frames(stream, some, present, weight, few)
        groups = describe_groups(stream, some, present, weight, cluster, few)
        halves.append(np.array([_shares(present, g, kinds) for g in groups]).reshape(-1, stream.n_labels))
    return halves


def _shares(present: Any, group: Group, kinds: Bools) -> Floats:
    """Give the share of a group's pieces that hold each label, 0 for labels that say nothing of work."""
    return np.where(kinds, np.asarray(present[group.member].mean(axis=0)).ravel(), 0.0)


def _stability(share: Floats, halves: Sequence[Any]) -> float:
    """Give in how many halves a group holds much the same steps, each as often.

    Steps count that most pieces of either hold; whether it is just a half or just not makes little difference.
    """
    again = []
    for others in halves:
        usual = (others >= CORE_SHARE) | (share >= CORE_SHARE)
        both = np.where(usual, np.minimum(others, share), 0.0).sum(axis=1)
        either = np.where(usual, np.maximum(others, share), 0.0).sum(axis=1)
        again.append(bool(((either > 0) & (both >= SAME_STEPS * either)).any()))
    return round(float(np.mean(again)), 4)

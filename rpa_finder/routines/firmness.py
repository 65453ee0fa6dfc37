"""Which groups of pieces are routines, and which random work would give as well.

In: pieces of work in groups. Out: the groups that are firm. A routine has
steps that come together more often than chance has them, in an order that
repeats, and that are not everywhere else too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from rpa_finder.routines.frames import Frames, find_frames
from rpa_finder.routines.pieces import Pieces
from rpa_finder.routines.stream import Floats, Ints, Stream

LEAST_FIRMNESS, LEAST_ON_SCREENS = 0.2, 0.15
"""Order of the core times the root of its claim: random work has little of either. Where a log shows screens alone,
all work shares its steps, and claims less of them."""
LEAST_CORE = 0.5
SMALL = 10
CORE_SHARE = 0.5
CORE_SCREENS = 3
CORE_STEPS = 5
"""Opening a mail is no routine: its usual steps lie on at least 3 screens of its own, or are at least 5, or carry a
value, ..."""
SMALL_CLAIM = 0.75
SMALL_STEPS = 4
"""... or are so many, or all that a log of screens can show, and hardly ever seen elsewhere."""
NARROW_CLAIM = 0.4
"""So far, at least, steps on few screens that carry nothing have to belong to a routine."""
COMMON_SCREEN = 0.3
"""A screen in so many of the other pieces is nobody's own: a main menu."""
INSIDE_CLAIM = 0.5
"""Of what is looked at within a frame, so much would be the group's own if it told one kind of work from another."""
PART_SHARED = 0.8
PART_SIZE = 0.15
OWN_STEPS = 3
OWN_STEPS_WEIGHT = 0.5
ORDER_SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Group:
    """What one group of pieces is like."""

    number: int
    member: Ints
    """Its pieces."""
    core: Ints
    """Labels that most of them hold."""
    is_work: bool
    """Whether its steps are enough to be called work, and more than chance would bring together."""
    is_own: bool
    """Whether they are more than a few steps on screens that are used as often for something else."""
    firmness: float
    """0 to 1."""
    is_firm: bool
    """Whether it is a routine, or may be one."""


def firm_groups(stream: Stream, pieces: Pieces, present: Any, weight: Floats, cluster: Ints, least: int) -> Ints:
    """Take out the groups that are too small or not firm: -1 for their pieces.

    present: pieces x labels, 1 where held; weight: per label; cluster: per
    piece, -1 = none, numbered by size.
    """
    firm = np.full_like(cluster, -1)
    for group in describe_groups(stream, pieces, present, weight, cluster, least):
        if group.is_firm:
            firm[group.member] = group.number
    return firm


def describe_groups(
    stream: Stream, pieces: Pieces, present: Any, weight: Floats, cluster: Ints, least: int
) -> Iterator[Group]:
    """Give what each group of at least so many pieces is like, the largest first.

    What a firm group claims is nobody else's background.
    """
    return _describe_all(find_frames(stream, pieces), present, weight, cluster, least)


def join_framed(stream: Stream, pieces: Pieces, present: Any, weight: Floats, cluster: Ints, least: int) -> Ints:
    """Join the groups that have nothing of their own but the frame around their pieces, and have the same.

    Takes clusters as firm_groups does, and gives them numbered anyhow.
    """
    frames = find_frames(stream, pieces)
    joined = cluster.copy()
    if not frames.any():
        return joined
    total = np.asarray(present.sum(axis=0)).ravel()
    own = _by_group(present, cluster)
    screen = np.array([s for s, _, _ in stream.labels], dtype=np.int64)
    alike: dict[int, list[Group]] = {}
    for group in _describe_all(frames.none(), present, weight, cluster, least):
        frame = frames.usual(group.member)
        inside = group.core[screen[group.core] != frame]
        if frame >= 0 and (own[group.number, inside] < INSIDE_CLAIM * total[inside]).all():
            alike.setdefault(frame, []).append(group)
    for frame, groups in alike.items():
        around = screen == frame
        if own[[g.number for g in groups]][:, around].sum() >= SMALL_CLAIM * total[around].sum():
            joined[np.concatenate([g.member for g in groups])] = int(cluster.max()) + 1 + frame
    return joined


def _describe_all(frames: Frames, present: Any, weight: Floats, cluster: Ints, least: int) -> Iterator[Group]:
    order = np.argsort(cluster, kind="stable")
    bounds = np.searchsorted(cluster[order], np.arange(int(cluster.max(initial=-1)) + 2))
    screens = _screens_held(frames.stream, present)
    own, shown = _by_group(present, cluster), _by_group(screens, cluster)
    free = np.asarray(present.sum(axis=0)).ravel()
    on_screen = np.asarray(screens.sum(axis=0)).ravel()
    firm: list[Group] = []
    told: dict[int, Group] = {}
    todo = [k for k in range(len(bounds) - 1) if bounds[k + 1] - bounds[k] >= least]
    for _ in range(2):
        for k in todo:
            member = order[bounds[k] : bounds[k + 1]]
            elsewhere = (on_screen - shown[k]) / max(len(cluster) - len(member), 1)
            group = _describe(frames, k, member, _Held(own[k], free, len(cluster), weight, elsewhere))
            if group.is_work and any(_is_part(group, whole) for whole in firm):
                group = replace(group, firmness=0.0, is_firm=False)
            if group.is_firm:
                free = free - own[k]
                firm.append(group)
            told[k] = group
        # What was refused is looked at again, as firmer groups have claimed their steps since.
        todo = [k for k in told if firm and not told[k].is_firm]
    yield from told.values()


def _by_group(held: Any, cluster: Ints) -> Any:
    """Give how many pieces of each group hold each thing, groups x things; held: pieces x things."""
    member = np.flatnonzero(cluster >= 0)
    shape = (int(cluster.max(initial=-1)) + 1, len(cluster))
    choose = sparse.csr_matrix((np.ones(len(member)), (cluster[member], member)), shape=shape)
    return (choose @ held).toarray()


def _is_part(group: Group, whole: Group) -> bool:
    """Say whether a group is what is left of executions of another one: few, and with hardly a step of their own."""
    if len(group.member) > PART_SIZE * len(whole.member):
        return False
    return bool(np.isin(group.core, whole.core).mean() >= PART_SHARED)


@dataclass(frozen=True, slots=True)
class _Held:
    """How many pieces hold each label: of a group, and of all that no firmer one has claimed."""

    own: Floats
    total: Floats
    pieces: int
    weight: Floats
    elsewhere: Floats
    """Per screen: share of the other pieces that show it."""


def _screens_held(stream: Stream, present: Any) -> Any:
    screen = np.array([s for s, _, _ in stream.labels], dtype=np.int64) + 1
    rows = np.arange(len(screen))
    which = sparse.csr_matrix(
        (np.ones(len(screen)), (rows, screen)), shape=(len(screen), int(screen.max(initial=0)) + 1)
    )
    held = (present @ which).tocsr()
    held.data[:] = 1.0
    return held


def _describe(frames: Frames, number: int, member: Ints, held: _Held) -> Group:
    stream, pieces = frames.stream, frames.pieces
    share = held.own / len(member)
    core = np.flatnonzero((share >= CORE_SHARE) & (held.weight > 0))
    claim = _claim(held, core)
    seen = 1.0 - float(len(member)) ** -0.5
    framed = 0.0
    screen = frames.usual(member)
    if screen >= 0:
        framed = frames.firmness(member, screen)
        own = np.array([i for i in core if stream.labels[i][0] == screen], dtype=np.int64)
        firmness = framed * _claim(held, own) ** 0.5 * seen
        if held.own[own].sum() >= SMALL_CLAIM * held.total[own].sum() and firmness >= LEAST_FIRMNESS:
            return Group(number, member, own, True, True, firmness, True)
    steps = [stream.labels[i] for i in core]
    enough = _is_work(steps, held.elsewhere) or (_is_small_work(steps) and claim >= SMALL_CLAIM)
    copies = 0.0
    if _shows_screens_alone(steps) and _own_best(held, core) >= SMALL_CLAIM:
        copies = _to_and_fro(stream, pieces, member, core)
        enough |= copies >= CORE_SHARE
    carried = (share[core] * held.weight[core]).sum() / max((share * held.weight).sum(), 1e-9)
    enough &= len(member) >= SMALL or carried >= LEAST_CORE
    # Executions that would hold the core if labels fell independently, at their rates elsewhere.
    rates = (held.total[core] - held.own[core]) / max(held.pieces - len(member), 1)
    enough &= len(member) >= 3 + 2 * held.pieces * float(np.prod(rates))
    if not enough:
        return Group(number, member, core, False, False, 0.0, False)
    firmness = max(copies, framed, order_of(stream, pieces, member, core)) * claim**0.5 * seen
    is_own = copies > 0 or _is_wide_work(steps, held.elsewhere) or claim >= NARROW_CLAIM
    least = LEAST_ON_SCREENS if _shows_screens_alone(steps) else LEAST_FIRMNESS
    return Group(number, member, core, True, is_own, firmness, firmness >= least)


def _claim(held: _Held, core: Ints) -> float:
    """Give how far the core belongs to the group: of the pieces that hold its labels, the share that are its own.

    Screens that everybody opens all day are in pieces of all kinds; a rare
    routine may use many of them, but has a few steps of its own.
    """
    if not len(core):
        return 0.0
    own = held.own[core] / np.maximum(held.total[core], 1.0)
    whole = float(held.own[core].sum() / max(held.total[core].sum(), 1.0))
    return min(1.0, max(whole, OWN_STEPS_WEIGHT * float(np.sort(own)[-OWN_STEPS:].mean())))


def _is_work(steps: list[tuple[int, str, int]], elsewhere: Floats) -> bool:
    """Say whether steps are more than opening a mail: on three screens, or five, or a value carried over."""
    # An entry on a menu stands once for each screen that it leads to, and counts for none.
    return _is_wide_work(steps, elsewhere) or sum(n == 1 for n in Counter(steps).values()) >= CORE_STEPS


def _is_wide_work(steps: list[tuple[int, str, int]], elsewhere: Floats) -> bool:
    own = sum(elsewhere[screen + 1] < COMMON_SCREEN for screen in {screen for screen, _, _ in steps})
    return own >= CORE_SCREENS or _carries(steps)


def _is_small_work(steps: list[tuple[int, str, int]]) -> bool:
    """Say whether steps are several, or on two screens of a log that knows no more than screens."""
    two_screens = len({screen for screen, _, _ in steps}) > 1 and all(element < 0 for _, _, element in steps)
    return len(steps) >= SMALL_STEPS or two_screens


def _shows_screens_alone(steps: list[tuple[int, str, int]]) -> bool:
    return all(element < 0 for _, _, element in steps)


def _own_best(held: _Held, core: Ints) -> float:
    """Give how far the label of the core that is seen elsewhere least belongs to the group."""
    return float((held.own[core] / np.maximum(held.total[core], 1.0)).max(initial=0.0))


def _to_and_fro(stream: Stream, pieces: Pieces, member: Ints, core: Ints) -> float:
    """Give the share of pieces that go to and fro between two applications, on screens of the core: A-B-A-B."""
    chosen = member[np.linspace(0, len(member) - 1, min(len(member), ORDER_SAMPLE)).astype(np.int64)]
    events = [pieces.events(int(piece)) for piece in chosen]
    of = np.repeat(np.arange(len(chosen)), [len(some) for some in events])
    screens = np.array([screen for screen, _, _ in stream.labels])
    own = np.zeros(int(screens.max()) + 2, dtype=np.bool_)
    own[screens[core]] = True
    seen = screens[stream.label[np.concatenate(events)]]
    moved = np.append(True, (seen[1:] != seen[:-1]) | (of[1:] != of[:-1]))
    seen, of = seen[moved], of[moved]
    back = (seen[2:] == seen[:-2]) & (stream.app[seen[2:]] != stream.app[seen[1:-1]]) & (of[2:] == of[:-2])
    back &= own[seen[2:]] & own[seen[1:-1]]
    twice = back[1:] & back[:-1] & (of[3:] == of[:-3])
    return len(np.unique(of[3:][twice])) / len(chosen)


def _carries(steps: list[tuple[int, str, int]]) -> bool:
    copied = {screen for screen, action, _ in steps if action in ("copy", "cut")}
    entered = {screen for screen, action, _ in steps if action in ("paste", "input")}
    return any(a != b for a in copied for b in entered)


def order_of(stream: Stream, pieces: Pieces, member: Ints, core: Ints) -> float:
    """Give how firm the order of the core labels is: 0 = as in random work, 1 = always the same.

    Mean over pairs of |2 P(a before b) - 1|, less what it is by chance
    (sqrt(2 / (pi n))).
    """
    if len(member) > ORDER_SAMPLE:
        member = member[np.linspace(0, len(member) - 1, ORDER_SAMPLE).astype(np.int64)]
    column = np.full(stream.n_labels, -1, dtype=np.int64)
    column[core] = np.arange(len(core))
    first = np.full((len(member), len(core)), np.inf)
    for i, piece in enumerate(member):
        event = pieces.events(int(piece))
        at = column[stream.label[event]]
        first[i, at[at >= 0][::-1]] = event[at >= 0][::-1]
    known = np.isfinite(first)
    both = (known[:, :, None] & known[:, None, :]).sum(axis=0)
    with np.errstate(invalid="ignore"):
        before = (first[:, :, None] < first[:, None, :]).sum(axis=0, where=known[:, :, None] & known[:, None, :])
    upper = np.triu(both >= 3, 1)
    if not upper.any():
        return 0.0
    n = both[upper]
    firm = np.abs(2.0 * before[upper] / n - 1.0)
    chance = np.sqrt(2.0 / (np.pi * n))
    return float(((firm - chance) / (1.0 - chance)).mean())

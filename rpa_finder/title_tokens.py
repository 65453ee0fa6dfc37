"""When and by whom titles were used, and which words of them tell the session rather than the page.

A page is opened by several agents again and again, between neighbours of its
own; an object (a person, a mail, a file) by few agents, a few times, and any
other might stand in its place. A session token (a user's name, a terminal's
letter) crosses the pages, and whoever has one all day has no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, np.dtype[Any]]
Pieces = tuple[str, ...]
Members = dict[Pieces, list[int]]
"""The titles (by index) that have the same pieces."""

_DAY_MINUTES = 24 * 60
_BUCKET_MINUTES = (60, 15)
_FEW_BUCKETS = 40
MOST_PAGES = 40
"""A position with more alternatives is not a choice of pages."""
LEAST_OBJECTS = 12
"""Fewer alternatives are no sign of objects by their number alone."""
_RARE_BUCKETS = 4
_BUCKETS_PER_RARE = 8
"""Buckets of a short log for each in which a rare thing may be seen."""
_COMMON_DAYS = 3
_COMMON_AGENTS = 2
_CHANCE_DEVIATIONS = 4.0
"""Standard deviations of a count by which the most frequent of a few dozen objects may exceed their median."""
_RETURNING = 1.2
"""Days of all groups over groups, or groups over days with any: 1 if each day has its own."""
_LEAST_DAYS_OF_NEW = 6
_DAYS_PER_AGENT = 1.5
_OUTSTANDING = 10
"""Times that a page is seen more often than the median of very many alternatives."""
_TELLING_BUCKETS = 20
"""A log of fewer hours can't tell a page that is seldom seen from an object."""
_MOST_CONTEXTS = 30
_ALIKE = 0.9
"""Cosine of the counts of neighbours and agents from which two things are used alike."""
_CHANCE = 1.5
"""Chi-square per degree of freedom up to which differences may be chance: uses come in bursts."""
_FREQUENT = 0.2
_TELLING_USES = 100
"""Fewer uses can't show that things are used alike."""
_LEAST_TOKENS = 3
"""Fewer users or terminals can't be told from pages ..."""
_LEAST_SHORT_TOKENS = 2
"""... unless they are a letter or two: no page is called so."""
_SHORT_TOKEN = 2
_MEETINGS = 1.15
"""Agent-days of all tokens, over agent-days with any: 1 if two never meet."""
_LEAST_DAYS = 3
_RETURNS_PER_DAY = 0.4
_SURPRISE = 7.0
"""Least improbability, in nats, that tokens which met by chance alone never did."""


@dataclass(frozen=True, slots=True)
class Use:
    """When titles were used, by whom and between what.

    title and bucket are pairs of a title and a bucket (an agent's hour),
    distinct, sorted by title; left and entered are the titles of each move.
    """

    title: Array
    bucket: Array
    day_of_bucket: Array
    """The agent's day that each bucket lies in."""
    agent_of_bucket: Array
    left: Array
    entered: Array


def describe_use(title: Array, agent: Array, minute: Array) -> Use:
    """Tell from events in order who used each title in which hours, quarters where the log is short, and the moves.

    Minutes are local ones since any midnight.
    """
    minute = minute - minute.min(initial=0) // _DAY_MINUTES * _DAY_MINUTES
    for minutes in _BUCKET_MINUTES:
        slot = minute // minutes
        bucket = np.asarray(pd.factorize(agent * (slot.max(initial=0) + 1) + slot)[0], dtype=np.int64)
        buckets = int(bucket.max(initial=0)) + 1
        if buckets >= _FEW_BUCKETS:
            break
    day_of_bucket, agent_of_bucket = np.zeros(buckets, dtype=np.int64), np.zeros(buckets, dtype=np.int64)
    agent_of_bucket[bucket] = agent
    day = minute // _DAY_MINUTES
    day_of_bucket[bucket] = pd.factorize(agent * (day.max(initial=0) + 1) + day)[0]
    met = distinct(title * buckets + bucket)
    moved = np.flatnonzero((title[1:] != title[:-1]) & (agent[1:] == agent[:-1]))
    return Use(met // buckets, met % buckets, day_of_bucket, agent_of_bucket, title[moved], title[moved + 1])


class Spread:
    """How widely titles were used: in how many buckets, on how many agents' days, by how many agents."""

    def __init__(self, use: Use, titles: int) -> None:
        self._bucket = use.bucket
        self._of_bucket = {"day": use.day_of_bucket, "agent": use.agent_of_bucket}
        self._start = np.searchsorted(use.title, np.arange(titles + 1))
        self._rare = min(_RARE_BUCKETS, len(use.day_of_bucket) // _BUCKETS_PER_RARE)
        self.days = len(np.unique(use.day_of_bucket))
        """Days of all agents."""
        self._days = min(_COMMON_DAYS, self.days)
        self._agents = min(_COMMON_AGENTS, len(np.unique(use.agent_of_bucket)))

    def is_rare(self, title: int) -> bool:
        """Tell whether a title was seen in a few buckets only."""
        return bool(self._start[title + 1] - self._start[title] <= _RARE_BUCKETS)

    def tells(self, titles: Sequence[int], alternatives: int) -> bool:
        """Tell whether there is enough to call whole titles objects, of which no page name would be left."""
        _, bucket = self.uses(titles, np.zeros(len(titles), dtype=np.int64))
        return alternatives >= MOST_PAGES and len(distinct(bucket)) >= _TELLING_BUCKETS

    def common(self, titles: Sequence[int], group: Array, groups: int) -> Array:
        """Tell which groups of titles several agents used again and again."""
        of_use, bucket = self.uses(titles, group)
        buckets = _count(of_use, bucket, groups)
        days = _count(of_use, self._of_bucket["day"][bucket], groups)
        agents = _count(of_use, self._of_bucket["agent"][bucket], groups)
        common = (buckets > self._rare) & (days >= self._days) & (agents >= self._agents)
        median = float(np.median(buckets))
        if groups > MOST_PAGES:
            common &= buckets > _OUTSTANDING * median
        elif (~common).sum() >= max(LEAST_OBJECTS, groups / 2):
            common &= buckets > median + _CHANCE_DEVIATIONS * median**0.5
        return np.asarray(common)

    def never_return(self, titles: Sequence[int], group: Array, groups: int) -> bool:
        """Tell whether hardly any group is seen on a second day, though there were days on which it might have been.

        Either every day has another group, or agents who came back on other days found other ones.
        """
        of_use, bucket = self.uses(titles, group)
        day = self._of_bucket["day"][bucket]
        if _count(of_use, day, groups).sum() > _RETURNING * groups:
            return False
        days, agents = len(distinct(day)), len(distinct(self._of_bucket["agent"][bucket]))
        came_back = days >= max(_LEAST_DAYS_OF_NEW, groups / 3, _DAYS_PER_AGENT * agents)
        return bool(days * _RETURNING >= groups or came_back)

    def frequent(self, titles: Sequence[int], group: Array, groups: int) -> Array:
        """Tell which groups of titles are seen in a good share of the hours in which any is seen."""
        of_use, bucket = self.uses(titles, group)
        return np.asarray(_count(of_use, bucket, groups) > _FREQUENT * len(distinct(bucket)))

    def exclude_each_other(self, titles: Sequence[int], group: Array, groups: int) -> bool:
        """Tell whether groups of titles hardly ever meet in an agent's day, more often than chance would have it.

        Every hour after the first of a day might have brought another group;
        so might every other day of an agent who only ever has one.
        """
        of_use, bucket = self.uses(titles, group)
        day, agent = self._of_bucket["day"][bucket], self._of_bucket["agent"][bucket]
        days, of_agents = _count(of_use, day, groups), _count(of_use, agent, groups)
        together, agents = len(distinct(day)), len(distinct(agent))
        if together < _LEAST_DAYS or days.sum() > _MEETINGS * together:
            return False
        returns = len(distinct(bucket)) - together
        if of_agents.sum() <= _MEETINGS * agents:
            returns += together - agents
        agreement = float(((days / days.sum()) ** 2).sum())
        return bool(returns >= _RETURNS_PER_DAY * together and returns * -log(agreement) >= _SURPRISE)

    def uses(self, titles: Sequence[int], group: Array) -> tuple[Array, Array]:
        """Give group and bucket of each use of titles."""
        index = np.asarray(titles, dtype=np.int64)
        start, size = self._start[index], self._start[index + 1] - self._start[index]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        return np.repeat(group, size), self._bucket[np.repeat(start, size) + within]

    def agents(self, titles: Sequence[int], group: Array) -> tuple[Array, Array]:
        """Give group and agent of each use of titles."""
        of_use, bucket = self.uses(titles, group)
        return of_use, self._of_bucket["agent"][bucket]


class Neighbours:
    """Between which other screens titles were used."""

    def __init__(self, use: Use, screen_of_title: Array, spread: Spread) -> None:
        self._screen, self._spread = screen_of_title, spread
        titles = len(screen_of_title)
        self._sides = []
        for own, other in ((use.entered, use.left), (use.left, use.entered)):
            order = np.argsort(own, kind="stable")
            start = np.searchsorted(own[order], np.arange(titles + 1))
            self._sides.append((start, screen_of_title[other[order]]))

    def alike(self, titles: Sequence[int], group: Array, groups: int, some: Array) -> Array:
        """Tell which of some groups can't be told from all the others by their neighbours and agents.

        What is seen in a good share of the hours in which any is seen is not like the others.
        """
        row = np.where(some, np.cumsum(some), 0)[group]
        seen = [self._beside(titles, row, start, screen) for start, screen in self._sides]
        tables = [
            _table(of_use, what, int(some.sum()) + 1) for of_use, what in (*seen, self._spread.agents(titles, row))
        ]
        likeness = np.min([_cosine_with_rest(table) for table in tables], axis=0)[1:]
        unlike, degrees = np.sum([_chi_square_with_rest(table) for table in tables], axis=0)[:, 1:]
        uses = np.min([table.sum(axis=1) for table in tables], axis=0)[1:]
        chance = unlike <= 2 * _CHANCE * degrees
        if uses[chance].sum() < _TELLING_USES or unlike[chance].sum() > _CHANCE * degrees[chance].sum():
            chance[:] = False
        found = np.zeros(groups, dtype=bool)
        found[some] = chance | ((likeness >= _ALIKE) & (uses >= _TELLING_USES))
        found &= ~self._spread.frequent(titles, group, groups)
        return found

    def _beside(self, titles: Sequence[int], row: Array, start: Array, screen: Array) -> tuple[Array, Array]:
        index = np.asarray(titles, dtype=np.int64)
        first, size = start[index], start[index + 1] - start[index]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        beside = screen[np.repeat(first, size) + within]
        # Going from one of them to the next says nothing about which it was.
        return np.repeat(row, size), np.where(np.isin(beside, self._screen[index]), -1, beside)


def distinct(numbers: Array) -> Array:
    """Give the different numbers in order; faster than numpy's own, which hashes."""
    ordered = np.sort(numbers)
    return np.asarray(ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0])


def mask_session_tokens(members: Members, spread: Spread) -> Members:
    """Mask words that tell who or which terminal it is: crossed with the pages, never two in an agent's day."""
    for position in range(len(next(iter(members))) if len(members) > _LEAST_SHORT_TOKENS else 0):
        for last in (True, False):
            masked = _masked_tokens(members, position, last, spread)
            if masked:
                merged: Members = {}
                for pieces, indices in members.items():
                    merged.setdefault(masked.get(pieces, pieces), []).extend(indices)
                members = merged
                break
    return members


def _masked_tokens(members: Members, position: int, last: bool, spread: Spread) -> dict[Pieces, Pieces]:
    words = {_cut_token(value, last)[0] for value in {pieces[position] for pieces in members}} - {"", "#"}
    least = _LEAST_SHORT_TOKENS if all(len(word) <= _SHORT_TOKEN for word in words) else _LEAST_TOKENS
    if not least <= len(words) <= _MEETINGS * spread.days:
        return {}
    cut: dict[Pieces, tuple[str, Pieces]] = {}
    token_count: dict[str, int] = {}
    for pieces in members:
        token, left = _cut_token(pieces[position], last)
        if token in words:
            cut[pieces] = token, (*pieces[:position], left, *pieces[position + 1 :])
            token_count[token] = token_count.get(token, 0) + 1
    of_page: dict[Pieces, set[str]] = {}
    for token, page in cut.values():
        if token_count[token] > 1:
            of_page.setdefault(page, set()).add(token)
    pages = {page for page, tokens in of_page.items() if len(tokens) >= least}
    if len(pages) < 2:
        return {}
    crossed = {pieces: token for pieces, (token, page) in cut.items() if page in pages}
    tokens = sorted(set(crossed.values()))
    number = {token: i for i, token in enumerate(tokens)}
    titles = [i for pieces in crossed for i in members[pieces]]
    group = np.array([number[token] for pieces, token in crossed.items() for _ in members[pieces]])
    if not spread.exclude_each_other(titles, group, len(tokens)):
        return {}
    return {pieces: page for pieces, (token, page) in cut.items() if page in pages or token in number}


def _cut_token(piece: str, last: bool) -> tuple[str, str]:
    """Cut the last word, or the first of several, out of a piece; give it, and the piece with the word masked."""
    words = piece.split()
    if not words or (not last and len(words) == 1):
        return "", piece
    return (words[-1], " ".join([*words[:-1], "#"])) if last else (words[0], " ".join(["#", *words[1:]]))


def _count(group: Array, thing: Array, groups: int) -> Array:
    things = int(thing.max(initial=0)) + 1
    return np.bincount(distinct(group * things + thing) // things, minlength=groups)


def _table(row: Array, what: Array, rows: int) -> Array:
    """Count what by row; the columns are the most frequent ones and one for all else."""
    names, code, counts = np.unique(what, return_inverse=True, return_counts=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.lexsort((names, -counts))] = np.arange(len(names))
    column = np.minimum(rank, _MOST_CONTEXTS)[code]
    return np.bincount(row * (_MOST_CONTEXTS + 1) + column, minlength=rows * (_MOST_CONTEXTS + 1)).reshape(rows, -1)


def _cosine_with_rest(table: Array) -> Array:
    rest = table.sum(axis=0) - table
    lengths = np.sqrt((table**2).sum(axis=1) * (rest**2).sum(axis=1))
    return np.asarray((table * rest).sum(axis=1) / np.maximum(lengths, 1))


def _chi_square_with_rest(table: Array) -> tuple[Array, Array]:
    """Give each row's chi-square against all other rows, and its degrees of freedom."""
    total, size = table.sum(axis=0), table.sum(axis=1)
    everything = max(int(total.sum()), 1)
    expected = np.outer(size, total) / everything
    share_of_rest = np.maximum(1 - size / everything, 1e-9)
    chi = ((table - expected) ** 2 / np.maximum(expected, 1)).sum(axis=1) / share_of_rest
    return chi, np.full(len(size), max(int((total > 0).sum()) - 1, 0))

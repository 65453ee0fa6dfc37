"""Cut again so that the description gets shorter, groups of segments held fast.

In: a sample and a cut of it. Out: the cheapest cut where every segment costs
what `description` charges under the groups of the cut given. One dynamic
programme over all segments that may start where segments have started before;
what no group tells cheaper than label by label is background.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.routines.description import (
    FEATURE_WEIGHT,
    LABEL_WEIGHT,
    MALLOWS,
    PAIR_FLOOR,
    SEGMENT_BITS,
    Sample,
    Segments,
    cluster_segments,
    make_segments,
    set_background,
)
from rpa_finder.routines.stream import Bools, Floats, Ints

LONGER = 1.6
"""A segment may be so much longer than nearly all of its cut, ..."""
LONGER_THAN_MEDIAN = 2.0
"""... and than half of them: doubles in the cut must not make room for more."""
LONGEST = 150
LANES = 2
MOST_COMPARED = 2e7
"""Pairs of events in one segment that are compared at most, for all starts together: work must not grow without end."""
NEW_LABEL_BITS = 3.0
PLACE_SHARE = 0.5
"""Weight of usual places against what usually follows, in the code of the order."""
LEAST_STARTS = 0.02
_MOST_COUNT = 4


@dataclass(frozen=True, slots=True)
class _Group:
    """What segments of one group cost, in bits."""

    number: int
    alone: float
    """Of naming the group and holding none of its labels."""
    more: Any
    """labels x 5: of the n-th occurrence of a label, above that of n - 1; the last for all beyond."""
    pair: Any
    """(labels + 1) x labels: how often a label followed another, the last row at starts."""
    place: Floats
    """Mean relative place of each label."""


def shorten(sample: Sample, cut: Bools, similarity: float, limit: int, target: Sample | None = None) -> Bools:
    """Give the cheapest cut of the target, by default the sample itself, under the groups of a cut of the sample.

    At most `limit` groups, of segments alike to `similarity`.
    """
    target = target or sample
    segments = make_segments(sample, cut)
    cluster = set_background(segments, cluster_segments(segments, similarity, limit))
    own = cluster >= 0
    if not own.any():
        return target.forced.copy() if target is not sample else cut
    length = segments.length[own]
    longest = min(
        LONGEST, int(LONGER * np.quantile(length, 0.98)) + 2, int(LONGER_THAN_MEDIAN * float(np.median(length))) + 6
    )
    at_cut, inside = _gap_bits(sample, segments, target)
    starts = _possible_starts(sample, segments, own, target)
    longest = max(2, min(longest, int((MOST_COMPARED / max(len(starts), 1)) ** 0.5)))
    best = np.full((len(target.label), longest), np.inf, dtype=np.float32)
    groups = list(_groups(sample, segments, cluster))

    def fill(some: Ints) -> None:
        for group in groups:
            for last, size, bits in _segment_bits(target, group, some, longest, inside):
                best[last, size - 1] = np.minimum(best[last, size - 1], bits)

    # A segment has one start, so that the lanes write to different cells.
    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(fill, [starts[lane::LANES] for lane in range(LANES)]))
    _by_reference(sample, segments, cluster, target, inside, best)
    n = len(cluster)
    enter = SEGMENT_BITS - np.log2((float((~own).sum()) + 0.5) / (n + 1.0))
    frequency = np.bincount(sample.label, minlength=sample.n_labels) + 0.5
    loose = -np.log2(frequency / frequency.sum())[target.label]
    return _cheapest(target, best, at_cut, loose + inside, enter - inside)


def _possible_starts(sample: Sample, segments: Segments, own: Bools, target: Sample) -> Ints:
    """Give the events whose label starts segments, or comes after one that ends them."""
    last = segments.first + segments.length - 1
    least = max(2.0, LEAST_STARTS * float(own.sum()))
    starts = np.bincount(sample.label[segments.first[own]], minlength=sample.n_labels) >= least
    ends = np.bincount(sample.label[last[own]], minlength=sample.n_labels) >= least
    after = np.append(True, ends[target.label[:-1]])
    return np.flatnonzero(starts[target.label] | after | target.forced).astype(np.int64)


def _groups(sample: Sample, segments: Segments, cluster: Ints) -> Iterator[_Group]:
    n_labels, n = sample.n_labels, len(cluster)
    within = np.arange(len(sample.label)) - segments.first[segments.of]
    place = (within + 0.5) / segments.length[segments.of]
    before = np.where(within == 0, n_labels, np.append(n_labels, sample.label[:-1]))
    names = np.unique(cluster[cluster >= 0])
    for k in names:
        member = cluster == k
        size, bag = int(member.sum()), segments.bag[member]
        more = _more_bits(bag, n_labels)
        absent = -np.log2(((bag == 0).sum(axis=0) + 0.25) / (size + 1.0))[bag.any(axis=0)].sum()
        event = member[segments.of]
        label = sample.label[event]
        pair = np.full((n_labels + 1, n_labels), PAIR_FLOOR)
        np.add.at(pair, (before[event], label), 1.0)
        count = np.bincount(label, minlength=n_labels)
        mean_place = np.bincount(label, place[event], n_labels) / np.maximum(count, 1)
        share = (size + 0.5) / (n + 0.5 * (len(names) + 1))
        yield _Group(int(k), float(absent - np.log2(share)), more, pair, np.where(count > 0, mean_place, 0.5))


def _more_bits(bag: Any, n_labels: int) -> Any:
    """Give what the n-th occurrence of each label adds, labels x 5."""
    size = len(bag)
    capped = np.minimum(bag, 3)
    bits = -np.log2((np.stack([(capped == c).sum(axis=0) for c in range(4)]) + 0.25) / (size + 1.0))
    # A label that the group never held has to be named as well.
    foreign = ~bag.any(axis=0)
    bits[0, foreign] = 0.0
    bits[1:, foreign] += NEW_LABEL_BITS + np.log2(max(n_labels, 2))
    again = np.maximum(bag - 3, 0).sum(axis=0).astype(np.float64)
    stops = (bag >= 3).sum(axis=0)
    loop = (again + 0.5) / (again + stops + 1.0)
    more = np.zeros((n_labels, _MOST_COUNT + 1))
    more[:, 1:_MOST_COUNT] = np.diff(bits, axis=0).T
    more[:, _MOST_COUNT - 1] -= np.log2(1.0 - loop)
    more[:, _MOST_COUNT] = -np.log2(loop)
    return more


def _segment_bits(
    sample: Sample, group: _Group, starts: Ints, longest: int, inside: Floats
) -> Iterator[tuple[Ints, int, Floats]]:
    """Give (last events, length, bits) of all segments of each length, the gap before their first event left out.

    The order costs what description._order_bits charges: each label is drawn
    from those of its segment that are still to come.
    """
    label, n_labels = sample.label, sample.n_labels
    session = np.cumsum(sample.forced)
    last_of_session = np.append(np.flatnonzero(sample.forced)[1:] - 1, len(label) - 1)[session - 1]
    room = last_of_session[starts] - starts + 1
    order = np.argsort(-room, kind="stable")
    first, room = starts[order], room[order]
    window = label[np.minimum(first[:, None] + np.arange(longest), len(label) - 1)]
    row = np.concatenate([np.full((len(first), 1), n_labels), window[:, :-1]], axis=1) * n_labels
    pair, rank = group.pair.ravel().astype(np.float32), _ranks(group.place)
    own = np.maximum(pair - 1.0, np.float32(PAIR_FLOOR))
    mine = own[row + window]
    total, same = mine.copy(), mine.copy()
    earlier = np.zeros(window.shape, dtype=np.int16)
    ranks = rank[window]
    powers = (MALLOWS ** np.arange(longest + 1)).astype(np.float32)
    places = powers * np.float32((1.0 - MALLOWS) * PLACE_SHARE)
    cost = SEGMENT_BITS + group.alone + np.zeros(len(first))
    counted, conflicts = _earlier_occurrences(sample), _conflicts(sample)
    for step in range(longest):
        live = int(np.searchsorted(-room, -step, "left"))
        if not live:
            return
        event, now = first[:live] + step, window[:live, step]
        nth = 1 + sum((back[event] >= first[:live]).astype(np.int64) for back in counted)
        cost[:live] += group.more[now, nth]
        if step:
            cost[:live] += inside[event]
            for begins, costs in conflicts:
                cost[:live] += np.where(begins[event] >= first[:live], costs[event], 0.0)
            seen = window[:live, :step]
            equal = seen == now[:, None]
            here = mine[:live, :step]
            total[:live, :step] += np.where(equal, here, pair[row[:live, :step] + now[:, None]])
            same[:live, :step] += np.where(equal, here, np.float32(0.0))
            earlier[:live, :step] += (ranks[:live, :step] > ranks[:live, step][:, None]) & ~equal
        left = 1.0 - powers[np.arange(step + 1, 0, -1)]
        drawn = np.float32(1.0 - PLACE_SHARE) * same[:live, : step + 1] / total[:live, : step + 1]
        drawn += places[earlier[:live, : step + 1]] / left
        yield event, step + 1, cost[:live] - np.log2(drawn).sum(axis=1)


def _ranks(place: Floats) -> Any:
    """Give the rank of each label by its place, equal ones in order of the labels on every machine."""
    return np.argsort(np.argsort(place, kind="stable"), kind="stable").astype(np.int16)


def _earlier_occurrences(sample: Sample) -> list[Ints]:
    """Give the latest, second and third latest earlier event with the same label, -1 = none."""
    order = np.lexsort((np.arange(len(sample.label)), sample.label))
    earlier = []
    for back in range(1, _MOST_COUNT):
        found = np.full(len(order), -1, dtype=np.int64)
        a, b = order[:-back], order[back:]
        same = sample.label[a] == sample.label[b]
        found[b[same]] = a[same]
        earlier.append(found)
    return earlier


def _conflicts(sample: Sample) -> list[tuple[Ints, Floats]]:
    """Give the conflicts that end at each event, one after another: (where it begins, -1 = none; bits)."""
    if sample.shown is None:
        return []
    order = np.lexsort((sample.shown.left, sample.shown.right))
    left, right, bits = sample.shown.left[order], sample.shown.right[order], sample.shown.bits[order]
    nth = np.arange(len(right)) - np.searchsorted(right, right)
    several = []
    for n in range(int(nth.max(initial=-1)) + 1):
        begins, cost = np.full(len(sample.label), -1, dtype=np.int64), np.zeros(len(sample.label))
        begins[right[nth == n]], cost[right[nth == n]] = left[nth == n], bits[nth == n]
        several.append((begins, cost))
    return several


def _by_reference(sample: Sample, segments: Segments, cluster: Ints, target: Sample, inside: Floats, best: Any) -> None:
    """Lower best where a segment repeats one of the cut's sequences to the letter."""
    own = np.flatnonzero(cluster >= 0)
    known: dict[bytes, int] = {}
    for first, length in zip(segments.first[own].tolist(), segments.length[own].tolist(), strict=True):
        key = sample.label[first : first + length].tobytes()
        known[key] = known.get(key, 0) + 1
    alpha = max(1.0, len(known) / 4.0)
    share = np.bincount(cluster[own]) / len(own)
    named = float(-(share[share > 0] * np.log2(share[share > 0])).sum()) + SEGMENT_BITS
    within = np.append(0.0, np.cumsum(inside))
    session = np.cumsum(target.forced)
    conflicts = _conflicts(target)
    by_size: dict[int, dict[bytes, int]] = {}
    for key, count in known.items():
        if count > 1:
            by_size.setdefault(len(key) // sample.label.itemsize, {})[key] = count
    for size, counts in sorted(by_size.items()):
        if size > min(best.shape[1], len(target.label)):
            break
        for start, window in enumerate(np.lib.stride_tricks.sliding_window_view(target.label, size)):
            count = counts.get(window.tobytes(), 0)
            last = start + size - 1
            if count and session[last] == session[start]:
                bits = named - np.log2(count / (len(own) + alpha)) + within[last + 1] - within[start + 1]
                for begins, costs in conflicts:
                    bits += costs[start : last + 1][begins[start : last + 1] >= start].sum()
                best[last, size - 1] = min(best[last, size - 1], bits)


def _gap_bits(sample: Sample, segments: Segments, target: Sample) -> tuple[Floats, Floats]:
    """Give what the gap before each event costs if a segment starts there, and if none does."""
    is_cut = np.zeros(len(sample.label), dtype=np.bool_)
    is_cut[segments.first] = True
    at, inner = ~sample.forced & is_cut, ~sample.forced & ~is_cut
    cut_bits, in_bits = np.zeros(len(target.label)), np.zeros(len(target.label))
    for (bins, cells), (now, _) in zip(sample.features, target.features, strict=True):
        at_cut: Any = np.bincount(bins[at], minlength=cells) + 1.0 / cells
        within: Any = np.bincount(bins[inner], minlength=cells) + 1.0 / cells
        counts = np.bincount(sample.label[inner] * cells + bins[inner], minlength=sample.n_labels * cells)
        by_label: Any = counts.reshape(sample.n_labels, cells) + 1.0 / cells
        by_label /= by_label.sum(axis=1, keepdims=True)
        cut_bits -= np.log2(at_cut / at_cut.sum())[now]
        in_bits -= (1 - LABEL_WEIGHT) * np.log2(within / within.sum())[now]
        in_bits -= LABEL_WEIGHT * np.log2(by_label)[target.label, now]
    free = ~target.forced
    return target.link + FEATURE_WEIGHT * np.where(free, cut_bits, 0.0), FEATURE_WEIGHT * np.where(free, in_bits, 0.0)


def _cheapest(sample: Sample, best: Any, at_cut: Floats, loose: Floats, enter: Floats) -> Bools:
    """Cut by the cheapest sequence of segments and background.

    best: bits of the segment that ends at an event, by length, without the gap
    before it; loose: bits of an event as background; enter: of background
    starting at it, above that.
    """
    n, longest = best.shape
    done, waiting = np.full(n + 1, np.inf), np.full(n + 1, np.inf)
    done[0] = 0.0
    size, entered, ends_loose = (np.zeros(n + 1, dtype=np.int64) for _ in range(3))
    for j in range(n):
        most = min(longest, j + 1)
        starts = np.arange(j, j - most, -1)
        options = done[starts] + at_cut[starts] + best[j, :most]
        pick = int(options.argmin())
        size[j + 1] = pick + 1
        fresh = done[j] + at_cut[j] + enter[j]
        entered[j + 1] = fresh < waiting[j]
        waiting[j + 1] = min(fresh, waiting[j]) + loose[j]
        ends_loose[j + 1] = waiting[j + 1] < options[pick]
        done[j + 1] = min(waiting[j + 1], options[pick])
    cut = sample.forced.copy()
    j, in_loose = n, False
    while j > 0:
        if in_loose or ends_loose[j]:
            in_loose = not entered[j]
            j -= 1
            cut[j] |= not in_loose
        else:
            j -= int(size[j])
            cut[j] = True
    return cut

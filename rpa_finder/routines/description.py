"""How many bits a log takes when it is told as executions of routines.

The cut with the shortest description is the best explanation of the log
(minimum description length). Every code here is complete and learnt as it is
sent (Dirichlet-multinomial closed forms), so no cut gets anything for free:
a segment that repeats a known sequence exactly costs a reference, a new one
costs its bag of labels and the order they come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from rpa_finder.routines.shown import Shown
from rpa_finder.routines.stream import Bools, Floats, Ints

LN2 = float(np.log(2.0))
CLUSTER_LIMIT = 24
SIMILARITIES = (0.35, 0.5, 0.8)
"""A cut is told with groups of segments so alike: with much noise, executions of one routine have little in common."""
FEATURE_WEIGHT = 1.0
"""Neighbouring gaps are correlated, so that their bits count half."""
LABEL_WEIGHT = 0.4
"""Pauses depend on the step: a share of the inside code is per label."""
SEGMENT_BITS = 1.0
MALLOWS = 0.35
PAIR_FLOOR = 0.1
OWN_KIND = 1.0
"""Segments' worth of the usual labels that a group is thought to hold beside its own."""
LONGEST_ORDER = 200
"""Events further apart in one segment are not compared: only giants hold them."""
GIANT_LENGTH = 1.8
GIANT_WEIGHT = 0.3
"""Segments that hold their labels more often than this on average are paid for."""
EDGE_BONUS = 0.01
"""Where a cycle of steps begins hardly changes its description: steps that open and close decide."""
_HASH = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Sample:
    """The events that descriptions are measured on."""

    label: Ints
    n_labels: int
    features: tuple[tuple[Ints, int], ...]
    """(bin per event, number of bins) of each gap feature."""
    forced: Bools
    """True where a segment must start: first events of sessions."""
    edge: Floats
    """Per label: how well it starts a segment, 0 to 1: opening something, first in the log."""
    closing: Floats
    """Per label: how well it ends one."""
    link: Floats
    """Per event: bits that a segment starting there costs, since it parts what shows the same value."""
    shown: Shown | None = None


def dirichlet_bits(counts: Floats, total: Floats, cells: Floats | float) -> float:
    """Give the bits of a symbol sequence with these counts, learnt as it is sent.

    counts: non-zero counts of all contexts in one array; total: events per
    context; cells: alphabet size (scalar, or one per context as for total
    with counts already matched). alpha = 1/alphabet per symbol.
    """
    alphabet = float(np.asarray(cells).max(initial=1.0))
    alpha = 1.0 / max(alphabet, 1.0)
    return float((gammaln(total + 1.0).sum() - (gammaln(counts + alpha) - gammaln(alpha)).sum()) / LN2)


def joint_bits(context: Ints, symbol: Ints, cells: int) -> float:
    """Give the bits of symbols coded within contexts, alphabet of `cells` symbols."""
    if not len(symbol):
        return 0.0
    pair = np.bincount(context * cells + symbol) if context.max() * cells < 4_000_000 else None
    if pair is None:
        counts = np.unique(context * cells + symbol, return_counts=True)[1].astype(np.float64)
    else:
        counts = pair[pair > 0].astype(np.float64)
    totals = np.bincount(context)
    return dirichlet_bits(counts, totals[totals > 0].astype(np.float64), float(cells))


@dataclass(frozen=True, slots=True)
class Segments:
    """A cut of the sample: where segments start, and what they hold."""

    first: Ints
    length: Ints
    of: Ints
    """Segment of each event."""
    bag: Any
    """Counts, segments x labels, int64."""
    sequence: Ints
    """Code of the exact label sequence of each segment."""


def make_segments(sample: Sample, cut: Bools) -> Segments:
    """Cut the sample where cut is true."""
    cut = cut | sample.forced
    cut[0] = True
    first = np.flatnonzero(cut).astype(np.int64)
    of = np.cumsum(cut) - 1
    length = np.diff(np.append(first, len(cut)))
    bag = np.bincount(of * sample.n_labels + sample.label, minlength=len(first) * sample.n_labels)
    within = (np.arange(len(cut)) - first[of]).astype(np.uint64)
    with np.errstate(over="ignore"):
        mixed = (sample.label.astype(np.uint64) + np.uint64(1)) * _HASH * (within * _HASH + np.uint64(1))
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        sums = np.add.reduceat(mixed, first)
    _, sequence = np.unique(sums, return_inverse=True)
    return Segments(first, length, of, bag.reshape(len(first), sample.n_labels), sequence.astype(np.int64))


def describe(sample: Sample, cut: Bools) -> float:
    """Give the score of a cut in bits: description length with its guards; less is better.

    Cuts within background say nothing and cost nothing.
    """
    segments = make_segments(sample, cut)
    groups = (cluster_segments(segments, similarity) for similarity in SIMILARITIES)
    # Clear groups are the same however alike their segments are to be.
    return min(_bits_of(sample, segments, group) for group in {group.tobytes(): group for group in groups}.values())


def describe_at(sample: Sample, cut: Bools, similarity: float) -> float:
    """Give the score with groups of segments so alike."""
    segments = make_segments(sample, cut)
    return _bits_of(sample, segments, cluster_segments(segments, similarity))


def _bits_of(sample: Sample, segments: Segments, cluster: Ints) -> float:
    cluster = set_background(segments, cluster)
    loose = cluster < 0
    between = loose.copy()
    between[1:] &= loose[:-1]
    between[0] = False
    between &= ~sample.forced[segments.first]
    if between.any():
        kept = np.zeros(len(sample.label), dtype=np.bool_)
        kept[segments.first[~between]] = True
        segments, cluster = make_segments(sample, kept), cluster[~between]
    bits = content_bits(sample, segments, cluster)
    bits += feature_bits(sample, segments) + SEGMENT_BITS * len(segments.first)
    bits += float(sample.link[segments.first].sum()) + _conflict_bits(sample, segments, cluster)
    return bits * _guards(sample, segments, cluster)


def _conflict_bits(sample: Sample, segments: Segments, cluster: Ints) -> float:
    """Give what it costs that one execution is about two records: conflicts inside a segment of a group."""
    if sample.shown is None:
        return 0.0
    of = segments.of[sample.shown.left]
    inside = (of == segments.of[sample.shown.right]) & (cluster[of] >= 0)
    return float(sample.shown.bits[inside].sum())


def _guards(sample: Sample, segments: Segments, cluster: Ints) -> float:
    own = cluster >= 0
    distinct = (segments.bag[own] > 0).sum(axis=1)
    repeats = float((segments.length[own] / np.maximum(distinct, 1)).mean()) if own.any() else 1.0
    last = segments.first + segments.length - 1
    edges = float((sample.edge[sample.label[segments.first]] + sample.closing[sample.label[last]]).mean())
    return (1.0 - EDGE_BONUS * edges) * (1.0 + GIANT_WEIGHT * max(0.0, repeats - GIANT_LENGTH))


def cluster_segments(segments: Segments, similarity: float, limit: int = CLUSTER_LIMIT) -> Ints:
    """Group segments by the labels they hold (counts to 3), most frequent bag first."""
    # Labels that occur once tell no segments alike; leaving them out keeps this small.
    telling = segments.bag[:, segments.bag.sum(axis=0) > 1]
    level = np.concatenate([telling >= k for k in (1, 2, 3)], axis=1)
    level = level[:, level.any(axis=0)]
    _, firsts, group = np.unique(_bag_codes(level), return_index=True, return_inverse=True)
    rows = level[firsts].astype(np.float64)
    weight = np.bincount(group).astype(np.float64)
    order = np.lexsort((firsts, -weight))
    leaders: list[int] = []
    for i in order:
        if len(leaders) == limit:
            break
        if not leaders or _jaccard(rows[i : i + 1], rows[leaders]).max() < similarity:
            leaders.append(int(i))
    nearest = _jaccard(rows, rows[leaders]).argmax(axis=1)
    for _ in range(3):
        share = np.stack([_profile(rows, weight, nearest == k) for k in range(len(leaders))])
        fit = rows @ np.log(share).T + (1 - rows) @ np.log(1 - share).T
        nearest = fit.argmax(axis=1)
    _, nearest = np.unique(nearest, return_inverse=True)
    return np.asarray(nearest[group], dtype=np.int64)


def set_background(segments: Segments, cluster: Ints) -> Ints:
    """Give the clusters again, -1 for segments that no cluster tells cheaper than label by label."""
    unigram = segments.bag.sum(axis=0) + 0.5
    alone = segments.bag @ -np.log(unigram / unigram.sum())
    held = segments.bag > 0
    usual = (held.sum(axis=0) + 0.1) / (len(held) + 0.2)
    cost = np.zeros(len(cluster))
    for k in range(int(cluster.max()) + 1):
        member = cluster == k
        # Without the segment itself: a group of one must not explain itself.
        others = held[member].sum(axis=0) - held[member]
        share = (others + OWN_KIND * usual) / (member.sum() - 1 + OWN_KIND)
        cost[member] = -np.where(held[member], np.log(share), np.log1p(-share)).sum(axis=1)
    # Half the bits of a free order: the order of a routine is worth that much at least.
    cost += 0.5 * gammaln(segments.length + 1.0)
    return np.where(cost > alone + 1.0, -1, cluster)


def _profile(rows: Any, weight: Floats, member: Bools) -> Any:
    total = weight[member].sum()
    return ((weight[member, None] * rows[member]).sum(axis=0) + 0.1) / (total + 0.2)


def _bag_codes(level: Any) -> Any:
    rng = np.random.default_rng(7)
    mix = rng.integers(1, 2**62, level.shape[1], dtype=np.int64).astype(np.uint64)
    with np.errstate(over="ignore"):
        return (level.astype(np.uint64) * mix).sum(axis=1, dtype=np.uint64)


def _jaccard(a: Any, b: Any) -> Any:
    both = a @ b.T
    return both / np.maximum(a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - both, 1e-9)


def content_bits(sample: Sample, segments: Segments, cluster: Ints, *, by_reference: bool = True) -> float:
    """Give the bits of all labels: which cluster, exact repeats by reference, the rest by contents.

    Background (cluster -1) is told label by label.
    """
    n = len(cluster)
    totals = np.bincount(cluster + 1)
    bits = dirichlet_bits(totals[totals > 0].astype(np.float64), np.array([float(n)]), float((totals > 0).sum()))
    loose = sample.label[cluster[segments.of] < 0]
    bits += joint_bits(np.zeros(len(loose), dtype=np.int64), loose, sample.n_labels)
    own = np.flatnonzero(cluster >= 0)
    plain = bits + _bags_and_orders(sample, segments, cluster, own)
    _, firsts, counts = np.unique(segments.sequence[own], return_index=True, return_counts=True)
    if len(firsts) == len(own) or not by_reference:
        return plain
    news = own[np.sort(firsts)]
    alpha = max(1.0, len(firsts) / 4.0)
    # Chinese-restaurant code: a new sequence, or one of the known ones by its frequency.
    reference = (
        gammaln(alpha + len(own))
        - gammaln(alpha)
        - len(firsts) * np.log(alpha)
        - gammaln(counts.astype(np.float64)).sum()
    ) / LN2
    return min(plain, bits + float(reference) + _bags_and_orders(sample, segments, cluster, news))


def _bags_and_orders(sample: Sample, segments: Segments, cluster: Ints, chosen: Ints) -> float:
    if not len(chosen):
        return 0.0
    bag, group = segments.bag[chosen], cluster[chosen]
    bits = 0.0
    for k in range(int(cluster.max()) + 1):
        member = group == k
        if member.any():
            bits += _bag_bits(bag[member], sample.n_labels)
    return bits + _order_bits(sample, segments, cluster, chosen)


def _bag_bits(bag: Any, n_labels: int) -> float:
    """Give the bits of bags: which labels the cluster uses, then how often each segment holds them."""
    used = np.flatnonzero(bag.sum(axis=0))
    n, a = len(bag), len(used)
    bits = float((gammaln(n_labels + 1) - gammaln(a + 1) - gammaln(n_labels - a + 1)) / LN2)
    capped = np.minimum(bag[:, used], 3)
    counts = np.stack([(capped == c).sum(axis=0) for c in range(4)]).ravel().astype(np.float64)
    bits += dirichlet_bits(counts[counts > 0], np.full(a, float(n)), 4.0)
    # Counts beyond 3 in a learnt unary code: loops are cheap once seen, never free.
    more = np.maximum(bag[:, used] - 3, 0).sum(axis=0).astype(np.float64)
    stops = (bag[:, used] >= 3).sum(axis=0).astype(np.float64)
    looped = stops > 0
    one, two = more[looped], stops[looped]
    bits += float(
        (gammaln(one + two + 1) - gammaln(1.0) - gammaln(one + 0.5) - gammaln(two + 0.5) + 2 * gammaln(0.5)).sum() / LN2
    )
    return bits


def _order_bits(sample: Sample, segments: Segments, cluster: Ints, chosen: Ints) -> float:
    """Give the bits of the order of the labels given the bags.

    The next label is one of those left in the bag: by what followed the one
    before elsewhere (counts without this occurrence, so that nothing explains
    itself), mixed with its usual position (Mallows: the r-th of those left by
    mean position has weight t^r).
    """
    # Segments of one group that are alike are looked at once, and count as often as there are.
    _, firsts, alike = np.unique(
        cluster[chosen] * (len(cluster) + 1) + segments.sequence[chosen], return_index=True, return_counts=True
    )
    times = np.zeros(len(segments.first))
    times[chosen[firsts]] = alike
    event = np.flatnonzero(times[segments.of])
    of, label = segments.of[event], sample.label[event]
    group, n_labels, often = cluster[of], sample.n_labels, times[of]
    before = np.where(event == segments.first[of], n_labels, np.append(-1, label[:-1]))
    _, context = np.unique(group * (n_labels + 1) + before, return_inverse=True)
    row = context * n_labels
    cells = (int(context.max(initial=-1)) + 1) * n_labels
    count: Floats = np.bincount(row + label, weights=often, minlength=cells).astype(np.float64)
    own = np.maximum(count[row + label] - 1.0, 0.0) + PAIR_FLOOR
    count = count + PAIR_FLOOR
    step, rank = group * n_labels + label, _mean_places(segments, event, of, group * n_labels + label, often)
    # The events with the most to come stand first, so that those with another one so far on are a slice.
    to_come = np.minimum(segments.first[of] + segments.length[of] - event, LONGEST_ORDER)
    order = np.argsort(-to_come, kind="stable")
    here, row, own, own_rank = label[order], row[order], own[order], rank[order]
    left: Ints = to_come[order].astype(np.int64)
    total, same, earlier = own.copy(), own.copy(), np.zeros(len(event))
    for further in range(1, int(left[0]) if len(left) else 0):
        n = int(np.searchsorted(-left, -further, "left"))
        later = order[:n] + further
        there = label[later]
        equal = here[:n] == there
        total[:n] += np.where(equal, own[:n], count[row[:n] + there])
        same[:n] += np.where(equal, own[:n], 0.0)
        earlier[:n] += (own_rank[:n] > rank[later]) & ~equal
    by_place = MALLOWS**earlier * (1 - MALLOWS) / (1 - MALLOWS**left)
    by_succession = same / total
    often = often[order]
    mixed = [float(-(often * np.log2(w * by_succession + (1 - w) * by_place)).sum()) for w in (0.15, 0.5, 0.85)]
    return min(mixed) + 3.0 * len(np.unique(step))


def _mean_places(segments: Segments, event: Ints, of: Ints, step: Ints, often: Floats) -> Floats:
    """Give the mean place of each event's step within its segment, 0 to 1; often: how many such segments there are."""
    place = (event - segments.first[of] + 0.5) / segments.length[of]
    _, dense = np.unique(step, return_inverse=True)
    mean = np.bincount(dense, weights=place * often) / np.bincount(dense, weights=often)
    # What is equal has to be so however it was added up.
    return np.asarray(np.round(mean, 9)[dense])


def feature_bits(sample: Sample, segments: Segments) -> float:
    """Give the bits of the gap features, known to be at a cut or inside a segment."""
    is_cut = np.zeros(len(sample.label), dtype=np.int64)
    is_cut[segments.first] = 1
    gaps = np.flatnonzero(~sample.forced)
    cut, label = is_cut[gaps], sample.label[gaps]
    bits = 0.0
    for bins, cells in sample.features:
        at = bins[gaps]
        bits += joint_bits(cut[cut == 1], at[cut == 1], cells)
        inside = cut == 0
        bits += (1 - LABEL_WEIGHT) * joint_bits(cut[inside], at[inside], cells)
        bits += LABEL_WEIGHT * joint_bits(label[inside], at[inside], cells)
    return FEATURE_WEIGHT * bits

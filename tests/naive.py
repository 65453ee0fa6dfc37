"""Slow and obvious twins of what the project does cleverly; written from what is wanted, loop by loop."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations, pairwise

import numpy as np

from rpa_finder import chance, tracing
from rpa_finder.routines import boundaries, description, evidence, shortest
from rpa_finder.routines.decoding import CONFLICTS_PER_EVENT
from rpa_finder.routines.models import MOST_COUNT


def latest(positions, groups, wanted, wanted_groups) -> list[int]:
    """Give for each wanted row the latest earlier position of its group, or -1."""
    return [
        max((p for p, g in zip(positions, groups, strict=True) if g == group and p < row), default=-1)
        for row, group in zip(wanted, wanted_groups, strict=True)
    ]


def conflicts(session, family, shown, least_apart=1) -> set[tuple[int, int]]:
    """Give neighbours (of one session and family) that show different things, not too far apart."""
    found = set()
    for b in range(len(session)):
        for a in reversed(range(b)):
            if family[b] >= 0 and (session[a], family[a]) == (session[b], family[b]):
                if shown[a] != shown[b] and least_apart <= b - a <= evidence.LONGEST_CONFLICT:
                    found.add((a, b))
                break
    return found


def links_alive(session, identity, clock) -> list[float]:
    """Count for the gap before each event the pairs (same session, same thing, next to each other) around it."""
    alive = [0.0] * len(session)
    for b in range(len(session)):
        for a in reversed(range(b)):
            if identity[b] >= 0 and (session[a], identity[a]) == (session[b], identity[b]):
                if b - a <= evidence.LINK_ROWS and clock[b] - clock[a] <= evidence.LINK_SECONDS:
                    for gap in range(a + 1, b + 1):
                        alive[gap] += 1.0
                break
    return [min(n, evidence.LINK_CAP) for n in alive]


def innermost(left, right) -> list[bool]:
    """Say which intervals hold no other one; of equal ones the first counts."""
    n = len(left)
    return [
        not any(
            left[i] <= left[j] and right[j] <= right[i] and ((left[i], right[i]) != (left[j], right[j]) or j < i)
            for j in range(n)
            if j != i
        )
        for i in range(n)
    ]


def cheapest(cost, left, right) -> list[int]:
    """Give the earliest event of left+1 .. right before which a boundary costs least."""
    return [min(range(a + 1, b + 1), key=lambda at: (cost[at], at)) for a, b in zip(left, right, strict=True)]


def cover(start, intervals, cost) -> list[bool]:
    """Cut where it pays, then the innermost conflicts without a cut, round by round."""
    cut = [bool(s) or c < 0 for s, c in zip(start, cost, strict=True)]
    for _ in range(boundaries.COVER_ROUNDS):
        left_over = [i for i in intervals if not any(cut[i[0] + 1 : i[1] + 1])]
        inner = innermost([i[0] for i in left_over], [i[1] for i in left_over])
        tight = [i for i, is_inner in zip(left_over, inner, strict=True) if is_inner]
        at = cheapest(cost, [i[0] for i in tight], [i[1] for i in tight])
        paid = [p for p, (_, _, weight) in zip(at, tight, strict=True) if cost[p] < weight]
        for p in paid:
            cut[p] = True
        if not paid:
            break
    return cut


def order_of(sequences, core) -> float:
    """Give the mean over pairs of core labels of |2 P(a first) - 1|, less what it is by chance."""
    firmness = []
    for a, b in combinations(core, 2):
        both = [s for s in sequences if a in s and b in s]
        if len(both) >= 3:
            n = len(both)
            firm = abs(2 * sum(s.index(a) < s.index(b) for s in both) / n - 1)
            chance = math.sqrt(2 / (math.pi * n))
            firmness.append((firm - chance) / (1 - chance))
    return sum(firmness) / len(firmness) if firmness else 0.0


def sequential_bits(contexts, symbols, cells) -> float:
    """Send symbols one by one, each coded by what came before it in its context (1/cells seen beforehand)."""
    seen, bits = defaultdict(Counter), 0.0
    for context, symbol in zip(contexts, symbols, strict=True):
        before = seen[context]
        bits -= math.log2((before[symbol] + 1 / cells) / (before.total() + 1))
        before[symbol] += 1
    return bits


def reference_bits(sequences, alpha) -> float:
    """Send which known sequence each is, or that it is a new one (Chinese restaurant), one by one."""
    seen, bits = Counter(), 0.0
    for n, sequence in enumerate(sequences):
        bits -= math.log2((seen[sequence] or alpha) / (alpha + n))
        seen[sequence] += 1
    return bits


def bag_bits(bags, n_labels) -> float:
    """Send which labels are used, then bag by bag how often each is held; beyond 3 as goes-on or stops."""
    used = sorted(set().union(*bags))
    bits = math.log2(math.comb(n_labels, len(used)))
    for label in used:
        counts = [bag[label] for bag in bags]
        bits += sequential_bits([0] * len(counts), [min(c, 3) for c in counts], 4)
        goes_on, stops = 0.5, 0.5
        for count in (c for c in counts if c >= 3):
            for _ in range(count - 3):
                bits -= math.log2(goes_on / (goes_on + stops))
                goes_on += 1
            bits -= math.log2(stops / (goes_on + stops))
            stops += 1
    return bits


def order_bits(segments, groups) -> float:
    """Send each next label out of those left in its bag: by what followed elsewhere, and by its usual place."""
    follows, places, segments_at = Counter(), defaultdict(list), list(zip(segments, groups, strict=True))
    for labels, group in segments_at:
        for i, label in enumerate(labels):
            follows[group, labels[i - 1] if i else None, label] += 1
            places[group, label].append((i + 0.5) / len(labels))
    mean = {key: round(sum(p) / len(p), 9) for key, p in places.items()}

    def pair_weight(key, less=0) -> float:
        return max(follows[key] - less, 0) + description.PAIR_FLOOR

    mixed = []
    for share in (0.15, 0.5, 0.85):
        bits = 0.0
        for labels, group in segments_at:
            for i, label in enumerate(labels):
                left, before = labels[i:], labels[i - 1] if i else None
                weights = [pair_weight((group, before, x), less=x == label) for x in left]
                succession = sum(w for w, x in zip(weights, left, strict=True) if x == label) / sum(weights)
                rank = sum(mean[group, x] < mean[group, label] for x in left if x != label)
                t = description.MALLOWS
                bits -= math.log2(share * succession + (1 - share) * t**rank * (1 - t) / (1 - t ** len(left)))
        mixed.append(bits)
    return min(mixed) + 3.0 * len(mean)


def background_margin(i, texts, groups, labels) -> float:
    """Give how much dearer (nats) the other segments of its group tell what a segment holds, than label by label."""
    letters = "".join(texts)
    n = len(letters) + 0.5 * len(labels)
    alone = sum(-math.log((letters.count(x) + 0.5) / n) for x in texts[i])
    others = [t for j, t in enumerate(texts) if j != i and groups[j] == groups[i]]
    told = 0.5 * math.lgamma(len(texts[i]) + 1)
    for label in labels:
        usual = (sum(label in t for t in texts) + 0.1) / (len(texts) + 0.2)
        share = (sum(label in t for t in others) + description.OWN_KIND * usual) / (len(others) + description.OWN_KIND)
        told -= math.log(share if label in texts[i] else 1 - share)
    return told - alone - 1.0


class Decoder:
    """What the telling of a stream as executions and background costs, event by event."""

    def __init__(self, stream, found, models) -> None:
        self._stream, self._models, self._span = stream, models, found.span
        held = list(zip(found.left.tolist(), found.right.tolist(), found.weight.tolist(), strict=True))
        self._conflicts = {
            b: sorted((c for c in held if c[1] == b), key=lambda c: -c[0])[:CONFLICTS_PER_EVENT]
            for b in range(len(stream))
        }

    def background(self, event) -> float:
        """Give the cost of an event on its own."""
        return float(self._models.background[self._stream.label[event]])

    def execution(self, a, b, k) -> float:
        """Give the cost of events a .. b as one execution of routine k."""
        stream, models = self._stream, self._models
        label = stream.label.tolist()
        cost = float(models.begin[label[a], k]) + float(self._span[a])
        if not stream.start[a]:
            cost += float(models.cut[label[a], stream.pause[a]])
        for event in range(a + 1, b + 1):
            nth = min(label[a : event + 1].count(label[event]), MOST_COUNT)
            cost += float(models.more[label[event], nth, k])
            cost += float(models.follow[models.pair[label[event - 1], label[event]], k])
            cost += sum(weight for left, _, weight in self._conflicts[event] if left >= a)
        return cost

    def least(self) -> float:
        """Give the least cost of the whole stream, by trying every execution that could end at each event."""
        starts = np.flatnonzero(self._stream.start)
        session = np.searchsorted(starts, np.arange(len(self._stream)), "right") - 1
        best = [0.0]
        for b in range(len(self._stream)):
            options = [best[b] + self.background(b)]
            for a in range(max(int(starts[session[b]]), b + 1 - self._models.longest), b + 1):
                options += [best[a] + self.execution(a, b, k) for k in range(self._models.n_routines)]
            best.append(min(options))
        return best[-1]

    def cost_of(self, decoded) -> float:
        """Give the cost of a decoded stream."""
        total = 0.0
        bounds = [*np.flatnonzero(decoded.cut).tolist(), len(self._stream)]
        for a, after in pairwise(bounds):
            kinds = set(decoded.routine[a:after].tolist())
            if kinds == {-1}:
                total += sum(self.background(event) for event in range(a, after))
            else:
                (k,) = kinds
                total += self.execution(a, after - 1, k)
        return total


def traced(rows, seen, entries, since) -> list[int]:
    """Give for each entry the latest near row of another screen with its rare value, as seen from another row."""
    found = []
    for entry, start in zip(entries, since, strict=True):
        source, looked = -1, 0
        for row in reversed(range(start)):
            same = rows.agent[row] == rows.agent[entry] and rows.key[row] == rows.key[entry]
            if row not in seen or not rows.rare[row] or not same:
                continue
            far = start - row > tracing.MAX_ROWS or rows.second[start] - rows.second[row] > tracing.MAX_SECONDS
            if far or looked == tracing.SCREENS_BACK:
                break
            looked += 1
            if rows.screen[row] != rows.screen[entry]:
                source = row
                break
        found.append(source if rows.rare[entry] else -1)
    return found


def also_shown(rows, seen, entries, sources) -> list[tuple[int, int]]:
    """Give (index of the entry, latest row) of the other screens' fields that showed a traced entry's value."""
    found = []
    for i, (entry, source) in enumerate(zip(entries, sources, strict=True)):
        places, looked = set(), 0
        for row in reversed(range(entry)):
            same = rows.agent[row] == rows.agent[entry] and rows.key[row] == rows.key[entry]
            if source < 0 or row not in seen or not rows.rare[row] or not same:
                continue
            if rows.second[entry] - rows.second[row] > tracing.MAX_SECONDS or looked == 2 * tracing.SCREENS_BACK:
                break
            looked += 1
            place = (rows.screen[row], rows.field[row])
            own = rows.screen[row] == rows.screen[entry]
            if not own and place != (rows.screen[source], rows.field[source]) and place not in places:
                places.add(place)
                found.append((i, row))
    return sorted(found)


def chance_shares(rows, seen, entries, found) -> list[float]:
    """Give for each entry the links that its field pair gets when entries are moved along, over those it has."""
    expected, observed = Counter(), Counter()

    def place(row):
        return int(rows.screen[row]), int(rows.field[row])

    for entry, source in zip(entries, found, strict=True):
        observed[place(source), place(entry)] += source >= 0
        mine = [row for row in range(len(rows.agent)) if rows.agent[row] == rows.agent[entry]]
        n, window = len(mine), min(tracing.MAX_ROWS, len(mine) // 4)
        for i in range(chance.SHIFTS if n >= chance.LEAST_ROWS else 0):
            offset = 2 * window + (n - 4 * window) * (2 * i + 1) // (2 * chance.SHIFTS)
            moved = mine[(mine.index(entry) + offset) % n]
            (hit,) = traced(rows, seen, [entry], [moved])
            if hit >= 0 and mine.index(moved) - mine.index(hit) <= window:
                expected[place(hit), place(entry)] += min(tracing.MAX_ROWS, n) / window / chance.SHIFTS
    pairs = [(place(s), place(e)) if s >= 0 else None for e, s in zip(entries, found, strict=True)]
    return [min(1.0, expected[pair] / observed[pair]) if pair else 0.0 for pair in pairs]


class GroupCode:
    """What segments of one group cost, learnt from its members (strings of labels), told label by label."""

    def __init__(self, members, n_segments, n_groups, labels) -> None:
        self._members, self._labels = members, labels
        self._named = -math.log2((len(members) + 0.5) / (n_segments + 0.5 * (n_groups + 1)))
        self._follows, places = Counter(), defaultdict(list)
        for text in members:
            for i, label in enumerate(text):
                self._follows[text[i - 1] if i else None, label] += 1
                places[label].append((i + 0.5) / len(text))
        self._place = {x: sum(places[x]) / len(places[x]) if places[x] else 0.5 for x in labels}

    def bits(self, text) -> float:
        """Give the bits of a segment: its group, how often it holds each label, and their order."""
        counts = sum(self._count_bits(label, text.count(label)) for label in self._labels)
        return shortest.SEGMENT_BITS + self._named + counts + self._order_bits(text)

    def _count_bits(self, label, count) -> float:
        held = [m.count(label) for m in self._members]
        if not any(held) and not count:
            return 0.0
        bits = -math.log2((sum(min(h, 3) == min(count, 3) for h in held) + 0.25) / (len(held) + 1))
        if not any(held):
            bits += shortest.NEW_LABEL_BITS + math.log2(max(len(self._labels), 2))
        again, stops = sum(max(h - 3, 0) for h in held), sum(h >= 3 for h in held)
        loop = (again + 0.5) / (again + stops + 1)
        return bits - (math.log2(1 - loop) + (count - 3) * math.log2(loop) if count >= 3 else 0.0)

    def _order_bits(self, text) -> float:
        t, share, bits = description.MALLOWS, shortest.PLACE_SHARE, 0.0
        for i, label in enumerate(text):
            left, before = text[i:], text[i - 1] if i else None
            # Without this occurrence: nothing explains itself.
            weights = [
                max(self._follows[before, x] - 1, 0) + description.PAIR_FLOOR
                if x == label
                else self._follows[before, x] + description.PAIR_FLOOR
                for x in left
            ]
            succession = sum(w for w, x in zip(weights, left, strict=True) if x == label) / sum(weights)
            rank = sum((self._place[x], x) < (self._place[label], label) for x in left if x != label)
            bits -= math.log2((1 - share) * succession + share * t**rank * (1 - t) / (1 - t ** len(left)))
        return bits

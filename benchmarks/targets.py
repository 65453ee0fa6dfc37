"""What is aimed at, by log: the figures that a row of the accuracy table is held against."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch

Limit = tuple[str, float]
""">= or <=, and the figure; <= holds for the size of a figure without its sign."""


def _limits(text: str) -> dict[str, Limit]:
    """Read column>=figure and column<=figure, one after the other."""
    found: dict[str, Limit] = {}
    for word in text.split():
        sign = ">=" if ">=" in word else "<="
        column, _, figure = word.partition(sign)
        found[column] = (sign, float(figure))
    return found


_STORY = "spurious<=.03 secs<=.03 worst<=.08 "
_BY_NAME = (
    ("cpn_log[1346]", _limits("f1_80>=.98 jc_found>=.98 jc_true>=.95")),
    ("student_record", _limits("f1_50>=.95 f1_80>=.85")),
    ("sr_rt_plus", _limits("f1_50>=.95 ari>=.9")),
    ("cpn_log?_noise20", _limits("f1_50>=.90 f1_80>=.70 jc_found>=.85")),
    ("cpn_interleaved", _limits("f1_50>=.60")),
    ("cpn_log? noise 40 %", _limits("f1_50>=.72 jc_found>=.70")),
    ("sr_rt_plus alternating, 50 strangers*", _limits("f1_50>=.80")),
    ("sr_rt_plus alternating*", _limits("f1_50>=.97 f1_80>=.80")),
    ("desktop default", _limits(_STORY + "mean_50>=.95 mean_80>=.85 edges>=.95")),
    ("terminal default", _limits(_STORY + "mean_50>=.90 mean_80>=.75 edges>=.95")),
    ("titles default", _limits(_STORY + "mean_50>=.90 mean_80>=.75")),
    ("* values lost 60 %", _limits("mean_50>=.80")),
    ("* no ids", _limits("mean_50>=.85")),
)


def targets_of(name: str) -> dict[str, Limit]:
    """Give the limits of a log by column; none where nothing is aimed at."""
    return next((limits for pattern, limits in _BY_NAME if fnmatch(name, pattern)), {})


def missed(name: str, figures: Mapping[str, float | None]) -> list[str]:
    """Name the columns whose figure misses the log's target, with the target; no figure is a miss too."""
    misses = []
    for column, (sign, limit) in targets_of(name).items():
        figure = figures.get(column)
        right = figure is not None and (figure >= limit if sign == ">=" else abs(figure) <= limit)
        if not right:
            misses.append(f"{column}{sign}{limit:g}")
    return misses

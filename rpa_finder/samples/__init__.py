"""Sample logs with known content: a back office's work, told in several log formats.

make_story tells a story, write_log writes it in one format, write_samples fills
a folder with small logs and their truth, benchmark_story tells a long one.
"""

from __future__ import annotations

from typing import Any

from rpa_finder.samples.dialects import DIALECTS
from rpa_finder.samples.folders import write_samples
from rpa_finder.samples.settings import PRESETS, SEEDS_LOOK, SEEDS_SCORE, StorySettings, benchmark_settings
from rpa_finder.samples.stories import PlantedExecution, Story, make_story
from rpa_finder.samples.truths import describe_truth
from rpa_finder.samples.writers import write_log

__all__ = [
    "DIALECTS",
    "PRESETS",
    "SEEDS_LOOK",
    "SEEDS_SCORE",
    "PlantedExecution",
    "Story",
    "StorySettings",
    "benchmark_settings",
    "benchmark_story",
    "describe_truth",
    "make_story",
    "write_log",
    "write_samples",
]


def benchmark_story(seed: int, events: int = 30_000, **changes: Any) -> Story:
    """Tell a story of about that many events, with settings of StorySettings changed by name."""
    return make_story(benchmark_settings(seed, events, **changes))

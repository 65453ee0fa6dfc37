"""Sample logs with known content: a back office's work, told in several log formats.

make_story tells the story, write_log writes it in one format, write_samples a
folder of small logs with their truth, benchmark_story a log for benchmarks.
"""

from rpa_finder.samples.settings import PRESETS, SEEDS_LOOK, SEEDS_SCORE, StorySettings, benchmark_settings
from rpa_finder.samples.stories import PlantedExecution, Story, make_story

__all__ = [
    "PRESETS",
    "SEEDS_LOOK",
    "SEEDS_SCORE",
    "PlantedExecution",
    "Story",
    "StorySettings",
    "benchmark_settings",
    "make_story",
]

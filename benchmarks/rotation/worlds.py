"""The base world, and the worlds in which a rule that is only tuned to it would fail."""

from __future__ import annotations

import math

from benchmarks.rotation.world import World

BASE = "base"
WORLDS: dict[str, World] = {
    BASE: World(),
    "no decay": World(tau=math.inf, saturation=math.inf),
    "fast decay": World(tau=1.0),
    "viral": World(burst_chance=0.10, burst_shape=1.1),
    "long delay": World(assessment_delay=6.0, confirmation_delay=8.0),
    "junk floods": World(junk_chance=0.05, junk_size=100.0),
    "low traffic": World(traffic=0.3),
    "small pool": World(pool=60, new_per_week=1),
    "large pool": World(pool=1500, new_per_week=10),
    "fixed attention": World(fixed_attention=True),
    "tiny data": World(pool=40, new_per_week=1, weeks=16, traffic=0.3),
    "few useful tips": World(actionable_mean=0.08),
    "categories differ": World(category_sd=0.9),
    "categories alike": World(category_sd=0.0),
    "telling scores": World(scored=0.7, score_correlation=0.5),
    "idle scores": World(scored=0.7, score_correlation=0.0),
    "minimum 1 week": World(minimum_weeks=1),
    "minimum 4 weeks": World(minimum_weeks=4),
    "at most 3 swaps": World(maximum_swaps=3),
    "at most 5 swaps": World(maximum_swaps=5),
    "at most 10 swaps": World(maximum_swaps=10),
}

"""Independent random streams: one for each part of the model and day, so that no part disturbs another."""

from enum import IntEnum

import numpy as np


class Part(IntEnum):
    """The parts of the model; a number, once given, keeps its meaning."""

    ATTENTION = 1
    OBJECTS = 2
    COURSE = 3
    TIPS = 4
    OUTCOMES = 5
    SHARES = 6
    VIEWS = 7
    CATALOGUE = 8
    DECISIONS = 9
    BURSTS = 10
    HOLDS = 11


def stream(seed: int, part: Part, day: int = 0) -> np.random.Generator:
    """The generator of one part on one day: a function of its arguments alone, never of what ran before."""
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=(int(part), day)))

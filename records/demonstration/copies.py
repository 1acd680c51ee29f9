"""Near-identical tips: clusters of the same suggestion, and duplicates of an earlier tip."""

import numpy as np

from records.demonstration.answers import Suggestion
from records.demonstration.clock import Seconds
from records.demonstration.geography import UNKNOWN
from records.demonstration.wear import Flags
from records.demonstration.world import Ints

VARIANT_CHANCE = 0.3  # variants of a suggestion ("that shop", "that brand") are geometric with this chance
MOST_VARIANTS = 9


def variants(rng: np.random.Generator, clustered: Flags) -> Ints:
    """The variant of each clustered tip, from 1; 0 for the others."""
    drawn = np.minimum(rng.geometric(VARIANT_CHANCE, len(clustered)), MOST_VARIANTS)
    return np.where(clustered, drawn, 0)


class Originals:
    """The latest clustered tip of each object so far: what a duplicate repeats. Days come in order."""

    def __init__(self, objects: int) -> None:
        self._variant = np.zeros(objects, dtype=np.int64)
        self._country = np.full(objects, UNKNOWN, dtype=np.int64)
        self._region = np.full(objects, None, dtype=object)
        self._assessed = np.zeros(objects, dtype=np.int64)

    def repeat(
        self, objects: Ints, duplicate: Flags, variant: Ints, said: Suggestion, assessed: Seconds
    ) -> tuple[Ints, Seconds, Flags]:
        """Give each duplicate the suggestion and variant of the tip before it; it is assessed after that one.

        Rows are in order of receipt; `variant` is 0 where a tip belongs to no cluster (as for duplicates).
        Changes `said` in place. Returns variants, instants of assessment, and which rows are duplicates after
        all: one that has nothing to repeat is none.
        """
        parent = _parents(objects, variant)
        variant, assessed = variant.copy(), assessed.copy()
        old = np.flatnonzero(duplicate & (parent < 0) & (self._variant[objects] > 0))
        new = np.flatnonzero(duplicate & (parent >= 0))
        before = objects[old]
        variant[old], said.country[old] = self._variant[before], self._country[before]
        said.region[old] = self._region[before]
        assessed[old] = np.maximum(assessed[old], self._assessed[before])
        self._remember(objects, np.where(duplicate, 0, variant), said, assessed)
        variant[new], said.country[new] = variant[parent[new]], said.country[parent[new]]
        said.region[new] = said.region[parent[new]]
        assessed[new] = np.maximum(assessed[new], assessed[parent[new]])
        return variant, assessed, duplicate & (variant > 0)

    def _remember(self, objects: Ints, variant: Ints, said: Suggestion, assessed: Seconds) -> None:
        rows = np.flatnonzero(variant > 0)  # in order of receipt: the last of an object stays
        self._variant[objects[rows]] = variant[rows]
        self._country[objects[rows]] = said.country[rows]
        self._region[objects[rows]] = said.region[rows]
        self._assessed[objects[rows]] = assessed[rows]


def _parents(objects: Ints, variant: Ints) -> Ints:
    """For each row the last row before it (or itself) of the same object that has a variant; −1 if none."""
    order = np.argsort(objects, kind="stable")
    sorted_objects = objects[order]
    latest = np.maximum.accumulate(np.where(variant[order] > 0, np.arange(len(order)), -1))
    first = np.searchsorted(sorted_objects, sorted_objects, side="left")
    parents = np.full(len(objects), -1)
    parents[order] = np.where(latest >= first, order[latest], -1)
    return parents

"""When objects are identified: as many as were published, by the tips that most probably did it."""

from dataclasses import dataclass

import numpy as np

from records.demonstration.parameters import Parameters
from records.demonstration.streams import Part, stream
from records.demonstration.world import Counts, Floats, Ints, World

SHORTEST = 3  # days from a tip to what it leads to: read, checked, confirmed
TYPICAL = 16.0  # the lag has density ∝ lag·exp(−lag/16): mode 16 days, mean 32
HORIZON = 200  # days; what led to nothing by then will not
BY_OTHER_MEANS = 10  # days on display before investigators find an object themselves


@dataclass(frozen=True)
class Finding:
    """One identified object: the day, thanks to a tip or not (yes, no, unknown), that tip's day (else −1)."""

    object: int
    day: int
    thanks: str
    tip_day: int


class Findings:
    """The identifications of one campaign: how many by the published dates is given, the rest is drawn."""

    def __init__(self, p: Parameters, world: World) -> None:
        rng = stream(p.seed, Part.DECISIONS)
        self._world = world
        self._due = [(int(day), thanks) for day, thanks in zip(_days(p, rng), _thanks(p, rng), strict=True)]
        self._lag = np.arange(p.days, dtype=float)
        self._lag = np.where(self._lag >= SHORTEST, self._lag * np.exp(-self._lag / TYPICAL), 0.0)
        self.found = np.full(len(world), p.days, dtype=np.int64)  # day of identification, `days` if never
        self.list: list[Finding] = []

    def pass_day(self, rng: np.random.Generator, day: int, actionable: Counts, first_shown: Ints) -> None:
        """Settle what is due; what no object can satisfy yet waits for the next day."""
        waiting = []
        for due, thanks in self._due:
            if due > day or not self._settle(rng, day, thanks, actionable, first_shown):
                waiting.append((due, thanks))
        self._due = waiting

    def _settle(
        self, rng: np.random.Generator, day: int, thanks: str, actionable: Counts, first_shown: Ints
    ) -> bool:
        open_, first = self.found > day, max(0, day - HORIZON)
        ripeness = self._lag[day - np.arange(first, day)][:, None] * actionable[first:day]
        if thanks == "yes":
            weight = np.where(open_, self._world.conversion * ripeness.sum(axis=0), 0.0)
        else:
            weight = np.where(
                open_ & (first_shown <= day - BY_OTHER_MEANS), self._world.conversion + 0.05, 0.0
            )
        if weight.sum() <= 0:
            return False
        chosen = _draw(rng, weight)
        tip_day = first + _draw(rng, ripeness[:, chosen]) if thanks == "yes" else -1
        self.found[chosen] = day
        self.list.append(Finding(chosen, day, thanks, tip_day))
        return True


def _draw(rng: np.random.Generator, weight: Floats) -> int:
    cumulative = np.cumsum(weight)
    return int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))


def _days(p: Parameters, rng: np.random.Generator) -> Ints:
    """Days of identification: uniform between the published dates, as many as were published.

    The week before a published date stays free, for those that have to wait for an object that fits.
    """
    days, start, before = [], p.first_identification, 0
    for end, count in p.identified:
        last = p.days if end >= p.days else max(start + 1, end - 7)
        days.append(np.sort(rng.integers(start, last, count - before)))
        start, before = end, count
    return np.concatenate(days)


def _thanks(p: Parameters, rng: np.random.Generator) -> list[str]:
    total = p.identified[-1][1]
    owed = total - p.not_by_tip - p.attribution_unknown
    words = ["yes"] * owed + ["no"] * p.not_by_tip + ["unknown"] * p.attribution_unknown
    return [words[n] for n in rng.permutation(total)]

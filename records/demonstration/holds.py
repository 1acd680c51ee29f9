"""Investigators' holds: a few objects that must stay, or must not be shown."""

from dataclasses import dataclass

import numpy as np

from records.demonstration import reasons
from records.demonstration.clock import Clock
from records.demonstration.parameters import Parameters
from records.demonstration.wear import Flags
from records.demonstration.world import Ints

INVESTIGATOR = "Simulated investigator A"
# (share of the campaign that has passed, kind, days it lasts)
PLANNED = (
    (0.20, "keep", 24),
    (0.30, "withhold", 60),
    (0.48, "withhold", 45),
    (0.60, "keep", 21),
    (0.85, "withhold", 120),
    (0.95, "keep", 40),
    (0.97, "withhold", 60),
)


@dataclass(frozen=True)
class Hold:
    """One hold: an object, keep or withhold, and the instants from and until when (None: open)."""

    object: int
    kind: str
    since: int
    until: int | None
    by: str
    reason: str


class Holds:
    """The holds of one campaign; `kept` and `withheld` say whom they bind today."""

    def __init__(self, p: Parameters, clock: Clock) -> None:
        self._clock = clock
        self._planned = {round(share * p.days): (kind, days) for share, kind, days in PLANNED}
        self._ends: dict[str, Ints] = {
            kind: np.full(p.objects, -1, np.int64) for kind in ("keep", "withhold")
        }
        self._day = 0
        self.list: list[Hold] = []

    @property
    def kept(self) -> Flags:
        """Objects that must stay on display."""
        return np.asarray(self._ends["keep"] > self._day)

    @property
    def withheld(self) -> Flags:
        """Objects that must not be shown."""
        return np.asarray(self._ends["withhold"] > self._day)

    def start_day(self, day: int) -> None:
        """Let holds that end today end."""
        self._day = day

    def place(self, rng: np.random.Generator, day: int, on_display: Flags, resting: Flags) -> None:
        """Put the hold that is planned for this day, if there is one, on an object it makes sense for."""
        kind, days = self._planned.get(day, ("", None))
        choices = np.flatnonzero(on_display if kind == "keep" else resting)
        if not kind or not len(choices):
            return
        chosen = int(rng.choice(choices))
        number = sum(hold.kind == kind for hold in self.list)
        reason = reasons.HOLDS[kind][number % len(reasons.HOLDS[kind])]
        self.add(chosen, kind, self._clock.at(day, 15, 30), day, days, reason, INVESTIGATOR)

    def add(
        self, object_: int, kind: str, since: int, day: int, days: int | None, reason: str, by: str
    ) -> None:
        """Record a hold of `days` days (None: open) from the instant `since` on."""
        until = None if days is None else since + days * 86_400
        self._ends[kind][object_] = np.iinfo(np.int64).max if days is None else day + days + 1
        self.list.append(Hold(object_, kind, since, until, by, reason))

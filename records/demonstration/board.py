"""The simulated board: which object is in which place, since when, and the history that leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from records.demonstration.wear import Flags
from records.demonstration.world import Ints

EMPTY = -1
NEVER = 1 << 30  # a day that does not come


@dataclass
class Display:
    """One stay of an object in a place; instants in seconds since 1970, `until` None while it lasts.

    `rotation`: number of the rotation that showed it; None where it returned because one was undone.
    """

    object: int
    slot: int
    since: int
    until: int | None
    rotation: int | None
    propensity: float
    reason: str
    by: str


@dataclass(frozen=True)
class Recommendation:
    """What was done with one object of a rotation; `override` says why, where that was not the advice."""

    object: int
    action: str
    slot: int | None
    probability: float
    low: float
    high: float
    index: float
    reason: str
    propensity: float
    override: str | None = None


@dataclass
class Rotation:
    """One change of the board; `number` counts from 1, `at` is the instant of publication.

    `before`: the object in each place (EMPTY: none) when it was planned.
    """

    number: int
    at: int
    by: str
    approved_by: str
    reason: str
    before: Sequence[int]
    recommendations: list[Recommendation] = field(default_factory=list)
    undone_at: int | None = None
    undone_by: str | None = None


class Board:
    """The places and every display so far. Day arrays have one entry an object, NEVER where there is no day.

    `first_shown`: of the first display; `since`, `off`: when the last display began and ended.
    """

    def __init__(self, slots: int, objects: int) -> None:
        self.places = [EMPTY] * slots
        self.displays: list[Display] = []
        self.first_shown: Ints = np.full(objects, NEVER, dtype=np.int64)
        self.since: Ints = np.full(objects, NEVER, dtype=np.int64)
        self.off: Ints = np.full(objects, NEVER, dtype=np.int64)
        self._open: dict[int, Display] = {}
        self._starts: dict[int, dict[int, int]] = {}  # by day and object: when a display began

    def shown(self) -> list[int]:
        """The objects on display, by place."""
        return [o for o in self.places if o != EMPTY]

    def on_display(self) -> Flags:
        """Which objects are on display."""
        flags = np.zeros(len(self.since), dtype=bool)
        flags[self.shown()] = True
        return flags

    def free(self) -> list[int]:
        """Places without an object, counted from 1."""
        return [n for n, o in enumerate(self.places, start=1) if o == EMPTY]

    def place_of(self, object_: int) -> int:
        """The place (from 1) of an object on display."""
        return self.places.index(object_) + 1

    def days_off(self, day: int) -> Ints:
        """Days since each object last left the board; NEVER for those that did not."""
        return np.where(self.off < NEVER, day - self.off, NEVER)

    def shown_from(self, day: int) -> Ints:
        """For each object whose display began on this day, when it did (seconds); 0 for the others."""
        starts = np.zeros(len(self.since), dtype=np.int64)
        for object_, at in self._starts.get(day, {}).items():
            starts[object_] = at
        return starts

    def show(self, day: int, display: Display) -> None:
        """Open a display in an empty place."""
        self._put(display)
        self.first_shown[display.object] = min(self.first_shown[display.object], day)
        self.since[display.object] = day
        self._starts.setdefault(day, {})[display.object] = display.since

    def remove(self, day: int, object_: int, at: int) -> None:
        """Close an object's display; its place is empty afterwards."""
        self._take(object_, at)
        self.off[object_] = day

    def undo(
        self, day: int, taken: Sequence[int], back: Sequence[Display], before: tuple[Ints, Ints]
    ) -> None:
        """Take off what a rotation has just shown, and show again what it removed.

        `before`: `since` and `off` as they were before that rotation: nobody counts two hours.
        """
        for object_ in taken:
            self._take(object_, back[0].since)
            del self._starts[day][object_]
        for display in back:
            self._put(display)
        self.since, self.off = before

    def _put(self, display: Display) -> None:
        assert self.places[display.slot - 1] == EMPTY
        assert display.object not in self._open
        self.places[display.slot - 1] = display.object
        self._open[display.object] = display
        self.displays.append(display)

    def _take(self, object_: int, at: int) -> None:
        display = self._open.pop(object_)
        display.until = at
        self.places[display.slot - 1] = EMPTY

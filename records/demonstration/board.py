"""The simulated board: which object is in which place, and the history that leaves behind."""

from dataclasses import dataclass, field

EMPTY = -1


@dataclass
class Display:
    """One stay of an object in a place; instants in seconds since 1970, `until` None while it lasts."""

    object: int
    slot: int
    since: int
    until: int | None
    rotation: int
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
    """One change of the board; `number` counts from 1, `at` is the instant of publication."""

    number: int
    at: int
    by: str
    approved_by: str
    reason: str
    recommendations: list[Recommendation] = field(default_factory=list)
    undone_at: int | None = None
    undone_by: str | None = None


class Board:
    """The places and every display so far."""

    def __init__(self, slots: int) -> None:
        self.places = [EMPTY] * slots
        self.displays: list[Display] = []
        self._open: dict[int, Display] = {}

    def shown(self) -> list[int]:
        """The objects on display, by place."""
        return [o for o in self.places if o != EMPTY]

    def free(self) -> list[int]:
        """Places without an object, counted from 1."""
        return [n for n, o in enumerate(self.places, start=1) if o == EMPTY]

    def place_of(self, object_: int) -> int:
        """The place (from 1) of an object on display."""
        return self.places.index(object_) + 1

    def show(self, display: Display) -> None:
        """Open a display in an empty place."""
        assert self.places[display.slot - 1] == EMPTY
        assert display.object not in self._open
        self.places[display.slot - 1] = display.object
        self._open[display.object] = display
        self.displays.append(display)

    def remove(self, object_: int, at: int) -> Display:
        """Close an object's display; its place is empty afterwards."""
        display = self._open.pop(object_)
        display.until = at
        self.places[display.slot - 1] = EMPTY
        return display

"""The rules of a rotation, the board they apply to, and what a plan decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Rules:
    """Rules of one rotation. Weeks, places and numbers of objects; None = no limit.

    `calibration` multiplies every hazard that is shown (analysis.calibration.factor); 1 leaves it alone.
    """

    slots: int = 20
    minimum_weeks: float = 2
    maximum_swaps: int | None = None
    category_cap: int | None = 6
    agency_cap: int | None = 8
    random_slots: int = 0
    seed: int = 0
    calibration: float = 1.0

    def __post_init__(self) -> None:
        for name in ("slots", "minimum_weeks", "maximum_swaps", "category_cap", "agency_cap", "random_slots"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise ValueError(f"Rules.{name} must not be negative; it is {value}.")
        if not self.calibration > 0:
            raise ValueError(f"Rules.calibration must be above 0; it is {self.calibration}.")


class Cause(StrEnum):
    """Why an object keeps, leaves, takes or does without a place."""

    WITHHELD = "withheld"
    INELIGIBLE = "ineligible"
    NO_PLACE = "no place"
    HELD = "held"
    MINIMUM = "minimum"
    CAP = "cap"
    RANDOM = "random"
    RANK = "rank"


@dataclass(frozen=True)
class Board:
    """The objects in the order of their ids, which settles ties. Codes are −1 where the cap has no say."""

    category: Sequence[int]
    agency: Sequence[int]
    displayed: Sequence[bool]
    slot: Sequence[int]
    weeks: Sequence[float]
    hold: Sequence[str]
    eligible: Sequence[bool]
    rank: Sequence[float]


@dataclass
class Decision:
    """Rows of the board by what happens to them; `place` gives the slot of every row on the next board."""

    place: dict[int, int] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    cause: dict[int, Cause] = field(default_factory=dict)
    instead_of: dict[int, int] = field(default_factory=dict)
    random_pool: list[int] = field(default_factory=list)
    random_wanted: int = 0
    random_drawn: int = 0

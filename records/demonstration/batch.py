"""What a day's tips are made of and depend on."""

from dataclasses import dataclass

from records.demonstration.clock import Clock, Seconds
from records.demonstration.course import Course
from records.demonstration.geography import Codes, Geography
from records.demonstration.parameters import Parameters
from records.demonstration.towns import Towns
from records.demonstration.wear import Flags
from records.demonstration.world import Ints, World

NEVER_FOUND = 1 << 60  # seconds; an object that is not identified


@dataclass(frozen=True)
class Model:
    """All that a day's tips depend on. `identified_at`: seconds per object; `object_ids`: their names."""

    p: Parameters
    clock: Clock
    geo: Geography
    towns: Towns
    world: World
    course: Course
    identified_at: Seconds
    object_ids: Codes


@dataclass(frozen=True)
class Finding:
    """Per tip: the instant its object is identified (NEVER_FOUND), and whether this tip does it."""

    at: Seconds
    mine: Flags


@dataclass(frozen=True)
class Received:
    """One day's tips in order of receipt: object, whether actionable, when, and what they led to."""

    objects: Ints
    actionable: Flags
    at: Seconds
    finding: Finding

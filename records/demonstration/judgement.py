"""How long tips wait, and what assessors and investigators make of them."""

from dataclasses import dataclass

import numpy as np

from records.demonstration.batch import Finding
from records.demonstration.clock import Clock, Seconds
from records.demonstration.geography import Codes
from records.demonstration.parameters import Parameters
from records.demonstration.wear import Flags
from records.demonstration.world import Ints

DAY = 86_400
SPAM_HASTE = 0.4  # spam is seen at a glance: its delay is this part of the others'


@dataclass(frozen=True)
class Assessed:
    """Per tip: the last assessment's instant, and the first's where there were two (else 0 and "").

    Instants after the campaign's end mean "still pending".
    """

    at: Seconds
    first_at: Seconds
    first: Codes


def delays(rng: np.random.Generator, p: Parameters, clock: Clock, received: Seconds, spam: Flags) -> Seconds:
    """When each tip is assessed: after a geometric number of weeks and a uniform rest, in office hours."""
    n = len(received)
    weeks = rng.geometric(1 / (1 + p.assessment_weeks), n) - 1
    days = np.minimum(7 * weeks + rng.uniform(0, 7, n), p.assessment_limit - rng.uniform(0, 2, n))
    days = np.where(spam, days * SPAM_HASTE, days)
    return clock.office_hours(rng, received + (days * DAY).astype(np.int64))


def in_time(rng: np.random.Generator, assessed: Seconds, received: Seconds, finding: Finding) -> Seconds:
    """The tips that lead to an identification are assessed well before it."""
    share = rng.uniform(0.25, 0.6, len(received))
    latest = (
        received + ((finding.at - received) * np.where(finding.mine, share, 0.0)).astype(np.int64) // 60 * 60
    )
    return np.where(finding.mine & (assessed > latest), latest, assessed)


def again(
    rng: np.random.Generator, p: Parameters, clock: Clock, assessed: Seconds, kind: Codes, finding: Finding
) -> Assessed:
    """A few tips are assessed a second time, and differently."""
    n = len(assessed)
    later = clock.office_hours(rng, assessed + (rng.uniform(1, 14, n) * DAY).astype(np.int64))
    twice = (rng.random(n) < p.reassessed) & ~finding.mine & (later <= clock.end())
    first = np.where(kind == "actionable", "unusable", "actionable")
    return Assessed(
        at=np.where(twice, later, assessed),
        first_at=np.where(twice, assessed, 0),
        first=np.where(twice, first, "").astype(object),
    )


def investigate(
    rng: np.random.Generator,
    p: Parameters,
    clock: Clock,
    assessed: Seconds,
    actionable: Flags,
    finding: Finding,
) -> tuple[Codes, Seconds]:
    """Each tip's investigation and its end (0: none): 1 + geometric weeks on, or when another settles it."""
    n, end = len(assessed), clock.end()
    weeks = 1 + rng.geometric(1 / p.confirmation_weeks, n)
    finished = clock.office_hours(
        rng, assessed + (weeks * 7 * DAY + rng.uniform(-3, 3, n) * DAY).astype(np.int64)
    )
    settled = clock.office_hours(
        rng, np.minimum(finding.at, end) + (rng.uniform(0.2, 4, n) * DAY).astype(np.int64)
    )
    begun = actionable & (assessed < finding.at) & (assessed + 2 * DAY < end)
    closed = np.where(finding.at < finished, settled, finished)
    closed = np.where(finding.mine, finding.at - rng.integers(1, 4, n) * 1800, closed)
    over = begun & (closed <= end) | finding.mine
    word = np.where(over, np.where(finding.mine, "identified", "no_lead"), np.where(begun, "open", "none"))
    return word.astype(object), np.where(over, closed, 0)


def first_of_each(objects: Ints, wanted: Flags, candidates: Flags) -> Flags:
    """Marks, for each object of `wanted` (one entry an object), its first row among the candidates."""
    rows = np.flatnonzero(candidates & wanted[objects])
    marks = np.zeros(len(objects), dtype=bool)
    marks[rows[np.unique(objects[rows], return_index=True)[1]]] = True
    return marks

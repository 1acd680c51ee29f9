"""The year, day by day: who is on display, how many tips each object gets, and when it is identified."""

from dataclasses import dataclass

import numpy as np

from records.demonstration.advice import look
from records.demonstration.analysts import Analysts
from records.demonstration.attention import Attention
from records.demonstration.clock import Clock
from records.demonstration.findings import Finding, Findings
from records.demonstration.parameters import Parameters
from records.demonstration.planning import Caps
from records.demonstration.streams import Part, stream
from records.demonstration.wear import Flags, Wear
from records.demonstration.world import Counts, Floats, Ints, Singles, World


@dataclass(frozen=True)
class Course:
    """What happened. Matrices have a row a day and a column an object.

    `actionable`, `other`: tips received, by what they will turn out to be. `appeal`: relative chance that a
    visitor's interest goes to the object (0 off display), bursts left out; `burst`: B of that day.
    """

    actionable: Counts
    other: Counts
    appeal: Singles
    burst: Singles
    analysts: Analysts
    findings: tuple[Finding, ...]


def run(p: Parameters, clock: Clock, world: World, attention: Attention, caps: Caps) -> Course:
    """Walk through the campaign once. Memory: five matrices of days × objects, 4 bytes a cell."""
    shape = (p.days, len(world))
    actionable, other = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    appeal, burst, exposure = (np.zeros(shape, np.float32) for _ in range(3))
    wear, findings = Wear(p, world), Findings(p, world)
    analysts = Analysts(p, clock, caps, attention.change_days)
    for day in range(p.days):
        rng = stream(p.seed, Part.COURSE, day)
        if day % 7 == 0:
            wear.start_week(rng)
        if analysts.due(day):
            tips = (actionable, other)
            analysts.work(look(p, day, wear, findings.found, world.score, tips, exposure))
        board, interest = analysts.board, wear.interest()
        shown = board.on_display()
        drawn = interest * (1 + wear.burst) ** p.burst_to_tips
        shares = _shares(p, board.days_off(day), shown, board.first_shown <= day)
        expected = attention.tips[day]
        actionable[day] = rng.poisson(expected * p.actionable * _spread(world.actionable * drawn, shares))
        other[day] = rng.poisson(expected * (1 - p.actionable) * _spread(world.popularity * drawn, shares))
        findings.pass_day(rng, day, actionable, board.first_shown)
        appeal[day], burst[day] = np.where(shown, (world.popularity * interest, wear.burst), 0.0)
        exposure[day] = np.where(shown, attention.traffic[day] / 7 * drawn, 0.0)
        wear.pass_day(shown, attention.traffic[day])
        analysts.end_day(day)
    return Course(actionable, other, appeal, burst, analysts, tuple(findings.list))


def _shares(
    p: Parameters, days_off: Ints, shown: Flags, published: Flags
) -> tuple[tuple[float, Floats], ...]:
    """How a day's tips divide: (share of all, weight of each object) for on display, grace, and outside."""
    grace = np.where(~shown & published & (days_off < p.grace_days), np.exp(-days_off / 5.0), 0.0)
    outside = np.where(~shown & published & (days_off >= p.grace_days), np.exp(-days_off / 90.0), 0.0)
    late = [(p.grace_share, grace), (p.outside_share, outside)]
    late = [(share, weight) for share, weight in late if weight.any()]
    return ((1 - sum(share for share, _ in late), shown.astype(float)), *late)


def _spread(rate: Floats, shares: tuple[tuple[float, Floats], ...]) -> Floats:
    """The chance that a tip is about each object; sums to 1."""
    total = np.zeros(len(rate))
    for share, weight in shares:
        part = rate * weight
        total += share * part / part.sum()
    return total

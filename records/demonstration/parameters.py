"""Every number of the simulated campaign, in one place; docs/demonstration.md says where each comes from."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

NAME = "Trace an Object (simulated)"
TIMEZONE = "Europe/Amsterdam"
MODEL_VERSION = "demonstration-1"
LAUNCH_KEPT = 0.2  # of the launch's rush at scales M and L


@dataclass(frozen=True)
class Parameters:
    """One simulated campaign: who it is (seed, scale, until), how large, and the laws it follows.

    Times are in days unless a name says weeks; shares are fractions of one. The totals of scale S are the
    published figures of the real campaign's first year; the other scales keep its proportions.
    """

    seed: int
    scale: str
    until: date

    # How large.
    days: int = 365
    slots: int = 20
    published: int = 119
    waiting: int = 8  # further objects, ready but never shown
    cases: int = 86  # of the published objects
    agencies: int = 8
    tips: int = 21_000
    clicks: int = 33_000
    completed_shares: int = 3_300  # share dialogs that reported completion, on top of the clicks
    views: int = 1_200_000
    countries: int = 130  # how many countries anything comes from

    # When the tips came: (day, share of all tips received before its end); the published points of year one.
    arrivals: tuple[tuple[int, float], ...] = (
        (1, 4_500 / 21_000),
        (12, 0.48),  # "more than 10 000"
        (92, 14_300 / 21_000),
        (273, 18_300 / 21_000),
        (365, 1.0),
    )
    launch_half_life: float = 3.5
    second_wave: float = 0.05  # the slow part of the launch, relative to its first day …
    second_half_life: float = 22.0  # … and its half-life
    base_level: float = 0.009  # an ordinary day, relative to the first
    change_bump: float = 0.6  # extra interest on the day new objects appear, halving every two days
    traffic_ar: float = 0.18
    traffic_sd: float = 0.22
    season: float = 0.25
    weekend: float = 0.8
    small_press_weekly: float = 0.10
    press_days: tuple[int, ...] = (97, 188, 296, 349)
    press_size: tuple[float, ...] = (7.0, 5.0, 4.0, 2.6)
    press_half_life: float = 3.0

    # What an object is.
    popularity_sd: float = 1.0  # log scale, all tips
    actionable_sd: float = 1.3  # log scale, actionable tips
    correlation: float = 0.35
    solvable: float = 0.85
    conversion: tuple[float, float] = (2.0, 6.0)
    novelty_floor: float = 0.12
    novelty_weeks: float = 3.0  # median of τ …
    novelty_sd: float = 0.4  # … and its log sd
    recovery_weeks: float = 8.0
    recovering: float = 0.7
    saturation_weeks: float = 20.0
    traffic_cap: float = 3.0  # a launch crowd is many people, not one person many times
    burst_weekly: float = 0.03
    burst_shape: float = 1.5
    burst_cap: float = 40.0
    burst_to_tips: float = 0.6

    # What becomes of a tip.
    actionable: float = 0.09
    spam: float = 0.034
    duplicate: float = 0.065
    unlocated: float = 0.055
    grace_share: float = 0.05  # of a later day's tips: objects off display for less than the grace period
    outside_share: float = 0.035  # … and for longer
    grace_days: int = 14
    assessment_weeks: float = 2.0  # mean of the geometric delay; the rest of the week is uniform
    assessment_limit: int = 39  # nothing waits longer, weekends aside
    confirmation_weeks: float = 4.0  # mean of the geometric part, after one week
    reassessed: float = 0.012
    clustered: float = 0.35
    names_place: tuple[float, float] = (0.86, 0.24)  # actionable, other
    knows: tuple[float, float] = (0.55, 0.3)  # median chance to know the country: actionable, other
    contested: float = 0.12

    # What the tips led to.
    identified: tuple[tuple[int, int], ...] = ((273, 70), (365, 79))
    located: tuple[tuple[int, int], ...] = ((273, 25), (365, 32))
    first_identification: int = 9
    not_by_tip: int = 6  # of the identified
    attribution_unknown: int = 6
    located_by_tip: tuple[int, int] = (27, 29)
    resolution_weeks: float = 0.8
    children: tuple[int, int] = (8, 10)
    child_cases: int = 7
    offender_cases: int = 8
    prosecuted: tuple[int, int] = (1, 2)

    # How the simulated analysts rotate.
    first_change: int = 14
    first_change_new: int = 10
    period: int = 14
    swaps: int = 6
    random_slots: int = 1
    minimum_weeks: float = 2.0
    category_cap: int = 6
    agency_cap: int = 8
    rest_weeks: float = 6.0
    withdrawal_day: int = 163
    undone_day: int = 220

    @property
    def objects(self) -> int:
        """Objects in the catalogue."""
        return self.published + self.waiting

    @property
    def launched_on(self) -> date:
        """First local day; `until` is the last, both included."""
        return self.until - timedelta(days=self.days - 1)


def parameters(seed: int, scale: str, until: date) -> Parameters:
    """The parameters of one campaign at scale S, M or L (M and L are for tests of speed, not of sense)."""
    small = Parameters(seed=seed, scale=scale, until=until)
    if scale == "S":
        return small
    tips, clicks = {"M": (1_000_000, 20_000_000), "L": (10_000_000, 100_000_000)}[scale]
    return grown(small, objects=2_000, days=730, slots=200, tips=tips, clicks=clicks, countries=200)


def _even(share: float, time: float) -> float:
    """A cumulative share with most of the launch's rush taken out: days are loaded whole, and must fit."""
    return LAUNCH_KEPT * share + (1 - LAUNCH_KEPT) * time


def grown(
    small: Parameters, *, objects: int, days: int, slots: int, tips: int, clicks: int, countries: int
) -> Parameters:
    """`small` stretched to another size: published points keep their share of time and of total."""
    size, time = objects / small.objects, days / small.days
    published = objects - round(small.waiting * size)

    def at(day: int) -> int:
        return max(1, round(day * time))

    def stretched(points: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((at(day), round(count * size)) for day, count in points)

    def both(bounds: tuple[int, int]) -> tuple[int, int]:
        return round(bounds[0] * size), round(bounds[1] * size)

    wide = max(1.0, slots / small.slots)
    return replace(
        small,
        days=days,
        slots=slots,
        published=published,
        waiting=objects - published,
        cases=round(small.cases * size),
        tips=tips,
        clicks=clicks,
        completed_shares=0,
        countries=countries,
        arrivals=tuple((at(day), _even(share, day / small.days)) for day, share in small.arrivals),
        press_days=tuple(at(day) for day in small.press_days),
        identified=stretched(small.identified),
        located=stretched(small.located),
        not_by_tip=round(small.not_by_tip * size),
        attribution_unknown=round(small.attribution_unknown * size),
        located_by_tip=both(small.located_by_tip),
        children=both(small.children),
        child_cases=round(small.child_cases * size),
        offender_cases=round(small.offender_cases * size),
        prosecuted=both(small.prosecuted),
        first_change_new=slots // 2,
        swaps=round(small.swaps * wide),
        category_cap=round(small.category_cap * wide),
        agency_cap=round(small.agency_cap * wide),
        withdrawal_day=at(small.withdrawal_day),
        undone_day=at(small.undone_day),
    )

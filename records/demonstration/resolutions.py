"""Which identified objects lead to a place, and which turn out to be sold too widely."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from records.demonstration.findings import Finding
from records.demonstration.parameters import Parameters
from records.demonstration.world import World


@dataclass(frozen=True)
class Resolution:
    """How an identified object ended, and on which day: located, or its trail eliminated."""

    finding: Finding
    day: int
    located: bool


def resolve(
    p: Parameters, rng: np.random.Generator, findings: Sequence[Finding], world: World
) -> list[Resolution]:
    """The resolutions within the campaign. As many objects are located by the published dates as were; which,
    is drawn: those sold less widely more often. The others' trails are eliminated.
    """
    days = [f.day + 1 + int(rng.exponential(7 * p.resolution_weeks)) for f in findings]
    ease = rng.gumbel(size=len(findings)) - world.breadth[[f.object for f in findings]]
    total = p.located[-1][1]
    missing = total - int(
        rng.integers(p.located_by_tip[0], p.located_by_tip[1] + 1)
    )  # located, but not by a tip
    located: set[int] = set()
    for start, end, count in reversed(_windows(p)):
        ranked = sorted((n for n, day in enumerate(days) if start <= day < end), key=lambda n: (-ease[n], n))
        other = [n for n in ranked if findings[n].thanks != "yes"][
            : missing if start == 0 else min(missing, 1)
        ]
        owed = [n for n in ranked if findings[n].thanks == "yes"]
        rest = [n for n in ranked if findings[n].thanks != "yes" and n not in other]
        chosen = [*other, *owed, *rest][:count]
        located |= set(chosen)
        missing -= sum(findings[n].thanks != "yes" for n in chosen)
    return [
        Resolution(finding, day, n in located)
        for n, (finding, day) in enumerate(zip(findings, days, strict=True))
        if day < p.days
    ]


def _windows(p: Parameters) -> list[tuple[int, int, int]]:
    """Days from and to (half-open) between the published dates, and how many objects were located in them."""
    ends = [0, *(min(end, p.days) for end, _ in p.located)]
    counts = [0, *(count for _, count in p.located)]
    return [
        (start, end, count - before)
        for start, end, before, count in zip(ends[:-1], ends[1:], counts[:-1], counts[1:], strict=True)
    ]

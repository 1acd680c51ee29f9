"""The release's months, quarters and half-years as days, and the period asked for snapped to them."""

from collections.abc import Sequence
from datetime import date, timedelta

from layouts.findings.release import Released
from queries.filters import Filters

LENGTH = {"Q": 3, "H": 6}  # months of 2026-Q1, 2026-H1


def snapped(filters: Filters, every: Sequence[str], release: Released) -> tuple[str, ...]:
    """The release's months, quarters or half-years that lie wholly in the period asked for; where none does,
    the months that it touches; none where the release has nothing of that time, or only what is longer."""
    first, last = filters.from_ or date.min, filters.to or date.max
    ends = {name: _bounds(name, release) for name in every}
    inside = tuple(name for name in every if first <= ends[name][0] and ends[name][1] <= last)
    touched = (name for name in every if ends[name][0] <= last and first <= ends[name][1])
    return inside or tuple(name for name in touched if name[5] not in LENGTH)


def outside(filters: Filters, release: Released) -> bool:
    """Whether the period asked for has no day in common with the release."""
    after = filters.from_ and release.last and filters.from_ > release.last
    before = filters.to and release.first and filters.to < release.first
    return bool(after or before)


def _bounds(name: str, release: Released) -> tuple[date, date]:
    """First and last day of a month, quarter or half-year, as far as the release covers it."""
    year, rest = int(name[:4]), name[5:]
    length = LENGTH.get(rest[0], 1)
    month = length * (int(rest[1:]) - 1) + 1 if rest[0] in LENGTH else int(rest)
    start = date(year, month, 1)
    after = date(year + (month + length > 12), (month + length - 1) % 12 + 1, 1)
    end = after - timedelta(days=1)
    return max(start, release.first or start), min(end, release.last or end)


def days(names: Sequence[str], release: Released) -> tuple[date, date]:
    """First and last day of some months, quarters or half-years."""
    ends = [_bounds(name, release) for name in names]
    return min(end[0] for end in ends), max(end[1] for end in ends)

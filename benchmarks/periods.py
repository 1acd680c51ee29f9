"""Periods that visitors ask for, every one another."""

from datetime import date, timedelta

LAST = date(2026, 5, 31)
MANY = 5_000


def searches() -> list[str]:
    """Query strings of thousands of different periods of some months."""
    return [
        f"?from={LAST - timedelta(days=100 + number % 200)}&to={LAST - timedelta(days=number // 200)}"
        for number in range(MANY)
    ]

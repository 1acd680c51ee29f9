"""Numbers, dates and plurals as the design writes them."""

from datetime import date, datetime
from math import isnan
from zoneinfo import ZoneInfo

import pandas as pd

NARROW = "\u202f"  # narrow no-break space: thousands and the blank before a percent sign
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HIDDEN = "·"
MISSING = "–"
FEW = 1000  # percentages of larger counts get one decimal
WITH_ARTICLE = frozenset(
    [
        "Bahamas", "Caribbean Netherlands", "Comoros", "Gambia", "Isle of Man", "Maldives", "Netherlands",
        "Philippines", "Seychelles",
    ]
)  # fmt: skip
KINDS_WITH_ARTICLE = (" Islands", " Republic", " Territory", " Territories")


def number(value: float | int | None, decimals: int = 0) -> str:
    """21 000; missing is a dash."""
    # pandas' own test knows all kinds of missing, but takes longer than writing the number.
    if value is None or (isnan(value) if isinstance(value, float) else pd.isna(value)):
        return MISSING
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace("-", "−")


def percent(fraction: float | None, decimals: int = 0) -> str:
    """A fraction of one as 66 %; missing is a dash."""
    if fraction is None or pd.isna(fraction):
        return MISSING
    return f"{number(100 * fraction, decimals)}{NARROW}%"


def share(fraction: float | None, low: float | None, high: float | None, decimals: int = 0) -> str:
    """A share with its interval: 66 % · 57–74."""
    if fraction is None or pd.isna(fraction) or low is None or high is None:
        return MISSING
    ends = f"{number(100 * low, decimals)}–{number(100 * high, decimals)}"
    return f"{percent(fraction, decimals)} · {ends}"


def place(country: str) -> str:
    """A country's English name within a sentence: Germany, the Netherlands."""
    kind = country.startswith("United ") or country.endswith(KINDS_WITH_ARTICLE)
    return f"the {country}" if kind or country in WITH_ARTICLE else country


def begun(text: str) -> str:
    """As the first words of a sentence."""
    return text[:1].upper() + text[1:]


def day(value: date | datetime | None) -> str:
    """31 May 2026; missing is a dash."""
    if value is None or pd.isna(value):
        return MISSING
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_short(value: date | datetime) -> str:
    """Thu 28 May."""
    return f"{value:%a} {value.day} {MONTHS[value.month - 1]}"


def instant(value: datetime | None, zone: str) -> str:
    """31 May 2026, 08:00 CEST in the campaign's zone; missing is a dash."""
    if value is None or pd.isna(value):
        return MISSING
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M} {local.tzname()}"


def plural(count: int | float, one: str, many: str | None = None) -> str:
    """`1 tip`, `21 000 tips`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(names: list[str], most: int = 3) -> str:
    """`A, B and C`, or `A, B and 4 more`."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def period(first: date | None, last: date | None) -> str:
    """`1 Jun 2025 – 31 May 2026`, with the year once where both ends share it."""
    if first is None or last is None:
        return "all dates"
    if first == last:
        return day(first)
    start = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else day(first)
    return f"{start} – {day(last)}"

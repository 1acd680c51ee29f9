"""The rotation's sentence, and the words of a place."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from layouts import words
from layouts.findings.rotation import Rotation, row_of
from layouts.findings.rotation_draft import Draft

COUNTED = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def counted(n: int) -> str:
    """Whole numbers up to twenty as words, larger ones in digits."""
    return COUNTED[n] if 0 <= n < len(COUNTED) else words.number(n)


def period(found: Rotation) -> str:
    """The coming days: `1 Jun – 14 Jun 2026`."""
    first = (found.state.as_of_local or date(1970, 1, 1)) + timedelta(days=1)
    return words.period(first, first + timedelta(days=found.planned.period_days - 1))


def headline(made: Draft, expected: pd.DataFrame) -> tuple[str, str]:
    """What to do with the board, and what it would bring, in one sentence."""
    found = made.found
    if found.objects.empty:
        return (
            "There is no object yet.",
            "Import objects, or add one on the Objects page; all places are free.",
        )
    if not made.changed:
        return "Change nothing.", _why_nothing(made)
    return _action(made), _gain(made, expected)


def _action(made: Draft) -> str:
    total, parts = made.found.rules.slots, []
    if made.swaps:
        parts.append(f"change {counted(len(made.swaps))} of the {counted(total)}")
    if made.fills:
        place = "place" if len(made.fills) == 1 else "places"
        parts.append(f"fill {counted(len(made.fills))} free {place}")
    if made.emptied:
        parts.append(f"take {counted(len(made.emptied))} off without a successor")
    text = words.listed(parts)
    return f"{text[0].upper()}{text[1:]}."


def _why_nothing(made: Draft) -> str:
    found = made.found
    rows = found.objects
    off = rows[~rows.index.isin(set(found.board.values()))]
    free = off[off["eligible"].astype(bool) & (off["hold"] != "withhold")]
    told = (
        (not found.board, "Nothing is on display, and no object may be shown."),
        (bool(made.own), "That is your choice; the plan would change the board."),
        (free.empty, "The pool is empty: every object is on display, solved, held or not available."),
        (found.rules.maximum_swaps == 0, "The rules allow no swap."),
    )
    usual = "Nothing in the pool has a better chance than what is on display, under these rules."
    return next((text for holds, text in told if holds), _why_locked(found) or usual)


def _why_locked(found: Rotation) -> str:
    shown = found.objects.loc[list(found.board.values())]
    held = shown["hold"] == "keep"
    if held.all():
        return "All that is on display is held by investigators."
    locked = shown["days_displayed"] / 7 + 1e-6 < found.rules.minimum_weeks
    if (locked | held).all():
        least = f"{found.rules.minimum_weeks:g} weeks"
        return f"All that is on display is held, or has been there for less than the minimum of {least}."
    return ""


def changes(made: Draft) -> str:
    """What a button calls the change: `5 swaps`, `2 changes`."""
    if len(made.swaps) == len(made.changed):
        return words.plural(len(made.swaps), "swap")
    return words.plural(len(made.changed), "change")


def _gain(made: Draft, expected: pd.DataFrame) -> str:
    days = made.found.planned.period_days
    plan, stay = row_of(expected, "plan"), row_of(expected, "no change")
    queue = row_of(expected, "first in, first out")
    first = (
        f"The next {days} days would then bring {_amount(plan['expected'])} identifications instead of "
        f"{_amount(stay['expected'])}"
    )
    if _unsure(stay):
        first += ", a difference too small to be sure of"
    return f"{first}; {_against_queue(queue)}."


def _against_queue(queue: Any) -> str:
    if _unsure(queue):
        if queue["difference"] >= 0:
            return "against first in, first out the gain is too small to be sure of"
        return "first in, first out may do as well"
    size = _amount(abs(queue["difference"]))
    if queue["difference"] > 0:
        return f"that is {size} more than first in, first out"
    return f"first in, first out would bring {size} more"


def _amount(value: float) -> str:
    return words.number(value, 1 if value >= 0.095 else 2)


def _unsure(row: Any) -> bool:
    return bool(row["difference_low"] <= 0 <= row["difference_high"])


def signed(value: float) -> str:
    """A difference with its sign: +0.34, −0.04."""
    return ("+" if value >= 0 else "") + words.number(value, 2)


@dataclass(frozen=True)
class Place:
    """One place of the board. `word`: keep, rotate out, locked, held, free; `successor`: who comes, or ''."""

    slot: int
    object_id: str
    word: str
    reason: str
    successor: str
    own: bool


def places(made: Draft) -> list[Place]:
    """All places in order, also free ones."""
    return [_place(made, slot) for slot in range(1, made.found.rules.slots + 1)]


def _place(made: Draft, slot: int) -> Place:
    found, own = made.found, slot in made.own
    now, then = found.board.get(slot, ""), made.places.get(slot, "")
    if not now:
        reason = str(found.row(then)["reason"]) if then else "No object may take this place."
        return Place(slot, "", "free", reason, then, own)
    row = found.row(now)
    advised = str(row["reason"])
    if now != then:
        said = advised if not own else f"Your choice. The plan: {_lower(advised)}"
        return Place(slot, now, "rotate out", said, then, own)
    if own:
        return Place(slot, now, "keep", f"Your choice to keep. The plan: {_lower(advised)}", "", own)
    word = "keep"
    if row["hold"] == "keep":
        word = "held"
    elif row["days_displayed"] / 7 + 1e-6 < found.rules.minimum_weeks:
        word = "locked"
    return Place(slot, now, word, advised, "", own)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]

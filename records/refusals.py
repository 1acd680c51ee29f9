"""What the database refused, told in words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from records.problems import Conflict, Problem

_OVERLAPS = {
    "ex_display_periods_slot": "two objects cannot be in one place at the same time: "
    "the place is taken for a part of that period",
    "ex_display_periods_object": "an object cannot be displayed twice at the same time: "
    "it is on display for a part of that period",
}
_RULES = {
    "slot_within_campaign": "the place is beyond the campaign's number of slots",
    "slots_on_display": "a place beyond the new number of slots is on display: take its object down first",
    "uq_recommendations_slot": "a rotation cannot put two objects into one place",
    "ck_display_periods_order": "a display must end after it began",
    "ck_display_periods_slot": "places are numbered from 1",
}
# What each database says of its own rules, and how we say it.
_GENERAL = (
    (r"FOREIGN KEY|foreign key", "it refers to a record that does not exist, or that others still refer to"),
    (r"UNIQUE|duplicate key", "there is already a record with that identifier"),
    (r"NOT NULL|not-null", "a value that is needed is missing"),
    (r"CHECK|check constraint", "a value is not among those that are allowed"),
)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database refuses in the block into a Problem (a Conflict for overlapping displays)."""
    try:
        yield
    except IntegrityError as error:
        raise explained(error) from error


def explained(error: IntegrityError) -> Problem:
    """The refusal in words, with the name of the broken rule in brackets."""
    name, text = _rule(error), str(error.orig)
    if name in _OVERLAPS:
        return Conflict(f"{_OVERLAPS[name]} [{name}]")
    if name in _RULES:
        return Problem(f"{_RULES[name]} [{name}]")
    words = next((said for pattern, said in _GENERAL if re.search(pattern, text)), "a rule of the records")
    return Problem(f"{words} [{name or text}]")


def _rule(error: IntegrityError) -> str:
    """The name of the broken constraint or trigger: PostgreSQL names it, SQLite only in its message."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    text = str(error.orig)
    known = next((name for name in (*_OVERLAPS, *_RULES) if name in text), None)
    if (
        known is None and "recommendations.slot" in text
    ):  # SQLite names the columns of an index, not the index
        return "uq_recommendations_slot"
    return known or text.rpartition(": ")[2]

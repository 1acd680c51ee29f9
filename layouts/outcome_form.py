"""The form that enters, corrects and removes outcomes, and what its fields mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from layouts import case_rows, forms, ids, words
from layouts.record_form import NEW
from records.outcomes import OF_PEOPLE, Outcome
from records.problems import Problem
from records.tables import OUTCOME_KINDS

WHOLE_CASE = "case"
THANKS = (("unknown", "Not known"), ("yes", "A tip"), ("no", "Not a tip"))
NOTE = (
    "Identified: somebody knows what it is. Then either its place is located, or its trail is eliminated. "
    "The credit is a tip's only with the tip named; while nobody knows, it stays “not known”."
)
# The fields, in the order in which callbacks return and take them.
FIELDS = (
    ids.OUTCOME_OBJECT,
    ids.OUTCOME_KIND,
    ids.OUTCOME_DAY,
    ids.OUTCOME_TIME,
    ids.OUTCOME_COUNTRY,
    ids.OUTCOME_PEOPLE,
    ids.OUTCOME_THANKS,
    ids.OUTCOME_TIP,
    ids.OUTCOME_REASON,
)
BLANK: tuple[Any, ...] = (None, None, None, "", None, None, "unknown", "", "")


def form() -> html.Details:
    """The whole form."""
    kinds = [(kind, kind.replace("_", " ").capitalize()) for kind in OUTCOME_KINDS]
    people = dmc.NumberInput(
        id=ids.OUTCOME_PEOPLE, label="People, where it is about people", min=1, size="sm"
    )
    body = [
        html.P(id=ids.OUTCOME_ABOUT, className="subtitle"),
        forms.fields(
            forms.choice(
                ids.OUTCOME_WHICH, "Record", [(NEW, "A new outcome")], value=NEW, allowDeselect=False
            ),
            forms.choice(ids.OUTCOME_OBJECT, "About"),
            forms.choice(ids.OUTCOME_KIND, "What happened", kinds),
        ),
        forms.fields(
            forms.day(ids.OUTCOME_DAY, "Day, in the campaign's time zone"),
            forms.clock(ids.OUTCOME_TIME, "Time, if known"),
            forms.choice(ids.OUTCOME_COUNTRY, "Country", forms.country_choices(), clearable=True),
            people,
        ),
        forms.fields(
            forms.one_of(ids.OUTCOME_THANKS, "Thanks to", THANKS),
            forms.line(ids.OUTCOME_TIP, "Tip it is owed to, such as TIP-00000021"),
        ),
        forms.area(ids.OUTCOME_REASON, "Reason, needed to correct or remove"),
        html.Div(
            [
                forms.button(ids.OUTCOME_SAVE, "Enter outcome", "primary"),
                forms.button(ids.OUTCOME_REMOVE, "Remove", "danger"),
            ],
            className="decide",
        ),
        forms.said(ids.OUTCOME_SAID),
        dcc.Store(id=ids.OUTCOME_SEEN),
        dcc.Store(id=ids.OUTCOME_STORED),
    ]
    return forms.folded("Enter, correct or remove an outcome", *body, note=NOTE)


def records(found: pd.DataFrame, zone: str) -> list[tuple[str, str]]:
    """A new one, or one of those on record."""
    listed = [(row["outcome_id"], _said(row, zone)) for row in found.to_dict("records")]
    return [(NEW, "A new outcome"), *listed]


def _said(row: Mapping[Any, Any], zone: str) -> str:
    about = f"{row['object_id']}: " if isinstance(row["object_id"], str) else ""
    return f"{words.instant(row['occurred_at'], zone)} · {about}{case_rows.outcome_words(dict(row))}"


def subjects(case_id: str, known: pd.DataFrame) -> list[tuple[str, str]]:
    """What an outcome can be about: the case as a whole, and its objects; without a case any object."""
    listed = [(row["object_id"], _titled(row)) for row in known.to_dict("records")]
    return [(WHOLE_CASE, f"{case_id} as a whole"), *listed] if case_id else listed


def _titled(row: Mapping[Any, Any]) -> str:
    return f"{row['object_id']} · {row['title']}" if row["title"] else str(row["object_id"])


def filled(outcome: Outcome, zone: str) -> tuple[Any, ...]:
    """The fields of an outcome on record."""
    local = outcome.occurred_at.astimezone(ZoneInfo(zone))
    return (
        outcome.object_id or WHOLE_CASE,
        outcome.kind,
        local.date().isoformat(),
        f"{local:%H:%M}",
        outcome.country,
        outcome.people,
        outcome.thanks_to,
        outcome.tip_id or "",
        "",
    )


def read(values: Mapping[str, Any], case_id: str, zone: str, seen: Outcome | None) -> Outcome:
    """The outcome that the fields say. Raises Problem, naming the field, for what is missing."""
    subject, kind = values[ids.OUTCOME_OBJECT], values[ids.OUTCOME_KIND]
    if not subject:
        raise Problem("choose what the outcome is about")
    if not kind:
        raise Problem("choose what happened")
    at = forms.read_instant(values[ids.OUTCOME_DAY], values[ids.OUTCOME_TIME], zone, "the day it happened")
    about_case = subject == WHOLE_CASE
    return Outcome(
        kind=kind,
        occurred_at=_kept(at, seen, zone),
        object_id=None if about_case else subject,
        case_id=case_id or (seen.case_id if seen else None),
        country=values[ids.OUTCOME_COUNTRY] or None,
        people=_people(values[ids.OUTCOME_PEOPLE], kind),
        thanks_to=values[ids.OUTCOME_THANKS] or "unknown",
        tip_id=str(values[ids.OUTCOME_TIP] or "").strip() or None,
    )


def _kept(at: datetime, seen: Outcome | None, zone: str) -> datetime:
    """The fields show local minutes without an offset: of an outcome whose minute was left alone the seconds
    stay as they were, and so does the second pass of an hour that the clock showed twice."""
    if seen is None:
        return at
    shown, was = (one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in (at, seen.occurred_at))
    return seen.occurred_at if shown == was.replace(second=0, microsecond=0) else at


def _people(value: Any, kind: str) -> int | None:
    if value in (None, ""):
        return 1 if kind in OF_PEOPLE else None
    if isinstance(value, float) and not value.is_integer():
        raise Problem("people come in whole numbers")
    return int(value)


def to_store(outcome: Outcome) -> dict[str, Any]:
    """An outcome as the browser keeps it, to tell later what was on the screen."""
    return {**vars(outcome), "occurred_at": outcome.occurred_at.isoformat()}


def from_store(kept: Mapping[str, Any] | None) -> Outcome | None:
    """The outcome that was on the screen; None for a new one."""
    if not kept:
        return None
    try:
        return Outcome(**{**kept, "occurred_at": datetime.fromisoformat(str(kept["occurred_at"]))})
    except (TypeError, KeyError, ValueError):
        raise Problem("the form holds what cannot be read; reload the page") from None

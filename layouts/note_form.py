"""Annotations on the Data page: what is drawn on the charts, and the form that adds, corrects, removes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import forms, ids, parts, words
from layouts.record_form import NEW
from records.annotating import Annotation
from records.problems import Problem
from records.tables import ANNOTATION_KINDS

ALL, WHOLE = "all", "the whole campaign"
FIELDS = (ids.NOTE_DAY, ids.NOTE_UNTIL, ids.NOTE_KIND, ids.NOTE_TEXT, ids.NOTE_OBJECT)
BLANK: tuple[Any, ...] = (None, None, "press", "", ALL)


def card() -> html.Section:
    """The list and the form; its id is where links to it lead."""
    kinds = [(kind, kind.capitalize()) for kind in ANNOTATION_KINDS]
    body = [
        forms.fields(
            forms.choice(ids.NOTE_WHICH, "Annotation", [(NEW, "A new one")], value=NEW, allowDeselect=False),
            forms.choice(ids.NOTE_KIND, "Kind", kinds, value="press", allowDeselect=False, searchable=False),
            forms.choice(ids.NOTE_OBJECT, "About", [(ALL, WHOLE)], value=ALL, allowDeselect=False),
        ),
        forms.fields(
            forms.day(ids.NOTE_DAY, "Day"),
            forms.day(ids.NOTE_UNTIL, "Until, if it lasted", clearable=True),
        ),
        forms.line(ids.NOTE_TEXT, "A few words, as they stand on the charts"),
        html.Div(
            [
                forms.button(ids.NOTE_SAVE, "Add annotation", "primary"),
                forms.button(ids.NOTE_REMOVE, "Remove", "danger"),
            ],
            className="decide",
        ),
        forms.said(ids.NOTE_SAID),
        dcc.Store(id=ids.NOTE_SEEN),
        dcc.Store(id=ids.NOTE_STORED),
    ]
    folded = html.Div(forms.folded("Add, correct or remove", *body), id=ids.NOTE_FORM, hidden=True)
    title = "Press, launches and policy, as drawn on the charts"
    return parts.card(title, [html.Div(id=ids.NOTES_LIST), folded], id=ids.DATA_NOTES, tabIndex=-1)


def listed(found: pd.DataFrame) -> Any:
    """The annotations on record, the latest first."""
    if found.empty:
        return parts.empty("No annotation is on record.", "What is entered here is drawn on the charts.")
    latest = found.sort_values("day", ascending=False)
    frame = pd.DataFrame(
        {
            "day": [_days(row) for row in latest.to_dict("records")],
            "kind": latest["kind"],
            "text": latest["text"],
            "object_id": latest["object_id"].fillna("all objects"),
        }
    )
    columns = {"day": "When", "kind": "Kind", "text": "What", "object_id": "About"}
    table = parts.table(frame, columns, caption="Annotations")
    return html.Div(
        table, className="table-scroll short", tabIndex=0, role="region", **parts.aria(label="Annotations")
    )


def _days(row: Mapping[Any, Any]) -> str:
    last = row["until_day"]
    return words.period(row["day"], row["day"] if pd.isna(last) else last)


def records(found: pd.DataFrame) -> list[tuple[str, str]]:
    """A new one, or one of those on record, the latest first."""
    rows = found.sort_values("day", ascending=False).to_dict("records")
    return [(NEW, "A new one"), *((row["annotation_id"], f"{_days(row)} · {row['text']}") for row in rows)]


def subjects(known: pd.DataFrame) -> list[tuple[str, str]]:
    """What an annotation can be about."""
    rows = known.to_dict("records")
    named = [(row["object_id"], " · ".join(filter(None, (row["object_id"], row["title"])))) for row in rows]
    return [(ALL, WHOLE), *named]


def filled(note: Annotation) -> tuple[Any, ...]:
    """The fields of an annotation on record."""
    until = note.until_day.isoformat() if note.until_day else None
    return note.day.isoformat(), until, note.kind, note.text, note.object_id or ALL


def read(values: Mapping[str, Any]) -> Annotation:
    """The annotation that the fields say."""
    until = values[ids.NOTE_UNTIL]
    about = values[ids.NOTE_OBJECT]
    return Annotation(
        day=forms.read_day(values[ids.NOTE_DAY], "the day it happened"),
        kind=str(values[ids.NOTE_KIND] or ""),
        text=str(values[ids.NOTE_TEXT] or ""),
        until_day=forms.read_day(until, "its last day") if until else None,
        object_id=None if about in (None, ALL) else about,
    )


def to_store(note: Annotation) -> dict[str, Any]:
    """An annotation as the browser keeps it, to tell later what was on the screen."""
    until = note.until_day.isoformat() if note.until_day else None
    return {**vars(note), "day": note.day.isoformat(), "until_day": until}


def from_store(kept: Mapping[str, Any] | None) -> Annotation | None:
    """The annotation that was on the screen; None for a new one."""
    if not kept:
        return None
    try:
        until = date.fromisoformat(kept["until_day"]) if kept["until_day"] else None
        return Annotation(**{**kept, "day": date.fromisoformat(kept["day"]), "until_day": until})
    except (TypeError, KeyError, ValueError):
        raise Problem("the form holds what cannot be read; reload the page") from None

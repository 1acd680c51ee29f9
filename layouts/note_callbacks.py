"""What the annotation form does: what it lists and offers, its transactions and their words."""

from typing import Any

from dash import Dash, Input, Output

from layouts import forms, ids, note_form, record_form
from layouts.answers import answer
from layouts.record_form import Controls, Press, RecordForm
from layouts.services import Services
from queries import objects, quality
from queries.filters import Filters
from records import annotating
from records.annotating import Annotation


def register(app: Dash, services: Services) -> None:
    """The callbacks of the card."""
    forms.only_for_keepers(app, services, ids.NOTE_FORM)
    _offer(app, services)
    record_form.register(app, services, FORM)


def _offer(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.NOTES_LIST, "children"),
            Output(ids.NOTE_WHICH, "data"),
            Output(ids.NOTE_OBJECT, "data"),
        ],
        [Input(ids.VERSION, "data")],
        audience="no counts",
        cached=True,
    )
    def offer(_version: Any) -> Any:
        with services.reading() as db:
            found, known = quality.notes(db, Filters()), objects.catalogue(db, Filters())
        which = forms.options_of(note_form.records(found))
        return note_form.listed(found), which, forms.options_of(note_form.subjects(known))


def _filled(_db: Any, found: Annotation) -> tuple[Any, ...]:
    return note_form.filled(found)


def _enter(db: Any, pressed: Press[None]) -> str:
    wanted = note_form.read(pressed.values)
    annotating.add(db, wanted, **pressed.who)
    return f"Added: “{wanted.text.strip()}”. It stands on the charts from now on."


def _correct(db: Any, pressed: Press[Annotation]) -> str:
    wanted = note_form.read(pressed.values)
    annotating.correct(db, pressed.which, wanted, seen=pressed.seen, **pressed.who)
    return f"Corrected: “{wanted.text.strip()}”."


def _remove(db: Any, pressed: Press[Annotation]) -> str:
    annotating.remove(db, pressed.which, seen=pressed.seen, **pressed.who)
    return f"Removed: “{pressed.seen.text}”."


FORM = RecordForm(
    controls=Controls(
        ids.NOTE_WHICH, ids.NOTE_SAVE, ids.NOTE_REMOVE, ids.NOTE_SAID, ids.NOTE_SEEN, ids.NOTE_STORED
    ),
    fields=note_form.FIELDS,
    blank=note_form.BLANK,
    entering="Add annotation",
    nothing="choose the annotation that is to be removed",
    audience="no counts",
    read=annotating.read,
    filled=_filled,
    to_store=note_form.to_store,
    from_store=note_form.from_store,
    enter=_enter,
    correct=_correct,
    remove=_remove,
)

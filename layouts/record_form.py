"""What the forms of records do alike: choose a record, fill in its fields, store, correct, remove.

A form of one kind of record keeps its own fields, its transactions and its words (`RecordForm`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dash import Dash, Input, Output, State, ctx, no_update

from layouts import forms, ids
from layouts.answers import answer
from layouts.services import Services
from records import refusals
from records.problems import Conflict, Problem

Record = TypeVar("Record")
NEW = "new"  # the choice of a record that is not on record yet


@dataclass(frozen=True)
class Press(Generic[Record]):
    """What somebody sent: which record, as it was on the screen (`seen`; None: a new one), the fields' values
    by id, the page's query string, and who and when (`by`, `at`)."""

    which: str
    seen: Record
    values: dict[str, Any]
    search: str
    who: dict[str, Any]


@dataclass(frozen=True)
class Controls:
    """The ids of what every form has: the choice of a record, its buttons, where it says what it did, and the
    stores of what was on the screen and of how often it stored."""

    which: str
    save: str
    remove: str
    said: str
    seen: str
    stored: str


@dataclass(frozen=True)
class RecordForm(Generic[Record]):
    """One kind of record: the form's `controls` and `fields` (`blank`: their values for a new one), the save
    button's words for a new one (`entering`), and what is said when nothing was chosen to remove (`nothing`).

    `read`, `filled` (a record's values, field by field), `to_store`, `from_store` (as the browser keeps what
    is on the screen); `enter`, `correct`, `remove`: one transaction each, and what is said of it.
    """

    controls: Controls
    fields: tuple[str, ...]
    blank: tuple[Any, ...]
    entering: str
    nothing: str
    audience: str
    read: Callable[[Any, str], Record | None]
    filled: Callable[[Any, Record], tuple[Any, ...]]
    to_store: Callable[[Record], dict[str, Any]]
    from_store: Callable[[Any], Record | None]
    enter: Callable[[Any, Press[None]], str]
    correct: Callable[[Any, Press[Record]], str]
    remove: Callable[[Any, Press[Record]], str]


def register(app: Dash, services: Services, form: RecordForm[Record]) -> None:
    """The callbacks that fill the form in and store what it says."""
    _fill(app, services, form)
    _store(app, services, form)


def _fill(app: Dash, services: Services, form: RecordForm[Record]) -> None:
    controls = form.controls

    @answer(
        app,
        services,
        [
            Output(controls.seen, "data"),
            Output(controls.save, "children"),
            Output(controls.remove, "hidden"),
            *(Output(name, "value") for name in form.fields),
        ],
        [Input(controls.which, "value"), Input(controls.stored, "data")],
        audience=form.audience,
        running=forms.busy(controls.save, controls.remove, *form.fields),
    )
    def fill(which: str | None, _stored: Any) -> Any:
        if which and which != NEW:
            with services.reading() as db:
                found = form.read(db, which)
                if found is not None:
                    return form.to_store(found), "Save correction", False, *form.filled(db, found)
        return None, form.entering, True, *form.blank


def _store(app: Dash, services: Services, form: RecordForm[Record]) -> None:
    controls = form.controls

    @forms.on_press(
        app,
        services,
        [
            Output(controls.said, "children"),
            Output(controls.stored, "data"),
            # Another callback may choose, too, when the page turns to another subject.
            Output(controls.which, "value", allow_duplicate=True),
        ],
        [
            State(controls.which, "value"),
            State(controls.seen, "data"),
            State(ids.LOCATION, "search"),
            *(State(name, "value") for name in form.fields),
        ],
        controls.save,
        controls.remove,
    )
    def store(saved: int, removed: int, which: str, kept: Any, search: str | None, *values: Any) -> Any:
        if not (saved or removed):
            return no_update, no_update, no_update
        given = dict(zip(form.fields, values, strict=True))
        who = {"by": services.viewer().name, "at": services.now()}
        try:
            seen = form.from_store(kept)
            pressed = (which, given, search or "", who)
            said = _written(services, form, seen, pressed, removing=ctx.triggered_id == controls.remove)
        except Conflict as conflict:
            # Look at it as it stands now; what was typed would hide the other person's change.
            raise Problem(f"{conflict}. Choose the record again to see it as it is.") from conflict
        return forms.done(said), {"n": saved + removed, "which": which}, NEW


def _written(
    services: Services,
    form: RecordForm[Record],
    seen: Record | None,
    pressed: tuple[str, dict[str, Any], str, dict[str, Any]],
    *,
    removing: bool,
) -> str:
    which, given, search, who = pressed
    with refusals.in_words(), services.writing() as db:
        if seen is None:
            if removing:
                raise Problem(form.nothing)
            return form.enter(db, Press(which, None, given, search, who))
        sent = Press(which, seen, given, search, who)
        return form.remove(db, sent) if removing else form.correct(db, sent)

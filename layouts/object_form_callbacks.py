"""What the forms on an object's page do, each through records/ in one transaction."""

import base64
import binascii
from datetime import datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from layouts import forms, ids, object_forms
from layouts.answers import answer
from layouts.services import Services
from queries import campaign, object_record
from records import catalogue, holding, pictures, refusals, rotating
from records.campaign import day_start
from records.catalogue import Text
from records.problems import Problem

TEXT_FIELDS = (ids.KEEP_TITLE, ids.KEEP_QUESTION, ids.KEEP_ALT)
ON_PAGE = State(ids.OBJECT_ID, "data")


def register(app: Dash, services: Services) -> None:
    """The state of the record and the six forms."""
    _state(app, services)
    _score(app, services)
    _fill_text(app, services)
    _save_text(app, services)
    _picture(app, services)
    _hold(app, services)
    _retire(app, services)
    _withdraw(app, services)
    app.clientside_callback(
        ClientsideFunction("records", "nameUpload"),
        Output(ids.KEEP_UPLOAD, "className"),
        Input(ids.OBJECT_ID, "data"),
        State(ids.KEEP_UPLOAD, "id"),
    )


def who(services: Services) -> dict[str, Any]:
    """By whom and when, as every writer takes it."""
    return {"by": services.viewer().name, "at": services.now()}


def _state(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.KEEP_STATE, "children"),
            Output(ids.KEEP_LANGUAGE, "data"),
            Output(ids.KEEP_PICTURE_SEEN, "data"),
            Output(ids.KEEP_WITHDRAW, "hidden"),
        ],
        [Input(ids.OBJECT_ID, "data"), Input(ids.VERSION, "data")],
        audience="internal",
        roles=forms.KEEPERS,
    )
    def show(object_id: str, _version: Any) -> Any:
        with services.reading() as db:
            found = object_record.record(db, object_id, services.now())
            decisions, zone = object_record.decisions(db, object_id), campaign.state(db).timezone
        if found is None:
            return html.P("There is no such object, so there is nothing to keep."), [], None, True
        offered = forms.options_of(object_forms.languages(found))
        drawn = object_forms.state(found, decisions, zone)
        return drawn, offered, found.row["image"], found.slot is None


def _score(app: Dash, services: Services) -> None:
    outputs = [Output(ids.KEEP_SCORE_SAID, "children")]

    @forms.on_press(app, services, outputs, [State(ids.KEEP_SCORE, "value"), ON_PAGE], ids.KEEP_SCORE_SAVE)
    def save(pressed: int, value: str, object_id: str) -> Any:
        if not pressed:
            return [no_update]
        if not value:
            raise Problem("choose a score from 0 to 5")
        with refusals.in_words(), services.writing() as db:
            catalogue.score(db, object_id, int(value), **who(services))
        return [forms.done(f"Stored: {value} of 5.")]


def _fill_text(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.KEEP_TEXT_SEEN, "data"),
            *(Output(name, "value") for name in TEXT_FIELDS),
            Output(ids.KEEP_REVIEWED, "checked"),
        ],
        [Input(ids.KEEP_LANGUAGE, "value"), Input(ids.OBJECT_ID, "data")],
        audience="internal",
        roles=forms.KEEPERS,
        running=forms.busy(ids.KEEP_TEXT_SAVE, *TEXT_FIELDS, ids.KEEP_REVIEWED),
    )
    def fill(language: str | None, object_id: str) -> Any:
        if not language:
            return None, "", "", "", False
        with services.reading() as db:
            text = catalogue.text_of(db, object_id, language)
        if text is None:
            return None, "", "", "", False
        return vars(text), text.title, text.question, text.alt, text.reviewed


def _save_text(app: Dash, services: Services) -> None:
    fields = [State(name, "value") for name in TEXT_FIELDS]
    inputs = [ON_PAGE, State(ids.KEEP_LANGUAGE, "value"), State(ids.KEEP_TEXT_SEEN, "data"), *fields]
    seen_again = Output(ids.KEEP_TEXT_SEEN, "data", allow_duplicate=True)

    @forms.on_press(
        app,
        services,
        [Output(ids.KEEP_TEXT_SAID, "children"), seen_again],
        [*inputs, State(ids.KEEP_REVIEWED, "checked")],
        ids.KEEP_TEXT_SAVE,
    )
    def save(
        pressed: int,
        object_id: str,
        language: str,
        kept: Any,
        title: str,
        question: str,
        alt: str,
        reviewed: bool,
    ) -> Any:
        if not pressed:
            return no_update, no_update
        if not language:
            raise Problem("choose the language of the text")
        wanted = Text(title or "", question or "", alt or "", bool(reviewed))
        with refusals.in_words(), services.writing() as db:
            seen = Text(**kept) if kept else None
            catalogue.describe(db, object_id, language, wanted, seen=seen, **who(services))
            now = catalogue.text_of(db, object_id, language)
        return forms.done(f"Stored in {object_forms.language_name(language)}."), vars(now) if now else None


def _picture(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.KEEP_UPLOADED, "children"),
        [Input(ids.KEEP_UPLOAD, "contents"), State(ids.KEEP_UPLOAD, "filename")],
        audience="no counts",
        roles=forms.KEEPERS,
        prevent_initial_call=True,
    )
    def preview(contents: str | None, name: str | None) -> Any:
        if not contents:
            return no_update
        made = pictures.accept(_decoded(contents))
        kind = "image/png" if made.suffix == ".png" else "image/jpeg"
        source = f"data:{kind};base64,{base64.b64encode(made.content).decode()}"
        size = f"{len(made.content) // 1024 + 1} kB"
        said = f"{name}: as it will be shown, {size}"
        return [
            html.Img(src=source, alt="The chosen picture", className="preview"),
            html.P(said, className="note"),
        ]

    @forms.on_press(
        app,
        services,
        [Output(ids.KEEP_PICTURE_SAID, "children")],
        [ON_PAGE, State(ids.KEEP_UPLOAD, "contents"), State(ids.KEEP_PICTURE_SEEN, "data")],
        ids.KEEP_PICTURE_SAVE,
    )
    def save(pressed: int, object_id: str, contents: str | None, seen: str | None) -> Any:
        if not pressed:
            return [no_update]
        if not contents:
            raise Problem("choose a picture first")
        folder, made = services.settings.image_dir, pictures.accept(_decoded(contents))
        name = pictures.store(folder, made, object_id)
        try:
            with refusals.in_words(), services.writing() as db:
                replaced = pictures.illustrate(db, object_id, made, seen=seen, **who(services))
        except Problem:
            with services.reading() as db:
                pictures.discard(db, folder, name)
            raise
        with services.reading() as db:
            pictures.discard(db, folder, replaced)
        return [forms.done("Stored. The public page shows it from the next request on.")]


def _decoded(contents: str) -> bytes:
    """The bytes of an uploaded file as the browser sends them: `data:…;base64,…`."""
    try:
        return base64.b64decode(contents.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise Problem("the file did not arrive whole; choose it again") from None


def _hold(app: Dash, services: Services) -> None:
    states = [ON_PAGE, *(State(one, "value") for one in
              (ids.KEEP_HOLD_KIND, ids.KEEP_HOLD_UNTIL, ids.KEEP_HOLD_REASON))]  # fmt: skip

    @forms.on_press(
        app,
        services,
        [Output(ids.KEEP_HOLD_SAID, "children"), Output(ids.KEEP_HOLD_REASON, "value")],
        states,
        ids.KEEP_HOLD_SAVE,
        ids.KEEP_HOLD_END,
    )
    def hold(held: int, ended: int, object_id: str, kind: str, until: str | None, reason: str) -> Any:
        if not (held or ended):
            return no_update, no_update
        with refusals.in_words(), services.writing() as db:
            if ctx.triggered_id == ids.KEEP_HOLD_END:
                holding.release(db, object_id, reason=reason or "", **who(services))
                return forms.done("The hold is ended."), ""
            end = _day_start(db, until, "the day until which it is held") if until else None
            holding.hold(db, object_id, kind=kind, reason=reason or "", until=end, **who(services))
        return forms.done("The object is held."), ""


def _day_start(db: Any, text: str, what: str) -> datetime:
    return day_start(forms.read_day(text, what), campaign.state(db).timezone)


def _retire(app: Dash, services: Services) -> None:
    @forms.on_press(
        app,
        services,
        [Output(ids.KEEP_RETIRE_SAID, "children"), Output(ids.KEEP_RETIRE_REASON, "value")],
        [ON_PAGE, State(ids.KEEP_RETIRE_ON, "value"), State(ids.KEEP_RETIRE_REASON, "value")],
        ids.KEEP_RETIRE_SAVE,
        ids.KEEP_RETIRE_UNDO,
    )
    def retire(retired: int, undone: int, object_id: str, day: str | None, reason: str) -> Any:
        if not (retired or undone):
            return no_update, no_update
        with refusals.in_words(), services.writing() as db:
            if ctx.triggered_id == ids.KEEP_RETIRE_UNDO:
                catalogue.reinstate(db, object_id, reason=reason or "", **who(services))
                return forms.done("The object is available again."), ""
            until = _day_start(db, day, "the day from which it is retired") if day else services.now()
            catalogue.retire(db, object_id, until=until, reason=reason or "", **who(services))
        return forms.done(
            "The object is retired." if not day else "Stored: it is retired from that day on."
        ), ""


def _withdraw(app: Dash, services: Services) -> None:
    @forms.on_press(
        app,
        services,
        [Output(ids.KEEP_WITHDRAW_SAID, "children")],
        [ON_PAGE, State(ids.KEEP_WITHDRAW_REASON, "value")],
        ids.KEEP_WITHDRAW_NOW,
    )
    def withdraw(pressed: int, object_id: str, reason: str) -> Any:
        if not pressed:
            return [no_update]
        with refusals.in_words(), services.writing() as db:
            slot = rotating.withdraw(db, object_id, reason=reason or "", **who(services))
        return [forms.done(f"Withdrawn from place {slot}: it left the public page and is held back.")]

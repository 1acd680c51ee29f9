"""Rotation: from the address and a person's edits to the page, and from its buttons to the records."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from layouts import (
    ids,
    rotation_actions,
    rotation_board,
    rotation_cards,
    rotation_history,
    rotation_pool,
    saving,
)
from layouts.answers import answer
from layouts.findings import rotation as finding
from layouts.findings import rotation_draft, rotation_words
from layouts.findings import rotation_history as past
from layouts.findings.rotation import RULES, RotationView
from layouts.rotation_writing import carry_out, send
from layouts.services import Services
from queries import rotation as rotation_query
from queries.filters import Filters

ROLES = ("analyst", "manager")
HIDDEN, VISIBLE = {"display": "none"}, {}  # type: dict[str, str], dict[str, str]


def register(app: Dash, services: Services) -> None:
    """Controls ⇄ URL, the plan with its edits, what can be done, history; the browser's part."""
    _controls(app, services)
    _pages(app, services)
    _draw(app, services)
    _dock(app, services)
    _waiting(app, services)
    _writing(app, services)
    _history(app, services)
    _in_the_browser(app)


def _controls(app: Dash, services: Services) -> None:
    rules = [ids.rotation_rule(name) for name in RULES]

    @answer(
        app,
        services,
        [
            Output(ids.ROTATION_DAYS, "value"),
            Output(ids.ROTATION_ORDER, "value"),
            Output(ids.ROTATION_FIND, "value"),
            *(Output(rule, "value") for rule in rules),
            *(Output(rule, "placeholder") for rule in rules),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        roles=ROLES,
    )
    def show_choice(search: str | None, _version: Any) -> Any:
        view = RotationView.from_search(search or "")
        with services.reading() as db:
            own = finding.campaign_words(db)
        given = [finding.rule_value(view, name) for name in RULES]
        return [view.days, view.order, view.find, *given, *(own[name] for name in RULES)]

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [
            Input(ids.ROTATION_DAYS, "value"),
            Input(ids.ROTATION_ORDER, "value"),
            Input(ids.ROTATION_FIND, "value"),
            *(Input(rule, "value") for rule in rules),
            State(ids.LOCATION, "search"),
        ],
        audience="no counts",
        prevent_initial_call=True,
    )
    def take_choice(days: str, order: str, find: str, *rest: Any) -> Any:
        *given, search = rest
        before = RotationView.from_search(search or "")
        values = {name: finding.rule_text(value) for name, value in zip(RULES, given, strict=True)}
        chosen = replace(before, days=days, order=order, find=find or "", **values)
        if chosen == before:
            return no_update
        moved = (chosen.order, chosen.find) != (before.order, before.find)
        return (replace(chosen, page="1") if moved else chosen).to_search(search or "")


def _pages(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [
            Input(ids.ROTATION_BEFORE, "n_clicks"),
            Input(ids.ROTATION_AFTER, "n_clicks"),
            State(ids.LOCATION, "search"),
        ],
        audience="no counts",
        prevent_initial_call=True,
    )
    def turn(_before: int | None, _after: int | None, search: str | None) -> Any:
        view = RotationView.from_search(search or "")
        step = 1 if ctx.triggered_id == ids.ROTATION_AFTER else -1
        return replace(view, page=str(max(view.page_number + step, 1))).to_search(search or "")


def _draw(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.ROTATION_HEAD, "children"),
            Output(ids.ROTATION_DRAWN, "data"),
            Output(ids.ROTATION_SEEN, "data"),
            Output(ids.ROTATION_POOL_COUNT, "children"),
            Output(ids.ROTATION_BEFORE, "disabled"),
            Output(ids.ROTATION_AFTER, "disabled"),
            Output(ids.ROTATION_SUMMARY, "children"),
            Output(ids.ROTATION_DIFFERENCE, "children"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.ROTATION_EDITS, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def show(search: str | None, _version: Any, stored: Any) -> Any:
        view = RotationView.from_search(search or "")
        with services.reading() as db:
            found = finding.rotation(db, view)
            made = rotation_draft.draft(found, rotation_draft.edits_from(stored))
            brought = rotation_draft.expected(db, made)
            pool = finding.pool(db, found, made.coming, view, Filters.from_search(search or ""))
        return (
            rotation_cards.head(made, brought),
            {
                ids.ROTATION_BOARD: rotation_board.board(made),
                ids.ROTATION_POOL: rotation_pool.rows(found, pool),
            },
            rotation_draft.seen(made),
            rotation_pool.count(pool),
            pool.page <= 1,
            pool.page >= pool.pages,
            rotation_cards.summary(made),
            rotation_actions.draft_difference(made),
        )


def _dock(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.ROTATION_STEPS, "children"),
            Output(ids.ROTATION_PROPOSE, "children"),
            Output(ids.ROTATION_PROPOSE, "disabled"),
            Output(ids.ROTATION_PROPOSE, "className"),
            Output(ids.ROTATION_PUBLISH, "children"),
            Output(ids.ROTATION_PUBLISH, "disabled"),
            Output(ids.ROTATION_PUBLISH, "style"),
            Output(ids.ROTATION_PUBLISH, "className"),
            Output(ids.ROTATION_OVERRIDE_ROW, "style"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.ROTATION_EDITS, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def show(search: str | None, _version: Any, stored: Any) -> Any:
        with services.reading() as db:
            found = finding.rotation(db, RotationView.from_search(search or ""))
        made = rotation_draft.draft(found, rotation_draft.edits_from(stored))
        four_eyes = found.state.rules.four_eyes
        changes, nothing = rotation_words.changes(made), not made.changed
        return (
            rotation_cards.steps(four_eyes),
            f"Propose {changes}",
            nothing,
            "button primary" if four_eyes else "button",
            f"Publish {changes}",
            nothing,
            HIDDEN if four_eyes else VISIBLE,
            "button primary",
            VISIBLE if made.own else HIDDEN,
        )

    @answer(
        app,
        services,
        Output(ids.ROTATION_CHOSEN, "children"),
        [
            Input(ids.ROTATION_CHOICE, "data"),
            Input(ids.ROTATION_EDITS, "data"),
            Input(ids.VERSION, "data"),
            State(ids.LOCATION, "search"),
        ],
        audience="internal",
        roles=ROLES,
    )
    def show_chosen(choice: Any, stored: Any, _version: Any, search: str | None) -> Any:
        if not choice:
            return []
        with services.reading() as db:
            found = finding.rotation(db, RotationView.from_search(search or ""))
        return rotation_actions.chosen(rotation_draft.draft(found, rotation_draft.edits_from(stored)), choice)


def _waiting(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.ROTATION_PENDING, "children"), Output(ids.ROTATION_MARKED, "children")],
        [Input(ids.VERSION, "data"), Input(ids.ROTATION_SAID, "children"), State(ids.LOCATION, "search")],
        audience="internal",
        roles=ROLES,
    )
    def show(_version: Any, _said: Any, search: str | None) -> Any:
        with services.reading() as db:
            found = finding.rotation(db, RotationView.from_search(search or ""))
            open_ = rotation_query.open_proposals(db)
            changes = rotation_query.changes(db, list(open_["rotation_id"]))
            last = rotation_query.last_published(db)
        four_eyes, name = found.state.rules.four_eyes, services.viewer().name
        waiting = rotation_actions.pending(open_, changes, found, four_eyes, name)
        return waiting, rotation_actions.undo_last(last, found.state.timezone)


def _writing(app: Dash, services: Services) -> None:
    said = [
        Output(ids.ROTATION_SAID, "children"),
        Output(ids.ROTATION_EDITS, "data"),
        Output(ids.ROTATION_REASON, "value"),
        Output(ids.ROTATION_OVERRIDE, "value"),
    ]

    @answer(
        app,
        services,
        said,
        [
            Input(ids.ROTATION_PROPOSE, "n_clicks"),
            Input(ids.ROTATION_PUBLISH, "n_clicks"),
            State(ids.LOCATION, "search"),
            State(ids.ROTATION_SEEN, "data"),
            State(ids.ROTATION_REASON, "value"),
            State(ids.ROTATION_OVERRIDE, "value"),
        ],
        audience="internal",
        roles=ROLES,
        prevent_initial_call=True,
    )
    def propose(_p: Any, _n: Any, search: Any, seen: Any, reason: Any, why: Any) -> Any:
        at_once = ctx.triggered_id == ids.ROTATION_PUBLISH
        return send(services, search or "", seen, reason or "", why or "", at_once=at_once)

    again = [Output(output.component_id, output.component_property, allow_duplicate=True) for output in said]

    @answer(
        app,
        services,
        again,
        [Input(ids.ROTATION_ACT, "data"), State(ids.LOCATION, "search")],
        audience="internal",
        roles=ROLES,
        prevent_initial_call=True,
    )
    def do(asked: Any, search: str | None) -> Any:
        return carry_out(services, asked or {}, search or "")


def _history(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.ROTATION_HISTORY, "children"),
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def show(search: str | None, _version: Any, theme: str | None) -> Any:
        with services.reading() as db:
            found = past.history(db, Filters.from_search(search or ""))
        return rotation_history.gantt(found, theme or "light")

    @answer(
        app,
        services,
        Output(ids.ROTATION_CALIBRATION, "children"),
        [Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def show_trust(_version: Any, theme: str | None) -> Any:
        with services.reading() as db:
            found = past.trust(db)
        return rotation_history.trust(found, theme or "light")

    saving.offer(services, ids.ROTATION_DISPLAYS, "displays", rotation_history.SAVED, _displays, roles=ROLES)
    saving.offer(services, ids.ROTATION_POOL, "objects off display", rotation_pool.SAVED, _pool, roles=ROLES)


def _displays(db: Any, request: Mapping[str, Any], search: str) -> tuple[int, Iterator[pd.DataFrame]]:
    return rotation_history.saved(past.history(db, Filters.from_search(search)), request)


def _pool(db: Any, _request: Mapping[str, Any], search: str) -> tuple[int, Iterator[pd.DataFrame]]:
    view = RotationView.from_search(search)
    found = finding.rotation(db, view)
    return rotation_pool.saved(
        finding.ranked(db, found, view, Filters.from_search(search)), found.state.timezone
    )


def _in_the_browser(app: Dash) -> None:
    """Choosing, swapping and dragging need no server; only their outcome does.

    Board and pool are hundreds of elements. As Dash components each would listen to every change of the
    page, so they travel as data and the browser draws them itself.
    """
    app.clientside_callback(
        ClientsideFunction("rotation", "edit"),
        Output(ids.ROTATION_EDITS, "data", allow_duplicate=True),
        Input(ids.ROTATION_EVENT, "data"),
        State(ids.ROTATION_EDITS, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("rotation", "mark"),
        Output(ids.ROTATION_CHOSEN_SAID, "children"),
        Input(ids.ROTATION_CHOICE, "data"),
        Input(ids.ROTATION_DRAWN, "data"),
    )

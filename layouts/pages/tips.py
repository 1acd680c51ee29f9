"""Tips: “What did the public tell us, and who has looked?” Metadata only: no text of a tip is here."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from layouts import ids, parts, saving, tables, tip_forms, tip_rows, words
from layouts.answers import answer
from layouts.findings import tips as finding
from layouts.findings.tips import TipsView
from layouts.services import Services
from queries import campaign
from queries.filters import Filters
from records import assessing, refusals
from records.problems import Conflict, Problem

PATH = "/tips"
NAME = "Tips"
QUESTION = "What did the public tell us?"
FULL_QUESTION = "What did the public tell us, and who has looked?"
ROLES: tuple[str, ...] = ("analyst", "manager")
IN_NAVIGATION = True
WHY_NOT = "Each row is one person's message; leadership sees how many came, on Overview, Map and Objects."
SEALED = (
    "The text of a tip is not here: it is sealed as it is sent, and opened only by who holds the "
    "investigators' key, with ",
    ". What was decided there and here is the same record.",
)


def layout(**_: Any) -> html.Div:
    """Verdict, what can be decided, and the table."""
    data = [{"value": value, "label": text} for value, text in finding.SHOWN.items()]
    show = dmc.SegmentedControl(id=ids.TIPS_SHOW, data=data, value="waiting", size="xs")
    shown = html.Div(
        [html.Span("Show"), show], className="segments", role="group", **parts.aria(label="Which tips")
    )
    selection = {
        "mode": "multiRow",
        "checkboxes": True,
        "headerCheckbox": False,
        "enableClickSelection": False,
    }
    grid = tables.grid(
        ids.TIPS_GRID,
        tip_rows.COLUMNS,
        "tip_id",
        height=560,
        settings={"rowSelection": selection, "tooltipShowDelay": 300},
    )
    return html.Div(
        [
            html.Div([parts.skeleton(90)], id=ids.TIPS_HEAD),
            html.Section(
                [
                    html.Div(shown, className="controls"),
                    tip_forms.bar(),
                    html.Div(id=ids.TIPS_COUNT, className="subtitle", role="status"),
                    grid,
                    parts.meanings("actionable", "duplicate", "spam", "cluster", "display", "speed"),
                    html.P([SEALED[0], html.Code("python -m board inbox"), SEALED[1]], className="note"),
                ],
                className="card",
            ),
            dcc.Store(id=ids.TIPS_DECISION),
            dcc.Store(id=ids.TIPS_DONE),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """The view ⇄ URL, the verdict, the rows, and the decisions."""
    _view(app, services)
    _head(app, services)
    _rows(app, services)
    _decide(app, services)
    _in_browser(app)


def _view(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.TIPS_SHOW, "value"),
        [Input(ids.LOCATION, "search")],
        audience="no counts",
    )
    def show_choice(search: str | None) -> str:
        return TipsView.from_search(search or "").show

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [Input(ids.TIPS_SHOW, "value"), State(ids.LOCATION, "search")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def take_choice(show: str, search: str | None) -> Any:
        chosen = TipsView(show=show)
        return no_update if chosen == TipsView.from_search(search or "") else chosen.to_search(search or "")


def _head(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.TIPS_HEAD, "children"),
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def head(search: str | None, _version: Any) -> Any:
        with services.reading() as db:
            found = finding.backlog(db, Filters.from_search(search or ""))
        return parts.verdict(FULL_QUESTION, *finding.headline(found))


def _rows(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.TIPS_COUNT, "children"), Output(ids.TIPS_GRID, "getRowsResponse")],
        [Input(ids.TIPS_GRID, "getRowsRequest"), State(ids.LOCATION, "search")],
        audience="internal",
        roles=ROLES,
    )
    def rows(request: Any, search: str | None) -> Any:
        if not request:
            return no_update, no_update
        filters, view = Filters.from_search(search or ""), TipsView.from_search(search or "")
        with services.reading() as db:
            found, count = finding.rows(db, filters, finding.wanted(request, view))
            zone = campaign.state(db).timezone
        said = f"{words.plural(count, 'tip')}, {'waiting' if view.show == 'waiting' else 'all assessments'}"
        return said, {"rowData": tip_rows.rows(found, zone), "rowCount": count}

    saving.offer(services, ids.TIPS_GRID, "tips", tip_rows.SAVED, _all, roles=ROLES)
    tables.follow_scope(app, ids.TIPS_GRID)


def _all(db: Any, request: Mapping[str, Any], search: str) -> tuple[int, Iterator[Any]]:
    filters, asked = Filters.from_search(search), finding.wanted(request, TipsView.from_search(search))
    zone = campaign.state(db).timezone
    found = (tip_rows.saved(block, zone) for block in finding.blocks(db, filters, asked))
    return finding.count(db, filters, asked), found


def _decide(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.TIPS_SAID, "children"), Output(ids.TIPS_DONE, "data")],
        [Input(ids.TIPS_DECISION, "data")],
        audience="internal",
        roles=ROLES,
        prevent_initial_call=True,
    )
    def decide(decision: Any) -> Any:
        if not decision:
            return no_update, no_update
        try:
            said = _store(services, decision)
        except Conflict as conflict:
            # The table is asked again, so that the other person's change stands in it.
            return parts.refused(str(conflict)), {"at": decision.get("at"), "keep": True}
        return html.P(said, className="done"), {"at": decision.get("at"), "keep": False}


def _store(services: Services, decision: dict[str, Any]) -> str:
    action = str(decision.get("action") or "")
    chosen = tip_forms.changes(action, decision.get("values") or {})
    if not chosen:
        raise Problem("choose what the investigation is to be set to")
    seen = {str(row["tip_id"]): _instant(row.get("updated_at")) for row in decision.get("rows") or ()}
    reason = str((decision.get("values") or {}).get("reason") or "").strip()[:500]
    with refusals.in_words(), services.writing() as db:
        n = assessing.decide(db, chosen, seen, by=services.viewer().name, at=services.now(), reason=reason)
    return _told(n, len(seen), chosen)


def _told(changed: int, chosen: int, changes: dict[str, Any]) -> str:
    name, value = next(iter(changes.items()))
    what = {"assessment": "assessment", "suggested_country": "country", "cluster": "cluster"}.get(name, name)
    to = str(value).replace("_", " ") if value else "none"
    same = f"; {chosen - changed} had it already" if changed < chosen else ""
    return f"Stored: {words.plural(changed, 'tip')}, {what} {to}{same}."


def _instant(text: Any) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(str(text))
    except ValueError:
        raise Problem("the table sent a time that cannot be read; reload the page") from None


def _in_browser(app: Dash) -> None:
    """Keys, buttons and the state of the selection are gathered in the browser (assets/60-tips.js)."""
    actions = (*tip_forms.KEYS, *tip_forms.SETS)
    app.clientside_callback(
        ClientsideFunction("tips", "decide"),
        Output(ids.TIPS_DECISION, "data"),
        *(Input(ids.tips_button(action), "n_clicks") for action in actions),
        State(ids.TIPS_COUNTRY, "value"),
        State(ids.TIPS_CLUSTER, "value"),
        State(ids.TIPS_INVESTIGATION, "value"),
        State(ids.TIPS_REASON, "value"),
        State(ids.TIPS_GRID, "id"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("tips", "chosen"),
        Output(ids.TIPS_SELECTED, "children"),
        Input(ids.TIPS_GRID, "selectedRows"),
    )
    app.clientside_callback(
        ClientsideFunction("tips", "done"),
        Output(ids.TIPS_REASON, "value"),
        Input(ids.TIPS_DONE, "data"),
        State(ids.TIPS_GRID, "id"),
        prevent_initial_call=True,
    )

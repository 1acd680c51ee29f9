"""Objects: “Which objects are working?”"""

from collections.abc import Iterator, Mapping
from typing import Any

from dash import Dash, Input, Output, State, html, no_update

from layouts import ids, object_add, object_rows, parts, released_objects, saving, tables, words
from layouts.answers import answer
from layouts.findings import objects as finding
from layouts.services import Services
from queries.filters import Filters

PATH = "/objects"
NAME = "Objects"
QUESTION = "Which objects are working?"
ROLES: tuple[str, ...] = ("analyst", "manager")
IN_NAVIGATION = True
released_layout = released_objects.layout


def layout(**_: Any) -> html.Div:
    """Verdict, the table, and where the count stands."""
    note = (
        "Actionable share: of assessed tips, not ranked under 30 assessed or 10 actionable. Chance: that "
        "showing the object for the next 14 days brings the tip that identifies it, with 90 % interval. "
        "Country: what independent tips suggest; contested under 50 % or under 3 tips. Sorting and filters "
        "act on all rows."
    )
    return html.Div(
        [
            html.Div([parts.skeleton(90)], id=ids.OBJECTS_HEAD),
            html.Section(
                [
                    html.Div(id=ids.OBJECTS_COUNT, className="subtitle", role="status"),
                    tables.grid(ids.OBJECTS_GRID, object_rows.COLUMNS, "object_id", row_height=46),
                    html.P(note, className="note"),
                    parts.meanings("actionable", "chance", "suggested", "contested", "too_early"),
                    object_add.form(),
                ],
                className="card",
            ),
        ]
    )


def _all(db: Any, request: Mapping[str, Any], search: str) -> tuple[int, Iterator[Any]]:
    return object_rows.saved(finding.listing(db, Filters.from_search(search)), request, search)


def register(app: Dash, services: Services) -> None:
    """The verdict, the rows, and the refresh of the rows when scope or data change."""
    object_add.register(app, services)
    saving.offer(services, ids.OBJECTS_GRID, "objects", object_rows.SAVED, _all, roles=ROLES)
    released_objects.register(app, services)

    @answer(
        app,
        services,
        [Output(ids.OBJECTS_HEAD, "children"), Output(ids.OBJECTS_COUNT, "children")],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def head(search: str | None, _version: Any) -> Any:
        with services.reading() as db:
            found = finding.listing(db, Filters.from_search(search or ""))
        sentence = parts.verdict(QUESTION, *finding.headline(found))
        return sentence, f"{words.plural(len(found.frame), 'object')} in scope"

    @answer(
        app,
        services,
        Output(ids.OBJECTS_GRID, "getRowsResponse"),
        [Input(ids.OBJECTS_GRID, "getRowsRequest"), State(ids.LOCATION, "search")],
        audience="internal",
        roles=ROLES,
    )
    def rows(request: Any, search: str | None) -> Any:
        if not request:
            return no_update
        with services.reading() as db:
            found = finding.listing(db, Filters.from_search(search or ""))
        return tables.page_of(object_rows.rows(found, search or ""), request, "object_id")

    tables.follow_scope(app, ids.OBJECTS_GRID)

"""Overview: “Is the pilot working?”"""

from typing import Any

from dash import Dash, Input, Output, dcc, html

from layouts import (
    ids,
    overview_cards,
    overview_strip,
    parts,
    released_asking,
    released_cards,
    since_callbacks,
)
from layouts.answers import answer
from layouts.findings.overview import overview
from layouts.services import LEADERSHIP, Services
from queries.filters import Filters

PATH = "/"
NAME = "Overview"
QUESTION = "Is the pilot working?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True


def layout(**_: Any) -> html.Div:
    """Question and skeletons of the size of what is coming."""
    lower = [html.Div(id=ids.OVERVIEW_LOWER, className="contents"), html.Div(id=ids.SINCE, hidden=True)]
    return html.Div(
        [
            html.Div([parts.skeleton(100, 130, 330, 300)], id=ids.OVERVIEW),
            html.Div(lower, className="grid overview-lower"),
            html.Div(id=ids.OVERVIEW_FOOT),
            dcc.Store(id=ids.SINCE_PREVIOUS),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """One callback: parse, ask, measure, draw. What changed since the last visit is each person's own."""
    since_callbacks.register(app, services)

    @answer(
        app,
        services,
        [
            Output(ids.OVERVIEW, "children"),
            Output(ids.OVERVIEW_LOWER, "children"),
            Output(ids.OVERVIEW_FOOT, "children"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="both",
        cached=True,
    )
    def show(search: str | None, _version: Any, theme: str | None) -> Any:
        filters = Filters.from_search(search or "")
        if services.viewer().audience == LEADERSHIP:
            return _released(services, search, theme or "light"), [], []
        with services.reading() as db:
            found = overview(db, filters)
        if found.empty:
            return _nothing(), [], []
        chosen = theme or "light"
        head = [
            overview_cards.headline(found),
            overview_strip.strip(found, chosen),
            html.Div(
                [overview_cards.funnel(found), overview_cards.weekly(found, chosen)], className="grid two"
            ),
        ]
        lower = [overview_cards.benchmark(found, chosen), overview_cards.places(found, chosen)]
        return head, lower, overview_cards.quality(found)


def _released(services: Services, search: str | None, theme: str) -> list[Any]:
    asked = released_asking.ask(services, search)
    with services.reading() as db:
        found = overview(db, asked.facts)
    if asked.release.first is None and found.published.empty:
        return released_cards.nothing(QUESTION)
    return released_cards.overview(found, asked, theme)


def _nothing() -> list[Any]:
    return [
        parts.verdict(QUESTION, "Nothing is on record in this scope.", "So there is nothing to judge yet."),
        parts.empty(
            "No tips, shares, views or published objects here.",
            "Either the filters leave nothing over, or no records were imported yet. ",
            dcc.Link("Show the whole campaign", href="/"),
        ),
    ]

"""Map: “Where do tips and shares come from, and where do they point?”"""

from dataclasses import dataclass, replace
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from layouts import ids, map_cards, map_parts, parts, released_asking, released_places, released_words
from layouts.answers import answer
from layouts.findings import release_places, world
from layouts.services import LEADERSHIP, Services
from layouts.view import View
from queries.filters import Filters

PATH = "/map"
NAME = "Map"
QUESTION = "From where, and to where?"
FULL_QUESTION = "Where do tips and shares come from, and where do they point?"
RELEASED_QUESTION = "From where?"
RELEASED_FULL_QUESTION = "Where do tips and shares come from?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True


@dataclass(frozen=True)
class MapView(View):
    """Which layer, which measure."""

    layer: str = "origin"
    measure: str = "count"

    @classmethod
    def allowed(cls) -> dict[str, tuple[str, ...]]:
        """Known layers and measures."""
        return {"layer": tuple(world.LAYERS), "measure": tuple(world.MEASURES)}


def layout(**_: Any) -> html.Div:
    """Controls, and skeletons of what is coming."""
    controls = [
        _segments(ids.MAP_LAYER, "Layer", world.LAYERS),
        _segments(ids.MAP_MEASURE, "Measure", world.MEASURES),
    ]
    map_card = html.Section(
        [
            html.Div([parts.skeleton(40)], id=ids.MAP_TITLE),
            parts.graph({"data": [], "layout": {}}, "World map; the table beside it has its numbers.",
                        height=400, id=ids.MAP_GRAPH),
            html.Div(_player(), id=ids.MAP_PLAYER),
            html.Div(id=ids.MAP_FOOT),
        ],
        className="card",
    )  # fmt: skip
    table_card = html.Section([html.Div(id=ids.MAP_TABLE), map_cards.grid()], className="card")
    return html.Div(
        [
            html.Div([parts.skeleton(90)], id=ids.MAP_HEAD),
            html.Div(controls, className="controls"),
            html.Div([map_card, table_card], className="grid map-grid"),
            html.Div([parts.skeleton(200)], id=ids.MAP_CARDS),
            dcc.Store(id=ids.MAP_WEEKS),
            dcc.Interval(id=ids.MAP_TICK, interval=450, disabled=True),
        ]
    )


def _segments(id_: str, label: str, choices: dict[str, str]) -> html.Div:
    control = dmc.SegmentedControl(id=id_, data=_offered(choices), value=next(iter(choices)), size="xs")
    return html.Div(
        [html.Span(label), control], className="segments", role="group", **parts.aria(label=label)
    )


def _offered(choices: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": text} for value, text in choices.items()]


def _player() -> html.Div:
    slider = dmc.Slider(
        id=ids.MAP_SLIDER,
        min=0,
        max=1,
        value=1,
        step=1,
        marks=[],
        label=None,
        thumbLabel="Week up to which the map counts",
    )
    return html.Div(
        [
            html.Button("Play", id=ids.MAP_PLAY, className="button", type="button"),
            html.Div(
                [slider, html.Div(id=ids.MAP_WEEK, className="subtitle", role="status")], className="slide"
            ),
        ],
        className="player",
    )


def register(app: Dash, services: Services) -> None:
    """Controls ⇄ URL, click a country, the page itself, and the player that runs in the browser."""
    _controls(app, services)
    _choose_country(app, services)
    _draw(app, services)
    app.clientside_callback(
        ClientsideFunction("world", "play"),
        Output(ids.MAP_TICK, "disabled"),
        Output(ids.MAP_PLAY, "children"),
        Output(ids.MAP_SLIDER, "value"),
        Input(ids.MAP_PLAY, "n_clicks"),
        Input(ids.MAP_TICK, "n_intervals"),
        Input(ids.MAP_WEEKS, "data"),
        State(ids.MAP_SLIDER, "value"),
        State(ids.MAP_SLIDER, "max"),
        State(ids.MAP_TICK, "disabled"),
    )
    app.clientside_callback(
        ClientsideFunction("world", "show"),
        Output(ids.MAP_WEEK, "children"),
        Input(ids.MAP_SLIDER, "value"),
        Input(ids.MAP_WEEKS, "data"),
    )


def _controls(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.MAP_LAYER, "value"),
            Output(ids.MAP_MEASURE, "value"),
            Output(ids.MAP_LAYER, "data"),
            Output(ids.MAP_MEASURE, "data"),
            Output(ids.MAP_ROWS, "columnDefs"),
            Output(ids.MAP_PLAYER, "hidden"),
        ],
        [Input(ids.LOCATION, "search")],
        audience="no counts",
    )
    def show_choice(search: str | None) -> Any:
        view = MapView.from_search(search or "")
        if services.viewer().audience != LEADERSHIP:
            return view.layer, _possible(view.layer, view.measure), *[no_update] * 4
        view = _released_view(view)
        layers, measures = _offered(released_places.LAYERS), _offered(released_places.MEASURES)
        return view.layer, view.measure, layers, measures, list(released_places.COLUMNS), True

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [
            Input(ids.MAP_LAYER, "value"),
            Input(ids.MAP_MEASURE, "value"),
            State(ids.LOCATION, "search"),
        ],
        audience="no counts",
        prevent_initial_call=True,
    )
    def take_choice(layer: str, measure: str, search: str | None) -> Any:
        chosen = MapView(layer=layer, measure=_possible(layer, measure))
        return no_update if chosen == MapView.from_search(search or "") else chosen.to_search(search or "")


def _released_view(view: MapView) -> MapView:
    """The view with a layer and a measure that the release has."""
    layer = view.layer if view.layer in released_places.LAYERS else "origin"
    measure = view.measure if view.measure in released_places.MEASURES else "count"
    return MapView(layer=layer, measure=measure)


def _possible(layer: str, measure: str) -> str:
    """Only tips have assessments: elsewhere the actionable share falls back to the count."""
    return "count" if measure == "actionable_share" and layer not in world.ABOUT_TIPS else measure


def _choose_country(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [
            Input(ids.MAP_GRAPH, "clickData"),
            Input(ids.MAP_ROWS, "cellClicked"),
            State(ids.LOCATION, "search"),
        ],
        audience="no counts",
        prevent_initial_call=True,
    )
    def choose(click: Any, cell: Any, search: str | None) -> Any:
        country = None
        if ctx.triggered_id == ids.MAP_GRAPH and click:
            point = click["points"][0]
            country = point.get("location") or point.get("customdata")
        elif cell:
            country = cell.get("rowId")
        if not country:
            return no_update
        filters = Filters.from_search(search or "")
        chosen = () if filters.country == (country,) else (country,)
        return replace(filters, country=chosen).to_search(search or "")


def _draw(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.MAP_HEAD, "children"),
            Output(ids.MAP_TITLE, "children"),
            Output(ids.MAP_GRAPH, "figure"),
            Output(ids.MAP_FOOT, "children"),
            Output(ids.MAP_TABLE, "children"),
            Output(ids.MAP_ROWS, "rowData"),
            Output(ids.MAP_ROWS, "selectedRows"),
            Output(ids.MAP_CARDS, "children"),
            Output(ids.MAP_WEEKS, "data"),
            Output(ids.MAP_SLIDER, "max"),
            Output(ids.MAP_GRID, "hidden"),
            Output(ids.MAP_ROWS, "style"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="both",
        cached=True,
    )
    def show(search: str | None, _version: Any, theme: str | None) -> Any:
        filters, view = Filters.from_search(search or ""), MapView.from_search(search or "")
        chosen = theme or "light"
        if services.viewer().audience == LEADERSHIP:
            return _released(services, search, _released_view(view), chosen)
        with services.reading() as db:
            found = map_cards.ask(db, filters, view.layer)
        measure = _possible(view.layer, view.measure)
        figure, limits, top = map_parts.figure(found.places, measure, chosen, filters.country)
        listed = map_cards.rows(found.places)
        return (
            parts.verdict(FULL_QUESTION, *world.headline(found.origin, found.pointing)),
            map_cards.title(found.places, measure),
            figure,
            map_cards.foot(
                found.places,
                map_parts.classes(limits, top, measure, chosen, hidden=found.places.hidden),
            ),
            map_cards.table_title(found.places),
            listed,
            {"ids": list(filters.country)},
            map_cards.follow(found, filters),
            map_cards.player(found, measure, limits),
            max(len(found.weeks) - 1, 1),
            not listed,
            {"height": map_cards.height(len(listed))},
        )


def _released(services: Services, search: str | None, view: MapView, theme: str) -> Any:
    asked, filters = released_asking.ask(services, search), Filters.from_search(search or "")
    places, answered = release_places.by_country(asked, view.layer)
    figure, limits, top = map_parts.figure(places, view.measure, theme, filters.country)
    legend = map_parts.classes(limits, top, view.measure, theme, hidden=places.hidden)
    listed = released_places.rows(places)
    verdict = parts.verdict(RELEASED_FULL_QUESTION, *released_places.headline(places, asked, answered))
    return (
        [verdict, released_words.scope(asked, answered)],
        released_places.title(places, view.measure, answered, asked),
        figure,
        released_places.foot(asked, places, legend),
        released_places.table_title(places, answered, asked),
        listed,
        {"ids": list(filters.country)},
        released_places.follow(asked, theme, view.layer),
        {"weeks": [], "countries": [], "values": [], "limits": limits},
        1,
        not listed,
        {"height": map_cards.height(len(listed))},
    )

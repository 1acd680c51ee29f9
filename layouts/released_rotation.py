"""Leadership's Rotation page: what is displayed, since when, and the history; no chances, no tips."""

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, dcc, html

from layouts import ids, object_cards, parts, words
from layouts.answers import answer
from layouts.charts import slots as slots_chart
from layouts.findings import rotation_history as finding
from layouts.findings.rotation_history import History
from layouts.services import Services
from queries import objects
from queries.filters import Filters

QUESTION = "Which objects are displayed, and since when?"
NOTE = (
    "Facts of the catalogue, as of today's figures; a filter on objects applies. Who is shown next, and why, "
)
NOTE += "is for analysts and managers."
MOST = 200  # rows of the table behind the chart


def layout(**_: Any) -> html.Div:
    """Skeletons of what is coming."""
    return html.Div([parts.skeleton(90, 420, 420)], id=ids.RELEASED_ROTATION)


def register(app: Dash, services: Services) -> None:
    """The objects on display, and every display so far."""

    @answer(
        app,
        services,
        Output(ids.RELEASED_ROTATION, "children"),
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="both",
        cached=True,
    )
    def show(search: str | None, _version: Any, theme: str | None) -> Any:
        given = Filters.from_search(search or "")
        facts = Filters(object=given.object, category=given.category, agency=given.agency)
        with services.reading() as db:
            found = finding.history(db, facts)
            catalogue = objects.catalogue(db, facts)
        return page(found, catalogue, given.to_search(), theme or "light")


def page(found: History, catalogue: pd.DataFrame, search: str, theme: str) -> list[Any]:
    """Verdict, the places as the public sees them, history."""
    shown = found.frame[found.frame["shown_until"].isna()].sort_values("slot")
    return [
        parts.verdict(QUESTION, *headline(found)),
        html.P(NOTE, className="note release-scope"),
        html.Div(_board(shown, catalogue, search), className="grid"),
        html.Div(_history(found, theme), className="grid"),
    ]


def headline(found: History) -> tuple[str, str]:
    """How many, the last change, and how long displays last."""
    frame = found.frame
    if frame.empty:
        return "Nothing was displayed in this scope.", "The first display begins the history."
    now = int(frame["shown_until"].isna().sum())
    last = max(frame["shown_from"].max(), frame["shown_until"].dropna().max() if now < len(frame) else pd.NaT)
    last = frame["shown_from"].max() if pd.isna(last) else last
    first = f"{words.plural(now, 'object')} {'is' if now == 1 else 'are'} on display."
    return first, f"The display last changed on {words.day(last)}. {finding.headline(found)}."


def _board(shown: pd.DataFrame, catalogue: pd.DataFrame, search: str) -> html.Section:
    title = "On display now"
    if shown.empty:
        return parts.card(title, parts.empty("Nothing is on display.", "The public page is empty."))
    known = catalogue.set_index("object_id").to_dict("index")
    places = [_place(row, known.get(row["object_id"], {}), search) for row in shown.to_dict("records")]
    return parts.card(title, html.Ul(places, className="released-places"), subtitle="As the public sees them")


def _place(row: dict[Any, Any], known: dict[Any, Any], search: str) -> html.Li:
    link = dcc.Link(row["title"], href=f"/objects/{row['object_id']}{search}")
    since = f"place {row['slot']}, since {words.day(row['shown_from'])}, "
    days = words.plural(round(row["days"]), "day")
    picture = object_cards.picture({"image": known.get("image"), "title": "", "object_id": ""})
    return html.Li([picture, html.Div(link), html.Div(since + days, className="note")])


def _history(found: History, theme: str) -> list[Any]:
    if found.frame.empty:
        return []
    places = found.state.rules.slots
    figure = slots_chart.slots(found.frame, found.until, places, theme)
    title = finding.headline(found)
    body = [
        parts.graph(figure, f"{title}.", height=slots_chart.height(places)),
        parts.table_behind(_table(found)),
    ]
    subtitle = "Displays by place; full colour: on display now"
    return [parts.card(title, body, subtitle=subtitle)]


def _table(found: History) -> Any:
    rows = found.frame.head(MOST)
    table = pd.DataFrame(
        {
            "slot": [words.number(slot) for slot in rows["slot"]],
            "object": rows["object_id"] + " · " + rows["title"],
            "from": [words.day(at) for at in rows["shown_from"]],
            "until": ["now" if pd.isna(at) else words.day(at) for at in rows["shown_until"]],
            "days": [words.number(round(days)) for days in rows["days"]],
        }
    )
    columns = {"slot": "Place", "object": "Object", "from": "From", "until": "Until", "days": "Days"}
    drawn = parts.table(table, columns, numeric=("slot", "days"), caption="Displays")
    if len(found.frame) <= MOST:
        return drawn
    said = f"The latest {MOST} of {words.number(len(found.frame))} displays; all are in the report."
    return html.Div([html.P(said, className="note"), drawn])

"""Leadership's page of one object: picture, displays, what became of it, its tips as the release has them."""

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, dcc, html

from layouts import ids, object_cards, parts, released_asking, released_cards, released_places, words
from layouts import released_words as said
from layouts.answers import answer
from layouts.findings import release_places
from layouts.findings import released_objects as finding
from layouts.findings.release_scope import NO_MONTH, Answer
from layouts.findings.released import Scoped
from layouts.findings.released_objects import STAGES, OneObject
from layouts.services import Services
from queries.filters import Filters


def layout(object_id: str = "", **_: Any) -> html.Div:
    """Which object, and skeletons."""
    return html.Div(
        [
            dcc.Store(id=ids.RELEASED_OBJECT_ID, data=object_id),
            html.Div([parts.skeleton(220, 300, 260)], id=ids.RELEASED_OBJECT),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """The page, of the release's tables by object."""

    @answer(
        app,
        services,
        Output(ids.RELEASED_OBJECT, "children"),
        [
            Input(ids.RELEASED_OBJECT_ID, "data"),
            Input(ids.LOCATION, "search"),
            Input(ids.VERSION, "data"),
            Input(ids.THEME, "data"),
        ],
        audience="both",
        cached=True,
    )
    def show(object_id: str, search: str | None, _version: Any, theme: str | None) -> Any:
        given = Filters.from_search(search or "")
        period = Filters(from_=given.from_, to=given.to, country=given.country, object=(str(object_id),))
        asked = released_asking.ask(services, period.to_search())
        with services.reading() as db:
            found = finding.one(db, asked, str(object_id))
        if found is None:
            link = dcc.Link("All objects", href="/objects")
            return parts.empty(f"There is no object {object_id!r}.", "The link may be old. ", link)
        return page(found, asked, given, theme or "light")


def page(found: OneObject, asked: Scoped, given: Filters, theme: str) -> list[Any]:
    """Head, months and regions, displays and events."""
    regions = asked.tips("place", "subregion", "region", "part of the world")
    names = dict(asked.names.get("country", {}))
    upper = [
        released_places.monthly(asked, theme)
        if _by_object(asked, asked.tips(*release_places.PERIODS))
        else _too_coarse("Tips by month"),
        released_places.bars(regions, names, asked, "Where tips come from")
        if _by_object(asked, regions)
        else _too_coarse("Where tips come from"),
    ]
    lower = [_displays(found), object_cards.events(found)]
    return [
        _head(found, asked, given),
        html.Div(upper, className="grid two"),
        html.Div(lower, className="grid two"),
    ]


def _by_object(asked: Scoped, answer: Answer) -> bool:
    """Whether the answer is about the object; without any release there is nothing that could not be."""
    return asked.release.first is None or "subject" not in answer.dropped


def _too_coarse(title: str) -> html.Section:
    why = "So many of its numbers would be hidden that it has categories instead."
    return parts.card(title, parts.empty("The release does not have this by object.", why))


def _head(found: OneObject, asked: Scoped, given: Filters) -> html.Div:
    row, search = found.row, given.to_search()
    question = f"{row['object_id']} · {row['title'] or row['object_id']}"
    question += f" · “{row['question']}”" if row["question"] else ""
    text = [
        parts.verdict(question, *headline(found, asked)),
        said.scope(asked, own=True),
        _figures(found, asked),
    ]
    return html.Div(
        [
            object_cards.crumbs(row["object_id"], found.before, found.after, search),
            html.Div([object_cards.picture(row), html.Div(text)], className="object-head"),
        ]
    )


def headline(found: OneObject, asked: Scoped) -> tuple[str, str]:
    """What became of it, and how many tips it brought."""
    row = found.row
    reached = [(name, words_) for name, words_ in STAGES.items() if pd.notna(row[name])]
    if reached:
        name, text = reached[0]
        first = f"{text.capitalize()} on {words.day(row[name])}."
    elif row["stage"] == "open":
        first = "Not identified yet."
    else:
        first = "It was never on display."
    count, state = asked.main.one
    days = words.period(asked.main.first, asked.main.last)
    if state == "suppressed":
        return first, f"How many tips it brought, {days}, is hidden: a small count, or one that protects it."
    if asked.release.first and asked.main.outside:
        return first, NO_MONTH
    return first, "" if count is None else f"It brought {words.plural(count, 'tip')}, {days}."


def _figures(found: OneObject, asked: Scoped) -> html.Div:
    row = found.row
    place = f"now in place {int(row['slot'])}" if row["displayed"] else "not on display"
    eliminated = "a result, too" if pd.notna(row["eliminated"]) else ""
    cells = [
        ("Displayed", words.plural(int(row["days_displayed"]), "day"), place),
        ("Tips", released_cards.said(*asked.main.one), "in whole months"),
        ("Identified", words.day(row["identified"]), ""),
        ("Located", words.day(row["located"]), ""),
        ("Trail eliminated", words.day(row["eliminated"]), eliminated),
    ]
    return html.Div(
        [
            html.Div([html.Div(label, className="label"), html.B(value), html.Div(note, className="note")])
            for label, value, note in cells
        ],
        className="figures",
    )


def _displays(found: OneObject) -> html.Section:
    shown = found.periods
    if shown.empty:
        return parts.card("Never on display", parts.empty("No display yet.", "Displays are listed here."))
    zone = found.state.timezone
    table = pd.DataFrame(
        {
            "slot": [words.number(slot) for slot in shown["slot"]],
            "from": [words.instant(at, zone) for at in shown["shown_from"]],
            "until": ["now" if pd.isna(at) else words.instant(at, zone) for at in shown["shown_until"]],
        }
    )
    columns = {"slot": "Place", "from": "From", "until": "Until"}
    return parts.card(
        f"{words.plural(len(shown), 'display')}, {words.plural(int(found.row['days_displayed']), 'day')}",
        parts.table(table, columns, numeric=("slot",), caption="Displays"),
        subtitle="Days are a fact of the catalogue, as of today's figures",
    )

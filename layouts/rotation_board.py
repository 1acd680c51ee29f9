"""Rotation: the places as the public sees them, each with its evidence, its state and its successor."""

import json
from typing import Any

from dash import html

from layouts import parts, saving, words
from layouts.findings import rotation_words
from layouts.findings.rotation import Rotation
from layouts.findings.rotation_draft import Draft
from layouts.findings.rotation_words import Place
from layouts.rotation_cards import chance_row, data, scale

KINDS = {"rotate out": "caution", "locked": "", "held": "contested", "keep": "", "free": "accent"}
SAVED = (
    "Place", "Object", "Title", "State", "Days on display", "Tips", "Actionable", "Chance of identification",
    "Successor", "Successor's title", "Reason",
)  # fmt: skip


def board(made: Draft) -> list[Any]:
    """Heading with the scale, and one card a place."""
    top, found = scale(made.found), made.found
    days = found.planned.period_days
    title = html.Div(
        [
            html.H2("On display now"),
            html.Span("as the public sees them", className="subtitle"),
            html.Span(_scale_words(days, top), className="subtitle scale"),
        ],
        className="board-head",
    )
    places = rotation_words.places(made)
    drawn = html.Div(
        [card(found, place, top) for place in places],
        className="places",
        role="group",
        **parts.aria(label="Places"),
        **saving.table(SAVED, [_saved(found, place) for place in places]),
    )
    return [title, drawn, saving.button(saving.BARS)]


def _saved(found: Rotation, place: Place) -> list[str]:
    """One place as a row of a file."""
    then = [place.successor, found.title(place.successor) if place.successor else "", place.reason]
    if not place.object_id:
        return [str(place.slot), "", "", place.word, *[words.MISSING] * 4, *then]
    row = found.row(place.object_id)
    chance = words.share(row["probability"], row["low"], row["high"], 1)
    counts = [words.number(row[name]) for name in ("tips", "actionable")]
    said = [place.object_id, found.title(place.object_id), place.word, words.number(row["days_displayed"])]
    return [str(place.slot), *said, *counts, chance, *then]


def _scale_words(days: int, top: float) -> list[Any]:
    key = html.Span([html.I(className="soft"), html.I(className="dot")], className="interval key")
    end = f"0–{words.percent(top)}"
    return [key, f" chance of identification in {days} days, 90{words.NARROW}%; scale {end}"]


def card(found: Rotation, place: Place, top: float) -> html.Div:
    """One place: a button that chooses it, with picture, figures, chance and reason."""
    body = _free(found, place) if place.word == "free" else _taken(found, place, top)
    said = f"Place {place.slot}, {found.title(place.object_id) if place.object_id else 'free'}, {place.word}"
    state = {"rotate out": "leaving", "free": "free"}.get(place.word, "staying")
    chooses = data(place=str(place.slot), object=place.object_id, words=said)
    button = html.Button(
        body, type="button", className="place-button", draggable="true", **chooses,
        **parts.aria(pressed="false"),
    )  # fmt: skip
    return html.Div([button, *_undo(found, place)], className=f"place {state}")


def _taken(found: Rotation, place: Place, top: float) -> list[Any]:
    row = found.row(place.object_id)
    days, useful = round(row["days_displayed"]), words.number(row["actionable"])
    return [
        html.Span(
            [
                picture(row),
                _number(place),
                parts.pill(place.word, KINDS[place.word]),
                *_successor(found, place),
            ],
            className="place-picture",
        ),
        html.Span(
            [
                html.B(found.title(place.object_id), className="name", title=place.object_id),
                html.Span(
                    [
                        f"{days} d · {words.plural(row['tips'], 'tip')}, {useful} ",
                        html.Span("useful", title="actionable: worth a look by an investigator"),
                    ],
                    className="figures-line",
                ),
                chance_row(row, top, found.planned.period_days),
                html.Span(short(place.reason), className="reason", title=place.reason),
            ],
            className="place-body",
        ),
    ]


def _free(found: Rotation, place: Place) -> list[Any]:
    body: list[Any] = [html.B("Free place", className="name")]
    if place.successor:
        body += [html.Span(f"Comes: {found.title(place.successor)}", className="reason")]
    body += [html.Span(short(place.reason), className="reason", title=place.reason)]
    return [
        html.Span(
            [_number(place), parts.pill("free", "accent"), *_successor(found, place)],
            className="place-picture",
        ),
        html.Span(body, className="place-body"),
    ]


def _number(place: Place) -> html.Span:
    return html.Span([html.Span("Place ", className="visually-hidden"), str(place.slot)], className="slot")


def _successor(found: Rotation, place: Place) -> list[Any]:
    if place.word not in ("rotate out", "free"):
        return []
    if not place.successor:
        return [html.Span("no successor", className="arrow alone")] if place.word == "rotate out" else []
    row = found.row(place.successor)
    name = html.Span(f" {found.title(place.successor)}", className="visually-hidden")
    return [html.Span([html.Span(["in →", name], className="arrow"), picture(row)], className="successor")]


def _undo(found: Rotation, place: Place) -> list[Any]:
    """One's own change of this place can be taken back where it was made."""
    if not place.own:
        return []
    label = f"Back to the plan in place {place.slot}"
    return [
        html.Button(
            "your choice · undo", type="button", className="link-button own",
            **data(edits=json.dumps({str(place.slot): None})), **parts.aria(label=label),
        )
    ]  # fmt: skip


def picture(row: Any) -> Any:
    """The object's picture; its words stand beside it."""
    image = row["image"]
    if not isinstance(image, str) or not image:
        return html.Span("no picture", className="no-picture")
    return html.Img(src=f"/pictures/{image}", alt="", draggable="false")


def short(reason: str, most: int = 60) -> str:
    """The first parts of a reason that fit; the whole is its title."""
    if len(reason) <= most:
        return reason
    kept, parts_ = "", reason.split("; ")
    for part in parts_:
        longer = f"{kept}; {part}" if kept else part
        if len(longer) > most and kept:
            break
        kept = longer
    return f"{kept} …"

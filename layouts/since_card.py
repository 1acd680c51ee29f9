"""The card of what changed since a person's last visit."""

from typing import Any

from dash import dcc, html

from layouts import parts, words
from layouts.findings.since import Change, Since
from records.campaign import local_day

MOST = 9


def card(found: Since) -> html.Section:
    """The latest changes; how many more there are is said."""
    zone = found.state.timezone
    if found.previous is None:
        nothing = "This is your first visit. From the next one on, what changed in between is listed here."
        return parts.card("Since your last visit", html.P(nothing, className="note"))
    when = words.day_short(local_day(found.previous, zone))
    if not found.changes:
        return parts.card("Since your last visit", html.P("Nothing changed.", className="note"), link=when)
    items = [_item(change, zone) for change in found.changes[:MOST]]
    more = len(found.changes) - MOST
    rest = [html.P([f"and {more} more: ", dcc.Link("all decisions", href="/data")], className="note")]
    body = [html.Ul(items, className="since"), *(rest if more > 0 else [])]
    return parts.card("Since your last visit", body, link=when)


def _item(change: Change, zone: str) -> html.Li:
    day = local_day(change.at, zone)
    said: list[Any] = [html.B(change.about), " "] if change.about else []
    if change.state is not None:
        said += [parts.pill(*change.state), " "]
    said.append(change.text)
    if change.link is not None:
        said += [". ", dcc.Link(change.link[0], href=change.link[1])]
    return html.Li([html.Time(words.day_short(day), dateTime=day.isoformat()), html.Span(said)])

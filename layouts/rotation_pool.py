"""Rotation: the ranked pool, a page at a time."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from dash import html

from layouts import parts, tables, words
from layouts.findings.rotation import PAGE_ROWS, Pool, Rotation
from layouts.reports.content import Column
from layouts.rotation_board import picture, short
from layouts.rotation_cards import chance_row, data, scale

SAVED = (
    Column("rank", "Rank", "count"),
    Column("object_id", "Object"),
    Column("title", "Title"),
    Column("category", "Category"),
    Column("agency", "Agency"),
    Column("held", "Held"),
    Column("probability", "Chance of identification", "share"),
    Column("low", "low 90 %", "share"),
    Column("high", "high 90 %", "share"),
    Column("identifiability", "Analyst score", "number"),
    Column("tips", "Tips", "count"),
    Column("actionable", "Actionable", "count"),
    Column("last_shown", "Last shown", "date"),
    Column("reason", "Reason"),
)


def saved(listed: pd.DataFrame, zone: str) -> tuple[int, Iterator[pd.DataFrame]]:
    """All objects of the pool, ranked, whichever page is looked at and whichever swaps are being tried."""
    frame = listed.reset_index(names="object_id")
    held = frame["hold"].eq("withhold").map({True: "yes", False: "no"})
    last = pd.to_datetime(frame["last_shown"], utc=True).dt.tz_convert(zone).dt.date
    return tables.whole(frame.assign(rank=range(1, len(frame) + 1), held=held, last_shown=last))


def count(found: Pool) -> str:
    """How many are off display, and how many of them may be shown."""
    held = f", {words.number(found.held)} held" if found.held else ""
    return f"{words.plural(found.off, 'object')}, {words.number(found.free)} free to show{held}"


def rows(found: Rotation, pool: Pool) -> list[Any]:
    """Those that come, then one page of those next in line."""
    top, days = scale(found), found.planned.period_days
    coming = [_row(found, name, row, top, days) for name, row in pool.coming.iterrows()]
    waiting = [_row(found, name, row, top, days) for name, row in pool.rows.iterrows()]
    listed: list[Any] = [html.Ul(coming)] if coming else []
    if waiting:
        listed += [html.P(_where(pool), className="pool-part"), html.Ul(waiting)]
    elif not coming:
        listed.append(_nothing(pool))
    return listed


def _where(pool: Pool) -> str:
    first = (pool.page - 1) * PAGE_ROWS + 1
    last = first + len(pool.rows) - 1
    return f"Next in line, not in this plan · {first}–{last} of {words.number(pool.total)}"


def _nothing(pool: Pool) -> html.Div:
    if not pool.off:
        return parts.empty(
            "The pool is empty.", "Every object in this scope is on display, or there is none."
        )
    return parts.empty(
        "Nothing here may be shown.",
        f"{words.plural(pool.off, 'object')} off display in this scope: solved, retired, not available, "
        "or not what you look for.",
    )


def _row(found: Rotation, name: Any, row: Any, top: float, days: int) -> html.Li:
    held = row["hold"] == "withhold"
    place = int(row["place"]) if "place" in row.index else 0
    title = found.title(str(name))
    badge = [parts.pill(f"in → {place}", "accent")] if place else []
    badge += [parts.pill("held", "contested")] if held else []
    said = f"{title}, {'goes to place ' + str(place) if place else 'waiting'}"
    button = html.Button(
        [
            picture(row),
            html.Span(
                [
                    html.Span([html.B(title), " ", *badge], className="name"),
                    html.Span(short(str(row["reason"]), 64), className="reason", title=str(row["reason"])),
                ],
                className="pool-words",
            ),
            chance_row(row, top, days),
        ],
        type="button",
        className="pool-button",
        draggable="false" if held else "true",
        disabled=held,
        **data(candidate=str(name), words=said),
        **parts.aria(pressed="false"),
    )
    return html.Li(button)

"""Rows and columns of the tips table: metadata in words, and what a decision needs to know."""

from typing import Any

import pandas as pd

from layouts import words
from layouts.reports.content import Column
from records import countries

TEXT = {"filter": "agTextColumnFilter"}
PLAIN = {"sortable": False, "filter": False}
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "received", "headerName": "Received", "width": 178, "filter": "agDateColumnFilter",
     "filterParams": {"maxNumConditions": 1}},
    {"field": "tip_id", "headerName": "Tip", "width": 128, **TEXT},
    {"field": "object_id", "headerName": "Object", "width": 104, **TEXT, "cellRenderer": "ObjectLink"},
    {"field": "assessment", "headerName": "Assessment", "width": 124, **TEXT, "cellRenderer": "Assessment"},
    {"field": "suggested_country", "headerName": "Points to", "width": 150, **TEXT},
    {"field": "origin_country", "headerName": "From", "width": 190, **TEXT},
    {"field": "cluster", "headerName": "Cluster", "width": 118, **TEXT},
    {"field": "repeats", "headerName": "Repeats", "width": 92, **PLAIN, "type": "rightAligned",
     "headerTooltip": "Tips of this object in the same cluster: together they count as one voice"},
    {"field": "investigation", "headerName": "Investigation", "width": 124, **TEXT},
    {"field": "channel", "headerName": "Channel", "width": 92, **TEXT},
    {"field": "language", "headerName": "Language", "width": 98, **TEXT},
    {"field": "attribution", "headerName": "Display", "width": 150, **PLAIN,
     "headerTooltip": "Whether the object was on display when the tip arrived, or shortly before"},
)  # fmt: skip
ATTRIBUTION = {
    "displayed": "on display",
    "grace": "shortly after",
    "unattributed": "outside any display",
}
SAVED = (
    Column("tip_id", "Tip"),
    Column("received", "Received"),
    Column("object_id", "Object"),
    Column("assessment", "Assessment"),
    Column("suggested_country", "Points to"),
    Column("suggested_name", "Points to, in words"),
    Column("suggested_region", "Region"),
    Column("origin_country", "From"),
    Column("origin_name", "From, in words"),
    Column("origin_region", "Region"),
    Column("origin_place", "Place"),
    Column("origin_source", "How it is known"),
    Column("cluster", "Cluster"),
    Column("repeats", "Repeats", "count"),
    Column("investigation", "Investigation"),
    Column("channel", "Channel"),
    Column("language", "Language"),
    Column("attribution", "Display"),
)


def saved(found: pd.DataFrame, zone: str) -> pd.DataFrame:
    """A block of tips as a file holds it: countries as codes and names, ISO times in the campaign's zone."""
    names = {**countries.names("en"), countries.UNKNOWN: "unknown"}
    local = found["received_at"].dt.tz_convert(zone)
    return found.assign(
        received=[at.isoformat(timespec="seconds") for at in local],
        suggested_name=found["suggested_country"].map(names),
        origin_name=found["origin_country"].map(names),
        attribution=found["attribution"].map(ATTRIBUTION),
    )


def rows(found: pd.DataFrame, zone: str) -> list[dict[str, Any]]:
    """One row a tip as the grid shows it; `updated_at` is the state that a decision must name."""
    return [_row(row, zone) for row in found.astype("object").where(found.notna(), None).to_dict("records")]


def _row(row: dict[Any, Any], zone: str) -> dict[str, Any]:
    updated = row["updated_at"]
    return {
        "tip_id": row["tip_id"],
        "received": words.instant(row["received_at"], zone),
        "object_id": row["object_id"],
        "href": f"/objects/{row['object_id']}",
        "assessment": row["assessment"],
        "suggested_country": _place(row["suggested_country"], row["suggested_region"], None),
        "origin_country": _origin(row),
        "cluster": row["cluster"] or "",
        "repeats": words.number(row["repeats"]) if row["repeats"] > 1 else "",
        "investigation": str(row["investigation"]).replace("_", " "),
        "channel": row["channel"],
        "language": row["language"] or words.MISSING,
        "attribution": ATTRIBUTION[row["attribution"]],
        "updated_at": None if updated is None else updated.isoformat(),
    }


def _origin(row: dict[Any, Any]) -> str:
    said = _place(row["origin_country"], row["origin_region"], row["origin_place"])
    return f"{said} (connection)" if row["origin_source"] == "connection" else said


def _place(country: str | None, region: str | None, place: str | None) -> str:
    if country is None:
        return words.MISSING
    name = "unknown" if country == countries.UNKNOWN else countries.names("en").get(country, country)
    return ", ".join([name, *(part for part in (place, region) if part)][:2])

"""Rows and columns of the tips table: metadata in words, and what a decision needs to know."""

from typing import Any

import pandas as pd

from layouts import words
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

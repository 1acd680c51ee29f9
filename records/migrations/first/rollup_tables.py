"""The rollups as the first migration makes them. Frozen: later changes are later migrations."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from records.migrations.first.record_tables import metadata

__all__ = ["metadata"]

_TIPS = ("n", "spam", "duplicate", "unusable", "actionable", "pending", "identified")
_SHARES = ("n", "clicks")
_VIEWS = ("n",)

# name → source, dimensions, measures
_ROLLUPS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "tips": ("tips", ("channel",), _TIPS),
    "tips_class": ("tips", ("category", "agency", "channel"), _TIPS),
    "tips_country": ("tips", ("origin_country", "channel"), _TIPS),
    "tips_suggested": ("tips", ("suggested_country", "channel"), _TIPS),
    "tips_class_country": ("tips", ("category", "agency", "origin_country"), _TIPS),
    "tips_class_suggested": ("tips", ("category", "agency", "suggested_country"), _TIPS),
    "tips_object": ("tips", ("object_id", "channel"), _TIPS),
    "tips_object_country": ("tips", ("object_id", "origin_country"), _TIPS),
    "tips_object_suggested": ("tips", ("object_id", "suggested_country"), _TIPS),
    "shares_network": ("shares", ("network",), _SHARES),
    "shares_class": ("shares", ("category", "agency", "network"), _SHARES),
    "shares_country": ("shares", ("country",), _SHARES),
    "shares_network_country": ("shares", ("country", "network"), _SHARES),
    "shares_class_country": ("shares", ("category", "agency", "country"), _SHARES),
    "shares_object": ("shares", ("object_id",), _SHARES),
    "shares_object_network": ("shares", ("object_id", "network"), _SHARES),
    "shares_object_country": ("shares", ("object_id", "country"), _SHARES),
    "views": ("views", (), _VIEWS),
    "views_country": ("views", ("country",), _VIEWS),
    "views_object": ("views", ("object_id",), _VIEWS),
}


def _define(name: str, suffix: str) -> None:
    source, dimensions, measures = _ROLLUPS[name]
    key = (*dimensions[:1], "day", *dimensions[1:])
    Table(
        f"rollup_{name}{suffix}",
        metadata,
        *(Column(part, Date if part == "day" else Text, primary_key=True, nullable=False) for part in key),
        *(Column(part, BigInteger().with_variant(Integer, "sqlite"), nullable=False) for part in measures),
        *([sa.Index(None, "day")] if dimensions and dimensions[0] != "object_id" else []),
        sqlite_with_rowid=False,
        comment=f"{source} summed by {', '.join((*dimensions, 'day'))}.",
    )


for _name in _ROLLUPS:
    _define(_name, "")
    _define(_name, "_month")

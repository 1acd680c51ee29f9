"""The rollups as the first migration makes them. Frozen: later changes are later migrations."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from records.migrations.first.record_tables import metadata

__all__ = ["metadata"]

_MEASURES = {
    "tips": ("n", "spam", "duplicate", "unusable", "actionable", "pending", "identified"),
    "shares": ("n", "clicks"),
    "views": ("n",),
}

# name, grains, dimensions; the source is the first word of the name
_ROLLUPS = (
    ("tips", "day month", "channel"),
    ("tips_class", "day month", "category agency channel"),
    ("tips_country", "day month", "origin_country channel"),
    ("tips_suggested", "day month", "suggested_country channel"),
    ("tips_class_country", "day month", "category agency origin_country"),
    ("tips_class_suggested", "day month", "category agency suggested_country"),
    ("tips_object", "day month", "object_id channel"),
    ("tips_object_country", "month", "object_id origin_country"),
    ("tips_object_suggested", "month", "object_id suggested_country"),
    ("tips_cube", "day", "object_id origin_country suggested_country channel"),
    ("shares_network", "day month", "network"),
    ("shares_class", "day month", "category agency network"),
    ("shares_country", "day month", "country"),
    ("shares_network_country", "day month", "country network"),
    ("shares_class_country", "day month", "category agency country"),
    ("shares_object", "day month", "object_id"),
    ("shares_object_network", "month", "object_id network"),
    ("shares_object_country", "month", "object_id country"),
    ("shares_cube", "day", "object_id country network"),
    ("views", "day month", ""),
    ("views_network", "day month", "network"),
    ("views_country", "day month", "country"),
    ("views_object", "day month", "object_id"),
    ("views_cube", "day", "object_id country network"),
)


def _define(name: str, grains: str, grain: str, dimensions: tuple[str, ...]) -> None:
    table = f"rollup_{name}{'_month' if grain == 'month' else ''}"
    source = name.partition("_")[0]
    measures, key = _MEASURES[source], (*dimensions[:1], "day", *dimensions[1:])
    indexes = []
    if grains == "month":
        indexes = [sa.Index(f"ix_{table}_other", dimensions[1], "day")]
    elif grains == "day month" and grain == "day" and dimensions:
        indexes = [sa.Index(f"ix_{table}_day", "day", *dimensions, *measures)]
    Table(
        table,
        metadata,
        *(Column(part, Date if part == "day" else Text, primary_key=True, nullable=False) for part in key),
        *(Column(part, BigInteger().with_variant(Integer, "sqlite"), nullable=False) for part in measures),
        *indexes,
        sqlite_with_rowid=False,
        comment=f"{source} summed by {', '.join((*dimensions, grain))}.",
    )


for _name, _grains, _dimensions in _ROLLUPS:
    for _grain in _grains.split():
        _define(_name, _grains, _grain, tuple(_dimensions.split()))

Table(
    "rollup_objects",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("category", Text, nullable=False),
    Column("agency", Text, nullable=False),
    comment="One row an object that is counted: the class under which its rows are counted now.",
)

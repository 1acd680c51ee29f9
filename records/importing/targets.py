"""What each importable record table takes from a file: columns, kinds, keys, what is required."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from records import tables
from records.columns import Instant

POINT = ("latitude", "longitude")
IDENTIFIER_LIMIT = 200
LINE_LIMIT = 200
TEXT_LIMIT = 10_000

# Kinds that a column's name tells and its type does not.
_KINDS = {
    **dict.fromkeys(("country", "origin_country", "suggested_country"), "country"),
    **dict.fromkeys(("title", "question", "alt", "text", "reason", "source"), "text"),
    "network": "network",
    "language": "language",
    "image": "file name",
    "image_sha256": "sha256",
}
# Ours alone: computed here, whatever a file says.
_COMPUTED = ("import_id", "updated_at")


@dataclass(frozen=True)
class Target:
    """A record table as the import sees it.

    `day_of`: the instant from which `day` is computed here, so that a file need not (and cannot) state it.
    `past`: instants and days that record what has happened and cannot lie in the future.
    `ordered`: pairs of instants or days that must follow each other. `place`: the columns that a point fills,
    by what it gives (country, region, place). `judged`: columns that people change on the dashboard.
    `generated`: the identifier that is made from file and row where a file has none.
    """

    table: sa.Table
    required: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    day_of: str | None = None
    past: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    judged: tuple[str, ...] = ()
    generated: str | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another."""
        return tuple(column.name for column in self.table.primary_key.columns)

    @property
    def kinds(self) -> dict[str, str]:
        """The columns that a file may carry, in the table's order, with the kind of value each takes."""
        computed = (*_COMPUTED, "day") if self.day_of else _COMPUTED
        return {c.name: _kind(c) for c in self.table.columns if c.name not in computed}

    @property
    def fields(self) -> tuple[str, ...]:
        """What a mapping may name: the columns, and a point where the table has a country."""
        return (*self.kinds, *POINT) if self.place else tuple(self.kinds)

    @property
    def names_objects(self) -> bool:
        """Whether its rows refer to objects."""
        return "object_id" in self.table.c and bool(self.table.c.object_id.foreign_keys)

    @property
    def counts_rows(self) -> bool:
        """Whether rows of the same key add up (views: a coarser spelling of country or day merges groups)."""
        return self.name == "views"


def _kind(column: sa.Column[object]) -> str:
    if "values" in column.info:
        return "word"
    if column.name in _KINDS:
        return _KINDS[column.name]
    if column.name.endswith("_id"):
        return "identifier"
    types = (
        (Instant, "instant"),
        (sa.Date, "day"),
        (sa.Boolean, "boolean"),
        (sa.Integer, "integer"),
        (sa.Float, "number"),
    )
    return next((kind for sort, kind in types if isinstance(column.type, sort)), "line")


_TARGETS = (
    Target(tables.cases, ("case_id", "agency"), {"status": "open"}, ordered=(("opened_at", "closed_at"),)),
    Target(
        tables.objects,
        ("object_id",),
        {"category": "unknown"},
        ordered=(("available_from", "available_until"),),
    ),
    Target(
        tables.object_texts,
        ("object_id", "language", "title"),
        {"question": "", "alt": "", "reviewed": False},
    ),
    Target(
        tables.display_periods,
        ("period_id", "object_id", "slot", "shown_from"),
        ordered=(("shown_from", "shown_until"),),
    ),
    Target(
        tables.tips,
        ("tip_id", "object_id", "received_at"),
        {
            "channel": "import",
            "origin_country": "unknown",
            "origin_source": "unknown",
            "assessment": "pending",
            "investigation": "none",
        },
        day_of="received_at",
        past=("received_at", "assessed_at", "investigated_at"),
        ordered=(("received_at", "assessed_at"), ("received_at", "investigated_at")),
        place={"country": "origin_country", "region": "origin_region", "place": "origin_place"},
        judged=(
            "assessment",
            "assessed_at",
            "suggested_country",
            "suggested_region",
            "cluster",
            "investigation",
            "investigated_at",
        ),
    ),
    Target(
        tables.outcomes,
        ("outcome_id", "kind", "occurred_at"),
        {"thanks_to": "unknown"},
        day_of="occurred_at",
        past=("occurred_at",),
        place={"country": "country"},
    ),
    Target(
        tables.shares,
        ("object_id", "shared_at"),
        {"network": "other", "country": "unknown", "kind": "click", "n": 1},
        day_of="shared_at",
        past=("shared_at",),
        place={"country": "country"},
        generated="share_id",
    ),
    Target(
        tables.views,
        ("day", "object_id", "n"),
        {"country": "unknown", "network": "direct"},
        past=("day",),
        place={"country": "country"},
    ),
    Target(
        tables.annotations,
        ("annotation_id", "day", "text"),
        {"kind": "other"},
        ordered=(("day", "until_day"),),
    ),
    Target(
        tables.benchmarks,
        ("name", "item", "outcome", "as_of", "age_days", "n", "x", "source"),
        {"precision": "exact"},
        past=("as_of",),
    ),
)
TARGETS: Mapping[str, Target] = {target.name: target for target in _TARGETS}

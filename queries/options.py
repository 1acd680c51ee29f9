"""What the filters offer, with readable names."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import campaign, countries, networks
from records.rollup_tables import ROLLUPS
from records.tables import CHANNELS, cases, object_texts, objects

_TABLES = {rollup.name: rollup for rollup in ROLLUPS}


def choices(db: Connection) -> dict[str, list[tuple[str, str]]]:
    """Per filter the (value, readable name) pairs that occur, by name."""
    known = names(db)
    used = {
        "object": _distinct(db, objects.c.object_id),
        "category": _distinct(db, objects.c.category),
        "agency": _distinct(db, cases.c.agency),
        "country": sorted(_countries(db)),
        "channel": list(CHANNELS),
        "network": _distinct(db, _TABLES["shares_network"].day_table.c.network),
    }
    return {
        name: sorted(
            ((value, known.get(name, {}).get(value, value)) for value in values), key=lambda pair: pair[1]
        )
        for name, values in used.items()
    }


def every_country() -> list[tuple[str, str]]:
    """All countries there are by name, the unknown one first: what occurs in the records is not told."""
    known = countries.names("en").items()
    named = sorted(
        ((code, name) for code, name in known if code != countries.UNKNOWN), key=lambda one: one[1]
    )
    return [(countries.UNKNOWN, "Unknown country"), *named]


def every_network() -> list[tuple[str, str]]:
    """All networks that have a name in the records' list."""
    return sorted((name, name) for name in networks.known())


def names(db: Connection) -> dict[str, dict[str, str]]:
    """Readable names: objects as `OBJ-047 · Striped carrier bag`, countries in English."""
    language = campaign.read(db).languages[0]
    chosen = sa.select(object_texts.c.object_id, object_texts.c.title).where(
        object_texts.c.language == language
    )
    titles = {row.object_id: f"{row.object_id} · {row.title}" for row in db.execute(chosen)}
    return {"object": titles, "country": {**countries.names("en"), "unknown": "Unknown country"}}


def _distinct(db: Connection, column: sa.Column[str]) -> list[str]:
    return [value for (value,) in db.execute(sa.select(column).distinct().order_by(column)) if value]


def _countries(db: Connection) -> set[str]:
    tables = (("tips_country", "origin_country"), ("shares_country", "country"), ("views_country", "country"))
    return {value for name, column in tables for value in _distinct(db, _TABLES[name].day_table.c[column])}

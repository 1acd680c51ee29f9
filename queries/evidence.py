"""What the rotation index and the consensus are made from, summed as far as they allow."""

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import source
from queries.filters import Filters
from queries.frames import frame
from records.tables import cases, holds, object_scores, objects, outcomes, tips

EVERYTHING = Filters()


def tips_by_day(db: Connection) -> pd.DataFrame:
    """One row an object, local day of receipt, assessment, UTC day of it, investigation: object_id, day,
    assessment, assessed_at (midnight UTC; NaT while pending), investigation, investigated_at, n tips."""
    assessed, investigated = (_utc_day(db, tips.c[name]) for name in ("assessed_at", "investigated_at"))
    keys = [tips.c.object_id, tips.c.day, tips.c.assessment, assessed, tips.c.investigation, investigated]
    counted = frame(db, sa.select(*keys, sa.func.count().label("n")).group_by(*keys).order_by(*keys[:2]))
    for name in ("assessed_at", "investigated_at"):
        counted[name] = pd.to_datetime(counted[name], utc=True)
    return counted


def _utc_day(db: Connection, column: sa.Column[Any]) -> sa.Label[Any]:
    day = sa.func.date(column)
    typed = sa.type_coerce(day, sa.Date()) if db.dialect.name == "sqlite" else sa.cast(day, sa.Date())
    return typed.label(column.name)


def views_by_day(db: Connection) -> pd.DataFrame:
    """One row an object and local day with views: object_id, day, n."""
    return frame(db, source.counts(source.Question("views", EVERYTHING, ("object_id",), "day")))


def shares_by_day(db: Connection) -> pd.DataFrame:
    """One row an object and local day with real shares (clicks left out): object_id, day, kind, n."""
    counted = frame(db, source.counts(source.Question("shares", EVERYTHING, ("object_id",), "day")))
    real = counted.assign(n=counted["n"] - counted["clicks"], kind="share")
    return real.loc[real["n"] > 0, ["object_id", "day", "kind", "n"]].reset_index(drop=True)


def catalogue(db: Connection) -> pd.DataFrame:
    """One row an object: object_id, case_id, category, agency, available_from, available_until."""
    names = ("object_id", "case_id", "category", "available_from", "available_until")
    joined = objects.outerjoin(cases, cases.c.case_id == objects.c.case_id)
    statement = sa.select(*(objects.c[name] for name in names), cases.c.agency).select_from(joined)
    return frame(db, statement.order_by(objects.c.object_id))


def holds_on_record(db: Connection) -> pd.DataFrame:
    """One row a hold: hold_id, object_id, kind, from_at, until_at, by, reason."""
    return frame(db, sa.select(*holds.c).order_by(holds.c.hold_id))


def scores_on_record(db: Connection) -> pd.DataFrame:
    """One row a scoring: object_id, scored_at, identifiability, scored_by."""
    return frame(
        db, sa.select(*object_scores.c).order_by(object_scores.c.object_id, object_scores.c.scored_at)
    )


def case_states(db: Connection) -> pd.DataFrame:
    """One row a case: case_id, agency, status."""
    return frame(db, sa.select(cases.c.case_id, cases.c.agency, cases.c.status).order_by(cases.c.case_id))


def object_outcomes(db: Connection) -> pd.DataFrame:
    """One row an outcome of an object: object_id, kind, occurred_at, country."""
    columns = (outcomes.c[name] for name in ("object_id", "kind", "occurred_at", "country"))
    chosen = outcomes.c.object_id.is_not(None)
    return frame(db, sa.select(*columns).where(chosen).order_by(outcomes.c.occurred_at))


def suggestions(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a tip in scope that names a country and is not discarded: object_id, suggested_country,
    received_at, origin_country, origin_region, origin_place, cluster, assessment."""
    names = (
        "object_id", "suggested_country", "received_at", "origin_country", "origin_region", "origin_place",
        "cluster", "assessment",
    )  # fmt: skip
    statement = sa.select(*(tips.c[name] for name in names)).where(_naming(), filters.where(tips))
    return frame(db, statement.order_by(tips.c.object_id, tips.c.received_at, tips.c.tip_id))


def suggested_objects(db: Connection, filters: Filters) -> list[str]:
    """The objects that have a row in `suggestions`."""
    found = sa.select(tips.c.object_id).distinct().where(_naming(), filters.where(tips))
    return list(db.execute(found).scalars())


def _naming() -> sa.ColumnElement[bool]:
    """Tips that name a country and are not discarded."""
    worth = tips.c.assessment.not_in(("spam", "duplicate", "unusable"))
    return tips.c.suggested_country.is_not(None) & worth

"""What the Cases page asks beside outcomes: which objects were withdrawn, and a case's outcomes as rows."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import campaign as campaign_query
from queries.filters import Filters
from queries.frames import frame
from records import campaign
from records.tables import cases, holds, object_texts, objects, outcomes


def withdrawals(db: Connection, until: datetime) -> pd.DataFrame:
    """One row an object that was withdrawn before `until`: object_id, withdrawn_on (local day).

    Withdrawn is retired (available_until), or withheld by a hold that has no end.
    """
    retired = sa.select(objects.c.object_id, objects.c.available_until.label("at")).where(
        objects.c.available_until < until
    )
    held = sa.select(holds.c.object_id, holds.c.from_at.label("at")).where(
        holds.c.kind == "withhold", holds.c.until_at.is_(None), holds.c.from_at < until
    )
    both = sa.union_all(retired, held).subquery()
    earliest = sa.func.min(both.c.at, type_=both.c.at.type).label("at")
    rows = frame(db, sa.select(both.c.object_id, earliest).group_by(both.c.object_id))
    days = campaign.local_days(rows["at"], campaign_query.rules(db).timezone)
    return pd.DataFrame({"object_id": rows["object_id"], "withdrawn_on": days})


def of_case(db: Connection, case_id: str) -> pd.DataFrame:
    """One row an outcome of a case or of one of its objects: outcome_id, case_id, object_id, kind,
    occurred_at, country, people, thanks_to, tip_id; the latest first."""
    mine = sa.select(objects.c.object_id).where(objects.c.case_id == case_id)
    names = (
        "outcome_id", "case_id", "object_id", "kind", "occurred_at", "country", "people", "thanks_to",
        "tip_id",
    )  # fmt: skip
    statement = sa.select(*(outcomes.c[name] for name in names)).where(
        sa.or_(outcomes.c.case_id == case_id, outcomes.c.object_id.in_(mine))
    )
    return frame(db, statement.order_by(outcomes.c.occurred_at.desc(), outcomes.c.outcome_id))


def objects_of(db: Connection, case_id: str) -> pd.DataFrame:
    """One row an object of a case: object_id, title (in the campaign's first language)."""
    language = campaign.read(db).languages[0]
    same = (object_texts.c.object_id == objects.c.object_id) & (object_texts.c.language == language)
    title = sa.func.coalesce(object_texts.c.title, "").label("title")
    statement = sa.select(objects.c.object_id, title).outerjoin(object_texts, same)
    return frame(db, statement.where(objects.c.case_id == case_id).order_by(objects.c.object_id))


def agencies(db: Connection) -> list[str]:
    """The agencies on record, by name."""
    return [
        str(name)
        for name in db.execute(sa.select(cases.c.agency).distinct().order_by(cases.c.agency)).scalars()
    ]


def case_ids(db: Connection, filters: Filters) -> list[str]:
    """The cases in scope, by number."""
    chosen = sa.select(cases.c.case_id).where(filters.where(cases)).order_by(cases.c.case_id)
    return [str(name) for name in db.execute(chosen).scalars()]

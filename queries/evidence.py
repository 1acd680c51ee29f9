"""What the rotation index and the consensus are made from, summed as far as they allow."""

from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import source
from queries.filters import Filters
from queries.frames import frame
from records.rollup_tables import NEVER, counted, delays, progress, states, votes
from records.tables import cases, holds, object_scores, objects, outcomes, tips

EVERYTHING = Filters()


def tips_by_state(db: Connection) -> pd.DataFrame:
    """One row an object, local day of receipt, assessment and investigation, as they are now: object_id, day,
    assessment, investigation, n tips."""
    keys = [states.c[name] for name in ("object_id", "day", "assessment", "investigation")]
    return frame(db, sa.select(*keys, states.c.n).order_by(*keys[:2]))


def assessment_waits(db: Connection) -> pd.DataFrame:
    """One row a local day of receipt, UTC day of assessment, and whether it waits: day, assessed_at (midnight
    UTC; NaT: no day of it), assessment (pending, or assessed), n tips."""
    days = frame(db, sa.select(*delays.c).order_by(delays.c.day))
    waiting = days.assign(assessment="pending", n=days["pending"])
    done = days.assign(assessment="assessed", n=days["n"] - days["pending"])
    both = _instants(pd.concat([waiting, done], ignore_index=True), "assessed_on")
    return both.loc[both["n"] > 0, ["day", "assessed_at", "assessment", "n"]].reset_index(drop=True)


def tips_by_day(db: Connection) -> pd.DataFrame:
    """One row an object, local day of receipt, assessment, UTC day of it, investigation: object_id, day,
    assessment, assessed_at (midnight UTC; NaT: no day of it), investigation, investigated_at, n tips."""
    keys = [column for column in progress.c if column.name not in ("n", "pending")]
    days = frame(db, sa.select(*keys, progress.c.n).order_by(*keys[:2]))
    return _instants(days, "assessed_on", "investigated_on")


def dated_after(db: Connection, day: date) -> bool:
    """Whether an assessment or investigation is dated after a UTC day, so that it was still open then."""
    later = (
        sa.select(sa.literal(1)).where(table.c[name] > day, table.c[name] < NEVER).exists()
        for table, name in ((delays, "assessed_on"), (progress, "investigated_on"))
    )
    return bool(db.execute(sa.select(sa.or_(*later))).scalar_one())


def _instants(days: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Days of what happened as instants (`…_on` becomes `…_at`), midnight UTC; NaT for what did not."""
    happened = {
        name.replace("_on", "_at"): days[name].where(days[name] < pd.Timestamp(NEVER)).dt.tz_localize("UTC")
        for name in names
    }
    return days.assign(**happened).drop(columns=list(names))


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


def suggestions(db: Connection, until: date | None) -> pd.DataFrame:
    """Tips up to a local day that name a country and are not discarded, alike ones in one row: object_id,
    suggested_country, received_at (the hour, UTC; NaT without a known origin), origin_country, origin_region,
    origin_place, cluster, n tips."""
    texts = [
        sa.func.nullif(votes.c[name], "").label(name)
        for name in ("hour", "origin_region", "origin_place", "cluster")
    ]
    keys = [votes.c[name] for name in ("object_id", "suggested_country", "origin_country")]
    statement = sa.select(*keys, *texts, votes.c.n).where(Filters(to=until).where(votes))
    alike = frame(db, statement.order_by(votes.c.object_id, votes.c.day))
    hours = pd.to_datetime(alike["hour"], format="%Y-%m-%dT%H", utc=True)
    return alike.assign(received_at=hours).drop(columns="hour")


def suggested_objects(db: Connection, filters: Filters) -> list[str]:
    """The objects about which a tip in scope names a country and is not discarded."""
    found = sa.select(votes.c.object_id).where(filters.where(votes))
    if filters.channel:  # votes do not tell channels apart
        found = sa.select(tips.c.object_id).where(counted("votes"), filters.where(tips))
    return list(db.execute(found.distinct()).scalars())

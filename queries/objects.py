"""Objects: what they are, when they were public, for how long."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import campaign as campaign_query
from queries.filters import Filters
from queries.frames import frame, looked_up, taken
from queries.once import once
from records import campaign
from records.tables import cases, display_periods, object_scores, object_texts, objects

_DAY = 86_400e6  # microseconds


def catalogue(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object in scope, published or not: object_id, case_id, category, agency, image,
    available_from, available_until, title, question (in the campaign's first language)."""
    return once(db, ("catalogue", filters), lambda: _catalogue(db, filters))


def _catalogue(db: Connection, filters: Filters) -> pd.DataFrame:
    language = campaign_query.rules(db).languages[0]
    texts = object_texts.alias("texts")
    joined = objects.outerjoin(cases, cases.c.case_id == objects.c.case_id).outerjoin(
        texts, (texts.c.object_id == objects.c.object_id) & (texts.c.language == language)
    )
    columns = [objects.c[name] for name in ("object_id", "case_id", "category", "image")]
    instants = [objects.c.available_from, objects.c.available_until]
    words = [sa.func.coalesce(texts.c[name], "").label(name) for name in ("title", "question")]
    statement = sa.select(*columns, cases.c.agency, *instants, *words).select_from(joined)
    return frame(db, statement.where(filters.where(objects)).order_by(objects.c.object_id))


def titles(db: Connection, language: str) -> dict[str, str]:
    """Titles by object_id of the objects that have one in that language."""
    chosen = sa.select(object_texts.c.object_id, object_texts.c.title).where(
        object_texts.c.language == language, object_texts.c.title != ""
    )
    return {row.object_id: row.title for row in db.execute(chosen)}


def periods(db: Connection, filters: Filters, *, whole: bool = True) -> pd.DataFrame:
    """One row a display of an object in scope: period_id, object_id, slot, shown_from, shown_until (NaT while
    open), rotation_id, reason, by. `whole`: all displays, not only those that overlap the period."""
    scope = filters.unbounded() if whole else filters
    return once(db, ("periods", scope), lambda: _periods(db, scope))


def _periods(db: Connection, scope: Filters) -> pd.DataFrame:
    zone = campaign_query.rules(db).zone
    names = ("period_id", "object_id", "slot", "shown_from", "shown_until", "rotation_id", "reason", "by")
    statement = sa.select(*(display_periods.c[name] for name in names))
    statement = statement.where(scope.where(display_periods, zone))
    return frame(db, statement.order_by(display_periods.c.shown_from, display_periods.c.slot))


def published(db: Connection, filters: Filters, as_of: datetime) -> pd.DataFrame:
    """One row an object that was public by the end of the period (or `as_of`): the catalogue's columns, then
    first_shown (local day), displayed, slot (of the open display), days_displayed (days, up to `as_of`),
    weeks_displayed_now (weeks of the open display, 0 when none)."""
    shown, row = periods(db, filters), campaign_query.rules(db)
    known = catalogue(db, filters)
    until = as_of
    if filters.to is not None:
        until = min(as_of, campaign.window(filters.to, filters.to, row.zone)[1])
    totals = display_totals(shown, until, row.timezone)
    displayed = set(totals["object_id"].tolist())
    is_public = np.array([name in displayed for name in known["object_id"].tolist()], dtype=bool)
    public = known[is_public].reset_index(drop=True)
    added = looked_up(totals, "object_id", public["object_id"].tolist(), list(totals.columns[1:]))
    return public.assign(**added)


def display_totals(shown: pd.DataFrame, until: datetime, zone: str) -> pd.DataFrame:
    """One row an object displayed before `until`: object_id, first_shown (local day), displayed (at `until`),
    slot, days_displayed, weeks_displayed_now. `shown` comes in the order in which displays began."""
    limit = _microseconds(pd.Series([pd.Timestamp(until)]))[0]
    start, end = _microseconds(shown["shown_from"]), _microseconds(shown["shown_until"])
    begun = np.flatnonzero(start < limit)
    still = ((end >= limit) | shown["shown_until"].isna().to_numpy())[begun]
    lasted = np.where(still, limit, end[begun]) - start[begun]
    ids = shown["object_id"].array.take(begun).tolist()
    names = sorted(set(ids))
    code = {name: place for place, name in enumerate(names)}
    whose = np.array([code[name] for name in ids], dtype="int64")
    rows = np.arange(len(begun))
    # The row of each object's first display, and of its open one (-1: none); later assignments replace.
    first, now = np.full(len(names), -1), np.full(len(names), -1)
    first[whose[::-1]], now[whose[still]] = rows[::-1], rows[still]
    total = np.zeros(len(names), dtype="int64")
    np.add.at(total, whose, lasted)
    return pd.DataFrame(
        {
            "object_id": pd.array(names, dtype="str"),
            "first_shown": campaign.local_days(shown["shown_from"].iloc[begun[first]], zone).to_numpy(),
            "displayed": now >= 0,
            "days_displayed": total / _DAY,
            "slot": taken(shown["slot"].iloc[begun], now),
            "weeks_displayed_now": np.append(lasted, 0)[now] * (now >= 0) / _DAY / 7,
        }
    )


def _microseconds(instants: "pd.Series[Any]") -> np.ndarray:
    return np.asarray(instants.dt.as_unit("us").astype("int64"))


def local_days(instants: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """The campaign's local day (midnight, no zone) of each instant."""
    return campaign.local_days(instants, zone)


def scores(db: Connection) -> pd.DataFrame:
    """One row an object with an analyst's score: object_id, identifiability (0-5, the latest), scored_at."""
    latest = (
        sa.select(object_scores.c.object_id, sa.func.max(object_scores.c.scored_at).label("scored_at"))
        .group_by(object_scores.c.object_id)
        .subquery()
    )
    same = (latest.c.object_id == object_scores.c.object_id) & (
        latest.c.scored_at == object_scores.c.scored_at
    )
    columns = (object_scores.c[name] for name in ("object_id", "identifiability", "scored_at"))
    return frame(db, sa.select(*columns).join(latest, same).order_by(object_scores.c.object_id))

"""Rotations on record: what was proposed and published, each chance, and what can still settle it."""

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.filters import Filters
from queries.frames import frame
from records import campaign
from records.tables import display_periods, holds, recommendations, rotations, tips


def rotations_on_record(db: Connection) -> pd.DataFrame:
    """One row a rotation, oldest proposal first: the columns of `rotations` (NaT: not yet)."""
    return frame(db, sa.select(*rotations.c).order_by(rotations.c.proposed_at, rotations.c.rotation_id))


def open_proposals(db: Connection) -> pd.DataFrame:
    """One row a proposal neither published nor discarded, oldest first: the columns of `rotations`."""
    waiting = rotations.c.published_at.is_(None) & rotations.c.undone_at.is_(None)
    order = (rotations.c.proposed_at, rotations.c.rotation_id)
    return frame(db, sa.select(*rotations.c).where(waiting).order_by(*order))


def last_published(db: Connection) -> pd.DataFrame:
    """The latest publication, if any (one row or none): the columns of `rotations`."""
    order = (rotations.c.published_at.desc(), rotations.c.rotation_id.desc())
    latest = sa.select(*rotations.c).where(rotations.c.published_at.is_not(None)).order_by(*order).limit(1)
    return frame(db, latest)


def changes(db: Connection, rotation_ids: list[str]) -> pd.DataFrame:
    """One row an object that these rotations show or remove: the columns of `recommendations`."""
    chosen = recommendations.c.rotation_id.in_(rotation_ids) & (recommendations.c.action != "keep")
    order = (recommendations.c.rotation_id, recommendations.c.slot, recommendations.c.action)
    return frame(db, sa.select(*recommendations.c).where(chosen).order_by(*order))


def recommendations_on_record(db: Connection) -> pd.DataFrame:
    """One row an object and rotation: rotation_id, object_id, action, probability, low, high, propensity."""
    names = ("rotation_id", "object_id", "action", "probability", "low", "high", "propensity")
    statement = sa.select(*(recommendations.c[name] for name in names))
    return frame(db, statement.order_by(recommendations.c.rotation_id, recommendations.c.object_id))


def settling_tips(db: Connection) -> pd.DataFrame:
    """One row a tip that identified its object or still may: object_id, received_at, assessment, assessed_at,
    investigation, investigated_at."""
    names = ("object_id", "received_at", "assessment", "assessed_at", "investigation", "investigated_at")
    leads = (tips.c.assessment == "actionable") & tips.c.investigation.in_(("none", "open"))
    chosen = sa.or_(tips.c.investigation == "identified", tips.c.assessment == "pending", leads)
    return frame(db, sa.select(*(tips.c[name] for name in names)).where(chosen))


def last_shown(db: Connection) -> pd.DataFrame:
    """One row an object ever displayed: object_id, last_shown (end of its last display, UTC; NaT: open)."""
    open_ = sa.func.sum(sa.case((display_periods.c.shown_until.is_(None), 1), else_=0)) > 0
    ended = sa.func.max(display_periods.c.shown_until)
    last = sa.type_coerce(sa.case((open_, sa.null()), else_=ended), display_periods.c.shown_until.type)
    counted = sa.select(display_periods.c.object_id, last.label("last_shown"))
    return frame(db, counted.group_by(display_periods.c.object_id).order_by(display_periods.c.object_id))


def running_holds(db: Connection, at: "pd.Timestamp") -> pd.DataFrame:
    """One row a hold that runs at an instant: hold_id, object_id, kind, from_at, until_at, by, reason."""
    moment = at.to_pydatetime()
    running = (holds.c.from_at <= moment) & sa.or_(holds.c.until_at.is_(None), holds.c.until_at > moment)
    return frame(db, sa.select(*holds.c).where(running).order_by(holds.c.object_id))


def history(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a display in scope, latest first: period_id, object_id, slot, shown_from, shown_until (NaT:
    open), rotation_id, reason, by; then `rotation_reason`, why its rotation was made."""
    names = ("period_id", "object_id", "slot", "shown_from", "shown_until", "rotation_id", "reason", "by")
    joined = display_periods.outerjoin(rotations, rotations.c.rotation_id == display_periods.c.rotation_id)
    statement = sa.select(
        *(display_periods.c[name] for name in names), rotations.c.reason.label("rotation_reason")
    ).select_from(joined)
    scope = filters.where(display_periods, campaign.read(db).zone)
    order = (display_periods.c.shown_from.desc(), display_periods.c.slot)
    return frame(db, statement.where(scope).order_by(*order))

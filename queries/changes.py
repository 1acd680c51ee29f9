"""What changed after an instant: outcomes, the display, tips, imports."""

from datetime import datetime, timedelta

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.frames import frame
from records import campaign
from records.bookkeeping import audit_log, imports
from records.tables import object_texts, outcomes, recommendations, rotations, tips

ASSESSED_WITHIN = 182  # days: tips that arrived earlier are not looked through for new assessments


def outcomes_since(db: Connection, since: datetime) -> pd.DataFrame:
    """One row an outcome that happened, or was entered or corrected by a person, after `since`, the latest
    first: outcome_id, object_id, case_id, title, kind, country, people, thanks_to, at (when it was entered,
    else when it happened)."""
    entered = (
        sa.select(audit_log.c.subject, sa.func.max(audit_log.c.at, type_=audit_log.c.at.type).label("at"))
        .where(audit_log.c.at > since, audit_log.c.action.in_(("outcome recorded", "outcome corrected")))
        .group_by(audit_log.c.subject)
        .subquery()
    )
    language = campaign.read(db).languages[0]
    texts = (object_texts.c.object_id == outcomes.c.object_id) & (object_texts.c.language == language)
    names = ("outcome_id", "object_id", "case_id", "kind", "country", "people", "thanks_to")
    at = sa.func.coalesce(entered.c.at, outcomes.c.occurred_at, type_=outcomes.c.occurred_at.type).label("at")
    statement = (
        sa.select(*(outcomes.c[name] for name in names), object_texts.c.title, at)
        .select_from(
            outcomes.outerjoin(entered, entered.c.subject == outcomes.c.outcome_id).outerjoin(
                object_texts, texts
            )
        )
        .where(sa.or_(outcomes.c.occurred_at > since, entered.c.subject.is_not(None)))
    )
    return frame(db, statement.order_by(at.desc(), outcomes.c.outcome_id))


def rotations_since(db: Connection, since: datetime) -> pd.DataFrame:
    """One row a rotation proposed, published or undone after `since`, the latest first: rotation_id,
    proposed_at, proposed_by, published_at, published_by, undone_at, undone_by, reason, shown, removed."""
    action = recommendations.c.action
    sums = [
        sa.func.coalesce(sa.func.sum(sa.case((action == word, 1), else_=0)), 0).label(name)
        for name, word in (("shown", "show"), ("removed", "remove"))
    ]
    names = (
        "rotation_id", "proposed_at", "proposed_by", "published_at", "published_by", "undone_at", "undone_by",
        "reason",
    )  # fmt: skip
    columns = [rotations.c[name] for name in names]
    joined = rotations.outerjoin(recommendations, recommendations.c.rotation_id == rotations.c.rotation_id)
    happened = [rotations.c[name] > since for name in ("proposed_at", "published_at", "undone_at")]
    statement = sa.select(*columns, *sums).select_from(joined).where(sa.or_(*happened)).group_by(*columns)
    return frame(db, statement.order_by(rotations.c.proposed_at.desc(), rotations.c.rotation_id))


def withdrawals_since(db: Connection, since: datetime) -> pd.DataFrame:
    """One row an object taken off at once after `since`: at, by, subject (the object)."""
    names = ("at", "by", "subject")
    chosen = sa.select(*(audit_log.c[name] for name in names)).where(
        audit_log.c.at > since, audit_log.c.action == "object withdrawn"
    )
    return frame(db, chosen.order_by(audit_log.c.seq.desc()))


def tips_since(db: Connection, since: datetime) -> dict[str, int]:
    """Tips by what happened to them after `since`: received, assessed, actionable (of those assessed).

    Assessments are looked for among tips of the last ASSESSED_WITHIN days before `since`.
    """
    zone = campaign.read(db).timezone
    first = campaign.local_day(since, zone)
    received = sa.select(sa.func.count()).where(tips.c.day >= first, tips.c.received_at > since)
    useful = sa.func.coalesce(sa.func.sum(sa.case((tips.c.assessment == "actionable", 1), else_=0)), 0)
    assessed = sa.select(sa.func.count(), useful).where(
        tips.c.day >= first - timedelta(days=ASSESSED_WITHIN), tips.c.assessed_at > since
    )
    done, actionable = db.execute(assessed).one()
    return {
        "received": int(db.execute(received).scalar_one()),
        "assessed": int(done),
        "actionable": int(actionable),
    }


def imports_since(db: Connection, since: datetime) -> pd.DataFrame:
    """One row a file imported after `since`, the latest first: import_id, at, records, file_name, accepted,
    rejected."""
    names = ("import_id", "at", "records", "file_name", "accepted", "rejected")
    chosen = sa.select(*(imports.c[name] for name in names)).where(imports.c.at > since)
    return frame(db, chosen.order_by(imports.c.at.desc(), imports.c.import_id))

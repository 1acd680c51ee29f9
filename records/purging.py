"""Forgetting what has grown old: tips with their sealed texts, and what imports said about single rows.

Shares and views hold counts and no person, outcomes are what the campaign is judged by: both stay. So does
the metadata of a tip that an outcome names (it carries the credit); its sealed text goes with the others.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, dirty
from records.bookkeeping import import_rejects, imports
from records.tables import outcomes, sealed_tips, tips


@dataclass(frozen=True)
class Aged:
    """How many rows are older than the limit: tips, sealed texts, findings of imports; tips that stay."""

    tips: int
    texts: int
    findings: int
    kept: int


def aged(db: Connection, before: datetime, *, texts_only: bool = False) -> Aged:
    """What `purge` would delete of what came in before an instant."""
    return Aged(
        tips=0 if texts_only else _count(db, tips, _old_tips(before)),
        texts=_count(db, sealed_tips, _old_texts(before)),
        findings=_count(db, import_rejects, _old_findings(before)),
        kept=_count(db, tips, (tips.c.received_at < before) & _named_by_outcome()),
    )


def purge(db: Connection, before: datetime, *, at: datetime, by: str, texts_only: bool = False) -> Aged:
    """Delete it for good, inside the caller's transaction, with dirty keys and an audit row.

    On the embedded database what is deleted is overwritten (records.database), here as where the refresher
    takes old counts out; backups made before still hold the rows.
    """
    found = aged(db, before, texts_only=texts_only)
    db.execute(sa.delete(sealed_tips).where(_old_texts(before)))
    db.execute(sa.delete(import_rejects).where(_old_findings(before)))
    if not texts_only:
        dirty.mark_rows(db, tips, _old_tips(before))
        db.execute(sa.delete(tips).where(_old_tips(before)))
    detail = {"before": before.isoformat(), "texts_only": texts_only, **vars(found)}
    audit.append(db, at=at, by=by, action="records purged", subject="tips", detail=detail)
    return found


def _named_by_outcome() -> sa.ColumnElement[bool]:
    return sa.exists().where(outcomes.c.tip_id == tips.c.tip_id)


def _old_tips(before: datetime) -> sa.ColumnElement[bool]:
    return (tips.c.received_at < before) & ~_named_by_outcome()


def _old_texts(before: datetime) -> sa.ColumnElement[bool]:
    old = sa.select(tips.c.tip_id).where(tips.c.received_at < before)
    return sealed_tips.c.tip_id.in_(old)


def _old_findings(before: datetime) -> sa.ColumnElement[bool]:
    old = sa.select(imports.c.import_id).where(imports.c.at < before)
    return import_rejects.c.import_id.in_(old)


def _count(db: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int(db.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one())

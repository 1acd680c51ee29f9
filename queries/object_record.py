"""What is on record about one object beside its tips: texts, scores, holds, picture, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.frames import frame
from records import campaign
from records.bookkeeping import audit_log
from records.tables import cases, display_periods, holds, object_scores, object_texts, objects


@dataclass(frozen=True)
class ObjectRecord:
    """`row`: the columns of `objects` and the agency. `slot`: its place on display (None: none). `scores`:
    identifiability, scored_at, scored_by, the latest first. `hold`: the running one (kind, until_at, by,
    reason), None without. `texts`: language, title, question, alt, reviewed."""

    row: Mapping[str, Any]
    slot: int | None
    scores: pd.DataFrame
    hold: Mapping[str, Any] | None
    texts: pd.DataFrame
    languages: tuple[str, ...]


def record(db: Connection, object_id: str, at: datetime) -> ObjectRecord | None:
    """The record of an object at an instant; None when there is no such object."""
    joined = objects.outerjoin(cases, cases.c.case_id == objects.c.case_id)
    chosen = sa.select(*objects.c, cases.c.agency).select_from(joined).where(objects.c.object_id == object_id)
    row = db.execute(chosen).mappings().first()
    if row is None:
        return None
    shown = sa.select(display_periods.c.slot).where(
        display_periods.c.object_id == object_id, display_periods.c.shown_until.is_(None)
    )
    return ObjectRecord(
        row=dict(row),
        slot=db.execute(shown).scalar_one_or_none(),
        scores=_scores(db, object_id),
        hold=_hold(db, object_id, at),
        texts=_texts(db, object_id),
        languages=campaign.read(db).languages,
    )


def _scores(db: Connection, object_id: str) -> pd.DataFrame:
    columns = (object_scores.c[name] for name in ("identifiability", "scored_at", "scored_by"))
    chosen = sa.select(*columns).where(object_scores.c.object_id == object_id)
    return frame(db, chosen.order_by(object_scores.c.scored_at.desc()))


def _hold(db: Connection, object_id: str, at: datetime) -> Mapping[str, Any] | None:
    running = (holds.c.from_at <= at) & sa.or_(holds.c.until_at.is_(None), holds.c.until_at > at)
    columns = (holds.c[name] for name in ("kind", "from_at", "until_at", "by", "reason"))
    chosen = (
        sa.select(*columns).where(holds.c.object_id == object_id, running).order_by(holds.c.from_at.desc())
    )
    row = db.execute(chosen).mappings().first()
    return dict(row) if row else None


def _texts(db: Connection, object_id: str) -> pd.DataFrame:
    columns = (object_texts.c[name] for name in ("language", "title", "question", "alt", "reviewed"))
    chosen = sa.select(*columns).where(object_texts.c.object_id == object_id)
    return frame(db, chosen.order_by(object_texts.c.language))


def decisions(db: Connection, object_id: str, most: int = 12) -> pd.DataFrame:
    """One row a decision about an object, the latest first: at, by, action, detail (JSON)."""
    columns = (audit_log.c[name] for name in ("at", "by", "action", "detail"))
    chosen = sa.select(*columns).where(audit_log.c.subject == object_id)
    return frame(db, chosen.order_by(audit_log.c.seq.desc()).limit(most))


def categories(db: Connection) -> list[str]:
    """The categories that objects have, by name."""
    chosen = sa.select(objects.c.category).distinct().order_by(objects.c.category)
    return [str(name) for name in db.execute(chosen).scalars()]

"""The history of reports: who made what, of which data, with its checksum."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, freshness
from records.bookkeeping import reports


def add(
    db: Connection,
    *,
    body: bytes,
    name: str,
    form: str,
    audience: str,
    parameters: Mapping[str, Any],
    by: str,
    at: datetime,
) -> str:
    """Log a report file that was made; returns its report_id."""
    report_id = f"F-{uuid4().hex[:10]}"
    digest = hashlib.sha256(body).hexdigest()
    db.execute(
        reports.insert().values(
            report_id=report_id,
            at=at,
            by=by,
            audience=audience,
            format=form,
            parameters=json.dumps(dict(parameters), sort_keys=True, ensure_ascii=False),
            data_version=freshness.read(db).version,
            file_name=name,
            file_sha256=digest,
            bytes=len(body),
        )
    )
    detail = {"format": form, "audience": audience, "sha256": digest}
    audit.append(db, at=at, by=by, action="report made", subject=name, detail=detail)
    return report_id


def history(db: Connection, audience: str | None = None, most: int = 100) -> list[Mapping[str, Any]]:
    """The latest reports, newest first; `audience`: only those made for it."""
    chosen = sa.select(reports).where(_for(audience))
    chosen = chosen.order_by(reports.c.at.desc(), reports.c.report_id).limit(most)
    return [dict(row) for row in db.execute(chosen).mappings()]


def count(db: Connection, audience: str | None = None) -> int:
    """How many were made."""
    counted = sa.select(sa.func.count()).select_from(reports).where(_for(audience))
    return int(db.execute(counted).scalar_one())


def _for(audience: str | None) -> sa.ColumnElement[bool]:
    return sa.true() if audience is None else reports.c.audience == audience

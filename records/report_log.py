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


def history(db: Connection, most: int = 100) -> list[Mapping[str, Any]]:
    """The latest reports, newest first."""
    chosen = sa.select(reports).order_by(reports.c.at.desc(), reports.c.report_id).limit(most)
    return [dict(row) for row in db.execute(chosen).mappings()]

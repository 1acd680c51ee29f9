"""The log of decisions: each row is chained to the one before, so that a changed row shows."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.bookkeeping import audit_log
from records.database import is_sqlite
from records.locks import Lock

GENESIS = "0" * 64


def append(
    db: Connection,
    *,
    at: datetime,
    by: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Add one decision inside the caller's transaction; returns its sequence number."""
    if not is_sqlite(db):
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.AUDIT_CHAIN))))
    last = db.execute(
        sa.select(audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
    ).scalar_one_or_none()
    row = {
        "at": at,
        "by": by,
        "action": action,
        "subject": subject,
        "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False, default=str),
        "previous_hash": last or GENESIS,
    }
    row["hash"] = _digest(row)
    result = db.execute(audit_log.insert().values(row))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _digest(row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(None).timestamp()
    parts = [f"{at:.6f}", row["by"], row["action"], row["subject"], row["detail"], row["previous_hash"]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def broken_at(db: Connection) -> int | None:
    """The sequence number of the first row whose chain does not hold, or None when all of it holds."""
    expected = GENESIS
    for row in db.execute(sa.select(audit_log).order_by(audit_log.c.seq)).mappings():
        if row["previous_hash"] != expected or row["hash"] != _digest(dict(row)):
            return int(row["seq"])
        expected = row["hash"]
    return None


def last(db: Connection, n: int) -> list[sa.Row[Any]]:
    """The last `n` decisions, oldest first: the rows of `audit_log`."""
    rows = db.execute(sa.select(audit_log).order_by(audit_log.c.seq.desc()).limit(n)).all()
    return list(reversed(rows))


def head(db: Connection) -> sa.Row[Any] | None:
    """The newest decision. Its hash, noted down elsewhere, later shows whether the log was cut short."""
    return db.execute(sa.select(audit_log).order_by(audit_log.c.seq.desc()).limit(1)).first()


def includes(db: Connection, digest: str) -> bool:
    """Whether some decision has that hash."""
    return db.execute(sa.select(audit_log.c.seq).where(audit_log.c.hash == digest)).first() is not None

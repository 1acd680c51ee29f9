"""Holds by investigators: keep an object on display, or do not show it."""

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, dirty
from records.problems import Problem
from records.tables import holds, objects

KINDS = ("keep", "withhold")


def hold(
    db: Connection,
    object_id: str,
    *,
    kind: str,
    reason: str,
    by: str,
    at: datetime,
    until: datetime | None = None,
) -> str:
    """Begin a hold; an earlier one of the object that is still running ends. Returns its hold_id."""
    if kind not in KINDS:
        raise Problem(f"a hold is one of {', '.join(KINDS)}, not {kind!r}")
    if not reason.strip():
        raise Problem("a hold needs its reason in writing")
    if until is not None and until <= at:
        raise Problem("a hold must end after it begins")
    if db.execute(sa.select(objects.c.object_id).where(objects.c.object_id == object_id)).first() is None:
        raise Problem(f"there is no object {object_id}")
    _end(db, object_id, at)
    hold_id = f"H-{uuid4().hex[:10]}"
    values = {"hold_id": hold_id, "object_id": object_id, "kind": kind, "from_at": at, "until_at": until}
    db.execute(holds.insert().values(**values, by=by, reason=reason.strip()))
    audit.append(db, at=at, by=by, action=f"hold: {kind}", subject=object_id, detail={"reason": reason})
    dirty.mark_other(db)
    return hold_id


def release(db: Connection, object_id: str, *, reason: str, by: str, at: datetime) -> None:
    """End the running hold of an object. Raises Problem when there is none."""
    if not _end(db, object_id, at):
        raise Problem(f"{object_id} is not held")
    audit.append(db, at=at, by=by, action="hold released", subject=object_id, detail={"reason": reason})
    dirty.mark_other(db)


def withheld(db: Connection, at: datetime) -> set[str]:
    """Objects that may not be shown at an instant."""
    running = (holds.c.from_at <= at) & sa.or_(holds.c.until_at.is_(None), holds.c.until_at > at)
    chosen = sa.select(holds.c.object_id).where(holds.c.kind == "withhold", running)
    return set(db.execute(chosen).scalars())


def _end(db: Connection, object_id: str, at: datetime) -> int:
    running = (holds.c.object_id == object_id) & sa.or_(holds.c.until_at.is_(None), holds.c.until_at > at)
    # A hold that begins at this very instant is replaced, not left with a length of nothing.
    return int(db.execute(sa.update(holds).where(running).values(until_at=at)).rowcount)

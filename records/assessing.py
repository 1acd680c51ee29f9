"""What analysts decide about tips: assessment, suggested country, cluster, investigation.

Each decision is one transaction with its history, dirty keys and audit row. Who decides says which state they
saw; a tip that somebody else changed meanwhile stops the whole decision and is named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, dirty
from records.problems import Conflict, Problem
from records.tables import ASSESSMENTS, INVESTIGATIONS, tip_assessments, tips

FIELDS = ("assessment", "suggested_country", "suggested_region", "cluster", "investigation")
MOST = 500  # tips in one decision: what a person can have looked at


def decide(
    db: Connection,
    changes: Mapping[str, Any],
    seen: Mapping[str, datetime | None],
    *,
    by: str,
    at: datetime,
    reason: str = "",
) -> int:
    """Set `changes` (of FIELDS) on the tips of `seen` (tip_id → the updated_at that was on the screen).

    Returns how many tips changed. Raises Problem for unknown values, Conflict naming tips that somebody else
    changed meanwhile; nothing is stored then. Who presses keys faster than the table is drawn anew corrects
    themselves: their own last assessment stands in nobody's way.
    """
    _check(changes, seen)
    before = _rows(db, list(seen))
    _refuse_stale(before, seen, _own(db, before, by))
    changed = [row for row in before.values() if any(row[name] != value for name, value in changes.items())]
    if not changed:
        return 0
    ids = [row["tip_id"] for row in changed]
    values = {**changes, "updated_at": at}
    if "assessment" in changes:
        values["assessed_at"] = None if changes["assessment"] == "pending" else at
    if "investigation" in changes:
        values["investigated_at"] = None if changes["investigation"] == "none" else at
    db.execute(sa.update(tips).where(tips.c.tip_id.in_(ids)).values(values))
    if "assessment" in changes:
        rows = [{"tip_id": one, "at": at, "assessment": changes["assessment"], "by": by} for one in ids]
        db.execute(tip_assessments.insert(), rows)
    dirty.mark(db, "tips", {(row["day"], row["object_id"]) for row in changed})
    detail = {"set": dict(changes), "tips": ids, "reason": reason}
    audit.append(db, at=at, by=by, action="tips decided", subject=f"{len(ids)} tips", detail=detail)
    return len(ids)


def _check(changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(FIELDS)
    if unknown or not changes:
        raise Problem(f"a decision sets {', '.join(FIELDS)}; not {', '.join(sorted(unknown)) or 'nothing'}")
    if not seen:
        raise Problem("choose at least one tip")
    if len(seen) > MOST:
        raise Problem(f"one decision covers at most {MOST} tips; {len(seen)} are chosen")
    for name, known in (("assessment", ASSESSMENTS), ("investigation", INVESTIGATIONS)):
        if name in changes and changes[name] not in known:
            raise Problem(f"{name} must be one of {', '.join(known)}, not {changes[name]!r}")


def _rows(db: Connection, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    columns = [tips.c[name] for name in ("tip_id", "object_id", "day", "updated_at", *FIELDS)]
    locked = sa.select(*columns).where(tips.c.tip_id.in_(ids)).order_by(tips.c.tip_id).with_for_update()
    return {row["tip_id"]: dict(row) for row in db.execute(locked).mappings()}


def _own(db: Connection, before: Mapping[str, Mapping[str, Any]], by: str) -> set[str]:
    """The tips whose last change of any kind was an assessment by this person."""
    mine = sa.select(tip_assessments.c.tip_id, tip_assessments.c.at).where(
        tip_assessments.c.tip_id.in_(before), tip_assessments.c.by == by
    )
    return {tip_id for tip_id, at in db.execute(mine) if before[tip_id]["updated_at"] == at}


def _refuse_stale(
    before: Mapping[str, Mapping[str, Any]], seen: Mapping[str, datetime | None], own: set[str]
) -> None:
    gone = sorted(set(seen) - set(before))
    if gone:
        raise Conflict(f"tip {gone[0]} is no longer on record; nothing was stored, reload the table")
    stale = [row for key, row in before.items() if row["updated_at"] != seen[key] and key not in own]
    if stale:
        told = "; ".join(
            f"{row['tip_id']} is now {row['assessment']}"
            + (f", {row['suggested_country']}" if row["suggested_country"] else "")
            for row in stale[:5]
        )
        raise Conflict(
            f"somebody else changed {len(stale)} of these tips meanwhile ({told}); nothing was stored. "
            "Look at them again and repeat what still holds."
        )


def history(db: Connection, tip_id: str) -> list[Mapping[str, Any]]:
    """The assessments of a tip, first to last: at, assessment, by."""
    columns = (tip_assessments.c[name] for name in ("at", "assessment", "by"))
    chosen = sa.select(*columns).where(tip_assessments.c.tip_id == tip_id).order_by(tip_assessments.c.at)
    return [dict(row) for row in db.execute(chosen).mappings()]

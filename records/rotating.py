"""Rotations: propose, approve, publish, undo, and the withdrawal of one object at once.

The board's version is a hash of what is displayed. Who plans names the version they planned against; if the
board changed meanwhile, publishing stops with the difference in words, and the proposal is kept.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, campaign, dirty
from records.database import is_sqlite
from records.holding import hold, withheld
from records.locks import Lock
from records.problems import Conflict, NotAllowed, Problem
from records.tables import display_periods, objects, recommendations, rotations


@dataclass(frozen=True)
class Advice:
    """One object of a proposal. `slot`: the one it takes, keeps or leaves; `override_reason`: why it differs
    from what the engine advised (empty: it does not)."""

    object_id: str
    action: str
    slot: int | None = None
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    index: float | None = None
    reason: str = ""
    propensity: float | None = None
    override_reason: str = ""


def board(db: Connection) -> dict[int, str]:
    """Slot → object_id, as displayed now."""
    shown = sa.select(display_periods.c.slot, display_periods.c.object_id).where(
        display_periods.c.shown_until.is_(None)
    )
    return {
        int(slot): str(object_id) for slot, object_id in db.execute(shown.order_by(display_periods.c.slot))
    }


def version_of(displayed: Mapping[int, str]) -> str:
    """The version of a board: twelve hex digits of what is displayed where."""
    text = json.dumps(sorted(displayed.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def propose(
    db: Connection,
    advice: Sequence[Advice],
    *,
    base_version: str,
    reason: str,
    by: str,
    at: datetime,
    model_version: str = "",
) -> str:
    """Store a proposal; returns its rotation_id. Raises Problem in words when it cannot be a rotation."""
    _lock(db)
    _check_proposal(db, advice, base_version, reason)
    rotation_id = f"R-{uuid4().hex[:10]}"
    db.execute(
        rotations.insert().values(
            rotation_id=rotation_id,
            base_version=base_version,
            proposed_at=at,
            proposed_by=by,
            reason=reason.strip(),
        )
    )
    rows = [
        {
            "rotation_id": rotation_id,
            "model_version": model_version,
            **{**vars(one), "override_reason": one.override_reason or None},
        }
        for one in advice
    ]
    if rows:
        db.execute(recommendations.insert(), rows)
    _log(db, "rotation proposed", rotation_id, by, at, {"reason": reason, "changes": _changes(advice)})
    dirty.mark_other(db)
    return rotation_id


def approve(db: Connection, rotation_id: str, *, by: str, at: datetime) -> None:
    """A second person agrees. Raises NotAllowed where the campaign wants four eyes and it is the same one."""
    _lock(db)
    row = _open(db, rotation_id)
    if row["approved_at"] is not None:
        raise Conflict(f"{rotation_id} was approved by {row['approved_by']} already")
    if campaign.read(db).four_eyes and row["proposed_by"] == by:
        raise NotAllowed("this campaign wants a second person: somebody else has to approve the proposal")
    _set(db, rotation_id, approved_at=at, approved_by=by)
    _log(db, "rotation approved", rotation_id, by, at, {})
    dirty.mark_other(db)


def discard(db: Connection, rotation_id: str, *, by: str, at: datetime) -> None:
    """Set a proposal aside: it stays on record, ended before it was published."""
    _lock(db)
    _open(db, rotation_id)
    _set(db, rotation_id, undone_at=at, undone_by=by)
    _log(db, "rotation discarded", rotation_id, by, at, {})
    dirty.mark_other(db)


def publish(db: Connection, rotation_id: str, *, by: str, at: datetime) -> None:
    """Put a proposal on the board, all of it in the caller's transaction.

    Raises NotAllowed without approval where the campaign wants it, Conflict with the difference when the
    board is no longer the one that was planned against.
    """
    _lock(db)
    row, now = _open(db, rotation_id), board(db)
    if campaign.read(db).four_eyes and row["approved_at"] is None:
        raise NotAllowed("this campaign wants a second person: the proposal is not approved yet")
    if version_of(now) != row["base_version"]:
        raise Conflict(_difference(db, rotation_id, now))
    planned = _planned(db, rotation_id)
    _refuse_withheld(db, planned, at)
    _take_off(db, [one["object_id"] for one in planned if one["action"] == "remove"], at)
    _put_on(db, [one for one in planned if one["action"] == "show"], rotation_id, by, at)
    _set(db, rotation_id, published_at=at, published_by=by)
    _log(db, "rotation published", rotation_id, by, at, {"reason": row["reason"]})
    dirty.mark_other(db)


def withdraw(db: Connection, object_id: str, *, reason: str, by: str, at: datetime) -> int:
    """Take one object off the page at once and hold it back; returns the slot it leaves.

    Needs no approval: somebody may have recognised their own things.
    """
    _lock(db)
    if not reason.strip():
        raise Problem("say in a few words why; it is kept with the withdrawal")
    slot = next((slot for slot, shown in board(db).items() if shown == object_id), None)
    if slot is None:
        raise Problem(f"{object_id} is not on display")
    _take_off(db, [object_id], at)
    hold(db, object_id, kind="withhold", reason=f"withdrawn: {reason.strip()}", by=by, at=at)
    _log(db, "object withdrawn", object_id, by, at, {"reason": reason, "slot": slot})
    dirty.mark_other(db)
    return slot


def undo(db: Connection, *, by: str, at: datetime) -> str:
    """Take back the last publication: what it showed leaves, what it removed returns. Returns its id.

    Raises Conflict when the board has changed since.
    """
    _lock(db)
    last = (
        db.execute(
            sa.select(rotations)
            .where(rotations.c.published_at.is_not(None))
            .order_by(rotations.c.published_at.desc(), rotations.c.rotation_id.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    if last is None or last["undone_at"] is not None:
        raise Problem(
            "there is no publication to undo" if last is None else "the last publication is undone already"
        )
    planned, now = _planned(db, last["rotation_id"]), board(db)
    shown = {one["slot"]: one["object_id"] for one in planned if one["action"] == "show"}
    if any(now.get(slot) != object_id for slot, object_id in shown.items()):
        raise Conflict(
            "the board changed after that publication; undo would overwrite it. Plan a rotation instead."
        )
    _take_off(db, list(shown.values()), at)
    back = [
        dict(one) for one in planned if one["action"] == "remove" and one["slot"] not in set(now) - set(shown)
    ]
    for one in back:
        one["reason"] = f"returned: {last['rotation_id']} was undone"
        one["propensity"] = None  # its chance of being removed says nothing about its return
    _put_on(db, [one for one in back if _may_show(db, str(one["object_id"]), at)], None, by, at)
    _set(db, last["rotation_id"], undone_at=at, undone_by=by)
    _log(db, "rotation undone", last["rotation_id"], by, at, {})
    dirty.mark_other(db)
    return str(last["rotation_id"])


def _may_show(db: Connection, object_id: str, at: datetime) -> bool:
    return object_id not in withheld(db, at)


def _check_proposal(db: Connection, advice: Sequence[Advice], base_version: str, reason: str) -> None:
    if not reason.strip():
        raise Problem("a rotation needs its reason in writing")
    if not any(one.action in ("show", "remove") for one in advice):
        raise Problem("this plan changes nothing; there is nothing to propose")
    slots = campaign.read(db).slots
    staying = _planned_against(db, advice, base_version)
    leaving = {one.object_id for one in advice if one.action == "remove"}
    taken = {slot for slot, shown in staying.items() if shown not in leaving}
    for one in (one for one in advice if one.action == "show"):
        if one.slot is None or not 1 <= one.slot <= slots:
            raise Problem(f"{one.object_id} needs a place from 1 to {slots}")
        if one.slot in taken:
            raise Problem(f"place {one.slot} is not free for {one.object_id}")
        taken.add(one.slot)
    known = set(db.execute(sa.select(objects.c.object_id)).scalars())
    missing = sorted({one.object_id for one in advice} - known)
    if missing:
        raise Problem(f"there is no object {missing[0]}")


def _planned_against(db: Connection, advice: Sequence[Advice], base_version: str) -> dict[int, str]:
    """The board that the advice speaks of: the present one, or, when that changed meanwhile, the advice's own
    account of it. A late proposal is kept; publishing tells the difference."""
    now = board(db)
    if version_of(now) == base_version:
        return now
    return {one.slot: one.object_id for one in advice if one.slot is not None and one.action != "show"}


def _refuse_withheld(db: Connection, planned: Sequence[Mapping[str, Any]], at: datetime) -> None:
    held = withheld(db, at)
    barred = sorted(
        one["object_id"] for one in planned if one["action"] == "show" and one["object_id"] in held
    )
    if barred:
        raise Conflict(
            f"{', '.join(barred)} may not be shown: a hold began since this was planned. Nothing was "
            "published and the proposal is kept."
        )


def _changes(advice: Sequence[Advice]) -> dict[str, list[str]]:
    return {
        action: sorted(one.object_id for one in advice if one.action == action)
        for action in ("show", "remove")
    }


def _difference(db: Connection, rotation_id: str, now: Mapping[int, str]) -> str:
    planned = _planned(db, rotation_id)
    expected = {one["slot"]: one["object_id"] for one in planned if one["action"] in ("keep", "remove")}
    told = []
    for slot in sorted(set(expected) | set(now)):
        was, is_now = expected.get(slot), now.get(slot)
        if was != is_now and slot is not None:
            told.append(f"place {slot}: {was or 'empty'} when you planned, {is_now or 'empty'} now")
    return (
        "The board changed since this was planned, so nothing was published and the proposal is kept. "
        + "; ".join(told)
    )


def _planned(db: Connection, rotation_id: str) -> list[Mapping[str, Any]]:
    chosen = sa.select(recommendations).where(recommendations.c.rotation_id == rotation_id)
    return [dict(row) for row in db.execute(chosen.order_by(recommendations.c.slot)).mappings()]


def _open(db: Connection, rotation_id: str) -> Mapping[str, Any]:
    row = db.execute(sa.select(rotations).where(rotations.c.rotation_id == rotation_id)).mappings().first()
    if row is None:
        raise Problem(f"there is no rotation {rotation_id}")
    if row["published_at"] is not None:
        raise Conflict(
            f"{rotation_id} was published by {row['published_by']} already; nothing was done twice"
        )
    if row["undone_at"] is not None:
        raise Conflict(f"{rotation_id} was discarded by {row['undone_by']} already")
    return dict(row)


def _take_off(db: Connection, object_ids: Sequence[str], at: datetime) -> None:
    if object_ids:
        opened = display_periods.c.shown_until.is_(None) & display_periods.c.object_id.in_(object_ids)
        db.execute(sa.update(display_periods).where(opened).values(shown_until=at))


def _put_on(
    db: Connection, chosen: Sequence[Mapping[str, Any]], rotation_id: str | None, by: str, at: datetime
) -> None:
    rows = [
        {
            "period_id": f"P-{uuid4().hex[:12]}",
            "object_id": one["object_id"],
            "slot": one["slot"],
            "shown_from": at,
            "rotation_id": rotation_id,
            "propensity": one["propensity"],
            "reason": one["override_reason"] or one["reason"],
            "by": by,
        }
        for one in chosen
    ]
    if rows:
        db.execute(display_periods.insert(), rows)


def _set(db: Connection, rotation_id: str, **values: Any) -> None:
    db.execute(sa.update(rotations).where(rotations.c.rotation_id == rotation_id).values(values))


def _log(db: Connection, action: str, subject: str, by: str, at: datetime, detail: Mapping[str, Any]) -> None:
    audit.append(db, at=at, by=by, action=action, subject=subject, detail=detail)


def _lock(db: Connection) -> None:
    if not is_sqlite(db):
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.BOARD))))

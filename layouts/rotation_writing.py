"""Rotation: what its buttons write, through records/ only, each in one transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import no_update

from analysis.rotation import MODEL_VERSION
from layouts import rotation_actions
from layouts.findings import rotation as finding
from layouts.findings import rotation_draft
from layouts.findings.rotation import RotationView
from layouts.services import Services
from queries import rotation as rotation_query
from records import holding, rotating
from records.problems import Conflict, Problem

# message, edits, reason, reason of own swaps
Written = tuple[Any, Any, Any, Any]
KEPT = (no_update, no_update, no_update)


def send(services: Services, search: str, seen: Any, reason: str, why: str, *, at_once: bool) -> Written:
    """Propose what the person saw; with `at_once` publish it. A stale board leaves the proposal waiting."""
    with services.reading() as db:
        found = finding.rotation(db, RotationView.from_search(search))
    made = rotation_draft.as_seen(found, seen)
    advice = rotation_draft.advice(made, why)
    by, at = services.viewer().name, services.now()
    with services.writing() as db:
        rotation_id = rotating.propose(
            db,
            advice,
            base_version=made.found.version,
            reason=reason,
            by=by,
            at=at,
            model_version=MODEL_VERSION,
        )
    if at_once:
        return _publish(services, rotation_id, clear=True)
    said = "Proposed. It waits above until it is published; the board is unchanged."
    return rotation_actions.done(said), {}, "", ""


def _publish(services: Services, rotation_id: str, *, clear: bool = False) -> Written:
    try:
        with services.writing() as db:
            rotating.publish(db, rotation_id, by=services.viewer().name, at=services.now())
    except Conflict as conflict:
        return (rotation_actions.conflict(str(conflict), rotation_id), *KEPT)
    done = rotation_actions.done("Published. The public page shows the new board from now on.")
    return (done, {}, "", "") if clear else (done, *KEPT)


def carry_out(services: Services, asked: Mapping[str, Any], search: str) -> Written:
    """Do what a button asked for. Raises Problem for what is unknown or not allowed."""
    what = str(asked.get("what", ""))
    if what == "publish":
        return _publish(services, str(asked.get("rotation", "")))
    if what == "replan":
        return _replan(services, str(asked.get("rotation", "")), search)
    if what not in _ACTS:
        raise Problem("this page does not know that button; reload it")
    return (rotation_actions.done(_ACTS[what](services, asked)), *KEPT)


def _approve(services: Services, asked: Mapping[str, Any]) -> str:
    with services.writing() as db:
        rotating.approve(db, str(asked["rotation"]), by=services.viewer().name, at=services.now())
    return "Approved. It can be published now; the board is unchanged."


def _discard(services: Services, asked: Mapping[str, Any]) -> str:
    with services.writing() as db:
        rotating.discard(db, str(asked["rotation"]), by=services.viewer().name, at=services.now())
    return "Discarded. It stays on record."


def _undo(services: Services, asked: Mapping[str, Any]) -> str:
    with services.writing() as db:
        undone = rotating.undo(db, by=services.viewer().name, at=services.now())
    return f"Undone: what {undone} had shown left, what it had removed is back."


def _hold(services: Services, asked: Mapping[str, Any]) -> str:
    name, kind = str(asked["object"]), str(asked["kind_of_hold"])
    with services.writing() as db:
        holding.hold(db, name, kind=kind, reason=_reason(asked), by=services.viewer().name, at=services.now())
    return f"{name} is held: {'keep on display' if kind == 'keep' else 'do not show'}. The plan follows."


def _release(services: Services, asked: Mapping[str, Any]) -> str:
    name = str(asked["object"])
    with services.writing() as db:
        holding.release(db, name, reason=_reason(asked), by=services.viewer().name, at=services.now())
    return f"The hold of {name} ended. The plan follows."


def withdraw(services: Services, asked: Mapping[str, Any]) -> str:
    """Take one object off the public page at once; the reason may be left as it stands."""
    name, reason = str(asked["object"]), _reason(asked) or rotation_actions.RECOGNISED
    with services.writing() as db:
        slot = rotating.withdraw(db, name, reason=reason, by=services.viewer().name, at=services.now())
    return f"{name} is off the public page; place {slot} is free. It is held back until its hold is ended."


def _reason(asked: Mapping[str, Any]) -> str:
    return str(asked.get("reason") or "").strip()


def _replan(services: Services, rotation_id: str, search: str) -> Written:
    """The present board's plan, with what of the proposal is still possible and its reason."""
    with services.reading() as db:
        found = finding.rotation(db, RotationView.from_search(search))
        open_ = rotation_query.open_proposals(db).set_index("rotation_id")
        changes = rotation_query.changes(db, [rotation_id])
    if rotation_id not in open_.index:
        raise Problem(f"{rotation_id} is no longer waiting: it was published or discarded")
    edits = rotation_draft.carried(found, changes)
    why = [str(text) for text in changes["override_reason"].dropna() if str(text).strip()]
    said = "Planned again on the present board, with your swaps that are still possible. Look, then propose."
    return (
        rotation_actions.done(said),
        {"places": {str(slot): name for slot, name in edits.items()}},
        str(open_.at[rotation_id, "reason"]),
        why[0] if why else "",
    )


_ACTS: dict[str, Callable[[Services, Mapping[str, Any]], str]] = {
    "approve": _approve,
    "discard": _discard,
    "undo": _undo,
    "hold": _hold,
    "release": _release,
    "withdraw": withdraw,
}

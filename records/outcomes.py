"""Outcomes of objects and cases: entered, corrected and removed by people, each with its audit row.

Who gets the credit is the question this campaign is judged by: "thanks to a tip" is stored only with the tip
that it is owed to, and that tip must be actionable and about the object, or about one of the case's objects.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, campaign, countries, dirty
from records.problems import Conflict, Problem
from records.tables import OUTCOME_KINDS, THANKS_TO, cases, objects, outcomes, tips

OF_OBJECTS = ("object_identified", "origin_located", "trail_eliminated")
OF_PEOPLE = ("child_safeguarded", "offender_identified", "offender_prosecuted")
WITH_COUNTRY = ("origin_located", "case_referred")
# Both cannot be true of one object.
_EXCLUDES = {"origin_located": "trail_eliminated", "trail_eliminated": "origin_located"}


@dataclass(frozen=True)
class Outcome:
    """One outcome. `people`: how many persons, where it is about people. `tip_id`: what it is owed to."""

    kind: str
    occurred_at: datetime
    object_id: str | None = None
    case_id: str | None = None
    country: str | None = None
    people: int | None = None
    thanks_to: str = "unknown"
    tip_id: str | None = None


def read(db: Connection, outcome_id: str) -> Outcome | None:
    """The outcome as it stands, or None."""
    chosen = sa.select(outcomes).where(outcomes.c.outcome_id == outcome_id)
    row = db.execute(chosen).mappings().first()
    return Outcome(**{name: row[name] for name in Outcome.__dataclass_fields__}) if row else None


def record(db: Connection, wanted: Outcome, *, by: str, at: datetime) -> str:
    """Store a new outcome; returns its id. Raises Problem in words for what cannot be."""
    checked = _checked(db, wanted, at)
    _refuse_repeat(db, checked, None)
    outcome_id = f"OUT-{uuid4().hex[:10]}"
    db.execute(outcomes.insert().values(outcome_id=outcome_id, **_values(db, checked)))
    _log(db, "outcome recorded", outcome_id, by, at, {"outcome": _said(checked)})
    return outcome_id


def correct(
    db: Connection, outcome_id: str, wanted: Outcome, *, seen: Outcome, reason: str, by: str, at: datetime
) -> None:
    """Replace an outcome by what it should have said. `seen`: how it stood on the screen.

    Raises Conflict, telling how it stands now, when somebody else changed it meanwhile. Credit that an import
    stated without naming a tip may stay as it is; changed credit must name one.
    """
    before = _unchanged(db, outcome_id, seen)
    _needs_reason(reason)
    credit = ("thanks_to", "tip_id", "object_id", "case_id")
    same_credit = all(getattr(before, name) == getattr(wanted, name) for name in credit)
    checked = _checked(db, wanted, at, check_credit=not same_credit)
    _refuse_repeat(db, checked, outcome_id)
    if checked == before:
        raise Problem("nothing is different, so nothing was stored")
    values = _values(db, checked)
    db.execute(sa.update(outcomes).where(outcomes.c.outcome_id == outcome_id).values(values))
    detail = {"before": _said(before), "after": _said(checked), "reason": reason.strip()}
    _log(db, "outcome corrected", outcome_id, by, at, detail)


def remove(db: Connection, outcome_id: str, *, seen: Outcome, reason: str, by: str, at: datetime) -> None:
    """Take an outcome off the records; the log of decisions keeps what it said, and why it went."""
    before = _unchanged(db, outcome_id, seen)
    _needs_reason(reason)
    db.execute(sa.delete(outcomes).where(outcomes.c.outcome_id == outcome_id))
    detail = {"outcome": _said(before), "reason": reason.strip()}
    _log(db, "outcome removed", outcome_id, by, at, detail)


def _checked(db: Connection, wanted: Outcome, at: datetime, *, check_credit: bool = True) -> Outcome:
    """The outcome with its case filled in. Raises Problem for what cannot be."""
    if wanted.kind not in OUTCOME_KINDS:
        raise Problem(f"an outcome is one of {', '.join(OUTCOME_KINDS)}, not {wanted.kind!r}")
    if wanted.thanks_to not in THANKS_TO:
        raise Problem(f"credit is one of {', '.join(THANKS_TO)}, not {wanted.thanks_to!r}")
    if wanted.occurred_at > at:
        raise Problem("the outcome lies in the future; enter when it happened")
    filled = _about(db, wanted)
    _check_place_and_people(filled)
    if check_credit:
        _check_credit(db, filled)
    return filled


def _about(db: Connection, wanted: Outcome) -> Outcome:
    """Object and case exist and belong together; the object's case is filled in."""
    case_id = wanted.case_id
    if wanted.object_id is not None:
        row = db.execute(sa.select(objects.c.case_id).where(objects.c.object_id == wanted.object_id)).first()
        if row is None:
            raise Problem(f"there is no object {wanted.object_id}")
        if case_id and row.case_id and case_id != row.case_id:
            raise Problem(f"{wanted.object_id} belongs to {row.case_id}, not to {case_id}")
        case_id = case_id or row.case_id
    elif wanted.kind in OF_OBJECTS:
        raise Problem("say which object this is about")
    if case_id is None and wanted.kind not in OF_OBJECTS:
        raise Problem("say which case this is about")
    if case_id is not None and not _exists(db, cases.c.case_id, case_id):
        raise Problem(f"there is no case {case_id}")
    return Outcome(**{**asdict(wanted), "case_id": case_id})


def _check_place_and_people(wanted: Outcome) -> None:
    if wanted.country is not None and wanted.country not in countries.names("en"):
        raise Problem(f"no country has the code {wanted.country!r}")
    if wanted.kind in WITH_COUNTRY and wanted.country is None:
        raise Problem("say which country; choose “unknown” if the place is known and its country is not")
    if wanted.kind not in OF_PEOPLE and wanted.people is not None:
        raise Problem("a number of people belongs to outcomes about people only")
    if wanted.kind in OF_PEOPLE and (wanted.people is None or wanted.people < 1):
        raise Problem("say how many people this is about, at least one")


def _check_credit(db: Connection, wanted: Outcome) -> None:
    if wanted.thanks_to != "yes":
        if wanted.tip_id is not None:
            raise Problem(
                "a tip is named only where the credit is a tip's; choose “yes” or leave the tip out"
            )
        return
    if wanted.tip_id is None:
        raise Problem("name the tip that this is owed to, or choose “unknown” while it is not known")
    chosen = sa.select(tips.c.object_id, tips.c.assessment, tips.c.received_at, objects.c.case_id).join(
        objects, objects.c.object_id == tips.c.object_id
    )
    tip = db.execute(chosen.where(tips.c.tip_id == wanted.tip_id)).first()
    if tip is None:
        raise Problem(f"there is no tip {wanted.tip_id}")
    if tip.assessment != "actionable":
        raise Problem(f"{wanted.tip_id} is assessed as {tip.assessment}; assess it as actionable first")
    about = wanted.object_id or wanted.case_id
    if about not in (tip.object_id, None if wanted.object_id else tip.case_id):
        raise Problem(f"{wanted.tip_id} is about {tip.object_id}, not about {about}")
    if tip.received_at > wanted.occurred_at:
        raise Problem(f"{wanted.tip_id} arrived after this happened, so it cannot be thanks to it")


def _refuse_repeat(db: Connection, wanted: Outcome, own_id: str | None) -> None:
    """An object is identified, located or eliminated once; a case is referred to a country once."""
    if wanted.kind in OF_OBJECTS:
        about = outcomes.c.object_id == wanted.object_id
        kinds = [wanted.kind, *([_EXCLUDES[wanted.kind]] if wanted.kind in _EXCLUDES else [])]
    elif wanted.kind == "case_referred":
        about = (outcomes.c.case_id == wanted.case_id) & (outcomes.c.country == wanted.country)
        kinds = [wanted.kind]
    else:
        return
    chosen = sa.select(outcomes.c.outcome_id, outcomes.c.kind).where(about, outcomes.c.kind.in_(kinds))
    found = db.execute(chosen.where(outcomes.c.outcome_id != (own_id or ""))).first()
    if found is not None:
        said = str(found.kind).replace("_", " ")
        raise Problem(
            f"{wanted.object_id or wanted.case_id} has “{said}” on record already ({found.outcome_id}); "
            "correct or remove that one"
        )


def _unchanged(db: Connection, outcome_id: str, seen: Outcome) -> Outcome:
    locked = sa.select(outcomes.c.outcome_id).where(outcomes.c.outcome_id == outcome_id).with_for_update()
    db.execute(locked)
    now = read(db, outcome_id)
    if now is None:
        raise Conflict(f"{outcome_id} was removed by somebody else meanwhile; nothing was stored")
    if now != seen:
        changed = [
            f"{name.replace('_', ' ')} is now {getattr(now, name) or 'empty'}"
            for name in Outcome.__dataclass_fields__
            if getattr(now, name) != getattr(seen, name)
        ]
        raise Conflict(
            f"somebody else changed {outcome_id} meanwhile: {', '.join(changed)}; nothing was stored"
        )
    return now


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem("say in a few words why; it is kept with the change")


def _exists(db: Connection, key: sa.Column[Any], value: str) -> bool:
    return db.execute(sa.select(key).where(key == value)).first() is not None


def _values(db: Connection, wanted: Outcome) -> dict[str, Any]:
    zone = campaign.read(db).zone
    return {**asdict(wanted), "day": campaign.local_day(wanted.occurred_at, zone)}


def _said(wanted: Outcome) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if value is not None}


def _log(
    db: Connection, action: str, outcome_id: str, by: str, at: datetime, detail: Mapping[str, Any]
) -> None:
    audit.append(db, at=at, by=by, action=action, subject=outcome_id, detail=detail)
    dirty.mark_other(db)

"""Annotations: press, launch and policy as people enter them, drawn on charts and used in no estimate."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, dirty
from records.problems import Conflict, Problem
from records.tables import ANNOTATION_KINDS, annotations, objects

LONGEST = 200  # characters of its words: a chart must have room for them


@dataclass(frozen=True)
class Annotation:
    """What happened: on one local day, or from `day` to `until_day`; about one object, or about all."""

    day: date
    kind: str
    text: str
    until_day: date | None = None
    object_id: str | None = None


def read(db: Connection, annotation_id: str) -> Annotation | None:
    """The annotation as it stands, or None."""
    chosen = sa.select(annotations).where(annotations.c.annotation_id == annotation_id)
    row = db.execute(chosen).mappings().first()
    return Annotation(**{name: row[name] for name in Annotation.__dataclass_fields__}) if row else None


def add(db: Connection, wanted: Annotation, *, by: str, at: datetime) -> str:
    """Store a new annotation; returns its id."""
    checked = _checked(db, wanted)
    annotation_id = f"NOTE-{uuid4().hex[:10]}"
    db.execute(annotations.insert().values(annotation_id=annotation_id, created_by=by, **asdict(checked)))
    _log(db, "annotation added", annotation_id, by, at, {"annotation": asdict(checked)})
    return annotation_id


def correct(
    db: Connection, annotation_id: str, wanted: Annotation, *, seen: Annotation, by: str, at: datetime
) -> None:
    """Replace an annotation; Conflict when it is no longer as `seen`."""
    before, checked = _unchanged(db, annotation_id, seen), _checked(db, wanted)
    if checked == before:
        raise Problem("nothing is different, so nothing was stored")
    chosen = annotations.c.annotation_id == annotation_id
    db.execute(sa.update(annotations).where(chosen).values(asdict(checked)))
    detail = {"before": asdict(before), "after": asdict(checked)}
    _log(db, "annotation corrected", annotation_id, by, at, detail)


def remove(db: Connection, annotation_id: str, *, seen: Annotation, by: str, at: datetime) -> None:
    """Take an annotation off the charts; the log of decisions keeps what it said."""
    before = _unchanged(db, annotation_id, seen)
    db.execute(sa.delete(annotations).where(annotations.c.annotation_id == annotation_id))
    _log(db, "annotation removed", annotation_id, by, at, {"annotation": asdict(before)})


def _checked(db: Connection, wanted: Annotation) -> Annotation:
    text = " ".join(wanted.text.split())
    if not text:
        raise Problem("say in a few words what happened")
    if len(text) > LONGEST:
        raise Problem(f"keep it under {LONGEST} characters: it stands on charts; this has {len(text)}")
    if wanted.kind not in ANNOTATION_KINDS:
        raise Problem(f"an annotation is one of {', '.join(ANNOTATION_KINDS)}, not {wanted.kind!r}")
    if wanted.until_day is not None and wanted.until_day < wanted.day:
        raise Problem("it ends before it begins")
    known = sa.select(objects.c.object_id).where(objects.c.object_id == wanted.object_id)
    if wanted.object_id is not None and db.execute(known).first() is None:
        raise Problem(f"there is no object {wanted.object_id}")
    return Annotation(**{**asdict(wanted), "text": text})


def _unchanged(db: Connection, annotation_id: str, seen: Annotation) -> Annotation:
    chosen = annotations.c.annotation_id == annotation_id
    db.execute(sa.select(annotations.c.annotation_id).where(chosen).with_for_update())
    now = read(db, annotation_id)
    if now is None:
        raise Conflict("somebody else removed this annotation meanwhile; nothing was stored")
    if now != seen:
        raise Conflict(f"somebody else changed it meanwhile to “{now.text}” of {now.day}; nothing was stored")
    return now


def _log(
    db: Connection, action: str, annotation_id: str, by: str, at: datetime, detail: Mapping[str, Any]
) -> None:
    audit.append(db, at=at, by=by, action=action, subject=annotation_id, detail=detail)
    dirty.mark_other(db)

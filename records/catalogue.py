"""The catalogue: objects added, described, scored and retired by people, each decision with its audit row."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from babel import Locale, UnknownLocaleError
from sqlalchemy.engine import Connection

from records import audit, campaign, dirty
from records.problems import Conflict, Problem
from records.tables import cases, display_periods, object_scores, object_texts, objects

# An id stands in addresses and file names.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST = {"title": 80, "question": 160, "alt": 400}


@dataclass(frozen=True)
class Text:
    """What the public reads about an object in one language; `alt`: for those who cannot see the picture."""

    title: str
    question: str = ""
    alt: str = ""
    reviewed: bool = False


@dataclass(frozen=True)
class NewObject:
    """An object to add. `agency`: of a case that is to be opened (empty: it exists, or there is none)."""

    object_id: str
    category: str
    text: Text
    case_id: str | None = None
    agency: str = ""
    licence: str = ""


def add(db: Connection, wanted: NewObject, *, by: str, at: datetime) -> None:
    """Add an object, available from now on, with its text in the campaign's first language."""
    if not _ID.fullmatch(wanted.object_id):
        raise Problem("a reference has letters, digits, dots, dashes and underscores, at most 40 of them")
    if db.execute(sa.select(objects.c.object_id).where(_same_id(wanted.object_id))).first() is not None:
        raise Problem(f"there is already an object {wanted.object_id}")
    category = " ".join(wanted.category.split()).lower()
    if not category:
        raise Problem("say which category it belongs to")
    text = _tidy(wanted.text)
    _add_case(db, wanted, at)
    values = {"object_id": wanted.object_id, "case_id": wanted.case_id or None, "category": category}
    licence = wanted.licence.strip() or None
    db.execute(objects.insert().values(**values, licence=licence, available_from=at))
    language = campaign.read(db).languages[0]
    new_text = {"object_id": wanted.object_id, "language": language, **asdict(text)}
    db.execute(object_texts.insert().values(new_text))
    _log(db, "object added", wanted.object_id, by, at, {**values, "licence": licence, "text": asdict(text)})


def describe(
    db: Connection, object_id: str, language: str, wanted: Text, *, seen: Text | None, by: str, at: datetime
) -> None:
    """Write or replace the text of an object in a language. `seen`: the text that was on the screen (None:
    there was none). Raises Conflict when somebody else wrote another one meanwhile."""
    _exists(db, object_id)
    if not known_language(language):
        raise Problem(f"{language!r} is no language code, such as en, de or ar")
    text, now = _tidy(wanted), text_of(db, object_id, language, lock=True)
    if now != seen:
        said = f"“{now.title}”" if now else "nothing"
        raise Conflict(
            f"somebody else changed this text meanwhile; it now says {said}. Nothing was stored: look again."
        )
    if text == now:
        raise Problem("nothing is different, so nothing was stored")
    if now is None:
        db.execute(object_texts.insert().values(object_id=object_id, language=language, **asdict(text)))
    else:
        mine = (object_texts.c.object_id == object_id) & (object_texts.c.language == language)
        db.execute(sa.update(object_texts).where(mine).values(asdict(text)))
    detail = {"language": language, "before": asdict(now) if now else None, "after": asdict(text)}
    _log(db, "text changed" if now else "text added", object_id, by, at, detail)


def text_of(db: Connection, object_id: str, language: str, *, lock: bool = False) -> Text | None:
    """The text of an object in a language, or None."""
    columns = (object_texts.c[name] for name in Text.__dataclass_fields__)
    chosen = sa.select(*columns).where(
        object_texts.c.object_id == object_id, object_texts.c.language == language
    )
    row = db.execute(chosen.with_for_update() if lock else chosen).mappings().first()
    return Text(**row) if row else None


def score(db: Connection, object_id: str, identifiability: int, *, by: str, at: datetime) -> None:
    """Record how likely somebody knows the object, 0 to 5; the latest score counts."""
    _exists(db, object_id)
    if identifiability not in range(6):
        raise Problem(f"a score is a whole number from 0 to 5, not {identifiability}")
    values = {"object_id": object_id, "scored_at": at, "identifiability": identifiability, "scored_by": by}
    db.execute(object_scores.insert().values(values))
    _log(db, "object scored", object_id, by, at, {"identifiability": identifiability})


def retire(db: Connection, object_id: str, *, until: datetime, reason: str, by: str, at: datetime) -> None:
    """From `until` on the object is no longer chosen for display. Raises Problem while it is displayed."""
    row = _exists(db, object_id)
    if not reason.strip():
        raise Problem("say in a few words why; it is kept with the decision")
    shown = sa.select(display_periods.c.slot).where(
        display_periods.c.object_id == object_id, display_periods.c.shown_until.is_(None)
    )
    slot = db.execute(shown).scalar_one_or_none()
    if slot is not None and until <= at:
        raise Problem(
            f"{object_id} is on display in place {slot}: rotate it out, or withdraw it, before it is retired"
        )
    if row["available_from"] is not None and until < row["available_from"]:
        raise Problem("it cannot end before it was available")
    db.execute(sa.update(objects).where(_same(object_id)).values(available_until=until))
    detail = {"until": until.isoformat(), "reason": reason.strip(), "before": row["available_until"]}
    _log(db, "object retired", object_id, by, at, detail)


def reinstate(db: Connection, object_id: str, *, reason: str, by: str, at: datetime) -> None:
    """Make a retired object available again."""
    row = _exists(db, object_id)
    if not reason.strip():
        raise Problem("say in a few words why; it is kept with the decision")
    if row["available_until"] is None:
        raise Problem(f"{object_id} is not retired")
    db.execute(sa.update(objects).where(_same(object_id)).values(available_until=None))
    detail = {"reason": reason.strip(), "before": row["available_until"]}
    _log(db, "object reinstated", object_id, by, at, detail)


def known_language(code: str) -> bool:
    """Whether a code names a language that has a name."""
    if not _LANGUAGE.fullmatch(code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _add_case(db: Connection, wanted: NewObject, at: datetime) -> None:
    if not wanted.case_id:
        if wanted.agency.strip():
            raise Problem("an agency belongs to a case: give the case's number, too")
        return
    known = db.execute(sa.select(cases.c.agency).where(cases.c.case_id == wanted.case_id)).first()
    if known is None:
        if not wanted.agency.strip():
            raise Problem(f"there is no case {wanted.case_id} yet: say which agency it is of to open it")
        if not _ID.fullmatch(wanted.case_id):
            raise Problem("a case number has letters, digits, dots, dashes and underscores, at most 40")
        agency = " ".join(wanted.agency.split())
        db.execute(cases.insert().values(case_id=wanted.case_id, agency=agency, opened_at=at))
    elif wanted.agency.strip() and " ".join(wanted.agency.split()) != known.agency:
        raise Problem(f"{wanted.case_id} is a case of {known.agency}; leave the agency empty")


def _tidy(text: Text) -> Text:
    tidied = {name: " ".join(getattr(text, name).split()) for name in LONGEST}
    if not tidied["title"]:
        raise Problem("an object needs a title, such as “Orange pamphlet”")
    for name, most in LONGEST.items():
        if len(tidied[name]) > most:
            raise Problem(f"the {name} has {len(tidied[name])} characters; {most} fit")
    return Text(**tidied, reviewed=text.reviewed)


def _exists(db: Connection, object_id: str) -> Mapping[str, Any]:
    row = db.execute(sa.select(objects).where(_same(object_id)).with_for_update()).mappings().first()
    if row is None:
        raise Problem(f"there is no object {object_id}")
    return dict(row)


def _same(object_id: str) -> sa.ColumnElement[bool]:
    return objects.c.object_id == object_id


def _same_id(object_id: str) -> sa.ColumnElement[bool]:
    """The same reference in any case: two objects that differ in a capital only would be one file name."""
    return sa.func.lower(objects.c.object_id) == object_id.lower()


def _log(
    db: Connection, action: str, object_id: str, by: str, at: datetime, detail: Mapping[str, Any]
) -> None:
    audit.append(db, at=at, by=by, action=action, subject=object_id, detail=detail)
    dirty.mark_other(db)

"""People who may sign in, their one-time links and visits; every change with its audit row."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import audit
from records.bookkeeping import ROLES, data_version, login_links, user_visits, users
from records.problems import Problem

# Asked at every request: made once.
_ENABLED = sa.select(users).where(users.c.user_id == sa.bindparam("wanted"), users.c.disabled_at.is_(None))

_STANDING = sa.select(
    users.c.role, users.c.session_epoch, sa.select(data_version.c.version).scalar_subquery()
).where(users.c.user_id == sa.bindparam("wanted"), users.c.disabled_at.is_(None))


@dataclass(frozen=True)
class Standing:
    """What a signed-in person may do now, and the data's version (0 on a database never refreshed)."""

    role: str
    epoch: int
    version: int


def add(db: Connection, *, name: str, role: str, at: datetime, by: str) -> str:
    """Add a person; returns the new user_id. Raises Problem for an unknown role or a name that is taken."""
    if role not in ROLES:
        raise Problem(f"no role is called {role!r}; roles are {', '.join(ROLES)}")
    if not name.strip():
        raise Problem("a person needs a name")
    if by_name(db, name) is not None:
        raise Problem(f"there is already a person called {name!r}")
    user_id = f"U-{secrets.token_hex(4)}"
    db.execute(users.insert().values(user_id=user_id, name=name.strip(), role=role, created_at=at))
    audit.append(db, at=at, by=by, action="user added", subject=name, detail={"role": role})
    return user_id


def by_name(db: Connection, name: str) -> Mapping[str, Any] | None:
    """The row of `users` with that name, or None."""
    row = db.execute(sa.select(users).where(users.c.name == name.strip())).mappings().first()
    return dict(row) if row else None


def by_id(db: Connection, user_id: str) -> Mapping[str, Any] | None:
    """The row of an enabled person, or None."""
    row = db.execute(_ENABLED, {"wanted": user_id}).mappings().first()
    return dict(row) if row else None


def standing(engine: Engine, user_id: str) -> Standing | None:
    """The standing of an enabled person, or None.

    One statement on the bare driver, without a transaction around it: this is asked at every call of every
    page, and takes a fifth of what the same question takes otherwise.
    """
    statement, name = _standing_statement(engine.dialect)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(statement, (user_id,) if name is None else {name: user_id})
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return Standing(str(row[0]), int(row[1]), int(row[2] or 0)) if row else None


@lru_cache(maxsize=4)
def _standing_statement(dialect: sa.Dialect) -> tuple[str, str | None]:
    """The statement as a driver wants it, and the name of its parameter where it takes names."""
    compiled = _STANDING.compile(dialect=dialect)
    return str(compiled), None if compiled.positional else "wanted"


def listed(db: Connection) -> list[Mapping[str, Any]]:
    """All rows of `users`, by name."""
    return [dict(row) for row in db.execute(sa.select(users).order_by(users.c.name)).mappings()]


def link(db: Connection, *, name: str, at: datetime, by: str, hours: float = 24) -> str:
    """Make a one-time sign-in token valid for `hours`; only its hash is stored. Raises Problem if unknown."""
    person = by_name(db, name)
    if person is None or person["disabled_at"] is not None:
        raise Problem(f"nobody called {name!r} may sign in; see `users list`, or add them with `users add`")
    token = secrets.token_urlsafe(24)
    db.execute(
        login_links.insert().values(
            token_sha256=_hash(token),
            user_id=person["user_id"],
            created_at=at,
            expires_at=at + timedelta(hours=hours),
        )
    )
    audit.append(db, at=at, by=by, action="sign-in link made", subject=name, detail={"hours": hours})
    return token


def redeem(db: Connection, token: str, at: datetime) -> Mapping[str, Any]:
    """Use a one-time token; returns the person. Raises Problem when it is unknown, used or too old."""
    changed = db.execute(
        sa.update(login_links)
        .where(
            login_links.c.token_sha256 == _hash(token),
            login_links.c.used_at.is_(None),
            login_links.c.expires_at > at,
        )
        .values(used_at=at)
    )
    chosen = sa.select(login_links.c.user_id).where(login_links.c.token_sha256 == _hash(token))
    user_id = db.execute(chosen).scalar_one_or_none()
    person = by_id(db, user_id) if user_id else None
    if changed.rowcount != 1 or person is None:
        raise Problem("this link was used already, is too old or was mistyped; ask for a new one")
    audit.append(db, at=at, by=str(person["name"]), action="signed in", subject=str(person["name"]))
    return person


def end_sessions(db: Connection, *, name: str, at: datetime, by: str, disable: bool) -> None:
    """End every session of a person, and with `disable` let nobody sign in under that name again."""
    person = by_name(db, name)
    if person is None:
        raise Problem(f"there is nobody called {name!r}")
    values: dict[str, Any] = {"session_epoch": int(person["session_epoch"]) + 1}
    if disable:
        values["disabled_at"] = at
    db.execute(sa.update(users).where(users.c.user_id == person["user_id"]).values(values))
    # An unused link would open a new session.
    db.execute(sa.delete(login_links).where(login_links.c.user_id == person["user_id"]))
    action = "user disabled" if disable else "sessions ended"
    audit.append(db, at=at, by=by, action=action, subject=name)


def visit(db: Connection, *, user_id: str, page: str, at: datetime, apart: timedelta) -> datetime | None:
    """Record a visit; returns when the visit before this one was. Looks within `apart` are one visit."""
    where = (user_visits.c.user_id == user_id) & (user_visits.c.page == page)
    row = db.execute(sa.select(user_visits).where(where)).mappings().first()
    if row is None:
        db.execute(user_visits.insert().values(user_id=user_id, page=page, visited_at=at))
        return None
    if at - row["visited_at"] < apart:
        db.execute(sa.update(user_visits).where(where).values(visited_at=at))
        previous: datetime | None = row["previous_at"]
        return previous
    db.execute(sa.update(user_visits).where(where).values(visited_at=at, previous_at=row["visited_at"]))
    last: datetime = row["visited_at"]
    return last


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

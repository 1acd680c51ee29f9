"""What investigators decided about tips, brought back from where they are opened."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from board.inbox import DECISIONS, WORDS
from board.places import is_country
from records import assessing
from records.problems import Problem
from records.tables import ASSESSMENTS, INVESTIGATIONS, tips

_KNOWN = {"assessment": ASSESSMENTS, "investigation": INVESTIGATIONS}
_TOLD = 5  # mistakes named in one message


@dataclass(frozen=True)
class Decisions:
    """The decisions of a file by tip (only what was filled in), the states they saw, and columns not read."""

    changes: Mapping[str, Mapping[str, str]]
    seen: Mapping[str, datetime]
    left_out: tuple[str, ...]


def read(path: Path) -> Decisions:
    """The decisions in a .csv or .jsonl file with `tip_id` and any of the decision columns.

    An empty cell leaves things as they are. `updated_at`, where the file has it, is the state that was seen.
    Words of a tip are never read. Raises Problem naming each row that cannot be.
    """
    rows = _rows(path)
    columns = {name for row in rows for name in row}
    if "tip_id" not in columns or not columns & set(DECISIONS):
        raise Problem(f"{path.name} needs a column tip_id and at least one of {', '.join(DECISIONS)}")
    changes: dict[str, Mapping[str, str]] = {}
    seen: dict[str, datetime] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows, start=1):
        tip_id = row.get("tip_id", "")
        filled = {name: row[name] for name in DECISIONS if row.get(name)}
        wrong += [f"row {number}: {reason}" for reason in _wrong(tip_id, filled, tip_id in changes)]
        if filled:
            changes[tip_id] = filled
        if row.get("updated_at"):
            seen[tip_id] = _instant(number, row["updated_at"])
    if wrong:
        more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise Problem("; ".join(wrong[:_TOLD]) + more + ". Nothing was stored.")
    return Decisions(changes, seen, tuple(sorted(columns & {*WORDS})))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(f"{path.name} is not UTF-8 text; save it as “CSV UTF-8”") from error
    if path.suffix.lower() == ".jsonl":
        return [_cells(_object(path, line)) for line in text.split("\n") if line.strip()]
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # spreadsheets of some languages write semicolons
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [_cells(row) for row in reader]


def _object(path: Path, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Problem(f"{path.name} has a line that is no JSON") from error
    if not isinstance(row, dict):
        raise Problem(f"{path.name} has a line that is no JSON object")
    return row


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Cells as text; an apostrophe that guarded against formulas is taken off again."""
    cells = {str(name).strip(): "" if value is None else str(value).strip() for name, value in row.items()}
    return {name: value.removeprefix("'") for name, value in cells.items()}


def _wrong(tip_id: str, filled: Mapping[str, str], twice: bool) -> Iterable[str]:
    if not tip_id:
        yield "no tip_id"
    if twice:
        yield f"{tip_id} stands in the file twice"
    for name, known in _KNOWN.items():
        if name in filled and filled[name] not in known:
            yield f"{name} must be one of {', '.join(known)}, not {filled[name]!r}"
    country = filled.get("suggested_country", "")
    if country != "unknown" and not is_country(country):
        yield f"suggested_country must be a country's two letters or unknown, not {country!r}"


def _instant(number: int, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(f"row {number}: updated_at is no time: {text!r}") from error
    if instant.tzinfo is None:
        raise Problem(f"row {number}: updated_at has no time zone: {text!r}")
    return instant


def store(db: Connection, decisions: Decisions, *, by: str, at: datetime) -> int:
    """Store the decisions, with history, audit and dirty keys; returns how many tips changed.

    Raises Conflict when a tip was changed since the state that the file says was looked at; then the caller's
    transaction must not be committed.
    """
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for tip_id, changes in decisions.changes.items():
        alike.setdefault(tuple(changes.items()), []).append(tip_id)
    changed = 0
    for same, tip_ids in alike.items():
        for start in range(0, len(tip_ids), assessing.MOST):
            some = tip_ids[start : start + assessing.MOST]
            present = _present(db, some)
            seen = {key: decisions.seen.get(key, present.get(key)) for key in some}
            changed += assessing.decide(db, dict(same), seen, by=by, at=at, reason="opened tips")
    return changed


def _present(db: Connection, tip_ids: Iterable[str]) -> dict[str, datetime | None]:
    chosen = sa.select(tips.c.tip_id, tips.c.updated_at).where(tips.c.tip_id.in_(list(tip_ids)))
    return {row.tip_id: row.updated_at for row in db.execute(chosen)}

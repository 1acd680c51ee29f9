"""The way of a sealed tip to its readers: out of the database, opened where the private key is.

`export` runs where the database is and reads no word; `open_to` runs offline and needs no database. What it
writes for spreadsheets is made harmless: no formula, no control or direction character survives. The exact
words are in the JSON lines.
"""

import base64
import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.problems import Problem
from records.sealing import PrivateKey, Sealed
from records.tables import sealed_tips, tips

_KNOWN = (
    "tip_id",
    "object_id",
    "received_at",
    "language",
    "origin_country",
    "origin_source",
    "suggested_country",
    "suggested_region",
    "assessment",
    "investigation",
    "updated_at",
)
WORDS = ("text", "place", "when", "contact")
DECISIONS = ("assessment", "suggested_country", "cluster", "investigation")
READING = (
    "tip_id",
    "object_id",
    "received_at",
    "language",
    *WORDS,
    "suggested_region",
    "origin_country",
    "repeat",
)
_FORMULA = ("=", "+", "-", "@")
_CONTROL_PICTURES = 0x2400


@dataclass(frozen=True)
class Opened:
    """How many tips were opened, and by key how many were sealed to one that was not given."""

    tips: int
    other_keys: Mapping[str, int]


def export(db: Connection, target: Path, *, everything: bool = False) -> int:
    """Write the sealed tips that wait for an assessment (or all), one JSON line each; returns how many."""
    chosen = sa.select(*(tips.c[name] for name in _KNOWN), sealed_tips.c.key_id, sealed_tips.c.sealed)
    chosen = chosen.join_from(sealed_tips, tips, tips.c.tip_id == sealed_tips.c.tip_id)
    if not everything:
        chosen = chosen.where(tips.c.assessment == "pending")
    n = 0
    with target.open("w", encoding="utf-8") as file:
        for row in db.execute(chosen.order_by(tips.c.received_at, tips.c.tip_id)).mappings():
            file.write(json.dumps({name: _plain(value) for name, value in row.items()}) + "\n")
            n += 1
    return n


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, datetime) else value


def open_to(source: Path, target: Path, keys: Sequence[PrivateKey], decisions: Path | None = None) -> Opened:
    """Open an export with the keys it was sealed to; writes `target` (.jsonl: exact, .csv: harmless).

    `decisions` gets a table without a word in it, to fill in and carry back. Raises Problem for a file that
    is no export, or a tip that is damaged.
    """
    if target.suffix.lower() not in (".csv", ".jsonl"):
        raise Problem("the opened tips are written to a .csv or a .jsonl file")
    known = {key.public.key_id: key for key in keys}
    rows, other = [], Counter[str]()
    for row in _lines(source):
        if row["key_id"] in known:
            rows.append(_open(row, known[row["key_id"]]))
        else:
            other[row["key_id"]] += 1
    _propose_clusters(rows)
    if target.suffix.lower() == ".jsonl":
        target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    else:
        _write_table(target, (*READING, *DECISIONS, "updated_at"), rows)
    if decisions is not None:
        _write_table(decisions, ("tip_id", *DECISIONS, "updated_at"), rows)
    return Opened(len(rows), other)


def _lines(source: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(source.read_text("utf-8").split("\n"), start=1):
        if not line:
            continue
        try:
            row = json.loads(line)
            row["sealed"] = base64.b64decode(row["sealed"], validate=True)
            yield {**row, "tip_id": row["tip_id"], "key_id": row["key_id"]}
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"line {number} of {source.name} is no exported tip") from error


def _open(row: Mapping[str, Any], key: PrivateKey) -> dict[str, Any]:
    words = key.open(Sealed(row["key_id"], row["sealed"]))
    if (words.get("tip_id"), words.get("object_id")) != (row["tip_id"], row["object_id"]):
        raise Problem(f"the words of {row['tip_id']} belong to another tip: somebody exchanged them")
    closed = {name: value for name, value in row.items() if name not in ("sealed", "key_id")}
    return {**closed, **words, "assessment": "", "investigation": ""}


def _propose_clusters(rows: Sequence[dict[str, Any]]) -> None:
    """Tips with the same mark are repeats of one another: propose the mark as their cluster."""
    marks = Counter(row.get("repeat", "") for row in rows)
    for row in rows:
        mark = row.get("repeat", "")
        row["cluster"] = f"repeat-{mark}" if mark and marks[mark] > 1 else ""


def _write_table(target: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([[harmless(row.get(name)) for name in columns] for row in rows])


def harmless(value: Any) -> str:
    """A cell that a spreadsheet or a terminal shows and never acts on.

    Control characters become their pictures, direction marks their numbers; a cell that would begin a formula
    gets an apostrophe.
    """
    text = "".join(map(_shown, "" if value is None else str(value)))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _shown(character: str) -> str:
    if character == "\n":
        return character
    code, category = ord(character), unicodedata.category(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    if category in ("Cc", "Zl", "Zp", "Cn", "Cs") or unicodedata.bidirectional(character) in _DIRECTIONS:
        return f"⟨U+{code:04X}⟩"
    if character in "\u200e\u200f\u061c":
        return f"⟨U+{code:04X}⟩"
    return character


_DIRECTIONS = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])

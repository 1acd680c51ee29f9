"""Rows to take in: whether they have the columns that are needed, and which columns they state."""

from dataclasses import dataclass

from records.importing.mapping import Field, FileMapping, nearest
from records.importing.reading import Reader
from records.importing.targets import Target
from records.problems import Problem


@dataclass(frozen=True)
class Supply:
    """Rows to take in: their reader, the name people know them by, and a fingerprint of what they are."""

    reader: Reader
    name: str
    sha256: str


def check_columns(supply: Supply, mapping: FileMapping) -> None:
    """Raise Problem where the file has not the columns that the mapping, or the table itself, needs."""
    seen = [name for name in supply.reader.columns if name]
    if not supply.reader.fixed and not seen:
        return  # not one readable line: every line is a finding of its own
    needed = mapping.sources() if mapping.fields else mapping.target.required
    missing = [name for name in needed if name not in seen]
    if not missing:
        return
    meant = [(name, nearest(name, seen)) for name in missing]
    guesses = "".join(f"; is {guess!r} meant for {name!r}?" for name, guess in meant if guess)
    remedy = "" if mapping.fields else " Name the columns so, or write a mapping (docs/importing.md)."
    raise Problem(
        f"{supply.name} has no column {', '.join(map(repr, missing))}{guesses} "
        f"It has: {', '.join(seen)}.{remedy}"
    )


def stated_columns(supply: Supply, fields: tuple[Field, ...], target: Target) -> frozenset[str]:
    """The columns of the table that the supply states, also those computed from what it states."""
    seen = set(supply.reader.columns)
    stated = {field.name for field in fields if field.constant is not None or seen & set(field.source)}
    if target.day_of in stated:
        stated.add("day")
    if "latitude" in stated:
        stated.update(target.place.values())
    if target.name == "tips" and "origin_country" in stated:
        stated.add("origin_source")
    return frozenset(stated)


def notes(supply: Supply, fields: tuple[Field, ...], mapping: FileMapping) -> tuple[str, ...]:
    """What people should know about the supply as a whole; above all, which columns are not stored."""
    used = {name for field in fields for name in field.source} | set(mapping.skip_when_missing)
    left = [name for name in supply.reader.columns if name and name not in used]
    found = list(supply.reader.notes)
    if left:
        text = " (the text of a tip is never stored here)" if mapping.target.name == "tips" else ""
        found.append(f"columns of the file that are not stored{text}: {', '.join(left)}")
    return tuple(found)

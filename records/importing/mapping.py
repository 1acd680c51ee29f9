"""What a mapping says: how the columns of a file become the columns of a record table."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from records.importing.targets import TARGETS, Target
from records.problems import Problem


@dataclass(frozen=True)
class Field:
    """How one column is filled: from which columns of the file, and through which steps.

    A value is taken from the column `source` (its element `index`, where it is a list) and replaced through
    `values`; where it is missing, or not among them, it becomes the `default` if there is one; the `prefix`
    is put in front; then it is read as what its column takes. A `constant` stands for every row.
    """

    name: str
    source: tuple[str, ...] = ()
    conversion: str | None = None
    prefix: str = ""
    default: str | None = None
    formats: tuple[str, ...] = ()
    timezone: str | None = None
    unit: str | None = None
    index: int | None = None
    values: Mapping[str, str] | None = None
    constant: str | None = None


@dataclass(frozen=True)
class FileMapping:
    """A whole mapping. `fields` None: the file's columns bear the names of the contract."""

    target: Target
    fields: tuple[Field, ...] | None = None
    format: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    skip_when_missing: tuple[str, ...] = ()
    on_unknown_object: str = "reject"
    sha256: str | None = None

    def sources(self) -> tuple[str, ...]:
        """Every column of the file that the mapping reads, each once."""
        named = [name for item in self.fields or () for name in item.source]
        return tuple(dict.fromkeys([*named, *self.skip_when_missing]))


def target_of(records: str) -> Target:
    """The table that bears the name; Problem with the known ones otherwise."""
    if records not in TARGETS:
        raise Problem(f"{records!r} cannot be imported; {choice(records, TARGETS)}")
    return TARGETS[records]


def by_name(target: Target, columns: Iterable[str]) -> tuple[Field, ...]:
    """The fields of a file without a mapping: its columns that bear a name the table takes."""
    present = set(columns)
    return tuple(Field(name, source=(name,)) for name in target.kinds if name in present)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a mistyped one."""
    folded = {k.lower().replace(" ", "_"): k for k in known}
    found = difflib.get_close_matches(name.lower().replace(" ", "_"), folded, n=1)
    return folded[found[0]] if found else None


def choice(name: str, known: Iterable[str]) -> str:
    """Words that help who wrote an unknown name: the nearest known one, and all of them."""
    guess = nearest(name, known)
    meant = f"did you mean {guess!r}? " if guess else ""
    return f"{meant}known: {', '.join(known)}"

"""What an import did, for people and for scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from records.importing.staging import Stage

_GROUPS = 20  # kinds of finding that the summary lists; the rejects file lists every row
_EXAMPLES = 10


@dataclass(frozen=True)
class Kind:
    """Findings of one kind: `rows` of them, the first at `first_row`; some values with their counts."""

    severity: str
    column: str
    reason: str
    rows: int
    first_row: int
    examples: tuple[tuple[str, int], ...]

    def words(self) -> str:
        """One line of the summary."""
        shown = "; ".join(f"{value} ({n})" if n > 1 else value for value, n in self.examples)
        where = f"{self.column}: " if self.column else ""
        rows = f"row {self.first_row}" if self.rows == 1 else f"{self.rows} rows, first {self.first_row}"
        more = "; …" if len(self.examples) == _EXAMPLES else ""
        return f"{where}{self.reason} [{rows}]" + (f": {shown}{more}" if shown else "")


@dataclass(frozen=True)
class Summary:
    """Counts of one import: read = skipped + accepted + unchanged + rejected.

    `refused`: nothing was stored, because the import was strict and rows were at fault (`faults` of them);
    then everything that was not skipped counts as rejected. `notes`: about the file as a whole.
    """

    records: str
    file_name: str
    read: int
    skipped: int
    accepted: int
    unchanged: int
    rejected: int
    warnings: int
    data_version: int
    faults: int
    refused: bool
    kinds: tuple[Kind, ...]
    more_kinds: int
    notes: tuple[str, ...]

    def as_refused(self) -> "Summary":
        """The summary of a file of which nothing was stored: all its records are rejected."""
        rejected = self.read - self.skipped
        return replace(self, accepted=0, unchanged=0, rejected=rejected, refused=True)

    def counts(self) -> dict[str, int]:
        """The object that `--json` prints."""
        names = ("read", "skipped", "accepted", "rejected", "unchanged", "data_version")
        return {name: getattr(self, name) for name in names}

    def lines(self) -> Iterator[str]:
        """The summary in words, most important first."""
        if self.refused:
            at_fault = f"{self.faults} of {self.read} rows are at fault"
            yield f"{self.file_name}: refused, nothing was stored: {at_fault}"
        yield (
            f"{self.records} from {self.file_name}: {self.read} read = {self.skipped} skipped + "
            f"{self.accepted} accepted + {self.unchanged} unchanged + {self.rejected} rejected; "
            f"{self.warnings} warnings; data version {self.data_version}"
        )
        yield from (f"note: {note}" for note in self.notes)
        for kind in self.kinds:
            yield f"{'rejected' if kind.severity == 'error' else 'warning'}: {kind.words()}"
        if self.more_kinds:
            yield f"and {self.more_kinds} more kinds of finding: --rejects FILE lists every row"


def kinds(stage: Stage) -> tuple[tuple[Kind, ...], int]:
    """The most frequent kinds of finding, errors first, and how many more kinds there are."""
    f, n = stage.findings.c, sa.func.count()
    grouped = (
        sa.select(f.severity, f.column, f.reason, n.label("n"), sa.func.min(f.row_number).label("first_row"))
        .group_by(f.severity, f.column, f.reason)
        .order_by(f.severity, sa.desc("n"), "first_row", f.column, f.reason)
    )
    counted = sa.select(sa.func.count()).select_from(grouped.subquery())
    total = int(stage.db.execute(counted).scalar_one())
    found = tuple(
        Kind(r.severity, r.column, r.reason, r.n, r.first_row, _examples(stage, r))
        for r in stage.db.execute(grouped.limit(_GROUPS)).all()
    )
    return found, total - len(found)


def _examples(stage: Stage, group: Any) -> tuple[tuple[str, int], ...]:
    f, n = stage.findings.c, sa.func.count()
    same = (f.severity == group.severity, f.column == group.column, f.reason == group.reason)
    values = sa.select(f.value, n).where(*same, f.value.is_not(None)).group_by(f.value)
    rows = stage.db.execute(values.order_by(sa.desc(n), f.value).limit(_EXAMPLES))
    return tuple((value, count) for value, count in rows)

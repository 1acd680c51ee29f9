"""What an import leaves behind beside its rows: its entry, its findings, its audit row."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from records import audit
from records.bookkeeping import import_rejects, imports
from records.importing.findings import COLUMNS, write_csv
from records.importing.staging import Stage
from records.importing.summary import Summary
from records.problems import Problem


@dataclass(frozen=True)
class Entry:
    """Who imported what, and when; columns of `imports`."""

    import_id: str
    at: datetime
    by: str
    file_sha256: str
    mapping_sha256: str | None


def record(stage: Stage, summary: Summary, entry: Entry) -> None:
    """Add the import itself to the records, inside the transaction that stores its rows."""
    counts = {name: n for name, n in summary.counts().items() if name != "data_version"}
    named = {"records": summary.records, "file_name": summary.file_name, "warnings": summary.warnings}
    stage.db.execute(imports.insert().values(**asdict(entry), **named, **counts))
    f = stage.findings.c
    seq = sa.func.row_number().over(order_by=(f.row_number, f.severity, f.column))
    listed = sa.select(sa.literal(entry.import_id), seq, *(f[name] for name in COLUMNS))
    stage.db.execute(import_rejects.insert().from_select(["import_id", "seq", *COLUMNS], listed))
    audit.append(
        stage.db,
        at=entry.at,
        by=entry.by,
        action="records imported",
        subject=f"{summary.records} from {summary.file_name}",
        detail={**counts, "file_sha256": entry.file_sha256, "import_id": entry.import_id},
    )


def list_rejects(stage: Stage, path: Path | None) -> None:
    """Write every finding into the file that was asked for. Raises Problem where it cannot be written."""
    if path is None:
        return
    try:
        write_csv(path, stage.listed())
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror}; nothing was stored") from error

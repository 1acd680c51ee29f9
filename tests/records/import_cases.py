"""What the tests of the import share: a file, a mapping, and what came of them."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from records.bookkeeping import import_rejects, imports
from records.campaign import Campaign, write
from records.database import reading, writing
from records.importing import intake
from records.importing.intake import Order, import_file
from records.importing.summary import Summary
from records.tables import metadata

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
OBJECTS = "object_id,category\nO1,clothing\nO2,toy\nO3,packaging\n"
TIPS = "tip_id,object_id,received_at,origin_country\n"


def bring(engine, folder, records, content, mapping=None, name="file.csv", **order) -> Summary:
    """Import `content` (text or bytes) as a file of its own."""
    path = Path(folder) / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    mapping_path = None
    if mapping is not None:
        mapping_path = Path(folder) / "mapping.toml"
        mapping_path.write_text(mapping, encoding="utf-8")
    chosen = Order("tester", order.pop("at", NOW), **order)
    return import_file(engine, records, path, chosen, mapping=mapping_path)


def leave_rollups(monkeypatch):
    """Import without the refresh that follows: for tests whose matter is not the rollups."""
    monkeypatch.setattr(intake, "_refresh", lambda *_: None)


def rows(engine, table, *columns):
    """Rows of a table as tuples, in key order."""
    held = metadata.tables[table]
    with reading(engine) as db:
        chosen = sa.select(*(held.c[name] for name in columns)).order_by(*held.primary_key.columns)
        return [tuple(row) for row in db.execute(chosen)]


def everything(engine, *tables):
    """Whole tables, to be compared before and after."""
    return {name: rows(engine, name, *metadata.tables[name].c.keys()) for name in tables}


def findings(engine, records=None):
    """(row, column, value, reason, severity) of the findings on record (of `records`), in order."""
    f = import_rejects.c
    chosen = (
        sa.select(f.row_number, f.column, f.value, f.reason, f.severity)
        .join(imports, imports.c.import_id == f.import_id)
        .where(sa.true() if records is None else imports.c.records == records)
        .order_by(imports.c.at, f.import_id, f.seq)
    )
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(chosen)]


def listed(path):
    """The rejects file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(summary):
    """(read, skipped, accepted, unchanged, rejected)."""
    return (summary.read, summary.skipped, summary.accepted, summary.unchanged, summary.rejected)


def set_zone(engine, zone, **rules):
    """A campaign in a time zone."""
    with writing(engine) as db:
        write(db, Campaign(name="Test", timezone=zone, **rules), at=NOW, by="tester")

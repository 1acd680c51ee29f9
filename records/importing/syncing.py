"""Existing databases copied in: their views of the contract's names, one after the other, as files are."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from records import campaign
from records.database import reading
from records.importing.intake import Order, Progress, Unwatched, take_in
from records.importing.mapping import Field, FileMapping, by_name
from records.importing.reading_database import ViewReader, is_ours, named, open_source, present
from records.importing.summary import Summary
from records.importing.supply import Supply
from records.importing.targets import TARGETS, Target
from records.problems import Problem


def sync(
    engine: Engine,
    source: str,
    order: Order,
    *,
    timezone: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Summary]:
    """Copy in what the source has, one transaction and one summary a table, in the order of their keys.

    Times without an offset are local in `timezone` (not given: UTC where the source is such a campaign's own
    database, else the campaign's zone). Rows that are gone from the source stay here. `order.rejects` is a
    folder: one file a table. Stops after the first table that a strict order refuses. Raises Problem as
    `take_in` does.
    """
    if order.rejects is not None and not order.rejects.is_dir():
        raise Problem(f"--rejects {order.rejects} must be a folder that exists: one file a table")
    with open_source(source) as db:
        names = present(db, tuple(TARGETS))
        if not names:
            raise Problem(f"{named(db)} has no table or view of the names {', '.join(TARGETS)}")
        zone = timezone or ("UTC" if is_ours(db) else _campaign_zone(engine))
        for name in names:
            summary = _table(engine, db, TARGETS[name], order, zone, progress or Unwatched())
            yield summary
            if summary.refused:
                return


def _campaign_zone(engine: Engine) -> str:
    with reading(engine) as db:
        return campaign.read(db).timezone


def _table(
    engine: Engine, db: Connection, target: Target, order: Order, zone: str, progress: Progress
) -> Summary:
    known = replace(target, generated=None)  # row numbers of a view are no identifiers
    reader = ViewReader(db, known, progress.read)
    missing = [name for name in dict.fromkeys([*known.key, *known.required]) if name not in reader.columns]
    if missing := [name for name in missing if name not in known.defaults]:
        raise Problem(f"the view {target.name} of {named(db)} has no column {', '.join(missing)}")
    fields = tuple(_in_zone(field, known, zone) for field in by_name(known, reader.columns))
    digest = hashlib.sha256(f"{named(db)} {target.name}".encode()).hexdigest()
    supply = Supply(reader, f"{target.name} of {named(db)}", digest)
    return take_in(engine, supply, FileMapping(known, fields), _listing(order, target), progress)


def _in_zone(field: Field, target: Target, zone: str) -> Field:
    return replace(field, timezone=zone) if target.kinds[field.name] == "instant" else field


def _listing(order: Order, target: Target) -> Order:
    folder: Path | None = order.rejects
    return order if folder is None else replace(order, rejects=folder / f"{target.name}.csv")

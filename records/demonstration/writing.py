"""Storing a simulated campaign: in one transaction, and never over records that are not simulated."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import audit, bulk, campaign, dirty, rollups, tables
from records.bookkeeping import import_rejects, imports
from records.database import reading, writing
from records.demonstration.parameters import Parameters
from records.demonstration.simulation import Simulation, rows
from records.problems import Problem

Progress = Callable[[str, int], None]  # told a table's name and how many rows it has just got

# What a demonstration replaces, dependants first. Users, their visits, the audit log and reports stay.
REPLACED = (
    import_rejects, imports, tables.sealed_tips, tables.outcomes, tables.tip_assessments, tables.tips,
    tables.shares, tables.views, tables.annotations, tables.recommendations, tables.display_periods,
    tables.rotations, tables.holds, tables.object_scores, tables.object_texts, tables.objects,
    tables.cases, tables.benchmarks,
)  # fmt: skip
AUTHOR = "demo"


def refuse_real(engine: Engine, *, force: bool) -> None:
    """Raise Problem where there are records that are not simulated, or (without `force`) any at all."""
    with reading(engine) as db:
        present = campaign.read(db)
        configured = db.execute(sa.select(tables.campaign.c.campaign_id)).first() is not None
        held = [
            table.name
            for table in REPLACED
            if db.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        ]
    if (held or configured) and not present.simulated:
        what = f"records ({', '.join(held[:3])})" if held else f"the campaign {present.name!r}"
        raise Problem(f"this database holds {what}, not simulated; the demonstration needs one of its own")
    if held and not force:
        raise Problem(
            "this database holds a simulated campaign already; --force replaces it, "
            "with everything that was entered or sent since"
        )


def store(
    engine: Engine,
    simulation: Simulation,
    data_dir: Path,
    image_dir: Path,
    *,
    at: datetime,
    progress: Progress,
) -> None:
    """Replace all campaign records by the simulation and fill the rollups.

    The records are one transaction: interrupted, it leaves what was there. `at` is the time of the audit
    rows; `as_of` becomes the simulation's own end, whenever it is stored.
    """
    stale = _write_pictures(simulation, image_dir, engine)
    with writing(engine) as db:
        _clear(db)
        campaign.write(db, simulation.campaign, at=at, by=AUTHOR)
        _load(db, tables.benchmarks, benchmarks(data_dir), progress)
        for table, frame in rows(simulation):
            _load(db, table, frame, progress)
        dirty.mark_other(db)
        audit.append(
            db, at=at, by=AUTHOR, action="demonstration stored", subject=simulation.campaign.name,
            detail=_identity(simulation.model.p),
        )  # fmt: skip
    for path in stale:
        path.unlink(missing_ok=True)
    end = datetime.fromtimestamp(simulation.model.clock.end(), UTC)
    try:
        rollups.rebuild(engine, end, lambda name: progress(name, 0))
    except KeyboardInterrupt:
        raise Problem(
            "stopped after the records were stored and before the rollups were complete; "
            "finish with `python -m dashboard rollup --rebuild`"
        ) from None


def benchmarks(data_dir: Path) -> pd.DataFrame:
    """Rows of `benchmarks`: the published points of comparable campaigns, which are facts, not simulated."""
    frame = pd.read_csv(data_dir / "benchmarks.csv")
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]))


def _clear(db: Connection) -> None:
    for table in REPLACED:
        if table.name in ("tips", "shares", "views"):
            dirty.mark_rows(db, table, sa.true())
        db.execute(sa.delete(table))


def _load(db: Connection, table: sa.Table, frame: pd.DataFrame, progress: Progress) -> None:
    progress(table.name, bulk.load(db, table, frame))


def _write_pictures(simulation: Simulation, folder: Path, engine: Engine) -> list[Path]:
    """Write the pictures (names carry their digest, so none in use changes); returns those now unused."""
    folder.mkdir(parents=True, exist_ok=True)
    with reading(engine) as db:
        before = set(db.scalars(sa.select(tables.objects.c.image).where(tables.objects.c.image.is_not(None))))
    for picture in simulation.pictures:
        (folder / picture.name).write_bytes(picture.content)
    unused = before - {picture.name for picture in simulation.pictures}
    return [folder / name for name in sorted(unused) if Path(name).name == name]


def _identity(p: Parameters) -> dict[str, Any]:
    return {"seed": p.seed, "scale": p.scale, "until": p.until.isoformat()}

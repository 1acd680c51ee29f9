"""A small campaign for tests: two objects, 120 tips from three places, 40 clicks, one located object."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from records import campaign, dirty, people, rollups
from records.campaign import Campaign
from records.database import writing
from records.tables import cases, display_periods, object_texts, objects, outcomes, shares, tips

NOW = datetime(2026, 5, 31, 6, tzinfo=UTC)
START = datetime(2026, 2, 2, 9, tzinfo=UTC)


def seed(engine: Engine) -> None:
    """Two objects, 120 tips from three countries, shares, one located object."""
    with writing(engine) as db:
        wanted = Campaign(name="Small", launched_on=START.date(), slots=2, simulated=True)
        campaign.write(db, wanted, at=NOW, by="test")
        db.execute(cases.insert().values(case_id="C-1", agency="Agency North"))
        for number, title in ((1, "Striped bag"), (2, "Blue mug")):
            object_id = f"OBJ-{number}"
            db.execute(objects.insert().values(object_id=object_id, case_id="C-1", category="bags"))
            db.execute(object_texts.insert().values(object_id=object_id, language="en", title=title))
            period = {"period_id": f"P{number}", "object_id": object_id, "slot": number, "shown_from": START}
            db.execute(display_periods.insert().values(**period))
        db.execute(tips.insert(), [tip(n) for n in range(120)])
        db.execute(shares.insert(), [share(n) for n in range(40)])
        located = {"outcome_id": "R1", "case_id": "C-1", "object_id": "OBJ-1", "kind": "origin_located"}
        db.execute(outcomes.insert().values(**located, occurred_at=NOW, day=NOW.date(), country="PL"))
        dirty.mark_rows(db, tips, sa.true())
        dirty.mark_rows(db, shares, sa.true())
        for role in ("leadership", "analyst"):
            people.add(db, name=role, role=role, at=NOW, by="test")
    rollups.refresh(engine, NOW)


def tip(n: int) -> dict[str, object]:
    at = START + timedelta(hours=21 * n)
    return {
        "tip_id": f"T{n}", "object_id": f"OBJ-{1 + n % 2}", "received_at": at, "day": at.date(),
        "origin_country": ("NL", "DE", "unknown")[n % 3], "suggested_country": (None, "PL", "CZ")[n % 3],
        "assessment": ("actionable", "unusable", "unusable", "pending")[n % 4],
        "assessed_at": None if n % 4 == 3 else at + timedelta(days=3),
    }  # fmt: skip


def share(n: int) -> dict[str, object]:
    day = date(2026, 3, 1) + timedelta(days=n)
    at = datetime.combine(day, datetime.min.time(), UTC)
    return {
        "share_id": f"S{n}",
        "object_id": "OBJ-1",
        "shared_at": at,
        "day": day,
        "network": "x",
        "country": "NL",
    }

"""Campaigns at their awkward ages, against which every page must still say something true.

Each function fills an empty database inside the caller's transaction; `NOW` is the present of all of them.
"""

from datetime import UTC, date, datetime, timedelta

from records import dirty
from records.bookkeeping import import_rejects, imports
from records.tables import campaign, cases, display_periods, objects, outcomes, shares, tips

NOW = datetime(2026, 5, 31, 6, tzinfo=UTC)


def empty(db):
    """Nothing at all."""


def clicks_only(db):
    """What a file of share clicks alone leaves behind: bare objects and clicks, no tip, no display."""
    db.execute(objects.insert(), [{"object_id": f"L-{n}"} for n in range(3)])
    rows = [_share(n, f"L-{n % 3}", datetime(2012, 3, 16, 12 + n % 8, tzinfo=UTC)) for n in range(40)]
    db.execute(shares.insert(), rows)
    db.execute(imports.insert().values(
        import_id="I-1", at=NOW - timedelta(hours=1), by="analyst", records="shares",
        file_name="clicks.jsonl", file_sha256="0" * 64, read=43, skipped=1, accepted=40,
        unchanged=0, rejected=2, warnings=1,
    ))  # fmt: skip
    reasons = [("country", "XQ", "no country is called XQ", "error"), ("at", None, "no time", "error"),
               ("country", "Uk", "read as GB", "warning")]  # fmt: skip
    db.execute(import_rejects.insert(), [
        {"import_id": "I-1", "seq": n, "row_number": 7 + n, "column": column, "value": value,
         "reason": reason, "severity": severity}
        for n, (column, value, reason, severity) in enumerate(reasons)
    ])  # fmt: skip
    dirty.mark_rows(db, shares, shares.c.n > 0)


def one_object(db):
    """One object, displayed yesterday, one tip."""
    _campaign(db, date(2026, 5, 30))
    _object(db, 0, NOW - timedelta(days=1))
    db.execute(tips.insert(), [_tip(0, "OBJ-000", NOW - timedelta(hours=3))])
    dirty.mark_rows(db, tips, tips.c.tip_id.is_not(None))


def ten_days(db):
    """Ten days old: five objects, sixty tips, a third of them assessed, one object identified by one."""
    _campaign(db, date(2026, 5, 21))
    for n in range(5):
        _object(db, n, NOW - timedelta(days=10))
    rows = []
    for n in range(60):
        received = NOW - timedelta(days=10) + timedelta(hours=4 * n)
        row = _tip(n, f"OBJ-00{n % 5}", received)
        if n % 3 == 0:
            kind = "actionable" if n % 2 == 0 else "unusable"
            row |= {"assessment": kind, "assessed_at": received + timedelta(hours=6)}
        rows.append(row)
    db.execute(tips.insert(), rows)
    db.execute(outcomes.insert().values(
        outcome_id="OUT-1", object_id="OBJ-000", case_id="CASE-000", kind="object_identified",
        occurred_at=NOW - timedelta(days=3), day=(NOW - timedelta(days=3)).date(), thanks_to="yes",
        tip_id="T-000000",
    ))  # fmt: skip
    dirty.mark_rows(db, tips, tips.c.tip_id.is_not(None))


SCENES = {"empty": empty, "clicks_only": clicks_only, "one_object": one_object, "ten_days": ten_days}


def _campaign(db, launched_on):
    db.execute(campaign.insert().values(
        campaign_id=1, name="Scene", timezone="Europe/Amsterdam", launched_on=launched_on, languages="en,de",
        slots=20, minimum_weeks=2, four_eyes=False, small_count_k=5, grace_days=14, simulated=True,
    ))  # fmt: skip


def _object(db, n, shown_from):
    db.execute(cases.insert().values(case_id=f"CASE-00{n}", agency="Agency A" if n % 2 else "Agency B"))
    values = {"object_id": f"OBJ-00{n}", "case_id": f"CASE-00{n}", "category": "bag" if n % 2 else "toy"}
    db.execute(objects.insert().values(values))
    db.execute(display_periods.insert().values(
        period_id=f"P-{n}", object_id=f"OBJ-00{n}", slot=n + 1, shown_from=shown_from, by="analyst"
    ))  # fmt: skip


def _tip(n, object_id, received_at):
    return {
        "tip_id": f"T-{n:06}", "object_id": object_id, "received_at": received_at, "day": received_at.date(),
        "channel": "web", "origin_country": ["NL", "DE", "unknown"][n % 3], "assessment": "pending",
        "suggested_country": ["PL", None][n % 2], "assessed_at": None,
    }  # fmt: skip


def _share(n, object_id, shared_at):
    return {
        "share_id": f"S-{n}", "object_id": object_id, "shared_at": shared_at, "day": shared_at.date(),
        "network": "mastodon", "country": "US", "kind": "click", "n": 1,
    }  # fmt: skip
